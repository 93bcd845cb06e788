// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One event a line, for programs: the plugin's own objects with capture, run and frames filled in;
 * behind the events of a run its run line, and at the very end the line that says that it is the
 * end, and what could not be read. All that a report needs: `sipfix report` makes it of these.
 */
#include "analyzer/events/end_line.h"
#include "analyzer/events/event_read.h"
#include "analyzer/output/json_print.h"
#include "analyzer/output/json_set.h"
#include "analyzer/report/formats.h"
#include "analyzer/report/json/report_json.h"

#include <string.h>

static void write_line(SfReport *report, JsonObject *object)
{
    GString *line = sf_json_print(object, FALSE);
    sf_output_write(report->output, line->str, line->len);
    g_string_free(line, TRUE);
}

/* Whether sf_json_print() would print the line as it is: it is ASCII, and escapes no more than it
 * must. */
static gboolean is_printed_so(const SfEventLine *line)
{
    const char *end = line->text + line->length;
    for (const char *at = line->text; at < end; at++) {
        if (*at < ' ' || *at > '~')
            return FALSE;
        if (*at == '\\' && !strchr("\"\\n", *++at))
            return FALSE;
    }
    return TRUE;
}

static void write_event(SfReport *report, const SfEvent *event)
{
    const SfEventLine *line = sf_event_line(event);
    if (!is_printed_so(line)) {
        write_line(report, sf_event_object(event));
        return;
    }
    sf_output_write(report->output, line->text, line->length);
    sf_output_write(report->output, "\n", 1);
}

static void finish(SfReport *report)
{
    const SfReading *reading = report->reading;
    g_autoptr(JsonObject) end = sf_end_line_new(reading->runs);
    json_object_set_boolean_member(end, "partial", reading->interrupted);
    if (report->anonymized)
        json_object_set_boolean_member(end, "anonymized", TRUE);
    sf_json_set(end, "asked_for", report->case_prefix);
    json_object_set_array_member(end, "unreadable", sf_report_json_unreadable(reading));
    json_object_set_array_member(end, "not_captures", sf_report_json_not_captures(reading));
    write_line(report, end);
}

const SfReportFormat sf_report_ndjson = {.name = "ndjson",
                                         .shows_all = TRUE,
                                         .event = write_event,
                                         .run_line = write_line,
                                         .finish = finish};
