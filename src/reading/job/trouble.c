/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When a program is missing or refuses, and there is no point in going on. */
#include "reading/job/job.h"

#include "reading/run/child/room.h"
#include "reading/run/tools.h"

void sf_job_each_run(SfJob *job, void (*what)(SfRun *run))
{
    for (guint i = 0; i < job->tasks->len; i++) {
        SfTask *task = g_ptr_array_index(job->tasks, i);
        if (task->started && !task->finished)
            what(task->run);
    }
    for (guint i = 0; i < job->trains->len; i++)
        what(((SfTrainTasks *)g_ptr_array_index(job->trains, i))->train);
}

void sf_job_stop_for(SfJob *job, SfReadingError code, const char *words)
{
    if (job->error)
        return;
    job->error = g_error_new_literal(SF_READING_ERROR, (int)code, words);
    sf_job_each_run(job, sf_run_kill);
}

SfReadingError sf_job_error_of(const GError *error)
{
    return sf_room_is_short(error) ? SF_READING_ERROR_MACHINE : SF_READING_ERROR_TOOLS;
}

void sf_job_check_tools(SfJob *job, const char *complaint)
{
    if (job->tools_checked || job->error)
        return;
    job->tools_checked = TRUE;
    SfTools *tools = sf_tools_find(&job->options->tools);
    const SfReadingError code = tools->machine ? SF_READING_ERROR_MACHINE : SF_READING_ERROR_TOOLS;
    g_autofree char *reason = sf_tools_reason(tools);
    if (reason)
        sf_job_stop_for(job, code, reason);
    g_autofree char *refusal = complaint ? g_strconcat("tshark, with this --decode-as: ", complaint,
                                                       "\nGive it as in udp.port==5080,sip", NULL)
                                         : NULL;
    if (!reason && refusal && job->options->decode_as && job->options->decode_as[0])
        sf_job_stop_for(job, SF_READING_ERROR_OPTIONS, refusal);
    sf_tools_free(tools);
}

gboolean sf_job_is_over(const SfJob *job)
{
    return job->interrupts > 0 || job->error;
}
