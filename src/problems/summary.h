/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From events to problems. A finding is about one answer; a problem (its case) is what a person
 * mends once, however many calls and captures show it. Calls are counted by story: an answer seen
 * on two hops, or a retry of the same call, is one call.
 */
#ifndef SIPFIX_SUMMARY_H
#define SIPFIX_SUMMARY_H

#include "problems/calls/met_calls.h"
#include "problems/problem.h"
#include "problems/routes/routes.h"

typedef struct {
    GPtrArray
        *problems;   /* SfProblem: what is to be mended, worst first; after sf_summary_finish() */
    GPtrArray *well; /* SfProblem: what went as it should */
    guint64 answers[SF_CODES_LAST + 1]; /* on all hops, by status */
    guint64 calls;                      /* calls that met one or the other */
    guint64 calls_lost;                 /* of those in problems */
    guint64 fates[SF_N_FATES];          /* of all calls, each counted once */
    guint64 calls_met;                  /* calls with one of the problems */
    gboolean is_doubled; /* some were captured twice, so runs do not add up to all there were */

    const GPtrArray *moves; /* SfRoute: addresses that have moved; after sf_summary_finish() */

    SfRoutes *routes;     /* owns the moves */
    GHashTable *by_case;  /* private: owns the problems */
    SfExampleStore store; /* private: of the problems' examples */
    SfMetCalls *each;     /* all calls; with their fates after sf_summary_finish() */
} SfSummary;

/**
 * @param store  where the problems' examples are set aside; the summary's from now on
 * @param seen   where answers lie that are too many for memory; the summary's from now on
 */
SfSummary *sf_summary_new(SfExampleStore store, SfSeenStore seen);
void sf_summary_free(SfSummary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SfSummary, sf_summary_free)

/** Looks at an event, and adds it. */
void sf_summary_add(SfSummary *summary, const SfEvent *event);

/** No event of that run comes any more: memory that only its calls need is freed. */
void sf_summary_end_run(SfSummary *summary, gint64 run);

/** To be called once, after the last event: decides the levels and sorts. */
void sf_summary_finish(SfSummary *summary);

/** How many calls met these (SfProblem): one that met two of them is one. After
 * sf_summary_finish(). */
guint64 sf_summary_calls_of(const SfSummary *summary, const GPtrArray *problems);

/** Calls in which nothing is to be mended. A call with two problems' answers counts twice. */
guint64 sf_summary_calls_well(const SfSummary *summary);

/** The worst level of the problems, but for those known from the baseline; SF_CHAT where there is
 * none. */
SfSeverity sf_summary_level(const SfSummary *summary);

#endif
