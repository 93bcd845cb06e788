/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whole call flows as text, to be read, written and mutated. Before each message there is a line
 * that says when, how and where it was sent:
 *
 *     @ 250 udp 192.0.2.1 5060 198.51.100.20 5060
 *     INVITE sip:bob@example.net SIP/2.0
 *     ...
 *
 * The first number is milliseconds since the message before. The word is a transport, or, for what
 * is no message, "ipsec", "encrypted", "fragment"; "lost" stands for packets that are missing
 * before, "quoted" for a message in an ICMP error, "cut" for one without its end. What stands
 * before the first such line is about all: "family" has every status explained.
 */
#ifndef SIPFIX_FLOW_TEXT_H
#define SIPFIX_FLOW_TEXT_H

#include "core/ledger/ledger.h"

#define FLOW_MOST 60

/**
 * Views of a flow: each part is a line of that kind and its message. They look at a copy of exactly
 * its size, so that a look past its end is seen.
 */
typedef struct {
    char *copy;
    SfText before;
    SfText parts[FLOW_MOST];
    guint n;
} Flow;

/** Fills @flow with a copy of @data. */
void flow_split(Flow *flow, const guint8 *data, gsize size);

void flow_clear(Flow *flow);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Flow, flow_clear)

/** A ledger that explains what the flow wants explained; to be freed. */
SfLedger *flow_ledger(const Flow *flow);

/** Takes the next line off @rest, with its end. */
SfText flow_line(SfText *rest);

/** Gives the part to the ledger as @frame. @param time  ns, goes on */
void flow_feed(SfLedger *ledger, guint32 frame, gint64 *time, SfText part);

#endif
