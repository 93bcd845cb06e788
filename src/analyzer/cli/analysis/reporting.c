// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/analysis/reporting.h"

#include "analyzer/cli/analysis/evidence.h"
#include "analyzer/cli/analysis/report_read.h"
#include "analyzer/events/beside.h"
#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"
#include "analyzer/events/run_counts.h"
#include "analyzer/report/csv/report_csv.h"
#include "analyzer/report/formats.h"
#include "reading/run/second_look.h"

/* ---- Options ---- */

void sf_reporting_clear(SfReporting *reporting)
{
    sf_captures_clear(&reporting->captures);
    g_free(reporting->format);
    g_free(reporting->table);
    g_free(reporting->fail_on);
    g_free(reporting->evidence);
    g_free(reporting->baseline);
    g_free(reporting->title);
}

/* Evidence is cut out of the captures once it is known what is to be cut. FALSE after a complaint.
 */
static gboolean prepare_evidence(const SfReporting *reporting, const SfCommand *command)
{
    g_autoptr(GError) error = NULL;
    const char *obstacle = reporting->captures.anonymize
                               ? NULL /* what is cut from is kept */
                               : sf_cut_obstacle((const char *const *)reporting->captures.paths);
    if (obstacle) {
        sf_complain(command->name, "--evidence reads captures twice, and %s can be read only once",
                    obstacle);
        sf_advise("Write it to a file first.");
        return FALSE;
    }
    if (sf_evidence_prepare(reporting->evidence, &error))
        return TRUE;
    sf_complain(command->name, "--evidence: %s", error->message);
    return FALSE;
}

static const char *const level_names[] = {"note", "warn", "error", NULL};

const char *const *sf_reporting_choices(const char *option)
{
    if (g_str_equal(option, "format"))
        return sf_report_format_names();
    if (g_str_equal(option, "table"))
        return sf_report_csv_table_names();
    return g_str_equal(option, "fail-on") ? level_names : NULL;
}

/* FALSE after a complaint. */
static gboolean check(const SfReporting *reporting, const SfCommand *command)
{
    const char *name = command->name;
    if (reporting->format && !sf_report_format(reporting->format)) {
        sf_wrong_choice(name, "format", reporting->format, sf_report_format_names());
        return FALSE;
    }
    if (reporting->table && g_strcmp0(reporting->format, "csv") != 0) {
        sf_complain(name, "--table is for --format csv only");
        return FALSE;
    }
    if (reporting->title && g_strcmp0(reporting->format, "html") != 0) {
        sf_complain(name, "--title is for --format html only");
        return FALSE;
    }
    if (reporting->table && !sf_report_csv_table(reporting->table)) {
        sf_wrong_choice(name, "table", reporting->table, sf_report_csv_table_names());
        return FALSE;
    }
    if (reporting->fail_on && !g_strv_contains(level_names, reporting->fail_on)) {
        sf_wrong_choice(name, "level", reporting->fail_on, level_names);
        return FALSE;
    }
    if (reporting->captures.anonymize && reporting->baseline) {
        sf_complain(name, "--anonymize gives problems other names: no --baseline knows them");
        return FALSE;
    }
    if (!sf_captures_are_given(&reporting->captures, command))
        return FALSE;
    return !reporting->evidence || prepare_evidence(reporting, command);
}

/* The command's own entries, then those of reports. */
static GArray *all_entries(const GOptionEntry *own, SfReporting *reporting)
{
    const GOptionEntry shared[] = {
        {"format", 'f', 0, G_OPTION_ARG_STRING, &reporting->format,
         "text, json, ndjson, csv, markdown, html, openmetrics", "FORMAT"},
        {"table", 0, 0, G_OPTION_ARG_STRING, &reporting->table,
         "With csv: problems, answers, routes or coverage", "TABLE"},
        {"baseline", 0, 0, G_OPTION_ARG_FILENAME, &reporting->baseline,
         "A json report; what is in it does not fail", "FILE"},
        {"fail-on", 0, 0, G_OPTION_ARG_STRING, &reporting->fail_on,
         "Exit status 1 for note, warn or error, and worse", "LEVEL"},
        {"title", 0, 0, G_OPTION_ARG_STRING, &reporting->title,
         "With html: what the page is called", "WORDS"},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &reporting->verbose,
         "All callers, addresses, files and check ids", NULL},
        {"terse", 0, 0, G_OPTION_ARG_NONE, &reporting->terse,
         "Do not explain the words of SIP at their first use", NULL},
    };
    GArray *entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
    g_array_append_vals(entries, shared, G_N_ELEMENTS(shared));
    for (const GOptionEntry *entry = own; entry->long_name; entry++)
        g_array_append_vals(entries, entry, 1);
    return entries;
}

static const SfReportFormat *format_of(const SfReporting *reporting)
{
    if (reporting->table)
        return sf_report_csv_table(reporting->table);
    return sf_report_format(reporting->format ? reporting->format : "text");
}

gboolean sf_reporting_parse(SfReporting *reporting, const SfCommand *command,
                            const char *const *arguments, const GOptionEntry *own, SfExit *status)
{
    g_autoptr(GArray) entries = all_entries(own, reporting);
    if (!sf_captures_parse(&reporting->captures, command, arguments,
                           (const GOptionEntry *)(gpointer)entries->data, status))
        return FALSE;
    *status = SF_EXIT_USE;
    reporting->captures.keep = reporting->evidence != NULL;
    if (!check(reporting, command))
        return FALSE;
    reporting->captures.brief = !format_of(reporting)->shows_all;
    return TRUE;
}

