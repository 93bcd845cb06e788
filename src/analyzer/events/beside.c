// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/events/beside.h"

#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"

static void add_example(SfSummary *summary, JsonObject *example)
{
    g_autoptr(SfEvent) event = sf_event_of(example);
    if (event && sf_call_end_is_loss(event->outcome))
        sf_summary_add(summary, event);
}

SfSummary *sf_beside_summary(const SfReading *reading)
{
    JsonArray *relatives = sf_member_array(reading->total, "relatives");
    SfSummary *summary = sf_summary_new(sf_examples_store(), (SfSeenStore){0});
    for (guint i = 0; relatives && i < json_array_get_length(relatives); i++) {
        JsonNode *one = json_array_get_element(relatives, i);
        JsonObject *example = JSON_NODE_HOLDS_OBJECT(one)
                                  ? sf_member_object(json_node_get_object(one), "example")
                                  : NULL;
        if (example)
            add_example(summary, example);
    }
    sf_summary_end_run(summary, 0);
    sf_summary_finish(summary);
    return summary;
}
