/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/message/key.h"

#include <string.h>

static guint64 mix(guint64 hash, guint64 word)
{
    hash = (hash ^ word) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15); /* 2^64 by the golden ratio */
    return hash ^ (hash >> 32);
}

static guint hash_of(SfText text)
{
    guint64 hash = text.length;
    gsize at = 0;
    for (; text.length - at >= sizeof(guint64); at += sizeof(guint64)) {
        guint64 word;
        memcpy(&word, text.at + at, sizeof word);
        hash = mix(hash, word);
    }
    guint64 rest = 0;
    if (at < text.length)
        memcpy(&rest, text.at + at, text.length - at);
    return (guint)mix(hash, rest);
}

SfKey sf_key(SfText text)
{
    return (SfKey){.bytes = text.at, .length = text.length, .hash = hash_of(text)};
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

void sf_key_clear(SfKey *key)
{
    g_free((gpointer)key->bytes);
    key->bytes = NULL;
}

guint sf_key_hash(gconstpointer key)
{
    return ((const SfKey *)key)->hash;
}

gboolean sf_key_equal(gconstpointer a, gconstpointer b)
{
    const SfKey *one = a;
    const SfKey *other = b;
    return one->hash == other->hash && one->length == other->length &&
           (one->length == 0 || memcmp(one->bytes, other->bytes, one->length) == 0);
}
