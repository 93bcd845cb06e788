/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "open.h"

#include "ledger.h"

#define SECOND G_GINT64_CONSTANT(1000000000)

struct SfOpen {
    GHashTable *transactions; /* SfTransaction.key -> SfTransaction, owned */
    GHashTable *calls;        /* SfCall.call_id -> SfCall, owned */
    GQueue waiting[SF_N_WAITS];
    GString *key; /* of the look-up under way; kept, to spare an allocation a message */
    gint64 clock;
    guint max;
    gboolean overflowed;
    SfCallEnd call_end;
    gpointer call_end_data;
};

static const gint64 patience[SF_N_WAITS] = {[SF_WAIT_INVITE] = SF_LEDGER_INVITE_SECONDS * SECOND,
                                            [SF_WAIT_OTHER] = SF_LEDGER_OTHER_SECONDS * SECOND,
                                            [SF_WAIT_DONE] = SF_LEDGER_DONE_SECONDS * SECOND};

static void call_free(gpointer data)
{
    SfCall *call = data;
    g_free(call->call_id);
    g_clear_pointer(&call->answers, g_ptr_array_unref);
    g_array_unref(call->sightings);
    g_clear_pointer(&call->story, sf_story_unref);
    g_free(call);
}

static void transaction_free(gpointer data)
{
    SfTransaction *transaction = data;
    g_free(transaction->key);
    g_free(transaction->request);
    g_clear_pointer(&transaction->request_spots, g_array_unref);
    g_clear_pointer(&transaction->answers, g_ptr_array_unref);
    g_clear_pointer(&transaction->followups, g_ptr_array_unref);
    g_free(transaction);
}

SfOpen *sf_open_new(guint max, SfCallEnd call_end, gpointer data)
{
    SfOpen *open = g_new0(SfOpen, 1);
    open->transactions = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, transaction_free);
    open->calls = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, call_free);
    for (guint i = 0; i < SF_N_WAITS; i++)
        g_queue_init(&open->waiting[i]);
    open->key = g_string_new(NULL);
    open->clock = G_MININT64;
    open->max = max;
    open->call_end = call_end;
    open->call_end_data = data;
    return open;
}

void sf_open_free(SfOpen *open)
{
    /* The links of the queues live inside the transactions. */
    g_hash_table_unref(open->transactions);
    g_hash_table_unref(open->calls);
    g_string_free(open->key, TRUE);
    g_free(open);
}

void sf_open_set_max(SfOpen *open, guint max)
{
    open->max = MAX(max, 1);
}

static void forget(SfOpen *open, SfTransaction *transaction)
{
    SfCall *call = transaction->call;
    g_queue_unlink(&open->waiting[transaction->queue], &transaction->link);
    g_queue_unlink(&call->transactions, &transaction->call_link);
    g_hash_table_remove(open->transactions, transaction->key);
    if (call->transactions.length > 0)
        return;
    open->call_end(call, open->call_end_data);
    g_hash_table_remove(open->calls, call->call_id);
}

void sf_open_clock(SfOpen *open, gint64 time)
{
    open->clock = MAX(open->clock, time);
    for (guint i = 0; i < SF_N_WAITS; i++) {
        SfTransaction *oldest;
        while ((oldest = g_queue_peek_head(&open->waiting[i])) != NULL &&
               open->clock - oldest->touched > patience[i])
            forget(open, oldest);
    }
}

static void append_text(GString *key, SfText text)
{
    g_string_append_len(key, text.at, (gssize)text.length);
    g_string_append_c(key, '\n'); /* stands in none of the values */
}

static gboolean write_key(GString *key, const SfMessage *message, SfText method)
{
    if (message->vias == 0 || !sf_text_is_present(message->call_id) || !sf_text_is_present(method))
        return FALSE;
    char cseq[11];
    g_snprintf(cseq, sizeof cseq, "%u", message->cseq);
    g_string_assign(key, cseq);
    g_string_append_c(key, '\n');
    append_text(key, method);
    append_text(key, message->call_id);
    append_text(key, message->branch);
    const gsize host = key->len; /* hosts compare without regard to case */
    append_text(key, message->sent_by);
    for (gsize i = host; i < key->len; i++)
        key->str[i] = g_ascii_tolower(key->str[i]);
    return TRUE;
}

static SfCall *call_get(SfOpen *open, SfText call_id)
{
    SfCall *call = sf_open_call(open, call_id);
    if (call)
        return call;
    call = g_new0(SfCall, 1);
    call->call_id = g_strndup(call_id.at, call_id.length);
    g_queue_init(&call->transactions);
    call->sightings = sf_sightings_new();
    g_hash_table_insert(open->calls, call->call_id, call);
    return call;
}

static void make_room(SfOpen *open)
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

SfTransaction *sf_open_find(SfOpen *open, const SfMessage *message, SfText method)
{
    return write_key(open->key, message, method)
               ? g_hash_table_lookup(open->transactions, open->key->str)
               : NULL;
}

SfTransaction *sf_open_get(SfOpen *open, const SfMessage *message, SfText method)
{
    if (!write_key(open->key, message, method))
        return NULL;
    SfTransaction *transaction = g_hash_table_lookup(open->transactions, open->key->str);
    if (transaction)
        return transaction;
    make_room(open);
    transaction = g_new0(SfTransaction, 1);
    transaction->key = g_strdup(open->key->str);
    transaction->call = call_get(open, message->call_id);
    transaction->call_link.data = transaction;
    g_queue_push_tail_link(&transaction->call->transactions, &transaction->call_link);
    transaction->vias = message->vias;
    transaction->queue = SF_WAIT_OTHER;
    transaction->touched = open->clock;
    transaction->link.data = transaction;
    g_queue_push_tail_link(&open->waiting[transaction->queue], &transaction->link);
    g_hash_table_insert(open->transactions, transaction->key, transaction);
    return transaction;
}

SfCall *sf_open_call(const SfOpen *open, SfText call_id)
{
    if (!sf_text_is_present(call_id))
        return NULL;
    g_autofree char *name = g_strndup(call_id.at, call_id.length);
    return g_hash_table_lookup(open->calls, name);
}

void sf_open_touch(SfOpen *open, SfTransaction *transaction, SfWait wait)
{
    g_queue_unlink(&open->waiting[transaction->queue], &transaction->link);
    transaction->queue = wait;
    transaction->touched = open->clock;
    g_queue_push_tail_link(&open->waiting[wait], &transaction->link);
}

guint sf_open_count(const SfOpen *open)
{
    return g_hash_table_size(open->transactions);
}

gboolean sf_open_overflowed(const SfOpen *open)
{
    return open->overflowed;
}

void sf_open_each_call(const SfOpen *open, SfCallEnd each, gpointer data)
{
    GHashTableIter iter;
    gpointer call;
    g_hash_table_iter_init(&iter, open->calls);
    while (g_hash_table_iter_next(&iter, NULL, &call))
        each(call, data);
}
