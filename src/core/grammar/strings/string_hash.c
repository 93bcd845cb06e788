/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/grammar/strings/string_hash.h"

#include <string.h>

/* Both halves of the product of two words of 64 bits, put together: no bit of either can be taken
 * out of it again without the other. In words of 32 bits, as not every machine has longer products.
 */
static guint64 fold(guint64 a, guint64 b)
{
    const guint64 low_a = (guint32)a, high_a = a >> 32, low_b = (guint32)b, high_b = b >> 32;
    const guint64 low = low_a * low_b, high = high_a * high_b;
    const guint64 one = low_a * high_b, other = high_a * low_b;
    const guint64 middle = (low >> 32) + (guint32)one + (guint32)other;
    return ((guint32)low | middle << 32) ^ (high + (one >> 32) + (other >> 32) + (middle >> 32));
}

static guint64 word_of_chance(void)
{
    return (guint64)g_random_int() << 32 | g_random_int();
}

/* Two words; the second is odd, so that no product with it is nothing by itself. */
static const guint64 *secret(void)
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
    const guint64 *words = secret();
    gsize left = strlen(at);
    guint64 hash = words[0] ^ left;
    while (left > 0) {
        guint64 word = 0;
        const gsize n = MIN(left, sizeof word);
        memcpy(&word, at, n);
        hash = fold(hash ^ word, words[1]) + words[0];
        at += n;
        left -= n;
    }
    return (guint)(hash ^ hash >> 32);
}
