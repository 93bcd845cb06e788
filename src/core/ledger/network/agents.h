/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Back-to-back agents: who is asked for a call, and asks for it in a call of its own, is seen with
 * two Call-IDs for what somebody dialled once. The calls that came to each element, and wait there
 * for their answer, are found by who calls whom.
 */
#ifndef SIPFIX_AGENTS_H
#define SIPFIX_AGENTS_H

#include "core/ledger/transactions.h"

typedef struct SfAgents SfAgents;

/** Who calls whom, as hashes; 0: nobody whom it tells from others. */
typedef struct {
    guint caller;
    guint callee;
    gboolean are_known; /* one of them is a number that nobody else has, and no extension */
} SfParties;

/** Empty; to be freed with sf_agents_free(), which lets go of what was dialled. */
SfAgents *sf_agents_new(void);
void sf_agents_free(SfAgents *agents);

/** By From and To of an INVITE (RFC 3261 §8.1.1). */
SfParties sf_parties_of(const SfMessage *invite);

/**
 * What was dialled in the call that waits at the sender of @invite, which makes its first request
 * of another call for it. Lent; NULL: none is known, or it is not certain.
 *
 * @param own  of the call that @invite begins
 */
SfDialled *sf_agents_find(const SfAgents *agents, const SfMessage *invite, const SfParties *parties,
                          const SfDialled *own);

/** What was dialled in the call that the sender of @invite began within a second of it for the same
 * two parties, at another place: one call that is tried at two at once. Lent; NULL: none is known.
 *
 * @param own  of the call of @invite */
SfDialled *sf_agents_twin(const SfAgents *agents, const SfMessage *invite, const SfParties *parties,
                          const SfDialled *own);

/** An INVITE outside a dialog came to its destination, in the call that @dialled was made for. */
void sf_agents_note(SfAgents *agents, const SfMessage *invite, const SfParties *parties,
                    SfDialled *dialled);

#endif
