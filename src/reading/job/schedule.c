/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who is started next, and when. */
#include "reading/job/job.h"

#include "reading/run/train.h"

/* Where many runs wait for the turn of one that is slow, it is waited for; but for nobody. */
static gboolean may_start(const SfJob *job)
{
    return job->running < job->jobs && (job->held < job->held_most || job->running == 0);
}

static void start_task(SfJob *job, SfTask *task)
{
    const SfTask *next = g_queue_peek_head(job->waiting);

    if (next && sf_job_may_ride(job, task) && sf_job_may_ride(job, next))
        sf_job_start_train(job, task);
    else
        sf_task_start(job, task);
}

/* A start of tshark costs as much as this, so that where a train takes all that waits, less is not
 * worth another one. */
static gboolean is_worth_a_start(const SfJob *job)
{
    const guint64 least = (guint64)16 * 1024 * 1024;
    guint64 waiting = 0;

    if (!sf_job_has_open_train(job))
        return TRUE;
    for (const GList *link = job->waiting->head; link && waiting < least; link = link->next) {
        const SfTask *task = link->data;
        if (!sf_job_may_ride(job, task))
            return TRUE;
        waiting += sf_train_weight(task->run);
    }
    return waiting >= least;
}

void sf_job_start_tasks(SfJob *job)
{
    while (!sf_job_is_over(job) && may_start(job) && !g_queue_is_empty(job->waiting) &&
           is_worth_a_start(job)) {
        SfTask *task = g_queue_pop_head(job->waiting);
        if (!sf_task_recall(job, task))
            start_task(job, task);
    }
}
