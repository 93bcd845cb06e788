/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counting by name: who called how often, which address moved how often. One addition costs O(1).
 */
#ifndef SIPFIX_TALLY_H
#define SIPFIX_TALLY_H

#include <glib.h>

typedef struct SfTally SfTally;

typedef struct {
    char *name;
    char *note;      /* what the first one brought along; may be NULL */
    gboolean varies; /* others brought along something else */
    guint64 count;
} SfTallied;

/** Of nothing; to be freed with sf_tally_free(). */
SfTally *sf_tally_new(void);

/** @tally: may be NULL. */
void sf_tally_free(SfTally *tally);

/** Adds @n to @name, which is there afterwards even with an @n of 0. @note may be NULL; the first
 * that is not counts. */
void sf_tally_add(SfTally *tally, const char *name, const char *note, guint64 n);

/** What was added of @name; NULL: nothing. Lent. Costs O(1). */
const SfTallied *sf_tally_find(const SfTally *tally, const char *name);

/** How many names. */
guint sf_tally_size(const SfTally *tally);

/** All SfTallied, most frequent first, ties in order of appearance. Lent; to be called after the
 * last addition, and then as often as one likes: they are sorted once. */
const GPtrArray *sf_tally_sorted(SfTally *tally);

#endif
