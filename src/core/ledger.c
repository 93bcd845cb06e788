/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "after.h"

#define SECOND G_GINT64_CONSTANT(1000000000)

/* A request that is sent more often than this is remembered with its first copies only: Timers B
 * and F allow 11 (RFC 3261 §17.1). */
#define MAX_REQUEST_SPOTS 32

/* An answer may be followed up for a window after the last thing that happened, not only after
 * itself: a client that tries several targets takes Timer B for each that is silent. */
#define PENDING_WINDOWS 4

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
    static const guint codes[] = {301, 421};
    SfLedger *ledger = g_new0(SfLedger, 1);
    ledger->codes = g_array_new(FALSE, FALSE, sizeof(guint));
    ledger->clock = G_MININT64;
    ledger->open = sf_open_new(SF_LEDGER_MAX_OPEN, count_one_way, &ledger->ended_one_way);
    ledger->pending = sf_pending_new(0);
    ledger->senders = sf_senders_new();
    ledger->elements = sf_elements_new();
    ledger->dialogs = sf_dialogs_new();
    ledger->stories = g_ptr_array_new_with_free_func((GDestroyNotify)sf_story_unref);
    ledger->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    ledger->moved = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    ledger->warned = sf_warned_new();
    ledger->answers = g_ptr_array_new();
    ledger->unsettled = g_ptr_array_new();
    ledger->next_settled = G_MAXINT64;
    ledger->marks = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    ledger->stale = g_hash_table_new(NULL, NULL);
    sf_ledger_set_codes(ledger, codes, G_N_ELEMENTS(codes));
    sf_ledger_set_window(ledger, SF_LEDGER_WINDOW_SECONDS);
    return ledger;
}

void sf_ledger_free(SfLedger *ledger)
{
    g_hash_table_unref(ledger->stale);
    g_hash_table_unref(ledger->marks);
    g_ptr_array_unref(ledger->unsettled);
    g_ptr_array_unref(ledger->answers);
    sf_warned_free(ledger->warned);
    g_hash_table_unref(ledger->moved);
    g_hash_table_unref(ledger->told);
    sf_pending_free(ledger->pending);
    sf_open_free(ledger->open);
    g_ptr_array_unref(ledger->stories);
    sf_senders_free(ledger->senders);
    sf_elements_free(ledger->elements);
    sf_dialogs_free(ledger->dialogs);
    g_array_unref(ledger->codes);
    g_free(ledger);
}

void sf_ledger_set_max_open(SfLedger *ledger, guint max_open)
{
    sf_open_set_max(ledger->open, max_open);
}

void sf_ledger_set_window(SfLedger *ledger, guint seconds)
{
    ledger->window = seconds * SECOND;
    sf_pending_set_lifetime(ledger->pending, PENDING_WINDOWS * ledger->window);
}

void sf_ledger_set_codes(SfLedger *ledger, const guint *codes, guint n)
{
    g_array_set_size(ledger->codes, 0);
    g_array_append_vals(ledger->codes, codes, n);
}

void sf_ledger_frame(SfLedger *ledger, gint64 time)
{
    SfRun *run = &ledger->run;
    run->first = run->frames ? MIN(run->first, time) : time;
    run->last = run->frames ? MAX(run->last, time) : time;
    run->frames++;
    ledger->clock = run->last;
    sf_open_clock(ledger->open, time);
    sf_pending_expire(ledger->pending, ledger->clock);
}

/* ---- marks: what is shown where ---- */

SfSpot sf_spot_of(const SfMessage *message)
{
    return (SfSpot){.frame = message->frame, .part = message->part, .place = message->place};
}

static gboolean is_same_mark(const SfMark *a, const SfMark *b)
{
    return a->part == b->part && a->role == b->role && a->answer == b->answer &&
           a->followup == b->followup;
}

