/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The problems of an earlier report, so that only what is new since then counts.
 */
#ifndef SIPFIX_BASELINE_H
#define SIPFIX_BASELINE_H

#include "analyzer/events/members.h"
#include "problems/summary.h"

typedef struct SfBaseline SfBaseline;

/** Takes the cases and levels out of a report (sf_report_read()), and what it was looked at for. */
SfBaseline *sf_baseline_new(JsonObject *report);
void sf_baseline_free(SfBaseline *baseline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SfBaseline, sf_baseline_free)

/** Writes into each problem of the finished summary what it was in the baseline. */
void sf_baseline_mark(const SfBaseline *baseline, const SfSummary *summary);

#endif
