// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/routes/route_table.h"

#include "analyzer/cli/command.h"
#include "analyzer/report/words.h"

/* ---- Given or refused ---- */

SfRouteTable *sf_route_table_new(const GPtrArray *routes, SfRefusals included,
                                 const SfRouteForm *form)
{
    SfRouteTable *table = g_new0(SfRouteTable, 1);
    table->given = g_ptr_array_new();
    table->refused = g_array_new(FALSE, FALSE, sizeof(SfRefused));
    table->included = included;
    for (guint i = 0; i < routes->len; i++) {
        const SfRoute *route = routes->pdata[i];
        const SfRefused refused = {
            .route = route,
            .reasons = route->refusals & ~included,
            .unfit = form->unfit && !(route->refusals & SF_REFUSALS_FOR_GOOD) ? form->unfit(route)
                                                                              : NULL,
        };
        if (refused.reasons || refused.unfit)
            g_array_append_val(table->refused, refused);
        else
            g_ptr_array_add(table->given, (gpointer)route);
    }
    return table;
}

void sf_route_table_free(SfRouteTable *table)
{
    if (!table)
        return;
    g_ptr_array_unref(table->given);
    g_array_unref(table->refused);
    g_free(table);
}

/* ---- Words ---- */

static const SfRouteLink *contradicted_link(const SfRoute *route)
{
    for (guint i = 0; i < route->links->len; i++) {
        const SfRouteLink *link = route->links->pdata[i];
        if (link->rival_uri)
            return link;
    }
    return NULL;
}

char *sf_refused_words(const SfRefused *refused)
{
    const SfRoute *route = refused->route;
    GString *words = g_string_new(NULL);
    g_string_append_printf(words, "%s -> %s: ", route->old_uri,
                           route->new_uri ? route->new_uri : "(none)");
    g_autofree char *reasons = sf_refusals_words(refused->reasons);
    g_string_append(words, reasons);
    if (refused->unfit)
        g_string_append_printf(words, "%s%s", *reasons ? "; " : "", refused->unfit);
    const SfRouteLink *link = contradicted_link(route);
    if (link && (refused->reasons & SF_REFUSAL_CONFLICT)) {
        g_autofree char *where = sf_sighting_words(&link->rival);
        g_string_append_printf(words, ", also -> %s in %s", link->rival_uri, where);
    }
    return g_string_free(words, FALSE);
}

void sf_route_table_tell_refused(const SfRouteTable *table, const char *command)
{
    for (guint i = 0; i < table->refused->len; i++) {
        g_autofree char *words = sf_refused_words(&g_array_index(table->refused, SfRefused, i));
        sf_complain(command, "refused %s", words);
    }
    if (table->without_request > 0)
        sf_complain(command,
                    "the old addresses of %" G_GUINT64_FORMAT
                    " 301 are not known: their requests are not in the captures",
                    table->without_request);
}

char *sf_route_evidence(const SfRoute *route, guint columns)
{
    g_autofree char *calls = sf_words_quantity(route->count, "call", "calls");
    g_autofree char *first = sf_sighting_words(route->first);
    g_autofree char *last = sf_sighting_words(route->last);
    GString *words = g_string_new(calls);
    g_string_append_printf(words, "; %s at %s", first,
                           route->first->time ? route->first->time : "?");
    if (!g_str_equal(first, last))
        g_string_append_printf(words, ", last %s at %s", last,
                               route->last->time ? route->last->time : "?");
    if (route->hops > 1)
        g_string_append_printf(words, "; %u hops", route->hops);
    g_autofree char *included = sf_refusals_names(route->refusals, ", ");
    if (*included)
        g_string_append_printf(words, "; included although: %s", included);
    char *visible = sf_visible_clip(words->str, columns);
    g_string_free(words, TRUE);
    return visible;
}

/* ---- Forms ---- */

static const SfRouteForm *const forms[] = {
    &sf_route_form_text,     &sf_route_form_csv,      &sf_route_form_json,
    &sf_route_form_kamailio, &sf_route_form_asterisk,
};

const SfRouteForm *sf_route_form(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(forms); i++)
        if (g_str_equal(forms[i]->name, name))
            return forms[i];
    return NULL;
}

const char *const *sf_route_form_names(void)
{
    static const char *names[G_N_ELEMENTS(forms) + 1];
    for (guint i = 0; i < G_N_ELEMENTS(forms); i++)
        names[i] = forms[i]->name;
    return names;
}
