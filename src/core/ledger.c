/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ledger.h"

#include "open.h"

#define MILLISECOND G_GINT64_CONSTANT(1000000)

/* Copies closer than this, with no re-sent request between, are one packet that was captured twice:
 * T1, the shortest interval of retransmissions, is 500 ms (RFC 3261 §17.1.1.1). */
#define SAME_PACKET (100 * MILLISECOND)

/* A request that is sent more often than this is remembered with its first copies only: Timers B
 * and F allow 11 (RFC 3261 §17.1). */
#define MAX_REQUEST_SPOTS 32

/* Hops of one call that are compared: Max-Forwards starts at 70 (RFC 3261 §8.1.1.6). */
#define MAX_HOPS 70

/* Answers to one request that a further message is compared with. One is usual; the bound is for a
 * capture that sends thousands, each with another To tag. */
#define MAX_RIVALS 64

struct SfLedger {
    gatomicrefcount references;
    SfOpen *open;
    GPtrArray *answers; /* SfAnswer, owned, in capture order */
    GHashTable *marks;  /* frame number -> GArray of SfMark */
    SfRun run;          /* but for what sf_ledger_run() works out */
    guint64 ended_one_way;
};

static gboolean is_one_way(const SfCall *call)
{
    return call->saw_answer ? !call->saw_request : call->saw_ack;
}

static void count_one_way(const SfCall *call, gpointer total)
{
    if (is_one_way(call))
        ++*(guint64 *)total;
}

SfLedger *sf_ledger_new(void)
{
    SfLedger *ledger = g_new0(SfLedger, 1);
    g_atomic_ref_count_init(&ledger->references);
    ledger->open = sf_open_new(SF_LEDGER_MAX_OPEN, count_one_way, &ledger->ended_one_way);
    ledger->answers = g_ptr_array_new_with_free_func((GDestroyNotify)sf_answer_free);
    ledger->marks = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    return ledger;
}

SfLedger *sf_ledger_ref(SfLedger *ledger)
{
    g_atomic_ref_count_inc(&ledger->references);
    return ledger;
}

void sf_ledger_unref(SfLedger *ledger)
{
    if (!g_atomic_ref_count_dec(&ledger->references))
        return;
    sf_open_free(ledger->open);
    g_ptr_array_unref(ledger->answers);
    g_hash_table_unref(ledger->marks);
    g_free(ledger);
}

void sf_ledger_set_max_open(SfLedger *ledger, guint max_open)
{
    sf_open_set_max(ledger->open, max_open);
}

void sf_ledger_frame(SfLedger *ledger, guint32 frame G_GNUC_UNUSED, gint64 time)
{
    SfRun *run = &ledger->run;
    run->first = run->frames ? MIN(run->first, time) : time;
    run->last = run->frames ? MAX(run->last, time) : time;
    run->frames++;
    sf_open_clock(ledger->open, time);
}

/* ---- marks: what is shown where
 * ------------------------------------------------------------------ */

static SfSpot spot_of(const SfMessage *message)
{
    return (SfSpot){.frame = message->frame, .part = message->part, .place = message->place};
}

static void mark(SfLedger *ledger, SfSpot spot, SfRole role, SfAnswer *answer)
{
    GArray *marks = g_hash_table_lookup(ledger->marks, GUINT_TO_POINTER(spot.frame));
    if (!marks) {
        marks = g_array_new(FALSE, FALSE, sizeof(SfMark));
        g_hash_table_insert(ledger->marks, GUINT_TO_POINTER(spot.frame), marks);
    }
    SfMark one = {.role = role, .answer = answer, .part = spot.part, .place = spot.place};
    guint at = marks->len;
    while (at > 0 && g_array_index(marks, SfMark, at - 1).part > spot.part)
        at--; /* an answer may be captured before its request, which then is marked late */
    g_array_insert_val(marks, at, one);
}

const GArray *sf_ledger_marks(const SfLedger *ledger, guint32 frame)
{
    return g_hash_table_lookup(ledger->marks, GUINT_TO_POINTER(frame));
}

/* ---- requests
 * ------------------------------------------------------------------------------------ */

static void count_call(SfLedger *ledger, SfCall *call)
{
    if (call->counted)
        return;
    call->counted = TRUE;
    ledger->run.calls++;
}

