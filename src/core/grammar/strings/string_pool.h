/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Strings that repeat, each kept once: as g_string_chunk_insert_const(), but with a table where a
 * stranger cannot choose the places (string_hash.h).
 */
#ifndef SIPFIX_STRING_POOL_H
#define SIPFIX_STRING_POOL_H

#include <glib.h>

typedef struct SfStringPool SfStringPool;

/** To be freed with sf_string_pool_free(), and with it all that it keeps. */
SfStringPool *sf_string_pool_new(void);
void sf_string_pool_free(SfStringPool *pool);

/** The copy of @string that the pool owns, the same one for the same string. */
const char *sf_string_pool_keep(SfStringPool *pool, const char *string);

#endif
