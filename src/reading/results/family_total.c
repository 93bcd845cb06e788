/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/results/family_total.h"

#include "reading/json/json.h"

#include <string.h>

/* Tags that are told of one kind of answer: as many as a run line tells of. */
#define MOST_TAGS 16

/* Clients likewise. */
#define MOST_CLIENTS 16

static JsonArray *array_in(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);

    if (!node || !JSON_NODE_HOLDS_ARRAY(node))
        json_object_set_array_member(object, name, json_array_new());
    return json_object_get_array_member(object, name);
}

static gboolean holds(JsonArray *array, JsonNode *node)
{
    for (guint i = 0; i < json_array_get_length(array); i++)
        if (json_node_equal(json_array_get_element(array, i), node))
            return TRUE;
    return FALSE;
}

static void add_new_ones(JsonArray *to, JsonArray *from, guint most)
{
    for (guint i = 0; i < json_array_get_length(from); i++) {
        JsonNode *node = json_array_get_element(from, i);
        if (json_array_get_length(to) < most && JSON_NODE_HOLDS_VALUE(node) && !holds(to, node))
            json_array_add_element(to, json_node_copy(node));
    }
}

void sf_total_add_codes(JsonObject *total, JsonArray *codes)
{
    add_new_ones(array_in(total, "codes"), codes, G_MAXUINT);
}

/* The entry of that status and method; made where there is none. */
static JsonObject *entry_like(JsonArray *entries, JsonObject *relative)
{
    const gint64 status = json_object_get_int_member_with_default(relative, "status", 0);
    const char *method = sf_json_text(relative, "method", "");

    for (guint i = 0; i < json_array_get_length(entries); i++) {
        JsonObject *entry = json_array_get_object_element(entries, i);
        if (json_object_get_int_member_with_default(entry, "status", 0) == status &&
            strcmp(sf_json_text(entry, "method", ""), method) == 0)
            return entry;
    }
    JsonObject *entry = json_object_new();
    json_object_set_int_member(entry, "status", status);
    json_object_set_string_member(entry, "method", method);
    json_object_set_int_member(entry, "count", 0);
    json_object_set_object_member(entry, "outcomes", json_object_new());
    json_array_add_object_element(entries, entry);
    return entry;
}

static void add_count(JsonObject *to, const char *name, JsonObject *from)
{
    json_object_set_int_member(to, name,
                               json_object_get_int_member_with_default(to, name, 0) +
                                   json_object_get_int_member_with_default(from, name, 0));
}

static void add_counts(JsonObject *to, JsonObject *from)
{
    g_autoptr(GList) names = json_object_get_members(from);
    for (GList *name = names; name; name = name->next)
        add_count(to, name->data, from);
}

/* A loss before an end that is not known, a certain one before one that only likely is. */
static int worth_of(JsonObject *example)
{
    JsonNode *node = json_object_get_member(example, "outcome");
    JsonObject *outcome = node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;

    if (!outcome || strcmp(sf_json_text(outcome, "is", "unknown"), "unknown") == 0)
        return 0;
    return json_object_get_boolean_member_with_default(outcome, "certain", FALSE) ? 2 : 1;
}

/* One of all is shown: the first of those that show most. */
static void add_example(JsonObject *entry, JsonObject *relative)
{
    JsonNode *node = json_object_get_member(relative, "example");
    JsonNode *known = json_object_get_member(entry, "example");
    JsonObject *example = node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;

    if (example && (!known || worth_of(example) > worth_of(json_node_get_object(known))))
        json_object_set_object_member(entry, "example", json_object_ref(example));
}

static void add_relative(JsonArray *entries, JsonObject *relative)
{
    JsonObject *entry = entry_like(entries, relative);
    JsonNode *outcomes = json_object_get_member(relative, "outcomes");
    JsonNode *tags = json_object_get_member(relative, "tags");
    JsonNode *clients = json_object_get_member(relative, "clients");

    add_count(entry, "count", relative);
    if (json_object_has_member(relative, "likely"))
        add_count(entry, "likely", relative);
    if (outcomes && JSON_NODE_HOLDS_OBJECT(outcomes))
        add_counts(json_object_get_object_member(entry, "outcomes"),
                   json_node_get_object(outcomes));
    if (tags && JSON_NODE_HOLDS_ARRAY(tags))
        add_new_ones(array_in(entry, "tags"), json_node_get_array(tags), MOST_TAGS);
    if (clients && JSON_NODE_HOLDS_ARRAY(clients))
        add_new_ones(array_in(entry, "clients"), json_node_get_array(clients), MOST_CLIENTS);
    add_example(entry, relative);
}

static gint by_status(gconstpointer a, gconstpointer b)
{
    JsonObject *one = *(JsonObject *const *)a;
    JsonObject *other = *(JsonObject *const *)b;
    const gint64 status = json_object_get_int_member_with_default(one, "status", 0);
    const gint64 other_status = json_object_get_int_member_with_default(other, "status", 0);

    if (status != other_status)
        return status < other_status ? -1 : 1;
    return strcmp(sf_json_text(one, "method", ""), sf_json_text(other, "method", ""));
}

/* As in a run line, whichever run had them first. */
static void sort(JsonArray *entries)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_new_with_free_func((GDestroyNotify)json_object_unref);

    for (guint i = json_array_get_length(entries); i > 0; i--) {
        g_ptr_array_add(sorted, json_object_ref(json_array_get_object_element(entries, i - 1)));
        json_array_remove_element(entries, i - 1);
    }
    g_ptr_array_sort(sorted, by_status);
    for (guint i = 0; i < sorted->len; i++)
        json_array_add_object_element(entries, json_object_ref(sorted->pdata[i]));
}

void sf_relatives_add_all(JsonArray *to, JsonArray *relatives)
{
    const guint before = json_array_get_length(to);

    for (guint i = 0; i < json_array_get_length(relatives); i++) {
        JsonNode *node = json_array_get_element(relatives, i);
        if (JSON_NODE_HOLDS_OBJECT(node))
            add_relative(to, json_node_get_object(node));
    }
    if (json_array_get_length(to) > before)
        sort(to);
}

void sf_total_add_relatives(JsonObject *total, JsonArray *relatives)
{
    sf_relatives_add_all(array_in(total, "relatives"), relatives);
}
