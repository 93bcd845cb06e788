// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Routes for people.
 */
#include "analyzer/report/text/page.h"
#include "analyzer/report/words.h"
#include "analyzer/routes/route_table.h"

#define NEW_AT  2 /* column of the new address and what is below it */
#define DATA_AT 5

static void show_way(SfPage *page, const SfRoute *route)
{
    if (route->hops < 2)
        return;
    GString *way = g_string_new(NULL);
    g_string_append_printf(way, "%u hops, by", route->hops);
    for (guint i = 1; i < route->links->len; i++)
        g_string_append_printf(way, "%s %s", i > 1 ? "," : "",
                               ((const SfRouteLink *)route->links->pdata[i])->old_uri);
    sf_page_paragraph(page, DATA_AT, way->str);
    g_string_free(way, TRUE);
}

static void show_evidence(SfPage *page, const SfRoute *route)
{
    g_autofree char *calls = sf_words_quantity(route->count, "call", "calls");
    g_autofree char *period = sf_words_period(route->first->time, route->last->time, TRUE);
    g_autofree char *first = sf_sighting_words(route->first);
    g_autofree char *last = sf_sighting_words(route->last);
    g_autofree char *count =
        g_strdup_printf("%s%s%s", calls, period ? ", " : "", period ? period : "");
    g_autofree char *proof = g_str_equal(first, last)
                                 ? g_strdup_printf("301 in %s", first)
                                 : g_strdup_printf("301 in %s, last in %s", first, last);
    sf_page_paragraph(page, DATA_AT, count);
    sf_page_paragraph(page, DATA_AT, proof);
    g_autofree char *reasons = sf_refusals_words(route->refusals);
    if (*reasons)
        sf_page_labelled(page, DATA_AT, SF_STYLE_WARN, "CARE", DATA_AT + 6, reasons);
}

static void show_route(SfPage *page, const SfRoute *route)
{
    g_autofree char *new_uri = g_strdup_printf("-> %s", route->new_uri);
    sf_page_paragraph(page, 0, route->old_uri);
    sf_page_paragraph(page, NEW_AT, new_uri);
    show_way(page, route);
    show_evidence(page, route);
    sf_page_blank(page);
}

static void show_rest(SfPage *page, const SfRouteTable *table)
{
    if (table->refused->len > 0) {
        g_autofree char *number = sf_words_number(table->refused->len);
        g_autofree char *text = g_strdup_printf(
            "%s, named on standard error with the reason; --include takes them in.", number);
        sf_page_labelled(page, 0, SF_STYLE_PLAIN, "Refused", 12, text);
    }
    if (table->without_request > 0) {
        g_autofree char *answers = sf_words_quantity(table->without_request, "301", "301s");
        g_autofree char *text = g_strdup_printf(
            "the old address of %s: the request is not in these captures.", answers);
        sf_page_labelled(page, 0, SF_STYLE_PLAIN, "Unseen", 12, text);
    }
}

static GString *write_text(const SfRouteTable *table)
{
    SfPage page = {.text = g_string_new(NULL),
                   .width = table->terminal.width,
                   .colour = table->terminal.colour};
    g_autofree char *given =
        table->given->len > 0
            ? sf_words_quantity(table->given->len, "address has moved.", "addresses have moved.")
            : g_strdup("No address has moved for good, as far as these captures show.");
    sf_page_paragraph(&page, 0, given);
    if (table->reading->interrupted)
        sf_page_paragraph(&page, 0, "Partial: the reading was interrupted.");
    sf_page_blank(&page);
    for (guint i = 0; i < table->given->len; i++)
        show_route(&page, table->given->pdata[i]);
    show_rest(&page, table);
    return page.text;
}

const SfRouteForm sf_route_form_text = {.name = "text", .write = write_text};
