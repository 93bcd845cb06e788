// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/grammar/strings/string_hash.h"
#include "problems/routes/routes_private.h"

#include <string.h>

/* New addresses that are told apart of one old address. Beyond it answers that name none of them
 * still count, and make a conflict. */
#define MAX_CHOICES 64

/* ---- Answers on several hops ---- */

/* The choices come from the hop nearest the caller, the findings from the hop where the answer was
 * made; which of the two is seen first nobody can tell. */
typedef struct {
    GPtrArray *choices; /* SfChoice, lent */
    SfRefusals refusals;
} Gathered;

static void telling_free(gpointer data)
{
    Gathered *gathered = data;
    g_ptr_array_unref(gathered->choices);
    g_free(gathered);
}

/* What is needed until a run is over. */
typedef struct {
    GHashTable *counted; /* "story#choice", owned */
    GHashTable *answers; /* "story#Call-ID#CSeq" -> Gathered: one answer, on all its hops */
} OpenRun;

static void open_run_free(gpointer data)
{
    OpenRun *run = data;
    g_hash_table_unref(run->counted);
    g_hash_table_unref(run->answers);
    g_free(run);
}

static OpenRun *open_run_of(SfRoutes *routes, gint64 number)
{
    OpenRun *run = g_hash_table_lookup(routes->runs, &number);
    if (run)
        return run;
    run = g_new0(OpenRun, 1);
    run->counted = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    run->answers = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, telling_free);
    g_hash_table_insert(routes->runs, g_memdup2(&number, sizeof number), run);
    return run;
}

static Gathered *telling_of(SfRoutes *routes, const SfEvent *event)
{
    char *key = g_strdup_printf("%" G_GINT64_FORMAT "#%s#%" G_GINT64_FORMAT, event->story,
                                event->call_id ? event->call_id : "", event->cseq);
    GHashTable *answers = open_run_of(routes, event->run)->answers;
    Gathered *gathered = g_hash_table_lookup(answers, key);
    if (gathered) {
        g_free(key);
        return gathered;
    }
    gathered = g_new0(Gathered, 1);
    gathered->choices = g_ptr_array_new();
    g_hash_table_insert(answers, key, gathered);
    return gathered;
}

/* ---- Places and choices ---- */

static void choice_free(gpointer data)
{
    SfChoice *choice = data;
    g_free(choice->first_time);
    g_free(choice->last_time);
    g_free(choice);
}

static void place_free(gpointer data)
{
    SfOldAddress *place = data;
    g_ptr_array_unref(place->choices);
    g_free(place->first_time);
    g_free(place);
}

/* sips: and sip: are two places, whatever their keys say. */
static const char *place_key(SfRoutes *routes, const SfUri *uri)
{
    static const char *const schemes[] = {
        [SF_SCHEME_SIP] = "sip", [SF_SCHEME_SIPS] = "sips", [SF_SCHEME_TEL] = "tel"};
    g_autofree char *key = sf_uri_key(uri);
    const char *scheme = uri->scheme < G_N_ELEMENTS(schemes) ? schemes[uri->scheme] : "";
    g_autofree char *whole = g_strconcat(scheme, ":", key, NULL);
    return sf_string_pool_keep(routes->texts, whole);
}

static const char *keep_uri(SfRoutes *routes, const char *uri, SfUri *parts)
{
    const char *kept = sf_string_pool_keep(routes->texts, uri);
    sf_uri_parse(sf_text(kept), parts, NULL);
    return kept;
}

static SfOldAddress *place_of(SfRoutes *routes, const SfRedirect *redirect)
{
    const char *key = place_key(routes, &redirect->old_parts);
    SfOldAddress *place = g_hash_table_lookup(routes->places, key);
    if (place)
        return place;
    place = g_new0(SfOldAddress, 1);
    place->key = key;
    place->uri = keep_uri(routes, redirect->old_uri, &place->parts);
    place->choices = g_ptr_array_new_with_free_func(choice_free);
    g_hash_table_insert(routes->places, (gpointer)key, place);
    return place;
}

