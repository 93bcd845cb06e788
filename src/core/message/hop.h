/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of two transactions of one request is nearer to the caller (rule 2 of the checks). Where
 * the Vias are kept, their number tells (RFC 3261 §16.6). Behind an element that replaces them and
 * keeps the Call-ID (a session border controller, topology hiding), it is told by who waits for
 * whom: the request above came first, and from somebody else. Two that were captured at almost the
 * same time may stand there the other way round: then it is told by who sent on what he got.
 */
#ifndef SIPFIX_HOP_H
#define SIPFIX_HOP_H

#include "core/message/message.h"

/** Where on the way of a request a transaction is. */
typedef struct {
    guint vias;     /* entries of Via, one an element that the request went through */
    guint origin;   /* hash of the lowest Via's branch; 0: none */
    guint own;      /* of the topmost */
    guint parent;   /* of the one below that: the request that was sent on here */
    guint sender;   /* hash of who sent the request; 0: it is not in the capture */
    guint receiver; /* hash of who got it; valid with a sender */
    gint64 asked;   /* time of the request's first copy, nanoseconds; valid with a sender */
} SfHop;

/** As far as one message tells: the sender only where it is a request. */
SfHop sf_hop_of(const SfMessage *message);

/** TRUE where one end of the message's way is where the request there came from, or went to (an
 * answer: the other way round), or where the capture lacks that request. */
gboolean sf_hop_meets(const SfHop *hop, const SfMessage *message);

/** TRUE where @a is on the way to @b, between the caller and it. */
gboolean sf_hop_is_above(const SfHop *a, const SfHop *b);

/** The same, where @a is not on the way to another branch of the element that sent @b on to here,
 * as far as the Vias tell. */
gboolean sf_hop_leads_to(const SfHop *a, const SfHop *b);

/** TRUE where the two are branches of one element: a fork, or one try after another. */
gboolean sf_hop_is_beside(const SfHop *a, const SfHop *b);

#endif
