/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tshark -z sipfix,messages: each SIP message as one JSON object a line, with its bytes, as it is
 * read; then the run line. For sipfix itself, which makes messages without strangers' values of
 * them:
 *
 *   {"frame":120,"time":1772438400000000000,"src":"192.0.2.1","sport":5060,"dst":"...","dport":5060,
 *    "transport":"udp","quoted":false,"closed":false,"missing":0,"bytes":"SU5WSVRF..."}
 *
 * quoted: not sent, but quoted in an ICMP error; closed: that is of its destination itself, whose
 * port is closed; missing: bytes that the capture does not hold.
 */
#ifndef SIPFIX_MESSAGES_H
#define SIPFIX_MESSAGES_H

#include "plugin/compat.h"

#include "core/ledger/ledger.h"

/** Registers the -z name. @param current  as for sf_events_register() */
void sf_messages_register(SfLedger *(*current)(void));

/** Prints the message, if somebody asked for them. @param item, bytes  as for sf_sip_item_read() */
void sf_messages_note(const SfMessage *message, const field_info *item, SfText bytes);

#endif
