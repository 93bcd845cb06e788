// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sipfix analyze: captures in, a report out.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "case.h"
#include "command.h"
#include "progress.h"
#include "report.h"

/* ---- Options ---- */

typedef struct {
    char *format;
    char *output;
    int jobs;
    gboolean recursive;
    gboolean no_stitch;
    char *keylog;
    char **decode_as;
    char *profile;
    char *case_prefix;
    char *fail_on;
    gboolean verbose;
    gboolean quiet;
    gboolean no_progress;
    char **paths;
} Options;

static void options_clear(Options *options)
{
    g_free(options->format);
    g_free(options->output);
    g_free(options->keylog);
    g_strfreev(options->decode_as);
    g_free(options->profile);
    g_free(options->case_prefix);
    g_free(options->fail_on);
    g_strfreev(options->paths);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static gboolean parse(Options *options, const char *const *arguments, SfExit *status)
{
    const GOptionEntry entries[] = {
        {"format", 'f', 0, G_OPTION_ARG_STRING, &options->format,
         "text (the default), json, ndjson or html", "FORMAT"},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
         "Write to FILE; it is complete or not there", "FILE"},
        {"recursive", 'r', 0, G_OPTION_ARG_NONE, &options->recursive, "Folders in folders too",
         NULL},
        {"case", 0, 0, G_OPTION_ARG_STRING, &options->case_prefix,
         "Only the case that begins so (4 digits or more)", "PREFIX"},
        {"fail-on", 0, 0, G_OPTION_ARG_STRING, &options->fail_on,
         "Exit status 1 for note, warn or error, and worse", "LEVEL"},
        {"keylog", 0, 0, G_OPTION_ARG_FILENAME, &options->keylog,
         "TLS secrets, in the format of SSLKEYLOGFILE", "FILE"},
        {"decode-as", 'd', 0, G_OPTION_ARG_STRING_ARRAY, &options->decode_as,
         "As in tshark: 'udp.port==5080,sip'", "RULE"},
        {"profile", 0, 0, G_OPTION_ARG_FILENAME, &options->profile,
         "Read with this Wireshark profile of yours", "NAME"},
        {"jobs", 'j', 0, G_OPTION_ARG_INT, &options->jobs, "Captures read at the same time", "N"},
        {"no-stitch", 0, 0, G_OPTION_ARG_NONE, &options->no_stitch,
         "Read each file by itself, rotated ones too", NULL},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &options->verbose,
         "All callers, addresses, files and check ids", NULL},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &options->quiet,
         "On standard error only what ends the work", NULL},
        {"no-progress", 0, 0, G_OPTION_ARG_NONE, &options->no_progress, "No progress bar", NULL},
        SF_NO_MORE_OPTIONS,
    };
    return sf_options_parse(&sf_command_analyze, arguments, entries, &options->paths, status);
}

static const char *const level_names[] = {"note", "warn", "error", NULL};

/* FALSE after a complaint. */
static gboolean check(const Options *options)
{
    const char *name = sf_command_analyze.name;
    if (options->format && !sf_report_format(options->format)) {
        sf_wrong_choice(name, "format", options->format, sf_report_format_names());
        return FALSE;
    }
    if (options->fail_on && !g_strv_contains(level_names, options->fail_on)) {
        sf_wrong_choice(name, "level", options->fail_on, level_names);
        return FALSE;
    }
    g_autofree char *flaw = options->case_prefix ? sf_case_prefix_flaw(options->case_prefix) : NULL;
    if (flaw) {
        sf_complain(name, "--case %s: %s", options->case_prefix, flaw);
        return FALSE;
    }
    if (options->jobs < 0) {
        sf_complain(name, "--jobs %d: 1 or more; 0 for one a processor", options->jobs);
        return FALSE;
    }
    if (!options->paths[0]) {
        sf_complain(name, "which captures? Give files or folders, or - for standard input");
        return FALSE;
    }
    return TRUE;
}

/* ---- Reading ---- */

typedef struct {
    const SfReportFormat *format;
    SfReport report;
    SfSummary *summary;
    SfProgress *progress;
} Analysis;

static void take_event(JsonObject *object, gpointer data)
{
    Analysis *analysis = data;
    SfEvent *event = sf_event_new(object);
    const char *prefix = analysis->report.case_prefix;
    if (prefix && !sf_event_in_case(event, prefix)) {
        sf_event_free(event);
        return;
    }
    if (analysis->format->event)
        analysis->format->event(&analysis->report, object);
    sf_summary_add(analysis->summary, event);
}

static void take_progress(guint64 bytes, guint64 total_bytes, guint files, gpointer data)
{
    const Analysis *analysis = data;
    sf_progress_show(analysis->progress, bytes, total_bytes, files);
}

