// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/events/detour.h"

#include "analyzer/events/members.h"

static gboolean is_same_frame(JsonObject *a, JsonObject *b)
{
    return sf_member_count(a, "frame") == sf_member_count(b, "frame") &&
           g_strcmp0(sf_member_string(a, "capture"), sf_member_string(b, "capture")) == 0;
}

/* The event tells the times of all messages of the story; the request is the first of them, unless
 * the call began with something else. */
static const char *time_of_request(JsonObject *event)
{
    JsonObject *request = sf_member_object(event, "request");
    JsonArray *messages = sf_member_array(event, "messages");
    for (guint i = 0; request && messages && i < json_array_get_length(messages); i++) {
        JsonNode *node = json_array_get_element(messages, i);
        if (!JSON_NODE_HOLDS_OBJECT(node))
            continue;
        JsonObject *message = json_node_get_object(node);
        if (is_same_frame(message, request))
            return sf_member_string(message, "time");
    }
    return NULL;
}

/* Seconds from the answer to the last follow-up that got a 2xx; below 0: there is none. */
static double delay_of_success(JsonObject *event)
{
    JsonArray *followups = sf_member_array(event, "followups");
    double delay = -1;
    for (guint i = 0; followups && i < json_array_get_length(followups); i++) {
        JsonNode *node = json_array_get_element(followups, i);
        if (!JSON_NODE_HOLDS_OBJECT(node))
            continue;
        JsonObject *followup = json_node_get_object(node);
        const gint64 status = sf_member_count(followup, "status");
        if (status >= 200 && status < 300)
            delay = sf_member_seconds(followup, "delay");
    }
    return delay;
}

double sf_detour_of(JsonObject *event)
{
    const double delay = delay_of_success(event);
    const gint64 asked = sf_time_microseconds(time_of_request(event));
    const gint64 answered = sf_time_microseconds(sf_member_string(event, "time"));
    if (delay < 0 || asked == G_MININT64 || answered < asked)
        return -1;
    return (double)(answered - asked) / G_USEC_PER_SEC + delay;
}
