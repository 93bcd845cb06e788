/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/grammar/strings/string_hash.h"

#include <string.h>

static guint64 word_of_chance(void)
{
    return (guint64)g_random_int() << 32 | g_random_int();
}

const guint64 *sf_secret(void)
{
    static guint64 words[2];
    static gsize is_made = 0;
    if (g_once_init_enter(&is_made)) {
        words[0] = word_of_chance();
        words[1] = word_of_chance() | 1;
        g_once_init_leave(&is_made, 1);
    }
    return words;
}

guint sf_string_hash(gconstpointer string)
{
    const char *at = string;
    const guint64 *words = sf_secret();
    gsize left = strlen(at);
    guint64 hash = words[0] ^ left;
    while (left > 0) {
        guint64 word = 0;
        const gsize n = MIN(left, sizeof word);
        memcpy(&word, at, n);
        hash = sf_fold(hash ^ word, words[1]) + words[0];
        at += n;
        left -= n;
    }
    return (guint)(hash ^ hash >> 32);
}