/* ---- Reading ---- */

typedef struct {
    const SfReporting *reporting;
    const SfCommand *command;
    const SfReportFormat *format;
    SfReport report;
    SfSummary *summary;
    SfBaseline *baseline; /* NULL: none was given */
} Analysis;

static void take_event(const SfEvent *event, gpointer data)
{
    Analysis *analysis = data;
    if (analysis->format->event)
        analysis->format->event(&analysis->report, event);
    sf_summary_add(analysis->summary, event);
}

static void take_run_line(JsonObject *line, gpointer data)
{
    Analysis *analysis = data;
    if (analysis->format->run_line)
        analysis->format->run_line(&analysis->report, line);
    sf_summary_end_run(analysis->summary, sf_member_count(line, "run"));
}

/* ---- Reporting ---- */

static void complain_of_evidence(const SfProblem *problem, const char *reason)
{
    g_autofree char *place = g_strconcat("no evidence for problem ", problem->case_id, NULL);
    sf_complain_of(sf_command_analyze.name, place, reason);
}

/* FALSE where not all of it could be written. */
static gboolean write_evidence(const Analysis *analysis, const SfReading *reading)
{
    const SfReporting *reporting = analysis->reporting;
    return !reporting->evidence ||
           sf_evidence_write(analysis->summary, reading, reporting->evidence,
                             reporting->captures.anonymize, complain_of_evidence) == 0;
}

static gboolean is_met(const Analysis *analysis)
{
    const char *level = analysis->reporting->fail_on;
    return level && sf_summary_level(analysis->summary) >= sf_severity_named(level, SF_NOTE);
}

static gboolean write_report(Analysis *analysis)
{
    if (analysis->format->finish)
        analysis->format->finish(&analysis->report);
    return sf_captures_close_output(analysis->report.output, analysis->command);
}

static SfExit report(Analysis *analysis, SfReading *reading)
{
    sf_summary_finish(analysis->summary);
    if (analysis->baseline)
        sf_baseline_mark(analysis->baseline, analysis->summary);
    const gboolean is_whole = write_evidence(analysis, reading);
    sf_reading_let_go(reading);
    analysis->report.reading = reading;
    analysis->report.anonymized |= reading->anonymized;
    if (!analysis->report.case_prefix)
        analysis->report.case_prefix = reading->asked_for;
    analysis->report.summary = analysis->summary;
    sf_beside_settle(reading, analysis->summary);
    g_autoptr(SfSummary) beside = sf_beside_summary(reading);
    analysis->report.beside = beside;
    sf_run_note_taken(analysis->summary, reading);
    if (!write_report(analysis))
        return SF_EXIT_USE;
    const SfExit status = is_whole ? sf_captures_exit(reading) : SF_EXIT_PART;
    return status == SF_EXIT_DONE && is_met(analysis) ? SF_EXIT_MET : status;
}

static SfExit read_and_report(Analysis *analysis)
{
    const SfCaptures *captures = &analysis->reporting->captures;
    const gint64 began = g_get_monotonic_time();
    const SfCapturesListener listener = {
        .event = take_event, .run_line = take_run_line, .data = analysis};
    SfReading *reading = sf_captures_read(captures, analysis->command, &listener);
    analysis->report.seconds = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
    if (!reading)
        return SF_EXIT_USE;
    const SfExit status = report(analysis, reading);
    sf_reading_free(reading);
    return status;
}

/* FALSE after a complaint. */
static gboolean read_baseline(const SfReporting *reporting, const SfCommand *command,
                              SfBaseline **baseline)
{
    g_autoptr(GError) error = NULL;
    if (!reporting->baseline)
        return TRUE;
    g_autoptr(JsonObject) report = sf_report_read(reporting->baseline, &error);
    if (!report) {
        sf_complain_of(command->name, NULL, error->message);
        return FALSE;
    }
    *baseline = sf_baseline_new(report);
    return TRUE;
}

SfExit sf_reporting_run(const SfReporting *reporting, const SfCommand *command)
{
    const SfCaptures *captures = &reporting->captures;
    g_autoptr(SfBaseline) baseline = NULL;
    if (!read_baseline(reporting, command, &baseline))
        return SF_EXIT_USE;
    g_autoptr(SfOutput) output = sf_captures_open_output(captures, command);
    if (!output)
        return SF_EXIT_USE;
    g_autoptr(SfSummary) summary =
        sf_summary_new(sf_examples_store(), sf_captures_seen_store(captures, command));
    Analysis analysis = {
        .reporting = reporting,
        .command = command,
        .format = format_of(reporting),
        .report = {.output = output,
                   .terminal = sf_captures_terminal(captures),
                   .verbose = reporting->verbose,
                   .terse = reporting->terse,
                   .quiet = captures->quiet,
                   .case_prefix = captures->case_prefix,
                   .title = reporting->title,
                   .output_path = captures->output,
                   .anonymized = captures->anonymize},
        .summary = summary,
        .baseline = baseline,
    };
    return read_and_report(&analysis);
}
