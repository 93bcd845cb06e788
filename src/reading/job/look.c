/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files are looked at before any is read: which belong together, which are in the cache. */
#include "reading/job/job.h"

static guint count_in(GHashTable *folders, const SfInput *input, guint more)
{
    g_autofree char *folder = g_path_get_dirname(input->path);
    guint count = GPOINTER_TO_UINT(g_hash_table_lookup(folders, folder)) + more;

    g_hash_table_insert(folders, g_steal_pointer(&folder), GUINT_TO_POINTER(count));
    return count;
}

/* Files that share a folder with another one: only they can be parts of one capture. */
static GPtrArray *worth_a_survey(const GPtrArray *inputs)
{
    g_autoptr(GHashTable) folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    GPtrArray *worth = g_ptr_array_new();

    for (guint i = 0; i < inputs->len; i++) {
        SfInput *input = g_ptr_array_index(inputs, i);
        if (input->kind != SF_INPUT_FILE)
            continue;
        g_ptr_array_add(files, input);
        count_in(folders, input, 1);
    }
    for (guint i = 0; i < files->len; i++) {
        SfInput *input = g_ptr_array_index(files, i);
        if (count_in(folders, input, 0) > 1)
            g_ptr_array_add(worth, input);
    }
    return worth;
}

static void on_surveyed(gpointer data)
{
    SfJob *job = data;
    const char *trouble = sf_survey_trouble(job->survey);

    job->surveyed = TRUE;
    if (trouble)
        sf_job_check_tools(job, trouble);
    if (trouble && !job->error)
        sf_job_stop_for(job, SF_READING_ERROR_TOOLS, trouble);
}

typedef SfSurvey *SfSurveyFunction(const SfSandbox *sandbox, GPtrArray *inputs, guint jobs,
                                   void (*done)(gpointer data), gpointer data, GError **error);

static gboolean survey(SfJob *job, SfSurveyFunction *start, GPtrArray *inputs, GError **error)
{
    if (inputs->len == 0 || sf_job_is_over(job))
        return TRUE;
    job->surveyed = FALSE;
    job->survey = start(job->sandbox, inputs, job->jobs, on_surveyed, job, error);
    if (!job->survey)
        return FALSE;
    while (!job->surveyed)
        g_main_context_iteration(job->context, TRUE);
    g_clear_pointer(&job->survey, sf_survey_free);
    return TRUE;
}

gboolean sf_job_look_first(SfJob *job, GError **error)
{
    g_autoptr(GPtrArray) worth = worth_a_survey(job->found->inputs);

    return !job->options->stitch || survey(job, sf_survey_new, worth, error);
}

gboolean sf_job_digest_files(SfJob *job, GError **error)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new();

    for (guint i = 0; job->cache && i < job->found->inputs->len; i++) {
        SfInput *input = g_ptr_array_index(job->found->inputs, i);
        if (input->kind == SF_INPUT_FILE && !sf_job_is_settled(input))
            g_ptr_array_add(files, input);
    }
    return survey(job, sf_survey_digest, files, error);
}
