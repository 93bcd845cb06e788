/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/results/total.h"

#include "reading/json/json.h"
#include "reading/results/family_total.h"

#include <string.h>

static void add_number(JsonObject *total, const char *name, gint64 number)
{
    gint64 known = json_object_get_int_member_with_default(total, name, 0);
    json_object_set_int_member(total, name,
                               known > G_MAXINT64 - number ? G_MAXINT64 : known + number);
}

/* Times are ISO 8601 in UTC, so that bytes compare as they do. */
static void keep_extreme(JsonObject *total, const char *name, const char *time, int sign)
{
    const char *known = sf_json_text(total, name, NULL);
    if (!known || (sign > 0 ? strcmp(time, known) > 0 : strcmp(time, known) < 0))
        json_object_set_string_member(total, name, time);
}

static void add_text(JsonObject *total, const char *name, const char *text)
{
    if (strcmp(name, "first") == 0)
        keep_extreme(total, name, text, -1);
    else if (strcmp(name, "last") == 0)
        keep_extreme(total, name, text, 1);
}

static void add_value(JsonObject *total, const char *name, JsonNode *node)
{
    if (json_node_get_value_type(node) == G_TYPE_INT64)
        add_number(total, name, MAX(0, json_node_get_int(node)));
    else if (json_node_get_value_type(node) == G_TYPE_BOOLEAN)
        json_object_set_boolean_member(
            total, name,
            json_object_get_boolean_member_with_default(total, name, TRUE) &&
                json_node_get_boolean(node));
    else if (json_node_get_value_type(node) == G_TYPE_STRING)
        add_text(total, name, json_node_get_string(node));
}

static JsonObject *object_in(JsonObject *total, const char *name)
{
    JsonNode *node = json_object_get_member(total, name);

    if (!node || !JSON_NODE_HOLDS_OBJECT(node))
        json_object_set_object_member(total, name, json_object_new());
    return json_object_get_object_member(total, name);
}

static void count_left_out(JsonObject *total, JsonObject *element)
{
    static const char *const kinds[] = {"asked", "answered"};

    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (!json_object_has_member(element, kinds[i]))
            continue;
        JsonObject *counts = object_in(element, kinds[i]);
        JsonObjectIter iter;
        const char *method;
        json_object_iter_init(&iter, counts);
        while (json_object_iter_next(&iter, &method, NULL))
            add_number(total, "elements_left_out",
                       json_object_get_int_member_with_default(counts, method, 0));
    }
}

/* Each run tells of so many addresses, and no more; so do all of them together. */
static void add_elements(JsonObject *total, JsonObject *elements)
{
    JsonObject *known = object_in(total, "elements");
    JsonObjectIter iter;
    const char *address;
    JsonNode *node;

    json_object_iter_init_ordered(&iter, elements);
    while (json_object_iter_next_ordered(&iter, &address, &node)) {
        if (!JSON_NODE_HOLDS_OBJECT(node))
            continue;
        if (json_object_get_size(known) < SF_TOTAL_ELEMENTS ||
            json_object_has_member(known, address))
            sf_total_add(object_in(known, address), json_node_get_object(node));
        else
            count_left_out(total, json_node_get_object(node));
    }
}

static void add_array(JsonObject *total, const char *name, JsonArray *array)
{
    if (strcmp(name, "codes") == 0)
        sf_total_add_codes(total, array);
    else if (strcmp(name, "relatives") == 0)
        sf_total_add_relatives(total, array);
}

void sf_total_add(JsonObject *total, JsonObject *line)
{
    JsonObjectIter iter;
    const char *name;
    JsonNode *node;

    json_object_iter_init_ordered(&iter, line);
    while (json_object_iter_next_ordered(&iter, &name, &node)) {
        /* Frames are counted where they are read: tshark may not be shown all. */
        if (strcmp(name, "schema") == 0 || strcmp(name, "frames") == 0 || strcmp(name, "run") == 0)
            continue;
        if (strcmp(name, "elements") == 0 && JSON_NODE_HOLDS_OBJECT(node))
            add_elements(total, json_node_get_object(node));
        else if (JSON_NODE_HOLDS_OBJECT(node))
            sf_total_add(object_in(total, name), json_node_get_object(node));
        else if (JSON_NODE_HOLDS_ARRAY(node))
            add_array(total, name, json_node_get_array(node));
        else if (JSON_NODE_HOLDS_VALUE(node))
            add_value(total, name, node);
    }
}

void sf_total_add_run(JsonObject *total, JsonObject *run)
{
    sf_total_add(total, run);
    add_number(total, "frames", json_object_get_int_member_with_default(run, "frames", 0));
    if (!json_object_has_member(run, "call_ids")) /* older results counted each as a call */
        add_number(total, "call_ids", json_object_get_int_member_with_default(run, "calls", 0));
}

static char *iso_time(gint64 nanoseconds)
{
    const gint64 second = G_GINT64_CONSTANT(1000000000);
    gint64 seconds = nanoseconds / second - (nanoseconds % second < 0 ? 1 : 0);
    gint64 microseconds = (nanoseconds - seconds * second) / 1000;
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);

    if (!time)
        return NULL;
    g_autofree char *date = g_date_time_format(time, "%Y-%m-%dT%H:%M:%S");
    return g_strdup_printf("%s.%06" G_GINT64_FORMAT "Z", date, microseconds);
}

static void add_log(JsonObject *total, JsonObject *coverage, const SfInput *input)
{
    static const char *const lacks[] = {NULL, "logs_without_zone", "logs_without_date",
                                        "logs_without_time"};

    add_number(object_in(total, "logs"), input->read_as, 1);
    add_number(coverage, "logs", 1);
    if (lacks[input->times])
        add_number(coverage, lacks[input->times], 1);
    if (!input->notes)
        return;
    g_autoptr(GList) names = json_object_get_members(input->notes);
    for (GList *name = names; name; name = name->next)
        add_number(coverage, name->data, json_object_get_int_member(input->notes, name->data));
}

void sf_total_add_input(JsonObject *total, const SfInput *input)
{
    JsonObject *coverage = object_in(total, "coverage");

    add_number(total, "frames", (gint64)MIN(input->records, (guint64)G_MAXINT64));
    add_number(total, "left_out", (gint64)MIN(input->left_out, (guint64)G_MAXINT64));
    add_number(coverage, "dropped", (gint64)MIN(input->lost, (guint64)G_MAXINT64));
    add_number(coverage, "skipped", (gint64)MIN(input->skipped, (guint64)G_MAXINT64));
    if (input->read_as)
        add_log(total, coverage, input);
    if (!input->timed)
        return;
    g_autofree char *first = iso_time(input->first);
    g_autofree char *last = iso_time(input->last);
    if (first && last) {
        keep_extreme(total, "first", first, -1);
        keep_extreme(total, "last", last, 1);
    }
}

JsonObject *sf_total_new(void)
{
    JsonObject *total = json_object_new();

    json_object_set_string_member(total, "schema", SF_RUN_SCHEMA);
    json_object_set_int_member(total, "frames", 0);
    json_object_set_int_member(total, "left_out", 0);
    json_object_set_int_member(total, "sip", 0);
    json_object_set_int_member(total, "calls", 0);
    json_object_set_int_member(total, "call_ids", 0);
    json_object_set_boolean_member(total, "complete", TRUE);
    JsonObject *coverage = object_in(total, "coverage");
    json_object_set_int_member(coverage, "dropped", 0);
    json_object_set_int_member(coverage, "skipped", 0);
    return total;
}
