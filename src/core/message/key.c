/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/message/key.h"

#include <string.h>

#include "core/grammar/strings/string_hash.h"

static guint64 mix(guint64 hash, guint64 word)
{
    hash = (hash ^ word) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15); /* 2^64 by the golden ratio */
    return hash ^ (hash >> 32);
}

/* @fold is set in all bytes: 0, or the bit that tells a small letter from a capital one. */
static inline guint hash_of(SfText text, guint64 fold)
{
    guint64 hash = text.length;
    gsize at = 0;
    for (; text.length - at >= sizeof(guint64); at += sizeof(guint64)) {
        guint64 word;
        memcpy(&word, text.at + at, sizeof word);
        hash = mix(hash, word | fold);
    }
    return (guint)mix(hash, sf_last_bytes(text.at, text.length, text.length - at) | fold);
}

SfKey sf_key(SfText text)
{
    return (SfKey){.bytes = text.at,
                   .length = text.length,
                   .hash = hash_of(text, 0),
                   .row = sf_bytes_hash(text.at, text.length)};
}

guint sf_hash(SfText text)
{
    return hash_of(text, 0);
}

SfKey sf_key_copy(const SfKey *key)
{
    SfKey copy = *key;
    char *bytes = g_malloc(key->length + 1);
    if (key->length > 0)
        memcpy(bytes, key->bytes, key->length);
    copy.bytes = bytes;
    return copy;
}

SfKey *sf_key_new(const SfKey *key)
{
    SfKey *copy = g_malloc(sizeof *copy + key->length);
    *copy = *key;
    copy->bytes = (char *)(copy + 1);
    if (key->length > 0)
        memcpy(copy + 1, key->bytes, key->length);
    return copy;
}

void sf_key_clear(SfKey *key)
{
    g_free((gpointer)key->bytes);
    key->bytes = NULL;
}

guint sf_key_hash(gconstpointer key)
{
    return ((const SfKey *)key)->row;
}

guint sf_hash_nocase(SfText text)
{
    return hash_of(text, G_GUINT64_CONSTANT(0x2020202020202020));
}

guint sf_hash_join(guint hash, guint other)
{
    return (guint)mix(hash, other);
}

gboolean sf_key_equal(gconstpointer a, gconstpointer b)
{
    return sf_key_is(a, b);
}
