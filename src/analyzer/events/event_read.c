// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/events/event_read.h"

#include "analyzer/events/offer.h"
#include "analyzer/output/json_print.h"
#include "reading/json/json.h"

#include <string.h>

/* What an event is made of. */
typedef struct {
    SfEventLine line;
    JsonObject *object; /* owned; NULL until somebody asks */
    SfTape *tape;       /* owned, as is the text; NULL: lent */
    char *text;
} Source;

/* ---- Members that are one word or number ---- */

typedef enum { TEXT, COUNT, PART } MemberKind;

typedef struct {
    const char *name;
    MemberKind kind;
    gsize offset; /* in what is filled */
} Member;

static gint64 count_of(SfItem item)
{
    return MAX(sf_item_integer(item), 0);
}

/* As most names differ in their first letter, so that strcmp() is seldom called. */
static gboolean is_name(const char *one, const char *other)
{
    return one[0] == other[0] && strcmp(one, other) == 0;
}

/* Of @n rows, each of @size bytes, which begin with a Member. Members come in the order of the
 * table, most often, so the search goes on behind the last hit. */
static gconstpointer find_row(gconstpointer rows, gsize size, guint n, const char *name,
                              guint *next)
{
    for (guint i = 0; i < n; i++) {
        const guint nth = *next + i < n ? *next + i : *next + i - n;
        const Member *member = (gconstpointer)((const char *)rows + nth * size);
        if (!is_name(member->name, name))
            continue;
        *next = nth + 1;
        return member;
    }
    return NULL;
}

static const Member *find_member(const Member *members, guint n, const char *name, guint *next)
{
    return find_row(members, sizeof *members, n, name, next);
}

static void fill_member(gpointer filled, const Member *member, SfItem item)
{
    gpointer place = (char *)filled + member->offset;
    if (member->kind == TEXT)
        *(const char **)place = sf_item_text(item);
    else
        *(gint64 *)place = count_of(item);
}

static void fill(gpointer filled, const Member *members, guint n, SfItem object)
{
    SfItemWalk walk;
    guint next = 0;
    for (sf_items_begin(&walk, object); walk.is_object && sf_items_next(&walk);) {
        const Member *member = find_member(members, n, walk.name, &next);
        if (member)
            fill_member(filled, member, walk.item);
    }
}

/* ---- Lists ---- */

static char **texts_of(SfItem array)
{
    SfItemWalk walk;
    const char **texts = g_new(const char *, sf_item_length(array) + 1);
    guint n = 0;
    for (sf_items_begin(&walk, array); !walk.is_object && sf_items_next(&walk);) {
        const char *text = sf_item_text(walk.item);
        if (text)
            texts[n++] = text;
    }
    texts[n] = NULL;
    return (char **)(gpointer)texts;
}

/* ---- Findings ---- */

static void add_fix(SfEventFinding *finding, SfItem object)
{
    static const Member members[] = {
        {"side", TEXT, offsetof(SfEventFix, side)},
        {"at", TEXT, offsetof(SfEventFix, at)},
        {"product", TEXT, offsetof(SfEventFix, product)},
        {"what", TEXT, offsetof(SfEventFix, what)},
        {"old", TEXT, offsetof(SfEventFix, old_value)},
        {"new", TEXT, offsetof(SfEventFix, new_value)},
        {"price", TEXT, offsetof(SfEventFix, price)},
        {"text", TEXT, offsetof(SfEventFix, text)},
        {"source", TEXT, offsetof(SfEventFix, source)},
    };
    SfEventFix fix = {0};
    fill(&fix, members, G_N_ELEMENTS(members), object);
    if (!fix.text)
        return;
    const SfItem usual = sf_item_member(object, "usual");
    fix.usual = sf_item_kind(usual) == SF_ITEM_ARRAY ? texts_of(usual) : NULL;
    sf_event_finding_add_fix(finding, &fix);
}

