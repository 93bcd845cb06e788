/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Handing the events of a finished run on, file by file, in the order of the report. */
#ifndef SIPFIX_READING_EMITTER_H
#define SIPFIX_READING_EMITTER_H

#include "reading/run/run.h"

typedef struct SfEmitter SfEmitter;

/** Whether the files of a run follow each other in the report as they do in the run: then so do all
 * its events. @param inputs  SfInput */
gboolean sf_emitter_is_straight(const GPtrArray *inputs);

/** @param run  finished; must live as long */
SfEmitter *sf_emitter_new(SfRun *run);

/** Hands on the events of one of the run's files. To be called for each of them, in the order of
 * the report. @param run  its number in the report, from 1 */
void sf_emitter_emit(SfEmitter *emitter, const SfInput *input, guint run, SfEventFunction event,
                     gpointer data);

void sf_emitter_free(SfEmitter *emitter);

#endif
