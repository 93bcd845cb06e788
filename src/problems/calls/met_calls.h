/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The calls that met a 301 or 421, each once, however often it was captured. Few bytes are
 * kept of each, since there may be millions: a digest to know it again by (seen_answers.h), when it
 * was, how it ended.
 *
 * One call that was captured more than once, in overlapping captures or at two capture points, is
 * told by what its answer carries on every hop: Call-ID, From tag, CSeq, method, status, To tag;
 * and it asked for the same address, or was seen at the same time.
 */
#ifndef SIPFIX_MET_CALLS_H
#define SIPFIX_MET_CALLS_H

#include "problems/calls/seen_answers.h"
#include "problems/event.h"

/** What became of a call, or of a problem's calls, as who wants to be called sees it. */
typedef enum {
    SF_FATE_LOST,
    SF_FATE_SLOWER,  /* it got through, by a detour */
    SF_FATE_UNKNOWN, /* not to be told */
    SF_FATE_WELL,    /* a 421 that was retried and answered, a session that went on, a call that a
                        person declined or gave up */
    SF_N_FATES
} SfFate;

typedef struct SfMetCalls SfMetCalls;

/** @param store  for those that are too many for memory; the calls' from now on */
SfMetCalls *sf_met_calls_new(SfSeenStore store);
void sf_met_calls_free(SfMetCalls *calls);

/**
 * The number of the event's call, from 0. Stories are numbered anew in each run; a call without a
 * story is its answer.
 *
 * @param is_copy  gets TRUE where the answer was seen before, in another story
 */
guint sf_met_calls_take(SfMetCalls *calls, const SfEvent *event, gboolean *is_copy);

/** No event of that run comes any more: what is only needed to know its stories is freed. */
void sf_met_calls_end_run(SfMetCalls *calls, gint64 run);

/** How many there are. */
guint sf_met_calls_count(const SfMetCalls *calls);

/** How the call ended; SF_END_UNTOLD at first. */
SfCallEnd sf_met_calls_outcome(const SfMetCalls *calls, guint call);
void sf_met_calls_set_outcome(SfMetCalls *calls, guint call, SfCallEnd outcome);

/** What became of it; SF_FATE_LOST at first. */
SfFate sf_met_calls_fate(const SfMetCalls *calls, guint call);
void sf_met_calls_set_fate(SfMetCalls *calls, guint call, SfFate fate);

/** When its first answer was, in seconds since 1970. FALSE: nobody told. */
gboolean sf_met_calls_time(const SfMetCalls *calls, guint call, gint64 *seconds);

#endif