/* In the order of the messages, and what matters most of each message first. */
static gboolean is_before(const SfMark *a, const SfMark *b)
{
    return a->part != b->part ? a->part < b->part : a->role < b->role;
}

/* Marks of one frame that are compared; more are only appended. */
#define MAX_MARKS_COMPARED 256

void sf_ledger_mark(SfLedger *ledger, SfSpot spot, SfMark what)
{
    what.part = spot.part;
    what.place = spot.place;
    GArray *marks = g_hash_table_lookup(ledger->marks, GUINT_TO_POINTER(spot.frame));
    if (!marks) {
        marks = g_array_new(FALSE, FALSE, sizeof(SfMark));
        g_hash_table_insert(ledger->marks, GUINT_TO_POINTER(spot.frame), marks);
    }
    const guint first = marks->len > MAX_MARKS_COMPARED ? marks->len - MAX_MARKS_COMPARED : 0;
    for (guint i = first; i < marks->len; i++)
        if (is_same_mark(&g_array_index(marks, SfMark, i), &what))
            return;
    guint at = marks->len;
    while (at > first && is_before(&what, &g_array_index(marks, SfMark, at - 1)))
        at--;
    g_array_insert_val(marks, at, what);
}

static void mark_answer(SfLedger *ledger, SfSpot spot, SfRole role, SfAnswer *answer)
{
    if (answer->explained)
        sf_ledger_mark(ledger, spot,
                       (SfMark){.role = role, .answer = answer, .story = answer->story});
}

/* ---- judging ---- */

void sf_ledger_touch(SfLedger *ledger, SfAnswer *answer, gint64 time)
{
    answer->activity = MAX(answer->activity, time);
    /* What becomes of a link of a chain is news for the links before it. */
    for (guint links = 0; answer && links < SF_MAX_COMPARED; links++) {
        g_hash_table_add(ledger->stale, answer);
        answer = answer->came_by ? answer->came_by->answer : NULL;
    }
}

/* The client could have gone to the server itself, or to places which the capture sees it go to. */
static gboolean is_client_seen(const SfAnswer *answer, guint32 client_frame)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    if (!sf_answer_redirects(answer))
        return answer->request != NULL;
    return client_frame != 0 ||
           (best && sf_text_equal_nocase(best->entry.uri.host, answer->message->source_address));
}

static SfSight sight_of(const SfLedger *ledger, const SfAnswer *answer)
{
    const guint32 client_frame = sf_senders_reach_beyond(
        ledger->senders, answer->message->destination_address, answer->message->source_address);
    return (SfSight){.window_over = ledger->clock - answer->activity >= ledger->window,
                     .client_seen = is_client_seen(answer, client_frame),
                     .client_frame = client_frame,
                     .encrypted = ledger->run.encrypted > 0,
                     .clock = ledger->clock,
                     .client_product =
                         sf_senders_product(ledger->senders, answer->message->destination_address),
                     .window = (double)ledger->window / SECOND};
}

/* What the element between is called, only its own messages tell. */
static void name_element_between(const SfLedger *ledger, SfFinding *finding)
{
    const char *between = finding->values ? g_hash_table_lookup(finding->values, "between") : NULL;
    const char *product = between ? sf_senders_product(ledger->senders, sf_text(between)) : NULL;
    if (product)
        sf_finding_value(finding, "between_product", sf_text(product));
}

static void judge(SfLedger *ledger, SfAnswer *answer)
{
    if (!answer->explained)
        return;
    answer->sight = sight_of(ledger, answer);
    sf_answer_judge(answer);
    for (guint i = 0; i < answer->findings->len; i++) {
        SfFinding *finding = answer->findings->pdata[i];
        name_element_between(ledger, finding);
        const SfSpot spot = {.frame = finding->frame, .part = finding->part};
        if (finding->frame != answer->message->frame)
            mark_answer(ledger, spot, SF_ROLE_PROOF, answer);
    }
}

