/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/followups/told_clients.h"

struct SfToldClients {
    GHashTable *clients; /* address -> (caller and old address -> SfAnswer) */
    GString *client;     /* of the look-up under way; kept, to spare an allocation a request */
};

static void free_answers(gpointer answers)
{
    g_hash_table_unref(answers);
}

SfToldClients *sf_told_clients_new(void)
{
    SfToldClients *warned = g_new0(SfToldClients, 1);
    warned->clients = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_answers);
    warned->client = g_string_new(NULL);
    return warned;
}

void sf_told_clients_free(SfToldClients *warned)
{
    g_hash_table_unref(warned->clients);
    g_string_free(warned->client, TRUE);
    g_free(warned);
}

/* Most clients were told nothing; to find that out must cost next to nothing. */
static GHashTable *answers_to(const SfToldClients *warned, SfText client)
{
    if (g_hash_table_size(warned->clients) == 0)
        return NULL;
    g_string_truncate(warned->client, 0);
    g_string_append_len(warned->client, client.at, (gssize)client.length);
    return g_hash_table_lookup(warned->clients, warned->client->str);
}

/* Caller and old address; NULL where the caller is not named. */
static char *key_of(const SfMessage *message, const SfUri *old)
{
    const SfHeader *from = sf_message_header(message, SF_HEADER_FROM, 0);
    SfNameAddr caller;
    if (!from || !sf_name_addr_parse(from->value, &caller, NULL))
        return NULL;
    g_autofree char *who = sf_uri_user_at_host(&caller.uri);
    g_autofree char *whom = sf_uri_key(old);
    return g_strconcat(who, "\n", whom, NULL);
}

void sf_told_clients_add(SfToldClients *warned, SfAnswer *answer, const SfUri *old)
{
    const SfText client = answer->message->destination_address;
    g_autofree char *key = key_of(answer->message, old);
    if (!key)
        return;
    GHashTable *answers = answers_to(warned, client);
    if (!answers) {
        answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_hash_table_insert(warned->clients, sf_text_dup(client), answers);
    }
    if (!g_hash_table_contains(answers, key))
        g_hash_table_insert(answers, g_steal_pointer(&key), answer);
}

SfAnswer *sf_told_clients_find(const SfToldClients *warned, const SfMessage *request,
                               const SfUri *uri)
{
    GHashTable *answers = answers_to(warned, request->source_address);
    if (!answers)
        return NULL;
    g_autofree char *key = key_of(request, uri);
    return key ? g_hash_table_lookup(answers, key) : NULL;
}

typedef struct {
    gboolean (*is_gone)(const SfAnswer *answer);
} Forgetting;

static gboolean forget_answer(gpointer key G_GNUC_UNUSED, gpointer answer, gpointer data)
{
    return ((const Forgetting *)data)->is_gone(answer);
}

static gboolean forget_client(gpointer client G_GNUC_UNUSED, gpointer answers, gpointer data)
{
    g_hash_table_foreach_remove(answers, forget_answer, data);
    return g_hash_table_size(answers) == 0;
}

void sf_told_clients_forget(SfToldClients *warned, gboolean (*is_gone)(const SfAnswer *answer))
{
    Forgetting forgetting = {is_gone};
    g_hash_table_foreach_remove(warned->clients, forget_client, &forgetting);
}
