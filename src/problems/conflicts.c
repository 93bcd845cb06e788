// SPDX-License-Identifier: GPL-2.0-or-later
#include "problems/conflicts.h"

#include "core/grammar/grammar.h"
#include "core/grammar/strings/string_hash.h"
#include "knowledge/knowledge.h"

/* What one of the two problems has to say of the other's 301. */
typedef struct {
    const char *old_uri;
    const char *target;
    const char *earlier; /* what the other one names */
    const char *server;
    const SfRouteSighting *own;
    const SfRouteSighting *other;
} Conflict;

static char *look_up(const char *name, gpointer data)
{
    const Conflict *conflict = data;
    if (g_str_equal(name, "old"))
        return g_strdup(conflict->old_uri);
    if (g_str_equal(name, "target"))
        return g_strdup(conflict->target);
    if (g_str_equal(name, "earlier"))
        return g_strdup(conflict->earlier);
    if (g_str_equal(name, "server"))
        return g_strdup(conflict->server);
    if (g_str_equal(name, "frame"))
        return sf_sighting_words(conflict->own);
    if (g_str_equal(name, "other_frame"))
        return sf_sighting_words(conflict->other);
    return NULL;
}

static char *filled(const char *key, const Conflict *conflict)
{
    return sf_fill(sf_shelf_words(SF_SHELF_CHECKS, SF_CHECK_CONFLICT, key), look_up,
                   (gpointer)conflict);
}

/* Of whatever problem it is, the first change. */
static guint number_of_change(G_GNUC_UNUSED const char *name, G_GNUC_UNUSED gpointer data)
{
    return 1;
}

static GPtrArray *decisions_of(Conflict *conflict, const char *key)
{
    const SfDecisionSource source = {look_up, number_of_change, conflict};
    return sf_decisions(sf_shelf_words(SF_SHELF_CHECKS, SF_CHECK_CONFLICT, key), &source);
}

static SfProblem *problem_of(GHashTable *by_case, const SfRouteSighting *sighting)
{
    return sighting->case_id ? g_hash_table_lookup(by_case, sighting->case_id) : NULL;
}

static void fold(GHashTable *by_case, const SfRouteSighting *sighting, const char *text)
{
    SfProblem *problem = problem_of(by_case, sighting);
    if (problem)
        sf_problem_fold(problem, SF_CHECK_CONFLICT, text);
}

/* Neither of the two addresses is to be written down before it is known which one is right. The
 * problem that the conflict itself names says so anyway. */
static void dispute(GHashTable *by_case, Conflict *conflict)
{
    SfProblem *problem = problem_of(by_case, conflict->own);
    /* A registrar sends each user to a home, and all ask for its own name. */
    if (!problem || g_strcmp0(problem->method, "REGISTER") == 0 ||
        g_strcmp0(problem->root, SF_CHECK_CONFLICT) == 0)
        return;
    conflict->server = problem->server_address;
    /* Nobody is asked the same twice. */
    const SfProblem *other = problem_of(by_case, conflict->other);
    const gboolean is_asked = other && g_strcmp0(other->root, SF_CHECK_CONFLICT) == 0;
    g_autofree char *beforehand =
        filled(is_asked ? "beforehand.asked" : "beforehand.captures", conflict);
    g_autoptr(GPtrArray) decisions =
        decisions_of(conflict, is_asked ? "decisions.asked" : "decisions.captures");
    sf_problem_dispute(problem, beforehand, decisions);
}

static void tell_of_conflict(GHashTable *by_case, const SfRouteLink *link)
{
    Conflict own = {link->old_uri, link->new_uri, link->rival_uri,
                    NULL,          &link->first,  &link->rival};
    Conflict rival = {link->old_uri, link->rival_uri, link->new_uri,
                      NULL,          &link->rival,    &link->first};
    dispute(by_case, &own);
    dispute(by_case, &rival);
    if (link->first.run == link->rival.run) /* the check of one capture says it */
        return;
    g_autofree char *text = filled("text.captures", &own);
    fold(by_case, &link->first, text);
    if (g_strcmp0(link->first.case_id, link->rival.case_id) != 0)
        fold(by_case, &link->rival, text);
}

static gboolean leads_to(const SfRouteLink *link, const char *old_uri)
{
    SfUri one;
    SfUri other;
    if (!link->new_uri || !sf_uri_parse(sf_text(link->new_uri), &one, NULL) ||
        !sf_uri_parse(sf_text(old_uri), &other, NULL))
        return FALSE;
    g_autofree char *key = sf_uri_key(&one);
    g_autofree char *old_key = sf_uri_key(&other);
    return g_str_equal(key, old_key);
}

static gboolean is_about_writing_down(const SfProblem *problem)
{
    return g_strcmp0(problem->root, "moved.permanently") == 0 ||
           g_strcmp0(problem->root, "moved.ignored") == 0;
}

/* Two that send callers to each other, each for good: now one of them serves, now the other. In one
 * call that is a circle, which the problem says itself. */
static void tell_of_return(GHashTable *by_case, const SfRouteLink *link, const SfRouteLink *back)
{
    Conflict own = {link->old_uri, link->new_uri, NULL, NULL, &link->first, &back->first};
    SfProblem *problem = problem_of(by_case, own.own);
    if (!problem || g_strcmp0(problem->method, "REGISTER") == 0 ||
        !is_about_writing_down(problem) || !leads_to(back, link->old_uri))
        return;
    own.server = problem->server_address;
    g_autofree char *beforehand = filled("beforehand.back", &own);
    g_autoptr(GPtrArray) decisions = decisions_of(&own, "decisions.back");
    sf_problem_dispute(problem, beforehand, decisions);
}

void sf_conflicts_fold(const GPtrArray *routes, GHashTable *by_case)
{
    for (guint i = 0; i < routes->len; i++) {
        const SfRoute *route = routes->pdata[i];
        const SfRouteLink *link = route->links->pdata[0];
        if (link->rival_uri)
            tell_of_conflict(by_case, link);
        else if (route->refusals & SF_REFUSAL_LOOP && route->links->len == 2)
            tell_of_return(by_case, link, route->links->pdata[1]);
    }
}