static void read_fixes(SfEventFinding *finding, SfItem fixes)
{
    SfItemWalk walk;
    for (sf_items_begin(&walk, fixes); !walk.is_object && sf_items_next(&walk);)
        add_fix(finding, walk.item);
}

static void add_decision(SfEventFinding *finding, SfItem object)
{
    static const Member members[] = {
        {"if", TEXT, offsetof(SfEventDecision, when)},
        {"fix", COUNT, offsetof(SfEventDecision, change)},
        {"then", TEXT, offsetof(SfEventDecision, then)},
    };
    SfEventDecision decision = {0};
    fill(&decision, members, G_N_ELEMENTS(members), object);
    if (decision.when && (decision.then || decision.change > 0))
        g_array_append_val(finding->decisions, decision);
}

static void read_decisions(SfEventFinding *finding, SfItem decisions)
{
    SfItemWalk walk;
    if (!finding->decisions)
        finding->decisions = g_array_new(FALSE, FALSE, sizeof(SfEventDecision));
    for (sf_items_begin(&walk, decisions); !walk.is_object && sf_items_next(&walk);)
        add_decision(finding, walk.item);
}

/* @causes: those that tell what to look for, or the others. */
static char **known_of(SfItem array, gboolean causes)
{
    SfItemWalk walk;
    const char **known = g_new(const char *, sf_item_length(array) + 1);
    guint n = 0;
    for (sf_items_begin(&walk, array); !walk.is_object && sf_items_next(&walk);) {
        const char *text = sf_item_text(sf_item_member(walk.item, "text"));
        const gboolean is_cause =
            sf_item_kind(sf_item_member(walk.item, "cause")) == SF_ITEM_BOOLEAN;
        if (text && is_cause == causes)
            known[n++] = text;
    }
    known[n] = NULL;
    return (char **)(gpointer)known;
}

static void read_finding(SfEventFinding *finding, SfItem object)
{
    static const Member members[] = {
        {"text", TEXT, offsetof(SfEventFinding, text)},
        {"why", TEXT, offsetof(SfEventFinding, why)},
        {"headline", TEXT, offsetof(SfEventFinding, headline)},
        {"beforehand", TEXT, offsetof(SfEventFinding, beforehand)},
        {"reference", TEXT, offsetof(SfEventFinding, reference)},
    };
    SfItemWalk walk;
    SfItem known = {0};
    guint next = 0;
    for (sf_items_begin(&walk, object); sf_items_next(&walk);) {
        const Member *member = find_member(members, G_N_ELEMENTS(members), walk.name, &next);
        if (member)
            fill_member(finding, member, walk.item);
        else if (strcmp(walk.name, "known") == 0)
            known = walk.item;
        else if (strcmp(walk.name, "decisions") == 0)
            read_decisions(finding, walk.item);
        else if (strcmp(walk.name, "fix") == 0)
            read_fixes(finding, walk.item);
    }
    finding->known = known_of(known, FALSE);
    finding->causes = known_of(known, TRUE);
}

static void read_findings(SfEvent *event, SfItem findings)
{
    SfItemWalk walk;
    for (sf_items_begin(&walk, findings); !walk.is_object && sf_items_next(&walk);) {
        const char *check = sf_item_text(sf_item_member(walk.item, "check"));
        const char *severity = sf_item_text(sf_item_member(walk.item, "severity"));
        if (!check)
            continue;
        SfEventFinding *finding = sf_event_finding_new(check, sf_severity_named(severity, SF_NOTE));
        read_finding(finding, walk.item);
        g_ptr_array_add(event->findings, finding);
    }
}

/* ---- What has members of its own ---- */

static void read_source_address(SfEvent *event, SfItem item)
{
    const char *address = sf_item_text(item);
    if (address && !event->server_address)
        event->server_address = sf_address_of(address);
}

