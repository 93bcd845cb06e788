// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The table `coverage`: what was looked at, and what could not be seen.
 */
#include "analyzer/events/coverage.h"
#include "analyzer/events/members.h"
#include "analyzer/events/run_counts.h"
#include "analyzer/report/csv/report_csv.h"
#include "analyzer/report/words.h"

static const char *const columns[] = {"kind", "name", "value", "text", NULL};

static void begin_line(SfCsv *csv, const char *kind, const char *name)
{
    sf_csv_text(csv, kind);
    sf_csv_text(csv, name);
}

static void put_count(SfCsv *csv, const char *name, guint64 count)
{
    begin_line(csv, "looked", name);
    sf_csv_count(csv, count);
    sf_csv_text(csv, NULL);
    sf_csv_end(csv);
}

static void put_text(SfCsv *csv, const char *kind, const char *name, const char *value,
                     const char *text)
{
    begin_line(csv, kind, name);
    sf_csv_text(csv, value);
    sf_csv_text(csv, text);
    sf_csv_end(csv);
}

static void put_looked(SfCsv *csv, const SfReport *report)
{
    static const char *const counts[] = {"frames", "sip", "calls", "call_ids"};
    const SfReading *reading = report->reading;
    put_count(csv, "captures", reading->captures);
    put_count(csv, "runs", reading->runs);
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
        put_count(csv, counts[i], (guint64)sf_member_count(reading->total, counts[i]));
    put_text(csv, "looked", "first", sf_member_string(reading->total, "first"), NULL);
    put_text(csv, "looked", "last", sf_member_string(reading->total, "last"), NULL);
    g_autofree char *read_as = sf_words_read_as(report);
    if (read_as)
        put_text(csv, "looked", "read as", read_as, NULL);
    put_text(csv, "looked", "partial", reading->interrupted ? "true" : "false", NULL);
    put_text(csv, "looked", "complete", sf_coverage_complete(reading) ? "true" : "false", NULL);
}

static void put_calls(SfCsv *csv, const char *name, guint64 calls, char *text)
{
    begin_line(csv, "calls", name);
    sf_csv_count(csv, calls);
    sf_csv_take(csv, text);
    sf_csv_end(csv);
}

/* Relatives that nobody asked for; one line each, and one with what tells more. */
static void put_beside(SfCsv *csv, const SfReport *report)
{
    JsonArray *relatives =
        report->case_prefix ? NULL : sf_member_array(report->reading->total, "relatives");
    for (guint i = 0; relatives && i < json_array_get_length(relatives); i++) {
        JsonObject *relative = json_array_get_object_element(relatives, i);
        g_autofree char *name =
            g_strdup_printf("%" G_GINT64_FORMAT " %s", sf_member_count(relative, "status"),
                            sf_member_string(relative, "method"));
        begin_line(csv, "relatives", name);
        sf_csv_count(csv, (guint64)sf_member_count(relative, "count"));
        sf_csv_take(csv, sf_words_relative(relative));
        sf_csv_end(csv);
    }
    g_autofree char *command = sf_words_beside_command(report);
    if (command)
        put_text(csv, "relatives", "more", NULL, command);
}

static void put_other_refusals(SfCsv *csv, const SfReport *report)
{
    g_autoptr(GArray) list = sf_run_other_refusals(report->reading);
    for (guint i = 0; !report->case_prefix && i < list->len; i++) {
        const SfOtherRefusal *one = &g_array_index(list, SfOtherRefusal, i);
        g_autofree char *status = g_strdup_printf("%u", one->status);
        begin_line(csv, "other_refusals", status);
        sf_csv_count(csv, one->count);
        sf_csv_text(csv, NULL);
        sf_csv_end(csv);
    }
}

static void put_unseen(SfCsv *csv, const SfReport *report)
{
    g_autoptr(GPtrArray) list = sf_coverage_list(report->reading);
    for (guint i = 0; i < list->len; i++) {
        const SfUnseen *unseen = list->pdata[i];
        begin_line(csv, "unseen", unseen->key);
        sf_csv_count(csv, unseen->count);
        sf_csv_take(csv, unseen->help ? g_strdup_printf("%s: %s", unseen->what, unseen->help)
                                      : g_strdup(unseen->what));
        sf_csv_end(csv);
    }
}

static void put_files(SfCsv *csv, const char *kind, const GPtrArray *files)
{
    for (guint i = 0; i < files->len; i++) {
        const SfUnread *file = files->pdata[i];
        put_text(csv, kind, file->path, NULL, file->reason);
    }
}

static void finish(SfReport *report)
{
    SfCsv csv = {0};
    sf_csv_header(&csv, columns);
    put_looked(&csv, report);
    put_calls(&csv, "met", report->summary->calls_met, sf_words_verdict(report));
    put_calls(&csv, "lost", report->summary->calls_lost, NULL);
    put_calls(&csv, "well", sf_summary_calls_well(report->summary), sf_words_well(report));
    put_calls(&csv, "unsure", report->summary->fates[SF_FATE_UNKNOWN], sf_words_unsure(report));
    put_beside(&csv, report);
    put_other_refusals(&csv, report);
    put_unseen(&csv, report);
    put_files(&csv, "unreadable", report->reading->unreadable);
    put_files(&csv, "no capture", report->reading->not_captures);
    sf_report_csv_write(report, &csv);
}

const SfReportFormat sf_report_csv_coverage = {.name = "csv", .finish = finish};
