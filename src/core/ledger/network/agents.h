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

SfAgents *sf_agents_new(void);
void sf_agents_free(SfAgents *agents);

/**
 * An INVITE outside a dialog, which opens a transaction of the call that @dialled was made for. It
 * is remembered as one that came to its destination.
 *
 * @return what was dialled in the call that its sender makes it for; lent; NULL: none is known, or
 *         it is not certain
 */
SfDialled *sf_agents_pass(SfAgents *agents, const SfMessage *invite, SfDialled *dialled);

#endif
