/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/transactions.h"

#include "core/grammar/scan.h"
#include "core/ledger/followups/followup.h"
#include "core/message/hop.h"

#include <string.h>

struct SfTransactions {
    GHashTable *transactions; /* SfTransaction.key -> SfTransaction, owned */
    GHashTable *calls;        /* SfCall.call_id -> SfCall, owned */
    GQueue waiting[SF_N_WAITS];
    GString *text; /* of the key of the look-up under way; kept, to spare an allocation a message */
    gint64 clock;
    guint max;
    gboolean overflowed;
    SfCallFunction call_end;
    gpointer call_end_data;
};

static const gint64 patience[SF_N_WAITS] = {[SF_WAIT_INVITE] = SF_LEDGER_INVITE_SECONDS * SF_SECOND,
                                            [SF_WAIT_OTHER] = SF_LEDGER_OTHER_SECONDS * SF_SECOND,
                                            [SF_WAIT_DONE] = SF_LEDGER_DONE_SECONDS * SF_SECOND};

guint sf_first_compared(guint n)
{
    return n > SF_MAX_COMPARED ? n - SF_MAX_COMPARED : 0;
}

SfWait sf_wait_for_answer(SfText method)
{
    return sf_text_equal(method, sf_text("INVITE")) ? SF_WAIT_INVITE : SF_WAIT_OTHER;
}

guint sf_transaction_n_answers(const SfTransaction *transaction)
{
    return transaction->answers ? transaction->answers->len : 0;
}

gboolean sf_transaction_follows_up(const SfTransaction *transaction, const SfAnswer *answer)
{
    for (guint i = 0; transaction->followups && i < transaction->followups->len; i++)
        if (((const SfFollowup *)transaction->followups->pdata[i])->answer == answer)
            return TRUE;
    return FALSE;
}

static void call_free(gpointer data)
{
    SfCall *call = data;
    sf_key_clear(&call->call_id);
    g_clear_pointer(&call->answers, g_ptr_array_unref);
    g_clear_pointer(&call->asides, g_ptr_array_unref);
    g_array_unref(call->sightings);
    g_clear_pointer(&call->story, sf_story_unref);
    g_free(call);
}

static void transaction_free(gpointer data)
{
    SfTransaction *transaction = data;
    sf_key_clear(&transaction->key);
    g_free(transaction->request);
    g_clear_pointer(&transaction->request_spots, g_array_unref);
    g_clear_pointer(&transaction->legs, g_ptr_array_unref);
    g_clear_pointer(&transaction->answers, g_ptr_array_unref);
    g_clear_pointer(&transaction->followups, g_ptr_array_unref);
    g_clear_pointer(&transaction->aside_followups, g_ptr_array_unref);
    g_clear_pointer(&transaction->held, g_ptr_array_unref);
    g_free(transaction);
}

/* ---- answers of other stories ---- */

static void hold(SfTransaction *transaction, SfStory *story)
{
    if (!transaction->held)
        transaction->held = g_ptr_array_new_with_free_func((GDestroyNotify)sf_story_unref);
    g_ptr_array_add(transaction->held, sf_story_ref(story));
}

void sf_transaction_add_leg(SfTransaction *transaction, SfAnswer *answer)
{
    if (!transaction->legs)
        transaction->legs = g_ptr_array_new();
    g_ptr_array_add(transaction->legs, answer);
    hold(transaction, answer->story);
}

static void let_go(gpointer aside)
{
    sf_story_unref(((SfAnswer *)aside)->story);
}

void sf_transaction_add_aside(SfTransaction *transaction, SfAnswer *aside)
{
    SfCall *call = transaction->call;
    if (!transaction->answers)
        transaction->answers = g_ptr_array_new();
    g_ptr_array_add(transaction->answers, aside);
    hold(transaction, aside->story);
    if (!call->asides)
        call->asides = g_ptr_array_new_with_free_func(let_go);
    sf_story_ref(aside->story);
    g_ptr_array_add(call->asides, aside);
    if (call->asides->len > SF_MAX_ASIDES)
        g_ptr_array_remove_index(call->asides, 0);
}

