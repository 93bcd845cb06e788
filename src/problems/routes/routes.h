/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From 301s to routes: which address has moved where, across all calls and captures. Chains are
 * collapsed: where A moved to B, and B to C, A's route leads to C. A route that should not be
 * loaded without a look says why (refusal.h).
 *
 * Addresses are told apart by scheme, user, host and port; of several new ones, the one that calls
 * were answered at counts, else the best one. Temporary redirects (302) are no routes, and end a
 * chain. An answer counts on the hop nearest the caller, where the old address is what was dialled.
 */
#ifndef SIPFIX_ROUTES_H
#define SIPFIX_ROUTES_H

#include "knowledge/refusal.h"
#include "problems/calls/seen_answers.h"
#include "problems/event.h"

/** The 301 that bears witness. */
typedef struct {
    const char *capture; /* NULL: not told */
    gint64 frame;
    gint64 line; /* of a log; 0: it is none */
    gint64 run;
    const char *time;    /* ISO 8601, UTC; NULL: not told */
    const char *case_id; /* NULL: nothing was found */
} SfRouteSighting;

/** One step: all 301s that send callers from this old address to this new one. */
typedef struct {
    const char *old_uri; /* as it was asked for in the first of them */
    const char *new_uri; /* as a client sends it: no URI headers, no method; NULL: none was given */
    guint64 count;       /* calls */
    SfRouteSighting first;
    SfRouteSighting last;
    SfRefusals refusals;   /* all but loop */
    const char *rival_uri; /* in a conflict: another new address of the same old one, else NULL */
    SfRouteSighting rival; /* its first sighting */
} SfRouteLink;

/** Whole URIs; count, first and last are those of the first link. */
typedef struct {
    const char *old_uri;
    const char *new_uri; /* where it ends; of a circle, its first step; NULL: none was given */
    guint hops;          /* links->len */
    guint64 count;
    const SfRouteSighting *first;
    const SfRouteSighting *last;
    SfRefusals refusals; /* of all links, and of the whole */
    GPtrArray *links;    /* SfRouteLink, lent, in order; at least one */
} SfRoute;

typedef struct SfRoutes SfRoutes;

/** @param seen  where answers lie that are too many for memory; the routes' from now on */
SfRoutes *sf_routes_new(SfSeenStore seen);

/** The same for events of which no answer comes twice (met_calls.h). */
SfRoutes *sf_routes_new_of_firsts(void);
void sf_routes_free(SfRoutes *routes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SfRoutes, sf_routes_free)

/** Looks at an event, and keeps nothing of it. Events may come in any order; what is no 301 is
 * passed over. */
void sf_routes_add(SfRoutes *routes, const SfEvent *event);

/** No event of that run comes any more. */
void sf_routes_end_run(SfRoutes *routes, gint64 run);

/**
 * To be called once, after the last event.
 *
 * @return SfRoute, those to be refused too, sorted by old address; owned by @routes
 */
const GPtrArray *sf_routes_finish(SfRoutes *routes);

/** Answers 301 whose old address is unknown, because their request was not seen. */
guint64 sf_routes_without_request(const SfRoutes *routes);

/** "a.pcapng frame 122", of a log "full.log:4711"; to be freed with g_free(). */
char *sf_sighting_words(const SfRouteSighting *sighting);

#endif
