/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/story/later_calls.h"

#include "core/describe/outcome.h"
#include "core/ledger/followups/followup.h"
#include "core/ledger/followups/parties.h"
#include "core/message/key.h"

/* Pairs of client and address that are awaited; further ones are not. */
#define MAX_AWAITED 20000

/* Targets of one redirect that are awaited: people dial the first few. */
#define MAX_TARGETS 8

typedef struct {
    SfKey key; /* client, with its port where that is its own, and address */
    SfLaterCall call;
} Awaited;

struct SfLaterCalls {
    GHashTable *awaited; /* Awaited.key -> Awaited, owned */
    SfTally clients;
    GString *text; /* of the key at hand; kept, to spare an allocation a request */
};

static void awaited_free(gpointer data)
{
    Awaited *awaited = data;
    g_free(awaited->call.call_id);
    g_free(awaited->call.from_tag);
    g_free(awaited->call.sent_to);
    sf_key_clear(&awaited->key);
    g_free(awaited);
}

SfLaterCalls *sf_later_calls_new(void)
{
    SfLaterCalls *later = g_new0(SfLaterCalls, 1);
    later->awaited = g_hash_table_new_full(sf_key_hash, sf_key_equal, NULL, awaited_free);
    later->text = g_string_new(NULL);
    return later;
}

void sf_later_calls_free(SfLaterCalls *later)
{
    g_hash_table_unref(later->awaited);
    g_string_free(later->text, TRUE);
    g_free(later);
}

/* Who asks from one address by several ports of UDP may be several telephones behind it. */
typedef struct {
    SfText address;
    guint port; /* 0: of a connection, it tells nothing */
} Client;

static guint own_port(SfTransport transport, guint port)
{
    return transport == SF_TRANSPORT_UDP || transport == SF_TRANSPORT_UNKNOWN ? port : 0;
}

static Client client_of(const SfAnswer *answer)
{
    const SfMessage *got = answer->message;
    const guint port = answer->request ? answer->request->source_port : got->destination_port;
    return (Client){sf_answer_client(answer), own_port(got->transport, port)};
}

static SfKey key_of(const SfLaterCalls *later, const Client *client, const SfUri *uri)
{
    GString *text = later->text;
    g_string_truncate(text, 0);
    g_string_append_len(text, client->address.at, (gssize)client->address.length);
    g_string_append_printf(text, "\n%u\n", client->port);
    sf_uri_append_key(text, uri);
    return sf_key((SfText){text->str, text->len});
}

/* As the client sends it: the URI without headers and method (RFC 3261 §19.1.5). */
static Awaited *find(const SfLaterCalls *later, const Client *client, const SfTarget *target,
                     SfKey *key)
{
    SfUri wanted;
    g_autofree char *text = sf_uri_for_request(&target->entry.uri);
    if (!sf_uri_parse(sf_text(text), &wanted, NULL))
        return NULL;
    *key = key_of(later, client, &wanted);
    return g_hash_table_lookup(later->awaited, key);
}

static void await_target(SfLaterCalls *later, const Client *client, const SfTarget *target)
{
    SfKey key = {0};
    if (find(later, client, target, &key) || key.length == 0 ||
        g_hash_table_size(later->awaited) >= MAX_AWAITED)
        return;
    Awaited *awaited = g_new0(Awaited, 1);
    awaited->key = sf_key_copy(&key);
    g_hash_table_insert(later->awaited, &awaited->key, awaited);
    ++*sf_tally(&later->clients, client->address);
}

void sf_later_calls_await(SfLaterCalls *later, const SfAnswer *answer)
{
    const Client client = client_of(answer);
    for (guint i = 0; i < MIN(answer->targets->len, MAX_TARGETS); i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank > 0)
            await_target(later, &client, target);
    }
}

/* @message: of the INVITE of frame @asked. */
static void take(SfLaterCall *call, const SfMessage *message, guint32 asked, gboolean follows_up)
{
    call->frame = asked;
    g_free(call->sent_to);
    call->sent_to =
        sf_text_dup(message->is_request ? message->destination_address : message->source_address);
    call->follows_up = follows_up;
    g_free(call->call_id);
    call->call_id = sf_text_dup(message->call_id);
    g_free(call->from_tag);
    call->from_tag = sf_text_is_present(message->from_tag) ? sf_text_dup(message->from_tag) : NULL;
}

SfLaterCall *sf_later_calls_note(SfLaterCalls *later, const SfMessage *request, const SfUri *uri,
                                 gboolean follows_up)
{
    if (!sf_text_equal(request->method, sf_text("INVITE")) || sf_text_is_present(request->to_tag) ||
        !sf_tally_may_have(&later->clients, request->source_address))
        return NULL;
    const Client client = {request->source_address,
                           own_port(request->transport, request->source_port)};
    const SfKey key = key_of(later, &client, uri);
    Awaited *awaited = g_hash_table_lookup(later->awaited, &key);
    SfLaterCall *call = awaited ? &awaited->call : NULL;
    if (call && !call->status && !call->heard) {
        take(call, request, request->frame, follows_up);
        call->time = request->time;
    }
    return call;
}

/* How much the end of a call tells of the place: somebody is there, whoever it is; the place takes
 * no such call. What asks for another request, or was given up, tells nothing. */
static guint weight(guint status)
{
    if (status / 100 == 2)
        return 3;
    if (sf_status_declines(status))
        return 2;
    const gboolean tells = status >= 400 && status != 487 && status != 421 && status != 408 &&
                           !sf_status_invites_retry(status);
    return tells ? 1 : 0;
}

void sf_later_call_answered(SfLaterCall *call, const SfMessage *answer, guint32 asked,
                            gboolean follows_up)
{
    call->heard |= call->frame == asked;
    if (weight(answer->status) <= weight(call->status))
        return;
    call->heard = TRUE;
    take(call, answer, asked, follows_up);
    call->status = answer->status;
    call->status_frame = answer->frame;
}

const SfLaterCall *sf_later_calls_find(const SfLaterCalls *later, const SfAnswer *answer,
                                       const SfTarget *target)
{
    SfKey key = {0};
    const Client client = client_of(answer);
    const Awaited *awaited = find(later, &client, target, &key);
    return awaited && awaited->call.frame ? &awaited->call : NULL;
}
