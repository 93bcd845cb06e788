/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Of relatives that nobody asked for and that cost a call, the examples that run lines tell of: as
 * problems, so that a report can say who answered, and what is to be changed.
 */
#ifndef SIPFIX_BESIDE_H
#define SIPFIX_BESIDE_H

#include "problems/summary.h"
#include "reading/reading.h"

/** Problems that are shown by these examples, finished. To be freed with sf_summary_free(). */
SfSummary *sf_beside_summary(const SfReading *reading);

#endif
