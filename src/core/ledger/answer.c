/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/answer.h"

#include "core/grammar/strings/string_hash.h"
#include "core/ledger/story/flow.h"

#include <string.h>

gboolean sf_answer_redirects(const SfAnswer *answer)
{
    return answer->message->status / 100 == 3;
}

gboolean sf_answer_in_dialog(const SfAnswer *answer)
{
    return answer->request && sf_text_is_present(answer->request->to_tag);
}

/* A part of a header's value, which is byte for byte what lies in the packet. Nowhere where nobody
 * knows in which of the packet's data it lies. */
static SfByteRange place_within(const SfHeader *header, SfText part)
{
    SfByteRange place = header->place;
    if (place.length == 0 || place.length != header->value.length)
        return place;
    place.offset += (guint)(part.at - header->value.at);
    place.length = (guint)part.length;
    return place;
}

gboolean sf_old_uri(const SfAnswer *answer, SfUri *uri)
{
    return answer->request && sf_uri_parse(answer->request->request_uri, uri, NULL);
}

/* ---- targets: the entries of Contact ---- */

static double preference(const SfTarget *target)
{
    return target->has_q ? target->q : 1.0; /* what most clients take a missing q for */
}

static gint by_preference(gconstpointer a, gconstpointer b)
{
    const SfTarget *one = *(SfTarget *const *)a;
    const SfTarget *other = *(SfTarget *const *)b;
    if (preference(one) != preference(other))
        return preference(one) > preference(other) ? -1 : 1;
    return one < other ? -1 : one > other; /* wire order: they lie in one array */
}

static gboolean is_refused(const SfTarget *target)
{
    return (target->flaw.reason && !target->flaw.slight) || target->entry.wildcard;
}

static void rank_targets(GArray *targets)
{
    g_autoptr(GPtrArray) order = g_ptr_array_new();
    for (guint i = 0; i < targets->len; i++) {
        SfTarget *target = &g_array_index(targets, SfTarget, i);
        if (!is_refused(target))
            g_ptr_array_add(order, target);
    }
    g_ptr_array_sort(order, by_preference);
    for (guint i = 0; i < order->len; i++)
        ((SfTarget *)order->pdata[i])->rank = i + 1;
}

static void read_target_params(SfTarget *target)
{
    SfParam param;
    if (sf_param_find(target->entry.params, "q", &param))
        target->has_q = sf_qvalue_parse(param.value, &target->q);
    if (sf_param_find(target->entry.params, "expires", &param))
        target->has_expires = sf_delta_seconds_parse(param.value, &target->expires);
}

static void read_targets(SfAnswer *answer)
{
    const SfHeader *contact;
    for (guint nth = 0;
         (contact = sf_message_header(answer->message, SF_HEADER_CONTACT, nth)) != NULL; nth++) {
        SfText rest = contact->value;
        SfTarget target = {0};
        while (sf_name_addr_next(&rest, &target.entry, &target.flaw)) {
            if (!is_refused(&target))
                read_target_params(&target);
            target.place = place_within(contact, target.entry.whole);
            g_array_append_val(answer->targets, target);
            memset(&target, 0, sizeof target);
        }
    }
    rank_targets(answer->targets);
}

static gint by_rank(gconstpointer a, gconstpointer b)
{
    const SfTarget *one = *(const SfTarget *const *)a;
    const SfTarget *other = *(const SfTarget *const *)b;
    return one->rank < other->rank ? -1 : one->rank > other->rank;
}

GPtrArray *sf_answer_targets_by_rank(const SfAnswer *answer)
{
    GPtrArray *ranked = g_ptr_array_new();
    for (guint i = 0; i < answer->targets->len; i++) {
        SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank > 0)
            g_ptr_array_add(ranked, target);
    }
    g_ptr_array_sort(ranked, by_rank);
    return ranked;
}

