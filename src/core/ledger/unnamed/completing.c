/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages that lack their Call-ID or CSeq, since the capture cut them or since their sender is
 * broken. The branch of the top Via tells whose they are (RFC 3261 §17.1.3, §17.2.3): what they
 * lack then stands in another message of the transaction. Where it stands in none, something else
 * stands in for the Call-ID. An answer without a Via is looked for among what its call has open.
 */
#include "core/ledger/followups/followups.h"
#include "core/ledger/unnamed/branch_index.h"
#include "core/message/message_keys.h"

/* No Call-ID begins so. */
#define STANDS_IN '\1'

/* A CANCEL has the branch of what it cancels (RFC 3261 §9.1), and gets one of these. */
static gboolean may_answer_cancel(guint status)
{
    return status == 200 || status == 481;
}

static gboolean has_method(const SfTransaction *transaction, const SfMessage *message)
{
    const SfText method = transaction->name.method;
    if (!message->is_request && message->cseq_method.length == 0)
        return !sf_text_equal(method, sf_text("CANCEL")) || may_answer_cancel(message->status);
    const SfText own = sf_message_method(message);
    const gboolean is_companion = message->is_request && (sf_text_equal(own, sf_text("ACK")) ||
                                                          sf_text_equal(own, sf_text("CANCEL")));
    return sf_text_equal(method, is_companion ? sf_text("INVITE") : own);
}

static const SfMessage *known_message(const SfTransaction *transaction)
{
    if (transaction->request)
        return transaction->request;
    const SfAnswer *answer =
        sf_transaction_n_answers(transaction) > 0 ? transaction->answers->pdata[0] : NULL;
    return answer ? answer->request ? answer->request : answer->message : NULL;
}

static gboolean may_be_equal(SfText a, SfText b)
{
    return !sf_text_is_present(a) || !sf_text_is_present(b) || sf_text_equal(a, b);
}

static gboolean may_ask_the_same(const SfMessage *known, const SfMessage *message)
{
    return !known->is_request || !message->is_request ||
           !sf_text_equal(known->method, message->method) ||
           sf_text_equal(known->request_uri, message->request_uri);
}

static gboolean fits(gpointer data, gconstpointer sought)
{
    const SfTransaction *transaction = data;
    const SfMessage *message = sought;
    const SfMessage *known = known_message(transaction);
    const SfKey *call_id = &transaction->call->call_id.key;
    const SfText of_call = {call_id->bytes, call_id->length};
    if (!has_method(transaction, message) || !sf_hop_meets(&transaction->place, message))
        return FALSE;
    if (sf_message_has_cseq(message) && !transaction->cseq_is_unknown &&
        message->cseq != transaction->name.cseq)
        return FALSE;
    if (!transaction->call->stands_in && !may_be_equal(sf_message_call_id(message), of_call))
        return FALSE;
    return !known ||
           (may_be_equal(known->from_tag, message->from_tag) && may_ask_the_same(known, message));
}

/* The transaction that the message is one of; of an ACK or a CANCEL that of its INVITE. */
static SfTransaction *find(SfLedger *ledger, const SfMessage *message, gboolean *taken)
{
    return sf_transactions_by_branch(ledger->open, message, fits, taken);
}

static gboolean has_name(const SfMessage *message)
{
    return message->call_id.length > 0 && message->cseq_method.length > 0;
}

/* A Call-ID that the transaction's call got by another message is the message's, too. */
static void take_call_id(SfMessage *named, const SfCall *call)
{
    const SfKey *key = &call->call_id.key;
    if (named->call_id.length > 0 && !call->stands_in)
        return;
    named->call_id = (SfText){key->bytes, key->length};
    named->hashes.call_id = (SfHashed){key->hash, key->row};
    named->call_id_stands_in = call->stands_in;
}

static void take_cseq(SfMessage *named, const SfTransaction *transaction)
{
    if (named->cseq_method.length > 0 && !transaction->cseq_is_unknown)
        return;
    named->cseq = transaction->name.cseq;
    named->cseq_method = named->is_request ? named->method : transaction->name.method;
    named->cseq_is_unknown = transaction->cseq_is_unknown;
}