/* The choice of that URI; else @who gets the first one with the same user@host, if any. */
static SfChoice *find_choice(const SfOldAddress *place, const SfUri *parts, const char *user,
                             SfChoice **who)
{
    for (guint i = 0; i < place->choices->len; i++) {
        SfChoice *choice = place->choices->pdata[i];
        if (!g_str_equal(choice->user, user))
            continue;
        if (sf_uri_equal(&choice->parts, parts))
            return choice;
        if (!*who)
            *who = choice;
    }
    return NULL;
}

static SfChoice *choice_of(SfRoutes *routes, SfOldAddress *place, const SfNewAddress *target)
{
    g_autofree char *user = sf_uri_user_at_host(&target->parts);
    SfChoice *who = NULL;
    SfChoice *choice = find_choice(place, &target->parts, user, &who);
    if (choice || place->choices->len == MAX_CHOICES)
        return choice;
    choice = g_new0(SfChoice, 1);
    choice->number = ++routes->n_choices;
    choice->uri = keep_uri(routes, target->uri, &choice->parts);
    choice->key = place_key(routes, &choice->parts);
    choice->user = sf_string_pool_keep(routes->texts, user);
    choice->who = who ? who : choice;
    g_ptr_array_add(place->choices, choice);
    return choice;
}

/* ---- Sightings ---- */

static SfRouteSighting sighting_of(SfRoutes *routes, const SfEvent *event)
{
    return (SfRouteSighting){
        .capture = event->capture ? sf_string_pool_keep(routes->texts, event->capture) : NULL,
        .frame = event->frame,
        .line = event->line,
        .run = event->run,
        .case_id = event->case_id ? sf_string_pool_keep(routes->texts, event->case_id) : NULL,
    };
}

/* @time owns what the sighting shows. */
static void set_sighting(SfRouteSighting *sighting, char **time, SfRoutes *routes,
                         const SfEvent *event)
{
    g_free(*time);
    *time = g_strdup(event->time);
    *sighting = sighting_of(routes, event);
    sighting->time = *time;
}

static void note_sighting(SfRoutes *routes, SfChoice *choice, const SfEvent *event)
{
    if (choice->first.frame == 0 || g_strcmp0(event->time, choice->first.time) < 0)
        set_sighting(&choice->first, &choice->first_time, routes, event);
    if (choice->last.frame == 0 || g_strcmp0(event->time, choice->last.time) >= 0)
        set_sighting(&choice->last, &choice->last_time, routes, event);
}

/* TRUE for the first time that this call names this choice. Calls without a number count by answer.
 */
static gboolean is_new_call(SfRoutes *routes, const SfChoice *choice, const SfEvent *event)
{
    char *call = g_strdup_printf("%c%" G_GINT64_FORMAT "#%u", event->story ? '#' : '@',
                                 event->story ? event->story : event->frame, choice->number);
    return g_hash_table_add(open_run_of(routes, event->run)->counted, call);
}

/* ---- Events ---- */

static void note_target(SfRoutes *routes, SfOldAddress *place, const SfRedirect *redirect,
                        const SfNewAddress *target, const SfEvent *event)
{
    SfChoice *choice = choice_of(routes, place, target);
    if (!choice)
        return;
    if (choice->who->named_by != place->answers) {
        choice->who->named_by = place->answers;
        choice->who->named++;
    }
    if (target->answered)
        choice->answered++;
    if (target == redirect->chosen)
        choice->chosen++;
    choice->refusals |= target->refusals | redirect->refusals;
    if (is_new_call(routes, choice, event))
        choice->calls++;
    note_sighting(routes, choice, event);
    g_ptr_array_add(telling_of(routes, event)->choices, choice);
}

static void note_answer(SfRoutes *routes, const SfRedirect *redirect, const SfEvent *event)
{
    if (!redirect->old_uri) {
        routes->without_request++;
        return;
    }
    SfOldAddress *place = place_of(routes, redirect);
    if (redirect->targets->len == 0) {
        if (place->nameless++ == 0)
            set_sighting(&place->first, &place->first_time, routes, event);
        return;
    }
    place->answers++;
    for (guint i = 0; i < redirect->targets->len; i++)
        note_target(routes, place, redirect, &g_array_index(redirect->targets, SfNewAddress, i),
                    event);
}

/* What was captured twice was seen in one call only. */
static gboolean is_copy(SfRoutes *routes, const SfEvent *event)
{
    gboolean is_copy = FALSE;
    if (routes->calls)
        sf_met_calls_take(routes->calls, event, &is_copy);
    return is_copy;
}