const SfTarget *sf_next_target(const SfAnswer *answer, guint *next)
{
    while (*next < answer->targets->len) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, *next);
        ++*next;
        if (target->rank > 0 && !(answer->message->cut && *next == answer->targets->len))
            return target;
    }
    return NULL;
}

const SfTarget *sf_answer_target(const SfAnswer *answer, guint rank)
{
    for (guint i = 0; i < answer->targets->len; i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank == rank)
            return target;
    }
    return NULL;
}

/* ---- option tags ---- */

gboolean sf_tags_have(const GArray *tags, SfText tag)
{
    for (guint i = 0; i < tags->len; i++)
        if (sf_text_equal_nocase(g_array_index(tags, SfTag, i).tag, tag))
            return TRUE;
    return FALSE;
}

const GArray *sf_wanted_tags(const SfAnswer *answer)
{
    if (answer->message->status == 420 || answer->required->len == 0)
        return answer->unsupported;
    return answer->missing->len > 0 ? answer->missing : answer->required;
}

typedef gboolean (*TagFilter)(SfText tag);

/* Option tags compare without regard to case. */
static char *tag_key(SfText tag)
{
    return g_ascii_strdown(tag.at, (gssize)tag.length);
}

/* So many are compared one by one. */
#define FEW_TAGS 16

/* Finds tags of a list that may grow. Of many it makes a set, since a stranger may send thousands.
 */
typedef struct {
    const GArray *tags;
    GHashTable *keys; /* of all of them; NULL: there were few so far */
} TagSet;

static gboolean has_tag(TagSet *set, SfText tag)
{
    if (!set->keys && set->tags->len <= FEW_TAGS)
        return sf_tags_have(set->tags, tag);
    if (!set->keys)
        set->keys = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    for (guint i = g_hash_table_size(set->keys); i < set->tags->len; i++)
        g_hash_table_add(set->keys, tag_key(g_array_index(set->tags, SfTag, i).tag));
    g_autofree char *key = tag_key(tag);
    return g_hash_table_contains(set->keys, key);
}