/* The lowest Via's branch is the same on all hops of the request. */
static void stand_in(SfLedger *ledger, SfMessage *named)
{
    const SfText origin = named->vias > 1 ? sf_message_origin(named) : SF_TEXT_NONE;
    const SfText branch = sf_text_is_present(origin) ? origin : named->branch;
    if (named->call_id.length == 0) {
        g_string_truncate(ledger->stand_in, 0);
        g_string_append_c(ledger->stand_in, STANDS_IN);
        g_string_append_len(ledger->stand_in, branch.at, (gssize)branch.length);
        named->call_id = (SfText){ledger->stand_in->str, ledger->stand_in->len};
        named->hashes.call_id = sf_hashed(named->call_id);
        named->call_id_stands_in = TRUE;
    }
    if (named->cseq_method.length == 0 && named->is_request) {
        named->cseq_method = named->method;
        named->cseq_is_unknown = TRUE;
    }
}

/* The transaction is one of a call that is known by its Call-ID. */
static void hand_over(SfLedger *ledger, SfTransaction *transaction, SfCall *call)
{
    SfCall *former = transaction->call;
    SfMessage seen;
    if (former->dialled)
        sf_ledger_unite(ledger, call, former->dialled);
    call->counted |= former->counted;
    for (gsize at = 0; sf_sightings_next(&former->sightings, &at, &seen);)
        sf_ledger_tell(ledger, call, transaction, NULL, &seen);
    sf_transactions_move(ledger->open, transaction, call);
}

/* The transaction's messages so far lacked what this one has. */
static void tell_name(SfLedger *ledger, SfTransaction *transaction, const SfMessage *message)
{
    SfCall *former = transaction->call;
    if (transaction->cseq_is_unknown && message->cseq_method.length > 0)
        sf_transactions_number(ledger->open, transaction, message->cseq);
    if (!former->stands_in || message->call_id.length == 0)
        return;
    SfCall *call = sf_transactions_call(ledger->open, message);
    if (!call)
        sf_transactions_rename(ledger->open, former, message);
    else if (!former->story && former->transactions.length == 1 &&
             !sf_call_find(call, message, transaction->name.method))
        hand_over(ledger, transaction, call);
}

/* The only one of its call that the answer, which has no Via, may be of. A request without one says
 * nothing of how far it has come. */
static SfTransaction *find_without_via(SfLedger *ledger, const SfMessage *message)
{
    const SfCall *call = sf_transactions_call(ledger->open, message);
    SfTransaction *found = NULL;
    SfTransaction *transaction;
    SfRecent recent = call ? sf_recent_of(call) : (SfRecent){0};
    while ((transaction = sf_recent_next(&recent)) != NULL) {
        if (!fits(transaction, message))
            continue;
        if (found)
            return NULL;
        found = transaction;
    }
    return found;
}

/* Nothing of it is where it was any more: who copies the message copies text by text. */
static SfMessage apart(const SfMessage *message)
{
    SfMessage copy = *message;
    copy.bytes = SF_TEXT_NONE;
    return copy;
}

static const SfMessage *complete_via(SfLedger *ledger, const SfMessage *message, SfMessage *named,
                                     gboolean *joined)
{
    const SfTransaction *transaction = find_without_via(ledger, message);
    if (!transaction)
        return message;
    *named = apart(message);
    named->branch = transaction->name.branch;
    named->sent_by = transaction->name.sent_by;
    named->vias = transaction->vias;
    *joined = TRUE;
    return named;
}

/* The message tells what others of its transaction lack: their name, or a Via. */
static void complete_others(SfLedger *ledger, const SfMessage *message)
{
    const SfText method = sf_message_method(message);
    SfTransaction *known = find(ledger, message, NULL);
    if (known) {
        tell_name(ledger, known, message);
        return;
    }
    SfMessage bare = *message;
    bare.branch = bare.sent_by = SF_TEXT_NONE;
    known = sf_transactions_find(ledger->open, &bare, method);
    if (known && fits(known, message) && !sf_transactions_find(ledger->open, message, method))
        sf_transactions_take_via(ledger->open, known, message);
}

const SfMessage *sf_ledger_complete(SfLedger *ledger, const SfMessage *message, SfMessage *named,
                                    gboolean *joined)
{
    *joined = FALSE;
    if (has_name(message) && message->vias > 0) {
        if (sf_transactions_lack_name(ledger->open))
            complete_others(ledger, message);
        return message;
    }
    if (message->vias == 0)
        return has_name(message) && !message->is_request
                   ? complete_via(ledger, message, named, joined)
                   : message;
    gboolean taken;
    SfTransaction *transaction = find(ledger, message, &taken);
    if (!transaction && (taken || !sf_branch_is_unique(message->branch)))
        return message;
    *named = apart(message);
    if (!transaction) {
        stand_in(ledger, named);
        return named;
    }
    tell_name(ledger, transaction, message);
    take_call_id(named, transaction->call);
    take_cseq(named, transaction);
    *joined = TRUE;
    return named;
}
