// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * events.md: what programs read, key by key. The schemas are the source: what they say about a key
 * stands here, so page and schema cannot differ.
 */
#include <json-glib/json-glib.h>
#include <string.h>

#include "reference/page_parts.h"

/* One schema while its objects are being described. */
typedef struct {
    JsonObject *root;
    GPtrArray *waiting; /* Section: objects met in a table, to be described next */
    const char *prefix; /* of anchors: "event" or "run" */
} Schema;

typedef struct {
    char *path; /* "moved.targets[]" */
    JsonObject *object;
} Section;

static void section_free(gpointer data)
{
    Section *section = data;
    g_free(section->path);
    g_free(section);
}

/* ---- Reading a schema ---- */

static const char *text_of(JsonObject *object, const char *name)
{
    return json_object_get_string_member_with_default(object, name, NULL);
}

static JsonObject *object_of(JsonObject *object, const char *name)
{
    return json_object_has_member(object, name) ? json_object_get_object_member(object, name)
                                                : NULL;
}

/* The shared definition behind "$ref": "#/$defs/frame"; the object itself where it has none. */
static JsonObject *resolved(const Schema *schema, JsonObject *object)
{
    static const char start[] = "#/$defs/";
    const char *reference = text_of(object, "$ref");
    JsonObject *definitions = object_of(schema->root, "$defs");
    if (!reference || !g_str_has_prefix(reference, start) || !definitions)
        return object;
    return object_of(definitions, reference + strlen(start));
}

static gboolean is_required(JsonObject *object, const char *name)
{
    JsonArray *required = json_object_has_member(object, "required")
                              ? json_object_get_array_member(object, "required")
                              : NULL;
    for (guint i = 0; required && i < json_array_get_length(required); i++)
        if (g_str_equal(json_array_get_string_element(required, i), name))
            return TRUE;
    return FALSE;
}

/* ---- Tables ---- */

static char *anchor(const Schema *schema, const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, "[]", -1);
    g_autofree char *plain = g_strjoinv("", parts);
    return g_strdup_printf("%s.%s", schema->prefix, plain);
}

static void wait_for(Schema *schema, GString *page, const char *path, JsonObject *object,
                     const char *words)
{
    Section *section = g_new(Section, 1);
    section->path = g_strdup(path);
    section->object = object;
    g_ptr_array_add(schema->waiting, section);
    g_autofree char *id = anchor(schema, path);
    g_autofree char *target = g_strconcat("#", id, NULL);
    sf_md_link(page, words, target);
}

static const char *type_words(const char *type)
{
    if (g_strcmp0(type, "integer") == 0)
        return "whole number";
    if (g_strcmp0(type, "boolean") == 0)
        return "true or false";
    return type ? type : "string";
}

static void append_enumeration(GString *page, JsonArray *values)
{
    for (guint i = 0; i < json_array_get_length(values); i++) {
        if (i > 0)
            g_string_append(page, ", ");
        sf_md_code(page, json_array_get_string_element(values, i));
    }
}

static void append_type(Schema *schema, GString *page, const char *path, JsonObject *value)
{
    JsonObject *shape = resolved(schema, value);
    const char *type = text_of(shape, "type");
    if (json_object_has_member(shape, "enum")) {
        append_enumeration(page, json_object_get_array_member(shape, "enum"));
    } else if (text_of(shape, "const")) {
        sf_md_code(page, text_of(shape, "const"));
    } else if (g_strcmp0(type, "object") == 0 && !object_of(shape, "properties")) {
        g_string_append(page, "object"); /* its keys are values: the description says which */
    } else if (g_strcmp0(type, "object") == 0) {
        wait_for(schema, page, path, shape, "object");
    } else if (g_strcmp0(type, "array") == 0) {
        JsonObject *items = resolved(schema, object_of(shape, "items"));
        g_autofree char *inside = g_strconcat(path, "[]", NULL);
        g_string_append(page, "list of ");
        if (g_strcmp0(text_of(items, "type"), "object") == 0)
            wait_for(schema, page, inside, items, "objects");
        else
            g_string_append_printf(page, "%ss", type_words(text_of(items, "type")));
    } else {
        g_string_append(page, type_words(type));
    }
}

static void append_meaning(const Schema *schema, GString *page, JsonObject *value)
{
    JsonObject *shape = resolved(schema, value);
    const char *own = text_of(value, "description");
    const char *shared = shape != value ? text_of(shape, "description") : NULL;
    if (own)
        sf_md_words(page, own);
    if (own && shared)
        g_string_append_c(page, ' ');
    if (shared)
        sf_md_words(page, shared);
}

