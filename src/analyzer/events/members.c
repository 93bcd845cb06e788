// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/events/members.h"

static JsonNode *member_of(JsonObject *object, const char *name, JsonNodeType type)
{
    JsonNode *node = object ? json_object_get_member(object, name) : NULL;
    return node && json_node_get_node_type(node) == type ? node : NULL;
}

const char *sf_node_string(JsonNode *node)
{
    if (!JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_STRING)
        return NULL;
    return json_node_get_string(node);
}

const char *sf_member_string(JsonObject *object, const char *name)
{
    JsonNode *node = member_of(object, name, JSON_NODE_VALUE);
    return node ? sf_node_string(node) : NULL;
}

gint64 sf_member_count(JsonObject *object, const char *name)
{
    JsonNode *node = member_of(object, name, JSON_NODE_VALUE);
    if (!node || json_node_get_value_type(node) != G_TYPE_INT64)
        return 0;
    return MAX(json_node_get_int(node), 0);
}

double sf_member_seconds(JsonObject *object, const char *name)
{
    JsonNode *node = member_of(object, name, JSON_NODE_VALUE);
    return node ? json_node_get_double(node) : -1;
}

JsonObject *sf_member_object(JsonObject *object, const char *name)
{
    JsonNode *node = member_of(object, name, JSON_NODE_OBJECT);
    return node ? json_node_get_object(node) : NULL;
}

JsonArray *sf_member_array(JsonObject *object, const char *name)
{
    JsonNode *node = member_of(object, name, JSON_NODE_ARRAY);
    return node ? json_node_get_array(node) : NULL;
}

gint64 sf_time_microseconds(const char *time)
{
    g_autoptr(GDateTime) moment = time ? g_date_time_new_from_iso8601(time, NULL) : NULL;
    if (!moment)
        return G_MININT64;
    return g_date_time_to_unix(moment) * G_USEC_PER_SEC + g_date_time_get_microsecond(moment);
}
