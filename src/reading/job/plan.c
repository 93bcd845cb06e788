/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which runs there are: what the survey found to belong together is one. */
#include "reading/job/job.h"

#include "reading/find/stitch.h"

gboolean sf_job_is_settled(const SfInput *input)
{
    return input->told && (input->alien || (input->records == 0 && input->trouble));
}

static void add_task(SfJob *job, GPtrArray *inputs)
{
    SfTask *task = g_new0(SfTask, 1);

    task->run = sf_run_new(&job->run_options, inputs, sf_task_on_done, task);
    task->job = job;
    task->untold = inputs->len;
    for (guint i = 0; i < inputs->len; i++) {
        SfInput *input = g_ptr_array_index(inputs, i);
        job->task_of[input->number] = task;
        sf_input_forget(input);
    }
    task->place = job->tasks->len;
    g_ptr_array_add(job->tasks, task);
    g_queue_push_tail(job->waiting, task);
    if (job->options->keep)
        g_ptr_array_add(job->planned, sf_kept_run_new(inputs));
}

/* Which events are shown depends on all before them, of all runs. What is kept may serve another
 * report, and what is cut is cut by all that events tell. */
static gboolean may_be_brief(const SfJob *job, const GPtrArray *runs)
{
    return job->options->brief && !job->cache && !job->options->keep && runs->len == 1 &&
           sf_emitter_is_straight(runs->pdata[0]);
}

static guint64 bytes_of(const SfTask *task)
{
    const GPtrArray *inputs = sf_run_inputs(task->run);
    guint64 bytes = 0;

    for (guint i = 0; i < inputs->len; i++)
        bytes += ((const SfInput *)g_ptr_array_index(inputs, i))->size;
    return bytes;
}

static gint larger_first(gconstpointer a, gconstpointer b, gpointer data G_GNUC_UNUSED)
{
    const guint64 one = bytes_of(a);
    const guint64 other = bytes_of(b);
    return one > other ? -1 : one < other;
}

/* Where several are read at once, the largest begin, so that no processor waits for one of them at
 * the end. They are told in their order all the same: so not where that keeps too many waiting. */
static void begin_with_large_ones(SfJob *job)
{
    if (job->jobs > 1 && job->tasks->len <= job->held_most)
        g_queue_sort(job->waiting, larger_first, NULL);
}

void sf_job_plan(SfJob *job)
{
    g_autoptr(GPtrArray) readable = g_ptr_array_new();

    for (guint i = 0; i < job->found->inputs->len; i++) {
        SfInput *input = g_ptr_array_index(job->found->inputs, i);
        if (!sf_job_is_settled(input))
            g_ptr_array_add(readable, input);
    }
    /* Without a survey nobody knows what belongs together, and each stays alone. */
    g_autoptr(GPtrArray) runs = sf_stitch(readable);
    job->run_options.brief = may_be_brief(job, runs);
    for (guint i = 0; i < runs->len; i++)
        add_task(job, g_ptr_array_ref(g_ptr_array_index(runs, i)));
    begin_with_large_ones(job);
}
