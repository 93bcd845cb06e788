/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Many captures, one intake and one tshark: run after run, in place of two children for each.
 * The train is a run that carries others; the intake says of each file when it is done, tshark
 * tells of each run when it is over. A tshark that has dissected anything knows something that the
 * next run must not know, so the intake ends the train behind the run in which that happened.
 * Whoever was not carried to the end of the run is as if nothing had happened.
 */
#ifndef SIPFIX_READING_RUN_TRAIN_H
#define SIPFIX_READING_RUN_TRAIN_H

#include "reading/run/run.h"

/** Whether a run may be carried: one file that is not very large, of which all can go the short
 * way. */
gboolean sf_train_takes(const SfRun *run);

/** What a run costs, in bytes of SIP: those of its file, and what each file takes. */
guint64 sf_train_weight(const SfRun *run);

/**
 * A train, to be started, stopped and freed as any run.
 *
 * @param first  who rides first: a run that sf_train_takes(), lent
 * @param next   asked, when all that ride are read, for the next one; NULL: there is none
 */
SfRun *sf_train_new(const SfRunOptions *options, SfRun *first, SfRun *(*next)(gpointer data),
                    void (*done)(SfRun *train, gpointer data), gpointer data);

/** After done: gives the riders what was told of them. */
void sf_train_unload(SfRun *train);

/** After sf_train_unload(): whether a rider was read to its end. */
gboolean sf_train_carried(const SfRun *rider);

/** Whether one that was not may itself be why: it has to be read alone. The others were not come
 * to, and may try another train. */
gboolean sf_train_dropped(const SfRun *rider);

#endif
