/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ACK, CANCEL, PRACK, what goes on inside a session, and its end. */
#include "core/ledger/followups/followups_private.h"

#include "core/ledger/followups/relation.h"
#include "core/message/reason.h"

/* Two that are no URIs are compared as they stand. */
static gboolean names_another(SfText one, SfText other)
{
    SfUri a;
    SfUri b;
    if (sf_text_equal(one, other))
        return FALSE;
    if (sf_uri_parse(one, &a, NULL) && sf_uri_parse(other, &b, NULL))
        return !sf_uri_equal(&a, &b);
    return TRUE;
}

/* To neither where the request went nor where the answer came from, which differ where a load
 * balancer or NAT is between; nor to who asked, which is then that balancer, and sends it on. */
static gboolean goes_elsewhere(const SfAnswer *answer, const SfMessage *ack)
{
    return answer->request && !sf_answer_is_client(answer, ack->destination_address) &&
           !sf_text_equal(ack->destination_address, answer->request->destination_address) &&
           !sf_text_equal(ack->destination_address, answer->message->source_address);
}

/* The first ACK counts, but one that reached the server before one that did not. */
static void set_acked(SfLedger *ledger, SfAnswer *answer, const SfMessage *ack,
                      gboolean other_branch)
{
    const gboolean elsewhere = goes_elsewhere(answer, ack);
    if (answer->ack.frame && (elsewhere || !answer->ack.sent_to))
        return;
    answer->ack.frame = ack->frame;
    answer->ack.part = ack->part;
    answer->ack.other_branch = other_branch;
    g_clear_pointer(&answer->ack.sent_to, g_free);
    g_clear_pointer(&answer->ack.uri, g_free);
    if (elsewhere)
        answer->ack.sent_to = sf_text_dup(ack->destination_address);
    if (answer->request && names_another(answer->request->request_uri, ack->request_uri))
        answer->ack.uri = sf_text_dup(ack->request_uri);
    sf_ledger_touch(ledger, answer);
}

static gboolean acknowledges(const SfAnswer *answer, const SfMessage *ack)
{
    return answer->message->cseq == ack->cseq && sf_is_client_of(answer, ack) &&
           sf_text_equal(answer->message->cseq_method, sf_text("INVITE")) &&
           sf_text_equal(answer->message->from_tag, ack->from_tag) &&
           (!sf_text_is_present(ack->to_tag) ||
            sf_text_equal(answer->message->to_tag, ack->to_tag));
}

void sf_after_ack(SfLedger *ledger, SfCall *call, const SfTransaction *transaction,
                  const SfMessage *ack)
{
    const GPtrArray *answers = transaction ? transaction->answers : NULL;
    for (guint i = answers ? sf_first_compared(answers->len) : 0; answers && i < answers->len; i++)
        set_acked(ledger, answers->pdata[i], ack, FALSE);
    if (transaction)
        sf_note_unseen_end(ledger, transaction, ack);
    else
        sf_note_ack_of_success(ledger, call, ack);
    if (answers || !call->answers)
        return;
    for (guint i = sf_first_compared(call->answers->len); i < call->answers->len; i++)
        if (acknowledges(call->answers->pdata[i], ack))
            set_acked(ledger, call->answers->pdata[i], ack, TRUE);
}

/* A CANCEL may cross the answer, but comes from nobody who has it: then it is without effect (RFC
 * 3261 §9.1). */
static void note_cancelled(SfLedger *ledger, SfFollowup *followup, const SfMessage *cancel)
{
    if (followup->status >= 300)
        return;
    followup->cancelled = TRUE;
    if (!followup->cancel_frame) {
        followup->cancel_frame = cancel->frame;
        followup->cancel_time = cancel->time;
    }
    sf_ledger_stir(ledger, followup->answer, cancel->time);
}

