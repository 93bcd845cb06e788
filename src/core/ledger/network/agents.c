/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/network/agents.h"

#include "core/grammar/scan.h"
#include "core/message/message_keys.h"

/* Of so many requests it is known that they came; a later one may take the place of an earlier.
 * Then two legs are not known to be one call, and no more. */
#define N_CAME 16384

/* An agent with an address on each side asks at once. So does one that sends no answer meanwhile.
 */
#define AT_ONCE (5 * SF_SECOND)

/* What the two requests have in common, beside who is asked and asks. */
typedef enum { BY_CALLER = 1, BY_CALLEE, BY_BOTH } Likeness;

/** A request that came to an element. All but the time are hashes. */
typedef struct {
    guint key; /* of what it is found by */
    guint from;
    guint to;
    gint64 time;
    SfDialled *dialled; /* a reference; NULL: nothing is here */
} Came;

struct SfAgents {
    Came *came; /* N_CAME, by key */
};

SfAgents *sf_agents_new(void)
{
    SfAgents *agents = g_new(SfAgents, 1);
    agents->came = g_new0(Came, N_CAME);
    return agents;
}

void sf_agents_free(SfAgents *agents)
{
    for (guint i = 0; i < N_CAME; i++)
        g_clear_pointer(&agents->came[i].dialled, sf_dialled_unref);
    g_free(agents->came);
    g_free(agents);
}

/* ---- who calls whom ---- */

/* What stands there for many who do not tell who they are. */
static gboolean is_anybody(SfText user)
{
    static const SfText names[] = {{"anonymous", 9},   {"unknown", 7},  {"unavailable", 11},
                                   {"restricted", 10}, {"asterisk", 8}, {"sipp", 4}};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (user.length == names[i].length && sf_text_equal_nocase(user, names[i]))
            return TRUE;
    return FALSE;
}

/* The user of the address in From or To, which each call is looked at for: so nothing else of it is
 * read. Parameters say how to reach a number, not whom (RFC 3966 §5). Absent: there is none. */
static SfText user_of(SfText value)
{
    const gsize behind_name = sf_has_at(value, 0, '"') ? sf_quote_end(value, 0) : 0;
    const gsize begin = sf_skip_to(value, behind_name, ":");
    const gsize end = sf_skip_to(value, begin, "@");
    const SfText user = sf_text_slice(value, begin + 1, end - begin - 1);
    if (end == value.length || sf_text_find(user, '>') >= 0)
        return SF_TEXT_NONE;
    const SfText plain = sf_text_slice(user, 0, sf_skip_to(user, 0, ";"));
    return sf_text_slice(plain, 0, sf_skip_to(plain, 0, ":"));
}

/* A number may have another form on the other side: its last digits tell it. */
static SfText number_in(SfText user)
{
    gsize digits = 0;
    while (digits < MIN(user.length, SF_NUMBER_ENDS) &&
           g_ascii_isdigit(user.at[user.length - 1 - digits]))
        digits++;
    return digits == SF_NUMBER_ENDS ? sf_text_slice(user, user.length - digits, digits) : user;
}

static guint user_in(const SfMessage *message, SfHeaderName name, gboolean *is_known)
{
    const SfHeader *header = sf_message_header(message, name, 0);
    const SfText user = header ? user_of(header->value) : SF_TEXT_NONE;
    if (user.length == 0 || is_anybody(user))
        return 0;
    const SfText number = number_in(user);
    *is_known |= number.length == SF_NUMBER_ENDS && number.at != user.at;
    return sf_hash_some(sf_hash_nocase(number));
}

SfParties sf_parties_of(const SfMessage *invite)
{
    SfParties parties = {0};
    parties.caller = user_in(invite, SF_HEADER_FROM, &parties.are_known);
    parties.callee = user_in(invite, SF_HEADER_TO, &parties.are_known);
    return parties;
}

