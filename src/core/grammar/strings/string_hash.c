/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/grammar/strings/string_hash.h"

/* Both halves of the product of two words of 64 bits, put together: nothing of either can be taken
 * out of it again without the other. */
static inline guint64 fold(guint64 a, guint64 b)
{
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 Product;
    const Product product = (Product)a * b;
    return (guint64)product ^ (guint64)(product >> 64);
#else
    const guint64 low_a = (guint32)a, high_a = a >> 32, low_b = (guint32)b, high_b = b >> 32;
    const guint64 low = low_a * low_b, high = high_a * high_b;
    const guint64 one = low_a * high_b, other = high_a * low_b;
    const guint64 middle = (low >> 32) + (guint32)one + (guint32)other;
    return ((guint32)low | middle << 32) ^ (high + (one >> 32) + (other >> 32) + (middle >> 32));
#endif
}

static guint64 word_of_chance(void)
{
    return (guint64)g_random_int() << 32 | g_random_int();
}

/* Two words of chance, the same ones as long as the process lives; the second is odd. */
static const guint64 *secret_words(void)
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

guint sf_bytes_hash(const char *bytes, gsize length)
{
    const guint64 *secret = secret_words();
    guint64 hash = secret[0] ^ length;
    gsize at = 0;
    for (; length - at >= sizeof(guint64); at += sizeof(guint64)) {
        guint64 word;
        memcpy(&word, bytes + at, sizeof word);
        hash = fold(hash ^ word, secret[1]) + secret[0];
    }
    hash = fold(hash ^ sf_last_bytes(bytes, length, length - at), secret[1]);
    return (guint)(hash ^ hash >> 32);
}

guint sf_string_hash(gconstpointer string)
{
    return sf_bytes_hash(string, strlen(string));
}
