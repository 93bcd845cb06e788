/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What comes to all follow-ups of a request: how they ended, and what was said of it. */
#include "core/ledger/followups/followups_private.h"

#include "core/message/reason.h"

#include <string.h>

void sf_followups_each_of(SfLedger *ledger, const GPtrArray *followups, SfFollowupFunction each,
                          const SfMessage *message)
{
    for (guint i = 0; followups && i < followups->len; i++)
        each(ledger, followups->pdata[i], message);
}

void sf_followups_each(SfLedger *ledger, const SfTransaction *transaction, SfFollowupFunction each,
                       const SfMessage *message)
{
    sf_followups_each_of(ledger, transaction->followups, each, message);
    sf_followups_each_of(ledger, transaction->aside_followups, each, message);
}

/* RFC 4028 §10: who has to refresh, and until when. */
static void note_session_timer(SfFollowup *followup, const SfMessage *success, gint64 clock)
{
    const SfHeader *timer = sf_message_header(success, SF_HEADER_SESSION_EXPIRES, 0);
    if (!timer)
        return;
    const gssize semicolon = sf_text_find(timer->value, ';');
    if (semicolon < 0)
        return;
    guint32 seconds;
    SfParam refresher;
    const SfText interval = sf_text_trim(sf_text_slice(timer->value, 0, (gsize)semicolon));
    const SfText params = sf_text_slice(timer->value, (gsize)semicolon, timer->value.length);
    if (!sf_delta_seconds_parse(interval, &seconds) ||
        !sf_param_find(params, "refresher", &refresher) ||
        !sf_text_equal_nocase(refresher.value, sf_text("uac")))
        return;
    followup->refresh.due = clock + (gint64)seconds * SF_SECOND;
    followup->refresh.frame = success->frame;
    followup->refresh.part = success->part;
}

/* The address of the first Contact; NULL: none that can be read. */
static char *contact_of(const SfMessage *message)
{
    const SfHeader *header = sf_message_header(message, SF_HEADER_CONTACT, 0);
    SfNameAddr entry;
    return header && sf_name_addr_parse(header->value, &entry, NULL) ? sf_text_dup(entry.uri_text)
                                                                     : NULL;
}

/* What the RAck of its PRACK has to be: its RSeq, and number and method of its CSeq (RFC 3262
 * §7.2). */
static char *rack_of(const SfMessage *message)
{
    guint32 number;
    const SfHeader *header = sf_message_header(message, SF_HEADER_RSEQ, 0);
    if (!header || !sf_message_has_cseq(message) || !sf_delta_seconds_parse(header->value, &number))
        return NULL;
    return g_strdup_printf("%u %u %.*s", number, message->cseq, (int)message->cseq_method.length,
                           message->cseq_method.at);
}

/* A copy of the first has its numbers, and comes from the same place. */
static gboolean is_another(const SfFollowup *followup, const SfMessage *message)
{
    g_autofree char *rack = rack_of(message);
    return g_strcmp0(rack, followup->reliable.rack) != 0 ||
           !sf_text_equal(message->to_tag, sf_text(followup->reliable.to_tag));
}

static void note_provisional(SfFollowup *followup, const SfMessage *message)
{
    if (message->status > 100)
        followup->provisional_frame = message->frame;
    followup->rang |= message->status == 180;
    if (!sf_message_header(message, SF_HEADER_RSEQ, 0) ||
        !sf_message_lists(message, SF_HEADER_REQUIRE, sf_text("100rel")))
        return;
    if (!followup->reliable.frame) {
        followup->reliable.frame = message->frame;
        followup->reliable.part = message->part;
        followup->reliable.first_time = message->time;
        followup->reliable.status = message->status;
        followup->reliable.contact = contact_of(message);
        followup->reliable.rack = rack_of(message);
        followup->reliable.to_tag = sf_text_dup(message->to_tag);
    } else {
        followup->reliable.several |= is_another(followup, message);
        if (message->time - followup->reliable.time < SF_SAME_PACKET)
            return;
    }
    followup->reliable.time = message->time;
    followup->reliable.copies++;
}

/* Headers in which a refusal says why, and how many bytes of them are kept. */
static const SfHeaderName telling[] = {SF_HEADER_WARNING, SF_HEADER_REASON, SF_HEADER_PRIVATE};
#define MAX_TOLD 300

/* A maker's own header says why if its name says so (X-Asterisk-HangupCause, X-Error-Reason); the
 * rest is of traces and accounts. @line: the whole of it. */
static gboolean names_reason(SfText line)
{
    static const char *const words[] = {"reason", "cause",  "error", "fail",
                                        "warn",   "reject", "deny"};
    const gssize colon = sf_text_find(line, ':');
    g_autofree char *name = sf_text_dup(sf_text_slice(line, 0, colon < 0 ? 0 : (gsize)colon));
    g_autofree char *lower = g_ascii_strdown(name, -1);
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (strstr(lower, words[i]))
            return TRUE;
    return FALSE;
}

