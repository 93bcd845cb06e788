/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files about follow-ups share. */
#ifndef SIPFIX_FOLLOWUPS_PRIVATE_H
#define SIPFIX_FOLLOWUPS_PRIVATE_H

#include "core/ledger/followups/followups.h"

/* ---- followups.c ---- */

/** Ties a new answer to the requests that follow it up and were captured before it. */
void sf_join_those_before(SfLedger *ledger, const SfCall *call, SfAnswer *answer);

/** Ties a new answer to the other call in which the same was dialled at once elsewhere: that one is
 * another way. */
void sf_join_twin(SfLedger *ledger, const SfCall *call, SfAnswer *answer);

/* ---- followup_ends.c ---- */

typedef void (*SfFollowupFunction)(SfLedger *ledger, SfFollowup *followup,
                                   const SfMessage *message);

/** Calls @each with the follow-ups of a list, which may be NULL. */
void sf_followups_each_of(SfLedger *ledger, const GPtrArray *followups, SfFollowupFunction each,
                          const SfMessage *message);

/** Calls @each with all follow-ups that the transaction's request is. */
void sf_followups_each(SfLedger *ledger, const SfTransaction *transaction, SfFollowupFunction each,
                       const SfMessage *message);

/** How a follow-up went on; an SfFollowupFunction. */
void sf_followup_note_outcome(SfLedger *ledger, SfFollowup *followup, const SfMessage *message);

/* ---- signs.c: signs of what the capture lacks ---- */

/** Only the ACK for a 2xx has a branch of its own: @ack, which has none of a known request. */
void sf_note_ack_of_success(SfLedger *ledger, const SfCall *call, const SfMessage *ack);

/** Who acknowledges a request of his own had a final answer to it. */
void sf_note_unseen_end(SfLedger *ledger, const SfTransaction *transaction, const SfMessage *ack);

/** A session that is ended was begun. */
void sf_note_session(SfLedger *ledger, const SfCall *call, const SfMessage *bye);

/* ---- branches.c: forks, the hop above, the other leg of a back-to-back agent ---- */

/** Holds a final answer against those of its call that are explained, or are asides: the hop above,
 * another branch or another place may have told it. @param answers  SfAnswer; NULL: none */
void sf_compare_branches(SfLedger *ledger, const SfTransaction *transaction,
                         const GPtrArray *answers, const SfMessage *message);

/** Another branch of the request that got @answer, which set out at @asked, ended with @status, in
 * @frame. */
void sf_note_fork(SfLedger *ledger, SfAnswer *answer, guint status, guint32 frame, gint64 asked);

/** Looks for the request that the client of @answer, a back-to-back agent, had for the same call,
 * and ties the two. */
void sf_note_leg(SfLedger *ledger, SfAnswer *answer);

/** A final answer of @transaction: what its sender told the caller of the answers that it got in
 * calls of its own (transaction->legs). */
void sf_tell_legs(SfLedger *ledger, const SfTransaction *transaction, const SfMessage *message);

#endif
