// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/output/json_set.h"

void sf_json_set(JsonObject *object, const char *name, const char *value)
{
    if (value && *value)
        json_object_set_string_member(object, name, value);
}

void sf_json_take(JsonObject *object, const char *name, char *value)
{
    sf_json_set(object, name, value);
    g_free(value);
}

void sf_json_set_count(JsonObject *object, const char *name, guint64 count)
{
    if (count > 0)
        json_object_set_int_member(object, name, (gint64)count);
}

void sf_json_set_strings(JsonObject *object, const char *name, char *const *strings)
{
    JsonArray *array = json_array_new();
    for (char *const *string = strings; *string; string++)
        json_array_add_string_element(array, *string);
    json_object_set_array_member(object, name, array);
}
