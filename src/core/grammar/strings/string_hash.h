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

/** For g_hash_table_new(), with g_str_equal(): the hash of the NUL-terminated @string. */
guint sf_string_hash(gconstpointer string);

#endif
