/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals, and the clock of the progress line. */
#include "reading/job/job.h"

#include "reading/run/child/signals.h"

#include <glib-unix.h>

#define PROGRESS_MILLISECONDS 100

static gboolean on_signal(int descriptor G_GNUC_UNUSED, GIOCondition condition G_GNUC_UNUSED,
                          gpointer data)
{
    SfJob *job = data;

    sf_signals_note();
    job->interrupts = sf_signals_heard();
    if (job->survey)
        (job->interrupts == 1 ? sf_survey_stop : sf_survey_kill)(job->survey);
    sf_job_each_run(job, job->interrupts == 1 ? sf_run_stop : sf_run_kill);
    return G_SOURCE_CONTINUE;
}

static void count_progress(const SfRun *run, guint64 *bytes, guint *files)
{
    *bytes += sf_run_position(run);
    *files += sf_run_files_done(run);
}

gboolean sf_job_show_progress(gpointer data)
{
    SfJob *job = data;
    guint64 bytes = 0;
    guint64 total = 0;
    guint files = 0;

    for (guint i = 0; i < job->found->inputs->len; i++) {
        const SfInput *input = g_ptr_array_index(job->found->inputs, i);
        const SfTask *task = job->task_of[i];
        if (!task)
            continue;
        total += input->size;
        if (task->finished) {
            bytes += input->size;
            files++;
        }
    }
    for (guint i = 0; i < job->tasks->len; i++) {
        const SfTask *task = g_ptr_array_index(job->tasks, i);
        if (task->started && !task->finished)
            count_progress(task->run, &bytes, &files);
    }
    for (guint i = 0; i < job->trains->len; i++)
        count_progress(((SfTrainTasks *)g_ptr_array_index(job->trains, i))->train, &bytes, &files);
    job->listener->progress(MIN(bytes, total), total, files, job->listener->data);
    return G_SOURCE_CONTINUE;
}

static void attach(SfJob *job, GSource *source, GSourceFunc function, GPtrArray *sources)
{
    g_source_set_callback(source, function, job, NULL);
    g_source_attach(source, job->context);
    g_ptr_array_add(sources, source);
}

static void source_end(gpointer source)
{
    g_source_destroy(source);
    g_source_unref(source);
}

GPtrArray *sf_job_watch_outside(SfJob *job)
{
    GPtrArray *sources = g_ptr_array_new_with_free_func(source_end);

    attach(job, sf_signals_source(), G_SOURCE_FUNC(on_signal), sources);
    if (job->listener->progress)
        attach(job, g_timeout_source_new(PROGRESS_MILLISECONDS), sf_job_show_progress, sources);
    return sources;
}
