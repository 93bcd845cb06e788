/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long the ledger keeps what, and how much of it. */
#ifndef SIPFIX_LIMITS_H
#define SIPFIX_LIMITS_H

/** How long, in seconds of capture time, a request is kept after its last message. */
#define SF_LEDGER_INVITE_SECONDS 240 /* may ring: Timer C is more than 180 s (RFC 3261 §16.6) */
#define SF_LEDGER_OTHER_SECONDS  64
#define SF_LEDGER_DONE_SECONDS   64 /* after a final answer: retransmissions last 32 s (64*T1) */
/** How many requests are kept at once; the oldest goes first, and the run is then not complete. */
#define SF_LEDGER_MAX_OPEN 500000
/** How long after an answer a follow-up may come, unless set otherwise: Timer B (RFC 3261
 * §17.1.1.2). */
#define SF_LEDGER_WINDOW_SECONDS 32
#define SF_LEDGER_KEPT_SECONDS   240 /* what was told of, where answers are told of one by one */

/** Answers of one call, transactions of one request, follow-ups of one answer: a further message is
 * compared with this many of the newest. A few are usual; the bound is for a capture that sends
 * thousands. Max-Forwards, which bounds hops, starts at 70 (RFC 3261 §8.1.1.6). */
#define SF_MAX_COMPARED 70

#endif
