/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/story/chain.h"

#include "core/grammar/strings/string_hash.h"
#include "core/ledger/followups/routing.h"
#include "core/ledger/story/story.h"

#include <string.h>

gboolean sf_followup_heeds(const SfFollowup *followup)
{
    return followup->kind == SF_FOLLOWUP_TARGET || followup->kind == SF_FOLLOWUP_RETRY;
}

const SfFollowup *sf_answer_reached(const SfAnswer *answer)
{
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (sf_followup_heeds(followup) && followup->status / 100 == 2)
            return followup;
    }
    return NULL;
}

/* ---- links ---- */

const SfAnswer *sf_answer_next_link(const SfAnswer *answer)
{
    /* A redirect beside one that was answered leads nowhere, or is of a later call. */
    return sf_answer_reached(answer) ? NULL : answer->link.next;
}

static const SfAnswer *find_next_link(const SfAnswer *answer)
{
    for (guint i = answer->followups->len; i > 0; i--) {
        const SfFollowup *followup = answer->followups->pdata[i - 1];
        if (followup->redirected && followup->kind != SF_FOLLOWUP_OTHER_WAY)
            return followup->redirected;
    }
    return NULL;
}

void sf_answer_set_came_by(SfAnswer *answer, SfFollowup *followup)
{
    SfAnswer *before = followup->answer;
    followup->redirected = answer;
    answer->link.came_by = followup;
    answer->link.first = before->link.first;
    before->link.next = find_next_link(before);
}

guint sf_answer_hops(const SfAnswer *answer)
{
    if (!sf_answer_redirects(answer))
        return 0;
    guint hops = 1;
    while (hops < SF_MAX_LINKS && (answer = sf_answer_next_link(answer)) != NULL)
        hops++;
    return hops;
}

const SfAnswer *sf_answer_last_link(const SfAnswer *answer)
{
    const SfAnswer *next;
    for (guint links = 1; links < SF_MAX_LINKS && (next = sf_answer_next_link(answer)) != NULL;
         links++)
        answer = next;
    return answer;
}

/* ---- circles ---- */

/* A missing port is the usual one here, but another transport is another way (rule 4 of the
 * checks). */
static char *address_key(const SfUri *uri)
{
    SfParam transport;
    g_autofree char *key = sf_uri_key(uri);
    if (!sf_uri_param(uri, "transport", &transport) ||
        sf_text_equal_nocase(transport.value, sf_text("udp")))
        return g_steal_pointer(&key);
    g_autofree char *name = sf_text_dup(transport.value);
    g_autofree char *lower = g_ascii_strdown(name, -1);
    return g_strconcat(key, ";", lower, NULL);
}

/* A REGISTER names the domain, and what goes by a proxy the one who is called, not the server that
 * it goes to: of that one is which was asked (RFC 3261 §21.3.4). */
static char *server_key(SfText host, guint port)
{
    return g_strdup_printf("\n%.*s:%u", (int)host.length, host.at, port);
}

static gboolean is_about_server(const SfAnswer *answer)
{
    return answer->message->status == 305 ||
           sf_text_equal(sf_message_method(answer->message), sf_text("REGISTER"));
}

static char *key_asked(const SfAnswer *answer)
{
    SfUri old;
    if (is_about_server(answer))
        return server_key(answer->message->source_address, answer->message->source_port);
    return sf_old_uri(answer, &old) ? address_key(&old) : NULL;
}

/* NULL: not known. */
static const char *old_key(const SfAnswer *answer)
{
    if (!answer->link.old_key)
        ((SfAnswer *)answer)->link.old_key = key_asked(answer); /* kept: chains ask often */
    return answer->link.old_key;
}

static char *target_key(const SfAnswer *answer, const SfUri *target)
{
    return is_about_server(answer) ? server_key(target->host, sf_uri_effective_port(target))
                                   : address_key(target);
}

static const SfAnswer *previous_link(const SfAnswer *answer)
{
    return answer->link.came_by ? answer->link.came_by->answer : NULL;
}

gboolean sf_uri_is_at(const SfUri *uri, SfText address, guint port, gboolean port_counts)
{
    return sf_host_equal(uri->host, address) &&
           (!port_counts || sf_uri_effective_port(uri) == port);
}

static gboolean is_where_called(const SfAnswer *answer, const SfUri *uri, gboolean port_counts)
{
    const SfHeader *to = sf_message_header(answer->message, SF_HEADER_TO, 0);
    SfNameAddr called;
    return to && sf_name_addr_parse(to->value, &called, NULL) &&
           sf_text_is_present(called.uri.host) &&
           sf_uri_is_at(uri, called.uri.host, sf_uri_effective_port(&called.uri), port_counts);
}

