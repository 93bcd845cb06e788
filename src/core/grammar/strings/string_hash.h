/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A hash for tables whose keys a stranger wrote. Of g_str_hash() everybody can work out thousands
 * of names that fall into one place, and then each look-up goes through all of them; this one
 * begins with a number that nobody knows, another one in each process. So nothing that is told may
 * depend on the order in which such a table is gone through.
 */
#ifndef SIPFIX_STRING_HASH_H
#define SIPFIX_STRING_HASH_H

#include <glib.h>

/** Both halves of the product of two words of 64 bits, put together: nothing of either can be taken
 *  out of it again without the other. */
static inline guint64 sf_fold(guint64 a, guint64 b)
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

/** Two words of chance, the same ones as long as the process lives; the second is odd. */
const guint64 *sf_secret(void);

/** For g_hash_table_new(), with g_str_equal(): the hash of the NUL-terminated @string. */
guint sf_string_hash(gconstpointer string);

#endif
