/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bar on standard error while captures are read: on a terminal only, and only for what takes
 * longer than a second.
 */
#ifndef SIPFIX_PROGRESS_H
#define SIPFIX_PROGRESS_H

#include <glib.h>

typedef struct SfProgress SfProgress;

/** @wanted FALSE: nothing will ever be shown. To be freed with sf_progress_free(), which wipes the
 * bar. */
SfProgress *sf_progress_new(gboolean wanted);
void sf_progress_free(SfProgress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SfProgress, sf_progress_free)

/** How far the reading is. */
typedef struct {
    guint64 bytes; /* read from the files */
    guint64 total; /* of those bytes; 0: nobody knows */
    guint files;   /* done with */
    guint problems;
} SfProgressState;

void sf_progress_show(SfProgress *progress, const SfProgressState *state);

/** The line that would be shown, in at most @width columns; @seconds since the beginning. To be
 * freed. */
char *sf_progress_line(const SfProgressState *state, double seconds, guint width);

#endif
