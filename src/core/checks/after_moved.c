/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What came after a 301: who followed it, in which order, where the chain went. */
#include "../view.h"
#include "course.h"

#include <string.h>

/* Judged on the hop from which nobody forwarded the answer (rule 2 of the checks). */
static gboolean is_judged_here(SfAnswer *answer)
{
    return sf_answer_redirects(answer) && sf_answer_is_nearest(answer);
}

static const SfTarget *target_of(const SfFollowup *followup)
{
    return &g_array_index(followup->answer->targets, SfTarget, followup->target);
}

/* A client that does not stop closes the circle with each further answer: one fault, one finding.
 */
static gboolean was_closed_before(const SfAnswer *answer)
{
    for (guint links = 0; answer->came_by && links < SF_MAX_LINKS; links++) {
        answer = answer->came_by->answer;
        if (sf_answer_closes_circle(answer, NULL))
            return TRUE;
    }
    return FALSE;
}

void sf_check_moved_loop(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer))
        return;
    const SfTarget *again = sf_answer_closes_circle(answer, NULL);
    if (!again || was_closed_before(answer))
        return;
    const guint index = (guint)(again - &g_array_index(answer->targets, SfTarget, 0));
    const gboolean tried_again =
        again->entry.uri.scheme <= SF_SCHEME_SIPS && !sf_target_is_untried(answer, index);
    SfFinding *finding = sf_report(check, answer, tried_again ? "tried-again" : NULL);
    finding->place = again->place;
    sf_finding_take(finding, "circle", sf_course_circle(answer, again));
    sf_finding_fix(finding, "break-circle");
    if (tried_again)
        sf_finding_fix(finding, "try-once");
}

void sf_check_moved_chain(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer) || answer->came_by || sf_answer_hops(answer) < 2)
        return;
    char *final = sf_answer_final(answer);
    if (!final)
        return; /* a circle has no end, and a check of its own */
    const SfFollowup *reached = sf_answer_reached(sf_answer_last_link(answer));
    if (!reached)
        sf_answer_may_change(answer); /* it may become a circle */
    SfFinding *finding = sf_report(check, answer, NULL);
    if (reached)
        sf_finding_hang_on_frame(finding, reached->status_frame);
    else
        sf_finding_hang(finding, sf_answer_last_link(answer)->message);
    sf_finding_take(finding, "final", final);
    sf_finding_number(finding, "hops", sf_answer_hops(answer));
    sf_finding_take(finding, "chain", sf_course_chain(answer));
    sf_finding_fix(finding, "shorten");
}

void sf_check_moved_followed(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer))
        return;
    const SfFollowup *first = sf_first_followup(answer, SF_FOLLOWUP_TARGET);
    if (!first)
        return;
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_hang(finding, first->request);
    sf_finding_take(finding, "delay", sf_seconds(sf_followup_delay(first)));
    sf_finding_take(finding, "tried", sf_course_tried(answer, FALSE));
}

static guint count_untried(const SfAnswer *answer)
{
    guint untried = 0;
    for (guint i = 0; i < answer->targets->len; i++)
        untried += sf_target_is_untried(answer, i) ? 1 : 0;
    return untried;
}

static gboolean was_tried_by_a_fork(const SfAnswer *answer)
{
    for (guint i = 0; i < answer->targets->len; i++)
        if (g_array_index(answer->targets, SfTarget, i).tried_before)
            return TRUE;
    return FALSE;
}

void sf_check_moved_not_followed(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer) || sf_answer_tries(answer) > 0 || answer->fork_status ||
        answer->upstream_status || was_tried_by_a_fork(answer) || count_untried(answer) == 0 ||
        sf_answer_closes_circle(answer, NULL) || !sf_absence_speaks(answer))
        return;
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_take(finding, "window", sf_seconds(sf_answer_window(answer)));
    sf_finding_fix(finding, "follow");
    if (!sf_answer_in_dialog(answer))
        sf_finding_fix(finding, "update");
}

/* How the tries of an answer went. */
typedef struct {
    guint failed;
    guint open; /* not known yet, cancelled, or redirected */
    gboolean
        ended; /* a 2xx, or a 6xx after which nothing more is to be tried (RFC 3261 §8.1.3.4) */
    gboolean rejected; /* ended by a 6xx */
    guint declined;    /* failed by the user's own doing */
    const SfFollowup *last;
} Tries;

