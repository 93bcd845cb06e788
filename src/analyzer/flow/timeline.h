/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How calls went over time: counted in slots of equal, round length.
 */
#ifndef SIPFIX_TIMELINE_H
#define SIPFIX_TIMELINE_H

#include "problems/summary.h"

#define SF_TIMELINE_SLOTS 60 /* at most */

typedef struct {
    guint64 calls[SF_N_FATES];
} SfSlot;

typedef struct {
    gint64 start;  /* of the first slot, in seconds since 1970; a multiple of width */
    gint64 width;  /* of each slot, in seconds */
    GArray *slots; /* SfSlot; the first and the last one are not empty. None: no call has a time */
    guint64 total[SF_N_FATES]; /* of all calls, those without a time too */
    guint64 most;              /* calls in the fullest slot */
} SfTimeline;

/** To be freed with sf_timeline_free(). */
SfTimeline *sf_timeline_new(const SfSummary *summary);
void sf_timeline_free(SfTimeline *timeline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SfTimeline, sf_timeline_free)

/** All calls of a slot. */
guint64 sf_slot_calls(const SfSlot *slot);

/** When slot @i begins (i up to the number of slots: when the last one ends), with the date where
 * @with_date: "2026-11-21 08:15". To be freed with g_free(). */
char *sf_timeline_label(const SfTimeline *timeline, guint i, gboolean with_date);

/** "5 minutes", "1 hour": how long a slot is; to be freed with g_free(). */
char *sf_timeline_width_words(const SfTimeline *timeline);

#endif