static void read_destination(SfEvent *event, SfItem item)
{
    const char *address = sf_item_text(item);
    if (address && !event->caller_address)
        event->caller_address = sf_address_of(address);
    const char *colon = address ? strrchr(address, ':') : NULL;
    if (colon && !g_str_has_suffix(address, event->caller_address)) /* else of an IPv6 address */
        event->caller_port = (guint)g_ascii_strtoull(colon + 1, NULL, 10);
}

static void read_transport(SfEvent *event, SfItem item)
{
    event->is_udp = g_strcmp0(sf_item_text(item), "udp") == 0;
}

static void read_detour(SfEvent *event, SfItem item)
{
    const SfItemKind kind = sf_item_kind(item);
    if (kind == SF_ITEM_INTEGER || kind == SF_ITEM_DECIMAL)
        event->detour = sf_item_decimal(item);
}

static gboolean is_told_true(SfItem item, const char *member)
{
    const SfItem found = sf_item_member(item, member);
    return sf_item_kind(found) == SF_ITEM_BOOLEAN && sf_item_is_true(found);
}

static void read_outcome(SfEvent *event, SfItem item)
{
    const SfItem certain = sf_item_member(item, "certain");
    event->outcome = sf_call_end_named(sf_item_text(sf_item_member(item, "is")));
    event->is_likely = sf_item_kind(certain) == SF_ITEM_BOOLEAN && !sf_item_is_true(certain);
    event->is_by_tls = is_told_true(item, "by_tls");
    event->is_served_beside = is_told_true(item, "beside");
    event->is_unmet = is_told_true(item, "unmet");
    event->for_another = sf_item_text(sf_item_member(item, "for_another"));
}

static void read_brief(SfEvent *event, SfItem item)
{
    event->is_brief = sf_item_kind(item) == SF_ITEM_BOOLEAN && sf_item_is_true(item);
}

static void read_request(SfEvent *event, SfItem request)
{
    static const Member members[] = {
        {"frame", COUNT, offsetof(SfEvent, request_frame)},
        {"line", COUNT, offsetof(SfEvent, request_line)},
        {"capture", TEXT, offsetof(SfEvent, request_capture)},
        {"uri", TEXT, offsetof(SfEvent, request_uri)},
        {"sent_to", TEXT, offsetof(SfEvent, sent_to)},
    };
    if (sf_item_kind(request) != SF_ITEM_OBJECT || event->has_request)
        return;
    event->has_request = TRUE;
    fill(event, members, G_N_ELEMENTS(members), request);
    event->supported = texts_of(sf_item_member(request, "supported"));
    event->require = texts_of(sf_item_member(request, "require"));
}

static SfRefusals refusals_of(SfItem target)
{
    SfRefusals refusals = 0;
    SfItemWalk walk;
    for (sf_items_begin(&walk, sf_item_member(target, "refusals"));
         !walk.is_object && sf_items_next(&walk);) {
        const char *name = sf_item_text(walk.item);
        refusals |= name ? sf_refusal_named(name) : 0;
    }
    return refusals;
}

/* Best first, as in the event. */
static void read_targets(SfEvent *event, SfItem targets)
{
    static const Member members[] = {
        {"uri", TEXT, offsetof(SfEventTarget, uri)},
        {"status", COUNT, offsetof(SfEventTarget, status)},
    };
    SfItemWalk walk;
    for (sf_items_begin(&walk, targets); !walk.is_object && sf_items_next(&walk);) {
        SfEventTarget target = {.refusals = refusals_of(walk.item)};
        fill(&target, members, G_N_ELEMENTS(members), walk.item);
        if (target.uri)
            g_array_append_val(event->targets, target);
    }
}

