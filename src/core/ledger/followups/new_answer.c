/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A new answer: what is known of it already, and who was told. */
#include "core/grammar/strings/string_hash.h"
#include "core/ledger/followups/followups_private.h"

#include "core/ledger/followups/relation.h"
#include "core/ledger/story/chain.h"
#include "core/message/hop.h"

/* Whether the answer may still be passed on is known once the hop above has its own (which may be
 * another than the one that it seems to have had before: messages are spoilt). Where the capture
 * lacks that one's request, a provisional answer shows that it is there, also above an element that
 * hides who is behind it. */
static gboolean waits_unasked(const SfTransaction *transaction)
{
    return transaction->n_requests == 0 && transaction->state == SF_TRANSACTION_PROCEEDING;
}

static gboolean is_awaited_above(const SfTransaction *transaction)
{
    const SfTransaction *other;
    SfRecent recent = sf_recent_of(transaction->call);
    while ((other = sf_recent_next(&recent)) != NULL) {
        if (other != transaction && sf_transactions_share_cseq(other, transaction) &&
            (sf_hop_leads_to(&other->place, &transaction->place) || waits_unasked(other)))
            return TRUE;
    }
    return FALSE;
}

static gboolean routes_to_same_host(const SfMessage *a, const SfMessage *b)
{
    const SfHeader *one = sf_message_header(a, SF_HEADER_ROUTE, 0);
    const SfHeader *other = sf_message_header(b, SF_HEADER_ROUTE, 0);
    SfNameAddr first;
    SfNameAddr second;
    return one && other && sf_name_addr_parse(one->value, &first, NULL) &&
           sf_name_addr_parse(other->value, &second, NULL) &&
           sf_host_equal(first.uri.host, second.uri.host);
}

/* The way to the one place that it then asked: the Path of a registration (RFC 3327 §5.3), as the
 * request on the hop above has none of it. */
static gboolean adds_route(const SfTransaction *transaction, const SfAnswer *answer)
{
    const SfTransaction *other;
    SfRecent recent = sf_recent_of(transaction->call);
    if (!answer->request || !sf_message_header(answer->request, SF_HEADER_ROUTE, 0))
        return FALSE;
    while ((other = sf_recent_next(&recent)) != NULL) {
        if (other->request && sf_hop_leads_to(&other->place, &transaction->place) &&
            other->request->cseq == answer->message->cseq &&
            sf_text_equal(other->request->method, answer->message->cseq_method))
            return !routes_to_same_host(other->request, answer->request);
    }
    return FALSE;
}

static void look_at_forks(SfLedger *ledger, const SfTransaction *transaction, SfAnswer *answer)
{
    const SfTransaction *other;
    SfRecent recent = sf_recent_of(transaction->call);
    while ((other = sf_recent_next(&recent)) != NULL) {
        SfUri uri;
        guint index;
        if (other == transaction || !other->request ||
            !sf_hop_is_beside(&other->place, &transaction->place) ||
            other->request->cseq != answer->message->cseq ||
            !sf_text_equal(other->request->method, answer->message->cseq_method))
            continue;
        if (other->state == SF_TRANSACTION_COMPLETED)
            sf_note_fork(ledger, answer, other->final_status, other->final_frame,
                         other->request->time);
        if (sf_uri_parse(other->request->request_uri, &uri, NULL) &&
            sf_target_of_request(answer, &uri, &index))
            g_array_index(answer->targets, SfTarget, index).tried_before = TRUE;
    }
}

static GHashTable *target_users(const SfAnswer *answer)
{
    GHashTable *users = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < answer->targets->len; i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank > 0)
            g_hash_table_add(users, sf_uri_user_at_host(&target->entry.uri));
    }
    return users;
}

