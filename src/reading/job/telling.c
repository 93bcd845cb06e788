/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was read is handed on in the order of the files, whatever order the runs end in. */
#include "reading/job/job.h"

#include "reading/results/remap.h"
#include "reading/run/child/signals.h"

gboolean sf_job_is_read(const SfInput *input)
{
    return input->told && !input->alien && !input->unseen &&
           (input->records > 0 || !input->trouble);
}

/* Numbers do not depend on what else lies beside the captures, so that they are the same however
 * the captures are divided: only what is read has one, and is in the
 * sum, in the order of the report. */
static void number(SfJob *job, SfTask *task, const SfInput *input)
{
    if (task->number > 0 || !sf_job_is_read(input))
        return;
    task->number = ++job->result->runs;
    if (task->line)
        sf_total_add_run(job->result->total, task->line);
    if (job->options->keep)
        g_ptr_array_add(job->runs, sf_kept_run_ref(g_ptr_array_index(job->planned, task->place)));
}

static gint by_number(gconstpointer a, gconstpointer b)
{
    const SfInput *one = *(SfInput *const *)a;
    const SfInput *other = *(SfInput *const *)b;
    return one->number < other->number ? -1 : one->number > other->number;
}

GPtrArray *sf_job_in_order(const GPtrArray *inputs)
{
    GPtrArray *sorted = g_ptr_array_sized_new(inputs->len);
    for (guint i = 0; i < inputs->len; i++)
        g_ptr_array_add(sorted, inputs->pdata[i]);
    g_ptr_array_sort(sorted, by_number);
    return sorted;
}

/* What else a report must know of the run: which one it is, and what was in it. */
static void tell_run(SfJob *job, SfTask *task)
{
    if (task->number == 0 || !task->line || !job->listener->run_line)
        return;
    JsonArray *captures = json_array_new();
    g_autoptr(GPtrArray) inputs = sf_job_in_order(sf_run_inputs(task->run));
    for (guint i = 0; i < inputs->len; i++) {
        const SfInput *input = g_ptr_array_index(inputs, i);
        if (sf_job_is_read(input))
            json_array_add_string_element(captures, input->name);
    }
    json_object_set_int_member(task->line, "run", task->number);
    json_object_set_array_member(task->line, "captures", captures);
    job->listener->run_line(task->line, job->listener->data);
}

static void tell_input(SfJob *job, SfTask *task, const SfInput *input)
{
    number(job, task, input);
    if (task->emitter)
        sf_emitter_emit(task->emitter, input, task->number, job->listener->event,
                        job->listener->data);
    if (--task->untold > 0)
        return;
    tell_run(job, task);
    g_clear_pointer(&task->line, json_object_unref);
    job->held--;
    /* Long analyses have many runs: what is told is let go. */
    g_clear_pointer(&task->emitter, sf_emitter_free);
    g_clear_pointer(&task->run, sf_run_free);
}

void sf_job_tell(SfJob *job, gboolean at_end)
{
    const guint heard = sf_signals_heard();

    for (; !job->hushed && job->told < job->found->inputs->len; job->told++) {
        SfTask *task = job->task_of[job->told];
        if (task && !task->finished && !at_end)
            return;
        if (task && task->finished)
            tell_input(job, task, g_ptr_array_index(job->found->inputs, job->told));
        if (sf_signals_heard() != heard)
            job->hushed = TRUE;
    }
}