/* On one machine an address is everybody's, and the port is whose. */
gboolean sf_target_is_at_home(const SfAnswer *answer, const SfTarget *target)
{
    const SfUri *uri = &target->entry.uri;
    const SfMessage *message = answer->message;
    const gboolean port_counts =
        sf_text_equal(message->source_address, message->destination_address) &&
        sf_host_equal(uri->host, message->source_address);
    return sf_text_is_present(uri->host) && (sf_uri_is_at(uri, message->destination_address,
                                                          message->destination_port, port_counts) ||
                                             is_where_called(answer, uri, port_counts));
}

/* Of a user, wherever he is: what a target at the element that asked says, which goes on to where
 * it knows the user to be. NULL: there is none. */
static char *user_key(const SfUri *uri)
{
    return uri->user.length > 0 ? g_strdup_printf("\n%.*s", (int)uri->user.length, uri->user.at)
                                : NULL;
}

static char *old_user_key(const SfAnswer *answer)
{
    SfUri old;
    return sf_old_uri(answer, &old) ? user_key(&old) : NULL;
}

/* Key of an address -> SfTarget, the first that has it. @has_users: some are keys of users. */
static GHashTable *targets_by_key(const SfAnswer *answer, gboolean *has_users)
{
    GHashTable *targets = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    *has_users = FALSE;
    for (guint i = answer->targets->len; i > 0; i--) {
        SfTarget *target = &g_array_index(answer->targets, SfTarget, i - 1);
        if (target->rank == 0)
            continue;
        g_hash_table_replace(targets, target_key(answer, &target->entry.uri), target);
        char *user = sf_target_is_at_home(answer, target) ? user_key(&target->entry.uri) : NULL;
        if (!user)
            continue;
        g_hash_table_replace(targets, user, target);
        *has_users = TRUE;
    }
    return targets;
}

static gint by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The nearest link before the answer whose old address it names; NULL: none. */
static const SfAnswer *link_named_again(const SfAnswer *answer, const SfTarget **named)
{
    const SfAnswer *link = previous_link(answer);
    if (!link)
        return NULL;
    const char *own = old_key(answer);
    gboolean has_users = FALSE;
    g_autoptr(GHashTable) targets = targets_by_key(answer, &has_users);
    for (guint links = 0; link && links < SF_MAX_LINKS; links++, link = previous_link(link)) {
        const char *key = old_key(link);
        g_autofree char *user = has_users ? old_user_key(link) : NULL;
        *named = key && g_strcmp0(own, key) != 0 ? g_hash_table_lookup(targets, key) : NULL;
        if (!*named && user && g_strcmp0(own, key) != 0)
            *named = g_hash_table_lookup(targets, user);
        if (*named)
            return link;
    }
    return NULL;
}

/* ---- circles over the hops of one request ---- */

/* The address is one that a request was on its way by when it came to the redirect: asked for on a
 * hop above, and another one on the hop where the redirect was made (there it is moved.self). */
static gboolean was_asked_above(const SfAnswer *received, const SfTarget *target)
{
    const SfAnswer *origin = sf_answer_origin(received);
    const char *made = old_key(origin);
    g_autofree char *key = target_key(received, &target->entry.uri);
    guint hops = 0;
    for (const SfAnswer *hop = received; made && hop && hop != origin && hops < SF_MAX_LINKS;
         hop = sf_answer_hop_below(hop), hops++)
        if (g_strcmp0(old_key(hop), key) == 0)
            return strcmp(key, made) != 0;
    return FALSE;
}

#define LOOP_DETECTED 482
#define TOO_MANY_HOPS 483

/* Whoever went there by another server, or was not sent round again, shows that the address leads
 * on: by an outbound proxy a caller may have asked somebody who does not serve it. */
static gboolean leads_on(const SfAnswer *received, const SfFollowup *followup)
{
    const guint status = followup->status;
    return sf_followup_heeds(followup) &&
           (!sf_text_equal(followup->request->destination_address,
                           received->message->source_address) ||
            followup->provisional_frame ||
            (status && status / 100 != 3 && status != LOOP_DETECTED && status != TOO_MANY_HOPS));
}

static gboolean somebody_got_on(const SfAnswer *received)
{
    if (received->upstream.status / 100 == 2 || received->fork.status / 100 == 2 ||
        received->agent.caller_status / 100 == 2 ||
        sf_answer_reached(sf_answer_last_link(received)))
        return TRUE;
    for (guint i = 0; i < received->followups->len; i++)
        if (leads_on(received, received->followups->pdata[i]))
            return TRUE;
    return FALSE;
}

