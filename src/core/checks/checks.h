/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One function a check; when each speaks is said in its stanza of src/knowledge/data/checks.ini. */
#ifndef SIPFIX_CHECKS_H
#define SIPFIX_CHECKS_H

#include "check_list.h"
#include "core/checks/check.h"
#include "core/ledger/answer.h"

/** Each looks at one answer; the names follow from the ids: moved.bad-q is sf_check_moved_bad_q().
 * The file that it is in is that of its topic. */
#define DECLARE(function, ...) void sf_check_##function(const SfCheck *check, SfAnswer *answer);
SF_CHECK_LIST(DECLARE)
#undef DECLARE

/** Adds a finding of @check to @answer; it stays the answer's. @variant is static or NULL. */
SfFinding *sf_report(const SfCheck *check, SfAnswer *answer, const char *variant);

#endif
