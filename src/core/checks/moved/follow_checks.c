/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who followed a redirect, in which order, and who keeps asking the old place. */
#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/checks/moved/new_address.h"
#include "core/checks/moved/tried.h"
#include "core/describe/absence.h"
#include "core/describe/facts.h"
#include "core/ledger/followups/routing.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/view.h"

void sf_check_moved_followed(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_received_here(answer, 301))
        return;
    const SfFollowup *first = sf_first_followup(answer, SF_FOLLOWUP_TARGET);
    if (!first)
        return;
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_set_message(finding, first->request);
    sf_finding_take(finding, "delay", sf_seconds(sf_followup_delay(first)));
    sf_finding_take(finding, "tried", sf_course_tried(answer, FALSE));
}

static gboolean was_tried_by_a_fork(const SfAnswer *answer)
{
    for (guint i = 0; i < answer->targets->len; i++)
        if (g_array_index(answer->targets, SfTarget, i).tried_before)
            return TRUE;
    return FALSE;
}

/* Who asks the old place once more shows what it did in place of following. */
static gboolean did_not_follow(const SfAnswer *answer)
{
    return sf_absence_speaks(answer) || (sf_first_followup(answer, SF_FOLLOWUP_AGAIN) &&
                                         sf_answer_window_is_over(answer) && !answer->cancel.frame);
}

/* How it went on otherwise; NULL: not at all. */
static const char *what_came_instead(const SfAnswer *answer)
{
    const SfFollowup *again = sf_first_followup(answer, SF_FOLLOWUP_AGAIN);
    if (!again)
        return sf_first_followup(answer, SF_FOLLOWUP_OTHER_WAY) ? "other-way" : NULL;
    return again->status / 100 == 2 ? "again-served" : "again";
}

/* The client asked by IPv4, and is sent to IPv6, or the other way round. A name may have both. */
static gboolean changes_family(const SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    const SfText own = answer->message->destination_address;
    return best && sf_host_is_literal(best->entry.uri.host) && own.length > 0 &&
           (sf_text_find(best->entry.uri.host, ':') >= 0) != (sf_text_find(own, ':') >= 0);
}

static void add_families(SfFinding *finding)
{
    const gboolean came_by_6 =
        sf_text_find(finding->answer->message->destination_address, ':') >= 0;
    sf_finding_value(finding, "scope", sf_text(came_by_6 ? "IPv4" : "IPv6"));
    sf_finding_value(finding, "value", sf_text(came_by_6 ? "IPv6" : "IPv4"));
    sf_finding_fix(finding, "both-families");
}

/* Seconds of ringing after which most callers have hung up. */
#define LONG 60

/* Who rings before it redirects can as well call that place itself. */
static void add_ringing(SfFinding *finding)
{
    const SfAnswer *made = finding->answer->made_at;
    const gint64 rang = made->request ? made->message->time - made->request->time : 0;
    if (rang > LONG * SF_SECOND)
        sf_finding_number(finding, "rang_long", (guint32)(rang / SF_SECOND));
    sf_finding_number(finding, "first_frame", made->rang_frame);
    sf_finding_fix(finding, "by-itself");
}

/* Nor to another place than the one that was asked for. */
static gboolean leads_to_nobody(const SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    return best && (sf_target_is_nowhere(answer, best) || sf_target_names_itself(answer, best));
}

/* The server that was asked names itself, and another user: the account has a new address. NULL: no
 * such thing. */
static const SfTarget *renamed_user(const SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    SfUri old, user;
    const gboolean is_so =
        best && answer->request &&
        sf_text_equal(sf_message_method(answer->message), sf_text("REGISTER")) &&
        sf_old_uri(answer, &old) && sf_message_address(answer->request, SF_HEADER_TO, &user) &&
        sf_uri_same_server(&best->entry.uri, &old) && sf_text_is_present(best->entry.uri.user) &&
        sf_text_is_present(user.user) && !sf_text_equal(best->entry.uri.user, user.user);
    return is_so ? best : NULL;
}

static void report_renamed(const SfCheck *check, SfAnswer *answer, const SfTarget *target)
{
    SfUri user;
    SfFinding *finding = sf_report(check, answer, "user");
    sf_finding_about(finding, target);
    if (sf_message_address(answer->request, SF_HEADER_TO, &user))
        sf_finding_value(finding, "value", user.user);
    sf_finding_take(finding, "window", sf_seconds(sf_answer_window(answer)));
    sf_finding_fix(finding, "user");
}

/* A number by which the product of the server does something of its own, and calls nobody. */
static gboolean names_a_service(const SfAnswer *answer)
{
    g_autofree char *product = sf_fact(answer, NULL, "server_product");
    g_autofree char *number = product ? sf_fact(answer, NULL, "dial_number") : NULL;
    return number && sf_number_has_meaning(sf_product(product), number);
}

/* Notices go to the address that whoever takes them has named. */
static void add_signing_on(SfFinding *finding)
{
    if (sf_text_equal(sf_message_method(finding->answer->message), sf_text("NOTIFY")))
        sf_finding_fix(finding, "anew");
}

/* What somebody else looked up is no address that anybody could dial on trial. */
static gboolean is_looked_up(const SfAnswer *answer)
{
    const SfRouting routing = sf_routing_of(answer->made_at);
    const gboolean has_parameters = routing.parameters != NULL;
    if (has_parameters)
        g_string_free(routing.parameters, TRUE);
    return has_parameters && sf_text_equal(sf_message_method(answer->message), sf_text("INVITE"));
}