void sf_after_cancel(SfLedger *ledger, const SfMessage *cancel)
{
    SfTransaction *transaction = sf_transactions_find(ledger->open, cancel, sf_text("INVITE"));
    if (!transaction || transaction->cancel.frame)
        return;
    transaction->cancel.frame = cancel->frame;
    transaction->cancel.part = cancel->part;
    for (guint i = 0; transaction->answers && i < transaction->answers->len; i++) {
        SfAnswer *answer = transaction->answers->pdata[i];
        if (answer->ack.frame)
            continue;
        answer->cancel.frame = cancel->frame;
        answer->cancel.part = cancel->part;
        sf_ledger_stir(ledger, answer, cancel->time);
    }
    sf_followups_each(ledger, transaction, note_cancelled, cancel);
}

/* Its RAck with one blank between the parts; NULL: it has none. */
static char *rack_of(const SfMessage *prack)
{
    const SfHeader *header = sf_message_header(prack, SF_HEADER_RACK, 0);
    if (!header)
        return NULL;
    g_autofree char *value = sf_text_dup(header->value);
    g_auto(GStrv) parts = g_strsplit_set(value, " \t\r\n", -1);
    GString *rack = g_string_new(NULL);
    for (guint i = 0; parts[i]; i++)
        if (*parts[i])
            g_string_append_printf(rack, "%s%s", rack->len > 0 ? " " : "", parts[i]);
    return g_string_free(rack, FALSE);
}

void sf_after_prack(SfLedger *ledger, SfCall *call, const SfMessage *prack)
{
    const SfTransaction *transaction;
    SfRecent recent = sf_recent_of(call);
    while ((transaction = sf_recent_next(&recent)) != NULL) {
        for (guint i = 0; transaction->followups && i < transaction->followups->len; i++) {
            SfFollowup *followup = transaction->followups->pdata[i];
            if (followup->prack_frame)
                continue;
            followup->prack_frame = prack->frame;
            followup->prack_to = sf_text_dup(prack->destination_address);
            followup->prack_rack = rack_of(prack);
            sf_ledger_stir(ledger, followup->answer, prack->time);
        }
    }
}

/* Each PRACK has its own answer: once one was taken, the others are of no account. */
static void note_prack_answer(SfFollowup *followup, const SfMessage *message)
{
    const gboolean refused =
        message->status >= 300 && message->status != 401 && message->status != 407;
    const gboolean was_taken = followup->prack_answered && !followup->prack_refused.status;
    followup->prack_answered = TRUE;
    if (was_taken || (refused && followup->prack_refused.status))
        return;
    followup->prack_refused.status = refused ? message->status : 0;
    followup->prack_refused.frame = refused ? message->frame : 0;
}

void sf_after_prack_answer(SfLedger *ledger, SfCall *call, const SfMessage *message)
{
    const SfTransaction *transaction;
    SfRecent recent = sf_recent_of(call);
    while ((transaction = sf_recent_next(&recent)) != NULL) {
        for (guint i = 0; transaction->followups && i < transaction->followups->len; i++) {
            SfFollowup *followup = transaction->followups->pdata[i];
            if (!followup->prack_frame)
                continue;
            note_prack_answer(followup, message);
            sf_ledger_touch(ledger, followup->answer);
        }
    }
}

/* Reason: SIP;cause=408 or Q.850;cause=102 (recovery on timer expiry), which who waits for a
 * refresh in vain gives with its BYE. */
static gboolean ends_for_want_of_refresh(const SfMessage *bye)
{
    guint next = 0;
    SfReason reason;
    while (sf_reason_next(bye, &next, &reason))
        if (reason.cause == SF_CAUSE_TIMER || reason.sip_cause == 408)
            return TRUE;
    return FALSE;
}

/* With BYE there is nothing left to refresh, but where it says that it comes for want of that. */
static void note_refresh(SfLedger *ledger, SfFollowup *followup, const SfMessage *request)
{
    const gboolean in_vain = sf_text_equal(request->method, sf_text("BYE")) &&
                             ends_for_want_of_refresh(request) &&
                             !sf_text_equal(request->from_tag, followup->request->from_tag);
    followup->refresh.done = !in_vain && ledger->view.clock <= followup->refresh.due;
    if (in_vain && !followup->refresh.ended)
        followup->refresh.ended = request->frame;
    sf_ledger_touch(ledger, followup->answer);
}

