// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/events/end_line.h"

JsonObject *sf_end_line_new(guint runs)
{
    JsonObject *end = json_object_new();
    json_object_set_string_member(end, "schema", SF_END_SCHEMA);
    json_object_set_int_member(end, "case_rule", SF_CASE_RULE);
    json_object_set_int_member(end, "runs", runs);
    json_object_set_boolean_member(end, "partial", FALSE);
    json_object_set_array_member(end, "unreadable", json_array_new());
    json_object_set_array_member(end, "not_captures", json_array_new());
    return end;
}