/* How it is put where nothing that the client did in place of following says so. */
static const char *kind_of_silence(const SfAnswer *answer)
{
    /* With a 302 that is how telephones forward. */
    if (answer->message->status == 301 && answer->made_at->rang_frame)
        return "rang";
    if (answer->message->status == 305) /* its target is no place where anybody is called */
        return "proxy";
    return is_looked_up(answer) ? "look-up" : NULL;
}

void sf_check_moved_not_followed(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_received_here(answer, 301) || sf_answer_is_undelivered(answer) ||
        sf_answer_wants_ack(answer) || sf_answer_attempt_failed(answer) ||
        sf_answer_tries(answer) > 0 || answer->fork.status || answer->upstream.status ||
        was_tried_by_a_fork(answer) || sf_count_untried(answer) == 0 ||
        sf_answer_in_dialog(answer) || sf_answer_leads_on_inside(answer) ||
        sf_answer_is_to_sign_off(answer) || sf_answer_closes_circle(answer, NULL) ||
        !did_not_follow(answer) || leads_to_nobody(answer))
        return;
    const SfTarget *renamed = renamed_user(answer);
    if (renamed) {
        report_renamed(check, answer, renamed);
        return;
    }
    const char *instead = what_came_instead(answer);
    const gboolean is_other_family = !instead && changes_family(answer);
    const char *silence = instead || is_other_family ? NULL : kind_of_silence(answer);
    const gboolean rang = g_strcmp0(silence, "rang") == 0;
    const gboolean is_proxy = g_strcmp0(silence, "proxy") == 0;
    const gboolean is_service = names_a_service(answer);
    SfFinding *finding = sf_report(check, answer,
                                   is_other_family ? "other-family"
                                   : silence       ? silence
                                   : is_service    ? "service"
                                                   : instead);
    if (is_other_family)
        add_families(finding);
    if (rang)
        add_ringing(finding);
    const SfFollowup *again = sf_first_followup(answer, SF_FOLLOWUP_AGAIN);
    if (again) {
        sf_finding_number(finding, "followup_frame", again->request->frame);
        if (again->status)
            sf_finding_number(finding, "followup_status", again->status);
    }
    sf_finding_take(finding, "window", sf_seconds(sf_answer_window(answer)));
    sf_finding_fix(finding, "follow");
    if (is_proxy)
        sf_finding_fix(finding, "outbound-proxy");
    if (g_strcmp0(silence, "look-up") == 0)
        sf_finding_fix(finding, "by-itself");
    if (answer->message->status != 301 || rang || is_service ||
        sf_is_routing_answer(answer->made_at)) {
        add_signing_on(finding);
        return; /* nothing is to be written down */
    }
    sf_finding_value(finding, "instead",
                     sf_text(sf_shelf_words(SF_SHELF_CHECKS, check->id, "instead")));
    sf_finding_fix(finding, "update");
    add_signing_on(finding);
    /* A registration may be sent to another first server (P-CSCF, edge) as well. */
    if (sf_text_equal(sf_message_method(answer->message), sf_text("REGISTER")))
        sf_finding_fix(finding, "outbound-proxy");
}

/* One after the other: the second began when the first had ended. */
static gboolean is_after(const SfFollowup *second, const SfFollowup *first)
{
    return first->status && second->request->time >= first->status_time;
}

void sf_check_moved_order(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_received_here(answer, 301))
        return;
    for (guint i = 1; i < answer->followups->len; i++) {
        const SfFollowup *first = answer->followups->pdata[i - 1];
        const SfFollowup *second = answer->followups->pdata[i];
        if (first->kind != SF_FOLLOWUP_TARGET || second->kind != SF_FOLLOWUP_TARGET ||
            !is_after(second, first))
            continue;
        const SfTarget *one = sf_tried_target(first);
        const SfTarget *other = sf_tried_target(second);
        if (!one->has_q || !other->has_q || one->q >= other->q)
            continue;
        SfFinding *finding = sf_report(check, answer, NULL);
        sf_finding_set_message(finding, second->request);
        sf_finding_value(finding, "tried", one->entry.uri_text);
        sf_finding_value(finding, "better", other->entry.uri_text);
        sf_finding_number(finding, "followup_status", first->status);
        sf_finding_number(finding, "other_frame", first->status_frame);
        return;
    }
}

void sf_check_moved_ignored(const SfCheck *check, SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    if (!sf_is_received_here(answer, 301) || answer->repeated.n == 0)
        return;
    if (answer->repeated.status / 100 == 2)
        return; /* it was right: the old place had not moved for good */
    /* Who is sent to itself has nothing to write down; and where the old place later names another
     * address, it is for that place to say first which is right. */
    if (answer->contradicted || (best && sf_target_is_of_asker(answer, best)))
        return;
    /* It was heeded, and led nowhere: that is no address to write down. */
    if (sf_answer_attempt_failed(answer))
        return;
    if (sf_answer_may_be_contradicted(answer))
        sf_answer_may_change(answer);
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_set_proof(finding, answer->repeated.frame, answer->repeated.part);
    sf_finding_number(finding, "times", answer->repeated.n);
    sf_finding_fix(finding, "update");
}

void sf_check_moved_conflict(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_received_here(answer, 301) || !answer->conflict)
        return;
    SfFinding *finding = sf_report(check, answer, NULL);
    if (sf_answer_target(answer->conflict, 1))
        sf_finding_take(finding, "earlier", sf_answer_named(answer->conflict));
    sf_finding_number(finding, "other_frame", answer->conflict->message->frame);
    sf_finding_fix(finding, "temporary");
}
