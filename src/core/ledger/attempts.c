/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a client does before it can send to a new address: it looks for the address of a name, and
 * opens a connection. Where that fails, it has followed, and no SIP tells so. And how it ends the
 * one that the answer came by. */
#include "core/ledger/ledger_private.h"

typedef gboolean (*TargetTest)(const SfAnswer *answer, guint index, gconstpointer what);
typedef void (*Note)(SfAnswer *answer, gconstpointer what);

static gboolean has_target(const SfAnswer *answer, TargetTest fits, gconstpointer what)
{
    for (guint i = 0; i < answer->targets->len; i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank > 0 && fits(answer, i, what))
            return TRUE;
    }
    return FALSE;
}

/* Of each redirect that @client may be following just then, to such a target. */
static void note_each(SfLedger *ledger, SfText client, TargetTest fits, Note note,
                      gconstpointer what)
{
    for (guint i = sf_first_compared(ledger->answers->len); i < ledger->answers->len; i++) {
        SfAnswer *answer = ledger->answers->pdata[i];
        if (!sf_answer_redirects(answer) || sf_answer_window_is_over(answer) ||
            !sf_answer_is_client(answer, client) || !has_target(answer, fits, what))
            continue;
        note(answer, what);
        sf_ledger_touch(ledger, answer);
    }
}

/* maddr names the server in place of the host (RFC 3261 §19.1.1). */
static SfText server_of(const SfUri *uri)
{
    SfParam maddr;
    return sf_uri_param(uri, "maddr", &maddr) && maddr.value.length > 0 ? maddr.value : uri->host;
}

static const SfUri *uri_of(const SfAnswer *answer, guint index)
{
    return &g_array_index(answer->targets, SfTarget, index).entry.uri;
}

