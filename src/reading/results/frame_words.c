/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/results/frame_words.h"

#include "reading/results/json.h"

#include <string.h>

#define WORD "frame "

static JsonArray *frames_of(JsonObject *finding)
{
    JsonNode *node = json_object_get_member(finding, "frames");
    return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

static JsonObject *object_at(JsonArray *array, guint index)
{
    JsonNode *node = json_array_get_element(array, index);
    return JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

/* What became of @frame, if it is one of those that the words name. */
static JsonObject *find_place(JsonArray *before, JsonArray *after, guint64 frame)
{
    guint count = MIN(json_array_get_length(before), json_array_get_length(after));

    for (guint i = 0; i < count; i++) {
        JsonObject *old = object_at(before, i);
        if (old && (guint64)json_object_get_int_member_with_default(old, "frame", 0) == frame)
            return object_at(after, i);
    }
    return NULL;
}

static void append_place(GString *out, JsonObject *place)
{
    const char *capture = sf_json_text(place, "capture", NULL);

    g_string_append_printf(out, "%" G_GINT64_FORMAT,
                           json_object_get_int_member_with_default(place, "frame", 0));
    if (!capture)
        return;
    g_autofree char *name = g_path_get_basename(capture);
    g_string_append_printf(out, " of %s", name);
}

/* "frame 12", or of a log "line 4711". */
static void append_named(GString *out, JsonObject *place)
{
    const gint64 line = json_object_get_int_member_with_default(place, "line", 0);
    const char *capture = sf_json_text(place, "capture", NULL);
    g_autofree char *name = capture ? g_path_get_basename(capture) : NULL;

    if (line == 0) {
        g_string_append(out, WORD);
        append_place(out, place);
        return;
    }
    g_string_append_printf(out, "line %" G_GINT64_FORMAT, line);
    if (name)
        g_string_append_printf(out, " of %s", name);
}

static char *settle_words(const char *words, JsonArray *before, JsonArray *after)
{
    GString *out = g_string_new(NULL);
    const char *at;

    while ((at = strstr(words, WORD)) != NULL) {
        const char *number = at + strlen(WORD);
        char *end = NULL;
        guint64 frame = g_ascii_isdigit(*number) ? g_ascii_strtoull(number, &end, 10) : 0;
        JsonObject *place = frame > 0 ? find_place(before, after, frame) : NULL;
        g_string_append_len(out, words, at - words);
        words = place ? end : number;
        if (place)
            append_named(out, place);
        else
            g_string_append(out, WORD);
    }
    g_string_append(out, words);
    return g_string_free(out, FALSE);
}

void sf_frame_words_remap(JsonObject *settled, JsonObject *told)
{
    static const char *const members[] = {"text", "why", "beforehand"};
    JsonArray *before = frames_of(told);
    JsonArray *after = frames_of(settled);

    if (!before || !after)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
        const char *words = sf_json_text(told, members[i], NULL);
        g_autofree char *now = words ? settle_words(words, before, after) : NULL;
        if (now)
            json_object_set_string_member(settled, members[i], now);
    }
}