static SfWait wait_for_answer(const SfMessage *request)
{
    return sf_text_equal(request->method, sf_text("INVITE")) ? SF_WAIT_INVITE : SF_WAIT_OTHER;
}

static guint n_answers(const SfTransaction *transaction)
{
    return transaction->answers ? transaction->answers->len : 0;
}

static guint first_rival(const SfTransaction *transaction)
{
    const guint n = n_answers(transaction);
    return n > MAX_RIVALS ? n - MAX_RIVALS : 0;
}

/* Notes where the request lies. TRUE where it was sent again, rather than captured twice. */
static gboolean note_request(SfTransaction *transaction, const SfMessage *request)
{
    const gboolean again =
        transaction->request_spots && ABS(request->time - transaction->request_time) >= SAME_PACKET;
    if (!transaction->request_spots)
        transaction->request_spots = g_array_new(FALSE, FALSE, sizeof(SfSpot));
    if (transaction->request_spots->len < MAX_REQUEST_SPOTS) {
        SfSpot spot = spot_of(request);
        g_array_append_val(transaction->request_spots, spot);
    }
    transaction->request_time = request->time;
    return again;
}

static void add_request(SfLedger *ledger, const SfMessage *request)
{
    if (sf_text_equal(request->method, sf_text("ACK"))) {
        SfCall *call = sf_open_call(ledger->open, request->call_id);
        if (call)
            call->saw_ack = TRUE;
        return;
    }
    SfTransaction *transaction = sf_open_get(ledger->open, request, request->method);
    if (!transaction)
        return;
    SfCall *call = transaction->call;
    call->saw_request = TRUE;
    if (wait_for_answer(request) == SF_WAIT_INVITE && !sf_text_is_present(request->to_tag))
        count_call(ledger, call);
    transaction->request_resent |= note_request(transaction, request);

    if (n_answers(transaction) == 0) {
        if (!transaction->request && transaction->queue != SF_WAIT_DONE)
            transaction->request = sf_message_copy(request);
        if (transaction->queue != SF_WAIT_DONE)
            sf_open_touch(ledger->open, transaction, wait_for_answer(request));
        return;
    }
    for (guint i = first_rival(transaction); i < n_answers(transaction); i++) {
        SfAnswer *answer = transaction->answers->pdata[i];
        mark(ledger, spot_of(request), SF_ROLE_REQUEST, answer);
        if (answer->request)
            continue;
        /* The answer was captured before its request. */
        sf_answer_set_request(answer, request);
        sf_answer_judge(answer);
    }
}

/* ---- answers
 * ------------------------------------------------------------------------------------- */

/* Whether this ledger explains the status; everything else only ends a transaction. */
static gboolean is_explained(guint status)
{
    return status == 301 || status == 421;
}

/* The answer of which this message is another copy, or NULL. */
static SfAnswer *first_copy(const SfTransaction *transaction, const SfMessage *message)
{
    for (guint i = first_rival(transaction); i < n_answers(transaction); i++) {
        SfAnswer *answer = transaction->answers->pdata[i];
        if (answer->message->status == message->status &&
            sf_text_equal(answer->message->to_tag, message->to_tag))
            return answer;
    }
    return NULL;
}

static void add_copy(SfLedger *ledger, SfTransaction *transaction, SfAnswer *answer,
                     const SfMessage *copy)
{
    const gboolean captured_twice =
        !transaction->request_resent && ABS(copy->time - transaction->answer_time) < SAME_PACKET;
    if (captured_twice)
        answer->duplicates++;
    else
        answer->retransmissions++;
    mark(ledger, spot_of(copy), SF_ROLE_COPY, answer);
}

static gboolean is_other_hop(const SfAnswer *a, const SfAnswer *b)
{
    return a->message->status == b->message->status && a->message->cseq == b->message->cseq &&
           a->vias != b->vias && sf_text_equal(a->message->cseq_method, b->message->cseq_method);
}

static gint by_vias(gconstpointer a, gconstpointer b)
{
    const SfAnswer *one = *(SfAnswer *const *)a;
    const SfAnswer *other = *(SfAnswer *const *)b;
    return one->vias < other->vias ? -1 : one->vias > other->vias;
}

/* Each element on the way back takes its Via off: fewer Vias, nearer to the caller (RFC 3261
 * §16.7). */
