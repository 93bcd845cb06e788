/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/json/json.h"

/* json-glib descends as deep as the text says, and the stack ends somewhere. */
static gboolean is_shallow(const char *text, gsize length)
{
    guint depth = 0;
    gboolean quoted = FALSE;

    for (gsize i = 0; i < length; i++) {
        char c = text[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '[') && ++depth > SF_JSON_DEPTH)
            return FALSE;
        else if (!quoted && (c == '}' || c == ']') && depth > 0)
            depth--;
    }
    return TRUE;
}

JsonObject *sf_json_object(const char *text, gsize length, GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new();

    if (!is_shallow(text, length)) {
        g_set_error_literal(error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_PARSE, "nested too deep");
        return NULL;
    }
    if (!json_parser_load_from_data(parser, text, (gssize)length, error))
        return NULL;
    JsonNode *root = json_parser_get_root(parser);
    if (!root || !JSON_NODE_HOLDS_OBJECT(root)) {
        g_set_error_literal(error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_PARSE, "not an object");
        return NULL;
    }
    return json_object_ref(json_node_get_object(root));
}

const char *sf_json_text(JsonObject *object, const char *name, const char *otherwise)
{
    const char *text = json_object_get_string_member_with_default(object, name, otherwise);
    return text ? text : otherwise;
}
