/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What run lines count beside the answers: who asked and who answered, and what was refused with an
 * answer that nobody looks at.
 */
#ifndef SIPFIX_RUN_COUNTS_H
#define SIPFIX_RUN_COUNTS_H

#include "problems/summary.h"
#include "reading/reading.h"

/** Requests that were refused with one status that is not looked at. */
typedef struct {
    guint status;
    guint64 count; /* never 0 */
} SfOtherRefusal;

/** SfOtherRefusal, by status, whichever run had it first; to be freed with g_array_unref(). */
GArray *sf_run_other_refusals(const SfReading *reading);

/** TRUE where requests were seen and no final answer to any of them: it may be that the captures
 * show one direction only. FALSE where it is not told of all elements. */
gboolean sf_run_lacks_answers(const SfReading *reading);

/** Tells the problems of @summary how many calls their server took that lacked the one extension
 * for which it refused others. */
void sf_run_note_taken(SfSummary *summary, const SfReading *reading);

#endif
