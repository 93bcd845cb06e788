/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where one redirect leads to the next: circles and chains. */
#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/describe/absence.h"
#include "core/ledger/story/chain.h"
#include "core/message/diversion.h"

/* The hops do not show who is to change: who redirects, or who leads the call there. */
static void report_circle_of_hops(const SfCheck *check, SfAnswer *answer, const SfTarget *again)
{
    const SfAnswer *origin = sf_answer_origin(answer);
    sf_answer_may_change(answer); /* somebody may be served there yet */
    SfFinding *finding = sf_report(check, answer, "hops");
    sf_finding_about(finding, again);
    sf_finding_take(finding, "circle", sf_course_circle(answer, again));
    sf_finding_value(finding, "between", origin->request->source_address);
    sf_finding_value(finding, "value", origin->request->request_uri);
    sf_finding_number(finding, "other_frame", origin->message->frame);
    sf_finding_number(finding, "first_frame", origin->request->frame);
    sf_finding_fix(finding, "drop-redirect");
    sf_finding_fix(finding, "other-route");
}

void sf_check_moved_loop(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_received_here(answer, 301))
        return;
    const SfTarget *again = sf_answer_closes_circle(answer, NULL);
    if (!again || sf_answer_is_behind_circle(answer))
        return;
    if (sf_answer_circle_is_over_hops(answer)) {
        report_circle_of_hops(check, answer, again);
        return;
    }
    const guint index = (guint)(again - &g_array_index(answer->targets, SfTarget, 0));
    const gboolean tried_again =
        again->entry.uri.scheme <= SF_SCHEME_SIPS && !sf_target_is_untried(answer, index);
    SfFinding *finding = sf_report(check, answer, tried_again ? "tried-again" : NULL);
    finding->place = again->place;
    sf_finding_take(finding, "circle", sf_course_circle(answer, again));
    sf_finding_fix(finding, "break-circle");
}

/* For this call only: the user was busy just then, or did not answer. */
static gboolean is_of_the_moment(const SfAnswer *link)
{
    guint next = 0;
    SfForwarder forwarder;
    return sf_forwarder_next(link->message, SF_HEADER_DIVERSION, &next, &forwarder) &&
           sf_text_is_present(forwarder.reason) &&
           !sf_text_equal_nocase(forwarder.reason, sf_text("unconditional"));
}

static gboolean is_301(const SfAnswer *link)
{
    return link->message->status == 301;
}

/* @first: of a chain. */
static gboolean has_link(const SfAnswer *first, gboolean (*is_such)(const SfAnswer *),
                         gboolean such)
{
    const SfAnswer *link = first;
    for (guint links = 0; link && links < SF_MAX_LINKS; links++) {
        if (is_such(link) == such)
            return TRUE;
        link = sf_answer_next_link(link);
    }
    return FALSE;
}

/* What depends on the moment no redirect before it can spare anybody. */
static gboolean can_be_shortened(const SfAnswer *answer)
{
    return !has_link(answer, is_of_the_moment, TRUE);
}

/* What a later redirect says for this call only is not to be written into one for good. */
static gboolean is_for_good(const SfAnswer *answer)
{
    return !has_link(answer, is_301, FALSE);
}

/* Whoever is called there said that nobody answers just then, or hung up. */
static gboolean was_declined(const SfAnswer *last)
{
    for (guint i = 0; i < last->followups->len; i++)
        if (sf_followup_declines(last->followups->pdata[i]))
            return TRUE;
    return last->cancel.frame != 0;
}

/* Though nobody answered to what was sent there first: it was refused, and came back. */
static gboolean got_through(const SfAnswer *first)
{
    const SfOutcomeKind kind = sf_answer_outcome(first).kind;
    return kind == SF_OUTCOME_ANSWERED || kind == SF_OUTCOME_RESCUED;
}

