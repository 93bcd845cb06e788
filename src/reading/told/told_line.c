// SPDX-License-Identifier: GPL-2.0-or-later
#include "reading/told/told_line.h"

#include "reading/json/json.h"
#include "reading/trouble_words.h"

#include <string.h>

#define EVENT_SCHEMA "sipfix-event/2"
#define RUN_SCHEMA   "sipfix-run/2"
#define END_SCHEMA   "sipfix-end/1"

static const char event_start[] = "{\"schema\":\"" EVENT_SCHEMA "\",\"capture\":\"";
static const char run_start[] = "\",\"run\":";

/* The end of the capture's name, which begins at @name: a quotation mark that is not escaped. */
static const char *end_of_name(const char *name, const char *end)
{
    const char *at = name;
    while (at < end && *at != '"')
        at += *at == '\\' ? 2 : 1;
    return at < end ? at : NULL;
}

/* Sets name to where the capture's name is, and number to where the run's number is. */
static gboolean find_parts(const char *text, gsize length, const char **name, gsize *name_length,
                           const char **number)
{
    const gsize start = sizeof(event_start) - 1, between = sizeof(run_start) - 1;
    const char *end = text + length;
    if (length < start || memcmp(text, event_start, start) != 0)
        return FALSE;
    *name = text + start;
    const char *behind = end_of_name(*name, end);
    if (!behind || (gsize)(end - behind) <= between || memcmp(behind, run_start, between) != 0)
        return FALSE;
    *name_length = (gsize)(behind - *name);
    *number = behind + between;
    return g_ascii_isdigit(**number);
}

const char *sf_told_line_run(const char *text, gsize length, const char **end)
{
    const char *name = NULL, *number = NULL;
    gsize name_length = 0;
    if (!find_parts(text, length, &name, &name_length, &number))
        return NULL;
    for (*end = number; *end < text + length && g_ascii_isdigit(**end);)
        (*end)++;
    return number;
}

/* As it stands in most events. */
static gboolean look_fast(SfToldLine *line, const char *text, gsize length)
{
    const char *name = NULL, *number = NULL;
    gsize name_length = 0;
    if (!find_parts(text, length, &name, &name_length, &number) ||
        memchr(name, '\\', name_length) != NULL)
        return FALSE;
    line->kind = SF_TOLD_EVENT;
    g_string_truncate(line->capture, 0);
    g_string_append_len(line->capture, name, (gssize)name_length);
    line->run = g_ascii_strtoll(number, NULL, 10);
    return TRUE;
}

static void look_at_event(SfToldLine *line, JsonObject *object)
{
    JsonNode *run = json_object_get_member(object, "run");
    line->kind = SF_TOLD_EVENT;
    g_string_assign(line->capture, sf_json_text(object, "capture", ""));
    line->run = run && JSON_NODE_HOLDS_VALUE(run) ? json_node_get_int(run) : 0;
}

static void look_at_other(SfToldLine *line, const char *schema)
{
    static const char *const known[] = {EVENT_SCHEMA, RUN_SCHEMA, END_SCHEMA};
    line->kind = SF_TOLD_OTHER;
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
        const gsize name = (gsize)(strchr(known[i], '/') + 1 - known[i]);
        if (strncmp(schema, known[i], name) != 0)
            continue;
        line->kind = SF_TOLD_FOREIGN;
        g_autofree char *quoted = sf_trouble_quote(schema);
        line->flaw = g_strdup_printf("written by another version of sipfix: it holds %s, and %s is "
                                     "needed\nAnalyze the captures again.",
                                     quoted, known[i]);
    }
}

static void look_at_object(SfToldLine *line, JsonObject *object)
{
    const char *schema = sf_json_text(object, "schema", NULL);
    JsonNode *run = json_object_get_member(object, "run");
    if (!schema) {
        line->kind = SF_TOLD_DAMAGED;
        line->flaw = g_strdup("it has no schema");
    } else if (strcmp(schema, EVENT_SCHEMA) == 0) {
        look_at_event(line, object);
    } else if (strcmp(schema, RUN_SCHEMA) == 0 || strcmp(schema, END_SCHEMA) == 0) {
        line->kind = strcmp(schema, RUN_SCHEMA) == 0 ? SF_TOLD_RUN : SF_TOLD_END;
        line->run = run && JSON_NODE_HOLDS_VALUE(run) ? json_node_get_int(run) : 0;
        line->object = json_object_ref(object);
    } else {
        look_at_other(line, schema);
    }
}

void sf_told_line_look(SfToldLine *line, const char *text, gsize length)
{
    g_autoptr(GError) error = NULL;
    if (!line->capture)
        line->capture = g_string_new(NULL);
    g_clear_pointer(&line->object, json_object_unref);
    g_clear_pointer(&line->flaw, g_free);
    line->run = 0;
    line->kind = SF_TOLD_OTHER;
    if (length == 0 || look_fast(line, text, length))
        return;
    g_autoptr(JsonObject) object = sf_json_object(text, length, &error);
    if (object) {
        look_at_object(line, object);
        return;
    }
    line->kind = SF_TOLD_DAMAGED;
    line->flaw = g_strdup(error->message);
}

void sf_told_line_clear(SfToldLine *line)
{
    if (line->capture)
        g_string_free(line->capture, TRUE);
    g_clear_pointer(&line->object, json_object_unref);
    g_free(line->flaw);
}
