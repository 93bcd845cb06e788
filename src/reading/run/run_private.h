/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A run, for those who read it, alone or with others. */
#ifndef SIPFIX_READING_RUN_PRIVATE_H
#define SIPFIX_READING_RUN_PRIVATE_H

#include "reading/run/bounds/watchdog.h"
#include "reading/run/feed.h"
#include "reading/run/run.h"

struct SfRun {
    SfRunOptions options;
    GPtrArray *inputs;
    guint next; /* of the inputs, to be read */
    SfFrameMap *map;
    gboolean map_broken;
    gboolean long_way; /* it was in doubt */

    SfFeed *feed;
    GSubprocess *tshark;
    SfWatchdog *watchdog; /* tshark's */
    SfSpool *events;      /* tshark's standard output */
    SfSpool *words;       /* its standard error */
    guint waiting_for;
    gboolean stopped;
    gboolean recalled; /* from the cache: no child was started */

    /* train.h */
    GPtrArray *riders; /* SfRun, one for each of the inputs; NULL: this is no train */
    SfRun *(*next_rider)(gpointer data);
    gboolean carried; /* by a train, to the end */
    gboolean dropped; /* by a train, perhaps for a reason of its own */

    char *feed_trouble;
    gboolean feed_spoke;
    gboolean feed_outlived; /* tshark ended first */
    JsonObject *line;
    char *complaint;

    void (*done)(SfRun *run, gpointer data);
    gpointer data;
};

/** Whether what is plainly SIP in its files need not be dissected. */
gboolean sf_run_may_go_the_short_way(const SfRun *run);

#endif
