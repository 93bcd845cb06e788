/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/checks/check.h"

#include "core/checks/checks.h"

/* In the order of the reference page, which is also the order in which equals speak. */
static const SfCheck checks[] = {
    {"answer.no-request", sf_check_answer_no_request},
    {"answer.not-acked", sf_check_answer_not_acked},
    {"answer.ack-uri", sf_check_answer_ack_uri},
    {"answer.retransmitted", sf_check_answer_retransmitted},
    {"answer.after-final", sf_check_answer_after_final},
    {"answer.reason-mismatch", sf_check_answer_reason_mismatch},
    {"answer.warning", sf_check_answer_warning},
    {"answer.cancelled", sf_check_answer_cancelled},
    {"answer.upstream", sf_check_answer_upstream},
    {"moved.permanently", sf_check_moved_permanently},
    {"moved.masked", sf_check_moved_masked},
    {"moved.contact-rewritten", sf_check_moved_contact_rewritten},
    {"moved.no-contact", sf_check_moved_no_contact},
    {"moved.contact-malformed", sf_check_moved_contact_malformed},
    {"moved.contact-wildcard", sf_check_moved_contact_wildcard},
    {"moved.unbracketed", sf_check_moved_unbracketed},
    {"moved.bad-q", sf_check_moved_bad_q},
    {"moved.expires", sf_check_moved_expires},
    {"moved.bad-expires", sf_check_moved_bad_expires},
    {"moved.duplicate-target", sf_check_moved_duplicate_target},
    {"moved.uri-headers", sf_check_moved_uri_headers},
    {"moved.uri-headers-unsafe", sf_check_moved_uri_headers_unsafe},
    {"moved.uri-method", sf_check_moved_uri_method},
    {"moved.user-lost", sf_check_moved_user_lost},
    {"moved.tel", sf_check_moved_tel},
    {"moved.not-sip", sf_check_moved_not_sip},
    {"moved.number-routing", sf_check_moved_number_routing},
    {"moved.self", sf_check_moved_self},
    {"moved.to-caller", sf_check_moved_to_caller},
    {"moved.to-server", sf_check_moved_to_server},
    {"moved.loop", sf_check_moved_loop},
    {"moved.chain", sf_check_moved_chain},
    {"moved.insecure", sf_check_moved_insecure},
    {"moved.private-target", sf_check_moved_private_target},
    {"moved.foreign-domain", sf_check_moved_foreign_domain},
    {"moved.in-dialog", sf_check_moved_in_dialog},
    {"moved.followed", sf_check_moved_followed},
    {"moved.not-followed", sf_check_moved_not_followed},
    {"moved.gave-up", sf_check_moved_gave_up},
    {"moved.all-failed", sf_check_moved_all_failed},
    {"moved.target-refused", sf_check_moved_target_refused},
    {"moved.order", sf_check_moved_order},
    {"moved.same-branch", sf_check_moved_same_branch},
    {"moved.wrong-next-hop", sf_check_moved_wrong_next_hop},
    {"moved.history-lost", sf_check_moved_history_lost},
    {"moved.proxy-kept-contact", sf_check_moved_proxy_kept_contact},
    {"moved.ignored", sf_check_moved_ignored},
    {"moved.conflict", sf_check_moved_conflict},
    {"extension.required", sf_check_extension_required},
    {"extension.no-require", sf_check_extension_no_require},
    {"extension.malformed-list", sf_check_extension_malformed_list},
    {"extension.no-supported", sf_check_extension_no_supported},
    {"extension.only-in-require", sf_check_extension_only_in_require},
    {"extension.already-offered", sf_check_extension_already_offered},
    {"extension.allow-without-tag", sf_check_extension_allow_without_tag},
    {"extension.stripped", sf_check_extension_stripped},
    {"extension.unknown-tag", sf_check_extension_unknown_tag},
    {"extension.optional", sf_check_extension_optional},
    {"extension.wrong-method", sf_check_extension_wrong_method},
    {"extension.needs-more", sf_check_extension_needs_more},
    {"extension.looks-like-420", sf_check_extension_looks_like_420},
    {"extension.should-be-494", sf_check_extension_should_be_494},
    {"extension.no-security-server", sf_check_extension_no_security_server},
    {"extension.sec-agree", sf_check_extension_sec_agree},
    {"extension.in-dialog", sf_check_extension_in_dialog},
    {"extension.forgot-in-dialog", sf_check_extension_forgot_in_dialog},
    {"extension.retried", sf_check_extension_retried},
    {"extension.retried-unchanged", sf_check_extension_retried_unchanged},
    {"extension.not-retried", sf_check_extension_not_retried},
    {"extension.deadlock", sf_check_extension_deadlock},
    {"extension.listed-not-done", sf_check_extension_listed_not_done},
};

const SfCheck *sf_checks(guint *n)
{
    *n = G_N_ELEMENTS(checks);
    return checks;
}

SfFinding *sf_report(const SfCheck *check, SfAnswer *answer, const char *variant)
{
    SfFinding *finding = g_new0(SfFinding, 1);
    finding->answer = answer;
    finding->check = check;
    finding->variant = variant;
    finding->is_final = !answer->judged.is_provisional;
    finding->frame = answer->message->frame;
    finding->part = answer->message->part;
    finding->fixes = g_ptr_array_new();
    g_ptr_array_add(answer->judged.findings, finding);
    return finding;
}
