// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the report counts, as OpenMetrics text (which Prometheus' own text format takes too):
 * gauges, as they tell of the captures that were read, and go down when others are read. Labels are
 * our own words and numbers of status codes, but for methods.
 */
#include "analyzer/events/coverage.h"
#include "analyzer/events/run_counts.h"
#include "analyzer/report/formats.h"

static void begin(GString *text, const char *name, const char *help)
{
    g_string_append_printf(text, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void append_label(GString *text, const char *name, const char *value)
{
    g_string_append_printf(text, "%s=\"", name);
    for (; value && *value; value++) {
        if (*value == '\\' || *value == '"')
            g_string_append_c(text, '\\');
        if (*value == '\n')
            g_string_append(text, "\\n");
        else
            g_string_append_c(text, *value);
    }
    g_string_append_c(text, '"');
}

static void append_value(GString *text, guint64 value)
{
    g_string_append_printf(text, " %" G_GUINT64_FORMAT "\n", value);
}

static void append_total(GString *text, const char *name, const char *help, guint64 value)
{
    begin(text, name, help);
    g_string_append(text, name);
    append_value(text, value);
}

/* ---- Problems ---- */

static const char *level_of(const SfProblem *problem)
{
    return problem->level == SF_CHAT ? "none" : sf_severity_name(problem->level);
}

static void append_problem(GString *text, const SfProblem *problem)
{
    g_autofree char *code = g_strdup_printf("%" G_GINT64_FORMAT, problem->status);
    for (SfCallEnd end = SF_END_UNTOLD; end < SF_N_ENDS; end++) {
        const char *const labels[][2] = {{"case", problem->case_id},
                                         {"code", code},
                                         {"check", problem->root},
                                         {"level", level_of(problem)},
                                         {"outcome", sf_call_end_name(end)}};
        if (problem->outcomes[end] == 0)
            continue;
        for (guint i = 0; i < G_N_ELEMENTS(labels); i++) {
            g_string_append(text, i == 0 ? "sipfix_problem_calls{" : ",");
            append_label(text, labels[i][0], labels[i][1]);
        }
        g_string_append_c(text, '}');
        append_value(text, problem->outcomes[end]);
    }
}

static void append_problems(GString *text, const SfReport *report)
{
    const GPtrArray *const lists[] = {report->summary->problems, report->summary->well};
    begin(text, "sipfix_problem_calls",
          "Calls by problem, status code, what names it, what it costs, and what became of them.");
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        for (guint j = 0; j < lists[i]->len; j++)
            append_problem(text, lists[i]->pdata[j]);
}

/* ---- The rest ---- */

static void append_answers(GString *text, const SfReport *report)
{
    begin(text, "sipfix_answers", "Answers on all hops, by status code.");
    for (guint status = SF_CODES_FIRST; status <= SF_CODES_LAST; status++) {
        if (report->summary->answers[status] == 0)
            continue;
        g_string_append_printf(text, "sipfix_answers{code=\"%u\"}", status);
        append_value(text, report->summary->answers[status]);
    }
}

static void append_relative(GString *text, JsonObject *relative)
{
    JsonObject *outcomes = sf_member_object(relative, "outcomes");
    JsonObjectIter iter;
    const char *outcome;
    if (!outcomes)
        return;
    json_object_iter_init_ordered(&iter, outcomes);
    while (json_object_iter_next_ordered(&iter, &outcome, NULL)) {
        g_string_append_printf(text, "sipfix_relatives{code=\"%" G_GINT64_FORMAT "\",",
                               sf_member_count(relative, "status"));
        append_label(text, "method", sf_member_string(relative, "method"));
        g_string_append_c(text, ',');
        append_label(text, "outcome", outcome);
        g_string_append_c(text, '}');
        append_value(text, (guint64)sf_member_count(outcomes, outcome));
    }
}

static void append_relatives(GString *text, const SfReport *report)
{
    JsonArray *relatives = sf_member_array(report->reading->total, "relatives");
    begin(text, "sipfix_relatives",
          "Answers of the same family that were not asked for (--codes), by what became of them.");
    for (guint i = 0; relatives && i < json_array_get_length(relatives); i++)
        append_relative(text, json_array_get_object_element(relatives, i));
}

static void append_other_refusals(GString *text, const SfReport *report)
{
    g_autoptr(GArray) list = sf_run_other_refusals(report->reading);
    begin(text, "sipfix_other_refusals",
          "Requests that were refused with answers that are not looked at.");
    for (guint i = 0; i < list->len; i++) {
        const SfOtherRefusal *one = &g_array_index(list, SfOtherRefusal, i);
        g_string_append_printf(text, "sipfix_other_refusals{code=\"%u\"}", one->status);
        append_value(text, one->count);
    }
}

static void append_unseen(GString *text, const SfReport *report)
{
    g_autoptr(GPtrArray) list = sf_coverage_list(report->reading);
    begin(text, "sipfix_unseen", "What was there and could not be looked at, by kind.");
    for (guint i = 0; i < list->len; i++) {
        const SfUnseen *unseen = list->pdata[i];
        g_string_append(text, "sipfix_unseen{");
        append_label(text, "what", unseen->key);
        g_string_append_c(text, '}');
        append_value(text, unseen->count);
    }
}

static void append_time(GString *text, const SfReport *report)
{
    const char *last = sf_member_string(report->reading->total, "last");
    const gint64 micro = sf_time_microseconds(last);
    if (micro == G_MININT64)
        return;
    append_total(text, "sipfix_last_packet_timestamp_seconds",
                 "When the last packet that was looked at was captured.",
                 (guint64)MAX(micro / G_USEC_PER_SEC, 0));
}

static void finish(SfReport *report)
{
    const SfReading *reading = report->reading;
    g_autoptr(GString) text = g_string_new(NULL);
    append_problems(text, report);
    append_answers(text, report);
    append_relatives(text, report);
    append_other_refusals(text, report);
    append_unseen(text, report);
    append_total(text, "sipfix_calls", "Calls that were looked at.", sf_report_calls(report));
    append_total(text, "sipfix_calls_met", "Calls with one of the problems.",
                 report->summary->calls_met);
    append_total(text, "sipfix_calls_lost", "Calls that were lost by them.",
                 report->summary->calls_lost);
    append_total(text, "sipfix_captures", "Captures that were read.", reading->captures);
    append_total(text, "sipfix_frames", "Packets in them.",
                 (guint64)sf_member_count(reading->total, "frames"));
    append_total(text, "sipfix_unreadable", "Files that could not be read, or not to their end.",
                 reading->unreadable->len);
    append_time(text, report);
    g_string_append(text, "# EOF\n");
    sf_output_write(report->output, text->str, text->len);
}

const SfReportFormat sf_report_openmetrics = {.name = "openmetrics", .finish = finish};
