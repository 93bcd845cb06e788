// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The table `routes`: what `sipfix routes --format csv` prints, without asking for more.
 */
#include "report_csv.h"
#include "route_table.h"

static void take_event(SfReport *report, JsonObject *object)
{
    g_autoptr(SfEvent) event = sf_event_new(object);
    if (!report->state)
        report->state = sf_routes_new();
    sf_routes_add(report->state, event);
}

static void finish(SfReport *report)
{
    g_autoptr(SfRoutes) routes = report->state ? report->state : sf_routes_new();
    g_autoptr(SfRouteTable) table =
        sf_route_table_new(sf_routes_finish(routes), 0, &sf_route_form_csv);
    GString *text = sf_route_form_csv.write(table);
    report->state = NULL;
    sf_output_write(report->output, text->str, text->len);
    g_string_free(text, TRUE);
}

const SfReportFormat sf_report_csv_routes = {.name = "csv", .event = take_event, .finish = finish};
