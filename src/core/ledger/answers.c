/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/grammar/scan.h"
#include "core/ledger/followups/followups.h"
#include "core/ledger/followups/hops.h"
#include "core/ledger/story/other_refusals.h"

/* Redirects that are links of chains (RFC 3261 §21.3). */
static gboolean is_link(guint status)
{
    return status == 300 || status == 301 || status == 302 || status == 305;
}

static gboolean have_header_alike(const SfMessage *one, const SfMessage *other, SfHeaderName name)
{
    for (guint i = 0;; i++) {
        const SfHeader *a = sf_message_header(one, name, i), *b = sf_message_header(other, name, i);
        if (!a || !b)
            return a == b;
        if (!sf_text_equal(a->value, b->value))
            return FALSE;
    }
}

/* A server that keeps no state answers each copy of a request anew, with another To tag (RFC 3261
 * §8.2.7). The copies may all come before the first answer does. */
static gboolean is_made_anew(const SfTransaction *transaction, const SfAnswer *answer,
                             const SfMessage *message)
{
    static const SfHeaderName names[] = {SF_HEADER_CONTACT, SF_HEADER_REQUIRE,
                                         SF_HEADER_UNSUPPORTED, SF_HEADER_MIN_SE,
                                         SF_HEADER_MIN_EXPIRES};
    if (transaction->n_requests <= sf_transaction_n_answers(transaction) ||
        !sf_text_equal(answer->message->source_address, message->source_address))
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (!have_header_alike(answer->message, message, names[i]))
            return FALSE;
    return TRUE;
}

/* The answer of which this message is another copy, or NULL. */
static SfAnswer *first_copy(const SfTransaction *transaction, const SfMessage *message)
{
    for (guint i = sf_first_compared(sf_transaction_n_answers(transaction));
         i < sf_transaction_n_answers(transaction); i++) {
        SfAnswer *answer = transaction->answers->pdata[i];
        if (answer->message->status == message->status &&
            (sf_text_equal(answer->message->to_tag, message->to_tag) ||
             is_made_anew(transaction, answer, message)))
            return answer;
    }
    return NULL;
}

/* Who got it sent it on, with the Via that is his own still on top: no element above takes that for
 * an answer of its own (RFC 3261 §16.7 step 3, §18.1.2), and what it does about it is not known. */
static gboolean is_sent_on(const SfAnswer *answer, const SfMessage *copy)
{
    return sf_text_equal(copy->source_address, answer->message->destination_address) &&
           !sf_text_equal(copy->destination_address, answer->message->destination_address) &&
           !answer->asked_from;
}

/* A balancer hands on what it gets without a Via of its own: the one on top is then the caller's.
 */
static gboolean has_via_of(const SfMessage *copy, SfText address)
{
    SfHostPort sent_by;
    return sf_host_port_parse(copy->sent_by, &sent_by, NULL) &&
           sf_host_equal(sent_by.host, address);
}

/* The request that the one who got the copy had sent; NULL: the capture lacks it. */
static const SfTransaction *asked_by(const SfTransaction *below, SfText caller)
{
    const SfTransaction *other;
    SfRecent recent = sf_recent_of(below->call);
    while ((other = sf_recent_next(&recent)) != NULL) {
        if (other != below && other->request && sf_transactions_share_cseq(other, below) &&
            sf_text_equal(other->request->source_address, caller))
            return other;
    }
    return NULL;
}

static void note_sent_on(SfAnswer *answer, const SfTransaction *transaction, const SfMessage *copy)
{
    SfSentOn *way = &answer->sent_on;
    answer->went_on.frame = copy->frame;
    if (!has_via_of(copy, copy->source_address))
        return;
    const SfTransaction *above = asked_by(transaction, copy->destination_address);
    const SfHeader *product = above && above->request->vias <= 1
                                  ? sf_message_header(above->request, SF_HEADER_USER_AGENT, 0)
                                  : NULL;
    if (way->times == 0 || ABS(copy->time - way->last) >= SF_SAME_PACKET)
        way->times++;
    way->last = copy->time;
    way->last_frame = copy->frame;
    way->asks_on |= above && above->request_resent;
    if (way->frame)
        return;
    way->asked = above ? above->request->time : 0;
    way->same_address = above && answer->request &&
                        sf_text_equal(above->request->request_uri, answer->request->request_uri);
    way->frame = copy->frame;
    way->part = copy->part;
    way->to = sf_text_dup(copy->destination_address);
    way->product = product ? sf_text_show(product->value) : NULL;
}