static void read_moved(SfEvent *event, SfItem moved)
{
    static const Member members[] = {
        {"from", TEXT, offsetof(SfEvent, old_uri)},
        {"final", TEXT, offsetof(SfEvent, new_uri)},
        {"forwarder", TEXT, offsetof(SfEvent, forwarder)},
        {"why", TEXT, offsetof(SfEvent, forward_why)},
    };
    fill(event, members, G_N_ELEMENTS(members), moved);
    read_targets(event, sf_item_member(moved, "targets"));
    if (event->targets->len > 0)
        event->target = g_array_index(event->targets, SfEventTarget, 0).uri;
    if (!event->new_uri)
        event->new_uri = event->target;
}

/* The one that the outcome rests on: of several that were tried, also at the same time, the last
 * that was served; where none was, the last. */
static SfItem telling_followup(SfItem followups)
{
    SfItem telling = {0};
    gboolean is_served = FALSE;
    SfItemWalk walk;
    for (sf_items_begin(&walk, followups); sf_items_next(&walk);) {
        const gboolean serves = sf_item_integer(sf_item_member(walk.item, "status")) / 100 == 2;
        if (serves || !is_served)
            telling = walk.item;
        is_served |= serves;
    }
    return telling;
}

static void read_followups(SfEvent *event, SfItem followups)
{
    static const Member members[] = {
        {"frame", COUNT, offsetof(SfEvent, followup_frame)},
        {"line", COUNT, offsetof(SfEvent, followup_line)},
        {"status", COUNT, offsetof(SfEvent, followup_status)},
        {"status_frame", COUNT, offsetof(SfEvent, followup_status_frame)},
        {"status_line", COUNT, offsetof(SfEvent, followup_status_line)},
        {"status_capture", TEXT, offsetof(SfEvent, followup_status_capture)},
        {"phrase", TEXT, offsetof(SfEvent, followup_phrase)},
        {"unreachable_frame", COUNT, offsetof(SfEvent, unreachable_frame)},
        {"unreachable_capture", TEXT, offsetof(SfEvent, unreachable_capture)},
        {"first_status", COUNT, offsetof(SfEvent, first_status)},
        {"first_status_frame", COUNT, offsetof(SfEvent, first_status_frame)},
        {"first_status_line", COUNT, offsetof(SfEvent, first_status_line)},
        {"first_status_capture", TEXT, offsetof(SfEvent, first_status_capture)},
        {"latest_frame", COUNT, offsetof(SfEvent, latest_frame)},
        {"latest_line", COUNT, offsetof(SfEvent, latest_line)},
        {"latest_capture", TEXT, offsetof(SfEvent, latest_capture)},
        {"uri", TEXT, offsetof(SfEvent, followup_uri)},
        {"capture", TEXT, offsetof(SfEvent, followup_capture)},
    };
    SfItemWalk walk;
    event->n_followups = 0;
    for (sf_items_begin(&walk, followups); !walk.is_object && sf_items_next(&walk);)
        event->n_followups++;
    if (event->n_followups == 0)
        return;
    const SfItem telling = telling_followup(followups);
    fill(event, members, G_N_ELEMENTS(members), telling);
    event->is_other_number = is_told_true(telling, "other_number");
    event->is_for_sim = is_told_true(telling, "for_sim");
    event->is_secured = is_told_true(telling, "secured");
}

static void read_served(SfEvent *event, SfItem served)
{
    static const Member members[] = {
        {"by", TEXT, offsetof(SfEvent, served_by)},
        {"status", COUNT, offsetof(SfEvent, served_status)},
        {"frame", COUNT, offsetof(SfEvent, served_frame)},
        {"line", COUNT, offsetof(SfEvent, served_line)},
        {"capture", TEXT, offsetof(SfEvent, served_capture)},
        {"asked_frame", COUNT, offsetof(SfEvent, leg_frame)},
        {"asked_line", COUNT, offsetof(SfEvent, leg_line)},
        {"asked_capture", TEXT, offsetof(SfEvent, leg_capture)},
        {"uri", TEXT, offsetof(SfEvent, leg_uri)},
        {"answered_frame", COUNT, offsetof(SfEvent, leg_answered_frame)},
        {"answered_line", COUNT, offsetof(SfEvent, leg_answered_line)},
        {"answered_capture", TEXT, offsetof(SfEvent, leg_answered_capture)}};
    if (sf_item_kind(served) == SF_ITEM_OBJECT && event->served_frame == 0)
        fill(event, members, G_N_ELEMENTS(members), served);
}