static SfReading *read_captures(const Options *options, Analysis *analysis)
{
    g_autoptr(GError) error = NULL;
    const SfReadingOptions reading_options = {
        .paths = (const char *const *)options->paths,
        .recursive = options->recursive,
        .keylog = options->keylog,
        .profile = options->profile,
        .decode_as = (const char *const *)options->decode_as,
        .jobs = (guint)options->jobs,
        .stitch = !options->no_stitch,
    };
    const gint64 began = g_get_monotonic_time();
    SfReading *reading =
        sf_reading_run(&reading_options, take_event, take_progress, analysis, &error);
    analysis->report.seconds = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
    g_clear_pointer(&analysis->progress, sf_progress_free);
    if (reading)
        return reading;
    const gboolean ill = g_error_matches(error, SF_READING_ERROR, SF_READING_ERROR_TOOLS);
    sf_complain(sf_command_analyze.name, "%s%s", error->message,
                ill ? " ('sipfix doctor' tells more)" : "");
    return NULL;
}

/* ---- Reporting ---- */

static void complain_of_files(const SfReading *reading)
{
    for (guint i = 0; i < reading->unreadable->len; i++) {
        const SfUnread *unread = reading->unreadable->pdata[i];
        sf_complain(sf_command_analyze.name, "%s: %s", unread->path,
                    unread->reason ? unread->reason : "not a capture");
    }
}

static gboolean is_met(const Options *options, const SfSummary *summary)
{
    if (!options->fail_on)
        return FALSE;
    for (SfSeverity level = SF_NOTE; level <= SF_ERROR; level++)
        if (g_str_equal(options->fail_on, sf_severity_name(level)))
            return sf_summary_level(summary) >= level;
    return FALSE;
}

static gboolean write_report(Analysis *analysis)
{
    g_autoptr(GError) error = NULL;
    if (analysis->format->finish)
        analysis->format->finish(&analysis->report);
    if (sf_output_close(analysis->report.output, &error))
        return TRUE;
    sf_complain(sf_command_analyze.name, "%s", error->message);
    return FALSE;
}

static SfExit report(const Options *options, Analysis *analysis, const SfReading *reading)
{
    if (!options->quiet)
        complain_of_files(reading);
    if (reading->captures == 0 && !reading->interrupted) {
        sf_complain(sf_command_analyze.name, "nothing could be read: no capture in what was given");
        return SF_EXIT_USE;
    }
    sf_summary_finish(analysis->summary);
    analysis->report.reading = reading;
    analysis->report.summary = analysis->summary;
    if (!write_report(analysis))
        return SF_EXIT_USE;
    if (reading->interrupted || reading->unreadable->len > 0)
        return SF_EXIT_PART;
    return is_met(options, analysis->summary) ? SF_EXIT_MET : SF_EXIT_DONE;
}

static SfExit read_and_report(const Options *options, Analysis *analysis)
{
    SfReading *reading = read_captures(options, analysis);
    if (!reading)
        return SF_EXIT_USE;
    const SfExit status = report(options, analysis, reading);
    sf_reading_free(reading);
    return status;
}

static SfTerminal terminal_of(const Options *options)
{
    if (options->output && !g_str_equal(options->output, "-"))
        return (SfTerminal){.width = SF_WIDTH_DEFAULT};
    return sf_terminal_look(STDOUT_FILENO);
}

static SfExit run(const char *const *arguments)
{
    g_auto(Options) options = {0};
    g_autoptr(GError) error = NULL;
    SfExit status = SF_EXIT_DONE;
    if (!parse(&options, arguments, &status))
        return status;
    if (!check(&options))
        return SF_EXIT_USE;
    g_autoptr(SfOutput) output = sf_output_open(options.output, &error);
    if (!output) {
        sf_complain(sf_command_analyze.name, "%s", error->message);
        return SF_EXIT_USE;
    }
    g_autoptr(SfSummary) summary = sf_summary_new();
    Analysis analysis = {
        .format = sf_report_format(options.format ? options.format : "text"),
        .report = {.output = output,
                   .terminal = terminal_of(&options),
                   .verbose = options.verbose,
                   .case_prefix = options.case_prefix},
        .summary = summary,
        .progress = sf_progress_new(!options.quiet && !options.no_progress),
    };
    return read_and_report(&options, &analysis);
}

const SfCommand sf_command_analyze = {
    .name = "analyze",
    .parameters = "[OPTION...] PATH...",
    .brief = "What the 301 and 421 in captures mean, and what to change where",
    .summary = "Reads captures (files, folders, or - for standard input), and tells what their\n"
               "SIP 301 and 421 mean, why they came, and what to change where.",
    .description = "Exit status: 0 done; 1 done, and --fail-on was met; 2 wrong use, or nothing\n"
                   "could be read; 3 done, but part of the input could not be read.",
    .run = run,
};
