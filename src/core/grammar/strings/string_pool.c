/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/grammar/strings/string_pool.h"

#include "core/grammar/strings/string_hash.h"

#define BLOCK 4096

struct SfStringPool {
    GStringChunk *bytes;
    GHashTable *kept; /* lent by bytes */
};

SfStringPool *sf_string_pool_new(void)
{
    SfStringPool *pool = g_new0(SfStringPool, 1);
    pool->bytes = g_string_chunk_new(BLOCK);
    pool->kept = g_hash_table_new(sf_string_hash, g_str_equal);
    return pool;
}

void sf_string_pool_free(SfStringPool *pool)
{
    g_hash_table_unref(pool->kept);
    g_string_chunk_free(pool->bytes);
    g_free(pool);
}

const char *sf_string_pool_keep(SfStringPool *pool, const char *string)
{
    char *kept = g_hash_table_lookup(pool->kept, string);
    if (!kept) {
        kept = g_string_chunk_insert(pool->bytes, string);
        g_hash_table_add(pool->kept, kept);
    }
    return kept;
}
