/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What routes.c gathers and route_chain.c puts together. Strings belong to SfRoutes.texts. */
#ifndef SIPFIX_ROUTES_PRIVATE_H
#define SIPFIX_ROUTES_PRIVATE_H

#include "core/grammar/strings/string_pool.h"
#include "problems/calls/met_calls.h"
#include "problems/routes/redirect.h"
#include "problems/routes/routes.h"

typedef struct SfChoice SfChoice;

/** One new address of one old address. */
struct SfChoice {
    guint number; /* from 1, unique */
    const char *uri;
    SfUri parts;
    const char *key;  /* of the place that it names */
    const char *user; /* user@host: who, wherever */
    SfChoice *who; /* the first choice of this old address with the same user@host; may be itself */
    guint64 calls; /* that were told of it */
    guint64 answered; /* answers after which it took the call */
    guint64 chosen;   /* answers in which it was that, or the best */
    guint64 named;    /* of `who`: answers that name this user@host */
    guint64 named_by; /* of `who`: number of the last one */
    SfRefusals refusals;
    SfRouteSighting first;
    SfRouteSighting last;
    char *first_time; /* owned */
    char *last_time;  /* owned */
};

/** A place that calls were sent away from. */
typedef struct {
    const char *uri;
    SfUri parts;
    const char *key;
    GPtrArray *choices;    /* SfChoice, owned */
    guint64 answers;       /* that name a new address */
    guint64 nameless;      /* that name none */
    SfRouteSighting first; /* of those */
    char *first_time;      /* owned */
    SfRouteLink link;      /* after sf_route_place_choose() */
    const SfChoice *winner;
    guint64 walk; /* number of the last walk that came by */
} SfOldAddress;

struct SfRoutes {
    SfStringPool *texts;
    GHashTable *places; /* key -> SfOldAddress, owned */
    GHashTable *runs;   /* gint64 -> what is needed until that run is over */
    SfMetCalls *calls;  /* NULL: no answer comes twice */
    GPtrArray *routes;  /* SfRoute, owned */
    guint n_choices;
    guint64 without_request;
};

/** The place's one link: picks the new address, and says what is wrong with it. */
void sf_route_place_choose(SfOldAddress *place);

/** Follows the links from this place; to be freed with sf_route_free(). */
SfRoute *sf_route_from(SfRoutes *routes, SfOldAddress *place, guint64 walk);
void sf_route_free(gpointer data);

#endif