/* Busy, or not wanted (RFC 3261 §21.4.24, §21.6.1, §21.6.2; RFC 8197 §3): the address was right. */
static gboolean is_declined(guint status)
{
    return status == 486 || status == 600 || status == 603 || status == 607;
}

static Tries look_at_tries(const SfAnswer *answer)
{
    Tries tries = {0};
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind != SF_FOLLOWUP_TARGET)
            continue;
        tries.last = followup;
        tries.ended |= followup->status / 100 == 2 || followup->status / 100 == 6;
        tries.rejected |= followup->status / 100 == 6;
        tries.declined += is_declined(followup->status) ? 1 : 0;
        if (sf_followup_failed(followup))
            tries.failed++;
        else
            tries.open++;
    }
    return tries;
}

static gboolean may_be_judged(SfAnswer *answer, const Tries *tries)
{
    return is_judged_here(answer) && tries->failed > 0 && tries->open == 0 &&
           answer->cancel_frame == 0 && answer->fork_status == 0;
}

void sf_check_moved_gave_up(const SfCheck *check, SfAnswer *answer)
{
    const Tries tries = look_at_tries(answer);
    if (!may_be_judged(answer, &tries) || tries.ended || count_untried(answer) == 0 ||
        !sf_absence_speaks(answer))
        return;
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_take(finding, "failed", sf_course_tried(answer, TRUE));
    sf_finding_take(finding, "untried", sf_course_untried(answer));
    sf_finding_fix(finding, "try-next");
    sf_finding_fix(finding, "best-first");
}

void sf_check_moved_all_failed(const SfCheck *check, SfAnswer *answer)
{
    const Tries tries = look_at_tries(answer);
    if (!may_be_judged(answer, &tries) || (tries.ended && !tries.rejected) ||
        (count_untried(answer) > 0 && !tries.rejected))
        return;
    const gboolean declined = tries.declined == tries.failed;
    SfFinding *finding = sf_report(check, answer, declined ? "declined" : NULL);
    if (tries.last->status_frame)
        finding->frame = tries.last->status_frame;
    sf_finding_take(finding, "failed", sf_course_tried(answer, TRUE));
    if (!declined)
        sf_finding_fix(finding, "correct-targets");
}

/* One after the other: the second began when the first had ended. */
static gboolean is_after(const SfFollowup *second, const SfFollowup *first)
{
    return first->status && second->request->time >= first->status_time;
}

void sf_check_moved_order(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer))
        return;
    for (guint i = 1; i < answer->followups->len; i++) {
        const SfFollowup *first = answer->followups->pdata[i - 1];
        const SfFollowup *second = answer->followups->pdata[i];
        if (first->kind != SF_FOLLOWUP_TARGET || second->kind != SF_FOLLOWUP_TARGET ||
            !is_after(second, first))
            continue;
        const SfTarget *one = target_of(first);
        const SfTarget *other = target_of(second);
        if (!one->has_q || !other->has_q || one->q >= other->q)
            continue;
        SfFinding *finding = sf_report(check, answer, NULL);
        sf_finding_hang(finding, second->request);
        sf_finding_value(finding, "tried", one->entry.uri_text);
        sf_finding_value(finding, "better", other->entry.uri_text);
        return;
    }
}

/* Branches without the cookie are no promise of being unique (RFC 3261 §8.1.1.7). */
static gboolean has_cookie(SfText branch)
{
    return g_ascii_strncasecmp(branch.at ? branch.at : "", "z9hG4bK", MIN(branch.length, 7)) == 0 &&
           branch.length > 7;
}

void sf_check_moved_same_branch(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_answer_redirects(answer) || !answer->request)
        return;
    const SfMessage *old = answer->request;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        const SfMessage *new = followup->request;
        if (followup->kind != SF_FOLLOWUP_TARGET || followup->constant_branch ||
            !has_cookie(new->branch) || !sf_text_equal(old->branch, new->branch) ||
            !sf_text_equal_nocase(old->sent_by, new->sent_by))
            continue;
        SfFinding *finding = sf_report(check, answer, NULL);
        sf_finding_hang(finding, followup->request);
        sf_finding_number(finding, "followup_frame", followup->request->frame);
        sf_finding_value(finding, "branch", new->branch);
        sf_finding_fix(finding, "new-branch");
        return;
    }
}

