/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What came after an answer of either code. */
#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/describe/absence.h"
#include "core/describe/facts.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/view.h"

/* There is an ACK, which the server never sees, or cannot know for that of its answer. */
static void report_wrong_ack(const SfCheck *check, SfAnswer *answer)
{
    const char *sent_to = answer->ack.sent_to;
    SfFinding *finding = sf_report(check, answer, sent_to ? "elsewhere" : "other-branch");
    sf_finding_number(finding, "other_frame", answer->ack.frame);
    if (sent_to)
        sf_finding_value(finding, "sent_to", sf_text(sent_to));
    if (sent_to && answer->copies.retransmissions > 0) {
        sf_finding_number(finding, "times", answer->copies.retransmissions + 1);
        sf_finding_number(finding, "last_frame", answer->copies.last_frame);
    }
    sf_finding_fix(finding, sent_to ? "back" : "branch");
}

/* Over UDP an answer goes to the port in Via, unless that asks for the one that the request came
 * from (RFC 3261 §18.2.2, RFC 3581 §4). A NAT on the way changes only the latter. */
static gboolean goes_to_other_port(const SfAnswer *answer)
{
    return answer->message->transport == SF_TRANSPORT_UDP &&
           sf_text_equal(answer->message->destination_address, answer->request->source_address) &&
           answer->message->destination_port != answer->request->source_port;
}

/* The port in Via may be the wrong one where the answer did not go to where the request came from.
 */
static void tell_of_other_port(SfFinding *finding, const SfAnswer *answer)
{
    if (goes_to_other_port(answer))
        sf_finding_take(finding, "sent_to", sf_message_destination(answer->message));
}

static gboolean asks_for_own_port(const SfMessage *request)
{
    const SfHeader *via = sf_message_header(request, SF_HEADER_VIA, 0);
    const gssize params = via ? sf_text_find(via->value, ';') : -1;
    SfParam rport;
    return params >= 0 &&
           sf_param_find(sf_text_slice(via->value, (gsize)params, G_MAXSIZE), "rport", &rport);
}

static void report_undelivered(const SfCheck *check, SfAnswer *answer)
{
    const gboolean other_port = goes_to_other_port(answer);
    SfFinding *finding = sf_report(check, answer,
                                   other_port              ? "other-port"
                                   : answer->closed        ? "closed"
                                   : answer->bounced_frame ? "not-arrived"
                                                           : "asks-on");
    if (answer->bounced_frame && (answer->closed || !other_port))
        sf_finding_number(finding, "other_frame", answer->bounced_frame);
    if (answer->copies.asked > 0)
        sf_finding_number(finding, "times", answer->copies.asked + 1);
    if (!other_port && !answer->closed) {
        sf_finding_fix(finding, "reach");
        return;
    }
    sf_finding_take(finding, "sent_to", sf_message_destination(answer->message));
    if (!other_port) {
        sf_finding_fix(finding, "listen");
        return;
    }
    sf_finding_take(finding, "value", sf_message_source(answer->request));
    sf_finding_fix(finding, "own-port");
    if (!asks_for_own_port(answer->request))
        sf_finding_fix(finding, "rport");
}

/* Over UDP a server that gets no ACK sends its answer again (RFC 3261 §17.2.1, Timer G): where it
 * does not, it got one, and it is the capture that lacks it. */
static gboolean shows_want_of_ack(const SfAnswer *answer)
{
    if (answer->copies.retransmissions > 0 || answer->bounced_frame)
        return TRUE;
    return answer->message->transport != SF_TRANSPORT_UDP && sf_answer_window_is_over(answer);
}

/* Who does as the answer says has got it. By another Call-ID it may be somebody else. */
static const SfFollowup *first_that_heeds(const SfAnswer *answer)
{
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (sf_followup_heeds(followup) && !followup->likely)
            return followup;
    }
    return NULL;
}

/* It ended the connection in the place of an ACK: no byte was sent that could have been lost on its
 * way, and over TCP nothing is sent again. */
static void report_hung_up(const SfCheck *check, SfAnswer *answer)
{
    const SfFollowup *heeds = first_that_heeds(answer);
    SfFinding *finding = sf_report(check, answer, "hung-up");
    sf_finding_number(finding, "other_frame", answer->hung_up_frame);
    if (heeds)
        sf_finding_number(finding, "followup_frame", heeds->request->frame);
    sf_finding_fix(finding, "ack-first");
}

