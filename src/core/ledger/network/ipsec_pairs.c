/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/network/ipsec_pairs.h"

#include "core/ledger/story/story.h"
#include "core/message/key.h"

/* More pairs than this are not remembered. */
#define MAX_PAIRS 50000

struct SfIpsecPairs {
    GHashTable *by_pair; /* guint64, the two addresses -> SfAnswer that waits; NULL: had IPsec */
};

static void release(gpointer answer)
{
    if (answer)
        sf_story_unref(((SfAnswer *)answer)->story);
}

SfIpsecPairs *sf_ipsec_pairs_new(void)
{
    SfIpsecPairs *pairs = g_new0(SfIpsecPairs, 1);
    pairs->by_pair = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, release);
    return pairs;
}

void sf_ipsec_pairs_free(SfIpsecPairs *pairs)
{
    g_hash_table_unref(pairs->by_pair);
    g_free(pairs);
}

/* The same in both directions. */
static guint64 pair_of(SfText a, SfText b)
{
    const guint64 one = sf_hash(a);
    const guint64 other = sf_hash(b);
    return MIN(one, other) << 32 | MAX(one, other);
}

static void put(SfIpsecPairs *pairs, guint64 pair, SfAnswer *answer)
{
    guint64 *key = g_new(guint64, 1);
    *key = pair;
    g_hash_table_replace(pairs->by_pair, key, answer);
}

gboolean sf_ipsec_pairs_await(SfIpsecPairs *pairs, SfAnswer *answer)
{
    const guint64 pair =
        pair_of(answer->message->source_address, answer->message->destination_address);
    gpointer before = NULL;
    const gboolean known = g_hash_table_lookup_extended(pairs->by_pair, &pair, NULL, &before);
    if (known && !before)
        return FALSE;
    if (g_hash_table_size(pairs->by_pair) < MAX_PAIRS) {
        sf_story_ref(answer->story);
        put(pairs, pair, answer);
    }
    return TRUE;
}

SfAnswer *sf_ipsec_pairs_note(SfIpsecPairs *pairs, SfText a, SfText b, SfStory **story)
{
    const guint64 pair = pair_of(a, b);
    SfAnswer *answer = g_hash_table_lookup(pairs->by_pair, &pair);
    if (answer) {
        sf_story_ref(answer->story);
        *story = answer->story;
    }
    if (answer || g_hash_table_size(pairs->by_pair) < MAX_PAIRS)
        put(pairs, pair, NULL);
    return answer;
}
