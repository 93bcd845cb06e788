/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which datagrams tshark would call one SIP message, and nothing else, and in which it would find
 * the same headers as we do. In doubt the answer is no, and tshark is asked. Bytes only, no
 * libwiretap.
 */
#ifndef SIPFIX_INTAKE_PLAIN_SIP_H
#define SIPFIX_INTAKE_PLAIN_SIP_H

#include "intake/packets/datagram.h"

/**
 * Whether the payload of a datagram is one SIP message: a start line as Wireshark's SIP dissector
 * wants it (stricter than RFC 3261 §7), headers whose lines end in LF or CRLF, and the empty line;
 * and whether its ports are those that Wireshark leaves to SIP.
 *
 * @return how many bytes hold all of it but its body; 0: it is none
 */
gsize sf_plain_sip_in(const SfDatagram *datagram);

/** The same, and at SIP's own port, so that no Wireshark thinks otherwise: for whoever cannot have
 * it read again. */
gsize sf_usual_sip_in(const SfDatagram *datagram);

/** The same of the bytes alone, of a message that no packet carries. */
gsize sf_plain_sip_in_bytes(const guint8 *bytes, gsize length);

/** Whether Wireshark tells from what comes at that port which other ports are not SIP's, whatever
 * comes there: TFTP, and what sets media up. */
gboolean sf_port_opens_others(guint port);

/**
 * Of a NOTIFY that tells of a transferred call, the body begins with the status that this call got
 * (RFC 3515 §2.4.5): that much of it is kept.
 *
 * @param headers  what the above told
 * @return how many bytes are to be kept
 */
gsize sf_plain_sip_kept(const guint8 *bytes, gsize length, gsize headers);

#endif