static void report_no_ack(const SfCheck *check, SfAnswer *answer)
{
    if (answer->hung_up_frame) {
        report_hung_up(check, answer);
        return;
    }
    const gboolean arrived = answer->copies.retransmissions > 1 &&
                             sf_answer_stopped_request(answer) && answer->followups->len == 0 &&
                             sf_absence_speaks(answer);
    const SfFollowup *heeds = first_that_heeds(answer);
    SfFinding *finding = sf_report(check, answer, heeds ? "heeded" : arrived ? "arrived" : NULL);
    tell_of_other_port(finding, answer);
    if (answer->copies.retransmissions > 0)
        sf_finding_number(finding, "times", answer->copies.retransmissions + 1);
    if (heeds)
        sf_finding_number(finding, "followup_frame", heeds->request->frame);
    if (heeds || arrived)
        sf_finding_fix(finding, "software");
    if (!heeds)
        sf_finding_fix(finding, "reach");
}

/* Where the client ends a call that was refused, the capture shows what it sends there, and in the
 * place of what. There is nothing that a BYE could end (RFC 3261 §15). */
static gboolean has_bye_in_place(const SfAnswer *answer)
{
    return answer->ended.frame && !sf_answer_in_dialog(answer) && !answer->ack.frame &&
           answer->ended.time >= answer->message->time && answer->followups->len == 0 &&
           sf_answer_is_nearest((SfAnswer *)answer) &&
           sf_view_is_whole(answer->view, answer->message->time, answer->ended.time);
}

/* The other side hangs up and gets no answer to that either, however often it sends it: nothing
 * tells whether the client runs, or whether it is reached. */
static gboolean is_silent(const SfAnswer *answer)
{
    return sf_answer_in_dialog(answer) && answer->copies.retransmissions > 1 &&
           !answer->copies.asked_again && answer->followups->len == 0 && answer->ended.times > 2 &&
           !answer->ended.by_client && !answer->ended.answered && !answer->went_on.frame &&
           answer->ended.time >= answer->message->time && !answer->bounced_frame &&
           sf_answer_is_nearest((SfAnswer *)answer) &&
           sf_view_has_come(answer->view, answer->ended.last + SF_SECOND) &&
           sf_view_is_whole(answer->view, answer->request->time, answer->ended.last);
}

void sf_check_answer_silent(const SfCheck *check, SfAnswer *answer)
{
    if (answer->ack.frame || !answer->request || !is_silent(answer))
        return;
    sf_answer_may_change(answer); /* an answer may come yet */
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_number(finding, "times", answer->copies.retransmissions + 1);
    sf_finding_number(finding, "other_frame", answer->ended.frame);
    sf_finding_number(finding, "copies", answer->ended.times);
    sf_finding_fix(finding, "runs");
    sf_finding_fix(finding, "reach");
}

static void report_bye(const SfCheck *check, SfAnswer *answer)
{
    sf_answer_may_change(answer); /* the ACK may come behind it yet */
    SfFinding *finding = sf_report(check, answer, "bye");
    sf_finding_number(finding, "other_frame", answer->ended.frame);
    sf_finding_fix(finding, "no-bye");
}

void sf_check_answer_not_acked(const SfCheck *check, SfAnswer *answer)
{
    /* Without the request nothing shows that the capture sees what the client sends here. */
    if (!answer->request || answer->message->cut ||
        !sf_text_equal(answer->message->cseq_method, sf_text("INVITE")))
        return;
    if (answer->ack.sent_to || answer->ack.other_branch) {
        report_wrong_ack(check, answer);
        return;
    }
    if (has_bye_in_place(answer)) {
        report_bye(check, answer);
        return;
    }
    if (answer->ack.frame || !shows_want_of_ack(answer) ||
        !sf_view_is_whole(answer->view, answer->message->time,
                          MAX(answer->activity, answer->copies.last)))
        return; /* what is missing, or was cut, may be the ACK */
    if (is_silent(answer))
        return; /* it does nothing at all, and that is said by itself */
    if (!sf_answer_window_is_over(answer))
        sf_answer_may_change(answer); /* the ACK may come yet */
    if (sf_answer_is_undelivered(answer)) {
        report_undelivered(check, answer);
        return;
    }
    report_no_ack(check, answer);
}

/* Nobody acknowledges the answer to another request than INVITE: that it was taken shows by its not
 * being asked for again (RFC 3261 §17.1.2.2, Timer E). */
void sf_check_answer_not_taken(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_answer_is_undelivered(answer) || answer->bounced_frame || answer->message->cut ||
        answer->followups->len > 0 ||
        sf_text_equal(answer->message->cseq_method, sf_text("INVITE")))
        return;
    sf_answer_may_change(answer); /* what it asks for next may follow yet */
    const gboolean stopped = sf_answer_stopped_asking(answer);
    SfFinding *finding = sf_report(check, answer, stopped ? "stopped" : NULL);
    sf_finding_number(finding, "times", answer->copies.asked + 1);
    sf_finding_number(finding, "first_frame", answer->copies.first.frame);
    if (stopped)
        sf_finding_number(finding, "last_frame", answer->copies.last_frame);
    tell_of_other_port(finding, answer);
    sf_finding_fix(finding, "reach");
}

