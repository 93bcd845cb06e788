// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/events/event_read.h"

#include "analyzer/events/members.h"
#include "analyzer/events/offer.h"

static JsonObject *object_at(JsonArray *array, guint i)
{
    JsonNode *node = json_array_get_element(array, i);
    return JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static guint length_of(JsonArray *array)
{
    return array ? json_array_get_length(array) : 0;
}

static char **strings_of(JsonObject *object, const char *name)
{
    JsonArray *array = sf_member_array(object, name);
    GPtrArray *strings = g_ptr_array_new();
    for (guint i = 0; i < length_of(array); i++) {
        const char *string = sf_node_string(json_array_get_element(array, i));
        if (string)
            g_ptr_array_add(strings, (gpointer)string);
    }
    g_ptr_array_add(strings, NULL);
    return (char **)g_ptr_array_free(strings, FALSE);
}

/* ---- Findings ---- */

static SfEventFix fix_of(JsonObject *object)
{
    return (SfEventFix){
        .side = sf_member_string(object, "side"),
        .at = sf_member_string(object, "at"),
        .product = sf_member_string(object, "product"),
        .what = sf_member_string(object, "what"),
        .old_value = sf_member_string(object, "old"),
        .new_value = sf_member_string(object, "new"),
        .price = sf_member_string(object, "price"),
        .text = sf_member_string(object, "text"),
        .source = sf_member_string(object, "source"),
    };
}

static char **known_of(JsonObject *finding)
{
    JsonArray *array = sf_member_array(finding, "known");
    GPtrArray *known = g_ptr_array_new();
    for (guint i = 0; i < length_of(array); i++) {
        const char *text = sf_member_string(object_at(array, i), "text");
        if (text)
            g_ptr_array_add(known, (gpointer)text);
    }
    g_ptr_array_add(known, NULL);
    return (char **)g_ptr_array_free(known, FALSE);
}

static void read_fixes(SfEventFinding *finding, JsonArray *fixes)
{
    for (guint i = 0; i < length_of(fixes); i++) {
        const SfEventFix fix = fix_of(object_at(fixes, i));
        if (fix.text)
            g_array_append_val(finding->fixes, fix);
    }
}

static SfEventFinding *finding_of(JsonObject *object)
{
    const char *severity = sf_member_string(object, "severity");
    SfEventFinding *finding = sf_event_finding_new(sf_member_string(object, "check"),
                                                   sf_severity_named(severity, SF_NOTE));
    finding->text = sf_member_string(object, "text");
    finding->why = sf_member_string(object, "why");
    finding->headline = sf_member_string(object, "headline");
    finding->beforehand = sf_member_string(object, "beforehand");
    finding->reference = sf_member_string(object, "reference");
    finding->known = known_of(object);
    read_fixes(finding, sf_member_array(object, "fix"));
    return finding;
}

static void read_findings(SfEvent *event, JsonArray *findings)
{
    for (guint i = 0; i < length_of(findings); i++) {
        JsonObject *finding = object_at(findings, i);
        if (sf_member_string(finding, "check"))
            g_ptr_array_add(event->findings, finding_of(finding));
    }
}

/* ---- The event ---- */

static char *address_member(JsonObject *object, const char *name)
{
    const char *address = sf_member_string(object, name);
    return address ? sf_address_of(address) : NULL;
}

static void read_request(SfEvent *event, JsonObject *request)
{
    event->has_request = request != NULL;
    event->request_frame = sf_member_count(request, "frame");
    event->request_line = sf_member_count(request, "line");
    event->request_capture = sf_member_string(request, "capture");
    event->request_uri = sf_member_string(request, "uri");
    event->supported = strings_of(request, "supported");
    event->require = strings_of(request, "require");
}

static SfRefusals refusals_of(JsonObject *target)
{
    g_autofree char **names = strings_of(target, "refusals");
    SfRefusals refusals = 0;
    for (char **name = names; *name; name++)
        refusals |= sf_refusal_named(*name);
    return refusals;
}

/* Best first, as in the event. */
static void read_targets(SfEvent *event, JsonArray *targets)
{
    for (guint i = 0; i < length_of(targets); i++) {
        JsonObject *object = object_at(targets, i);
        const SfEventTarget target = {
            .uri = sf_member_string(object, "uri"),
            .status = sf_member_count(object, "status"),
            .refusals = refusals_of(object),
        };
        if (target.uri)
            g_array_append_val(event->targets, target);
    }
}

static void read_moved(SfEvent *event, JsonObject *moved)
{
    const char *final = sf_member_string(moved, "final");
    read_targets(event, sf_member_array(moved, "targets"));
    event->old_uri = sf_member_string(moved, "from");
    if (event->targets->len > 0)
        event->target = g_array_index(event->targets, SfEventTarget, 0).uri;
    event->new_uri = final ? final : event->target;
    event->forwarder = sf_member_string(moved, "forwarder");
    event->forward_why = sf_member_string(moved, "why");
}

static void read_followups(SfEvent *event, JsonArray *followups)
{
    event->n_followups = length_of(followups);
    if (event->n_followups == 0)
        return;
    JsonObject *last = object_at(followups, length_of(followups) - 1);
    event->followup_frame = sf_member_count(last, "frame");
    event->followup_line = sf_member_count(last, "line");
    event->followup_status = sf_member_count(last, "status");
    event->followup_uri = sf_member_string(last, "uri");
    event->followup_capture = sf_member_string(last, "capture");
}

static void read_extension(SfEvent *event, JsonObject *extension)
{
    event->required = strings_of(extension, "required");
    event->missing = strings_of(extension, "missing");
    event->sent = sf_offer_sent(event);
    event->wanted = sf_offer_wanted(event);
}

static void read_names(SfEvent *event, JsonObject *object)
{
    event->method = sf_member_string(object, "method");
    event->call_id = sf_member_string(object, "call_id");
    event->from_tag = sf_member_string(object, "from_tag");
    event->to_tag = sf_member_string(object, "to_tag");
    event->cseq = sf_member_count(object, "cseq");
    event->server_address = address_member(object, "src");
    event->caller_address = address_member(object, "dst");
    event->server = sf_member_string(object, "server");
    event->user_agent = sf_member_string(object, "user_agent");
    event->client = sf_member_string(object, "client");
}

static void release(gpointer object)
{
    json_object_unref(object);
}

SfEvent *sf_event_read(JsonObject *object)
{
    SfEvent *event = sf_event_new(json_object_ref(object), release);
    event->capture = sf_member_string(object, "capture");
    event->run = sf_member_count(object, "run");
    event->frame = sf_member_count(object, "frame");
    event->line = sf_member_count(object, "line");
    event->time = sf_member_string(object, "time");
    event->status = sf_member_count(object, "status");
    event->hop = sf_member_count(object, "hop");
    read_names(event, object);
    read_request(event, sf_member_object(object, "request"));
    read_moved(event, sf_member_object(object, "moved"));
    read_extension(event, sf_member_object(object, "extension"));
    read_followups(event, sf_member_array(object, "followups"));
    event->outcome = sf_call_end_named(sf_member_string(sf_member_object(object, "outcome"), "is"));
    event->detour = sf_member_seconds(object, "detour");
    event->case_id = sf_member_string(object, "case");
    event->root = sf_member_string(object, "root");
    event->story = sf_member_count(object, "story");
    read_findings(event, sf_member_array(object, "findings"));
    return event;
}

JsonObject *sf_event_object(const SfEvent *event)
{
    return event->source;
}
