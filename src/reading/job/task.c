/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A task: one run, from its first start to what it told. */
#include "reading/job/job.h"

#include "reading/results/remap.h"

/* From here on nobody sees what the run's tshark wrote. */
static void mask(SfJob *job, SfTask *task)
{
    g_autoptr(GError) error = NULL;
    SfSpool *packets = sf_masking_apply(job->masking, task->run, &error);

    if (!packets)
        sf_run_blame(task->run, error->message);
    else if (job->options->keep)
        sf_kept_run_mask(g_ptr_array_index(job->planned, task->place), packets,
                         sf_run_map(task->run));
    else
        sf_spool_free(packets);
}

/* What tshark told, and what the intake counted of the files. */
static JsonObject *whole_line(JsonObject *told, const GPtrArray *inputs)
{
    JsonObject *line = sf_total_new();
    sf_total_add(line, told);
    for (guint i = 0; i < inputs->len; i++) {
        const SfInput *input = g_ptr_array_index(inputs, i);
        if (input->told && !input->alien && !input->unseen)
            sf_total_add_input(line, input);
    }
    return line;
}

/* Of logs that do not say when something was. */
static void forget_times(JsonObject *line, const GPtrArray *inputs)
{
    for (guint i = 0; i < inputs->len; i++) {
        const SfInput *input = g_ptr_array_index(inputs, i);
        if (input->times < SF_TIMES_OF_DAY)
            continue;
        json_object_remove_member(line, "first");
        json_object_remove_member(line, "last");
    }
}

static void take_verdict(SfJob *job, SfTask *task)
{
    SfRunVerdict verdict = sf_run_verdict(task->run);

    if (verdict == SF_RUN_REFUSED || verdict == SF_RUN_FAILED)
        sf_job_check_tools(job, verdict == SF_RUN_REFUSED ? sf_run_complaint(task->run) : NULL);
    if (job->masking)
        mask(job, task);
    JsonObject *line = sf_run_line(task->run);
    if (!line)
        return;
    forget_times(line, sf_run_inputs(task->run));
    sf_remap_examples(line, sf_run_map(task->run));
    if (!job->result->other_plugin)
        job->result->other_plugin = sf_other_plugin(line);
}

void sf_task_finish(SfJob *job, SfTask *task)
{
    take_verdict(job, task);
    if (job->cache && sf_run_is_worth_keeping(task->run))
        sf_cache_keep(job->cache, task->run);
    if (sf_run_complete(task->run)) {
        task->emitter = sf_emitter_new(task->run);
        task->line = whole_line(sf_run_line(task->run), sf_run_inputs(task->run));
    }
    task->finished = TRUE;
    job->held++;
}

/* @return whether it is under way again */
static gboolean read_again(SfJob *job, SfRun *run)
{
    g_autoptr(GError) error = NULL;

    if (sf_job_is_over(job) || !sf_run_is_in_doubt(run))
        return FALSE;
    if (sf_run_start_long_way(run, &error))
        return TRUE;
    sf_job_stop_for(job, sf_job_error_of(error), error->message);
    return FALSE;
}

void sf_task_on_done(SfRun *run, gpointer data)
{
    SfTask *task = data;
    SfJob *job = task->job;

    if (read_again(job, run))
        return;
    job->running--;
    sf_task_finish(job, task);
    sf_job_start_tasks(job);
    if (!job->error)
        sf_job_tell(job, FALSE);
}

gboolean sf_task_recall(SfJob *job, SfTask *task)
{
    if (!job->cache || task->alone || !sf_cache_recall(job->cache, task->run))
        return FALSE;
    sf_task_finish(job, task);
    sf_job_tell(job, FALSE);
    return TRUE;
}

void sf_task_start(SfJob *job, SfTask *task)
{
    g_autoptr(GError) error = NULL;

    if (!sf_run_start(task->run, &error)) {
        sf_job_stop_for(job, sf_job_error_of(error), error->message);
        return;
    }
    task->started = TRUE;
    job->running++;
}

void sf_task_free(SfTask *task)
{
    g_clear_pointer(&task->line, json_object_unref);
    g_clear_pointer(&task->emitter, sf_emitter_free);
    g_clear_pointer(&task->run, sf_run_free);
    g_free(task);
}