static void add_copy(SfLedger *ledger, SfTransaction *transaction, SfAnswer *answer,
                     const SfMessage *copy)
{
    if (is_sent_on(answer, copy)) {
        note_sent_on(answer, transaction, copy);
        sf_ledger_mark_answer(ledger, sf_spot_of(copy), SF_ROLE_COPY, answer);
        sf_ledger_touch(ledger, answer);
        return;
    }
    const gboolean captured_twice =
        !transaction->request_resent && ABS(copy->time - transaction->answer_time) < SF_SAME_PACKET;
    if (captured_twice) {
        answer->copies.duplicates++;
    } else {
        answer->copies.retransmissions++;
        answer->copies.last = copy->time;
        answer->copies.last_frame = copy->frame;
        answer->copies.asked += transaction->request_resent ? 1 : 0;
        if (!answer->copies.first.frame) {
            answer->copies.first.frame = copy->frame;
            answer->copies.first.part = copy->part;
        }
    }
    sf_ledger_mark_answer(ledger, sf_spot_of(copy), SF_ROLE_COPY, answer);
    sf_ledger_touch(ledger, answer);
}

/* The same answer on another hop, or on another branch of the same request. Nobody on the way
 * changes the From tag (RFC 3261 §16.6); another call may have the same Call-ID by chance. */
static gboolean is_of_same_kind(const SfAnswer *a, const SfAnswer *b)
{
    return a->message->status == b->message->status && a->message->cseq == b->message->cseq &&
           sf_text_equal(a->message->from_tag, b->message->from_tag) &&
           sf_text_equal(a->message->cseq_method, b->message->cseq_method);
}

static void order_hops(SfLedger *ledger, const SfCall *call, SfAnswer *newest)
{
    g_autoptr(GPtrArray) hops = g_ptr_array_new(); /* in the order in which they were captured */
    g_autoptr(GPtrArray) changed = g_ptr_array_new();
    const GPtrArray *answers = newest->is_aside ? call->asides : call->answers;
    const guint n = answers->len;
    for (guint i = sf_first_compared(n); i < n; i++) {
        SfAnswer *answer = answers->pdata[i];
        if (is_of_same_kind(answer, newest))
            g_ptr_array_add(hops, answer);
    }
    sf_hops_order(hops, changed);
    for (guint i = 0; i < changed->len; i++) {
        sf_part_legs_in_circle(changed->pdata[i]);
        sf_ledger_touch(ledger, changed->pdata[i]);
    }
}

/* From now on it is spoken about, and so its story is kept for good. */
static void explain(SfLedger *ledger, SfAnswer *answer)
{
    answer->explained = TRUE;
    g_ptr_array_add(ledger->answers, answer);
    sf_ledger_number_story(ledger, answer->story);
}

/* That of its call; else that of what it was made of, as what points from one to the other stays
 * inside one story. */
static SfStory *story_of_new(const SfCall *call, const SfAnswer *below)
{
    if (call && call->story)
        return sf_story_ref(call->story);
    return below ? sf_story_ref(below->story) : sf_story_new();
}

/* Puts a new answer where it belongs: story, transaction, call. @transaction may be NULL: it is
 * cut. */
static void place_answer(SfLedger *ledger, SfTransaction *transaction, SfAnswer *answer)
{
    SfCall *call = transaction ? transaction->call : NULL;
    const SfMessage *message = answer->message;
    SfAnswer *below = transaction ? sf_leg_handed_on(transaction, message) : NULL;
    SfStory *story = story_of_new(call, below);
    g_ptr_array_add(story->answers, answer);
    story->latest = answer;
    answer->story = story;
    sf_served_legs_await(ledger->served_legs);
    if (call) {
        sf_ledger_join_story(ledger, call, answer);
        if (!transaction->answers)
            transaction->answers = g_ptr_array_new();
        g_ptr_array_add(transaction->answers, answer);
        if (!call->answers)
            call->answers = g_ptr_array_new();
        g_ptr_array_add(call->answers, answer);
    }
    if (sf_ledger_explains(ledger, message->status))
        explain(ledger, answer);
    if (call)
        sf_ledger_remember_call(ledger, call);
    if (below)
        sf_join_legs(ledger, answer, below);
    sf_story_unref(story);
}

/* What points from one hop to the other stays inside one story. */
static SfStory *story_of_aside(const SfCall *call, const SfAnswer *aside)
{
    for (guint i = 0; call->asides && i < call->asides->len; i++) {
        const SfAnswer *other = call->asides->pdata[i];
        if (is_of_same_kind(aside, other))
            return sf_story_ref(other->story);
    }
    return sf_story_new();
}

/* The call is not told of for its sake, so its story is not the call's. */
static void place_aside(SfTransaction *transaction, SfAnswer *aside)
{
    SfStory *story = story_of_aside(transaction->call, aside);
    g_ptr_array_add(story->answers, aside);
    story->latest = aside;
    aside->story = story;
    sf_transaction_add_aside(transaction, aside);
    sf_story_unref(story);
}

