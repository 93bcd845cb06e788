/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signs of what the capture lacks: an ACK, a BYE or an answer that would not be there without
 * something that is not. Without them what was lost to the capture would pass for lost on the way.
 */
#include "core/ledger/followups/followups_private.h"

#include "core/ledger/followups/relation.h"
#include "core/message/hop.h"

static void note_went_on(SfLedger *ledger, const SfCall *call, const SfMessage *sign, SfText method,
                         gboolean well)
{
    const GPtrArray *answers = call->answers;
    for (guint i = answers ? sf_first_compared(answers->len) : 0; answers && i < answers->len;
         i++) {
        SfAnswer *answer = answers->pdata[i];
        if (answer->message->cseq >= sign->cseq || answer->went_on.well ||
            !sf_text_equal(answer->message->cseq_method, method) ||
            !sf_text_equal(answer->message->from_tag, sign->from_tag))
            continue;
        answer->went_on.frame = sign->frame;
        answer->went_on.well = well;
        sf_ledger_touch(ledger, answer);
    }
}

static gboolean was_refused(const SfCall *call, guint32 cseq)
{
    const SfTransaction *transaction;
    SfRecent recent = sf_recent_of(call);
    while ((transaction = sf_recent_next(&recent)) != NULL) {
        if (transaction->final_status >= 300 && transaction->request &&
            transaction->request->cseq == cseq)
            return TRUE;
    }
    return FALSE;
}

/* Then it is that one which was acknowledged, and ended. */
static gboolean had_success(const SfCall *call)
{
    const SfTransaction *transaction;
    SfRecent recent = sf_recent_of(call);
    while ((transaction = sf_recent_next(&recent)) != NULL) {
        if (transaction->final_status / 100 == 2 &&
            sf_text_equal(transaction->name.method, sf_text("INVITE")))
            return TRUE;
    }
    return FALSE;
}

/* The first sign counts, but one of a 2xx more than any other. */
static void note_unseen(SfLedger *ledger, SfFollowup *followup, const SfMessage *sign,
                        gboolean well)
{
    if (followup->unseen_end.well || (followup->unseen_end.frame && !well))
        return;
    followup->unseen_end.frame = sign->frame;
    followup->unseen_end.well = well;
    sf_ledger_stir(ledger, followup->answer, sign->time);
}

static void note_unseen_end(SfLedger *ledger, SfFollowup *followup, const SfMessage *sign)
{
    note_unseen(ledger, followup, sign, FALSE);
}

static void note_unseen_success(SfLedger *ledger, SfFollowup *followup, const SfMessage *sign)
{
    note_unseen(ledger, followup, sign, TRUE);
}

typedef gboolean (*IsEndedBy)(const SfTransaction *transaction, const SfMessage *sign);

/* The follow-ups of the call that have no final answer, and that @sign shows to have had one. */
static void end_unseen(SfLedger *ledger, const SfCall *call, IsEndedBy is_ended,
                       SfFollowupFunction note, const SfMessage *sign)
{
    const SfTransaction *transaction;
    SfRecent recent = sf_recent_of(call);
    while ((transaction = sf_recent_next(&recent)) != NULL) {
        if ((transaction->followups || transaction->aside_followups) && is_ended(transaction, sign))
            sf_followups_each(ledger, transaction, note, sign);
    }
}

static gboolean is_open_invite(const SfTransaction *transaction)
{
    return transaction->final_status == 0 && transaction->request &&
           sf_text_equal(transaction->name.method, sf_text("INVITE"));
}

static gboolean is_acknowledged(const SfTransaction *transaction, const SfMessage *ack)
{
    return is_open_invite(transaction) && transaction->name.cseq == ack->cseq &&
           sf_text_equal(transaction->request->source_address, ack->source_address) &&
           sf_text_equal(transaction->request->from_tag, ack->from_tag);
}

/* A session that somebody ends there was: other tags than those of what was answered with. */
static gboolean is_hung_up(const SfTransaction *transaction, const SfMessage *bye)
{
    if (!is_open_invite(transaction) || sf_text_is_present(transaction->request->to_tag))
        return FALSE;
    const SfText caller = transaction->request->from_tag;
    const gboolean by_caller = sf_text_equal(caller, bye->from_tag);
    const SfText callee = by_caller ? bye->to_tag : bye->from_tag;
    if (!sf_text_is_present(callee) || (!by_caller && !sf_text_equal(caller, bye->to_tag)))
        return FALSE;
    for (guint i = 0; transaction->followups && i < transaction->followups->len; i++) {
        const SfFollowup *followup = transaction->followups->pdata[i];
        if (sf_text_equal(followup->answer->message->to_tag, callee))
            return FALSE;
    }
    return TRUE;
}

/* What is sent so soon after a request is no refresh of what that asked for. */
#define SOON (30 * SF_SECOND)