static void read_unread(SfEvent *event, SfItem unread)
{
    static const Member members[] = {{"frame", COUNT, offsetof(SfEvent, unread_frame)},
                                     {"by", TEXT, offsetof(SfEvent, unread_by)},
                                     {"to", TEXT, offsetof(SfEvent, unread_to)},
                                     {"capture", TEXT, offsetof(SfEvent, unread_capture)}};
    if (sf_item_kind(unread) == SF_ITEM_OBJECT && event->unread_frame == 0)
        fill(event, members, G_N_ELEMENTS(members), unread);
}

static void read_again(SfEvent *event, SfItem again)
{
    static const Member members[] = {{"frame", COUNT, offsetof(SfEvent, again_frame)},
                                     {"line", COUNT, offsetof(SfEvent, again_line)},
                                     {"capture", TEXT, offsetof(SfEvent, again_capture)}};
    if (sf_item_kind(again) == SF_ITEM_OBJECT && event->again_frame == 0)
        fill(event, members, G_N_ELEMENTS(members), again);
}

static void read_extension(SfEvent *event, SfItem extension)
{
    if (event->required || sf_item_kind(extension) != SF_ITEM_OBJECT)
        return;
    event->required = texts_of(sf_item_member(extension, "required"));
    event->missing = texts_of(sf_item_member(extension, "missing"));
}

/* ---- The event ---- */

/* What has members of its own, or asks for more than to be kept, is read by a function. */
typedef struct {
    Member member;
    void (*read)(SfEvent *event, SfItem item);
} EventMember;

/* Of those that nobody asks for it is known so at once. */
static void pass_over(SfEvent *event, SfItem item)
{
    (void)event;
    (void)item;
}

/* In the order in which the plugin writes them. */
static const EventMember event_members[] = {
    {{"schema", PART, 0}, pass_over},
    {{"capture", TEXT, offsetof(SfEvent, capture)}, NULL},
    {{"run", COUNT, offsetof(SfEvent, run)}, NULL},
    {{"frame", COUNT, offsetof(SfEvent, frame)}, NULL},
    {{"line", COUNT, offsetof(SfEvent, line)}, NULL},
    {{"time", TEXT, offsetof(SfEvent, time)}, NULL},
    {{"status", COUNT, offsetof(SfEvent, status)}, NULL},
    {{"reason", PART, 0}, pass_over},
    {{"method", TEXT, offsetof(SfEvent, method)}, NULL},
    {{"call_id", TEXT, offsetof(SfEvent, call_id)}, NULL},
    {{"from_tag", TEXT, offsetof(SfEvent, from_tag)}, NULL},
    {{"to_tag", TEXT, offsetof(SfEvent, to_tag)}, NULL},
    {{"cseq", COUNT, offsetof(SfEvent, cseq)}, NULL},
    {{"src", PART, 0}, read_source_address},
    {{"dst", PART, 0}, read_destination},
    {{"transport", PART, 0}, read_transport},
    {{"server", TEXT, offsetof(SfEvent, server)}, NULL},
    {{"user_agent", TEXT, offsetof(SfEvent, user_agent)}, NULL},
    {{"client", TEXT, offsetof(SfEvent, client)}, NULL},
    {{"account", TEXT, offsetof(SfEvent, account)}, NULL},
    {{"hop", COUNT, offsetof(SfEvent, hop)}, NULL},
    {{"request", PART, 0}, read_request},
    {{"moved", PART, 0}, read_moved},
    {{"extension", PART, 0}, read_extension},
    {{"followups", PART, 0}, read_followups},
    {{"served", PART, 0}, read_served},
    {{"unread", PART, 0}, read_unread},
    {{"again", PART, 0}, read_again},
    {{"acked", PART, 0}, pass_over},
    {{"retransmissions", PART, 0}, pass_over},
    {{"duplicates", PART, 0}, pass_over},
    {{"detour", PART, 0}, read_detour},
    {{"outcome", PART, 0}, read_outcome},
    {{"case", TEXT, offsetof(SfEvent, case_id)}, NULL},
    {{"root", TEXT, offsetof(SfEvent, root)}, NULL},
    {{"story", COUNT, offsetof(SfEvent, story)}, NULL},
    {{"findings", PART, 0}, read_findings},
    {{"brief", PART, 0}, read_brief},
};

