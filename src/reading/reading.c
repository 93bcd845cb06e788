/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The story of one reading: find the files, look which belong together, read them run by run, tell.
 */
#include "reading/reading.h"

#include "reading/job/job.h"
#include "reading/run/child/signals.h"

#include <unistd.h>

G_DEFINE_QUARK(sf - reading - error - quark, sf_reading_error)

static void work(SfJob *job, GError **error)
{
    if (!sf_job_look_first(job, error) || job->error || !sf_job_digest_files(job, error) ||
        job->error)
        return;
    sf_job_plan(job);
    if (job->options->plan) {
        sf_job_tell_plan(job);
        return;
    }
    sf_job_start_tasks(job);
    while (job->running > 0)
        g_main_context_iteration(job->context, TRUE);
    if (job->error)
        return;
    sf_job_tell(job, TRUE);
    if (job->listener->progress)
        sf_job_show_progress(job);
}

static SfUnread *unread_of(const SfInput *input, const char *reason)
{
    SfUnread *unread = sf_unread_new(input->name, reason);
    unread->true_path = g_strdup(input->true_name);
    return unread;
}

static void sum_up_input(SfReading *result, const SfInput *input)
{
    result->captures += sf_job_is_read(input) ? 1 : 0;
    if (input->told && input->alien && input->doubtful)
        g_ptr_array_add(
            result->not_captures,
            unread_of(input, input->trouble ? input->trouble : "no capture, by what is in it"));
    else if (input->trouble)
        g_ptr_array_add(result->unreadable, unread_of(input, input->trouble));
}

static void sum_up(SfJob *job)
{
    SfReading *result = job->result;

    g_ptr_array_extend_and_steal(result->unreadable, g_steal_pointer(&job->found->unreadable));
    g_ptr_array_extend_and_steal(result->not_captures, g_steal_pointer(&job->found->not_captures));
    result->taken = job->found->inputs->len;
    for (guint i = 0; i < job->found->inputs->len; i++)
        sum_up_input(result, g_ptr_array_index(job->found->inputs, i));
    sf_unread_sort(result->unreadable);
    sf_unread_sort(result->not_captures);
    if (job->masking) {
        sf_masking_hide(result->unreadable, "unreadable");
        sf_masking_hide(result->not_captures, "file");
    }
}

SfReading *sf_reading_new(void)
{
    SfReading *reading = g_new0(SfReading, 1);

    reading->unreadable = g_ptr_array_new_with_free_func((GDestroyNotify)sf_unread_free);
    reading->not_captures = g_ptr_array_new_with_free_func((GDestroyNotify)sf_unread_free);
    reading->total = sf_total_new();
    return reading;
}

void sf_reading_let_go(SfReading *reading)
{
    if (!reading->kept)
        return;
    g_clear_pointer(&reading->kept, sf_kept_free);
    sf_signals_let_go(reading->heard);
}

void sf_reading_free(SfReading *reading)
{
    g_ptr_array_unref(reading->unreadable);
    g_ptr_array_unref(reading->not_captures);
    json_object_unref(reading->total);
    g_free(reading->other_plugin);
    g_free(reading->asked_for);
    g_clear_pointer(&reading->planned, g_ptr_array_unref);
    g_clear_pointer(&reading->common_codes, json_array_unref);
    g_clear_pointer(&reading->kept, sf_kept_free);
    g_free(reading);
}

/* Cutting needs the same children, files and secrets once more. */
static void keep(SfJob *job)
{
    job->result->kept = sf_kept_new(g_steal_pointer(&job->sandbox), g_steal_pointer(&job->found),
                                    g_steal_pointer(&job->runs), job->run_options.keylog);
    job->run_options.keylog = -1;
}

static void clean_up(SfJob *job)
{
    g_queue_free(job->waiting);
    g_ptr_array_unref(job->trains);
    g_ptr_array_unref(job->tasks);
    g_clear_pointer(&job->runs, g_ptr_array_unref);
    g_ptr_array_unref(job->planned);
    g_clear_pointer(&job->masking, sf_masking_free);
    g_clear_pointer(&job->survey, sf_survey_free);
    g_clear_pointer(&job->cache, sf_cache_free);
    g_clear_pointer(&job->found, sf_inputs_free);
    g_clear_pointer(&job->sandbox, sf_sandbox_free);
    g_free(job->task_of);
    if (job->run_options.keylog >= 0)
        close(job->run_options.keylog);
}

SfReading *sf_reading_run(const SfReadingOptions *options, const SfReadingListener *listener,
                          GError **error)
{
    SfJob job = {.options = options, .listener = listener};
    GError *failure = NULL;

    if (!sf_signals_hold(error)) {
        g_clear_error(error);
        g_set_error(
            error, SF_READING_ERROR, SF_READING_ERROR_MACHINE,
            "too few files may be open at once here\nAllow more: ulimit -n, in the shell or "
            "service that starts sipfix");
        return NULL;
    }
    job.jobs = options->jobs > 0 ? options->jobs : g_get_num_processors();
    job.tasks = g_ptr_array_new_with_free_func((GDestroyNotify)sf_task_free);
    job.trains = g_ptr_array_new_with_free_func(sf_train_tasks_free);
    job.waiting = g_queue_new();
    job.planned = g_ptr_array_new_with_free_func((GDestroyNotify)sf_kept_run_unref);
    job.runs = g_ptr_array_new_with_free_func((GDestroyNotify)sf_kept_run_unref);
    job.result = sf_reading_new();
    job.context = g_main_context_new();
    g_main_context_push_thread_default(job.context);

    g_autoptr(GPtrArray) sources = sf_job_watch_outside(&job);
    if (sf_job_prepare(&job, &failure))
        work(&job, &failure);
    if (!failure)
        failure = g_steal_pointer(&job.error);
    g_clear_error(&job.error);
    if (!failure)
        sum_up(&job);
    job.result->heard = sf_signals_heard();
    job.result->interrupted = job.result->heard > 0;
    if (!failure && options->keep)
        keep(&job);
    clean_up(&job);
    if (failure || !options->keep)
        sf_signals_let_go(job.result->heard);
    g_clear_pointer(&sources, g_ptr_array_unref);
    g_main_context_pop_thread_default(job.context);
    g_main_context_unref(job.context);
    if (!failure)
        return job.result;
    sf_reading_free(job.result);
    g_propagate_error(error, failure);
    return NULL;
}
