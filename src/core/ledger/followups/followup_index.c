/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/followups/followup_index.h"

#include "core/describe/absence.h"

#include "core/ledger/followups/routing.h"
#include "core/message/queue.h"

/* One caller and one user: more open answers than this are not compared. */
#define MAX_ALIKE 16

/* Targets by which an answer is found. */
#define MAX_USERS 32

/* What is found under one key. It stays until all entries that it was made for have gone. */
typedef struct {
    SfKey key;
    GQueue answers; /* SfAnswer, newest last */
    guint n_entries;
} Alike;

typedef struct {
    gint64 time;
    Alike *alike;
    SfAnswer *answer;
    GList link;
} Entry;

struct SfFollowupIndex {
    GHashTable *by_key; /* Alike.key -> Alike, owned */
    GQueue by_age;      /* Entry, owned, oldest first */
    SfTally clients;
    gboolean has_numbers; /* there were entries under the digits of a number */
    gint64 lifetime;
    GString *text; /* of the key that is looked for; kept, to spare allocations for each request */
};

static void alike_free(gpointer data)
{
    Alike *alike = data;
    sf_key_clear(&alike->key);
    g_queue_clear(&alike->answers);
    g_free(alike);
}

SfFollowupIndex *sf_followup_index_new(gint64 lifetime)
{
    SfFollowupIndex *pending = g_new0(SfFollowupIndex, 1);
    pending->by_key = g_hash_table_new_full(sf_key_hash, sf_key_equal, NULL, alike_free);
    pending->lifetime = lifetime;
    pending->text = g_string_new(NULL);
    return pending;
}

/* The oldest. */
static void entry_free(SfFollowupIndex *pending, Entry *entry)
{
    g_queue_unlink(&pending->by_age, &entry->link);
    sf_story_unref(entry->answer->story);
    g_free(entry);
}

void sf_followup_index_free(SfFollowupIndex *pending)
{
    Entry *oldest;
    while ((oldest = sf_queue_oldest(&pending->by_age)) != NULL)
        entry_free(pending, oldest);
    g_hash_table_unref(pending->by_key);
    g_string_free(pending->text, TRUE);
    g_free(pending);
}

void sf_followup_index_set_lifetime(SfFollowupIndex *pending, gint64 lifetime)
{
    pending->lifetime = lifetime;
}

/* The routing number of a portability answer, which some call in the user's place (RFC 4694 §4).
 * FALSE: it names none. */
static gboolean key_of_routing_number(const SfFollowupIndex *pending, SfText client,
                                      const SfUri *uri, SfKey *key)
{
    SfText number;
    if (!sf_uri_routing_number(uri, &number))
        return FALSE;
    const SfUri dialled = {.scheme = SF_SCHEME_SIP, .user = number};
    *key = sf_parties(pending->text, client, &dialled);
    return TRUE;
}

/* The last digits of a number, however it is dialled. FALSE: it is none, or too short. */
static gboolean key_of_number(const SfFollowupIndex *pending, SfText client, const SfUri *uri,
                              SfKey *key)
{
    const SfText number = sf_uri_number(uri);
    if (number.length < SF_NUMBER_ENDS)
        return FALSE;
    GString *text = pending->text;
    g_string_truncate(text, 0);
    g_string_append_len(text, client.at, (gssize)client.length);
    g_string_append(text, "\n#");
    g_string_append_len(text, number.at + number.length - SF_NUMBER_ENDS, SF_NUMBER_ENDS);
    *key = sf_key((SfText){text->str, text->len});
    return TRUE;
}

static Alike *get_alike(SfFollowupIndex *pending, const SfKey *key)
{
    Alike *alike = g_hash_table_lookup(pending->by_key, key);
    if (alike)
        return alike;
    alike = g_new0(Alike, 1);
    alike->key = sf_key_copy(key);
    g_queue_init(&alike->answers);
    g_hash_table_insert(pending->by_key, &alike->key, alike);
    return alike;
}