/* A host that translates addresses (a container's, a router) may be captured on both of its sides:
 * its first copy of a request is from inside, its first copy of the answer from outside. */
static void note_client(SfAnswer *answer, const SfTransaction *transaction)
{
    const SfMessage *request = transaction ? transaction->request : NULL;
    if (request && !sf_text_equal(request->source_address, answer->message->destination_address))
        answer->asked_from = sf_text_dup(request->source_address);
}

/* @transaction is there for those of the family that nobody asked for. */
static SfAnswer *make_answer(SfLedger *ledger, SfTransaction *transaction, const SfMessage *message)
{
    SfAnswer *answer = sf_answer_new(message);
    g_ptr_array_set_free_func(answer->followups, (GDestroyNotify)sf_followup_free);
    note_client(answer, transaction);
    answer->view = &ledger->view;
    answer->answers_as = g_strdup(sf_senders_answer_as(ledger->senders, message));
    answer->activity = ledger->view.clock;
    answer->is_aside =
        transaction && !sf_ledger_explains(ledger, message->status) && !is_link(message->status);
    if (answer->is_aside)
        place_aside(transaction, answer);
    else
        place_answer(ledger, transaction, answer);
    sf_ledger_mark_answer(ledger, sf_spot_of(message), SF_ROLE_ANSWER, answer);
    return answer;
}

static gboolean tells_of(const SfAnswer *answer, const SfMessage *message)
{
    for (guint i = 0; i < answer->messages->len; i++) {
        const SfSpot spot = g_array_index(answer->messages, SfFlowPacket, i).spot;
        if (spot.frame == message->frame && spot.part == message->part)
            return TRUE;
    }
    return FALSE;
}

static void join(SfLedger *ledger, SfTransaction *transaction, SfAnswer *answer)
{
    for (guint i = 0; i < transaction->n_requests; i++)
        sf_ledger_mark_answer(ledger, sf_transaction_request_spot(transaction, i), SF_ROLE_REQUEST,
                              answer);
    answer->rang_frame = transaction->rang_frame;
    answer->copies.was_proceeding = transaction->provisional != 0;
    if (transaction->request)
        sf_answer_set_request(answer, transaction->request);
    sf_ledger_count_answer(ledger, transaction->call, answer);
    sf_dialogs_recall(ledger->dialogs, answer);
    order_hops(ledger, transaction->call, answer);
    sf_after_new_answer(ledger, transaction, answer);
    sf_ledger_choose_teller(answer);
    /* The first answer of a call tells of all that was seen of the call before it. */
    if (answer->request && answer->teller == answer && !answer->is_aside &&
        !tells_of(answer, answer->request))
        sf_messages_add(answer, answer->request);
}

/* The latest of those that its request had followed up; NULL: none. */
static SfAnswer *followed_up(const SfTransaction *transaction)
{
    const GPtrArray *lists[] = {transaction->followups, transaction->aside_followups};
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        if (lists[i] && lists[i]->len > 0)
            return ((SfFollowup *)lists[i]->pdata[lists[i]->len - 1])->answer;
    return NULL;
}

/* One of the family, or one that was asked for. */
static SfAnswer *add_kept(SfLedger *ledger, SfTransaction *transaction, const SfMessage *message)
{
    SfAnswer *answer = transaction ? first_copy(transaction, message) : NULL;
    if (answer) {
        add_copy(ledger, transaction, answer, message);
        return answer;
    }
    answer = make_answer(ledger, transaction, message);
    if (transaction)
        join(ledger, transaction, answer);
    if (!answer->explained)
        sf_relatives_add(ledger->relatives, answer, transaction ? followed_up(transaction) : NULL,
                         ledger->view.window);
    sf_ledger_stir(ledger, answer, message->time);
    return answer;
}

/* It went on to the end with what it had refused. A proxy hands on a 2xx whatever it said before
 * (RFC 3261 §16.7), but rings no more. */
static void note_served(SfLedger *ledger, const SfTransaction *transaction,
                        const SfMessage *message)
{
    for (guint i = sf_first_compared(sf_transaction_n_answers(transaction));
         i < sf_transaction_n_answers(transaction); i++) {
        SfAnswer *answer = transaction->answers->pdata[i];
        if (!answer->late.frame || answer->served_frame)
            continue;
        answer->served_frame = message->frame;
        sf_ledger_touch(ledger, answer);
    }
}