static void judge_stale(SfLedger *ledger)
{
    GHashTableIter iter;
    gpointer answer;
    g_hash_table_iter_init(&iter, ledger->stale);
    while (g_hash_table_iter_next(&iter, &answer, NULL))
        judge(ledger, answer);
    g_hash_table_remove_all(ledger->stale);
}

/* What silence means depends on how long the capture has gone on since. */
void sf_ledger_catch_up(SfLedger *ledger, SfAnswer *answer)
{
    const SfSight now = sight_of(ledger, answer);
    if (answer->sight.clock == now.clock)
        return;
    judge(ledger, answer);
}

const GArray *sf_ledger_marks(SfLedger *ledger, guint32 frame)
{
    const GArray *marks = g_hash_table_lookup(ledger->marks, GUINT_TO_POINTER(frame));
    for (guint i = 0; marks && i < marks->len; i++) {
        const SfMark *mark = &g_array_index(marks, SfMark, i);
        if (mark->answer)
            sf_ledger_catch_up(ledger, mark->answer);
    }
    return marks;
}

const GPtrArray *sf_ledger_answers(SfLedger *ledger)
{
    for (guint i = 0; i < ledger->answers->len; i++)
        sf_ledger_catch_up(ledger, ledger->answers->pdata[i]);
    return ledger->answers;
}

/* ---- stories ---- */

static void mark_scene(SfLedger *ledger, const SfStory *story, SfSpot spot)
{
    sf_ledger_mark(ledger, spot, (SfMark){.role = SF_ROLE_STORY, .story = story});
}

static void number_story(SfLedger *ledger, SfStory *story)
{
    if (story->number)
        return;
    g_ptr_array_add(ledger->stories, sf_story_ref(story));
    story->number = ledger->stories->len;
    for (guint i = 0; i < story->scenes->len; i++) {
        const SfScene *scene = &g_array_index(story->scenes, SfScene, i);
        mark_scene(ledger, story, (SfSpot){scene->frame, scene->part, scene->place});
    }
}

static void remember_call(SfLedger *ledger, const SfCall *call)
{
    if (call->story && call->story->number)
        g_hash_table_replace(ledger->told, g_strndup(call->call_id.bytes, call->call_id.length),
                             call->story);
}

void sf_ledger_join_story(SfLedger *ledger, SfCall *call, SfStory *story)
{
    if (call->story)
        return;
    call->story = sf_story_ref(story);
    for (guint i = 0; story->number && i < call->sightings->len; i++) {
        const SfSighting *seen = &g_array_index(call->sightings, SfSighting, i);
        mark_scene(ledger, story, (SfSpot){seen->frame, seen->part, seen->place});
    }
    sf_scenes_take(story->scenes, call->sightings);
    remember_call(ledger, call);
}

static void add_scene(SfLedger *ledger, SfCall *call, const SfMessage *message)
{
    if (!call->story) {
        sf_sightings_add(call->sightings, message);
        return;
    }
    sf_scenes_add(call->story->scenes, message);
    if (call->story->number)
        mark_scene(ledger, call->story, sf_spot_of(message));
}

/* A message of a call that was forgotten, but whose story is told: the BYE, a refresh. A new
 * request with the old Call-ID is another call. */
static void add_epilogue(SfLedger *ledger, const SfMessage *message)
{
    if (!message->is_request || !sf_text_is_present(message->to_tag))
        return;
    g_autofree char *call_id = sf_text_dup(message->call_id);
    SfStory *story = g_hash_table_lookup(ledger->told, call_id);
    if (!story)
        return;
    sf_scenes_add(story->scenes, message);
    mark_scene(ledger, story, sf_spot_of(message));
    sf_after_in_dialog(ledger, story, message);
}

/* ---- requests ---- */

static void count_call(SfLedger *ledger, SfCall *call)
{
    if (call->counted)
        return;
    call->counted = TRUE;
    ledger->run.calls++;
}