static void add_key(SfFollowupIndex *pending, SfAnswer *answer, const SfKey *key)
{
    Alike *alike = get_alike(pending, key);
    if (g_queue_peek_tail(&alike->answers) == answer)
        return; /* two targets with the same user */
    g_queue_push_tail(&alike->answers, answer);
    if (alike->answers.length > MAX_ALIKE)
        g_queue_pop_head(&alike->answers);
    alike->n_entries++;
    ++*sf_tally(&pending->clients, sf_answer_client(answer));
    Entry *entry = g_new0(Entry, 1);
    entry->time = answer->activity;
    entry->alike = alike;
    entry->answer = answer;
    entry->link.data = entry;
    sf_story_ref(answer->story);
    g_queue_push_tail_link(&pending->by_age, &entry->link);
}

static void add_number(SfFollowupIndex *pending, SfAnswer *answer, const SfUri *uri)
{
    SfKey key;
    if (!key_of_number(pending, sf_answer_client(answer), uri, &key))
        return;
    add_key(pending, answer, &key);
    pending->has_numbers = TRUE;
}

static void add_target(SfFollowupIndex *pending, SfAnswer *answer, const SfUri *target)
{
    const SfText client = sf_answer_client(answer);
    SfKey key = sf_parties(pending->text, client, target);
    add_key(pending, answer, &key);
    if (key_of_routing_number(pending, client, target, &key))
        add_key(pending, answer, &key);
    add_number(pending, answer, target);
}

/* Who is asked for an emergency call makes it, whatever was dialled before. */
static void add_emergency(SfFollowupIndex *pending, SfAnswer *answer)
{
    SfUri service;
    if (sf_answer_asks_for_emergency_call(answer) &&
        sf_uri_parse(sf_text("urn:service:sos"), &service, NULL))
        add_target(pending, answer, &service);
}

void sf_followup_index_add(SfFollowupIndex *pending, SfAnswer *answer, const SfUri *about)
{
    if (about) {
        const SfKey key = sf_parties(pending->text, sf_answer_client(answer), about);
        add_key(pending, answer, &key);
        /* Who is refused may call again with the number in another form. */
        if (!sf_answer_redirects(answer))
            add_number(pending, answer, about);
    }
    add_emergency(pending, answer);
    for (guint i = 0; i < MIN(answer->targets->len, MAX_USERS); i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank > 0)
            add_target(pending, answer, &target->entry.uri);
    }
}

static void expire(SfFollowupIndex *pending, Entry *oldest)
{
    Alike *alike = oldest->alike;
    g_queue_remove(&alike->answers, oldest->answer); /* at most MAX_ALIKE */
    --*sf_tally(&pending->clients, sf_answer_client(oldest->answer));
    if (--alike->n_entries == 0)
        g_hash_table_remove(pending->by_key, &alike->key);
    entry_free(pending, oldest);
}

void sf_followup_index_expire(SfFollowupIndex *pending, gint64 clock)
{
    Entry *oldest;
    while ((oldest = sf_queue_oldest(&pending->by_age)) != NULL &&
           clock - oldest->time > pending->lifetime)
        expire(pending, oldest);
}

gboolean sf_followup_index_awaits(const SfFollowupIndex *pending, SfText client)
{
    return pending->by_age.length > 0 && sf_tally_may_have(&pending->clients, client);
}

static GQueue *find(const SfFollowupIndex *pending, const SfKey *key)
{
    Alike *alike = g_hash_table_lookup(pending->by_key, key);
    return alike ? &alike->answers : NULL;
}

GQueue *sf_followup_index_find(const SfFollowupIndex *pending, const SfKey *parties)
{
    return pending->by_age.length > 0 ? find(pending, parties) : NULL;
}

GQueue *sf_followup_index_find_number(const SfFollowupIndex *pending, SfText client,
                                      const SfUri *uri)
{
    SfKey key;
    return pending->has_numbers && pending->by_age.length > 0 &&
                   key_of_number(pending, client, uri, &key)
               ? find(pending, &key)
               : NULL;
}
