// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sipfix analyze: captures in, a report out.
 */
#include "analyzer/cli/captures.h"
#include "analyzer/cli/evidence.h"
#include "analyzer/cli/report_read.h"
#include "analyzer/diff/baseline.h"
#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/report/csv/report_csv.h"
#include "analyzer/report/formats.h"
#include "reading/run/second_look.h"

/* ---- Options ---- */

typedef struct {
    SfCaptures captures;
    char *format;
    char *table;
    char *fail_on;
    char *evidence;
    char *baseline;
    char *title;
    gboolean verbose;
    gboolean terse;
} Options;

static void options_clear(Options *options)
{
    sf_captures_clear(&options->captures);
    g_free(options->format);
    g_free(options->table);
    g_free(options->fail_on);
    g_free(options->evidence);
    g_free(options->baseline);
    g_free(options->title);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

/* Evidence is cut out of the captures once it is known what is to be cut. FALSE after a complaint.
 */
static gboolean prepare_evidence(const Options *options)
{
    g_autoptr(GError) error = NULL;
    const char *obstacle = options->captures.anonymize
                               ? NULL /* what is cut from is kept */
                               : sf_cut_obstacle((const char *const *)options->captures.paths);
    if (obstacle) {
        sf_complain(sf_command_analyze.name,
                    "--evidence reads captures twice, and %s can be read only once: write it to a "
                    "file first",
                    obstacle);
        return FALSE;
    }
    if (sf_evidence_prepare(options->evidence, &error))
        return TRUE;
    sf_complain(sf_command_analyze.name, "--evidence: %s", error->message);
    return FALSE;
}

static const char *const level_names[] = {"note", "warn", "error", NULL};

static const char *const *choices_of(const char *option)
{
    if (g_str_equal(option, "format"))
        return sf_report_format_names();
    if (g_str_equal(option, "table"))
        return sf_report_csv_table_names();
    return g_str_equal(option, "fail-on") ? level_names : NULL;
}

/* FALSE after a complaint. */
static gboolean check(const Options *options)
{
    const char *name = sf_command_analyze.name;
    if (options->format && !sf_report_format(options->format)) {
        sf_wrong_choice(name, "format", options->format, sf_report_format_names());
        return FALSE;
    }
    if (options->table && g_strcmp0(options->format, "csv") != 0) {
        sf_complain(name, "--table is for --format csv only");
        return FALSE;
    }
    if (options->title && g_strcmp0(options->format, "html") != 0) {
        sf_complain(name, "--title is for --format html only");
        return FALSE;
    }
    if (options->table && !sf_report_csv_table(options->table)) {
        sf_wrong_choice(name, "table", options->table, sf_report_csv_table_names());
        return FALSE;
    }
    if (options->fail_on && !g_strv_contains(level_names, options->fail_on)) {
        sf_wrong_choice(name, "level", options->fail_on, level_names);
        return FALSE;
    }
    if (options->captures.anonymize && options->baseline) {
        sf_complain(name, "--anonymize gives problems other cases: no --baseline knows them");
        return FALSE;
    }
    if (!sf_captures_are_given(&options->captures, &sf_command_analyze))
        return FALSE;
    return !options->evidence || prepare_evidence(options);
}

static gboolean parse(Options *options, const char *const *arguments, SfExit *status)
{
    const GOptionEntry own[] = {
        {"format", 'f', 0, G_OPTION_ARG_STRING, &options->format,
         "text (the default), json, ndjson, csv, markdown, html", "FORMAT"},
        {"table", 0, 0, G_OPTION_ARG_STRING, &options->table,
         "With csv: problems, answers, routes or coverage", "TABLE"},
        {"baseline", 0, 0, G_OPTION_ARG_FILENAME, &options->baseline,
         "A json report; what is in it does not fail", "FILE"},
        {"fail-on", 0, 0, G_OPTION_ARG_STRING, &options->fail_on,
         "Exit status 1 for note, warn or error, and worse", "LEVEL"},
        {"anonymize", 0, 0, G_OPTION_ARG_NONE, &options->captures.anonymize,
         "Replace users, hosts, addresses, numbers, names", NULL},
        {"evidence", 0, 0, G_OPTION_ARG_FILENAME, &options->evidence,
         "A call of each problem, as a commented capture in DIR", "DIR"},
        {"title", 0, 0, G_OPTION_ARG_STRING, &options->title, "With html: what the page is called",
         "WORDS"},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &options->verbose,
         "All callers, addresses, files and check ids", NULL},
        {"terse", 0, 0, G_OPTION_ARG_NONE, &options->terse,
         "Do not explain the words of SIP at their first use", NULL},
        SF_NO_MORE_OPTIONS,
    };
    if (!sf_captures_parse(&options->captures, &sf_command_analyze, arguments, own, status))
        return FALSE;
    *status = SF_EXIT_USE;
    options->captures.keep = options->evidence != NULL;
    return check(options);
}