static void end_transaction(SfLedger *ledger, SfTransaction *transaction, const SfMessage *message)
{
    /* The answer to a request in a dialog, or to one that was not seen, tells little. */
    if (transaction->state < SF_TRANSACTION_COMPLETED && transaction->request &&
        !sf_text_is_present(transaction->request->to_tag)) {
        sf_elements_answered(ledger->elements, message);
        sf_elements_took(ledger->elements, transaction->request, message);
        if (message->status / 100 == 2 && sf_text_equal(message->cseq_method, sf_text("INVITE")))
            sf_served_legs_note(ledger->served_legs, transaction->request, message);
        if (!transaction->legs) /* else it tells of an answer that is looked at */
            sf_other_refusals_note(ledger, transaction->call, message);
    }
    if (message->status / 100 == 2)
        note_served(ledger, transaction, message);
    transaction->answer_time = message->time;
    transaction->request_resent = FALSE;
    transaction->state = SF_TRANSACTION_COMPLETED;
    transaction->final_status = message->status;
    transaction->final_frame = message->frame;
    /* A call that went well, or goes on with credentials, needs its first request no more. */
    if (sf_transaction_n_answers(transaction) == 0 &&
        (message->status < 300 || message->status == 401 || message->status == 407))
        g_clear_pointer(&transaction->request, sf_message_free);
    sf_transactions_touch(ledger->open, transaction, SF_WAIT_DONE);
}

/* Nothing comes behind a final answer (RFC 3261 §17.2.1), but the network may bring two packets the
 * other way round. */
static void note_late(SfLedger *ledger, const SfTransaction *transaction, const SfMessage *message)
{
    if (transaction->provisional == message->status &&
        message->time - transaction->answer_time < SF_SAME_PACKET)
        return;
    for (guint i = sf_first_compared(sf_transaction_n_answers(transaction));
         i < sf_transaction_n_answers(transaction); i++) {
        SfAnswer *answer = transaction->answers->pdata[i];
        if (answer->late.frame)
            continue;
        answer->late.frame = message->frame;
        answer->late.part = message->part;
        answer->late.status = message->status;
        sf_ledger_touch(ledger, answer);
    }
}

#define RINGING 180

static void proceed(SfLedger *ledger, SfTransaction *transaction, const SfMessage *message)
{
    if (transaction->state == SF_TRANSACTION_COMPLETED) {
        note_late(ledger, transaction, message);
        return;
    }
    transaction->state = SF_TRANSACTION_PROCEEDING;
    transaction->provisional = message->status;
    if (message->status == RINGING && !transaction->rang_frame)
        transaction->rang_frame = message->frame;
    sf_transactions_touch(ledger->open, transaction, sf_wait_for_answer(message->cseq_method));
}

static gboolean ends_orphaned(const SfTransaction *transaction, const SfMessage *message)
{
    return message->status >= 200 && transaction->state < SF_TRANSACTION_COMPLETED &&
           transaction->n_requests == 0 && !transaction->request && !transaction->legs;
}

static gboolean begins_no_session(const SfTransaction *transaction, const SfMessage *message)
{
    return message->status >= 300 && sf_text_equal(message->cseq_method, sf_text("INVITE")) &&
           !(transaction->request && sf_text_is_present(transaction->request->to_tag));
}

void sf_ledger_add_answer(SfLedger *ledger, const SfMessage *message)
{
    SfTransaction *transaction = sf_transactions_get(ledger->open, message, message->cseq_method);
    SfAnswer *answer = NULL;
    if (transaction)
        transaction->call->saw_answer = TRUE;
    if (transaction && message->status >= 300 && transaction->call->refused_unseen == message->cseq)
        transaction->call->refused_unseen = 0; /* it came behind its ACK */
    if (transaction && ends_orphaned(transaction, message))
        sf_note_leg_of_orphan(ledger, transaction, message);
    if (sf_ledger_explains(ledger, message->status) ||
        (transaction && sf_is_of_family(message->status)))
        answer = add_kept(ledger, transaction, message);
    if (!transaction)
        return;
    if (message->status >= 200 && sf_text_equal(message->cseq_method, sf_text("PRACK")))
        sf_after_prack_answer(ledger, transaction->call, message);
    if (sf_text_equal(message->cseq_method, sf_text("BYE")))
        sf_after_bye_answer(ledger, transaction->call, message);
    if (message->status / 100 == 2 && transaction->request &&
        sf_text_is_present(transaction->request->to_tag))
        sf_after_session_success(ledger, transaction->call, message);
    if (begins_no_session(transaction, message))
        sf_after_session_failure(ledger, transaction->call, message, transaction->request != NULL);
    if (message->status != transaction->final_status) /* else another copy */
        sf_after_answer(ledger, transaction, message);
    sf_ledger_tell(ledger, transaction->call, transaction,
                   answer && answer->is_aside ? NULL : answer, message);
    if (message->status < 200)
        proceed(ledger, transaction, message);
    else
        end_transaction(ledger, transaction, message);
}
