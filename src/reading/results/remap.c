/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/results/remap.h"

#include "reading/json/item_print.h"
#include "reading/json/json.h"
#include "reading/results/frame_words.h"
#include "reading/results/total.h"
#include "reading/trouble_words.h"

#include <string.h>

gboolean sf_is_run_line(JsonObject *object)
{
    return strcmp(sf_json_text(object, "schema", ""), SF_RUN_SCHEMA) == 0;
}

static char *another_version(const char *schema, const char *needed)
{
    g_autofree char *quoted = sf_trouble_quote(schema);

    return g_strdup_printf("the plugin is of another version of sipfix: it writes %s, and %s is "
                           "needed\nInstall sipfix again.",
                           quoted, needed);
}

char *sf_foreign_version(JsonObject *object)
{
    static const char *const schemas[] = {SF_EVENT_SCHEMA, SF_RUN_SCHEMA};
    const char *schema = sf_json_text(object, "schema", "");
    for (gsize i = 0; i < G_N_ELEMENTS(schemas); i++) {
        const gsize name = (gsize)(strchr(schemas[i], '/') + 1 - schemas[i]);
        if (strncmp(schema, schemas[i], name) == 0 && strcmp(schema, schemas[i]) != 0)
            return another_version(schema, schemas[i]);
    }
    return NULL;
}

char *sf_other_plugin(JsonObject *line)
{
    const char *version = sf_json_text(line, "plugin", "");

    return strcmp(version, SIPFIX_VERSION) == 0 ? NULL : g_strdup(version);
}

JsonObject *sf_run_line_of(const SfSpool *spool)
{
    g_autoptr(GString) text = sf_spool_end(spool);
    JsonObject *object = text->len > 0 ? sf_json_object(text->str, text->len, NULL) : NULL;

    if (object && !sf_is_run_line(object))
        g_clear_pointer(&object, json_object_unref);
    return object;
}

/* ---- One event ---- */

struct SfRemap {
    SfTape *told; /* the event as tshark told it */
    SfTape *tape; /* and as it is handed on */
    GString *text;
};

/* What is being written. */
typedef struct {
    GString *out;
    const SfFrameMap *map;
    const SfInput *sandbox; /* the event's own file */
    SfItem named;           /* the frames that the sentences of a finding name */
} SfSettling;

SfRemap *sf_remap_new(void)
{
    SfRemap *remap = g_new0(SfRemap, 1);
    remap->told = sf_tape_new();
    remap->tape = sf_tape_new();
    remap->text = g_string_new(NULL);
    return remap;
}

void sf_remap_free(SfRemap *remap)
{
    if (!remap)
        return;
    sf_tape_free(remap->told);
    sf_tape_free(remap->tape);
    g_string_free(remap->text, TRUE);
    g_free(remap);
}

static SfInput *find_frame(SfItem item, const SfFrameMap *map, guint64 *frame)
{
    const gint64 written = sf_item_integer(item);
    return written > 0 ? sf_frame_map_find(map, (guint64)written, frame) : NULL;
}

/* ---- Members ---- */

static void put_item(SfSettling *settling, SfItem item);

/* "frame", "status_frame". @return how long it is without "frame"; -1: it is no name of a frame */
static gssize frame_name(const char *name)
{
    static const char end[] = "frame";
    const gsize length = strlen(name);
    const gsize before = length < sizeof end - 1 ? 0 : length - (sizeof end - 1);

    if (strcmp(name + before, end) != 0 || (before > 0 && name[before - 1] != '_'))
        return -1;
    return (gssize)before;
}

/* "frame" -> "capture", "status_frame" -> "status_capture", and "line" likewise. */
static void put_beside(GString *out, const char *name, gssize before, const char *what)
{
    g_autofree char *beside = g_strdup_printf("%.*s%s", (int)before, name, what);
    sf_print_name(out, beside);
}

