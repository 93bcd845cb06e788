/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Of relatives that nobody asked for and that cost a call, or whose end is not known where nothing
 * else is to be told, the examples that run lines tell of: as problems, so that a report can say
 * who answered, and what is to be changed.
 */
#ifndef SIPFIX_BESIDE_H
#define SIPFIX_BESIDE_H

#include "problems/summary.h"
#include "reading/reading.h"

/** Lets go of the examples whose end is not known, where there is anything else to tell: an answer
 * that was asked for, or a loss. To be called once, before anything is told of @reading. */
void sf_beside_settle(SfReading *reading, const SfSummary *summary);

/** Problems that are shown by these examples, finished. To be freed with sf_summary_free(). */
SfSummary *sf_beside_summary(const SfReading *reading);

#endif