void sf_check_moved_wrong_next_hop(const SfCheck *check, SfAnswer *answer)
{
    /* A client that is seen to talk to this one place only has it as outbound proxy. */
    if (!is_judged_here(answer) || !sf_answer_client_is_seen(answer))
        return;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind != SF_FOLLOWUP_TARGET || followup->likely)
            continue;
        const SfText host = target_of(followup)->entry.uri.host;
        SfParam maddr;
        /* A name may stand for any address. */
        if (!sf_host_is_literal(host) ||
            sf_text_equal_nocase(host, followup->request->destination_address) ||
            !sf_text_equal(followup->request->destination_address,
                           answer->message->source_address) ||
            sf_uri_param(&target_of(followup)->entry.uri, "maddr", &maddr) ||
            sf_message_header(followup->request, SF_HEADER_ROUTE, 0))
            continue;
        SfFinding *finding = sf_report(check, answer, NULL);
        sf_finding_hang(finding, followup->request);
        sf_finding_number(finding, "followup_frame", followup->request->frame);
        sf_finding_value(finding, "sent_to", followup->request->destination_address);
        sf_finding_fix(finding, "next-hop");
        return;
    }
}

/* What a redirected request keeps (RFC 3261 §8.1.3.4); the Content-Type stands for the body. */
static const struct {
    SfHeaderName header;
    const char *variant;
    const char *name;
} kept[] = {{SF_HEADER_REPLACES, "replaces", "Replaces"},
            {SF_HEADER_JOIN, "replaces", "Join"},
            {SF_HEADER_HISTORY_INFO, NULL, "History-Info"},
            {SF_HEADER_DIVERSION, NULL, "Diversion"},
            {SF_HEADER_CONTENT_TYPE, "body", "the body"}};

static gboolean lost(const SfMessage *before, const SfMessage *after, SfHeaderName name)
{
    return sf_message_header(before, name, 0) && !sf_message_header(after, name, 0);
}

void sf_check_moved_history_lost(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer) || !answer->request)
        return;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        /* A call of its own is another element's, which may well have its own mind. */
        if (followup->kind != SF_FOLLOWUP_TARGET || followup->request->cut ||
            !sf_text_equal(followup->request->call_id, answer->message->call_id))
            continue;
        for (guint k = 0; k < G_N_ELEMENTS(kept); k++) {
            if (!lost(answer->request, followup->request, kept[k].header))
                continue;
            SfFinding *finding = sf_report(check, answer, kept[k].variant);
            sf_finding_hang(finding, followup->request);
            sf_finding_number(finding, "followup_frame", followup->request->frame);
            sf_finding_value(finding, "headers", sf_text(kept[k].name));
            sf_finding_fix(finding, "take-along");
            return;
        }
    }
}

static gboolean names(const SfAnswer *answer, const SfUri *uri)
{
    for (guint i = 0; i < answer->targets->len; i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank > 0 && sf_uri_equal(&target->entry.uri, uri))
            return TRUE;
    }
    return FALSE;
}

void sf_check_moved_proxy_kept_contact(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_answer_redirects(answer) || !answer->above)
        return;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind != SF_FOLLOWUP_TARGET ||
            followup->request->cseq != answer->message->cseq ||
            followup->request->time > answer->above->message->time ||
            !names(answer->above, &target_of(followup)->entry.uri))
            continue;
        SfFinding *finding = sf_report(check, answer, NULL);
        sf_finding_hang(finding, answer->above->message);
        sf_finding_value(finding, "between", answer->message->destination_address);
        sf_finding_fix(finding, "drop-tried");
        return;
    }
}

void sf_check_moved_ignored(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer) || answer->repeated == 0)
        return;
    SfFinding *finding = sf_report(check, answer, NULL);
    finding->frame = answer->repeated_frame;
    finding->part = answer->repeated_part;
    sf_finding_number(finding, "times", answer->repeated);
    sf_finding_fix(finding, "update");
}

void sf_check_moved_conflict(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer) || !answer->conflict)
        return;
    const SfTarget *earlier = sf_answer_target(answer->conflict, 1);
    SfFinding *finding = sf_report(check, answer, NULL);
    if (earlier)
        sf_finding_value(finding, "earlier", earlier->entry.uri_text);
    sf_finding_number(finding, "other_frame", answer->conflict->message->frame);
    sf_finding_fix(finding, "temporary");
}
