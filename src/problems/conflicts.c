// SPDX-License-Identifier: GPL-2.0-or-later
#include "problems/conflicts.h"

#include "knowledge/knowledge.h"

#define CHECK "moved.conflict"

static char *look_up(const char *name, gpointer data)
{
    const SfRouteLink *link = data;
    if (g_str_equal(name, "old"))
        return g_strdup(link->old_uri);
    if (g_str_equal(name, "target"))
        return g_strdup(link->new_uri);
    if (g_str_equal(name, "earlier"))
        return g_strdup(link->rival_uri);
    if (g_str_equal(name, "frame"))
        return sf_sighting_words(&link->first);
    if (g_str_equal(name, "other_frame"))
        return sf_sighting_words(&link->rival);
    return NULL;
}

static void fold(GHashTable *by_case, const char *case_id, const char *text)
{
    SfProblem *problem = case_id ? g_hash_table_lookup(by_case, case_id) : NULL;
    if (problem)
        sf_problem_fold(problem, CHECK, text);
}

void sf_conflicts_fold(const GPtrArray *routes, GHashTable *by_case)
{
    const char *words = sf_shelf_words(SF_SHELF_CHECKS, CHECK, "text.captures");
    for (guint i = 0; i < routes->len; i++) {
        const SfRoute *route = routes->pdata[i];
        SfRouteLink *link = route->links->pdata[0];
        if (!link->rival_uri || link->first.run == link->rival.run)
            continue;
        g_autofree char *text = sf_fill(words, look_up, link);
        fold(by_case, link->first.case_id, text);
        if (g_strcmp0(link->first.case_id, link->rival.case_id) != 0)
            fold(by_case, link->rival.case_id, text);
    }
}
