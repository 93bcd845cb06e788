// SPDX-License-Identifier: GPL-2.0-or-later
#include "problems/event.h"

#include <string.h>

/* ---- What it is made of ---- */

static void fix_clear(gpointer data)
{
    g_free(((SfEventFix *)data)->usual);
}

static void finding_free(gpointer data)
{
    SfEventFinding *finding = data;
    g_array_unref(finding->fixes);
    if (finding->decisions)
        g_array_free(finding->decisions, TRUE);
    g_free(finding->known);
    g_free(finding->causes);
    g_free(finding);
}

/* The findings of most events are told without changes. They share this, which stays empty. */
static GArray *no_fixes(void)
{
    static GArray *none = NULL;
    if (!none)
        none = g_array_new(FALSE, FALSE, sizeof(SfEventFix));
    return none;
}

SfEventFinding *sf_event_finding_new(const char *check, SfSeverity severity)
{
    SfEventFinding *finding = g_new0(SfEventFinding, 1);
    finding->check = check;
    finding->severity = severity;
    finding->fixes = g_array_ref(no_fixes());
    return finding;
}

void sf_event_finding_add_fix(SfEventFinding *finding, const SfEventFix *fix)
{
    if (finding->fixes == no_fixes()) {
        g_array_unref(finding->fixes);
        finding->fixes = g_array_new(FALSE, FALSE, sizeof *fix);
        g_array_set_clear_func(finding->fixes, fix_clear);
    }
    g_array_append_val(finding->fixes, *fix);
}

SfEvent *sf_event_new(gpointer source, void (*source_free)(gpointer))
{
    SfEvent *event = g_new0(SfEvent, 1);
    event->source = source;
    event->source_free = source_free;
    event->targets = g_array_new(FALSE, FALSE, sizeof(SfEventTarget));
    event->findings = g_ptr_array_new_with_free_func(finding_free);
    event->detour = -1;
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
    g_free(event->sent);
    g_free(event->wanted);
    g_free(event->required);
    g_free(event->missing);
    g_array_unref(event->targets);
    g_ptr_array_unref(event->findings);
    if (event->source_free)
        event->source_free(event->source);
    g_free(event);
}

/* ---- What it says ---- */

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

SfCallEnd sf_call_end_named(const char *name)
{
    for (SfCallEnd end = SF_END_ANSWERED; name && end < SF_N_ENDS; end++)
        if (g_str_equal(name, sf_call_end_name(end)))
            return end;
    return SF_END_UNTOLD;
}

gboolean sf_call_end_is_loss(SfCallEnd end)
{
    return end == SF_END_LOST || end == SF_END_REFUSED;
}

gboolean sf_event_was_rescued_at_once(const SfEvent *event)
{
    return event->is_served_beside && event->outcome == SF_END_RESCUED &&
           !event->followup_capture && event->followup_frame > 0 &&
           event->followup_frame < event->frame;
}

/* Seconds. One more round trip in one network takes less than the first; whom nobody waits for, as
 * a registration, has time. */
#define FELT            0.01
#define FELT_UNATTENDED 1.0

gboolean sf_event_is_short_detour(const SfEvent *event)
{
    static const char *const unattended[] = {"REGISTER", "SUBSCRIBE", "PUBLISH", "OPTIONS", NULL};
    const gboolean waits = !event->method || !g_strv_contains(unattended, event->method);
    return event->detour >= 0 && event->detour < (waits ? FELT : FELT_UNATTENDED);
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
    guint claimed = 0; /* every finding claims more than nothing */
    for (guint i = 0; i < event->findings->len; i++) {
        const SfEventFinding *finding = event->findings->pdata[i];
        const guint own = claim(event, finding);
        if (own > claimed) {
            root = finding;
            claimed = own;
        }
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
