/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a client does before it can send: connections that it opens, names that it looks for. The
 * ledger is told what came of it, for there may never be any SIP; and that a connection is ended,
 * and what was sent by it until then.
 */
#ifndef SIPFIX_TCP_AND_DNS_H
#define SIPFIX_TCP_AND_DNS_H

#include "plugin/compat.h"

#include "core/ledger/ledger.h"

/** Looks at one frame without SIP messages in it. */
void sf_tcp_and_dns_frame(SfLedger *ledger, packet_info *pinfo);

/** Where in its connection the frame of @message stands, where that is one. */
void sf_tcp_place_read(const packet_info *pinfo, SfMessage *message);

#endif
