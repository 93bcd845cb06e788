// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One event a line, for programs: the plugin's own objects with capture, run and frames filled in.
 */
#include "analyzer/output/json_print.h"
#include "analyzer/report/formats.h"

static void write_event(SfReport *report, JsonObject *event)
{
    GString *line = sf_json_print(event, FALSE);
    sf_output_write(report->output, line->str, line->len);
    g_string_free(line, TRUE);
}

const SfReportFormat sf_report_ndjson = {.name = "ndjson", .event = write_event};