/* 0: it is found by nothing. */
static guint key_of(Likeness by, const SfParties *parties, guint place)
{
    if (by == BY_BOTH)
        return parties->caller && parties->callee
                   ? sf_hash_some(sf_hash_join(parties->caller, parties->callee))
                   : 0;
    const guint user = by == BY_CALLER ? parties->caller : parties->callee;
    return user ? sf_hash_some(sf_hash_join(sf_hash_join(user, by), place)) : 0;
}

/* ---- does it still wait there? ---- */

static gboolean waits(const SfTransaction *transaction, gint64 now)
{
    return sf_text_equal(transaction->name.method, sf_text("INVITE")) &&
           (transaction->state == SF_TRANSACTION_PROCEEDING ||
            (transaction->state == SF_TRANSACTION_TRYING &&
             now - transaction->request_time <= AT_ONCE));
}

static gboolean is_waiting(const SfDialled *dialled, gint64 now)
{
    const SfCall *call = sf_dialled_call(dialled);
    if (!call)
        return FALSE;
    SfRecent recent = sf_recent_of(call);
    const SfTransaction *transaction;
    while ((transaction = sf_recent_next(&recent)) != NULL)
        if (waits(transaction, now))
            return TRUE;
    return FALSE;
}

/* Found by both parties alone: it came to the address that now asks, or the agent has an address on
 * each side, and then all four are others. Two exchanges may have the same extensions. */
static gboolean is_passed_by(const Came *came, const SfMessage *invite, gboolean are_known)
{
    const guint source = sf_source_key(invite).hash;
    const guint destination = sf_destination_key(invite).hash;
    return came->from != source &&
           (came->to == source || (are_known && invite->time - came->time <= AT_ONCE &&
                                   came->to != destination && came->from != destination));
}

SfDialled *sf_agents_find(const SfAgents *agents, const SfMessage *invite, const SfParties *parties,
                          const SfDialled *own)
{
    const guint place = sf_hash_join(sf_source_key(invite).hash, invite->source_port);
    for (Likeness by = BY_CALLER; by <= BY_BOTH; by++) {
        const guint key = key_of(by, parties, place);
        const Came *came = &agents->came[key % N_CAME];
        if (key != 0 && came->dialled && came->key == key && came->dialled != own &&
            came->time <= invite->time &&
            (by != BY_BOTH || is_passed_by(came, invite, parties->are_known)) &&
            is_waiting(came->dialled, invite->time))
            return came->dialled;
    }
    return NULL;
}

/* Nobody dials twice in so short a time. */
#define AS_ONE SF_SECOND

SfDialled *sf_agents_twin(const SfAgents *agents, const SfMessage *invite, const SfParties *parties,
                          const SfDialled *own)
{
    const guint key = key_of(BY_BOTH, parties, 0);
    const Came *came = &agents->came[key % N_CAME];
    const gboolean is_twin = key != 0 && came->dialled && came->key == key &&
                             came->dialled != own && ABS(invite->time - came->time) <= AS_ONE &&
                             came->from == sf_hash(invite->source_address) &&
                             came->to != sf_hash(invite->destination_address);
    return is_twin ? came->dialled : NULL;
}

void sf_agents_note(SfAgents *agents, const SfMessage *invite, const SfParties *parties,
                    SfDialled *dialled)
{
    const guint from = sf_source_key(invite).hash;
    const guint to = sf_destination_key(invite).hash;
    const guint place = sf_hash_join(to, invite->destination_port);
    for (Likeness by = BY_CALLER; by <= BY_BOTH; by++) {
        const guint key = key_of(by, parties, place);
        Came *came = &agents->came[key % N_CAME];
        if (key == 0)
            continue;
        g_clear_pointer(&came->dialled, sf_dialled_unref);
        *came = (Came){.key = key,
                       .from = from,
                       .to = to,
                       .time = invite->time,
                       .dialled = sf_dialled_ref(dialled)};
    }
}
