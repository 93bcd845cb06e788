// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/output/json_print.h"

#include <string.h>

#include "analyzer/output/terminal.h"
#include "reading/json/item_print.h"

/* JSON escapes what it must; a terminal obeys U+009B too. \u escapes change no value. */
static void append_escaped(GString *out, gunichar character)
{
    if (character <= 0xffff) {
        g_string_append_printf(out, "\\u%04x", character);
        return;
    }
    const gunichar rest = character - 0x10000;
    g_string_append_printf(out, "\\u%04x\\u%04x", 0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff));
}

/* What is ASCII and stands for itself, as nearly all does. */
static gboolean is_plain(char byte)
{
    return byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\';
}

static void append_character(GString *out, const char *at)
{
    static const char shorts[] = "\"\\\b\f\n\r\t";
    static const char letters[] = "\"\\bfnrt";
    const char *found = strchr(shorts, *at);
    const gunichar character = g_utf8_get_char(at);
    if (found) {
        g_string_append_c(out, '\\');
        g_string_append_c(out, letters[found - shorts]);
    } else if (sf_is_harmless(character)) {
        g_string_append_unichar(out, character);
    } else {
        append_escaped(out, character);
    }
}

static void append_string(GString *out, const char *text)
{
    g_string_append_c(out, '"');
    while (*text) {
        const char *end = text;
        while (is_plain(*end))
            end++;
        g_string_append_len(out, text, end - text);
        if (!*end)
            break;
        append_character(out, end);
        text = g_utf8_next_char(end);
    }
    g_string_append_c(out, '"');
}

/* ---- what holds others ---- */

typedef struct {
    GString *out;
    gboolean pretty;
    guint depth;
} Print;

static void print_node(Print *print, JsonNode *node);

static void new_line(const Print *print)
{
    if (!print->pretty)
        return;
    g_string_append_c(print->out, '\n');
    for (guint i = 0; i < print->depth; i++)
        g_string_append_len(print->out, "  ", 2);
}

static void begin(Print *print, char bracket)
{
    g_string_append_c(print->out, bracket);
    print->depth++;
}

static void separate(const Print *print, gboolean is_first)
{
    if (!is_first)
        g_string_append_c(print->out, ',');
    new_line(print);
}

static void end(Print *print, gboolean is_empty, char bracket)
{
    print->depth--;
    if (!is_empty)
        new_line(print);
    g_string_append_c(print->out, bracket);
}

static void print_object(Print *print, JsonObject *object)
{
    JsonObjectIter iter;
    const char *name;
    JsonNode *member;
    gboolean is_first = TRUE;
    begin(print, '{');
    json_object_iter_init_ordered(&iter, object);
    while (json_object_iter_next_ordered(&iter, &name, &member)) {
        separate(print, is_first);
        append_string(print->out, name);
        g_string_append(print->out, print->pretty ? " : " : ":");
        print_node(print, member);
        is_first = FALSE;
    }
    end(print, is_first, '}');
}

static void print_array(Print *print, JsonArray *array)
{
    const guint length = json_array_get_length(array);
    begin(print, '[');
    for (guint i = 0; i < length; i++) {
        separate(print, i == 0);
        print_node(print, json_array_get_element(array, i));
    }
    end(print, length == 0, ']');
}

static void print_value(const Print *print, JsonNode *node)
{
    const GType type = json_node_get_value_type(node);
    if (type == G_TYPE_STRING)
        append_string(print->out, json_node_get_string(node));
    else if (type == G_TYPE_BOOLEAN)
        g_string_append(print->out, json_node_get_boolean(node) ? "true" : "false");
    else if (type == G_TYPE_DOUBLE)
        sf_print_decimal(print->out, json_node_get_double(node));
    else
        g_string_append_printf(print->out, "%" G_GINT64_FORMAT, json_node_get_int(node));
}

static void print_node(Print *print, JsonNode *node)
{
    switch (json_node_get_node_type(node)) {
    case JSON_NODE_OBJECT:
        print_object(print, json_node_get_object(node));
        break;
    case JSON_NODE_ARRAY:
        print_array(print, json_node_get_array(node));
        break;
    case JSON_NODE_VALUE:
        print_value(print, node);
        break;
    case JSON_NODE_NULL:
        g_string_append(print->out, "null");
        break;
    }
}

GString *sf_json_print(JsonObject *object, gboolean pretty)
{
    Print print = {.out = g_string_new(NULL), .pretty = pretty};
    print_object(&print, object);
    g_string_append_c(print.out, '\n');
    return print.out;
}
