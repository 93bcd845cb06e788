/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run: an intake that reads some files as one capture, and a tshark that looks at it. */
#ifndef SIPFIX_READING_RUN_H
#define SIPFIX_READING_RUN_H

#include "reading/results/frame_map.h"
#include "reading/results/spool.h"
#include "reading/run/sandbox.h"

#include <stdio.h>

typedef struct SfRun SfRun;

/** What is the same for all runs. */
typedef struct {
    const SfSandbox *sandbox;
    const char *const *decode_as; /* may be NULL */
    const char *codes;            /* that are looked at; NULL: the usual ones */
    int keylog;                   /* open file, or -1 */
    gboolean all_frames;          /* those too that cannot carry SIP */
    gboolean short_way;           /* what is plainly SIP need not be dissected */
    gboolean messages;            /* tshark is to print the messages, not the events */
    gboolean brief;               /* events that a report does not show need no words */
} SfRunOptions;

/**
 * @param inputs  SfInput, lent, in the order to be read; the array is taken over
 * @param done    called once, after sf_run_start() has succeeded and both children have ended
 */
SfRun *sf_run_new(const SfRunOptions *options, GPtrArray *inputs,
                  void (*done)(SfRun *run, gpointer data), gpointer data);

void sf_run_free(SfRun *run);

/** In place of sf_run_start(): takes the frames of a run of the same files that was kept,
 * [input, written, frame, count, ...]. @return FALSE when they make no sense, and nothing is taken
 */
gboolean sf_run_recall_frames(SfRun *run, JsonArray *ranges);

/** And then, from @file on, what tshark wrote. @return FALSE when it does not end as it must */
gboolean sf_run_recall_events(SfRun *run, FILE *file);

/** Takes back what was recalled or carried: the run has to be started after all. */
void sf_run_forget(SfRun *run);

/** Starts both children. @return FALSE with @error when not even the intake starts; then done is
 * not called */
gboolean sf_run_start(SfRun *run, GError **error);

/** After done: whether what came the short way was not taken as it should, so that the same files
 * are to be read again, all of it the long way. */
gboolean sf_run_is_in_doubt(SfRun *run);

/** Starts a run that is in doubt once more, the long way. As sf_run_start(). */
gboolean sf_run_start_long_way(SfRun *run, GError **error);

/** Lets it end: what was read up to here is looked at. */
void sf_run_stop(SfRun *run);

/** Ends it at once. */
void sf_run_kill(SfRun *run);

/** Its files. */
const GPtrArray *sf_run_inputs(const SfRun *run);

/** Bytes read up to now. */
guint64 sf_run_position(const SfRun *run);

/** Files read up to now. */
guint sf_run_files_done(const SfRun *run);

typedef enum {
    SF_RUN_WELL,    /* tshark came to its end */
    SF_RUN_FAILED,  /* it did not; the files' trouble says why */
    SF_RUN_REFUSED, /* a program refused to start: no other run will do better */
    SF_RUN_STOPPED  /* by sf_run_stop(), and tshark came to no end */
} SfRunVerdict;

/** After done: how it went. Writes what went wrong into the files' trouble. */
SfRunVerdict sf_run_verdict(SfRun *run);

/** After sf_run_verdict(): whether reading the same files again would tell the same. */
gboolean sf_run_is_worth_keeping(const SfRun *run);

/** After sf_run_verdict(): the words of the program that refused; "" when there are none. */
const char *sf_run_complaint(const SfRun *run);

/** After done: something is wrong with all of the run's files; those with a trouble of their own
 * keep it. */
void sf_run_blame(SfRun *run, const char *trouble);

/** After sf_run_verdict(): the line that tshark ended with, or NULL. Lent. */
JsonObject *sf_run_line(const SfRun *run);

/** When all that can be done to it is done: lets go of what is not needed to tell it. Where tshark
 * came to no end there is nothing to tell: what it wrote until then is dropped, and its files are
 * unseen. @return whether there is something to tell */
gboolean sf_run_complete(SfRun *run);

/** After done: what tshark wrote. */
SfSpool *sf_run_events(const SfRun *run);

/** After sf_run_verdict(): takes all of it over in the place of what tshark wrote, of the map, and
 * of the line that tshark ended with. @param line  may be NULL */
void sf_run_replace(SfRun *run, SfSpool *events, SfFrameMap *map, JsonObject *line);

/** After done: where its frames are from. */
const SfFrameMap *sf_run_map(const SfRun *run);

#endif