void sf_after_in_dialog(SfLedger *ledger, SfStory *story, const SfMessage *request)
{
    const gboolean refreshes = sf_text_equal(request->method, sf_text("INVITE")) ||
                               sf_text_equal(request->method, sf_text("UPDATE"));
    if (!refreshes && !sf_text_equal(request->method, sf_text("BYE")))
        return;
    for (guint i = sf_first_compared(story->answers->len); i < story->answers->len; i++) {
        SfAnswer *answer = story->answers->pdata[i];
        for (guint j = 0; j < answer->followups->len; j++) {
            SfFollowup *followup = answer->followups->pdata[j];
            if (!followup->refresh.due || followup->refresh.done ||
                !sf_text_equal(followup->request->call_id, request->call_id))
                continue;
            note_refresh(ledger, followup, request);
        }
    }
}

static void note_done_later(SfLedger *ledger, const GPtrArray *answers, const SfMessage *success)
{
    for (guint i = answers ? sf_first_compared(answers->len) : 0; answers && i < answers->len;
         i++) {
        SfAnswer *answer = answers->pdata[i];
        if (answer->went_on.well || !sf_answer_in_dialog(answer) ||
            answer->message->cseq >= success->cseq ||
            !sf_text_equal(answer->message->cseq_method, success->cseq_method) ||
            !sf_text_equal(answer->message->from_tag, success->from_tag))
            continue;
        answer->went_on.frame = success->frame;
        answer->went_on.well = TRUE;
        sf_ledger_touch(ledger, answer);
    }
}

void sf_after_session_success(SfLedger *ledger, const SfCall *call, const SfMessage *success)
{
    note_done_later(ledger, call->answers, success);
    note_done_later(ledger, call->asides, success);
}

static void note_end_of(SfLedger *ledger, SfAnswer *answer, const SfMessage *bye)
{
    answer->ended.frame = bye->frame;
    answer->ended.time = bye->time;
    answer->ended.by_timer = ends_for_want_of_refresh(bye);
    answer->ended.by_client = sf_text_equal(bye->from_tag, answer->message->from_tag);
    answer->ended.cseq = bye->cseq;
    answer->ended.times = 1;
    answer->ended.last = bye->time;
    sf_ledger_touch(ledger, answer);
}

static void note_end(SfLedger *ledger, const GPtrArray *answers, const SfMessage *bye)
{
    for (guint i = answers ? sf_first_compared(answers->len) : 0; answers && i < answers->len;
         i++) {
        SfAnswer *answer = answers->pdata[i];
        if (answer->ended.frame || (!sf_answer_in_dialog(answer) && !sf_is_client_of(answer, bye)))
            continue;
        note_end_of(ledger, answer, bye);
    }
}

/* A session timer runs for half an hour and longer, when its call is forgotten. */
static void note_late_end(SfLedger *ledger, const SfMessage *bye)
{
    for (guint i = sf_first_compared(ledger->answers->len); i < ledger->answers->len; i++) {
        SfAnswer *answer = ledger->answers->pdata[i];
        if (!answer->ended.frame && sf_answer_in_dialog(answer) &&
            sf_text_equal(answer->message->call_id, bye->call_id))
            note_end_of(ledger, answer, bye);
    }
}

/* A session that ends right after a request in it was refused ends because of that. */
void sf_after_bye(SfLedger *ledger, const SfCall *call, const SfMessage *bye)
{
    note_end(ledger, call->answers, bye);
    note_end(ledger, call->asides, bye);
    if (!call->answers && ends_for_want_of_refresh(bye))
        note_late_end(ledger, bye);
    sf_note_session(ledger, call, bye);
}

/* "terminated;reason=timeout": a subscription is over, and for want of a refresh where it says so
 * (RFC 6665 §4.1.3). */
static gboolean ends_subscription(const SfMessage *notify, gboolean *in_vain)
{
    const SfHeader *header = sf_message_header(notify, SF_HEADER_SUBSCRIPTION_STATE, 0);
    if (!header)
        return FALSE;
    const SfText value = sf_text_trim(header->value);
    const gsize end = sf_skip_to(value, 0, ";");
    SfParam reason;
    *in_vain = sf_param_find(sf_text_slice(value, end, G_MAXSIZE), "reason", &reason) &&
               sf_text_equal_nocase(reason.value, sf_text("timeout"));
    return sf_text_equal_nocase(sf_text_trim(sf_text_slice(value, 0, end)), sf_text("terminated"));
}

