// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Routes for programs: docs/schemas/sipfix-routes-1.json.
 */
#include "analyzer/output/json_print.h"
#include "analyzer/output/json_set.h"
#include "analyzer/routes/route_table.h"

static JsonObject *sighting_of(const SfRouteSighting *sighting)
{
    JsonObject *object = json_object_new();
    sf_json_set(object, "capture", sighting->capture);
    json_object_set_int_member(object, "frame", sighting->frame);
    sf_json_set_count(object, "line", (guint64)sighting->line);
    sf_json_set(object, "time", sighting->time);
    return object;
}

static JsonObject *evidence_of(const SfRouteSighting *first, const SfRouteSighting *last)
{
    JsonObject *object = json_object_new();
    json_object_set_object_member(object, "first", sighting_of(first));
    json_object_set_object_member(object, "last", sighting_of(last));
    return object;
}

static void set_names(JsonObject *object, const char *name, SfRefusals refusals)
{
    if (refusals == 0)
        return;
    g_autofree char *joined = sf_refusals_names(refusals, ",");
    g_auto(GStrv) names = g_strsplit(joined, ",", -1);
    sf_json_set_strings(object, name, names);
}

static JsonArray *links_of(const SfRoute *route)
{
    JsonArray *links = json_array_new();
    for (guint i = 0; i < route->links->len; i++) {
        const SfRouteLink *link = route->links->pdata[i];
        JsonObject *object = json_object_new();
        sf_json_set(object, "old", link->old_uri);
        sf_json_set(object, "new", link->new_uri);
        json_object_set_int_member(object, "count", (gint64)link->count);
        json_object_set_object_member(object, "evidence", evidence_of(&link->first, &link->last));
        set_names(object, "reasons", link->refusals);
        if (link->rival_uri) {
            JsonObject *rival = sighting_of(&link->rival);
            sf_json_set(rival, "new", link->rival_uri);
            json_object_set_object_member(object, "rival", rival);
        }
        json_array_add_object_element(links, object);
    }
    return links;
}

static JsonObject *route_of(const SfRoute *route)
{
    JsonObject *object = json_object_new();
    sf_json_set(object, "old", route->old_uri);
    sf_json_set(object, "new", route->new_uri);
    json_object_set_int_member(object, "count", (gint64)route->count);
    sf_json_set(object, "first", route->first->time);
    sf_json_set(object, "last", route->last->time);
    json_object_set_int_member(object, "hops", route->hops);
    json_object_set_object_member(object, "evidence", evidence_of(route->first, route->last));
    if (route->hops > 1 || ((const SfRouteLink *)route->links->pdata[0])->rival_uri)
        json_object_set_array_member(object, "links", links_of(route));
    return object;
}

static JsonArray *given_of(const SfRouteTable *table)
{
    JsonArray *array = json_array_new();
    for (guint i = 0; i < table->given->len; i++) {
        const SfRoute *route = table->given->pdata[i];
        JsonObject *object = route_of(route);
        set_names(object, "included", route->refusals);
        json_array_add_object_element(array, object);
    }
    return array;
}

static JsonArray *refused_of(const SfRouteTable *table)
{
    JsonArray *array = json_array_new();
    for (guint i = 0; i < table->refused->len; i++) {
        const SfRefused *refused = &g_array_index(table->refused, SfRefused, i);
        JsonObject *object = route_of(refused->route);
        set_names(object, "reasons", refused->reasons);
        json_array_add_object_element(array, object);
    }
    return array;
}

static JsonArray *unreadable_of(const SfReading *reading)
{
    JsonArray *array = json_array_new();
    for (guint i = 0; i < reading->unreadable->len; i++) {
        const SfUnread *unread = reading->unreadable->pdata[i];
        JsonObject *object = json_object_new();
        sf_json_set(object, "path", unread->path);
        sf_json_set(object, "reason", unread->reason ? unread->reason : "not a capture");
        json_array_add_object_element(array, object);
    }
    return array;
}

static GString *write_json(const SfRouteTable *table)
{
    g_autoptr(JsonObject) object = json_object_new();
    sf_json_set(object, "schema", "sipfix-routes/1");
    sf_json_set(object, "asked_for", table->case_prefix);
    json_object_set_boolean_member(object, "partial", table->reading->interrupted);
    json_object_set_array_member(object, "routes", given_of(table));
    json_object_set_array_member(object, "refused", refused_of(table));
    json_object_set_int_member(object, "without_request", (gint64)table->without_request);
    json_object_set_int_member(object, "captures", table->reading->captures);
    json_object_set_array_member(object, "unreadable", unreadable_of(table->reading));
    return sf_json_print(object, TRUE);
}

const SfRouteForm sf_route_form_json = {.name = "json", .write = write_json};
