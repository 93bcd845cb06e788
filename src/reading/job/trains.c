/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Trains (reading/run/train.h) and whom they carry. */
#include "reading/job/job.h"

#include "reading/run/train.h"

void sf_train_tasks_free(gpointer data)
{
    SfTrainTasks *train = data;

    g_clear_pointer(&train->train, sf_run_free);
    g_ptr_array_unref(train->tasks);
    g_free(train);
}

static void take_off(SfJob *job, const SfTrainTasks *train)
{
    for (guint i = train->tasks->len; i > 0; i--) {
        SfTask *task = g_ptr_array_index(train->tasks, i - 1);
        if (sf_train_carried(task->run)) {
            sf_task_finish(job, task);
        } else {
            g_queue_push_head(job->waiting, task);
            task->alone = sf_train_dropped(task->run);
            job->no_trains |= i == 1;
        }
    }
}

static void on_train_done(SfRun *run, gpointer data)
{
    SfTrainTasks *train = data;
    SfJob *job = train->job;

    job->running--;
    sf_train_unload(run);
    take_off(job, train);
    g_ptr_array_remove(job->trains, train);
    sf_job_start_tasks(job);
    if (!job->error)
        sf_job_tell(job, FALSE);
}

/* How many may go together: what they told waits until it is handed on, in a file each. */
static guint seats(const SfJob *job)
{
    enum { MOST = 1000 };
    guint taken = job->held;

    for (guint i = 0; i < job->trains->len; i++) {
        const SfTrainTasks *train = g_ptr_array_index(job->trains, i);
        taken += train->is_open ? train->seats : train->tasks->len;
    }
    const guint left = job->held_most > taken ? job->held_most - taken : 0;
    return CLAMP(left / (job->jobs - job->running), 1, MOST);
}

gboolean sf_job_may_ride(const SfJob *job, const SfTask *task)
{
    return !task->alone && !job->no_trains && !job->masking && sf_train_takes(task->run);
}

/* @return NULL: whoever waits next must be read otherwise, or nobody waits */
static SfTask *next_to_ride(SfJob *job)
{
    while (!sf_job_is_over(job) && !g_queue_is_empty(job->waiting)) {
        SfTask *task = g_queue_peek_head(job->waiting);
        if (!sf_job_may_ride(job, task))
            return NULL;
        g_queue_pop_head(job->waiting);
        if (!sf_task_recall(job, task))
            return task;
    }
    return NULL;
}

/* Whoever is free takes the next one, so all processors have something to do to the end. A train
 * ends before what it told would wait for long. */
static SfRun *next_rider(gpointer data)
{
    const guint64 most_bytes = (guint64)256 * 1024 * 1024;
    SfTrainTasks *train = data;
    SfTask *task = train->tasks->len < train->seats && train->bytes < most_bytes
                       ? next_to_ride(train->job)
                       : NULL;

    train->is_open = task != NULL;
    if (!task)
        return NULL;
    train->bytes += sf_train_weight(task->run);
    g_ptr_array_add(train->tasks, task);
    return task->run;
}

void sf_job_start_train(SfJob *job, SfTask *first)
{
    g_autoptr(GError) error = NULL;
    SfTrainTasks *train = g_new0(SfTrainTasks, 1);

    train->job = job;
    train->tasks = g_ptr_array_new();
    train->seats = seats(job);
    train->bytes = sf_train_weight(first->run);
    train->is_open = TRUE;
    g_ptr_array_add(train->tasks, first);
    train->train = sf_train_new(&job->run_options, first->run, next_rider, on_train_done, train);
    if (!sf_run_start(train->train, &error)) {
        sf_train_tasks_free(train);
        sf_job_stop_for(job, sf_job_error_of(error), error->message);
        return;
    }
    g_ptr_array_add(job->trains, train);
    job->running++;
}

gboolean sf_job_has_open_train(const SfJob *job)
{
    for (guint i = 0; i < job->trains->len; i++)
        if (((const SfTrainTasks *)g_ptr_array_index(job->trains, i))->is_open)
            return TRUE;
    return FALSE;
}