static void order_hops(SfCall *call, SfAnswer *newest)
{
    g_autoptr(GPtrArray) hops = g_ptr_array_new();
    for (guint i = call->answers->len; i > 0 && hops->len < MAX_HOPS; i--) {
        SfAnswer *answer = call->answers->pdata[i - 1];
        if (answer == newest || is_other_hop(answer, newest))
            g_ptr_array_add(hops, answer);
    }
    if (hops->len < 2)
        return;
    g_ptr_array_sort(hops, by_vias);
    for (guint i = 0; i < hops->len; i++) {
        SfAnswer *answer = hops->pdata[i];
        answer->hop = i + 1;
        answer->nearest = hops->pdata[0];
        answer->made_at = hops->pdata[hops->len - 1];
    }
    for (guint i = 0; i < hops->len; i++)
        if (hops->pdata[i] != newest)
            sf_answer_judge(hops->pdata[i]);
}

static void join(SfLedger *ledger, SfTransaction *transaction, SfAnswer *answer)
{
    SfCall *call = transaction->call;
    count_call(ledger, call);
    if (!transaction->answers)
        transaction->answers = g_ptr_array_new();
    g_ptr_array_add(transaction->answers, answer);
    if (!call->answers)
        call->answers = g_ptr_array_new();
    g_ptr_array_add(call->answers, answer);

    for (guint i = 0; transaction->request_spots && i < transaction->request_spots->len; i++)
        mark(ledger, g_array_index(transaction->request_spots, SfSpot, i), SF_ROLE_REQUEST, answer);
    if (transaction->request)
        sf_answer_set_request(answer, transaction->request);
    order_hops(call, answer);
}

static void add_explained(SfLedger *ledger, SfTransaction *transaction, const SfMessage *message)
{
    SfAnswer *answer = transaction ? first_copy(transaction, message) : NULL;
    if (answer) {
        add_copy(ledger, transaction, answer, message);
        return;
    }
    answer = sf_answer_new(message);
    g_ptr_array_add(ledger->answers, answer);
    mark(ledger, spot_of(message), SF_ROLE_ANSWER, answer);
    if (transaction)
        join(ledger, transaction, answer);
    sf_answer_judge(answer);
}

static void add_answer(SfLedger *ledger, const SfMessage *message)
{
    SfTransaction *transaction = sf_open_get(ledger->open, message, message->cseq_method);
    if (is_explained(message->status))
        add_explained(ledger, transaction, message);
    if (!transaction)
        return;
    transaction->call->saw_answer = TRUE;
    if (message->status < 200) {
        sf_open_touch(ledger->open, transaction,
                      sf_text_equal(message->cseq_method, sf_text("INVITE")) ? SF_WAIT_INVITE
                                                                             : SF_WAIT_OTHER);
        return;
    }
    transaction->answer_time = message->time;
    transaction->request_resent = FALSE;
    if (!transaction->answers)
        g_clear_pointer(&transaction->request, g_free); /* ended otherwise: of no use any more */
    sf_open_touch(ledger->open, transaction, SF_WAIT_DONE);
}

void sf_ledger_add(SfLedger *ledger, const SfMessage *message)
{
    ledger->run.sip++;
    if (message->cut)
        ledger->run.cut++;
    if (message->is_request)
        add_request(ledger, message);
    else
        add_answer(ledger, message);
}

/* ---- the run
 * ------------------------------------------------------------------------------------- */

void sf_ledger_count_encrypted(SfLedger *ledger)
{
    ledger->run.encrypted++;
}

void sf_ledger_count_fragment(SfLedger *ledger)
{
    ledger->run.fragments++;
}

void sf_ledger_fragments_joined(SfLedger *ledger, guint n)
{
    ledger->run.fragments -= MIN(n, ledger->run.fragments);
}

const GPtrArray *sf_ledger_answers(const SfLedger *ledger)
{
    return ledger->answers;
}

void sf_ledger_run(const SfLedger *ledger, SfRun *run)
{
    *run = ledger->run;
    run->complete = !sf_open_overflowed(ledger->open);
    run->one_way = ledger->ended_one_way;
    sf_open_each_call(ledger->open, count_one_way, &run->one_way);
    for (guint i = 0; i < ledger->answers->len; i++)
        if (!((const SfAnswer *)ledger->answers->pdata[i])->request)
            run->no_request++;
}

guint sf_ledger_open(const SfLedger *ledger)
{
    return sf_open_count(ledger->open);
}
