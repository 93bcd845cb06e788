/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes that something is found by in a hash table, together with their hash: it is computed once
 * a message, eight bytes at a time, where g_str_hash() would go through them byte by byte at each
 * look-up. Beside the hash, which is the same everywhere, stands the one that says in which row of
 * a table the bytes are: it is another one in each process, so that nobody can make ten thousand
 * Call-IDs for one row.
 */
#ifndef SIPFIX_KEY_H
#define SIPFIX_KEY_H

#include "core/grammar/text.h"

typedef struct {
    const char *bytes;
    gsize length;
    guint hash;
    guint row;
} SfKey;

/** The hash alone: for what is kept in so many places and no more. */
guint sf_hash(SfText text);

/** A key that lends @text. */
SfKey sf_key(SfText text);

/** The same with bytes of its own, to be freed by sf_key_clear(). */
SfKey sf_key_copy(const SfKey *key);

/** Frees the bytes of such a copy. */
void sf_key_clear(SfKey *key);

/** The same in one piece, to be freed with g_free(): for a table that owns its keys. */
SfKey *sf_key_new(const SfKey *key);

/** A hash that texts share which differ in the case of letters only. */
guint sf_hash_nocase(SfText text);

/** The hash of two things that are looked for together, made of theirs. */
guint sf_hash_join(guint hash, guint other);

/** The hash where 0 stands for nothing. */
static inline guint sf_hash_some(guint hash)
{
    return hash > 0 ? hash : 1;
}

static inline gboolean sf_key_is(const SfKey *key, const SfKey *other)
{
    return key->hash == other->hash && key->length == other->length &&
           (key->length == 0 || memcmp(key->bytes, other->bytes, key->length) == 0);
}

/** For g_hash_table_new(): the table's keys are pointers to SfKey. */
guint sf_key_hash(gconstpointer key);
gboolean sf_key_equal(gconstpointer a, gconstpointer b);

#endif
