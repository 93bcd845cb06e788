/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One reading (reading.h) under way. A task is one run; runs wait in a queue, are started as
 * processors are free, alone or in a train, and are told in the order of their files. All of it
 * happens in one thread, in the main context of the reading.
 */
#ifndef SIPFIX_READING_JOB_H
#define SIPFIX_READING_JOB_H

#include "reading/find/input.h"
#include "reading/find/survey.h"
#include "reading/reading_types.h"
#include "reading/results/cache.h"
#include "reading/results/emitter.h"
#include "reading/results/kept.h"
#include "reading/results/total.h"
#include "reading/run/masking.h"
#include "reading/run/run.h"
#include "reading/run/sandbox.h"

typedef struct SfJob SfJob;

typedef struct {
    SfJob *job;
    SfRun *run;
    guint place;  /* among the tasks, from 0 */
    guint number; /* in the events, from 1; 0: it was not told yet, or there is nothing to tell */
    gboolean started;
    gboolean alone; /* a train did not carry it to the end */
    gboolean finished;
    JsonObject *line; /* the run line; NULL: tshark ended with none */
    SfEmitter *emitter;
    guint untold; /* files whose events were not handed on yet */
} SfTask;

/* A train (reading/run/train.h) and whom it carries. */
typedef struct {
    SfJob *job;
    SfRun *train;
    GPtrArray *tasks;
    guint seats; /* for so many */
    guint64 bytes;
    gboolean is_open; /* others may ride, too */
} SfTrainTasks;

struct SfJob {
    const SfReadingOptions *options;
    const SfReadingListener *listener;

    GMainContext *context;
    SfSandbox *sandbox;
    SfInputs *found;
    SfRunOptions run_options;
    guint jobs;

    SfCache *cache; /* NULL: none */
    SfSurvey *survey;
    gboolean surveyed;
    GPtrArray *tasks;   /* SfTask */
    GPtrArray *planned; /* SfKeptRun: of all tasks the inputs, kept for cutting */
    GPtrArray *runs;    /* SfKeptRun: of those that were told, by their numbers */
    SfMasking *masking; /* NULL: nothing is hidden */
    SfTask **task_of;   /* by number of the input; NULL: it is in no run */
    GQueue *waiting;    /* SfTask, to be started */
    GPtrArray *trains;  /* SfTrainTasks, under way */
    gboolean no_trains; /* one did not carry anybody */
    guint running;
    guint held; /* tasks that are finished and wait to be told: each has a file open */
    guint held_most;
    guint told; /* inputs whose events were handed on */

    guint interrupts;
    gboolean hushed; /* stopped while telling: nothing more is told */
    gboolean tools_checked;
    GError *error; /* no point in going on */
    SfReading *result;
}; /* trouble.c */

/** Whether nothing more is to be started: interrupted, or stopped for an error. */
gboolean sf_job_is_over(const SfJob *job);

/** Calls @what for each run and train that was started and is not done. */
void sf_job_each_run(SfJob *job, void (*what)(SfRun *run));

/** Ends the reading with this error; the first one counts. What is under way is killed. */
void sf_job_stop_for(SfJob *job, SfReadingError code, const char *words);

/** Whether @error is for want of room on this machine, or for its programs. */
SfReadingError sf_job_error_of(const GError *error);

/**
 * A program refused to start, or did not come to its end: it may be for this one capture, or for
 * all. Looks once, and ends the reading where it is for all.
 *
 * @param complaint  what a tshark said that refused; else NULL
 */
void sf_job_check_tools(SfJob *job, const char *complaint);

/* prepare.c, look.c, plan.c: before anything is read */

/** Room, programs, key log, and the files. @return FALSE: @error is set, or the job's own */
gboolean sf_job_prepare(SfJob *job, GError **error);

/** Finds, where asked, which files are parts of one capture. @return as sf_job_prepare() */
gboolean sf_job_look_first(SfJob *job, GError **error);

/** With a cache, makes the digests of the files that it is asked with. @return as
 * sf_job_prepare() */
gboolean sf_job_digest_files(SfJob *job, GError **error);

/** Whether the survey has already found the file to be nothing to read. */
gboolean sf_job_is_settled(const SfInput *input);

/** Makes the tasks, and the queue of those that wait. */
void sf_job_plan(SfJob *job);

/* schedule.c, trains.c, task.c: reading */

/** Starts whoever waits, as far as processors are free. Called again when a run is done. */
void sf_job_start_tasks(SfJob *job);

/** Whether a train could take it. */
gboolean sf_job_may_ride(const SfJob *job, const SfTask *task);

/** Whether a train is under way that takes whoever waits. */
gboolean sf_job_has_open_train(const SfJob *job);

/** Starts a train with @first; others get on as they come to be next. */
void sf_job_start_train(SfJob *job, SfTask *first);

/** Of the job's trains. @param data  an SfTrainTasks, owned */
void sf_train_tasks_free(gpointer data);

/** Starts the task's run, with children of its own. */
void sf_task_start(SfJob *job, SfTask *task);

/** @return whether the cache knew what the run tells, so that the task is finished */
gboolean sf_task_recall(SfJob *job, SfTask *task);

/** Takes what the run told; it is handed on when its files' turn comes. */
void sf_task_finish(SfJob *job, SfTask *task);

/** The run's done(): @param data  its SfTask */
void sf_task_on_done(SfRun *run, gpointer data);

void sf_task_free(SfTask *task);

/* telling.c, planned.c */

/** Whether it is a capture that counts: what is none, and what nobody could read, is only named. */
gboolean sf_job_is_read(const SfInput *input);

/** The parts of a capture (SfInput) in the order of the report. @return to be freed */
GPtrArray *sf_job_in_order(const GPtrArray *inputs);

/** Hands events on up to the first file of a run that is not finished; @at_end past those as
 * well. */
void sf_job_tell(SfJob *job, gboolean at_end);

/** Fills the result's plan, in place of a reading. */
void sf_job_tell_plan(SfJob *job);

/* outside.c */

/** Listens to signals, and tells the progress where somebody listens. @return the sources, which
 * end with it */
GPtrArray *sf_job_watch_outside(SfJob *job);

/** Tells how far it is. @param data  the SfJob. @return G_SOURCE_CONTINUE */
gboolean sf_job_show_progress(gpointer data);

#endif