static void source_free(gpointer data)
{
    Source *source = data;
    g_clear_pointer(&source->object, json_object_unref);
    sf_tape_free(source->tape);
    g_free(source->text);
    g_free(source);
}

/* What no member told of. */
static void complete(SfEvent *event)
{
    if (!event->supported) {
        event->supported = g_new0(char *, 1);
        event->require = g_new0(char *, 1);
    }
    if (!event->required) {
        event->required = g_new0(char *, 1);
        event->missing = g_new0(char *, 1);
    }
    if (event->missing[0]) {
        event->sent = sf_offer_sent(event);
        event->wanted = sf_offer_wanted(event);
    }
}

static SfEvent *read_source(Source *source)
{
    SfEvent *event = sf_event_new(source, source_free);
    SfItemWalk walk;
    guint next = 0;
    for (sf_items_begin(&walk, source->line.root); sf_items_next(&walk);) {
        const EventMember *found = find_row(event_members, sizeof *event_members,
                                            G_N_ELEMENTS(event_members), walk.name, &next);
        if (found && found->read)
            found->read(event, walk.item);
        else if (found)
            fill_member(event, &found->member, walk.item);
    }
    complete(event);
    return event;
}

SfEvent *sf_event_read(const SfEventLine *line)
{
    Source *source = g_new0(Source, 1);
    source->line = *line;
    return read_source(source);
}

SfEvent *sf_event_read_text(const char *text, gsize length)
{
    Source *source = g_new0(Source, 1);
    source->tape = sf_tape_new();
    source->text = g_strndup(text, length);
    source->line = (SfEventLine){.text = source->text, .length = length};
    if (sf_tape_read(source->tape, source->text, length, &source->line.root, NULL))
        return read_source(source);
    source_free(source);
    return NULL;
}

SfEvent *sf_event_of(JsonObject *object)
{
    g_autoptr(GString) text = sf_json_print(object, FALSE);
    return sf_event_read_text(text->str, text->len);
}

const SfEventLine *sf_event_line(const SfEvent *event)
{
    return &((const Source *)event->source)->line;
}

JsonObject *sf_event_object(const SfEvent *event)
{
    Source *source = event->source;
    if (!source->object)
        source->object = sf_json_object(source->line.text, source->line.length, NULL);
    return source->object;
}

/* @address as the event's @member has it, where both ends share it. */
static const char *end_of(const SfEvent *event, const char *address, const char *member)
{
    if (!address || g_strcmp0(event->server_address, event->caller_address) != 0)
        return address;
    JsonObject *object = sf_event_object(event);
    return object ? sf_json_text(object, member, address) : address;
}

const char *sf_event_server_end(const SfEvent *event)
{
    return end_of(event, event->server_address, "src");
}

const char *sf_event_caller_end(const SfEvent *event)
{
    return end_of(event, event->caller_address, "dst");
}

gboolean sf_event_is_by_own_connection(const SfEvent *event)
{
    g_autofree char *asked = event->sent_to ? sf_address_of(event->sent_to) : NULL;
    return asked && !event->is_udp && g_strcmp0(asked, event->server_address) == 0;
}
