/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Strings that repeat, mostly one soon after the other: addresses, first lines, names of products.
 * As g_ref_string_new_intern(), but what it costs does not depend on which strings a stranger
 * chose, nor on how many came before.
 */
#ifndef SIPFIX_SHARED_STRING_H
#define SIPFIX_SHARED_STRING_H

#include <glib.h>

/** A reference to a copy of @string, to be given back with g_ref_string_release(). Equal strings
 * are mostly, not always, one copy. Not for two threads at a time. */
char *sf_shared_string(const char *string);

#endif
