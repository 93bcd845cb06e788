/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/followups/told_clients.h"

#include "core/message/message_keys.h"

typedef struct {
    SfKey key;     /* client, caller and old address */
    guint parties; /* hash */
    SfAnswer *answer;
} Telling;

struct SfToldClients {
    GHashTable *tellings; /* Telling.key -> Telling, owned */
    /* How many tellings, by a hash. */
    GHashTable *moved;   /* of redirects: of the parties */
    GHashTable *refused; /* of refusals: likewise */
    GHashTable *calls;   /* of refusals: of the Call-ID */
    SfTally clients;
    GString *text; /* of the look-up under way; kept, to spare an allocation a request */
};

static void telling_free(gpointer data)
{
    Telling *telling = data;
    sf_key_clear(&telling->key);
    g_free(telling);
}

SfToldClients *sf_told_clients_new(void)
{
    SfToldClients *warned = g_new0(SfToldClients, 1);
    warned->tellings = g_hash_table_new_full(sf_key_hash, sf_key_equal, NULL, telling_free);
    warned->moved = g_hash_table_new(NULL, NULL);
    warned->refused = g_hash_table_new(NULL, NULL);
    warned->calls = g_hash_table_new(NULL, NULL);
    warned->text = g_string_new(NULL);
    return warned;
}

void sf_told_clients_free(SfToldClients *warned)
{
    g_hash_table_unref(warned->tellings);
    g_hash_table_unref(warned->moved);
    g_hash_table_unref(warned->refused);
    g_hash_table_unref(warned->calls);
    g_string_free(warned->text, TRUE);
    g_free(warned);
}

gboolean sf_told_clients_know(const SfToldClients *warned, SfText client)
{
    return sf_tally_may_have(&warned->clients, client);
}

static guint n_of(GHashTable *tellings, guint hash)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(tellings, GUINT_TO_POINTER(hash)));
}

static void count_by(GHashTable *tellings, guint hash, gint more)
{
    const guint n = n_of(tellings, hash) + (guint)more;
    if (n > 0)
        g_hash_table_insert(tellings, GUINT_TO_POINTER(hash), GUINT_TO_POINTER(n));
    else
        g_hash_table_remove(tellings, GUINT_TO_POINTER(hash));
}

static void count(SfToldClients *warned, const Telling *telling, gint more)
{
    const SfAnswer *answer = telling->answer;
    *sf_tally(&warned->clients, sf_answer_client(answer)) += (guint)more;
    if (sf_answer_redirects(answer)) {
        count_by(warned->moved, telling->parties, more);
        return;
    }
    count_by(warned->refused, telling->parties, more);
    count_by(warned->calls, sf_call_key(answer->message).hash, more);
}

gboolean sf_comes_at_intervals(SfText method)
{
    return sf_text_equal(method, sf_text("REGISTER")) ||
           sf_text_equal(method, sf_text("SUBSCRIBE")) || sf_text_equal(method, sf_text("OPTIONS"));
}

/* FALSE, as of nearly every call: what the two were told is not about such a request. */
static gboolean may_be_about(const SfToldClients *warned, const SfMessage *request,
                             const SfKey *parties)
{
    return n_of(warned->moved, parties->hash) > 0 ||
           (n_of(warned->refused, parties->hash) > 0 &&
            (sf_comes_at_intervals(request->method) ||
             n_of(warned->calls, sf_call_key(request).hash) > 0));
}

/* FALSE where the caller is not named. */
static gboolean key_of(const SfToldClients *warned, SfText client, const SfMessage *message,
                       const SfUri *old, SfKey *key)
{
    const SfHeader *from = sf_message_header(message, SF_HEADER_FROM, 0);
    SfNameAddr caller;
    if (!from || !sf_name_addr_parse(from->value, &caller, NULL))
        return FALSE;
    GString *text = warned->text;
    g_string_truncate(text, 0);
    g_string_append_len(text, client.at, (gssize)client.length);
    g_string_append_c(text, '\n');
    sf_uri_append_user_at_host(text, &caller.uri);
    g_string_append_c(text, '\n');
    sf_uri_append_key(text, old);
    *key = sf_key((SfText){text->str, text->len});
    return TRUE;
}

void sf_told_clients_add(SfToldClients *warned, SfAnswer *answer, const SfUri *old)
{
    const SfText client = sf_answer_client(answer);
    SfKey key;
    const guint parties = sf_parties(warned->text, client, old).hash;
    if (!key_of(warned, client, answer->message, old, &key) ||
        g_hash_table_contains(warned->tellings, &key))
        return;
    Telling *telling = g_new(Telling, 1);
    *telling = (Telling){sf_key_copy(&key), parties, answer};
    g_hash_table_insert(warned->tellings, &telling->key, telling);
    count(warned, telling, 1);
}

static SfAnswer *find(const SfToldClients *warned, const SfMessage *request, const SfUri *uri)
{
    SfKey key;
    if (!key_of(warned, request->source_address, request, uri, &key))
        return NULL;
    const Telling *telling = g_hash_table_lookup(warned->tellings, &key);
    return telling ? telling->answer : NULL;
}

SfAnswer *sf_told_clients_find(const SfToldClients *warned, const SfMessage *request,
                               const SfUri *uri, const SfKey *parties)
{
    return may_be_about(warned, request, parties) ? find(warned, request, uri) : NULL;
}

SfAnswer *sf_told_clients_find_any(const SfToldClients *warned, const SfMessage *request,
                                   const SfUri *uri, const SfKey *parties)
{
    return n_of(warned->moved, parties->hash) > 0 || n_of(warned->refused, parties->hash) > 0
               ? find(warned, request, uri)
               : NULL;
}

void sf_told_clients_forget(SfToldClients *warned, gboolean (*is_gone)(const SfAnswer *answer))
{
    GHashTableIter iter;
    gpointer telling;
    g_hash_table_iter_init(&iter, warned->tellings);
    while (g_hash_table_iter_next(&iter, NULL, &telling))
        if (is_gone(((const Telling *)telling)->answer)) {
            count(warned, telling, -1);
            g_hash_table_iter_remove(&iter);
        }
}
