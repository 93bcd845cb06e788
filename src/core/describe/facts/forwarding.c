/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/describe/facts/forwarding.h"

#include "core/grammar/grammar.h"
#include "core/ledger/followups/routing.h"

/* ---- in words ---- */

/* Reasons of Diversion (RFC 5806 §4), and causes of forwarding in an address of History-Info
 * (RFC 4458 §7, RFC 7544 §7.3). */
static const struct {
    const char *name; /* of the reason, and of its words */
    guint32 cause;    /* 0: none */
} reasons[] = {
    {"unconditional", 302}, {"user-busy", 486},    {"no-answer", 408},    {"unavailable", 503},
    {"deflection", 480},    {"deflection", 487},   {"do-not-disturb", 0}, {"time-of-day", 0},
    {"follow-me", 0},       {"out-of-service", 0}, {"away", 0},
};

/* A cause that no Diversion can name. */
#define CAUSE_NOT_KNOWN 404

static char *words_of_reason(SfText reason)
{
    for (guint i = 0; i < G_N_ELEMENTS(reasons); i++)
        if (sf_text_equal_nocase(reason, sf_text(reasons[i].name)))
            return g_strdup(sf_phrase("forward", reasons[i].name));
    return NULL;
}

static char *words_of_cause(SfText value)
{
    guint32 cause = 0;
    if (!sf_delta_seconds_parse(value, &cause))
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS(reasons); i++)
        if (cause > 0 && reasons[i].cause == cause)
            return g_strdup(sf_phrase("forward", reasons[i].name));
    return cause == CAUSE_NOT_KNOWN ? g_strdup(sf_phrase("forward", "not-known")) : NULL;
}

/* ---- the headers ---- */

static gboolean first_entry(const SfMessage *message, SfHeaderName name, SfNameAddr *entry)
{
    const SfHeader *header = sf_message_header(message, name, 0);
    if (!header)
        return FALSE;
    SfText rest = header->value;
    SfFlaw flaw;
    return sf_name_addr_next(&rest, entry, &flaw) && (!flaw.reason || flaw.slight) &&
           !entry->wildcard;
}

static char *why_by_diversion(const SfMessage *message)
{
    SfNameAddr entry;
    SfParam reason;
    if (!first_entry(message, SF_HEADER_DIVERSION, &entry) ||
        !sf_param_find(entry.params, "reason", &reason) || reason.value.length == 0)
        return NULL;
    char *words = words_of_reason(reason.value);
    return words ? words : sf_text_show(reason.value);
}

/* The entry of where it goes now is the last one (RFC 7044 §5.1). */
static char *why_by_history(const SfMessage *message)
{
    char *why = NULL;
    const SfHeader *header;
    for (guint nth = 0; (header = sf_message_header(message, SF_HEADER_HISTORY_INFO, nth)) != NULL;
         nth++) {
        SfText rest = header->value;
        SfNameAddr entry;
        SfFlaw flaw;
        SfParam cause;
        while (sf_name_addr_next(&rest, &entry, &flaw)) {
            char *words =
                sf_uri_param(&entry.uri, "cause", &cause) ? words_of_cause(cause.value) : NULL;
            if (!words)
                continue;
            g_free(why);
            why = words;
        }
    }
    return why;
}

/* What somebody wrote for people. */
static char *why_by_reason(const SfMessage *message)
{
    const SfHeader *header = sf_message_header(message, SF_HEADER_REASON, 0);
    const gssize semicolon = header ? sf_text_find(header->value, ';') : -1;
    SfParam text;
    if (semicolon < 0 ||
        !sf_param_find(sf_text_slice(header->value, (gsize)semicolon, G_MAXSIZE), "text", &text) ||
        text.value.length == 0)
        return NULL;
    return text.quoted ? sf_text_show_quoted(text.value) : sf_text_show(text.value);
}

/* ---- all of it ---- */

char *sf_forward_why(const SfAnswer *answer)
{
    const SfMessage *message = answer->made_at->message;
    char *why = why_by_diversion(message);
    if (!why)
        why = why_by_history(message);
    if (!why)
        why = why_by_reason(message);
    return !why && sf_is_routing_answer(answer->made_at)
               ? g_strdup(sf_phrase("forward", "looked-up"))
               : why;
}

/* "sip:2907@192.0.2.193" of the URI with its port and parameters, which tell nobody anything. */
static char *shown_address(const SfUri *uri, SfText whole)
{
    if (uri->scheme > SF_SCHEME_SIPS || !sf_text_is_present(uri->user) || uri->user.length == 0)
        return sf_text_show(whole);
    g_autofree char *address = sf_uri_user_at_host(uri);
    g_autofree char *text =
        g_strconcat(uri->scheme == SF_SCHEME_SIPS ? "sips:" : "sip:", address, NULL);
    return sf_text_show(sf_text(text));
}

char *sf_forwarder(const SfAnswer *answer)
{
    SfNameAddr entry;
    SfUri old;
    if (first_entry(answer->made_at->message, SF_HEADER_DIVERSION, &entry))
        return shown_address(&entry.uri, entry.uri_text);
    if (!sf_old_uri(answer->nearest, &old))
        return NULL;
    return shown_address(&old, answer->nearest->request->request_uri);
}

char *sf_diverted_why(const SfAnswer *answer)
{
    const SfMessage *message = answer->made_at->message;
    char *why = why_by_diversion(message);
    return why ? why : why_by_history(message);
}

char *sf_diverted(const SfAnswer *answer)
{
    g_autofree char *why = sf_diverted_why(answer);
    return why ? sf_forwarder(answer) : NULL;
}
