/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One function a check; when each speaks is said in its stanza of src/knowledge/data/checks.ini. */
#ifndef SIPFIX_CHECKS_H
#define SIPFIX_CHECKS_H

#include "core/checks/check.h"

/* answer_checks.c: both codes */
void sf_check_answer_no_request(const SfCheck *check, SfAnswer *answer);
void sf_check_answer_reason_mismatch(const SfCheck *check, SfAnswer *answer);
void sf_check_answer_warning(const SfCheck *check, SfAnswer *answer);

/* moved_checks.c: a 301 as a whole */
void sf_check_moved_permanently(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_no_contact(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_in_dialog(const SfCheck *check, SfAnswer *answer);

/* contact_checks.c: how its Contact is written */
void sf_check_moved_contact_malformed(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_contact_wildcard(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_unbracketed(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_bad_q(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_expires(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_bad_expires(const SfCheck *check, SfAnswer *answer);

/* target_checks.c: what its targets are */
void sf_check_moved_duplicate_target(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_uri_headers(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_uri_headers_unsafe(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_uri_method(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_tel(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_not_sip(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_self(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_to_caller(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_to_server(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_user_lost(const SfCheck *check, SfAnswer *answer);

/* routing_checks.c: a 301 that is a look-up */
void sf_check_moved_number_routing(const SfCheck *check, SfAnswer *answer);

/* reach_checks.c: where its targets lead */
void sf_check_moved_insecure(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_private_target(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_foreign_domain(const SfCheck *check, SfAnswer *answer);

/* extension_checks.c: a 421 as a whole */
void sf_check_extension_required(const SfCheck *check, SfAnswer *answer);
void sf_check_extension_no_require(const SfCheck *check, SfAnswer *answer);
void sf_check_extension_looks_like_420(const SfCheck *check, SfAnswer *answer);
void sf_check_extension_in_dialog(const SfCheck *check, SfAnswer *answer);

/* list_checks.c: how the lists of tags are written */
void sf_check_extension_malformed_list(const SfCheck *check, SfAnswer *answer);
void sf_check_extension_no_supported(const SfCheck *check, SfAnswer *answer);

/* offer_checks.c: what the request offered, and where */
void sf_check_extension_only_in_require(const SfCheck *check, SfAnswer *answer);
void sf_check_extension_already_offered(const SfCheck *check, SfAnswer *answer);
void sf_check_extension_allow_without_tag(const SfCheck *check, SfAnswer *answer);

/* tag_checks.c: what the tags are */
void sf_check_extension_unknown_tag(const SfCheck *check, SfAnswer *answer);
void sf_check_extension_optional(const SfCheck *check, SfAnswer *answer);
void sf_check_extension_wrong_method(const SfCheck *check, SfAnswer *answer);
void sf_check_extension_needs_more(const SfCheck *check, SfAnswer *answer);

/* security_checks.c: the security agreement */
void sf_check_extension_should_be_494(const SfCheck *check, SfAnswer *answer);
void sf_check_extension_no_security_server(const SfCheck *check, SfAnswer *answer);
void sf_check_extension_sec_agree(const SfCheck *check, SfAnswer *answer);

/* after_answer.c: what came after either code */
void sf_check_answer_not_acked(const SfCheck *check, SfAnswer *answer);
void sf_check_answer_ack_uri(const SfCheck *check, SfAnswer *answer);
void sf_check_answer_after_final(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_masked(const SfCheck *check, SfAnswer *answer);
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
void sf_check_moved_target_refused(const SfCheck *check, SfAnswer *answer);
void sf_check_moved_contact_rewritten(const SfCheck *check, SfAnswer *answer);
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