/* The reasons that a refusal gives, as it wrote them; NULL: none. */
static char *reasons_of(const SfMessage *message)
{
    GString *told = g_string_new(NULL);
    for (guint i = 0; i < message->n_headers && told->len < MAX_TOLD; i++) {
        const SfHeader *header = &message->headers[i];
        for (guint k = 0; k < G_N_ELEMENTS(telling); k++) {
            if (header->name != telling[k] ||
                (header->name == SF_HEADER_PRIVATE && !names_reason(header->value)))
                continue;
            g_string_append(told, told->len ? "; " : "");
            if (header->name != SF_HEADER_PRIVATE)
                g_string_append_printf(told, "%s: ", sf_header_name(header->name));
            g_string_append_len(told, header->value.at,
                                (gssize)MIN(header->value.length, MAX_TOLD));
        }
    }
    if (told->len > 0)
        return g_string_free(told, FALSE);
    g_string_free(told, TRUE);
    return NULL;
}

static guint32 cause_of(const SfMessage *message)
{
    guint next = 0;
    SfReason reason;
    while (sf_reason_next(message, &next, &reason))
        if (reason.cause > 0)
            return reason.cause;
    return 0;
}

static gboolean names_tag_of(const SfMessage *refusal, const GArray *tags)
{
    for (guint i = 0; i < tags->len; i++) {
        const SfText tag = g_array_index(tags, SfTag, i).tag;
        if (sf_message_lists(refusal, SF_HEADER_REQUIRE, tag) ||
            sf_message_lists(refusal, SF_HEADER_UNSUPPORTED, tag))
            return TRUE;
    }
    return FALSE;
}

static gboolean says_how(const SfMessage *challenge, SfHeaderName name)
{
    const SfHeader *header = sf_message_header(challenge, name, 0);
    return header && header->value.length > 0;
}

static gboolean is_challenge(const SfMessage *message)
{
    return message->status == 401 || message->status == 407;
}

/* A client finds realm and nonce in one of these two. Some look at either, whatever the code. */
static gboolean is_unanswerable(const SfMessage *message)
{
    return is_challenge(message) && !message->cut &&
           !says_how(message, SF_HEADER_WWW_AUTHENTICATE) &&
           !says_how(message, SF_HEADER_PROXY_AUTHENTICATE);
}

/* "AKAv1-MD5", "AKAv2-MD5" and what may follow them, in quotes or not. */
static gboolean is_aka(SfText value)
{
    static const SfText aka = {"AKAv", 4};
    if (value.length > 0 && value.at[0] == '"')
        value = sf_text_slice(value, 1, value.length);
    return sf_text_equal_nocase(sf_text_slice(value, 0, aka.length), aka);
}

/* @param: "algorithm=AKAv1-MD5"; the scheme stands before the first: "Digest realm=...". */
static gboolean names_aka(SfText param)
{
    const gssize equals = sf_text_find(param, '=');
    if (equals < 0)
        return FALSE;
    SfText name = sf_text_trim(sf_text_slice(param, 0, (gsize)equals));
    const gssize blank = sf_text_find(name, ' ');
    if (blank >= 0)
        name = sf_text_trim(sf_text_slice(name, (gsize)blank, name.length));
    return sf_text_equal_nocase(name, sf_text("algorithm")) &&
           is_aka(sf_text_trim(sf_text_slice(param, (gsize)equals + 1, param.length)));
}

/* Its keys are those of a SIM card (AKA: RFC 3310, RFC 4169): nobody types them in. */
static gboolean is_for_sim(const SfMessage *challenge)
{
    static const SfHeaderName names[] = {SF_HEADER_WWW_AUTHENTICATE, SF_HEADER_PROXY_AUTHENTICATE};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        const SfHeader *header;
        for (guint nth = 0; (header = sf_message_header(challenge, names[i], nth)) != NULL; nth++) {
            SfText rest = header->value;
            SfText param;
            while (sf_list_next(&rest, &param))
                if (names_aka(param))
                    return TRUE;
        }
    }
    return FALSE;
}

static void note_final(SfFollowup *followup, const SfMessage *message, gint64 clock)
{
    followup->status = message->status;
    followup->secured = sf_message_header(message, SF_HEADER_SECURITY_SERVER, 0) != NULL;
    followup->unanswerable = is_unanswerable(message);
    followup->for_sim = is_challenge(message) && is_for_sim(message);
    followup->status_frame = message->frame;
    followup->status_part = message->part;
    followup->status_time = message->time;
    g_free(followup->answered_by);
    followup->answered_by = sf_text_dup(message->source_address);
    g_free(followup->phrase);
    followup->phrase = sf_text_dup(message->reason_phrase);
    g_free(followup->told);
    followup->told = message->status >= 300 ? reasons_of(message) : NULL;
    followup->cause = cause_of(message);
    followup->names_tags =
        message->status >= 300 && names_tag_of(message, followup->answer->required);
    if (message->status == 420) {
        followup->bad_extension.frame = message->frame;
        followup->bad_extension.part = message->part;
    }
    if (message->status / 100 == 2)
        note_session_timer(followup, message, clock);
}

void sf_followup_note_outcome(SfLedger *ledger, SfFollowup *followup, const SfMessage *message)
{
    followup->activity = ledger->view.clock;
    followup->heard = TRUE;
    if (message->status < 200) {
        note_provisional(followup, message);
    } else if (followup->status < 200 || followup->status >= 300) {
        note_final(followup, message, ledger->view.clock);
    }
    sf_ledger_stir(ledger, followup->answer, message->time);
}