void sf_routes_add(SfRoutes *routes, const SfEvent *event)
{
    if (is_copy(routes, event))
        return;
    SfRedirect redirect;
    if (!sf_redirect_read(&redirect, event)) {
        sf_redirect_clear(&redirect);
        return;
    }
    if (event->hop <= 1)
        note_answer(routes, &redirect, event);
    else if (redirect.refusals)
        telling_of(routes, event)->refusals |= redirect.refusals;
    sf_redirect_clear(&redirect);
}

/* ---- The whole ---- */

SfRoutes *sf_routes_new_of_firsts(void)
{
    SfRoutes *routes = g_new0(SfRoutes, 1);
    routes->texts = sf_string_pool_new();
    routes->places = g_hash_table_new_full(sf_string_hash, g_str_equal, NULL, place_free);
    routes->runs = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, open_run_free);
    routes->routes = g_ptr_array_new_with_free_func(sf_route_free);
    return routes;
}

SfRoutes *sf_routes_new(SfSeenStore seen)
{
    SfRoutes *routes = sf_routes_new_of_firsts();
    routes->calls = sf_met_calls_new(seen);
    return routes;
}

void sf_routes_free(SfRoutes *routes)
{
    if (!routes)
        return;
    g_ptr_array_unref(routes->routes);
    g_hash_table_unref(routes->runs);
    sf_met_calls_free(routes->calls);
    g_hash_table_unref(routes->places);
    sf_string_pool_free(routes->texts);
    g_free(routes);
}

static void hand_findings_down(const OpenRun *run)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, run->answers);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Gathered *gathered = value;
        for (guint i = 0; i < gathered->choices->len; i++)
            ((SfChoice *)gathered->choices->pdata[i])->refusals |= gathered->refusals;
    }
}

void sf_routes_end_run(SfRoutes *routes, gint64 run)
{
    const OpenRun *open = g_hash_table_lookup(routes->runs, &run);
    if (routes->calls)
        sf_met_calls_end_run(routes->calls, run);
    if (!open)
        return;
    hand_findings_down(open);
    g_hash_table_remove(routes->runs, &run);
}

static void end_all_runs(SfRoutes *routes)
{
    GHashTableIter iter;
    gpointer run;
    g_hash_table_iter_init(&iter, routes->runs);
    while (g_hash_table_iter_next(&iter, NULL, &run))
        hand_findings_down(run);
    g_hash_table_remove_all(routes->runs);
}

static gint by_old_address(gconstpointer a, gconstpointer b)
{
    const SfOldAddress *one = *(SfOldAddress *const *)a;
    const SfOldAddress *other = *(SfOldAddress *const *)b;
    return strcmp(one->key, other->key);
}

static GPtrArray *sorted_places(const SfRoutes *routes)
{
    GPtrArray *places = g_ptr_array_new();
    GHashTableIter iter;
    gpointer place;
    g_hash_table_iter_init(&iter, routes->places);
    while (g_hash_table_iter_next(&iter, NULL, &place))
        g_ptr_array_add(places, place);
    g_ptr_array_sort(places, by_old_address);
    return places;
}

const GPtrArray *sf_routes_finish(SfRoutes *routes)
{
    end_all_runs(routes);
    g_autoptr(GPtrArray) places = sorted_places(routes);
    for (guint i = 0; i < places->len; i++)
        sf_route_place_choose(places->pdata[i]);
    for (guint i = 0; i < places->len; i++)
        g_ptr_array_add(routes->routes, sf_route_from(routes, places->pdata[i], i + 1));
    return routes->routes;
}

guint64 sf_routes_without_request(const SfRoutes *routes)
{
    return routes->without_request;
}

char *sf_sighting_words(const SfRouteSighting *sighting)
{
    const char *capture = g_strcmp0(sighting->capture, "-") == 0
                              ? sf_phrase("value", "standard-input")
                          : sighting->capture ? sighting->capture
                                              : "?";
    if (sighting->line > 0)
        return g_strdup_printf("%s:%" G_GINT64_FORMAT, capture, sighting->line);
    g_autofree char *frame = g_strdup_printf("%" G_GINT64_FORMAT, sighting->frame);
    return sf_phrase_with("value", "frame", "capture", capture, "frame", frame, NULL);
}