/* It failed, and the client went on: to what, the capture does not show, but it was served. */
static gboolean failed_before(const SfTransaction *transaction, const SfMessage *orphan)
{
    return transaction->final_status >= 300 && transaction->request &&
           orphan->time - transaction->request_time <= SOON &&
           transaction->name.cseq < orphan->cseq &&
           sf_text_equal(transaction->name.method, orphan->cseq_method);
}

static void note_unseen_next(SfLedger *ledger, SfFollowup *followup, const SfMessage *success)
{
    followup->unseen_next = success->frame;
    sf_ledger_stir(ledger, followup->answer, success->time);
}

static gboolean comes_before(const SfTransaction *transaction, const SfMessage *orphan)
{
    const guint status = transaction->final_status;
    return (status == 0 || status == 401 || status == 407) &&
           orphan->time - transaction->request_time <= SOON &&
           transaction->name.cseq < orphan->cseq &&
           sf_text_equal(transaction->name.method, orphan->cseq_method);
}

void sf_after_success_below(SfLedger *ledger, const SfTransaction *below, const SfMessage *success)
{
    const SfTransaction *other;
    SfRecent recent = sf_recent_of(below->call);
    while ((other = sf_recent_next(&recent)) != NULL) {
        if (other != below && other->final_status == 0 &&
            sf_transactions_share_cseq(other, below) &&
            sf_hop_is_above(&other->place, &below->place))
            sf_followups_each(ledger, other, note_unseen_success, success);
    }
}

/* Only the ACK for a 2xx has a branch of its own (RFC 3261 §13.2.2.4, §17.1.1.3). */
void sf_note_ack_of_success(SfLedger *ledger, const SfCall *call, const SfMessage *ack)
{
    if (!sf_text_is_present(ack->to_tag) || was_refused(call, ack->cseq))
        return;
    note_went_on(ledger, call, ack, sf_text("INVITE"), TRUE);
    if (!had_success(call))
        end_unseen(ledger, call, is_acknowledged, note_unseen_success, ack);
}

/* A client that goes on in a call of its own. */
static void note_went_on_elsewhere(SfLedger *ledger, const SfMessage *orphan)
{
    const SfText client = orphan->destination_address;
    SfUri called;
    if (!sf_followup_index_awaits(ledger->pending, client) || !sf_called_address(orphan, &called))
        return;
    const SfKey parties = sf_parties(ledger->text, client, &called);
    const GQueue *candidates = sf_followup_index_find(ledger->pending, &parties);
    for (GList *link = candidates ? candidates->tail : NULL; link; link = link->prev) {
        SfAnswer *answer = link->data;
        if (answer->went_on.frame || !sf_relate_orphan(answer, orphan, ledger->view.window))
            continue;
        answer->went_on.frame = orphan->frame;
        sf_ledger_stir(ledger, answer, orphan->time);
    }
}

void sf_after_orphan(SfLedger *ledger, const SfCall *call, const SfMessage *orphan)
{
    const gboolean invite = sf_text_equal(orphan->cseq_method, sf_text("INVITE"));
    note_went_on(ledger, call, orphan, orphan->cseq_method, invite && orphan->status / 100 == 2);
    end_unseen(ledger, call, comes_before,
               orphan->status / 100 == 2 ? note_unseen_success : note_unseen_end, orphan);
    if (orphan->status / 100 == 2)
        end_unseen(ledger, call, failed_before, note_unseen_next, orphan);
    note_went_on_elsewhere(ledger, orphan);
}

/* The element that asked told the one above something, and the capture lacks what. */
static void note_unseen_above(SfLedger *ledger, const SfTransaction *above, const SfMessage *ack)
{
    const GPtrArray *answers = above->call->answers;
    for (guint i = answers ? sf_first_compared(answers->len) : 0; answers && i < answers->len;
         i++) {
        SfAnswer *answer = answers->pdata[i];
        if (answer->unseen_above || answer->message->cseq != ack->cseq ||
            !sf_text_equal(answer->message->cseq_method, above->name.method) ||
            !sf_hop_is_above(&above->place, &answer->place))
            continue;
        answer->unseen_above = ack->frame;
        sf_ledger_touch(ledger, answer);
    }
}

void sf_note_unseen_end(SfLedger *ledger, const SfTransaction *transaction, const SfMessage *ack)
{
    if (transaction->final_status != 0)
        return;
    if (!was_refused(transaction->call, ack->cseq))
        transaction->call->refused_unseen = ack->cseq;
    sf_followups_each(ledger, transaction, note_unseen_end, ack);
    note_unseen_above(ledger, transaction, ack);
}

void sf_note_session(SfLedger *ledger, const SfCall *call, const SfMessage *bye)
{
    if (!had_success(call))
        end_unseen(ledger, call, is_hung_up, note_unseen_success, bye);
}
