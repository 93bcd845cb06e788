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
#include <string.h>

/** The last @n of @length bytes, fewer than eight, as one word. Where there are more they are the
 * end of a whole word, which is read at once. */
static inline guint64 sf_last_bytes(const char *bytes, gsize length, gsize n)
{
    guint64 word = 0;
    if (n == 0)
        return 0;
    if (length < sizeof word) {
        memcpy(&word, bytes, n);
        return word;
    }
    memcpy(&word, bytes + length - sizeof word, sizeof word);
    return GUINT64_FROM_LE(word) >> (8 * (sizeof word - n));
}

/** The hash of bytes that need no end. */
guint sf_bytes_hash(const char *bytes, gsize length);

/** For g_hash_table_new(), with g_str_equal(): the hash of the NUL-terminated @string. */
guint sf_string_hash(gconstpointer string);

#endif