static SfWait wait_for_answer(SfText method)
{
    return sf_text_equal(method, sf_text("INVITE")) ? SF_WAIT_INVITE : SF_WAIT_OTHER;
}

static guint n_answers(const SfTransaction *transaction)
{
    return transaction->answers ? transaction->answers->len : 0;
}

static guint first_rival(const SfTransaction *transaction)
{
    const guint n = n_answers(transaction);
    return n > SF_MAX_COMPARED ? n - SF_MAX_COMPARED : 0;
}

/* Notes where the request lies. TRUE where it was sent again, rather than captured twice. */
static gboolean note_request(SfTransaction *transaction, const SfMessage *request)
{
    const gboolean again = transaction->request_spots &&
                           ABS(request->time - transaction->request_time) >= SF_SAME_PACKET;
    if (!transaction->request_spots)
        transaction->request_spots = g_array_new(FALSE, FALSE, sizeof(SfSpot));
    if (transaction->request_spots->len < MAX_REQUEST_SPOTS) {
        SfSpot spot = sf_spot_of(request);
        g_array_append_val(transaction->request_spots, spot);
    }
    transaction->request_time = request->time;
    return again;
}

/* The request of answers that are known already: a copy of it, or it was captured after them. */
static void add_known_request(SfLedger *ledger, SfTransaction *transaction,
                              const SfMessage *request)
{
    for (guint i = first_rival(transaction); i < n_answers(transaction); i++) {
        SfAnswer *answer = transaction->answers->pdata[i];
        mark_answer(ledger, sf_spot_of(request), SF_ROLE_REQUEST, answer);
        if (answer->request)
            continue;
        sf_answer_set_request(answer, request);
        sf_after_late_request(ledger, answer);
        sf_ledger_touch(ledger, answer, answer->activity);
    }
}

/* One that goes elsewhere with the branch and CSeq of the one that was answered: a fault that has a
 * check of its own (RFC 3261 §16.6). */
static gboolean is_another_request(const SfTransaction *transaction, const SfMessage *request)
{
    if (n_answers(transaction) == 0)
        return FALSE;
    const SfAnswer *answer = transaction->answers->pdata[0];
    return answer->request && !sf_text_equal(answer->request->request_uri, request->request_uri);
}

static void add_transaction_request(SfLedger *ledger, const SfMessage *request)
{
    SfTransaction *transaction = sf_open_get(ledger->open, request, request->method);
    if (!transaction)
        return;
    SfCall *call = transaction->call;
    const SfWait wait = wait_for_answer(request->method);
    const gboolean first = transaction->request_spots == NULL;
    call->saw_request = TRUE;
    if (first)
        sf_elements_asked(ledger->elements, request);
    if (wait == SF_WAIT_INVITE && !sf_text_is_present(request->to_tag))
        count_call(ledger, call);
    add_scene(ledger, call, request);
    transaction->request_resent |= note_request(transaction, request);
    if (transaction->queue != SF_WAIT_DONE) {
        if (!transaction->request)
            transaction->request = sf_message_copy(request);
        sf_open_touch(ledger->open, transaction, wait);
    }
    if (first || is_another_request(transaction, request))
        sf_after_request(ledger, transaction, request);
    else
        sf_after_request_copy(ledger, transaction, request);
    if (!is_another_request(transaction, request))
        add_known_request(ledger, transaction, request);
    if (call->story && call->story->number && sf_text_is_present(request->to_tag))
        sf_after_in_dialog(ledger, call->story, request);
}

/* ACK, CANCEL and PRACK belong to a transaction that is there already. */
static gboolean add_companion(SfLedger *ledger, const SfMessage *request)
{
    const gboolean ack = sf_text_equal(request->method, sf_text("ACK"));
    const gboolean cancel = sf_text_equal(request->method, sf_text("CANCEL"));
    const gboolean prack = sf_text_equal(request->method, sf_text("PRACK"));
    SfCall *call = ack || cancel || prack ? sf_open_call(ledger->open, request->call_id) : NULL;
    if (call && ack) {
        call->saw_ack = TRUE;
        add_scene(ledger, call, request);
        sf_after_ack(ledger, call, request);
    } else if (call && cancel) {
        sf_after_cancel(ledger, request);
    } else if (call && prack) {
        sf_after_prack(ledger, call, request);
    }
    return ack;
}

