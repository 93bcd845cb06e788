// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Routes for spreadsheets.
 */
#include "analyzer/report/csv/csv.h"
#include "analyzer/routes/route_table.h"

static char *evidence_of(const SfRoute *route)
{
    g_autofree char *first = sf_sighting_words(route->first);
    g_autofree char *last = sf_sighting_words(route->last);
    return g_str_equal(first, last) ? g_strdup(first) : g_strdup_printf("%s; %s", first, last);
}

void sf_route_csv_header(SfCsv *csv)
{
    static const char *const names[] = {"old",  "new",  "count",    "first",
                                        "last", "hops", "evidence", NULL};
    sf_csv_header(csv, names);
}

void sf_route_csv_line(SfCsv *csv, const SfRoute *route)
{
    sf_csv_text(csv, route->old_uri);
    sf_csv_text(csv, route->new_uri);
    sf_csv_count(csv, route->count);
    sf_csv_text(csv, route->first->time);
    sf_csv_text(csv, route->last->time);
    sf_csv_count(csv, route->hops);
    sf_csv_take(csv, evidence_of(route));
    sf_csv_end(csv);
}

static GString *write_csv(const SfRouteTable *table)
{
    SfCsv csv = {0};
    sf_route_csv_header(&csv);
    for (guint i = 0; i < table->given->len; i++)
        sf_route_csv_line(&csv, table->given->pdata[i]);
    return sf_csv_steal(&csv);
}

const SfRouteForm sf_route_form_csv = {.name = "csv", .write = write_csv};
