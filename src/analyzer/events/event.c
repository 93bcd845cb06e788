// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/events/event.h"

#include <string.h>

#include "analyzer/events/detour.h"

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

SfSeverity sf_severity_named(const char *name, SfSeverity otherwise)
{
    for (SfSeverity severity = SF_CHAT; severity <= SF_ERROR; severity++)
        if (g_strcmp0(name, sf_severity_name(severity)) == 0)
            return severity;
    return otherwise;
}

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

static void finding_free(gpointer data)
{
    SfEventFinding *finding = data;
    g_array_free(finding->fixes, TRUE);
    g_free(finding->known);
    g_free(finding);
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

static SfEventFinding *finding_of(JsonObject *object)
{
    SfEventFinding *finding = g_new0(SfEventFinding, 1);
    finding->check = sf_member_string(object, "check");
    finding->severity = sf_severity_named(sf_member_string(object, "severity"), SF_NOTE);
    finding->text = sf_member_string(object, "text");
    finding->why = sf_member_string(object, "why");
    finding->beforehand = sf_member_string(object, "beforehand");
    finding->reference = sf_member_string(object, "reference");
    finding->fixes = g_array_new(FALSE, FALSE, sizeof(SfEventFix));
    JsonArray *fixes = sf_member_array(object, "fix");
    for (guint i = 0; i < length_of(fixes); i++) {
        SfEventFix fix = fix_of(object_at(fixes, i));
        if (fix.text)
            g_array_append_val(finding->fixes, fix);
    }
    finding->known = known_of(object);
    return finding;
}

static GPtrArray *findings_of(JsonObject *object)
{
    GPtrArray *findings = g_ptr_array_new_with_free_func(finding_free);
    JsonArray *array = sf_member_array(object, "findings");
    for (guint i = 0; i < length_of(array); i++) {
        JsonObject *finding = object_at(array, i);
        if (sf_member_string(finding, "check"))
            g_ptr_array_add(findings, finding_of(finding));
    }
    return findings;
}

/* No severity claims as much. */
#define MOST_CLAIMED 100

/* How much the finding has to say about the problem. Where the event tells which is the root, that
 * one has the last word, also over events of other hops, whose findings then only go with it. */
static guint claim(const SfEvent *event, const SfEventFinding *finding)
{
    const guint own = finding->severity >= SF_WARN         ? (guint)finding->severity + 1
                      : sf_is_always_check(finding->check) ? 2
                                                           : 1;
    return own + (event->root && g_str_equal(event->root, finding->check) ? MOST_CLAIMED : 0);
}

const SfEventFinding *sf_event_root(const SfEvent *event)
{
    const SfEventFinding *root = NULL;
    for (guint i = 0; i < event->findings->len; i++) {
        const SfEventFinding *finding = event->findings->pdata[i];
        if (!root || claim(event, finding) > claim(event, root))
            root = finding;
    }
    return root;
}

guint sf_event_claim(const SfEvent *event)
{
    const SfEventFinding *root = sf_event_root(event);
    return root ? claim(event, root) : 0;
}

gboolean sf_event_in_case(const SfEvent *event, const char *prefix)
{
    return event->case_id && g_ascii_strncasecmp(event->case_id, prefix, strlen(prefix)) == 0;
}

/* ---- The event ---- */

char *sf_address_of(const char *address_and_port)
{
    if (*address_and_port == '[') {
        const char *end = strchr(address_and_port, ']');
        if (end)
            return g_strndup(address_and_port + 1, (gsize)(end - address_and_port - 1));
    }
    const char *first = strchr(address_and_port, ':');
    if (first && first == strrchr(address_and_port, ':'))
        return g_strndup(address_and_port, (gsize)(first - address_and_port));
    return g_strdup(address_and_port);
}

static char *address_member(JsonObject *object, const char *name)
{
    const char *address = sf_member_string(object, name);
    return address ? sf_address_of(address) : NULL;
}

const char *sf_call_end_name(SfCallEnd end)
{
    static const char *const names[SF_N_ENDS] = {
        [SF_END_UNTOLD] = "untold",       [SF_END_ANSWERED] = "answered",
        [SF_END_RESCUED] = "rescued",     [SF_END_WENT_ON] = "went-on",
        [SF_END_CANCELLED] = "cancelled", [SF_END_CHALLENGED] = "challenged",
        [SF_END_DECLINED] = "declined",   [SF_END_REFUSED] = "refused",
        [SF_END_LOST] = "lost",           [SF_END_UNKNOWN] = "unknown",
    };
    return names[end];
}

static SfCallEnd outcome_of(JsonObject *object)
{
    const char *name = sf_member_string(sf_member_object(object, "outcome"), "is");
    for (SfCallEnd end = SF_END_ANSWERED; name && end < SF_N_ENDS; end++)
        if (g_str_equal(name, sf_call_end_name(end)))
            return end;
    return SF_END_UNTOLD;
}

static void read_request(SfEvent *event)
{
    JsonObject *request = sf_member_object(event->object, "request");
    event->has_request = request != NULL;
    event->request_frame = sf_member_count(request, "frame");
    event->request_line = sf_member_count(request, "line");
    event->request_capture = sf_member_string(request, "capture");
    event->supported = strings_of(request, "supported");
    event->require = strings_of(request, "require");
}

static const char *best_target(JsonArray *targets)
{
    const char *best = NULL;
    gint64 best_rank = G_MAXINT64;
    for (guint i = 0; i < length_of(targets); i++) {
        JsonObject *target = object_at(targets, i);
        const char *uri = sf_member_string(target, "uri");
        const gint64 rank = sf_member_count(target, "rank");
        if (uri && rank > 0 && rank < best_rank) {
            best = uri;
            best_rank = rank;
        }
    }
    return best;
}

static void read_moved(SfEvent *event)
{
    JsonObject *moved = sf_member_object(event->object, "moved");
    JsonArray *targets = sf_member_array(moved, "targets");
    const char *final = sf_member_string(moved, "final");
    event->old_uri = sf_member_string(moved, "from");
    event->target = best_target(targets);
    event->new_uri = final ? final : event->target;
    event->n_targets = length_of(targets);
    event->forwarder = sf_member_string(moved, "forwarder");
    event->forward_why = sf_member_string(moved, "why");
}

static void read_followups(SfEvent *event)
{
    JsonArray *followups = sf_member_array(event->object, "followups");
    event->n_followups = length_of(followups);
    for (guint i = 0; i < length_of(followups); i++) {
        JsonObject *followup = object_at(followups, i);
        event->followup_frame = sf_member_count(followup, "frame");
        event->followup_line = sf_member_count(followup, "line");
        event->followup_status = sf_member_count(followup, "status");
        event->followup_capture = sf_member_string(followup, "capture");
    }
}

static void read_extension(SfEvent *event)
{
    JsonObject *extension = sf_member_object(event->object, "extension");
    event->required = strings_of(extension, "required");
    event->missing = strings_of(extension, "missing");
}

SfEvent *sf_event_new(JsonObject *object)
{
    SfEvent *event = g_new0(SfEvent, 1);
    event->object = json_object_ref(object);
    event->capture = sf_member_string(object, "capture");
    event->run = sf_member_count(object, "run");
    event->frame = sf_member_count(object, "frame");
    event->line = sf_member_count(object, "line");
    event->time = sf_member_string(object, "time");
    event->status = sf_member_count(object, "status");
    event->method = sf_member_string(object, "method");
    event->call_id = sf_member_string(object, "call_id");
    event->hop = sf_member_count(object, "hop");
    event->server_address = address_member(object, "src");
    event->caller_address = address_member(object, "dst");
    event->server = sf_member_string(object, "server");
    event->user_agent = sf_member_string(object, "user_agent");
    event->client = sf_member_string(object, "client");
    event->outcome = outcome_of(object);
    event->case_id = sf_member_string(object, "case");
    event->root = sf_member_string(object, "root");
    event->story = sf_member_count(object, "story");
    event->findings = findings_of(object);
    read_request(event);
    read_moved(event);
    read_followups(event);
    read_extension(event);
    event->detour = sf_detour_of(object);
    return event;
}

void sf_event_free(SfEvent *event)
{
    if (!event)
        return;
    g_free(event->server_address);
    g_free(event->caller_address);
    g_free(event->supported);
    g_free(event->require);
    g_free(event->required);
    g_free(event->missing);
    g_ptr_array_unref(event->findings);
    json_object_unref(event->object);
    g_free(event);
}