gboolean sf_answer_has_address(const SfAnswer *answer, guint target, SfText address)
{
    const GArray *addresses = answer->attempt.addresses;
    for (guint i = 0; addresses && i < addresses->len; i++) {
        const SfTargetAddress *known = &g_array_index(addresses, SfTargetAddress, i);
        if (known->target == target && sf_host_equal(sf_text(known->address), address))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_at(const SfAnswer *answer, guint index, gconstpointer what)
{
    const SfAttempt *seen = what;
    const SfUri *uri = uri_of(answer, index);
    return sf_uri_effective_port(uri) == seen->port &&
           (sf_host_equal(server_of(uri), seen->server) ||
            sf_answer_has_address(answer, index, seen->server));
}

static guint index_of(const SfAnswer *answer, const SfAttempt *seen)
{
    guint i = 0;
    while (i + 1 < answer->targets->len && !is_at(answer, i, seen))
        i++;
    return i;
}

static void note_connection(SfAnswer *answer, gconstpointer what)
{
    const SfAttempt *seen = what;
    if (seen->step == SF_ATTEMPT_ASKED && !answer->attempt.asked) {
        answer->attempt.asked = seen->frame;
        answer->attempt.server = sf_text_dup(seen->server);
    }
    if (!answer->attempt.asked)
        return; /* what was there before has nothing to do with it */
    if (seen->step == SF_ATTEMPT_REFUSED && !answer->attempt.refused) {
        answer->attempt.refused = seen->frame;
        answer->attempt.refused_target = index_of(answer, seen);
    }
    answer->attempt.opened |= seen->step == SF_ATTEMPT_OPENED;
    if (seen->step == SF_ATTEMPT_OPENED)
        answer->attempt.alert.frame = 0; /* it tries once more */
    if (seen->step != SF_ATTEMPT_ALERT || !answer->attempt.opened)
        return;
    answer->attempt.alert.frame = seen->frame;
    answer->attempt.alert.number = seen->alert;
    answer->attempt.alert.by_client = seen->by_client;
}

#define SIPS_PORT 5061 /* RFC 3261 §19.1.2 */

/* Who is asked for an agreement may make it by TLS, and go on in there (RFC 3329 §2.3.1). */
static gboolean may_agree_by(const SfAnswer *answer, const SfAttempt *seen)
{
    return !sf_answer_redirects(answer) && seen->port == SIPS_PORT &&
           sf_message_header(answer->message, SF_HEADER_SECURITY_SERVER, 0) &&
           sf_text_equal(answer->message->source_address, seen->server) &&
           sf_answer_is_client(answer, seen->client) && !sf_answer_window_is_over(answer);
}

static void note_agreement(SfLedger *ledger, const SfAttempt *seen)
{
    for (guint i = sf_first_compared(ledger->answers->len); i < ledger->answers->len; i++) {
        SfAnswer *answer = ledger->answers->pdata[i];
        if (!may_agree_by(answer, seen))
            continue;
        note_connection(answer, seen);
        sf_ledger_touch(ledger, answer);
    }
}

void sf_ledger_connection(SfLedger *ledger, const SfAttempt *seen)
{
    note_each(ledger, seen->client, is_at, note_connection, seen);
    if (seen->step != SF_ATTEMPT_REFUSED && seen->step != SF_ATTEMPT_ALERT)
        note_agreement(ledger, seen);
}

/* The numbers go round (RFC 9293 §3.4). */
static gboolean is_before(guint32 one, guint32 other)
{
    return (gint32)(one - other) < 0;
}

/* Who got the answer, and ends the connection behind the very byte up to which the server had
 * everything when it answered, has sent nothing by it since. */
static gboolean is_end_behind(const SfAnswer *answer, const SfConnectionEnd *seen)
{
    const SfMessage *message = answer->message;
    return message->stream.is_known && message->stream.taken == seen->at.next &&
           !is_before(seen->at.taken, message->stream.next) &&
           message->source_port == seen->to_port && message->destination_port == seen->from_port &&
           sf_text_equal(message->source_address, seen->to) &&
           sf_text_equal(message->destination_address, seen->from);
}

void sf_ledger_connection_ended(SfLedger *ledger, const SfConnectionEnd *seen)
{
    for (guint i = sf_first_compared(ledger->answers->len); i < ledger->answers->len; i++) {
        SfAnswer *answer = ledger->answers->pdata[i];
        if (answer->hung_up_frame || sf_answer_window_is_over(answer) ||
            !is_end_behind(answer, seen))
            continue;
        answer->hung_up_frame = seen->frame;
        sf_ledger_touch(ledger, answer);
    }
}

typedef struct {
    SfText name;
    guint32 frame;
} NoName;

static gboolean has_name(const SfAnswer *answer, guint index, gconstpointer what)
{
    const NoName *seen = what;
    return sf_text_equal_nocase(server_of(uri_of(answer, index)), seen->name);
}

static void note_no_name(SfAnswer *answer, gconstpointer what)
{
    const NoName *seen = what;
    if (!answer->attempt.no_name)
        answer->attempt.no_name = seen->frame;
}

void sf_ledger_no_name(SfLedger *ledger, SfText client, SfText name, guint32 frame)
{
    const NoName seen = {name, frame};
    note_each(ledger, client, has_name, note_no_name, &seen);
}

/* Of the targets of one redirect. */
#define MAX_ADDRESSES 16

static void address_clear(gpointer address)
{
    g_free(((SfTargetAddress *)address)->address);
}

typedef struct {
    NoName name; /* which there is */
    SfText address;
} Name;

static gboolean is_named(const SfAnswer *answer, guint index, gconstpointer what)
{
    return has_name(answer, index, &((const Name *)what)->name);
}

static void note_address(SfAnswer *answer, gconstpointer what)
{
    const Name *seen = what;
    if (!answer->attempt.addresses) {
        answer->attempt.addresses = g_array_new(FALSE, FALSE, sizeof(SfTargetAddress));
        g_array_set_clear_func(answer->attempt.addresses, address_clear);
    }
    for (guint i = 0; i < answer->targets->len; i++) {
        if (!is_named(answer, i, seen) || sf_answer_has_address(answer, i, seen->address) ||
            answer->attempt.addresses->len >= MAX_ADDRESSES)
            continue;
        const SfTargetAddress known = {i, sf_text_dup(seen->address)};
        g_array_append_val(answer->attempt.addresses, known);
    }
}

void sf_ledger_name(SfLedger *ledger, SfText client, SfText name, SfText address)
{
    const Name seen = {{name, 0}, address};
    note_each(ledger, client, is_named, note_address, &seen);
}

gboolean sf_answer_attempt_failed(const SfAnswer *answer)
{
    return answer->attempt.no_name || answer->attempt.alert.frame ||
           (answer->attempt.asked && !answer->attempt.opened);
}
