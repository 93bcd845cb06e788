/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/transactions.h"

#include "core/ledger/followups/followup.h"
#include "core/ledger/unnamed/branch_index.h"
#include "core/message/hop.h"
#include "core/message/message_keys.h"
#include "core/message/pieces.h"
#include "core/message/queue.h"

#include <string.h>

struct SfTransactions {
    SfKeyTable calls;           /* SfCall, owned */
    GQueue waiting[SF_N_WAITS]; /* SfTransaction, owned; each is in one of them */
    gint64 clock;
    gint64 looked;            /* when somebody last looked who has waited too long */
    gint64 spared;            /* so long after that nobody has */
    SfBranchIndex *by_branch; /* of all; NULL until a message lacks what it is found by */
    guint n_unnamed;          /* calls without a Call-ID, and transactions without a CSeq or Via */
    guint n;                  /* transactions */
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

static void call_free(SfCall *call)
{
    g_clear_pointer(&call->by_name, g_hash_table_unref);
    g_clear_pointer(&call->answers, g_ptr_array_unref);
    g_clear_pointer(&call->asides, g_ptr_array_unref);
    sf_sightings_clear(&call->sightings);
    if (call->dialled)
        sf_dialled_forget_call(call->dialled);
    g_clear_pointer(&call->dialled, sf_dialled_unref);
    g_clear_pointer(&call->twin, sf_dialled_unref);
    g_clear_pointer(&call->story, sf_story_unref);
    sf_piece_give(call, sizeof *call + call->room);
}

/* A Via that becomes known later. */
#define ROOM_FOR_VIA 160

static guint room_for(const SfTransactionName *name)
{
    const gsize texts = name->method.length + name->branch.length + name->sent_by.length;
    return (guint)texts + (name->branch.length + name->sent_by.length > 0 ? 0 : ROOM_FOR_VIA);
}

static void transaction_free(gpointer data)
{
    SfTransaction *transaction = data;
    sf_message_free(transaction->request);
    g_clear_pointer(&transaction->further_spots, g_array_unref);
    g_clear_pointer(&transaction->legs, g_ptr_array_unref);
    g_clear_pointer(&transaction->answers, g_ptr_array_unref);
    g_clear_pointer(&transaction->followups, g_ptr_array_unref);
    g_clear_pointer(&transaction->aside_followups, g_ptr_array_unref);
    g_clear_pointer(&transaction->held, g_ptr_array_unref);
    sf_piece_give(transaction, sizeof *transaction + transaction->room);
}

void sf_transaction_add_request(SfTransaction *transaction, SfSpot spot)
{
    if (transaction->n_requests++ == 0) {
        transaction->request_spot = spot;
        return;
    }
    if (!transaction->further_spots)
        transaction->further_spots = g_array_sized_new(FALSE, FALSE, sizeof(SfSpot), 1);
    g_array_append_val(transaction->further_spots, spot);
}

SfSpot sf_transaction_request_spot(const SfTransaction *transaction, guint nth)
{
    return nth == 0 ? transaction->request_spot
                    : g_array_index(transaction->further_spots, SfSpot, nth - 1);
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
    sf_key_table_init(&open->calls);
    for (guint i = 0; i < SF_N_WAITS; i++)
        g_queue_init(&open->waiting[i]);
    open->clock = open->spared = G_MININT64;
    open->max = max;
    open->call_end = call_end;
    open->call_end_data = data;
    return open;
}

static void free_each(gpointer call, gpointer nothing)
{
    (void)nothing;
    call_free(call);
}

void sf_transactions_free(SfTransactions *open)
{
    for (guint i = 0; i < SF_N_WAITS; i++)
        for (GList *link = open->waiting[i].head; link;) {
            SfTransaction *transaction = link->data; /* the link lives inside it */
            link = link->next;
            transaction_free(transaction);
        }
    sf_key_table_each(&open->calls, free_each, NULL);
    sf_key_table_clear(&open->calls);
    sf_branch_index_free(open->by_branch);
    g_free(open);
}

void sf_transactions_set_max(SfTransactions *open, guint max)
{
    open->max = MAX(max, 1);
}

static void drop_call(SfTransactions *open, SfCall *call)
{
    open->n_unnamed -= call->stands_in ? 1 : 0;
    sf_key_table_remove(&open->calls, &call->call_id);
    call_free(call);
}

static void forget_call(SfTransactions *open, SfCall *call)
{
    open->call_end(call, open->call_end_data);
    drop_call(open, call);
}

static gboolean lacks_name(const SfTransaction *transaction)
{
    return transaction->cseq_is_unknown || transaction->vias == 0;
}

static SfBranch branch_of(const SfTransaction *transaction)
{
    return (SfBranch){transaction->name.branch, transaction->name.sent_by};
}

static void unlist(SfCall *call, SfTransaction *transaction)
{
    if (call->by_name)
        g_hash_table_remove(call->by_name, &transaction->name);
    sf_queue_unlink(&call->transactions, &transaction->call_link);
}

static void forget(SfTransactions *open, SfTransaction *transaction)
{
    SfCall *call = transaction->call;
    sf_queue_unlink(&open->waiting[transaction->queue], &transaction->link);
    open->n--;
    open->n_unnamed -= lacks_name(transaction) ? 1 : 0;
    if (open->by_branch)
        sf_branch_index_remove(open->by_branch, branch_of(transaction), transaction);
    unlist(call, transaction);
    transaction_free(transaction);
    if (call->transactions.length == 0)
        forget_call(open, call);
}

/* Forgets those of a queue that have waited too long. Returns how long no other one of it has, be
 * it one that comes later. */
static gint64 forget_late(SfTransactions *open, guint queue)
{
    SfTransaction *oldest;
    while ((oldest = sf_queue_oldest(&open->waiting[queue])) != NULL) {
        const gint64 waited = open->clock - oldest->touched;
        if (waited <= patience[queue])
            return patience[queue] - waited;
        forget(open, oldest);
    }
    return patience[queue];
}

void sf_transactions_clock(SfTransactions *open, gint64 time)
{
    open->clock = MAX(open->clock, time);
    if (open->clock - open->looked <= open->spared)
        return;
    open->looked = open->clock;
    open->spared = G_MAXINT64;
    for (guint i = 0; i < SF_N_WAITS; i++) {
        const gint64 spared = forget_late(open, i);
        open->spared = MIN(open->spared, spared);
    }
}

/* ---- which one ---- */

/* So many are looked through; of a call with more a table is made. */
#define MAX_LISTED 8

/* A text that is not there is as good as an empty one. */
static gboolean has_bytes(SfText text, SfText other)
{
    return text.length == other.length &&
           (text.length == 0 || memcmp(text.at, other.at, text.length) == 0);
}

static gboolean name_equal(gconstpointer a, gconstpointer b)
{
    const SfTransactionName *one = a;
    const SfTransactionName *other = b;
    return one->cseq == other->cseq && has_bytes(one->branch, other->branch) &&
           has_bytes(one->method, other->method) &&
           (has_bytes(one->sent_by, other->sent_by) ||
            sf_text_equal_nocase(one->sent_by, other->sent_by));
}

static guint name_hash(gconstpointer data)
{
    const SfTransactionName *name = data;
    const guint whose = sf_hash_join(sf_hash(name->branch), sf_hash_nocase(name->sent_by));
    return sf_hash_join(whose, sf_hash_join(name->cseq, sf_hash(name->method)));
}

/* The name lends the texts. FALSE where the message lacks a part. */
static gboolean name_of(const SfMessage *message, SfText method, SfTransactionName *name)
{
    const gboolean lacks_via = message->vias == 0 && (message->cut || message->is_request);
    if (lacks_via || !sf_text_is_present(message->call_id) || !sf_text_is_present(method))
        return FALSE;
    *name = (SfTransactionName){.cseq = message->cseq,
                                .method = method,
                                .branch = message->branch,
                                .sent_by = message->sent_by};
    return TRUE;
}

gboolean sf_transactions_share_cseq(const SfTransaction *a, const SfTransaction *b)
{
    return a->name.cseq == b->name.cseq && has_bytes(a->name.method, b->name.method);
}

static SfTransaction *find_name(const SfCall *call, const SfTransactionName *name)
{
    if (call->by_name)
        return g_hash_table_lookup(call->by_name, name);
    for (GList *link = call->transactions.tail; link; link = link->prev) {
        SfTransaction *transaction = link->data;
        if (name_equal(&transaction->name, name))
            return transaction;
    }
    return NULL;
}

/* Adds a new transaction to its call. */
static void list(SfCall *call, SfTransaction *transaction)
{
    transaction->call_link.data = transaction;
    sf_queue_append(&call->transactions, &transaction->call_link);
    if (call->by_name) {
        g_hash_table_insert(call->by_name, &transaction->name, transaction);
    } else if (call->transactions.length > MAX_LISTED) {
        call->by_name = g_hash_table_new(name_hash, name_equal);
        for (GList *link = call->transactions.head; link; link = link->next)
            g_hash_table_insert(call->by_name, &((SfTransaction *)link->data)->name, link->data);
    }
}

/* A Call-ID that becomes known later is longer than what stands in for it. */
#define ROOM_FOR_CALL_ID 200

/* Its Call-ID is in one piece with it. */
static SfCall *call_new(SfTransactions *open, const SfKey *call_id, gboolean stands_in)
{
    const guint room = (guint)call_id->length + (stands_in ? ROOM_FOR_CALL_ID : 0);
    SfCall *call = sf_piece_take(sizeof *call + room);
    *call = (SfCall){.call_id.key = *call_id, .room = room, .stands_in = stands_in};
    open->n_unnamed += stands_in ? 1 : 0;
    call->call_id.key.bytes = memcpy(call + 1, call_id->bytes, call_id->length);
    sf_key_table_add(&open->calls, &call->call_id);
    return call;
}

static void make_room(SfTransactions *open)
{
    open->overflowed = TRUE;
    /* The finished ones are missed least. */
    static const SfWait order[SF_N_WAITS] = {SF_WAIT_DONE, SF_WAIT_OTHER, SF_WAIT_INVITE};
    for (guint i = 0; i < SF_N_WAITS; i++) {
        SfTransaction *oldest = sf_queue_oldest(&open->waiting[order[i]]);
        if (oldest) {
            forget(open, oldest);
            return;
        }
    }
}

SfTransaction *sf_call_find(const SfCall *call, const SfMessage *message, SfText method)
{
    SfTransactionName name;
    return call && name_of(message, method, &name) ? find_name(call, &name) : NULL;
}

SfTransaction *sf_transactions_find(SfTransactions *open, const SfMessage *message, SfText method)
{
    return sf_call_find(sf_transactions_call(open, message), message, method);
}

static SfText keep(char **end, SfText text)
{
    const SfText kept = {*end, text.length};
    if (text.length > 0)
        memcpy(*end, text.at, text.length);
    *end += text.length;
    return kept;
}

/* The texts of its name are in one piece with it. */
static SfTransaction *transaction_new(const SfTransactionName *name)
{
    const guint room = room_for(name);
    SfTransaction *transaction = sf_piece_take(sizeof *transaction + room);
    char *end = (char *)(transaction + 1);
    *transaction = (SfTransaction){.name = {.cseq = name->cseq,
                                            .method = keep(&end, name->method),
                                            .branch = keep(&end, name->branch),
                                            .sent_by = keep(&end, name->sent_by)},
                                   .room = room};
    return transaction;
}

SfTransaction *sf_transactions_get(SfTransactions *open, const SfMessage *message, SfText method)
{
    SfTransactionName name;
    if (!name_of(message, method, &name))
        return NULL;
    const SfKey call_id = sf_call_key(message);
    SfCall *call = sf_key_table_find(&open->calls, &call_id);
    SfTransaction *transaction = call ? find_name(call, &name) : NULL;
    if (transaction)
        return transaction;
    if (open->n >= open->max) {
        make_room(open);
        call = sf_key_table_find(&open->calls, &call_id); /* it may have gone with its last */
    }
    transaction = transaction_new(&name);
    transaction->call = call ? call : call_new(open, &call_id, message->call_id_stands_in);
    transaction->vias = message->vias;
    transaction->place = sf_hop_of(message);
    transaction->queue = SF_WAIT_OTHER;
    transaction->touched = open->clock;
    transaction->link.data = transaction;
    sf_queue_append(&open->waiting[transaction->queue], &transaction->link);
    transaction->cseq_is_unknown = message->cseq_is_unknown;
    open->n_unnamed += lacks_name(transaction) ? 1 : 0;
    list(transaction->call, transaction);
    if (open->by_branch)
        sf_branch_index_add(open->by_branch, branch_of(transaction), transaction);
    open->n++;
    return transaction;
}

SfCall *sf_transactions_call(SfTransactions *open, const SfMessage *message)
{
    if (!sf_text_is_present(message->call_id))
        return NULL;
    const SfKey key = sf_call_key(message);
    return sf_key_table_find(&open->calls, &key);
}

/* ---- what is found without its name ---- */

gboolean sf_transactions_lack_name(const SfTransactions *open)
{
    return open->n_unnamed > 0;
}

static void index_all(SfTransactions *open)
{
    open->by_branch = sf_branch_index_new();
    for (guint i = 0; i < SF_N_WAITS; i++)
        for (GList *link = open->waiting[i].head; link; link = link->next)
            sf_branch_index_add(open->by_branch, branch_of(link->data), link->data);
}

SfTransaction *sf_transactions_by_branch(SfTransactions *open, const SfMessage *message,
                                         SfBranchTest fits, gboolean *taken)
{
    const SfBranch branch = {message->branch, message->sent_by};
    if (!open->by_branch)
        index_all(open);
    return sf_branch_index_find(open->by_branch, branch, fits, message, taken);
}

void sf_transactions_number(SfTransactions *open, SfTransaction *transaction, guint32 cseq)
{
    SfCall *call = transaction->call;
    SfTransactionName name = transaction->name;
    name.cseq = cseq;
    if (find_name(call, &name))
        return;
    unlist(call, transaction);
    transaction->name.cseq = cseq;
    transaction->cseq_is_unknown = FALSE;
    open->n_unnamed -= lacks_name(transaction) ? 0 : 1;
    list(call, transaction);
}

void sf_transactions_take_via(SfTransactions *open, SfTransaction *transaction,
                              const SfMessage *message)
{
    SfTransactionName *name = &transaction->name;
    char *end = (char *)(transaction + 1) + name->method.length;
    if (name->method.length + message->branch.length + message->sent_by.length > transaction->room)
        return;
    unlist(transaction->call, transaction);
    open->n_unnamed -= lacks_name(transaction) ? 1 : 0;
    name->branch = keep(&end, message->branch);
    name->sent_by = keep(&end, message->sent_by);
    transaction->vias = message->vias;
    transaction->place = sf_hop_of(message);
    open->n_unnamed += lacks_name(transaction) ? 1 : 0;
    list(transaction->call, transaction);
    if (open->by_branch)
        sf_branch_index_add(open->by_branch, branch_of(transaction), transaction);
}

void sf_transactions_rename(SfTransactions *open, SfCall *call, const SfMessage *message)
{
    const SfKey key = sf_call_key(message);
    if (key.length > call->room)
        return;
    sf_key_table_remove(&open->calls, &call->call_id);
    char *bytes = (char *)(call + 1);
    memcpy(bytes, key.bytes, key.length);
    call->call_id.key = key;
    call->call_id.key.bytes = bytes;
    call->stands_in = FALSE;
    open->n_unnamed--;
    sf_key_table_add(&open->calls, &call->call_id);
}

void sf_transactions_move(SfTransactions *open, SfTransaction *transaction, SfCall *call)
{
    SfCall *former = transaction->call;
    unlist(former, transaction);
    transaction->call = call;
    list(call, transaction);
    drop_call(open, former);
}

void sf_transactions_touch(SfTransactions *open, SfTransaction *transaction, SfWait wait)
{
    sf_queue_unlink(&open->waiting[transaction->queue], &transaction->link);
    transaction->queue = wait;
    transaction->touched = open->clock;
    sf_queue_append(&open->waiting[wait], &transaction->link);
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
    return open->n;
}

gboolean sf_transactions_overflowed(const SfTransactions *open)
{
    return open->overflowed;
}

typedef struct {
    SfCallFunction each;
    gpointer data;
} ForCall;

static void show_call(gpointer call, gpointer data)
{
    const ForCall *shown = data;
    shown->each(call, shown->data);
}

void sf_transactions_each_call(const SfTransactions *open, SfCallFunction each, gpointer data)
{
    ForCall shown = {each, data};
    sf_key_table_each(&open->calls, show_call, &shown);
}
