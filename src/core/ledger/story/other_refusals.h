/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests that were refused with an answer that nobody looks at: neither of the family nor asked
 * for, so that a report says nothing of them but how many there were. A request counts once,
 * whatever the hops and branches that it was refused on, and not at all where a branch was served,
 * or where its call met an answer that is looked at.
 */
#ifndef SIPFIX_OTHER_REFUSALS_H
#define SIPFIX_OTHER_REFUSALS_H

#include "core/ledger/ledger_private.h"

/** To be called once for each transaction outside a dialog, when it gets its final answer. */
void sf_other_refusals_note(SfLedger *ledger, SfCall *call, const SfMessage *answer);

#endif
