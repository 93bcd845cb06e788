// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The table `routes`: what `sipfix routes --format csv` prints, without asking for more, and what
 * it tells of the routes that it refuses.
 */
#include "analyzer/report/csv/report_csv.h"
#include "analyzer/routes/route_table.h"

static void take_event(SfReport *report, const SfEvent *event)
{
    if (!report->state)
        report->state = sf_routes_new();
    sf_routes_add(report->state, event);
}

static void take_run_line(SfReport *report, JsonObject *line)
{
    if (report->state)
        sf_routes_end_run(report->state, sf_member_count(line, "run"));
}

static void finish(SfReport *report)
{
    g_autoptr(SfRoutes) routes = report->state ? report->state : sf_routes_new();
    g_autoptr(SfRouteTable) table =
        sf_route_table_new(sf_routes_finish(routes), 0, &sf_route_form_csv);
    GString *text = sf_route_form_csv.write(table);
    report->state = NULL;
    table->without_request = sf_routes_without_request(routes);
    if (!report->quiet)
        sf_route_table_tell_refused(table, "analyze");
    sf_output_write(report->output, text->str, text->len);
    g_string_free(text, TRUE);
}

const SfReportFormat sf_report_csv_routes = {
    .name = "csv", .event = take_event, .run_line = take_run_line, .finish = finish};
