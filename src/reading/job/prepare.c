/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a reading needs before it begins: room, programs, the key log, the files. */
#include "reading/job/job.h"

#include "reading/run/bounds/memory.h"
#include "reading/run/child/room.h"
#include "reading/run/tools.h"
#include "reading/trouble_words.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static GHashTable *ask_suffixes(gpointer data, GError **error)
{
    const SfSandbox *sandbox = ((SfJob *)data)->sandbox;
    const char *argv[] = {sandbox->intake, "suffixes", NULL};
    g_autofree char *answer =
        sf_child_ask(sandbox->identity, argv, sandbox->environment, NULL, error);

    if (!answer)
        return NULL;
    GHashTable *suffixes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) lines = g_strsplit_set(answer, "\r\n", -1);
    for (gsize i = 0; lines[i]; i++) {
        if (*lines[i])
            g_hash_table_add(suffixes, g_ascii_strdown(lines[i], -1));
    }
    return suffixes;
}

/* Opened here, since it may be for root's eyes only; read by the intake. */
static int open_keylog(const char *path, GError **error)
{
    struct stat status;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    const char *what = descriptor < 0 ? g_strerror(errno) : NULL;

    if (!what && (fstat(descriptor, &status) < 0 || !S_ISREG(status.st_mode)))
        what = S_ISDIR(status.st_mode) ? "it is a folder" : "it is no file";
    if (!what)
        return descriptor;
    if (descriptor >= 0)
        close(descriptor);
    g_autofree char *name = sf_trouble_quote(path);
    g_set_error(error, SF_READING_ERROR, SF_READING_ERROR_OPTIONS,
                "the key log %s cannot be used: %s\nGive --keylog the file that the variable "
                "SSLKEYLOGFILE named.",
                name, what);
    return -1;
}

/* Which packets cannot carry SIP is known from the usual ports of tunnels. A profile may name
 * others, and so may a rule for anything but SIP itself. */
static gboolean may_move_tunnels(const SfReadingOptions *options)
{
    for (gsize i = 0; options->decode_as && options->decode_as[i]; i++) {
        if (!g_str_has_suffix(options->decode_as[i], ",sip"))
            return TRUE;
    }
    return options->profile != NULL;
}

/* What replaces what is numbered in the order of appearance: one run after the other. */
static gboolean hide(SfJob *job, GError **error)
{
    job->jobs = 1;
    sf_masking_rename(job->found);
    job->masking = sf_masking_new(&job->run_options, error);
    job->run_options.messages = TRUE;
    job->run_options.short_way = FALSE;
    return job->masking != NULL;
}

/* Nobody knows how much a pipe brings. */
static guint64 memory_for(const GPtrArray *inputs)
{
    guint64 bytes = 0;

    for (guint i = 0; i < inputs->len; i++) {
        const SfInput *input = g_ptr_array_index(inputs, i);
        if (input->kind != SF_INPUT_FILE)
            return sf_memory_for(G_MAXUINT64);
        bytes += input->size;
    }
    return sf_memory_for(bytes);
}

static void set_bounds(SfJob *job)
{
    const SfReadingOptions *options = job->options;

    if (options->patience > 0)
        job->sandbox->patience = options->patience;
    job->sandbox->identity->memory =
        options->memory > 0 ? options->memory : memory_for(job->found->inputs);
}

gboolean sf_job_prepare(SfJob *job, GError **error)
{
    const SfReadingOptions *options = job->options;

    job->run_options.keylog = -1;
    if (!sf_room_take(&job->jobs, &job->held_most, error))
        return FALSE;
    if (options->keylog && (job->run_options.keylog = open_keylog(options->keylog, error)) < 0)
        return FALSE;
    job->sandbox = sf_sandbox_new(&options->tools, options->profile, error);
    if (!job->sandbox || !sf_tools_all_there(job->sandbox->places, &options->tools, error))
        return FALSE;
    job->run_options.sandbox = job->sandbox;
    job->run_options.decode_as = options->decode_as;
    job->run_options.codes = options->codes;
    job->run_options.all_frames = options->all_frames || may_move_tunnels(options);
    job->run_options.short_way =
        !options->long_way && (!options->decode_as || !options->decode_as[0]);
    if (options->cache &&
        !(job->cache = sf_cache_open(options->cache, job->sandbox, &job->run_options, error)))
        return FALSE;

    g_autoptr(GError) refusal = NULL;
    job->found = sf_inputs_find(options->paths, options->recursive, ask_suffixes, job, &refusal);
    if (!job->found) {
        sf_job_check_tools(job, refusal->message);
        sf_job_stop_for(job, sf_job_error_of(refusal), refusal->message);
        return FALSE;
    }
    job->task_of = g_new0(SfTask *, job->found->inputs->len);
    set_bounds(job);
    return !options->anonymize || hide(job, error);
}
