/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What came after an answer: ACK, CANCEL, follow-ups and how they ended, other forks, the hop above
 * (rules 1 to 3 of the checks). Private to the ledger, which tells it of each message once.
 */
#ifndef SIPFIX_FOLLOWUPS_H
#define SIPFIX_FOLLOWUPS_H

#include "core/ledger/ledger_private.h"

/** A request that opens a transaction: does it follow something up? */
void sf_after_request(SfLedger *ledger, SfTransaction *transaction, const SfMessage *request);

/** A further copy of it. */
void sf_after_request_copy(SfLedger *ledger, SfTransaction *transaction, const SfMessage *copy);

/** @transaction: the INVITE's that it acknowledges; NULL: it has none, or another branch. */
void sf_after_ack(SfLedger *ledger, SfCall *call, const SfTransaction *transaction,
                  const SfMessage *ack);

/** A 2xx on a hop that the request went on to: the hops above got it too, unless they say other. */
void sf_after_success_below(SfLedger *ledger, const SfTransaction *below, const SfMessage *success);

/** An answer of the call whose request the capture lacks: its caller did not stop before it. */
void sf_after_orphan(SfLedger *ledger, const SfCall *call, const SfMessage *orphan);

/** The client gives its INVITE up (RFC 3261 §9.1), which may follow an answer up. */
void sf_after_cancel(SfLedger *ledger, const SfMessage *cancel);

/** A provisional answer to a follow-up of the call is acknowledged (RFC 3262 §4). */
void sf_after_prack(SfLedger *ledger, SfCall *call, const SfMessage *prack);

/** A final answer to one. */
void sf_after_prack_answer(SfLedger *ledger, SfCall *call, const SfMessage *message);

/** A message inside a dialog: it may be the refresh that a session timer asks for. */
void sf_after_in_dialog(SfLedger *ledger, SfStory *story, const SfMessage *request);

/** A request inside a session was served: what one like it was refused for before was made good, or
 * may have been. */
void sf_after_session_success(SfLedger *ledger, const SfCall *call, const SfMessage *success);

/** The end of a session. */
void sf_after_bye(SfLedger *ledger, const SfCall *call, const SfMessage *bye);

/** A NOTIFY: one that ends a subscription of which a refresh was refused. @call: its own. */
void sf_after_notify(SfLedger *ledger, const SfCall *call, const SfMessage *notify);

/** That request was sent again. */
void sf_after_bye_copy(SfLedger *ledger, const SfCall *call, const SfMessage *copy);

/** Somebody answered it. */
void sf_after_bye_answer(SfLedger *ledger, const SfCall *call, const SfMessage *message);

/** A final answer to an INVITE that was to begin a session: there will be none. @certain: the
 * INVITE is in the capture. */
void sf_after_session_failure(SfLedger *ledger, const SfCall *call, const SfMessage *failure,
                              gboolean certain);

/** One side sends the other on, elsewhere (RFC 3515). */
void sf_after_refer(SfLedger *ledger, const SfCall *call, const SfMessage *request);

/** An answer other than a copy of one; for final ones called after the SfAnswer, if any, was made.
 */
void sf_after_answer(SfLedger *ledger, SfTransaction *transaction, const SfMessage *message);

/** A redirect or a 421 was made from this transaction: ties it to what is known already. */
void sf_after_new_answer(SfLedger *ledger, SfTransaction *transaction, SfAnswer *answer);

/** @orphan is the first final answer of @transaction, whose request was not captured: who sent it
 * may be a back-to-back agent that just had an answer to a request of its own for that call. To be
 * called before the orphan becomes an SfAnswer. */
void sf_note_leg_of_orphan(SfLedger *ledger, SfTransaction *transaction, const SfMessage *orphan);

/** The answer that a back-to-back agent got to a request of its own and hands on to its caller with
 * @message, a final answer of @transaction; NULL: it does not. */
SfAnswer *sf_leg_handed_on(const SfTransaction *transaction, const SfMessage *message);

/** @above is what was made of @below for the caller of a back-to-back agent. Nothing where they are
 * not in one story, or @above was made of what @below is already. */
void sf_join_legs(SfLedger *ledger, SfAnswer *above, SfAnswer *below);

/** To be called for an answer whose hops were ordered anew: where the legs above it lead back to it
 * now, the first of them was none. */
void sf_part_legs_in_circle(const SfAnswer *answer);

/** The request of an answer was captured after it. */
void sf_after_late_request(SfLedger *ledger, SfAnswer *answer);

/** An ICMP error quotes this request. */
void sf_after_unreachable(SfLedger *ledger, const SfMessage *quoted);

#endif
