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

/* after_answer.c: what came after either code */
void sf_check_answer_not_acked(const SfCheck *check, SfAnswer *answer);
void sf_check_answer_retransmitted(const SfCheck *check, SfAnswer *answer);
void sf_check_answer_cancelled(const SfCheck *check, SfAnswer *answer);
void sf_check_answer_upstream(const SfCheck *check, SfAnswer *answer);

/* after_moved.c: what came after a 301 */
void sf_check_moved_loop(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_chain(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_followed(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_not_followed(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_gave_up(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_all_failed(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_order(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_same_branch(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_wrong_next_hop(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_history_lost(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_proxy_kept_contact(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_ignored(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_conflict(const SfCheck *check, SfAnswer *answer);

/* after_extension.c: what came after a 421 */
void sf_check_extension_stripped(const SfCheck *check, SfAnswer *answer);
void sf_check_extension_forgot_in_dialog(const SfCheck *check, SfAnswer *answer);
void sf_check_extension_retried(const SfCheck *check, SfAnswer *answer);
void sf_check_extension_retried_unchanged(const SfCheck *check, SfAnswer *answer);
void sf_check_extension_not_retried(const SfCheck *check, SfAnswer *answer);
void sf_check_extension_deadlock(const SfCheck *check, SfAnswer *answer);
void sf_check_extension_listed_not_done(const SfCheck *check, SfAnswer *answer);

#endif