void sf_check_answer_ack_uri(const SfCheck *check, SfAnswer *answer)
{
    if (!answer->ack.uri || answer->ack.sent_to) /* it has the address of where it went */
        return;
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_set_proof(finding, answer->ack.frame, answer->ack.part);
    sf_finding_number(finding, "other_frame", answer->ack.frame);
    sf_finding_value(finding, "value", sf_text(answer->ack.uri));
    sf_finding_value(finding, "old", answer->request->request_uri);
    if (answer->copies.retransmissions > 0)
        sf_finding_number(finding, "times", answer->copies.retransmissions + 1);
    sf_finding_fix(finding, "ack-uri");
}

void sf_check_answer_after_final(const SfCheck *check, SfAnswer *answer)
{
    if (!answer->late.frame || answer->made_at != answer)
        return;
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_set_proof(finding, answer->late.frame, answer->late.part);
    sf_finding_number(finding, "other_frame", answer->late.frame);
    sf_finding_number(finding, "followup_status", answer->late.status);
    if (answer->served_frame)
        sf_finding_number(finding, "served_frame", answer->served_frame);
    sf_finding_fix(finding, "nothing-after");
}

void sf_check_answer_retransmitted(const SfCheck *check, SfAnswer *answer)
{
    if (answer->copies.retransmissions == 0)
        return;
    SfFinding *finding = sf_report(check, answer, answer->copies.asked > 0 ? "request" : NULL);
    sf_finding_set_proof(finding, answer->copies.first.frame, answer->copies.first.part);
    sf_finding_number(finding, "times", answer->copies.retransmissions + 1);
    sf_finding_number(finding, "first_frame", answer->message->frame);
}

void sf_check_answer_cancelled(const SfCheck *check, SfAnswer *answer)
{
    if (answer->cancel.frame == 0 || !sf_answer_is_nearest(answer))
        return;
    const SfFollowup *followed = answer->followups->len > 0 ? answer->followups->pdata[0] : NULL;
    SfFinding *finding = sf_report(check, answer, followed ? "followed" : NULL);
    if (answer->cancel.frame > finding->frame)
        sf_finding_set_proof(finding, answer->cancel.frame, answer->cancel.part);
    sf_finding_number(finding, "other_frame", answer->cancel.frame);
    if (!followed)
        return;
    sf_finding_number(finding, "followup_frame", followed->request->frame);
    sf_finding_fix(finding, "stop");
}

/* A recursing proxy keeps Call-ID and CSeq (RFC 3261 §16.6). Where the Via of an element above
 * tells that it is none but the one who asked, it is a client that forgot to count. */
static const SfFollowup *recursion(const SfAnswer *answer)
{
    if (answer->vias == 1 && answer->upstream.status == 0)
        return NULL;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind == SF_FOLLOWUP_TARGET &&
            followup->request->cseq == answer->message->cseq &&
            sf_text_equal(followup->request->call_id, answer->message->call_id))
            return followup;
    }
    return NULL;
}

/* The caller got a refusal for a redirect, and no other branch had given that one: the element
 * between made it. A challenge and the end of a cancelled call are no such thing. */
gboolean sf_redirect_is_masked(const SfAnswer *answer)
{
    const guint status = answer->upstream.status;
    return sf_answer_redirects(answer) && !answer->above && status >= 400 && status != 401 &&
           status != 407 && status != 487 && status != answer->fork.other &&
           status != answer->fork.status && !answer->upstream.is_elsewhere &&
           !answer->cancel.frame && sf_answer_tries(answer) == 0;
}

static void hang_above(SfFinding *finding, const SfAnswer *answer)
{
    sf_finding_set_proof(finding, answer->upstream.frame, answer->upstream.part);
    sf_finding_value(finding, "between", answer->message->destination_address);
    sf_finding_number(finding, "followup_status", answer->upstream.status);
    sf_finding_number(finding, "other_frame", answer->upstream.frame);
}

void sf_check_moved_masked(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_redirect_is_masked(answer))
        return;
    SfFinding *finding = sf_report(check, answer, sf_absence_speaks(answer) ? NULL : "unseen");
    hang_above(finding, answer);
    sf_finding_fix(finding, "let-through");
    sf_finding_fix(finding, "follow-there");
}

/* What the caller got is what another place had answered. */
static gboolean is_of_a_fork(const SfAnswer *answer)
{
    const guint status = answer->upstream.status;
    return status && (status == answer->fork.other || status == answer->fork.status);
}

