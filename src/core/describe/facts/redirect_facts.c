/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where it moved, and who forwards, and why (RFC 5806, RFC 7044): facts of redirects. */
#include "core/describe/facts.h"
#include "core/describe/facts/fact_tables.h"
#include "core/describe/facts/fact_text.h"
#include "core/describe/facts/forwarding.h"
#include "core/describe/facts/target_facts.h"
#include "core/ledger/followups/routing.h"
#include "core/message/diversion.h"
#include "core/message/reason.h"

#include <string.h>

/* ---- where it moved ---- */

static char *fact_target(const SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    return best ? sf_shown_or_null(best->entry.uri_text) : NULL;
}

/* Bytes that are no text cannot be typed, and may stand in no address but so (RFC 3261 §25.1). */
static char *escaped(const char *uri)
{
    GString *text = g_string_new(NULL);
    for (const char *at = uri; *at; at++)
        if ((guchar)*at < 0x80)
            g_string_append_c(text, *at);
        else
            g_string_append_printf(text, "%%%02X", (guchar)*at);
    return g_string_free(text, FALSE);
}

/* The address as a request would carry it: not the headers and the method that the 301 put into it
 * (RFC 3261 §19.1.5). */
static char *fact_dial(const SfAnswer *answer)
{
    const SfTarget *best = sf_target_to_dial(answer);
    if (!best)
        return NULL;
    g_autofree char *uri = sf_uri_for_request(&best->entry.uri);
    const SfText user = best->entry.uri.user;
    /* A registrar is a server: no Request-URI of a REGISTER has a user (RFC 3261 §10.2). Where it
     * is the old one, the user is what is new. */
    SfUri old;
    const gboolean is_server =
        sf_text_equal(sf_message_method(answer->message), sf_text("REGISTER")) &&
        !(sf_old_uri(answer->nearest, &old) && sf_uri_same_server(&best->entry.uri, &old));
    char *host = is_server && sf_text_is_present(user) ? strchr(uri, '@') : NULL;
    if (host)
        memmove(strchr(uri, ':') + 1, host + 1, strlen(host + 1) + 1);
    g_autofree char *lawful = g_utf8_validate(uri, -1, NULL) ? NULL : escaped(uri);
    return sf_shown_or_null(sf_text(lawful ? lawful : uri));
}

static char *fact_dial_host(const SfAnswer *answer)
{
    const SfTarget *best = sf_target_to_dial(answer);
    return best ? sf_shown_or_null(best->entry.uri.host) : NULL;
}

static char *fact_dial_number(const SfAnswer *answer)
{
    const SfTarget *best = sf_target_to_dial(answer);
    g_autofree char *user = best ? sf_text_dup(best->entry.uri.user) : NULL;
    return user && *user && user[strspn(user, "+0123456789")] == '\0' ? g_steal_pointer(&user)
                                                                      : NULL;
}

static char *fact_dial_transport(const SfAnswer *answer)
{
    const SfTarget *best = sf_target_to_dial(answer);
    SfParam transport;
    return best && sf_uri_param(&best->entry.uri, "transport", &transport)
               ? sf_shown_or_null(transport.value)
               : NULL;
}

static char *fact_reached_frame(const SfAnswer *answer)
{
    const SfTarget *best = sf_target_to_dial(answer);
    const guint32 frame = best ? sf_target_served_frame(answer, best) : 0;
    return frame ? sf_fact_number(frame) : NULL;
}

/* The refusal of a person or telephone shows as well that the place is the right one. */
static char *fact_reached_how(const SfAnswer *answer)
{
    const SfTarget *best = sf_target_to_dial(answer);
    const guint status = best ? sf_target_served_status(answer, best) : 0;
    if (status == 0)
        return NULL;
    const gboolean is_busy = status == 486 || status == 600;
    return g_strdup(sf_phrase("reached", status / 100 == 2 ? "answered"
                                         : is_busy         ? "busy"
                                         : status == 480   ? "away"
                                         : status == 408   ? "unanswered"
                                                           : "declined"));
}

static gboolean was_declined(const SfAnswer *answer)
{
    const SfTarget *best = sf_target_to_dial(answer);
    return best && sf_target_served_status(answer, best) >= 300;
}

static char *fact_declined_frame(const SfAnswer *answer)
{
    return was_declined(answer) ? fact_reached_frame(answer) : NULL;
}

static char *fact_declined_how(const SfAnswer *answer)
{
    return was_declined(answer) ? fact_reached_how(answer) : NULL;
}

static char *fact_unwell(const SfAnswer *answer)
{
    const SfFollowup *out = sf_target_out_of_order(answer);
    return out ? sf_shown_or_null(
                     g_array_index(answer->targets, SfTarget, out->target).entry.uri_text)
               : NULL;
}