static void add_request(SfLedger *ledger, const SfMessage *request)
{
    if (!sf_open_call(ledger->open, request->call_id))
        add_epilogue(ledger, request);
    if (!add_companion(ledger, request))
        add_transaction_request(ledger, request);
}

/* ---- answers ---- */

static gboolean is_explained(const SfLedger *ledger, guint status)
{
    for (guint i = 0; i < ledger->codes->len; i++)
        if (g_array_index(ledger->codes, guint, i) == status)
            return TRUE;
    return FALSE;
}

/* Redirects of every kind are links of a chain (RFC 3261 §21.3). */
static gboolean is_link(guint status)
{
    return status == 300 || status == 301 || status == 302 || status == 305;
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
        !transaction->request_resent && ABS(copy->time - transaction->answer_time) < SF_SAME_PACKET;
    if (captured_twice) {
        answer->duplicates++;
    } else {
        answer->retransmissions++;
        answer->asked_again |= transaction->request_resent;
        if (!answer->retransmission_frame) {
            answer->retransmission_frame = copy->frame;
            answer->retransmission_part = copy->part;
        }
    }
    mark_answer(ledger, sf_spot_of(copy), SF_ROLE_COPY, answer);
    sf_ledger_touch(ledger, answer, answer->activity);
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
static void order_hops(SfLedger *ledger, const SfCall *call, SfAnswer *newest)
{
    g_autoptr(GPtrArray) hops = g_ptr_array_new();
    for (guint i = call->answers->len; i > 0 && hops->len < SF_MAX_COMPARED; i--) {
        SfAnswer *answer = call->answers->pdata[i - 1];
        if (answer == newest || is_other_hop(answer, newest))
            g_ptr_array_add(hops, answer);
    }
    g_ptr_array_sort(hops, by_vias);
    for (guint i = 0; i < hops->len; i++) {
        SfAnswer *answer = hops->pdata[i];
        answer->hop = i + 1;
        answer->above = i > 0 ? hops->pdata[i - 1] : NULL;
        answer->nearest = hops->pdata[0];
        answer->made_at = hops->pdata[hops->len - 1];
        sf_ledger_touch(ledger, answer, answer->activity);
    }
}

/* Puts a new answer where it belongs: story, transaction, call. @transaction may be NULL: it is
 * cut. */
static void place_answer(SfLedger *ledger, SfTransaction *transaction, SfAnswer *answer)
{
    SfCall *call = transaction ? transaction->call : NULL;
    SfStory *story = call && call->story ? sf_story_ref(call->story) : sf_story_new();
    g_ptr_array_add(story->answers, answer);
    answer->story = story;
    if (call) {
        sf_ledger_join_story(ledger, call, story);
        if (!transaction->answers)
            transaction->answers = g_ptr_array_new();
        g_ptr_array_add(transaction->answers, answer);
        if (!call->answers)
            call->answers = g_ptr_array_new();
        g_ptr_array_add(call->answers, answer);
    }
    if (answer->explained)
        number_story(ledger, story);
    if (call)
        remember_call(ledger, call);
    sf_story_unref(story);
}

static SfAnswer *make_answer(SfLedger *ledger, SfTransaction *transaction, const SfMessage *message)
{
    SfAnswer *answer = sf_answer_new(message);
    answer->explained = is_explained(ledger, message->status);
    place_answer(ledger, transaction, answer);
    if (answer->explained) {
        g_ptr_array_add(ledger->answers, answer);
        mark_answer(ledger, sf_spot_of(message), SF_ROLE_ANSWER, answer);
    }
    return answer;
}

static void join(SfLedger *ledger, SfTransaction *transaction, SfAnswer *answer)
{
    if (answer->explained)
        count_call(ledger, transaction->call);
    for (guint i = 0; transaction->request_spots && i < transaction->request_spots->len; i++)
        mark_answer(ledger, g_array_index(transaction->request_spots, SfSpot, i), SF_ROLE_REQUEST,
                    answer);
    if (transaction->request)
        sf_answer_set_request(answer, transaction->request);
    sf_dialogs_recall(ledger->dialogs, answer);
    order_hops(ledger, transaction->call, answer);
    sf_after_new_answer(ledger, transaction, answer);
}

/* A redirect, or a code that is explained. */
static void add_kept(SfLedger *ledger, SfTransaction *transaction, const SfMessage *message)
{
    SfAnswer *answer = transaction ? first_copy(transaction, message) : NULL;
    if (answer) {
        add_copy(ledger, transaction, answer, message);
        return;
    }
    answer = make_answer(ledger, transaction, message);
    if (transaction)
        join(ledger, transaction, answer);
    sf_ledger_touch(ledger, answer, message->time);
}

static void end_transaction(SfLedger *ledger, SfTransaction *transaction, const SfMessage *message)
{
    /* The answer to a request in a dialog, or to one that was not seen, tells little. */
    if (transaction->final_status == 0 && transaction->request &&
        !sf_text_is_present(transaction->request->to_tag))
        sf_elements_answered(ledger->elements, message);
    transaction->answer_time = message->time;
    transaction->request_resent = FALSE;
    transaction->final_status = message->status;
    transaction->final_frame = message->frame;
    /* A call that went well, or goes on with credentials, needs its first request no more. */
    if (n_answers(transaction) == 0 &&
        (message->status < 300 || message->status == 401 || message->status == 407))
        g_clear_pointer(&transaction->request, g_free);
    sf_open_touch(ledger->open, transaction, SF_WAIT_DONE);
}

static void add_answer(SfLedger *ledger, const SfMessage *message)
{
    SfTransaction *transaction = sf_open_get(ledger->open, message, message->cseq_method);
    if (transaction) {
        transaction->call->saw_answer = TRUE;
        add_scene(ledger, transaction->call, message);
    }
    if (is_explained(ledger, message->status) || (transaction && is_link(message->status)))
        add_kept(ledger, transaction, message);
    if (!transaction)
        return;
    if (message->status != transaction->final_status) /* else another copy */
        sf_after_answer(ledger, transaction, message);
    if (message->status < 200)
        sf_open_touch(ledger->open, transaction, wait_for_answer(message->cseq_method));
    else
        end_transaction(ledger, transaction, message);
}

void sf_ledger_add(SfLedger *ledger, const SfMessage *message)
{
    if (message->quoted) {
        sf_after_unreachable(ledger, message);
        judge_stale(ledger);
        return;
    }
    ledger->run.sip++;
    if (message->cut)
        ledger->run.cut++;
    sf_senders_note(ledger->senders, message);
    sf_dialogs_note(ledger->dialogs, message);
    if (message->is_request)
        add_request(ledger, message);
    else
        add_answer(ledger, message);
    judge_stale(ledger);
}

/* ---- the run ---- */

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

void sf_ledger_run(const SfLedger *ledger, SfRun *run)
{
    *run = ledger->run;
    run->complete = !sf_open_overflowed(ledger->open);
    run->one_way = ledger->ended_one_way;
    run->elements = ledger->elements;
    sf_open_each_call(ledger->open, count_one_way, &run->one_way);
    for (guint i = 0; i < ledger->answers->len; i++)
        if (!((const SfAnswer *)ledger->answers->pdata[i])->request)
            run->no_request++;
}

guint sf_ledger_open(const SfLedger *ledger)
{
    return sf_open_count(ledger->open);
}