/* The anchor of what has a table of its own is there. */
static void append_key(Schema *schema, GString *page, const char *path, JsonObject *object,
                       const char *name)
{
    JsonObject *value = json_object_get_object_member(object_of(object, "properties"), name);
    const guint waiting = schema->waiting->len;
    GString *type = g_string_new(NULL);
    g_autofree char *full = *path ? g_strdup_printf("%s.%s", path, name) : g_strdup(name);
    g_autofree char *id = anchor(schema, full);
    append_type(schema, type, full, value);
    g_string_append(page, "| ");
    if (schema->waiting->len == waiting)
        sf_md_anchor(page, id);
    sf_md_code(page, name);
    g_string_append_printf(page, " | %s | %s | ", is_required(object, name) ? "always" : "",
                           type->str);
    append_meaning(schema, page, value);
    g_string_append(page, " |\n");
    g_string_free(type, TRUE);
}

static void describe_object(Schema *schema, GString *page, const char *path, JsonObject *object)
{
    JsonObject *properties = object_of(object, "properties");
    JsonObjectIter iter;
    const char *name;
    sf_md_table(page, "key; there; type; meaning");
    json_object_iter_init_ordered(&iter, properties);
    while (json_object_iter_next_ordered(&iter, &name, NULL))
        append_key(schema, page, path, object, name);
    g_string_append_c(page, '\n');
}

/* Objects inside of objects come behind, in the order in which they were met. */
static void describe_schema(Schema *schema, GString *page)
{
    describe_object(schema, page, "", schema->root);
    for (guint i = 0; i < schema->waiting->len; i++) {
        const Section *section = schema->waiting->pdata[i];
        g_autofree char *id = anchor(schema, section->path);
        g_autofree char *heading = g_strdup_printf("%s: %s", schema->prefix, section->path);
        sf_md_heading(page, 3, id, heading);
        describe_object(schema, page, section->path, section->object);
    }
}

/* ---- The page ---- */

static gboolean append_file(GString *page, const char *folder, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, error))
        return FALSE;
    sf_md_block(page, "json", g_strchomp(text));
    return TRUE;
}

static gboolean append_schema(GString *page, const char *folder, const char *prefix, guint version,
                              GError **error)
{
    g_autofree char *name = g_strdup_printf("sipfix-%s-%u.json", prefix, version);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *link = g_strconcat("../schemas/", name, NULL);
    g_autoptr(JsonParser) parser = json_parser_new();
    if (!json_parser_load_from_file(parser, path, error))
        return FALSE;
    Schema schema = {
        .root = json_node_get_object(json_parser_get_root(parser)),
        .waiting = g_ptr_array_new_with_free_func(section_free),
        .prefix = prefix,
    };
    sf_md_heading(page, 2, prefix, text_of(schema.root, "title"));
    sf_md_paragraphs(page, NULL, text_of(schema.root, "description"));
    g_string_append(page, "As a JSON Schema: ");
    sf_md_link(page, name, link);
    g_string_append(page, ".\n\n");
    describe_schema(&schema, page);
    g_ptr_array_unref(schema.waiting);
    g_autofree char *example = g_strdup_printf("example-%s.json", prefix);
    g_string_append(page, "For example (in the output it is one line):\n\n");
    return append_file(page, folder, example, error);
}

gboolean sf_page_events(GString *page, const char *schemas, GError **error)
{
    sf_md_title(page, "The events",
                "What programs read. `tshark -q -r FILE -z sipfix,events` prints one JSON object a "
                "line: an "
                "event for each 301 and 421 on each hop, in the order of the capture, and at the "
                "end exactly "
                "one run line. `sipfix analyze --format ndjson` prints the same events for many "
                "captures, with "
                "capture and run filled in, behind the events of each run its run line, and at the "
                "very end the end line: all that `sipfix report` needs to make any report. "
                "`sipfix watch --format ndjson` prints "
                "them as they become certain, each gap that packets fell into, and the run line "
                "and the end line at its end. More kinds of lines may come, and more keys: pass "
                "over those that you do not know.\n\n"
                "No run line: tshark did not get to the end, or the plugin was not there. A key "
                "whose value is "
                "not known is absent: there is no null and no empty text. Times are ISO 8601 in "
                "UTC, cut to "
                "microseconds; durations are seconds. Texts come from the capture, so from "
                "strangers: escape "
                "them wherever you show them.");
    return append_schema(page, schemas, "event", 2, error) &&
           append_schema(page, schemas, "run", 2, error) &&
           append_schema(page, schemas, "end", 1, error) &&
           append_schema(page, schemas, "gap", 1, error);
}