/* A back-to-back agent refused the call that it took, with another code, and had tried nothing else
 * of which that may have come: so that is what its caller saw of this answer. */
static gboolean is_refused_on_leg(const SfAnswer *answer)
{
    const SfAgent *agent = &answer->agent;
    return answer->nearest == answer && !agent->above && agent->caller &&
           agent->caller_status >= 400 && agent->caller_status != answer->message->status &&
           agent->caller_status != 401 && agent->caller_status != 407 &&
           agent->caller_status != 487 && answer->upstream.status == 0 &&
           answer->followups->len == 0;
}

/* Whether the one that asked had only to hand it through, or would have to do it for its caller. */
static void tell_of_offer_above(SfFinding *finding, const SfAnswer *answer)
{
    g_autofree char *wanted = sf_fact(answer, finding, "wanted");
    if (!answer->offer_above.frame || !wanted)
        return;
    g_autofree char *between = sf_text_show(answer->message->destination_address);
    sf_finding_take(finding, "offer_above",
                    sf_phrase_with("lacking", answer->offer_above.offers ? "with" : "without",
                                   "between", between, "wanted", wanted, NULL));
    sf_finding_number(finding, "first_frame", answer->offer_above.frame);
}

static void report_refused_leg(const SfCheck *check, SfAnswer *answer)
{
    const SfAgent *agent = &answer->agent;
    sf_answer_may_change(answer); /* it may be asked for the same call once more */
    SfFinding *finding = sf_report(check, answer, "leg");
    finding->frame = agent->caller_frame;
    sf_finding_value(finding, "between", answer->message->destination_address);
    sf_finding_value(finding, "other", sf_text(agent->caller));
    sf_finding_number(finding, "followup_status", agent->caller_status);
    sf_finding_number(finding, "other_frame", agent->caller_frame);
    g_autofree char *cause = agent->caller_cause ? sf_cause_words(agent->caller_cause) : NULL;
    if (cause)
        sf_finding_value(finding, "refused_cause", sf_text(cause));
}

/* What the caller offers may have been lost on the way, or never been there. */
static void tell_of_lacking(SfFinding *finding, const SfAnswer *answer)
{
    if (sf_answer_redirects(answer)) {
        sf_finding_value(finding, "lacking", sf_text(sf_phrase("lacking", "request")));
        return;
    }
    g_autofree char *between = sf_text_show(answer->message->destination_address);
    g_autofree char *wanted = sf_fact(answer, finding, "wanted");
    sf_finding_take(
        finding, "lacking",
        wanted ? sf_phrase_with("lacking", "offer", "between", between, "wanted", wanted, NULL)
               : g_strdup(sf_phrase("lacking", "request")));
}

void sf_check_answer_upstream(const SfCheck *check, SfAnswer *answer)
{
    if (is_refused_on_leg(answer)) {
        report_refused_leg(check, answer);
        return;
    }
    const SfFollowup *recursed = recursion(answer);
    if (answer->above || (answer->upstream.status == 0 && !recursed) ||
        sf_redirect_is_masked(answer))
        return;
    sf_answer_is_nearest(answer); /* the element between may still pass it on as well */
    SfFinding *finding = sf_report(check, answer,
                                   recursed                        ? "recursed"
                                   : is_of_a_fork(answer)          ? "forked"
                                   : answer->upstream.is_elsewhere ? "elsewhere"
                                                                   : NULL);
    sf_finding_value(finding, "between", answer->message->destination_address);
    if (answer->upstream.is_unasked && !recursed)
        tell_of_lacking(finding, answer);
    if (recursed) {
        sf_finding_set_message(finding, recursed->request);
        sf_finding_number(finding, "followup_frame", recursed->request->frame);
        return;
    }
    tell_of_offer_above(finding, answer);
    hang_above(finding, answer);
}

void sf_check_answer_via_kept(const SfCheck *check, SfAnswer *answer)
{
    const SfSentOn *way = &answer->sent_on;
    if (!way->frame)
        return;
    SfFinding *finding = sf_report(check, answer, way->asks_on ? "asks-on" : NULL);
    sf_finding_set_proof(finding, way->frame, way->part);
    sf_finding_value(finding, "between", answer->message->destination_address);
    sf_finding_value(finding, "caller", sf_text(way->to));
    sf_finding_value(finding, "caller_product", sf_text(way->product ? way->product : ""));
    sf_finding_number(finding, "other_frame", way->frame);
    if (way->times > 1) {
        sf_finding_number(finding, "times", way->times);
        sf_finding_number(finding, "last_frame", way->last_frame);
    }
    if (way->asks_on && way->times > 1)
        sf_finding_take(finding, "delay", sf_seconds((double)(way->last - way->asked) / 1e9));
    sf_finding_fix(finding, "take-off");
}