static char *fact_unwell_how(const SfAnswer *answer)
{
    const SfFollowup *out = sf_target_out_of_order(answer);
    if (!out)
        return NULL;
    g_autofree char *status = sf_fact_number(out->status);
    return sf_phrase_with("unwell", out->status ? "refused" : "silent", "status", status, NULL);
}

static char *fact_unwell_frame(const SfAnswer *answer)
{
    const SfFollowup *out = sf_target_out_of_order(answer);
    return out ? sf_fact_number(out->status ? out->status_frame : out->request->frame) : NULL;
}

/* What only this one of all redirects says. */
static char *fact_lasting(const SfAnswer *answer)
{
    if (answer->message->status != 301 || sf_is_routing_answer(answer->made_at))
        return NULL; /* a look-up is for its call */
    return g_strdup(sf_phrase("value", "for-good"));
}

/* Where nobody was seen to answer, one try comes before the address is written down: who is busy
 * there need not be the one who is called. */
static char *fact_unproven(const SfAnswer *answer)
{
    const SfTarget *best = sf_target_to_dial(answer);
    return best && sf_target_served_status(answer, best) / 100 != 2 ? fact_dial(answer) : NULL;
}

/* The address may be as long as a packet, and need not be told twice. */
static char *fact_there(const SfAnswer *answer)
{
    g_autofree char *unproven = fact_unproven(answer);
    return unproven ? g_strdup(sf_phrase("value", "there")) : NULL;
}

static char *fact_target_host(const SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    return best ? sf_shown_or_null(best->entry.uri.host) : NULL;
}

/* A field for a server takes the port too. */
static char *fact_target_at(const SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    char *host = best ? sf_shown_or_null(best->entry.uri.host) : NULL;
    if (!host || best->entry.uri.port == 0)
        return host;
    g_autofree char *alone = host;
    return g_strdup_printf("%s:%u", alone, best->entry.uri.port);
}

static char *fact_targets(const SfAnswer *answer)
{
    g_autoptr(GPtrArray) ranked = sf_answer_targets_by_rank(answer);
    if (ranked->len == 0)
        return NULL;
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < ranked->len; i++) {
        g_autofree char *uri = sf_text_show(((SfTarget *)ranked->pdata[i])->entry.uri_text);
        sf_append_all(list, i ? ", " : "", uri, NULL);
    }
    return g_string_free(list, FALSE);
}

static char *fact_named(const SfAnswer *answer)
{
    return sf_targets_to_choose_from(answer);
}

static char *shown_target(const SfTarget *target)
{
    return target ? sf_shown_or_null(target->entry.uri_text) : NULL;
}

static char *fact_number_outside(const SfAnswer *answer)
{
    return shown_target(sf_target_number(answer, FALSE));
}

static char *fact_number_within(const SfAnswer *answer)
{
    return shown_target(sf_target_number(answer, TRUE));
}

static char *fact_number_context(const SfAnswer *answer)
{
    const SfTarget *within = sf_target_number(answer, TRUE);
    return within ? sf_shown_or_null(sf_number_context(&within->entry.uri)) : NULL;
}

/* Where the number to dial holds, if it is not everywhere; none where nobody has to try it. */
static char *fact_dial_context(const SfAnswer *answer)
{
    const SfTarget *best = sf_target_to_dial(answer);
    if (!best || best->entry.uri.scheme != SF_SCHEME_TEL ||
        sf_target_served_status(answer, best) / 100 == 2)
        return NULL;
    const SfText context = sf_number_context(&best->entry.uri);
    return sf_text_is_present(context) ? sf_shown_or_null(context) : NULL;
}

static char *fact_n_targets(const SfAnswer *answer)
{
    g_autoptr(GPtrArray) ranked = sf_answer_targets_by_rank(answer);
    return sf_fact_number(ranked->len);
}

/* ---- who forwards, and why (RFC 5806, RFC 7044) ---- */

/* "sip:bob@example.com (unconditional, 2 times)" */
static char *shown_forwarder(const SfForwarder *forwarder)
{
    g_autofree char *who = sf_text_show(forwarder->uri);
    g_autofree char *why =
        sf_text_is_present(forwarder->reason) ? sf_text_show(forwarder->reason) : NULL;
    g_autofree char *times = sf_fact_number(forwarder->counter);
    const gboolean often = forwarder->has_counter && forwarder->counter > 1;
    return sf_phrase_with("forwarder", often ? "often" : "once", "who", who, "why", why, "times",
                          times, NULL);
}