/* The caller had the last redirect, and the capture would have shown that it went on. */
static void tell_of_silence(SfFinding *finding, const SfAnswer *last, const char *final)
{
    if (last->followups->len > 0 || sf_answer_outcome(last).kind != SF_OUTCOME_LOST ||
        !sf_absence_speaks(last))
        return;
    sf_finding_value(finding, "unreached", sf_text(final));
    sf_finding_number(finding, "last_frame", last->message->frame);
    if (last->ack.frame)
        sf_finding_number(finding, "ack_frame", last->ack.frame);
}

/* The only one that did as the redirect said, where it got no answer of any kind; else NULL. */
static const SfFollowup *unheard_try(const SfAnswer *last)
{
    const SfFollowup *tried = NULL;
    for (guint i = 0; i < last->followups->len; i++) {
        const SfFollowup *followup = last->followups->pdata[i];
        if (!sf_followup_heeds(followup))
            continue;
        if (tried || !sf_followup_is_silent(followup) || followup->unreachable_frame)
            return NULL;
        tried = followup;
    }
    return tried;
}

/* Where a chain ends at which nobody answered, the last that redirected names a wrong place, or
 * that place is at fault. */
static void tell_of_last(SfFinding *finding, const SfAnswer *last)
{
    const SfMessage *message = sf_answer_origin(last)->message;
    sf_finding_value(finding, "between", message->source_address);
    sf_finding_number(finding, "other_frame", message->frame);
    const SfFollowup *tried = unheard_try(last);
    if (tried)
        sf_finding_number(finding, "followup_frame", tried->request->frame);
    sf_finding_fix(finding, "last-target");
}

/* Why the end of the chain is no address to write down: the first that is for this call only. */
static void tell_of_temporary(SfFinding *finding, const SfAnswer *first)
{
    const SfAnswer *link = first;
    for (guint links = 0; link && is_301(link) && links < SF_MAX_LINKS; links++)
        link = sf_answer_next_link(link);
    if (!link)
        return;
    const SfMessage *message = sf_answer_origin(link)->message;
    const SfFollowup *reached = sf_answer_reached(sf_answer_last_link(first));
    if (reached)
        sf_finding_number(finding, "served_frame", reached->status_frame);
    sf_finding_value(finding, "between", message->source_address);
    sf_finding_number(finding, "followup_status", message->status);
    sf_finding_number(finding, "other_frame", message->frame);
}

/* What the call met at its end comes before the round trips on the way there. */
static const char *variant_of(gboolean for_good, gboolean is_open, gboolean is_silent)
{
    if (for_good)
        return is_silent ? "open" : NULL;
    return is_open ? "temporary-open" : "temporary";
}

void sf_check_moved_chain(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_received_here(answer, 301) || answer->link.came_by || sf_answer_hops(answer) < 2 ||
        !can_be_shortened(answer))
        return;
    char *final = sf_answer_final(answer);
    if (!final)
        return; /* a circle has no end, and a check of its own */
    const SfAnswer *last = sf_answer_last_link(answer);
    const SfFollowup *reached = sf_answer_reached(last);
    if (!reached)
        sf_answer_may_change(answer); /* it may become a circle */
    const gboolean for_good = is_for_good(answer);
    const gboolean is_open = !reached && !was_declined(last) && !got_through(answer);
    const gboolean is_silent = is_open && unheard_try(last);
    SfFinding *finding = sf_report(check, answer, variant_of(for_good, is_open, is_silent));
    if (reached)
        sf_finding_set_proof(finding, reached->status_frame, reached->status_part);
    else
        sf_finding_set_message(finding, last->message);
    tell_of_silence(finding, last, final);
    sf_finding_take(finding, "final", final);
    sf_finding_number(finding, "hops", sf_answer_hops(answer));
    sf_finding_take(finding, "chain", sf_course_chain(answer));
    if (is_silent || (is_open && !for_good))
        tell_of_last(finding, last);
    else if (!for_good)
        tell_of_temporary(finding, answer);
    if (for_good)
        sf_finding_fix(finding, "shorten");
}
