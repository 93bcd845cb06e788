/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of two transactions of one request is nearer to the caller (rule 2 of the checks). Where
 * the Vias are kept, their number tells (RFC 3261 §16.6). Behind an element that replaces them and
 * keeps the Call-ID (a session border controller, topology hiding), it is told by who waits for
 * whom: the request above came first, and from somebody else.
 */
#ifndef SIPFIX_HOPS_H
#define SIPFIX_HOPS_H

#include "core/ledger/answer.h"

/** As far as one message tells: the sender only where it is a request. */
SfHop sf_hop_of(const SfMessage *message);

/** TRUE where @a is on the way to @b, between the caller and it. */
gboolean sf_hop_is_above(const SfHop *a, const SfHop *b);

/** TRUE where the two are branches of one element: a fork, or one try after another. */
gboolean sf_hop_is_beside(const SfHop *a, const SfHop *b);

/**
 * Sets hop, above, nearest and made_at of all answers of one kind to one request. Of several
 * branches an element passes one answer on: the one whose To tag it keeps (RFC 3261 §16.7), else
 * the last that it had. The others were made where they were seen.
 *
 * @param answers  SfAnswer, in the order in which they were captured
 * @param changed  gets those (SfAnswer) that are elsewhere now
 */
void sf_hops_order(const GPtrArray *answers, GPtrArray *changed);

#endif