static void tag_set_clear(TagSet *set)
{
    g_clear_pointer(&set->keys, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TagSet, tag_set_clear)

/* Each tag that an answer names is looked for in each list of the request: of an answer that names
 * thousands, which no server does, the first are enough to judge it by. */
#define MOST_NAMED 200

/* Adds the tokens of all headers of that name that are not there yet, until there are @most. */
static void read_tags(const SfMessage *message, SfHeaderName name, TagFilter counts, guint most,
                      GArray *tags)
{
    g_auto(TagSet) seen = {.tags = tags};
    const SfHeader *header;
    for (guint nth = 0; (header = sf_message_header(message, name, nth)) != NULL; nth++) {
        SfText rest = header->value;
        SfText entry;
        SfFlaw flaw;
        while (tags->len < most && sf_token_next(&rest, &entry, &flaw)) {
            if (flaw.reason || (counts && !counts(entry)) || has_tag(&seen, entry))
                continue;
            SfTag tag = {.tag = entry, .header = name, .place = place_within(header, entry)};
            g_array_append_val(tags, tag);
        }
    }
}

static void work_out_missing(SfAnswer *answer)
{
    g_auto(TagSet) offered = {.tags = answer->offered};
    for (guint i = 0; i < answer->required->len; i++) {
        const SfTag *tag = &g_array_index(answer->required, SfTag, i);
        if (!has_tag(&offered, tag->tag))
            g_array_append_vals(answer->missing, tag, 1);
    }
}

/* ---- the answer ---- */

/* What the answer is about. A 420 names what was too much, a 422 and a 423 a time: what they
 * require of the client is no part of that. */
static void read_matter(SfAnswer *answer)
{
    const guint status = answer->message->status;
    if (sf_answer_redirects(answer))
        read_targets(answer);
    else if (status == 420)
        read_tags(answer->message, SF_HEADER_UNSUPPORTED, NULL, MOST_NAMED, answer->unsupported);
    else if (status != 422 && status != 423)
        read_tags(answer->message, SF_HEADER_REQUIRE, NULL, MOST_NAMED, answer->required);
    /* A 420 under the wrong number, perhaps (extension.looks-like-420). */
    if (status == 421 && !sf_message_header(answer->message, SF_HEADER_REQUIRE, 0))
        read_tags(answer->message, SF_HEADER_UNSUPPORTED, NULL, MOST_NAMED, answer->unsupported);
}

SfAnswer *sf_answer_new(const SfMessage *message)
{
    SfAnswer *answer = g_new0(SfAnswer, 1);
    answer->message = sf_message_copy(message);
    answer->targets = g_array_new(FALSE, FALSE, sizeof(SfTarget));
    answer->required = g_array_new(FALSE, FALSE, sizeof(SfTag));
    answer->unsupported = g_array_new(FALSE, FALSE, sizeof(SfTag));
    answer->offered = g_array_new(FALSE, FALSE, sizeof(SfTag));
    answer->missing = g_array_new(FALSE, FALSE, sizeof(SfTag));
    answer->followups = g_ptr_array_new();
    answer->messages = sf_flows_new();
    answer->teller = answer->link.first = answer;
    answer->latest = message->time;
    answer->activity = message->time;
    answer->judged.findings = g_ptr_array_new_with_free_func((GDestroyNotify)sf_finding_free);
    answer->proofs.packets = g_array_new(FALSE, FALSE, sizeof(SfFramePart));
    answer->hop = 1;
    answer->made_at = answer->nearest = answer;
    answer->vias = message->vias;
    answer->place = sf_hop_of(message);
    read_matter(answer);
    return answer;
}

void sf_answer_set_request(SfAnswer *answer, const SfMessage *request)
{
    g_array_set_size(answer->offered, 0);
    g_array_set_size(answer->missing, 0);
    g_clear_pointer(&answer->link.old_key, g_free);
    sf_message_free(answer->request);
    answer->request = sf_message_copy(request);
    answer->place = sf_hop_of(request);
    answer->offer_known = !request->cut;
    if (sf_answer_redirects(answer))
        return;
    read_tags(answer->request, SF_HEADER_SUPPORTED, NULL, G_MAXUINT, answer->offered);
    read_tags(answer->request, SF_HEADER_REQUIRE, NULL, G_MAXUINT, answer->offered);
    read_tags(answer->request, SF_HEADER_PROXY_REQUIRE, sf_tag_is_for_proxies, G_MAXUINT,
              answer->offered);
    if (answer->offer_known)
        work_out_missing(answer);
}

void sf_answer_free(SfAnswer *answer)
{
    sf_dialled_unref(answer->dialled);
    g_ptr_array_unref(answer->judged.findings);
    g_array_unref(answer->proofs.packets);
    g_clear_pointer(&answer->dialog.offer, g_ref_string_release);
    g_clear_pointer(&answer->dialog.listed, g_ref_string_release);
    g_ptr_array_unref(answer->followups);
    g_array_unref(answer->messages);
    g_clear_pointer(&answer->attempt.addresses, g_array_unref);
    g_clear_pointer(&answer->attempt.server, g_free);
    g_free(answer->answers_as);
    g_free(answer->asked_from);
    g_free(answer->link.old_key);
    g_free(answer->asked_above.caller);
    g_free(answer->offer_above.caller);
    g_free(answer->first_asker);
    g_free(answer->asked_above.product);
    g_free(answer->upstream.product);
    g_free(answer->agent.caller);
    g_free(answer->agent.asked);
    g_free(answer->agent.refer_to);
    g_free(answer->agent.served_by.uri);
    g_array_unref(answer->missing);
    g_array_unref(answer->offered);
    g_array_unref(answer->unsupported);
    g_array_unref(answer->required);
    g_array_unref(answer->targets);
    g_free(answer->ack.uri);
    g_free(answer->ack.sent_to);
    g_free(answer->sent_on.to);
    g_free(answer->sent_on.product);
    sf_message_free(answer->request);
    sf_message_free(answer->message);
    g_free(answer);
}

SfText sf_answer_client(const SfAnswer *answer)
{
    return answer->asked_from ? sf_text(answer->asked_from) : answer->message->destination_address;
}

gboolean sf_answer_is_client(const SfAnswer *answer, SfText address)
{
    return sf_text_equal(answer->message->destination_address, address) ||
           (answer->asked_from && sf_text_equal(sf_text(answer->asked_from), address));
}

void sf_answer_may_change(SfAnswer *answer)
{
    answer->judged.is_provisional = TRUE;
}

gboolean sf_answer_is_nearest(SfAnswer *answer)
{
    if (answer->is_awaited && !answer->above && answer->upstream.status == 0)
        sf_answer_may_change(answer);
    if (answer->agent.asks_for_another && answer->agent.caller_status == 0)
        sf_answer_may_change(answer);
    return answer->nearest == answer && !answer->agent.above;
}

const SfAnswer *sf_answer_received(const SfAnswer *answer)
{
    answer = answer->nearest;
    for (guint legs = 0; answer->agent.above && legs < SF_MAX_LINKS; legs++)
        answer = answer->agent.above->nearest;
    return answer;
}

/* Where an element hides who is behind it, it takes the Vias off, and may leave a Record-Route,
 * which no user agent writes. */
gboolean sf_answer_is_passed_on(const SfAnswer *answer)
{
    const SfAnswer *nearest = answer->nearest;
    return nearest->vias > 1 ||
           (nearest->request && !sf_answer_in_dialog(nearest) &&
            sf_message_header(nearest->request, SF_HEADER_RECORD_ROUTE, 0) != NULL);
}

/* One copy may cross the first answer on its way. */
#define ASKS_ON 2

gboolean sf_answer_is_undelivered(const SfAnswer *answer)
{
    return answer->request && !answer->ack.frame &&
           (answer->bounced_frame || answer->copies.asked >= ASKS_ON);
}

gboolean sf_answer_wants_ack(const SfAnswer *answer)
{
    return answer->request && answer->copies.retransmissions > 0 && !answer->ack.frame &&
           !answer->ack.sent_to && !answer->ack.other_branch &&
           sf_text_equal(answer->message->cseq_method, sf_text("INVITE"));
}

/* An answer that comes later than this comes between two copies of the request that are far apart:
 * the next may be due when nobody waits for it any more. */
#define SOON_ENOUGH (8 * SF_SECOND)

gboolean sf_answer_stopped_request(const SfAnswer *answer)
{
    return answer->request && answer->request->transport == SF_TRANSPORT_UDP &&
           answer->message->transport == SF_TRANSPORT_UDP && !answer->copies.asked_again &&
           !answer->copies.was_proceeding &&
           answer->message->time - answer->request->time < SOON_ENOUGH;
}

gboolean sf_answer_caller_is_unseen(const SfAnswer *answer)
{
    const SfAnswer *received = sf_answer_received(answer);
    if (received->upstream.status)
        return received->upstream.hop.vias > 1;
    return !received->is_awaited && sf_answer_is_passed_on(received);
}

const SfAnswer *sf_answer_origin(const SfAnswer *answer)
{
    answer = answer->made_at;
    for (guint legs = 0; answer->agent.below && legs < SF_MAX_LINKS; legs++)
        answer = answer->agent.below->made_at;
    return answer;
}

const SfAnswer *sf_answer_hop_below(const SfAnswer *answer)
{
    if (answer->made_at == answer)
        return answer->agent.below ? answer->agent.below->nearest : NULL;
    const SfAnswer *below = answer->made_at;
    while (below->above && below->above != answer)
        below = below->above;
    return below;
}

guint sf_answer_hop(const SfAnswer *answer)
{
    guint hop = answer->hop;
    for (guint legs = 0; answer->nearest->agent.above && legs < SF_MAX_LINKS; legs++) {
        answer = answer->nearest->agent.above;
        hop += answer->made_at->hop;
    }
    return hop;
}
