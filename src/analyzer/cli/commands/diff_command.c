// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sipfix diff: two reports, or captures, side by side.
 */
#include "analyzer/cli/analysis/captures.h"
#include "analyzer/cli/analysis/report_read.h"
#include "analyzer/diff/diff_report.h"
#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"
#include "analyzer/report/json/report_json.h"
#include "reading/told/told_files.h"

typedef struct {
    SfCaptures captures;
    char *format;
    char *fail_on;
} Options;

static void options_clear(Options *options)
{
    sf_captures_clear(&options->captures);
    g_free(options->format);
    g_free(options->fail_on);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static const SfDiffFormat *const formats[] = {&sf_diff_text, &sf_diff_json};
static const char *const format_names[] = {"text", "json", NULL};
static const char *const level_names[] = {"note", "warn", "error", NULL};

G_STATIC_ASSERT(G_N_ELEMENTS(format_names) == G_N_ELEMENTS(formats) + 1);

static const SfDiffFormat *format_of(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(formats); i++)
        if (!name || g_str_equal(name, formats[i]->name))
            return formats[i];
    return NULL;
}

static const char *const *choices_of(const char *option)
{
    if (g_str_equal(option, "format"))
        return format_names;
    return g_str_equal(option, "fail-on") ? level_names : NULL;
}

/* ---- Options ---- */

/* FALSE after a complaint. */
static gboolean check(const Options *options)
{
    const char *name = sf_command_diff.name;
    if (!format_of(options->format)) {
        sf_wrong_choice(name, "format", options->format, format_names);
        return FALSE;
    }
    if (options->fail_on && !g_strv_contains(level_names, options->fail_on)) {
        sf_wrong_choice(name, "level", options->fail_on, level_names);
        return FALSE;
    }
    if (g_strv_length(options->captures.paths) != 2) {
        sf_complain(name, "which two?");
        sf_advise("Give OLD and NEW, each a capture, a folder or a json report.");
        return FALSE;
    }
    return TRUE;
}

static gboolean parse(Options *options, const char *const *arguments, SfExit *status)
{
    const GOptionEntry own[] = {
        {"format", 'f', 0, G_OPTION_ARG_STRING, &options->format, "text (the default) or json",
         "FORMAT"},
        {"fail-on", 0, 0, G_OPTION_ARG_STRING, &options->fail_on,
         "Exit status 1 for new problems of it, or worse", "LEVEL"},
        SF_NO_MORE_OPTIONS,
    };
    if (!sf_captures_parse(&options->captures, &sf_command_diff, arguments, own, status))
        return FALSE;
    *status = SF_EXIT_USE;
    return check(options);
}

/* ---- One side ---- */

static void take_event(const SfEvent *event, gpointer data)
{
    sf_summary_add(data, event);
}

static void take_run_line(JsonObject *line, gpointer data)
{
    sf_summary_end_run(data, sf_member_count(line, "run"));
}

/* NULL after a complaint. @status gets SF_EXIT_PART where part of it could not be read. */
static JsonObject *read_captures(const Options *options, const char *path, SfExit *status)
{
    const char *paths[] = {path, NULL};
    SfCaptures captures = options->captures;
    captures.paths = (char **)(gpointer)paths;
    captures.told = sf_told_is_told(path, captures.recursive);
    g_autoptr(SfSummary) summary =
        sf_summary_new(sf_examples_store(), sf_captures_seen_store(&captures, &sf_command_diff));
    const SfCapturesListener listener = {
        .event = take_event, .run_line = take_run_line, .data = summary};
    SfReading *reading = sf_captures_read(&captures, &sf_command_diff, &listener);
    if (!reading)
        return NULL;
    sf_summary_finish(summary);
    const SfReport report = {
        .reading = reading, .summary = summary, .case_prefix = captures.case_prefix};
    JsonObject *object = sf_report_json_object(&report);
    *status = MAX(*status, sf_captures_exit(reading));
    sf_reading_free(reading);
    return object;
}

static JsonObject *read_side(const Options *options, const char *path, SfExit *status)
{
    g_autoptr(GError) error = NULL;
    if (!sf_report_read_is_json(path) || sf_told_is_told(path, FALSE))
        return read_captures(options, path, status);
    JsonObject *report = sf_report_read(path, &error);
    if (!report)
        sf_complain_of(sf_command_diff.name, NULL, error->message);
    return report;
}

/* ---- Both ---- */

static SfExit compare(const Options *options, SfOutput *output, JsonObject *before,
                      JsonObject *after)
{
    const SfTerminal terminal = sf_captures_terminal(&options->captures);
    g_autoptr(SfDiff) diff = sf_diff_new(&(SfDiffSide){options->captures.paths[0], before},
                                         &(SfDiffSide){options->captures.paths[1], after},
                                         options->captures.case_prefix);
    format_of(options->format)->write(diff, output, &terminal);
    if (!sf_captures_close_output(output, &sf_command_diff))
        return SF_EXIT_USE;
    if (options->fail_on &&
        sf_diff_fresh_level(diff) >= sf_severity_named(options->fail_on, SF_NOTE))
        return SF_EXIT_MET;
    return SF_EXIT_DONE;
}

static SfExit run(const char *const *arguments)
{
    g_auto(Options) options = {0};
    SfExit status = SF_EXIT_DONE;
    if (!parse(&options, arguments, &status))
        return status;
    status = SF_EXIT_DONE;
    g_autoptr(SfOutput) output = sf_captures_open_output(&options.captures, &sf_command_diff);
    if (!output)
        return SF_EXIT_USE;
    g_autoptr(JsonObject) before = read_side(&options, options.captures.paths[0], &status);
    g_autoptr(JsonObject) after =
        before ? read_side(&options, options.captures.paths[1], &status) : NULL;
    if (!after)
        return SF_EXIT_USE;
    const SfExit outcome = compare(&options, output, before, after);
    return MAX(status, outcome);
}

const SfCommand sf_command_diff = {
    .name = "diff",
    .parameters = "[OPTION...] OLD NEW",
    .brief = "Which problems are mended, still there, or new",
    .summary = "Compares OLD with NEW, each a capture, a folder, or a report that was kept\n"
               "(sipfix analyze --format json): which problems are mended, which are still\n"
               "there, which are new. What NEW could not have shown is not called mended.",
    .description = "Exit status: 0 done; 1 done, and --fail-on was met; 2 wrong use, or a side\n"
                   "could not be read; 3 done, but part of a side could not be read.",
    .examples = "  sipfix diff before.pcapng after.pcapng\n"
                "  sipfix diff --fail-on warn monday.json today.json\n",
    .run = run,
    .choices = choices_of,
};
