// SPDX-License-Identifier: GPL-2.0-or-later
/* From places to routes: one new address for each place, and where it leads in the end. */
#include "core/grammar/invisible.h"
#include "problems/routes/routes_private.h"

#include <string.h>

/* A request goes no further: Max-Forwards starts at 70 (RFC 3261 §8.1.1.6). */
#define MAX_HOPS 70

/* ---- One link ---- */

/* Where calls were answered, else where they went, else what most were told; the older one, then
 * the alphabet, so that the same input gives the same table. */
static gboolean is_better(const SfChoice *one, const SfChoice *other)
{
    if (one->answered != other->answered)
        return one->answered > other->answered;
    if (one->chosen != other->chosen)
        return one->chosen > other->chosen;
    if (one->calls != other->calls)
        return one->calls > other->calls;
    const int earlier = g_strcmp0(one->first.time, other->first.time);
    return earlier != 0 ? earlier < 0 : strcmp(one->uri, other->uri) < 0;
}

static const SfChoice *winner_of(const SfOldAddress *place)
{
    const SfChoice *winner = NULL;
    for (guint i = 0; i < place->choices->len; i++) {
        const SfChoice *choice = place->choices->pdata[i];
        if (!winner || is_better(choice, winner))
            winner = choice;
    }
    return winner;
}

/* All answers name one user@host, if not always at the same server (checks.md, moved.conflict). */
static gboolean is_agreed(const SfOldAddress *place)
{
    for (guint i = 0; i < place->choices->len; i++)
        if (((const SfChoice *)place->choices->pdata[i])->named == place->answers)
            return TRUE;
    return FALSE;
}

static void name_rival(SfOldAddress *place)
{
    const SfChoice *rival = NULL;
    for (guint i = 0; i < place->choices->len; i++) {
        const SfChoice *choice = place->choices->pdata[i];
        if (choice->who != place->winner->who && (!rival || is_better(choice, rival)))
            rival = choice;
    }
    if (!rival)
        return; /* one of those beyond MAX_CHOICES */
    place->link.rival_uri = rival->uri;
    place->link.rival = rival->first;
}

/* What is shown of a byte that is no text begins with a backslash, which no URI may hold either:
 * then nobody can write down what was sent. Nor should anybody write down what nobody sees. */
static gboolean is_as_sent(const char *uri)
{
    return !strchr(uri, '\\') && !sf_text_has_invisible(sf_text(uri), SF_INVISIBLE_IN_ADDRESS);
}

void sf_route_place_choose(SfOldAddress *place)
{
    place->winner = winner_of(place);
    place->link = (SfRouteLink){.old_uri = place->uri};
    if (!place->winner) {
        place->link.count = place->nameless;
        place->link.first = place->link.last = place->first;
        place->link.refusals = SF_REFUSAL_UNUSABLE;
        return;
    }
    place->link.new_uri = place->winner->uri;
    place->link.count = place->winner->calls;
    place->link.first = place->winner->first;
    place->link.last = place->winner->last;
    place->link.refusals = place->winner->refusals;
    if (!is_as_sent(place->uri) || !is_as_sent(place->winner->uri))
        place->link.refusals |= SF_REFUSAL_MALFORMED;
    if (place->winner->calls < 2)
        place->link.refusals |= SF_REFUSAL_ONCE;
    if (is_agreed(place))
        return;
    place->link.refusals |= SF_REFUSAL_CONFLICT;
    name_rival(place);
}

/* ---- Chains ---- */

static void add_link(SfRoute *route, SfOldAddress *place, guint64 walk)
{
    place->walk = walk;
    g_ptr_array_add(route->links, &place->link);
    route->refusals |= place->link.refusals;
    if (place->link.new_uri)
        route->new_uri = place->link.new_uri;
}

/* The place has not moved, only the server or transport by which it is reached (rule 4 of the
 * checks): whoever comes by the new address is there. */
static gboolean stays(const SfOldAddress *place, const SfUri *came_by)
{
    return place->winner && strcmp(place->winner->key, place->key) == 0 &&
           !sf_uri_equal(&place->parts, &place->winner->parts) &&
           sf_uri_equal(came_by, &place->winner->parts);
}

SfRoute *sf_route_from(SfRoutes *routes, SfOldAddress *place, guint64 walk)
{
    SfRoute *route = g_new0(SfRoute, 1);
    route->links = g_ptr_array_new();
    add_link(route, place, walk);
    while (place->winner) {
        const SfUri *came_by = &place->winner->parts;
        SfOldAddress *next = g_hash_table_lookup(routes->places, place->winner->key);
        if (!next || stays(next, came_by))
            break;
        if (next->walk == walk || route->links->len == MAX_HOPS) {
            route->refusals |= SF_REFUSAL_LOOP;
            break;
        }
        add_link(route, next, walk);
        place = next;
    }
    const SfRouteLink *first = route->links->pdata[0];
    route->old_uri = first->old_uri;
    route->count = first->count;
    route->first = &first->first;
    route->last = &first->last;
    route->hops = route->links->len;
    if (route->refusals & SF_REFUSAL_LOOP)
        route->new_uri = first->new_uri; /* a circle ends nowhere: what callers were told */
    return route;
}

void sf_route_free(gpointer data)
{
    SfRoute *route = data;
    g_ptr_array_unref(route->links);
    g_free(route);
}