/* Forwarders that are named in one text; more help nobody. */
#define MAX_FORWARDERS 3

/* The latest one, then those before it; NULL: none. */
static char *fact_forwarded(const SfAnswer *answer)
{
    GString *list = g_string_new(NULL);
    SfForwarder forwarder;
    guint next = 0;
    while (next < MAX_FORWARDERS &&
           sf_forwarder_next(answer->made_at->message, SF_HEADER_DIVERSION, &next, &forwarder)) {
        g_autofree char *shown = shown_forwarder(&forwarder);
        if (list->len > 0)
            sf_append_all(list, ", ", sf_phrase("forwarder", "before"), " ", NULL);
        g_string_append(list, shown);
    }
    if (list->len > 0)
        return g_string_free(list, FALSE);
    g_string_free(list, TRUE);
    return NULL;
}

char *sf_cause_words(guint32 cause)
{
    g_autofree char *stanza = g_strdup_printf("%u", cause);
    const char *name = sf_shelf_words(SF_SHELF_CAUSES, stanza, "name");
    const char *meaning = sf_shelf_words(SF_SHELF_CAUSES, stanza, "meaning");
    return name ? sf_phrase_with("value", "cause", "number", stanza, "name", name, "meaning",
                                 meaning, NULL)
                : NULL;
}

/* "17, user busy. It says: The called person is on the telephone." */
static char *fact_cause(const SfAnswer *answer)
{
    guint next = 0;
    SfReason reason;
    while (sf_reason_next(answer->made_at->message, &next, &reason))
        if (reason.cause > 0)
            return sf_cause_words(reason.cause);
    return NULL;
}

/* Of Q.850: it says where the called side is now. */
#define NUMBER_CHANGED 22

static gboolean has_cause(const SfMessage *message, guint32 cause)
{
    guint next = 0;
    SfReason reason;
    while (sf_reason_next(message, &next, &reason))
        if (reason.cause == cause)
            return TRUE;
    return FALSE;
}

/* The answer gives as its reason that the number changed, and names the same number. */
static char *fact_cause_at_odds(const SfAnswer *answer)
{
    const SfTarget *best = sf_target_to_dial(answer);
    g_autofree char *number = fact_dial_number(answer);
    SfUri old;
    if (!number || !has_cause(answer->made_at->message, NUMBER_CHANGED) ||
        !sf_old_uri(answer->nearest, &old) || !sf_text_equal(old.user, best->entry.uri.user))
        return NULL;
    return g_strdup_printf("\"%s\"", sf_shelf_words(SF_SHELF_CAUSES, "22", "name"));
}

/* A gateway may translate one code into another, and tell by Reason which it was (RFC 3326). */
static char *fact_sip_cause(const SfAnswer *answer)
{
    guint next = 0;
    SfReason reason;
    while (sf_reason_next(answer->made_at->message, &next, &reason))
        if (reason.sip_cause > 0 && reason.sip_cause != answer->message->status)
            return g_strdup_printf("%u", reason.sip_cause);
    return NULL;
}

static char *fact_history(const SfAnswer *answer)
{
    return sf_header_shown(answer->made_at->message, SF_HEADER_HISTORY_INFO);
}

static const SfFactRow rows[] = {
    {"target", fact_target},
    {"dial", fact_dial},
    {"dial_host", fact_dial_host},
    {"dial_number", fact_dial_number},
    {"dial_transport", fact_dial_transport},
    {"unproven", fact_unproven},
    {"there", fact_there},
    {"lasting", fact_lasting},
    {"reached_frame", fact_reached_frame},
    {"reached_how", fact_reached_how},
    {"unwell", fact_unwell},
    {"unwell_how", fact_unwell_how},
    {"unwell_frame", fact_unwell_frame},
    {"declined_frame", fact_declined_frame},
    {"declined_how", fact_declined_how},
    {"target_host", fact_target_host},
    {"target_at", fact_target_at},
    {"targets", fact_targets},
    {"named", fact_named},
    {"n_targets", fact_n_targets},
    {"number_outside", fact_number_outside},
    {"number_within", fact_number_within},
    {"number_context", fact_number_context},
    {"dial_context", fact_dial_context},
    {"forwarded", fact_forwarded},
    {"history", fact_history},
    {"cause", fact_cause},
    {"cause_at_odds", fact_cause_at_odds},
    {"sip_cause", fact_sip_cause},
    {"forwarder", sf_forwarder},
    {"forward_why", sf_forward_why},
    {"diverted", sf_diverted},
    {"diverted_why", sf_diverted_why},
};

const SfFactTable sf_facts_of_redirect = {rows, G_N_ELEMENTS(rows)};
