// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/events/beside.h"

#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"

static gboolean has_answers(const SfSummary *summary)
{
    for (guint status = 0; status <= SF_CODES_LAST; status++)
        if (summary->answers[status] > 0)
            return TRUE;
    return FALSE;
}

static JsonObject *relative_at(JsonArray *relatives, guint i)
{
    JsonNode *node = json_array_get_element(relatives, i);
    return JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static gboolean has_loss(JsonArray *relatives)
{
    for (guint i = 0; i < json_array_get_length(relatives); i++) {
        JsonObject *relative = relative_at(relatives, i);
        JsonObject *outcomes = relative ? sf_member_object(relative, "outcomes") : NULL;
        for (SfCallEnd end = 0; outcomes && end < SF_N_ENDS; end++)
            if (sf_call_end_is_loss(end) && sf_member_count(outcomes, sf_call_end_name(end)) > 0)
                return TRUE;
    }
    return FALSE;
}

static void drop_open_example(JsonObject *relative)
{
    JsonObject *example = sf_member_object(relative, "example");
    g_autoptr(SfEvent) event = example ? sf_event_of(example) : NULL;
    if (event && event->outcome == SF_END_UNKNOWN)
        json_object_remove_member(relative, "example");
}

void sf_beside_settle(SfReading *reading, const SfSummary *summary)
{
    JsonArray *relatives = sf_member_array(reading->total, "relatives");
    if (!relatives || (!has_answers(summary) && !has_loss(relatives)))
        return;
    for (guint i = 0; i < json_array_get_length(relatives); i++)
        if (relative_at(relatives, i))
            drop_open_example(relative_at(relatives, i));
}

static void add_example(SfSummary *summary, JsonObject *example)
{
    g_autoptr(SfEvent) event = sf_event_of(example);
    if (event && (sf_call_end_is_loss(event->outcome) || event->outcome == SF_END_UNKNOWN))
        sf_summary_add(summary, event);
}

SfSummary *sf_beside_summary(const SfReading *reading)
{
    JsonArray *relatives = sf_member_array(reading->total, "relatives");
    SfSummary *summary = sf_summary_new(sf_examples_store(), (SfSeenStore){0});
    for (guint i = 0; relatives && i < json_array_get_length(relatives); i++) {
        JsonObject *relative = relative_at(relatives, i);
        JsonObject *example = relative ? sf_member_object(relative, "example") : NULL;
        if (example)
            add_example(summary, example);
    }
    sf_summary_end_run(summary, 0);
    sf_summary_finish(summary);
    return summary;
}
