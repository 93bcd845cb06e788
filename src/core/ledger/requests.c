/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/followups/followups.h"
#include "core/message/hop.h"

/* A request that is sent more often than this is remembered with its first copies only: Timers B
 * and F allow 11 (RFC 3261 §17.1). */
#define MAX_REQUEST_SPOTS 32

/* Notes where the request lies. TRUE where it was sent again, rather than captured twice. */
static gboolean note_request(SfTransaction *transaction, const SfMessage *request)
{
    const gboolean again = transaction->n_requests > 0 &&
                           ABS(request->time - transaction->request_time) >= SF_SAME_PACKET;
    if (transaction->n_requests < MAX_REQUEST_SPOTS)
        sf_transaction_add_request(transaction, sf_spot_of(request));
    transaction->request_time = request->time;
    return again;
}

static void note_asked_again(SfLedger *ledger, SfAnswer *answer, const SfMessage *request)
{
    SfCopies *copies = &answer->copies;
    const SfMessage *first = answer->request ? answer->request : request;
    copies->asked_pause = request->time - (copies->asked_again ? copies->asked_last : first->time);
    copies->asked_last = request->time;
    copies->asked_again = TRUE;
    sf_ledger_touch(ledger, answer);
}

/* The request of answers that are known already: a copy of it, or it was captured after them. */
static void add_known_request(SfLedger *ledger, SfTransaction *transaction,
                              const SfMessage *request, gboolean again)
{
    for (guint i = sf_first_compared(sf_transaction_n_answers(transaction));
         i < sf_transaction_n_answers(transaction); i++) {
        SfAnswer *answer = transaction->answers->pdata[i];
        sf_ledger_mark_answer(ledger, sf_spot_of(request), SF_ROLE_REQUEST, answer);
        if (again)
            note_asked_again(ledger, answer, request);
        if (answer->request)
            continue;
        sf_answer_set_request(answer, request);
        sf_after_late_request(ledger, answer);
        sf_ledger_touch(ledger, answer);
    }
}

/* One that goes elsewhere with the branch and CSeq of the one that was answered: a fault that has a
 * check of its own (RFC 3261 §16.6). */
static gboolean is_another_request(const SfTransaction *transaction, const SfMessage *request)
{
    if (sf_transaction_n_answers(transaction) == 0)
        return FALSE;
    const SfAnswer *answer = transaction->answers->pdata[0];
    return answer->request && !sf_text_equal(answer->request->request_uri, request->request_uri);
}

/* A CANCEL concerns what it cancels. */
static const SfTransaction *concerned(const SfTransaction *transaction, const SfMessage *request)
{
    const SfTransaction *cancelled =
        sf_text_equal(request->method, sf_text("CANCEL"))
            ? sf_call_find(transaction->call, request, sf_text("INVITE"))
            : NULL;
    return cancelled ? cancelled : transaction;
}

static void note_of_session(SfLedger *ledger, const SfCall *call, const SfMessage *request,
                            gboolean first, gboolean again)
{
    const gboolean is_bye = sf_text_equal(request->method, sf_text("BYE"));
    if (first && is_bye)
        sf_after_bye(ledger, call, request);
    else if (again && is_bye)
        sf_after_bye_copy(ledger, call, request);
    if (first && sf_text_equal(request->method, sf_text("NOTIFY")))
        sf_after_notify(ledger, call, request);
    if (first && sf_text_equal(request->method, sf_text("REFER")))
        sf_after_refer(ledger, call, request);
}

static void add_transaction_request(SfLedger *ledger, const SfMessage *request)
{
    SfTransaction *transaction = sf_transactions_get(ledger->open, request, request->method);
    if (!transaction)
        return;
    SfCall *call = transaction->call;
    const SfWait wait = sf_wait_for_answer(request->method);
    const gboolean first = transaction->n_requests == 0;
    sf_ledger_resume_story(ledger, call, request);
    call->saw_request = TRUE;
    if (first) {
        if (transaction->place.sender == 0) /* it began with an answer */
            transaction->place = sf_hop_of(request);
        sf_elements_asked(ledger->elements, request);
    }
    if (first && wait == SF_WAIT_INVITE && !sf_text_is_present(request->to_tag))
        sf_ledger_count_invite(ledger, call, request);
    const gboolean again = note_request(transaction, request);
    transaction->request_resent |= again;
    transaction->state = MAX(transaction->state, SF_TRANSACTION_TRYING);
    if (transaction->state < SF_TRANSACTION_COMPLETED) {
        if (!transaction->request)
            transaction->request = sf_message_copy(request);
        sf_transactions_touch(ledger->open, transaction, wait);
    }
    note_of_session(ledger, call, request, first, again);
    if (first || is_another_request(transaction, request))
        sf_after_request(ledger, transaction, request);
    else
        sf_after_request_copy(ledger, transaction, request);
    if (!is_another_request(transaction, request))
        add_known_request(ledger, transaction, request, again);
    sf_ledger_tell(ledger, call, concerned(transaction, request), NULL, request);
    if (call->story && call->story->number && sf_text_is_present(request->to_tag))
        sf_after_in_dialog(ledger, call->story, request);
}

/* ACK, CANCEL and PRACK belong to a transaction that is there already. */
static gboolean add_companion(SfLedger *ledger, const SfMessage *request)
{
    const gboolean ack = sf_text_equal(request->method, sf_text("ACK"));
    const gboolean cancel = sf_text_equal(request->method, sf_text("CANCEL"));
    const gboolean prack = sf_text_equal(request->method, sf_text("PRACK"));
    SfCall *call = ack || cancel || prack ? sf_transactions_call(ledger->open, request) : NULL;
    if (call && ack) {
        const SfTransaction *of = sf_call_find(call, request, sf_text("INVITE"));
        call->saw_ack = TRUE;
        sf_after_ack(ledger, call, of, request);
        sf_ledger_tell(ledger, call, of, NULL, request);
    } else if (call && cancel) {
        call->saw_cancel = TRUE;
        sf_after_cancel(ledger, request);
    } else if (call && prack) {
        sf_after_prack(ledger, call, request);
    } else if (ack) {
        sf_ledger_add_epilogue(ledger, request);
    }
    return ack;
}

void sf_ledger_add_request(SfLedger *ledger, const SfMessage *request)
{
    if (!add_companion(ledger, request))
        add_transaction_request(ledger, request);
}
