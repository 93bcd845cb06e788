// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/commands/list_runs.h"

#include <string.h>

/* FALSE where the run cannot stand on a line. */
static gboolean append_run(GString *text, const SfPlannedRun *run, const SfCommand *command)
{
    const gsize before = text->len;
    g_string_append_printf(text, "%" G_GUINT64_FORMAT, run->bytes);
    for (guint i = 0; i < run->paths->len; i++) {
        const char *path = run->paths->pdata[i];
        if (strpbrk(path, "\t\n")) {
            sf_complain(command->name, "%s: its name cannot stand in a list", path);
            g_string_truncate(text, before);
            return FALSE;
        }
        g_string_append_printf(text, "\t%s", path);
    }
    g_string_append_c(text, '\n');
    return TRUE;
}

static SfExit print(const SfCaptures *captures, const SfCommand *command, const GPtrArray *runs)
{
    g_autoptr(GString) text = g_string_new(NULL);
    SfExit status = SF_EXIT_DONE;
    for (guint i = 0; i < runs->len; i++)
        if (!append_run(text, runs->pdata[i], command))
            status = SF_EXIT_PART;
    g_autoptr(SfOutput) output = sf_captures_open_output(captures, command);
    if (!output)
        return SF_EXIT_USE;
    sf_output_write(output, text->str, text->len);
    return sf_captures_close_output(output, command) ? status : SF_EXIT_USE;
}

static gboolean has_standard_input(const SfCaptures *captures)
{
    return g_strv_contains((const char *const *)captures->paths, "-");
}

SfExit sf_list_runs(const SfCaptures *captures, const SfCommand *command)
{
    g_autoptr(GError) error = NULL;
    const SfReadingListener nobody = {.event = NULL};
    const SfReadingOptions options = {
        .paths = (const char *const *)captures->paths,
        .recursive = captures->recursive,
        .jobs = (guint)captures->jobs,
        .stitch = !captures->no_stitch,
        .plan = TRUE,
    };
    if (has_standard_input(captures)) {
        sf_complain(command->name, "--list-runs: standard input is no file that others can read");
        return SF_EXIT_USE;
    }
    SfReading *reading = sf_reading_run(&options, &nobody, &error);
    if (!reading) {
        sf_complain_of(command->name, NULL, error->message);
        return SF_EXIT_USE;
    }
    const SfExit status = print(captures, command, reading->planned);
    sf_reading_free(reading);
    return status;
}
