/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/followups/followup_index.h"

#include "core/ledger/followups/routing.h"

#include <string.h>

/* One caller and one user: more open answers than this are not compared. */
#define MAX_ALIKE 16

/* Targets by which an answer is found. */
#define MAX_USERS 32

typedef struct {
    gint64 time;
    char *key; /* GRefString */
    SfAnswer *answer;
} Entry;

struct SfFollowupIndex {
    GHashTable *by_key; /* GRefString -> GQueue of SfAnswer, newest last */
    GQueue by_age;      /* Entry, owned, oldest first */
    gint64 lifetime;
    GString *text; /* of the look-up under way; kept, to spare allocations for each request */
};

static void free_queue(gpointer queue)
{
    g_queue_free(queue);
}

static void release_key(gpointer key)
{
    g_ref_string_release(key);
}

SfFollowupIndex *sf_followup_index_new(gint64 lifetime)
{
    SfFollowupIndex *pending = g_new0(SfFollowupIndex, 1);
    pending->by_key = g_hash_table_new_full(g_str_hash, g_str_equal, release_key, free_queue);
    pending->lifetime = lifetime;
    pending->text = g_string_new(NULL);
    return pending;
}

static void entry_free(gpointer data)
{
    Entry *entry = data;
    sf_story_unref(entry->answer->story);
    g_ref_string_release(entry->key);
    g_free(entry);
}

void sf_followup_index_free(SfFollowupIndex *pending)
{
    g_queue_clear_full(&pending->by_age, entry_free);
    g_hash_table_unref(pending->by_key);
    g_string_free(pending->text, TRUE);
    g_free(pending);
}

void sf_followup_index_set_lifetime(SfFollowupIndex *pending, gint64 lifetime)
{
    pending->lifetime = lifetime;
}

/* Who and whom: the client's address, and the user without regard to how it is written, or where
 * there is none (an element's own address) the host. Lent, until the next one is written. */
static const char *key_of(const SfFollowupIndex *pending, SfText client, const SfUri *uri)
{
    GString *key = pending->text;
    const gboolean has_user = sf_text_is_present(uri->user) && uri->user.length > 0;
    g_string_truncate(key, 0);
    g_string_append_len(key, client.at, (gssize)client.length);
    g_string_append(key, has_user ? "\n" : "\n@");
    const gsize whom = key->len;
    sf_uri_append_user_at_host(key, uri);
    g_string_truncate(key, whom + strcspn(key->str + whom, "@;"));
    return key->str;
}

/* The routing number of a portability answer, which some call in the user's place (RFC 4694 §4);
 * NULL: it names none. */
static const char *key_of_routing_number(const SfFollowupIndex *pending, SfText client,
                                         const SfUri *uri)
{
    SfText number;
    if (!sf_uri_routing_number(uri, &number))
        return NULL;
    SfUri dialled = {.scheme = SF_SCHEME_SIP, .user = number};
    return key_of(pending, client, &dialled);
}

/* The last digits of a number, however it is dialled; NULL: it is none, or too short. */
static const char *key_of_number(const SfFollowupIndex *pending, SfText client, const SfUri *uri)
{
    const SfText number = sf_uri_number(uri);
    if (number.length < SF_NUMBER_ENDS)
        return NULL;
    GString *key = pending->text;
    g_string_truncate(key, 0);
    g_string_append_len(key, client.at, (gssize)client.length);
    g_string_append(key, "\n#");
    g_string_append_len(key, number.at + number.length - SF_NUMBER_ENDS, SF_NUMBER_ENDS);
    return key->str;
}

static void add_key(SfFollowupIndex *pending, SfAnswer *answer, const char *text)
{
    GQueue *alike = g_hash_table_lookup(pending->by_key, text);
    if (alike && g_queue_peek_tail(alike) == answer)
        return; /* two targets with the same user */
    if (!alike) {
        alike = g_queue_new();
        g_hash_table_insert(pending->by_key, g_ref_string_new_intern(text), alike);
    }
    g_queue_push_tail(alike, answer);
    if (alike->length > MAX_ALIKE)
        g_queue_pop_head(alike);
    Entry *entry = g_new0(Entry, 1);
    entry->time = answer->activity;
    entry->key = g_ref_string_new_intern(text);
    entry->answer = answer;
    sf_story_ref(answer->story);
    g_queue_push_tail(&pending->by_age, entry);
}

void sf_followup_index_add(SfFollowupIndex *pending, SfAnswer *answer, const SfUri *about)
{
    const SfText client = answer->message->destination_address;
    if (about)
        add_key(pending, answer, key_of(pending, client, about));
    for (guint i = 0; i < MIN(answer->targets->len, MAX_USERS); i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank == 0)
            continue;
        add_key(pending, answer, key_of(pending, client, &target->entry.uri));
        const char *routing = key_of_routing_number(pending, client, &target->entry.uri);
        if (routing)
            add_key(pending, answer, routing);
        const char *number = key_of_number(pending, client, &target->entry.uri);
        if (number)
            add_key(pending, answer, number);
    }
}

void sf_followup_index_expire(SfFollowupIndex *pending, gint64 clock)
{
    Entry *oldest;
    while ((oldest = g_queue_peek_head(&pending->by_age)) != NULL &&
           clock - oldest->time > pending->lifetime) {
        GQueue *alike = g_hash_table_lookup(pending->by_key, oldest->key);
        if (alike) {
            g_queue_remove(alike, oldest->answer); /* at most MAX_ALIKE */
            if (alike->length == 0)
                g_hash_table_remove(pending->by_key, oldest->key);
        }
        g_queue_pop_head(&pending->by_age);
        entry_free(oldest);
    }
}

gboolean sf_followup_index_is_empty(const SfFollowupIndex *pending)
{
    return g_hash_table_size(pending->by_key) == 0;
}

GQueue *sf_followup_index_find(const SfFollowupIndex *pending, const SfMessage *request,
                               const SfUri *uri)
{
    if (sf_followup_index_is_empty(pending))
        return NULL;
    return g_hash_table_lookup(pending->by_key, key_of(pending, request->source_address, uri));
}

GQueue *sf_followup_index_find_number(const SfFollowupIndex *pending, const SfMessage *request,
                                      const SfUri *uri)
{
    if (sf_followup_index_is_empty(pending))
        return NULL;
    const char *key = key_of_number(pending, request->source_address, uri);
    return key ? g_hash_table_lookup(pending->by_key, key) : NULL;
}