static gboolean are_disjoint(const SfAnswer *a, const SfAnswer *b)
{
    g_autoptr(GHashTable) one = target_users(a);
    g_autoptr(GHashTable) other = target_users(b);
    if (g_hash_table_size(one) == 0 || g_hash_table_size(other) == 0)
        return FALSE;
    GHashTableIter iter;
    gpointer user;
    g_hash_table_iter_init(&iter, one);
    while (g_hash_table_iter_next(&iter, &user, NULL))
        if (g_hash_table_contains(other, user))
            return FALSE;
    return TRUE;
}

/* What comes later must not change what was told of it already (settled.c). */
static gboolean is_unsettled(const SfLedger *ledger, const SfAnswer *answer)
{
    return answer->activity + ledger->view.window > ledger->view.clock;
}

static gboolean share_server(const SfAnswer *a, const SfAnswer *b)
{
    return sf_text_equal(a->message->source_address, b->message->source_address);
}

static void note_conflict(SfLedger *ledger, SfAnswer *answer)
{
    SfUri about;
    if (!sf_request_about(answer->request, &about))
        return;
    g_autofree char *key = sf_uri_key(&about);
    SfAnswer *earlier = g_hash_table_lookup(ledger->moved, key);
    if (earlier && !sf_text_equal(earlier->message->call_id, answer->message->call_id) &&
        are_disjoint(earlier, answer)) {
        answer->conflict = earlier;
        earlier->contradicted |= sf_answer_may_be_contradicted(earlier);
        earlier->contradicted_soon |=
            is_unsettled(ledger, earlier) && share_server(earlier, answer);
        sf_ledger_touch(ledger, earlier);
    }
    sf_story_ref(answer->story);
    g_hash_table_replace(ledger->moved, g_steal_pointer(&key), answer);
}

static void remember_telling(SfLedger *ledger, SfAnswer *answer)
{
    SfUri old;
    if (!answer->explained || !sf_old_uri(answer, &old) || sf_answer_in_dialog(answer))
        return;
    if (answer->message->status == 301)
        note_conflict(ledger, answer);
    sf_told_clients_add(ledger->warned, answer, &old);
    if (sf_answer_redirects(answer) &&
        sf_text_equal(sf_message_method(answer->message), sf_text("INVITE")))
        sf_later_calls_await(ledger->later_calls, answer);
}

/* A redirect is the next link of a chain, if what got it went where the one before said. Another
 * refusal that is explained tells by itself what is to be mended. */
static void note_what_it_answers(const SfTransaction *transaction, SfAnswer *answer)
{
    SfFollowup *followup = transaction->followups
                               ? transaction->followups->pdata[transaction->followups->len - 1]
                               : NULL;
    if (!followup || answer->is_aside)
        return;
    if (!sf_answer_redirects(answer)) {
        followup->refused_by = answer->explained ? answer : NULL;
    } else if (followup->kind != SF_FOLLOWUP_AGAIN) {
        sf_answer_set_came_by(answer, followup);
    }
}

void sf_after_new_answer(SfLedger *ledger, SfTransaction *transaction, SfAnswer *answer)
{
    answer->cancel.frame = transaction->cancel.frame;
    answer->cancel.part = transaction->cancel.part;
    answer->is_awaited = is_awaited_above(transaction);
    answer->adds_route = adds_route(transaction, answer);
    look_at_forks(ledger, transaction, answer);
    note_what_it_answers(transaction, answer);
    sf_note_leg(ledger, answer);
    sf_after_late_request(ledger, answer);
    sf_join_those_before(ledger, transaction->call, answer);
    sf_join_twin(ledger, transaction->call, answer);
    if (!sf_answer_redirects(answer) && sf_tags_have(answer->required, sf_text("sec-agree")))
        answer->had_ipsec = !sf_ipsec_pairs_await(ledger->ipsec, answer);
}

void sf_after_late_request(SfLedger *ledger, SfAnswer *answer)
{
    SfUri about;
    const gboolean known = answer->request && sf_request_about(answer->request, &about);
    sf_followup_index_add(answer->is_aside ? ledger->pending_asides : ledger->pending, answer,
                          known ? &about : NULL);
    remember_telling(ledger, answer);
}
