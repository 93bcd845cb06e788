/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "senders.h"

/* Addresses that are remembered; of a later one nothing is known, so that nothing is claimed of it.
 */
#define MAX_SENDERS 200000

typedef struct {
    char *first;  /* the first address it sent to */
    char *second; /* another one; NULL: none */
} Peers;

struct SfSenders {
    GHashTable *peers; /* address -> Peers */
};

static void peers_free(gpointer data)
{
    Peers *peers = data;
    g_free(peers->first);
    g_free(peers->second);
    g_free(peers);
}

SfSenders *sf_senders_new(void)
{
    SfSenders *senders = g_new0(SfSenders, 1);
    senders->peers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, peers_free);
    return senders;
}

void sf_senders_free(SfSenders *senders)
{
    g_hash_table_unref(senders->peers);
    g_free(senders);
}

void sf_senders_note(SfSenders *senders, const SfMessage *message)
{
    g_autofree char *from = sf_text_dup(message->source_address);
    Peers *peers = g_hash_table_lookup(senders->peers, from);
    if (peers && peers->second)
        return;
    g_autofree char *to = sf_text_dup(message->destination_address);
    if (peers) {
        if (g_strcmp0(peers->first, to) != 0)
            peers->second = g_steal_pointer(&to);
        return;
    }
    if (g_hash_table_size(senders->peers) >= MAX_SENDERS)
        return;
    peers = g_new0(Peers, 1);
    peers->first = g_steal_pointer(&to);
    g_hash_table_insert(senders->peers, g_steal_pointer(&from), peers);
}

gboolean sf_senders_reach_beyond(const SfSenders *senders, SfText sender, SfText peer)
{
    g_autofree char *from = sf_text_dup(sender);
    const Peers *peers = g_hash_table_lookup(senders->peers, from);
    if (!peers)
        return FALSE;
    return peers->second != NULL || !sf_text_equal(sf_text(peers->first), peer);
}