static void put_frame(SfSettling *settling, const char *name, gssize before, SfItem item)
{
    GString *out = settling->out;
    guint64 frame = 0;
    const SfInput *input = find_frame(item, settling->map, &frame);

    if (!input)
        return;
    sf_print_name(out, name);
    sf_print_integer(out, (gint64)frame);
    if (input != settling->sandbox) {
        put_beside(out, name, before, "capture");
        sf_print_text(out, input->name);
    }
    const guint64 line = input->lines ? sf_line_map_find(input->lines, frame) : 0;
    if (line == 0)
        return;
    put_beside(out, name, before, "line");
    sf_print_integer(out, (gint64)line);
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

/* ---- Sentences ---- */

static gboolean find_named(guint64 told, SfFramePlace *place, gpointer data)
{
    const SfSettling *settling = data;
    SfItemWalk walk;

    for (sf_items_begin(&walk, settling->named); sf_items_next(&walk);) {
        const SfItem frame = sf_item_member(walk.item, "frame");
        if ((guint64)sf_item_integer(frame) != told)
            continue;
        const SfInput *input = find_frame(frame, settling->map, &place->frame);
        if (!input)
            return FALSE;
        place->capture = input != settling->sandbox ? input->name : NULL;
        place->line = input->lines ? sf_line_map_find(input->lines, place->frame) : 0;
        return TRUE;
    }
    return FALSE;
}

static gboolean is_sentence(const char *name)
{
    static const char *const names[] = {"text",  "why", "headline", "beforehand", "what",
                                        "price", "if",  "then",     "usual",      NULL};
    return g_strv_contains(names, name);
}

static void put_sentence(SfSettling *settling, SfItem item);

static void put_sentences(SfSettling *settling, SfItem array)
{
    SfItemWalk walk;

    g_string_append_c(settling->out, '[');
    for (sf_items_begin(&walk, array); sf_items_next(&walk);) {
        sf_print_comma(settling->out);
        put_sentence(settling, walk.item);
    }
    g_string_append_c(settling->out, ']');
}

/* Or a list of them. */
static void put_sentence(SfSettling *settling, SfItem item)
{
    const char *words = sf_item_text(item);

    if (sf_item_kind(item) == SF_ITEM_ARRAY) {
        put_sentences(settling, item);
        return;
    }

    if (!words || !sf_frame_words_name(words)) {
        put_item(settling, item);
        return;
    }
    g_autofree char *now = sf_frame_words(words, find_named, settling);
    sf_print_text(settling->out, now);
}

/* ---- All of it ---- */

static void put_member(SfSettling *settling, const char *name, SfItem item)
{
    const gssize before = frame_name(name);

    if (before >= 0) {
        put_frame(settling, name, before, item);
    } else if (!is_unknown_there(name, settling->sandbox)) {
        sf_print_name(settling->out, name);
        if (settling->named.tape && is_sentence(name))
            put_sentence(settling, item);
        else
            put_item(settling, item);
    }
}

static void put_object(SfSettling *settling, SfItem object)
{
    const SfItem named = settling->named;
    const SfItem frames = sf_item_member(object, "frames");
    SfItemWalk walk;

    /* The sentences of its changes name frames of the finding too. */
    if (sf_item_kind(frames) == SF_ITEM_ARRAY)
        settling->named = frames;
    g_string_append_c(settling->out, '{');
    for (sf_items_begin(&walk, object); sf_items_next(&walk);)
        put_member(settling, walk.name, walk.item);
    g_string_append_c(settling->out, '}');
    settling->named = named;
}

static void put_array(SfSettling *settling, SfItem array)
{
    SfItemWalk walk;

    g_string_append_c(settling->out, '[');
    for (sf_items_begin(&walk, array); sf_items_next(&walk);) {
        sf_print_comma(settling->out);
        put_item(settling, walk.item);
    }
    g_string_append_c(settling->out, ']');
}

static void put_item(SfSettling *settling, SfItem item)
{
    switch (sf_item_kind(item)) {
    case SF_ITEM_OBJECT:
        put_object(settling, item);
        break;
    case SF_ITEM_ARRAY:
        put_array(settling, item);
        break;
    default:
        sf_print_item(settling->out, item);
    }
}

static void begin_text(SfRemap *remap, const SfInput *input, guint run)
{
    g_string_assign(remap->text, SF_EVENT_START "\"capture\":");
    sf_print_text(remap->text, input->name);
    g_string_append(remap->text, ",\"run\":");
    sf_print_integer(remap->text, run);
}

/* A plugin that filled in capture and run, for whatever reason, knows less. */
static gboolean is_ours(const char *name)
{
    static const char *const names[] = {"schema", "capture", "run", NULL};
    return g_strv_contains(names, name);
}

static gboolean settle(SfRemap *remap, SfItem event, const SfFrameMap *map, guint run)
{
    const SfInput *input = sf_event_input(event, map);
    SfSettling settling = {.out = remap->text, .map = map, .sandbox = input};
    SfItemWalk walk;

    if (!input)
        return FALSE;
    begin_text(remap, input, run);
    for (sf_items_begin(&walk, event); sf_items_next(&walk);)
        if (!is_ours(walk.name))
            put_member(&settling, walk.name, walk.item);
    g_string_append_c(remap->text, '}');
    return TRUE;
}

SfInput *sf_event_input(SfItem event, const SfFrameMap *map)
{
    guint64 frame = 0;
    return find_frame(sf_item_member(event, "frame"), map, &frame);
}

/* Where all frames have the numbers that tshark gave them, only the names of capture and run come
 * in, and nothing else of the line changes. */
static gboolean insert_names(SfRemap *remap, const char *text, gsize length, const SfFrameMap *map,
                             guint run)
{
    static const char start[] = SF_EVENT_START "\"frame\":";
    const SfInput *input = sf_frame_map_same(map);

    if (!input || input->times != SF_TIMES_WHOLE || input->lines || !g_str_has_prefix(text, start))
        return FALSE;
    begin_text(remap, input, run);
    g_string_append_c(remap->text, ',');
    g_string_append_len(remap->text, text + sizeof SF_EVENT_START - 1,
                        (gssize)(length - (sizeof SF_EVENT_START - 1)));
    return TRUE;
}

gboolean sf_remap_look(SfRemap *remap, const char *text, gsize length, SfItem *event)
{
    return sf_tape_read(remap->told, text, length, event, NULL) &&
           g_strcmp0(sf_item_text(sf_item_member(*event, "schema")), SF_EVENT_SCHEMA) == 0;
}

static SfRemapped hand_over(SfRemap *remap, SfEventLine *event)
{
    *event = (SfEventLine){.text = remap->text->str, .length = remap->text->len};
    if (!sf_tape_read(remap->tape, event->text, event->length, &event->root, NULL))
        return SF_REMAPPED_NOTHING;
    return SF_REMAPPED;
}

SfRemapped sf_remap(SfRemap *remap, const char *text, gsize length, const SfFrameMap *map,
                    guint run, SfEventLine *event)
{
    SfItem told;

    if (insert_names(remap, text, length, map, run)) {
        const SfRemapped done = hand_over(remap, event);
        const gboolean is_known = done == SF_REMAPPED && sf_event_input(event->root, map) != NULL;
        return done == SF_REMAPPED && !is_known ? SF_REMAPPED_STRANGER : done;
    }
    if (!sf_remap_look(remap, text, length, &told))
        return SF_REMAPPED_NOTHING;
    return settle(remap, told, map, run) ? hand_over(remap, event) : SF_REMAPPED_STRANGER;
}

/* ---- Events inside a run line ---- */

/* NULL: it names no frame of the run. */
static JsonObject *remapped(SfRemap *remap, JsonObject *example, const SfFrameMap *map)
{
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
    SfEventLine event;

    json_node_set_object(node, example);
    g_autofree char *text = json_to_string(node, FALSE);
    if (sf_remap(remap, text, strlen(text), map, 1, &event) != SF_REMAPPED)
        return NULL;
    JsonObject *object = sf_json_object(event.text, event.length, NULL);
    if (object)
        json_object_remove_member(object, "run"); /* it is the line's */
    return object;
}

void sf_remap_examples(JsonObject *line, const SfFrameMap *map)
{
    JsonNode *node = json_object_get_member(line, "relatives");
    JsonArray *relatives = node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    SfRemap *remap = sf_remap_new();

    for (guint i = 0; relatives && i < json_array_get_length(relatives); i++) {
        JsonNode *one = json_array_get_element(relatives, i);
        JsonObject *relative = JSON_NODE_HOLDS_OBJECT(one) ? json_node_get_object(one) : NULL;
        JsonNode *told = relative ? json_object_get_member(relative, "example") : NULL;
        JsonObject *example = told && JSON_NODE_HOLDS_OBJECT(told)
                                  ? remapped(remap, json_node_get_object(told), map)
                                  : NULL;
        if (told)
            json_object_remove_member(relative, "example");
        if (example)
            json_object_set_object_member(relative, "example", example);
    }
    sf_remap_free(remap);
}