static gboolean is_of_subscription(const SfAnswer *answer, const SfMessage *notify)
{
    return !answer->ended.frame && sf_answer_in_dialog(answer) &&
           sf_text_equal(answer->message->cseq_method, sf_text("SUBSCRIBE")) &&
           sf_text_equal(answer->message->call_id, notify->call_id) &&
           sf_text_equal(answer->message->to_tag, notify->from_tag) &&
           sf_text_equal(answer->message->from_tag, notify->to_tag);
}

static void note_end_of_subscription(SfLedger *ledger, const GPtrArray *answers,
                                     const SfMessage *notify, gboolean in_vain)
{
    for (guint i = answers ? sf_first_compared(answers->len) : 0; answers && i < answers->len;
         i++) {
        SfAnswer *answer = answers->pdata[i];
        if (!is_of_subscription(answer, notify))
            continue;
        note_end_of(ledger, answer, notify);
        answer->ended.by_timer = in_vain;
    }
}

/* One that runs out does so when its call may be forgotten, as sessions do. */
void sf_after_notify(SfLedger *ledger, const SfCall *call, const SfMessage *notify)
{
    gboolean in_vain = FALSE;
    if (!ends_subscription(notify, &in_vain))
        return;
    note_end_of_subscription(ledger, call->answers, notify, in_vain);
    note_end_of_subscription(ledger, call->asides, notify, in_vain);
    if (!call->answers)
        note_end_of_subscription(ledger, ledger->answers, notify, in_vain);
}

/* What is seen of the BYE that ended it, later than its first copy. */
static void note_more_of_end(SfLedger *ledger, const GPtrArray *answers, const SfMessage *message)
{
    for (guint i = answers ? sf_first_compared(answers->len) : 0; answers && i < answers->len;
         i++) {
        SfAnswer *answer = answers->pdata[i];
        if (answer->ended.times == 0 || answer->ended.cseq != message->cseq)
            continue;
        answer->ended.times += message->is_request ? 1 : 0;
        answer->ended.last = message->time;
        answer->ended.answered |= !message->is_request;
        sf_ledger_touch(ledger, answer);
    }
}

void sf_after_bye_copy(SfLedger *ledger, const SfCall *call, const SfMessage *copy)
{
    note_more_of_end(ledger, call->answers, copy);
    note_more_of_end(ledger, call->asides, copy);
}

void sf_after_bye_answer(SfLedger *ledger, const SfCall *call, const SfMessage *message)
{
    note_more_of_end(ledger, call->answers, message);
    note_more_of_end(ledger, call->asides, message);
}

static gboolean is_inside(const SfAnswer *answer, const SfMessage *failure)
{
    return sf_answer_in_dialog(answer) &&
           (sf_text_equal(answer->message->from_tag, failure->from_tag) ||
            sf_text_equal(answer->message->to_tag, failure->from_tag));
}

static void note_failure(SfLedger *ledger, const GPtrArray *answers, const SfMessage *failure,
                         gboolean certain)
{
    for (guint i = answers ? sf_first_compared(answers->len) : 0; answers && i < answers->len;
         i++) {
        SfAnswer *answer = answers->pdata[i];
        if (answer->ended.frame || !is_inside(answer, failure))
            continue;
        answer->ended.maybe |= !certain;
        sf_ledger_touch(ledger, answer);
        if (!certain)
            continue;
        answer->ended.frame = failure->frame;
        answer->ended.status = failure->status;
        answer->ended.time = failure->time;
    }
}

/* While it rings, requests belong to a session that is still to come (RFC 3261 §12.1). */
void sf_after_session_failure(SfLedger *ledger, const SfCall *call, const SfMessage *failure,
                              gboolean certain)
{
    note_failure(ledger, call->answers, failure, certain);
    note_failure(ledger, call->asides, failure, certain);
}
