/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One function a check; when each speaks is said in its stanza of src/knowledge/data/checks.ini. */
#ifndef SIPFIX_CHECKS_H
#define SIPFIX_CHECKS_H

#include "../check.h"

/* answer_checks.c: both codes */
void sf_check_answer_no_request(const SfCheck *check, SfAnswer *answer);

/* moved_checks.c: 301 */
void sf_check_moved_permanently(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_no_contact(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_contact_malformed(const SfCheck *check, SfAnswer *answer);

/* extension_checks.c: 421 */
void sf_check_extension_required(const SfCheck *check, SfAnswer *answer);
void sf_check_extension_no_require(const SfCheck *check, SfAnswer *answer);

#endif