/* ---- Reading ---- */

typedef struct {
    const SfReportFormat *format;
    SfReport report;
    SfSummary *summary;
    SfBaseline *baseline; /* NULL: none was given */
} Analysis;

static void take_event(const SfEvent *event, gpointer data)
{
    Analysis *analysis = data;
    if (analysis->format->event)
        analysis->format->event(&analysis->report, sf_event_object(event));
    sf_summary_add(analysis->summary, event);
}

static void take_run_line(JsonObject *line, gpointer data)
{
    Analysis *analysis = data;
    if (analysis->format->run_line)
        analysis->format->run_line(&analysis->report, line);
}

/* ---- Reporting ---- */

static void complain_of_evidence(const SfProblem *problem, const char *reason)
{
    sf_complain(sf_command_analyze.name, "no evidence for case %s: %s", problem->case_id, reason);
}

/* FALSE where not all of it could be written. */
static gboolean write_evidence(const Options *options, SfSummary *summary, const SfReading *reading)
{
    return !options->evidence ||
           sf_evidence_write(summary, reading, options->evidence, options->captures.anonymize,
                             complain_of_evidence) == 0;
}

static gboolean is_met(const Options *options, const SfSummary *summary)
{
    if (!options->fail_on)
        return FALSE;
    return sf_summary_level(summary) >= sf_severity_named(options->fail_on, SF_NOTE);
}

static gboolean write_report(Analysis *analysis)
{
    if (analysis->format->finish)
        analysis->format->finish(&analysis->report);
    return sf_captures_close_output(analysis->report.output, &sf_command_analyze);
}

static SfExit report(const Options *options, Analysis *analysis, SfReading *reading)
{
    sf_summary_finish(analysis->summary);
    if (analysis->baseline)
        sf_baseline_mark(analysis->baseline, analysis->summary);
    const gboolean is_whole = write_evidence(options, analysis->summary, reading);
    sf_reading_let_go(reading);
    analysis->report.reading = reading;
    analysis->report.summary = analysis->summary;
    if (!write_report(analysis))
        return SF_EXIT_USE;
    const SfExit status = is_whole ? sf_captures_exit(reading) : SF_EXIT_PART;
    return status == SF_EXIT_DONE && is_met(options, analysis->summary) ? SF_EXIT_MET : status;
}

static SfExit read_and_report(const Options *options, Analysis *analysis)
{
    const gint64 began = g_get_monotonic_time();
    const SfCapturesListener listener = {
        .event = take_event, .run_line = take_run_line, .data = analysis};
    SfReading *reading = sf_captures_read(&options->captures, &sf_command_analyze, &listener);
    analysis->report.seconds = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
    if (!reading)
        return SF_EXIT_USE;
    const SfExit status = report(options, analysis, reading);
    sf_reading_free(reading);
    return status;
}

static const SfReportFormat *format_of(const Options *options)
{
    if (options->table)
        return sf_report_csv_table(options->table);
    return sf_report_format(options->format ? options->format : "text");
}

/* FALSE after a complaint. */
static gboolean read_baseline(const Options *options, SfBaseline **baseline)
{
    g_autoptr(GError) error = NULL;
    if (!options->baseline)
        return TRUE;
    g_autoptr(JsonObject) report = sf_report_read(options->baseline, &error);
    if (!report) {
        sf_complain(sf_command_analyze.name, "%s", error->message);
        return FALSE;
    }
    *baseline = sf_baseline_new(report);
    return TRUE;
}

static SfExit run(const char *const *arguments)
{
    g_auto(Options) options = {0};
    SfExit status = SF_EXIT_DONE;
    if (!parse(&options, arguments, &status))
        return status;
    g_autoptr(SfBaseline) baseline = NULL;
    if (!read_baseline(&options, &baseline))
        return SF_EXIT_USE;
    g_autoptr(SfOutput) output = sf_captures_open_output(&options.captures, &sf_command_analyze);
    if (!output)
        return SF_EXIT_USE;
    g_autoptr(SfSummary) summary = sf_summary_new(sf_examples_store());
    Analysis analysis = {
        .format = format_of(&options),
        .report = {.output = output,
                   .terminal = sf_captures_terminal(&options.captures),
                   .verbose = options.verbose,
                   .terse = options.terse,
                   .title = options.title,
                   .quiet = options.captures.quiet,
                   .case_prefix = options.captures.case_prefix,
                   .output_path = options.captures.output,
                   .anonymized = options.captures.anonymize},
        .summary = summary,
        .baseline = baseline,
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
                   "could be read, or written; 3 done, but part of the input could not be read.",
    .examples = "  sipfix analyze trunk.pcapng\n"
                "  sipfix analyze --recursive /var/captures\n"
                "  sipfix analyze --format html --output report.html trunk.pcapng\n"
                "  sipfix analyze --evidence vendor --anonymize trunk.pcapng\n",
    .run = run,
    .choices = choices_of,
};
