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

/** Bytes read so far, of @total_bytes (0: nobody knows), and files done with. */
void sf_progress_show(SfProgress *progress, guint64 bytes, guint64 total_bytes, guint files);

/** The line that would be shown, in at most @width columns; @seconds since the beginning. To be
 * freed. */
char *sf_progress_line(guint64 bytes, guint64 total_bytes, guint files, double seconds,
                       guint width);

#endif
