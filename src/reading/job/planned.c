/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --plan: which captures would be read together, and nothing is read. */
#include "reading/job/job.h"

static void planned_free(gpointer data)
{
    SfPlannedRun *run = data;
    g_ptr_array_unref(run->paths);
    g_free(run);
}

static SfPlannedRun *add_planned(SfJob *job)
{
    SfPlannedRun *run = g_new0(SfPlannedRun, 1);
    run->paths = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(job->result->planned, run);
    return run;
}

static void add_path(SfPlannedRun *run, const SfInput *input)
{
    run->bytes += input->size;
    g_ptr_array_add(run->paths, g_strdup(input->path ? input->path : "-"));
}

void sf_job_tell_plan(SfJob *job)
{
    job->result->planned = g_ptr_array_new_with_free_func(planned_free);
    for (guint i = 0; i < job->tasks->len; i++) {
        const SfTask *task = g_ptr_array_index(job->tasks, i);
        g_autoptr(GPtrArray) inputs = sf_job_in_order(sf_run_inputs(task->run));
        SfPlannedRun *run = add_planned(job);
        for (guint j = 0; j < inputs->len; j++)
            add_path(run, inputs->pdata[j]);
    }
    for (guint i = 0; i < job->found->inputs->len; i++) {
        const SfInput *input = g_ptr_array_index(job->found->inputs, i);
        if (!job->task_of[i] && !(input->alien && input->doubtful))
            add_path(add_planned(job), input);
    }
    for (guint i = 0; i < job->found->unreadable->len; i++) {
        const SfUnread *unread = g_ptr_array_index(job->found->unreadable, i);
        g_ptr_array_add(add_planned(job)->paths, g_strdup(unread->path));
    }
}