void sf_transaction_add_aside_followup(SfTransaction *transaction, SfFollowup *followup)
{
    if (!transaction->aside_followups)
        transaction->aside_followups = g_ptr_array_new();
    g_ptr_array_add(transaction->aside_followups, followup);
    hold(transaction, followup->answer->story);
}

/* ---- all of them ---- */

SfTransactions *sf_transactions_new(guint max, SfCallFunction call_end, gpointer data)
{
    SfTransactions *open = g_new0(SfTransactions, 1);
    open->transactions = g_hash_table_new_full(sf_key_hash, sf_key_equal, NULL, transaction_free);
    open->calls = g_hash_table_new_full(sf_key_hash, sf_key_equal, NULL, call_free);
    for (guint i = 0; i < SF_N_WAITS; i++)
        g_queue_init(&open->waiting[i]);
    open->text = g_string_new(NULL);
    open->clock = G_MININT64;
    open->max = max;
    open->call_end = call_end;
    open->call_end_data = data;
    return open;
}

void sf_transactions_free(SfTransactions *open)
{
    /* The links of the queues live inside the transactions. */
    g_hash_table_unref(open->transactions);
    g_hash_table_unref(open->calls);
    g_string_free(open->text, TRUE);
    g_free(open);
}

void sf_transactions_set_max(SfTransactions *open, guint max)
{
    open->max = MAX(max, 1);
}

static void forget(SfTransactions *open, SfTransaction *transaction)
{
    SfCall *call = transaction->call;
    g_queue_unlink(&open->waiting[transaction->queue], &transaction->link);
    g_queue_unlink(&call->transactions, &transaction->call_link);
    g_hash_table_remove(open->transactions, &transaction->key);
    if (call->transactions.length > 0)
        return;
    open->call_end(call, open->call_end_data);
    g_hash_table_remove(open->calls, &call->call_id);
}

void sf_transactions_clock(SfTransactions *open, gint64 time)
{
    open->clock = MAX(open->clock, time);
    for (guint i = 0; i < SF_N_WAITS; i++) {
        SfTransaction *oldest;
        while ((oldest = g_queue_peek_head(&open->waiting[i])) != NULL &&
               open->clock - oldest->touched > patience[i])
            forget(open, oldest);
    }
}

static char *put_text(char *at, SfText text)
{
    if (text.length > 0)
        memcpy(at, text.at, text.length);
    at[text.length] = '\n'; /* stands in none of the values */
    return at + text.length + 1;
}

/* The key lends the text, until the next one is written. FALSE where the message lacks a part. */
static gboolean write_key(GString *text, const SfMessage *message, SfText method, SfKey *key)
{
    if (message->vias == 0 || !sf_text_is_present(message->call_id) || !sf_text_is_present(method))
        return FALSE;
    enum { ENDS = 4 };
    g_string_set_size(text, sizeof message->cseq + method.length + message->call_id.length +
                                message->branch.length + message->sent_by.length + ENDS);
    char *at = text->str;
    memcpy(at, &message->cseq, sizeof message->cseq);
    at = put_text(at + sizeof message->cseq, method);
    at = put_text(at, message->call_id);
    at = put_text(at, message->branch);
    char *host = at; /* hosts compare without regard to case */
    for (at = put_text(at, message->sent_by); host < at; host++)
        *host = sf_lower(*host);
    *key = sf_key((SfText){text->str, text->len});
    return TRUE;
}

gboolean sf_transactions_share_cseq(const SfTransaction *a, const SfTransaction *b)
{
    /* Both keys begin with number and method. */
    const gsize number = sizeof(guint32);
    const char *end = memchr(a->key.bytes + number, '\n', a->key.length - number);
    const gsize length = (gsize)(end - a->key.bytes) + 1;
    return b->key.length >= length && memcmp(a->key.bytes, b->key.bytes, length) == 0;
}

