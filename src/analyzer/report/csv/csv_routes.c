// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The table `routes`: what `sipfix routes --format csv` prints, without asking for more, and what
 * it tells of the routes that it refuses.
 */
#include "analyzer/report/csv/report_csv.h"
#include "analyzer/routes/route_table.h"

static void finish(SfReport *report)
{
    g_autoptr(SfRouteTable) table =
        sf_route_table_new(report->summary->moves, 0, &sf_route_form_csv);
    GString *text = sf_route_form_csv.write(table);
    table->without_request = sf_routes_without_request(report->summary->routes);
    if (!report->quiet)
        sf_route_table_tell_refused(table, "analyze");
    sf_output_write(report->output, text->str, text->len);
    g_string_free(text, TRUE);
}

const SfReportFormat sf_report_csv_routes = {.name = "csv", .finish = finish};
