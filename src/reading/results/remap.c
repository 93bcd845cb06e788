/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/results/remap.h"

#include "reading/results/family_total.h"
#include "reading/results/frame_words.h"
#include "reading/results/json.h"

#include <string.h>

#define EVENT_SCHEMA "sipfix-event/2"
#define RUN_SCHEMA   "sipfix-run/2"

gboolean sf_is_event(JsonObject *object)
{
    return strcmp(sf_json_text(object, "schema", ""), EVENT_SCHEMA) == 0;
}

gboolean sf_is_run_line(JsonObject *object)
{
    return strcmp(sf_json_text(object, "schema", ""), RUN_SCHEMA) == 0;
}

char *sf_foreign_version(JsonObject *object)
{
    static const char *const schemas[] = {EVENT_SCHEMA, RUN_SCHEMA};
    const char *schema = sf_json_text(object, "schema", "");
    for (gsize i = 0; i < G_N_ELEMENTS(schemas); i++) {
        const gsize name = (gsize)(strchr(schemas[i], '/') + 1 - schemas[i]);
        if (strncmp(schema, schemas[i], name) == 0 && strcmp(schema, schemas[i]) != 0)
            return g_strdup_printf("the plugin is of another version of sipfix: it writes %s, and "
                                   "%s is needed; install sipfix again",
                                   schema, schemas[i]);
    }
    return NULL;
}

JsonObject *sf_run_line_of(const SfSpool *spool)
{
    g_autoptr(GString) text = sf_spool_end(spool);
    JsonObject *object = text->len > 0 ? sf_json_object(text->str, text->len, NULL) : NULL;

    if (object && !sf_is_run_line(object))
        g_clear_pointer(&object, json_object_unref);
    return object;
}

/* ------------------------------------------------------------------ events */

typedef struct {
    const SfFrameMap *map;
    SfInput *sandbox; /* the event's own file */
} SfSettling;

static SfInput *find_frame(JsonNode *node, const SfFrameMap *map, guint64 *frame)
{
    if (!node || !JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_INT64)
        return NULL;
    gint64 written = json_node_get_int(node);
    return written > 0 ? sf_frame_map_find(map, (guint64)written, frame) : NULL;
}

SfInput *sf_event_input(JsonObject *event, const SfFrameMap *map)
{
    guint64 frame = 0;
    return find_frame(json_object_get_member(event, "frame"), map, &frame);
}

/* "frame" -> "capture", "status_frame" -> "status_capture"; NULL when the name is not that of a
 * frame. */
static char *capture_name(const char *name)
{
    if (strcmp(name, "frame") == 0)
        return g_strdup("capture");
    if (!g_str_has_suffix(name, "_frame"))
        return NULL;
    return g_strdup_printf("%.*s_capture", (int)(strlen(name) - strlen("_frame")), name);
}

/* "frame" -> "line", "status_frame" -> "status_line". */
static void set_line(JsonObject *to, const char *frame, guint64 line)
{
    g_autofree char *name =
        g_strdup_printf("%.*sline", (int)(strlen(frame) - strlen("frame")), frame);

    if (line > 0)
        json_object_set_int_member(to, name, (gint64)line);
}

/* What the file does not say is not told: when something was, and, without any times, how long it
 * took. */
static gboolean is_unknown_there(const char *name, const SfInput *input)
{
    if (input->times >= SF_TIMES_OF_DAY && strcmp(name, "time") == 0)
        return TRUE;
    return input->times == SF_TIMES_NONE &&
           (strcmp(name, "delay") == 0 || strcmp(name, "detour") == 0);
}

static JsonNode *settle_node(JsonNode *node, const SfSettling *settling);

static void settle_member(JsonObject *to, const char *name, JsonNode *node,
                          const SfSettling *settling)
{
    g_autofree char *capture = capture_name(name);
    guint64 frame = 0;

    if (!capture) {
        json_object_set_member(to, name, settle_node(node, settling));
        return;
    }
    SfInput *input = find_frame(node, settling->map, &frame);
    if (!input)
        return;
    json_object_set_int_member(to, name, (gint64)frame);
    if (input != settling->sandbox)
        json_object_set_string_member(to, capture, input->name);
    if (input->lines)
        set_line(to, name, sf_line_map_find(input->lines, frame));
}

static void settle_members(JsonObject *to, JsonObject *from, const SfSettling *settling)
{
    JsonObjectIter iter;
    const char *name;
    JsonNode *node;

    json_object_iter_init_ordered(&iter, from);
    while (json_object_iter_next_ordered(&iter, &name, &node))
        if (!is_unknown_there(name, settling->sandbox))
            settle_member(to, name, node, settling);
    sf_frame_words_remap(to, from);
}

static JsonNode *settle_array(JsonArray *from, const SfSettling *settling)
{
    guint length = json_array_get_length(from);
    JsonArray *to = json_array_sized_new(length);

    for (guint i = 0; i < length; i++)
        json_array_add_element(to, settle_node(json_array_get_element(from, i), settling));
    JsonNode *node = json_node_new(JSON_NODE_ARRAY);
    json_node_take_array(node, to);
    return node;
}

static JsonNode *settle_node(JsonNode *node, const SfSettling *settling)
{
    if (JSON_NODE_HOLDS_ARRAY(node))
        return settle_array(json_node_get_array(node), settling);
    if (!JSON_NODE_HOLDS_OBJECT(node))
        return json_node_copy(node);

    JsonNode *settled = json_node_new(JSON_NODE_OBJECT);
    JsonObject *to = json_object_new();
    settle_members(to, json_node_get_object(node), settling);
    json_node_take_object(settled, to);
    return settled;
}

JsonObject *sf_event_remap(JsonObject *event, const SfFrameMap *map, guint run)
{
    SfSettling settling = {map, sf_event_input(event, map)};

    if (!settling.sandbox)
        return NULL;
    JsonObject *settled = json_object_new();
    json_object_set_string_member(settled, "schema", sf_json_text(event, "schema", ""));
    json_object_set_string_member(settled, "capture", settling.sandbox->name);
    json_object_set_int_member(settled, "run", run);
    settle_members(settled, event, &settling);
    /* A plugin that filled these in, for whatever reason, knows less. */
    json_object_set_string_member(settled, "capture", settling.sandbox->name);
    json_object_set_int_member(settled, "run", run);
    return settled;
}

/* ------------------------------------------------------------------ totals */

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

    json_object_set_string_member(total, "schema", RUN_SCHEMA);
    json_object_set_int_member(total, "frames", 0);
    json_object_set_int_member(total, "left_out", 0);
    json_object_set_int_member(total, "sip", 0);
    json_object_set_int_member(total, "calls", 0);
    json_object_set_boolean_member(total, "complete", TRUE);
    JsonObject *coverage = object_in(total, "coverage");
    json_object_set_int_member(coverage, "dropped", 0);
    json_object_set_int_member(coverage, "skipped", 0);
    return total;
}