static SfCall *call_get(SfTransactions *open, SfText call_id)
{
    SfCall *call = sf_transactions_call(open, call_id);
    if (call)
        return call;
    call = g_new0(SfCall, 1);
    const SfKey key = sf_key(call_id);
    call->call_id = sf_key_copy(&key);
    g_queue_init(&call->transactions);
    call->sightings = sf_sightings_new();
    g_hash_table_insert(open->calls, &call->call_id, call);
    return call;
}

static void make_room(SfTransactions *open)
{
    if (g_hash_table_size(open->transactions) < open->max)
        return;
    open->overflowed = TRUE;
    /* The finished ones are missed least. */
    static const SfWait order[SF_N_WAITS] = {SF_WAIT_DONE, SF_WAIT_OTHER, SF_WAIT_INVITE};
    for (guint i = 0; i < SF_N_WAITS; i++) {
        SfTransaction *oldest = g_queue_peek_head(&open->waiting[order[i]]);
        if (oldest) {
            forget(open, oldest);
            return;
        }
    }
}

SfTransaction *sf_transactions_find(SfTransactions *open, const SfMessage *message, SfText method)
{
    SfKey key;
    return write_key(open->text, message, method, &key)
               ? g_hash_table_lookup(open->transactions, &key)
               : NULL;
}

SfTransaction *sf_transactions_get(SfTransactions *open, const SfMessage *message, SfText method)
{
    SfKey key;
    if (!write_key(open->text, message, method, &key))
        return NULL;
    SfTransaction *transaction = g_hash_table_lookup(open->transactions, &key);
    if (transaction)
        return transaction;
    make_room(open);
    transaction = g_new0(SfTransaction, 1);
    transaction->key = sf_key_copy(&key);
    transaction->call = call_get(open, message->call_id);
    transaction->call_link.data = transaction;
    g_queue_push_tail_link(&transaction->call->transactions, &transaction->call_link);
    transaction->vias = message->vias;
    transaction->place = sf_hop_of(message);
    transaction->queue = SF_WAIT_OTHER;
    transaction->touched = open->clock;
    transaction->link.data = transaction;
    g_queue_push_tail_link(&open->waiting[transaction->queue], &transaction->link);
    g_hash_table_insert(open->transactions, &transaction->key, transaction);
    return transaction;
}

SfCall *sf_transactions_call(const SfTransactions *open, SfText call_id)
{
    if (!sf_text_is_present(call_id))
        return NULL;
    const SfKey key = sf_key(call_id);
    return g_hash_table_lookup(open->calls, &key);
}

void sf_transactions_touch(SfTransactions *open, SfTransaction *transaction, SfWait wait)
{
    g_queue_unlink(&open->waiting[transaction->queue], &transaction->link);
    transaction->queue = wait;
    transaction->touched = open->clock;
    g_queue_push_tail_link(&open->waiting[wait], &transaction->link);
}

void sf_transactions_scan(SfTransactions *open, SfWait wait, SfTransactionTest fits, gpointer data)
{
    guint scanned = 0;
    for (GList *link = open->waiting[wait].tail; link && scanned < SF_OPEN_MAX_SCANNED;
         link = link->prev, scanned++)
        if (fits(link->data, data))
            return;
}

guint sf_transactions_count(const SfTransactions *open)
{
    return g_hash_table_size(open->transactions);
}

gboolean sf_transactions_overflowed(const SfTransactions *open)
{
    return open->overflowed;
}

void sf_transactions_each_call(const SfTransactions *open, SfCallFunction each, gpointer data)
{
    GHashTableIter iter;
    gpointer call;
    g_hash_table_iter_init(&iter, open->calls);
    while (g_hash_table_iter_next(&iter, NULL, &call))
        each(call, data);
}