/* With a cause the address tells a service why the call comes to it (RFC 4458 §2). */
static gboolean names_a_service(const SfTarget *target)
{
    SfParam cause;
    return sf_uri_param(&target->entry.uri, "cause", &cause);
}

/* Who made the redirect names this address too, or one at the element that asked it, which may have
 * another address above. Where it names others, the Contact was changed on the way. */
static gboolean is_named_below(const SfAnswer *origin, const SfAnswer *received,
                               const SfTarget *target)
{
    g_autofree char *key = target_key(received, &target->entry.uri);
    for (guint rank = 1; rank <= origin->targets->len; rank++) {
        const SfTarget *below = sf_answer_target(origin, rank);
        if (!below)
            break;
        g_autofree char *other = target_key(origin, &below->entry.uri);
        if (g_strcmp0(key, other) == 0 || sf_target_is_at_home(origin, below))
            return TRUE;
    }
    return FALSE;
}

/* The first of the targets that lead back to what the call itself had asked for before a hop
 * between wrote another address, where all of them do: RFC 3261 §8.1.3.4 lets no client go there
 * twice. */
static const SfTarget *target_asked_above(const SfAnswer *answer)
{
    const SfTarget *first = NULL;
    const SfAnswer *origin = sf_answer_origin(answer);
    if (origin == answer || sf_answer_received(answer) != answer || is_about_server(answer) ||
        sf_answer_in_dialog(answer) || sf_is_routing_answer(origin) || sf_is_signature(origin))
        return NULL;
    for (guint rank = 1; rank <= answer->targets->len; rank++) {
        const SfTarget *target = sf_answer_target(answer, rank);
        if (!target)
            break;
        if (names_a_service(target) || !was_asked_above(answer, target) ||
            !is_named_below(origin, answer, target))
            return NULL;
        first = first ? first : target;
    }
    return first && !somebody_got_on(answer) ? first : NULL;
}

gboolean sf_answer_circle_is_over_hops(const SfAnswer *answer)
{
    const SfTarget *named = NULL;
    return !link_named_again(answer, &named) && sf_answer_closes_circle(answer, NULL);
}

static const SfTarget *circle_target(const SfAnswer *answer)
{
    SfAnswer *known = (SfAnswer *)answer; /* kept: it is asked of all links before each answer */
    const guint edition = answer->story ? answer->story->edition : 0;
    if (edition == 0 || known->link.circle_edition != edition) {
        known->link.circle = NULL;
        if (!link_named_again(answer, &known->link.circle))
            known->link.circle = target_asked_above(answer);
        known->link.circle_edition = edition;
    }
    return known->link.circle;
}

static GPtrArray *keys_of_circle(const SfAnswer *answer)
{
    GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
    const SfTarget *target = NULL;
    const SfAnswer *end = link_named_again(answer, &target);
    const SfAnswer *link = answer;
    for (guint links = 0; link && links < SF_MAX_LINKS; links++) {
        if (old_key(link))
            g_ptr_array_add(keys, g_strdup(old_key(link)));
        if (end)
            link = link == end ? NULL : previous_link(link);
        else
            link = sf_answer_hop_below(link);
    }
    g_ptr_array_sort(keys, by_text);
    return keys;
}

const SfTarget *sf_answer_closes_circle(const SfAnswer *answer, GPtrArray **circle)
{
    const SfTarget *target = circle_target(answer);
    if (target && circle)
        *circle = keys_of_circle(answer);
    return target;
}

gboolean sf_answer_is_behind_circle(const SfAnswer *answer)
{
    for (guint links = 0; answer->link.came_by && links < SF_MAX_LINKS; links++) {
        answer = answer->link.came_by->answer;
        if (sf_answer_closes_circle(answer, NULL))
            return TRUE;
    }
    return FALSE;
}

gboolean sf_target_names_itself(const SfAnswer *answer, const SfTarget *target)
{
    g_autofree char *new = target_key(answer, &target->entry.uri);
    return g_strcmp0(old_key(answer), new) == 0;
}

char *sf_answer_final(const SfAnswer *answer)
{
    const SfAnswer *last = sf_answer_last_link(answer);
    const SfFollowup *reached = sf_answer_reached(last);
    if (reached)
        return sf_text_dup(reached->request->request_uri);
    const SfTarget *best = sf_answer_target(last, 1);
    if (!best || sf_target_names_itself(last, best) || sf_answer_closes_circle(last, NULL))
        return NULL;
    return sf_text_dup(best->entry.uri_text);
}
