/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which packets cannot carry SIP: RTP, RTCP and what else begins like them. In most captures of
 * calls they are nine of ten, and tshark need not see them. Bytes only, no libwiretap.
 */
#ifndef SIPFIX_INTAKE_MEDIA_H
#define SIPFIX_INTAKE_MEDIA_H

#include "intake/packets/datagram.h"

/**
 * Whether a datagram cannot carry SIP: no tunnel's port at either end, and its first byte from 0x80
 * to 0xbf (RTP and RTCP, version 2, RFC 3550 §5.1). No SIP message begins so (RFC 3261 §7: a token,
 * or SigComp, RFC 3320 §7.1: 0xf8 and above), nor STUN, ZRTP, TURN or DTLS (RFC 7983 §7). When in
 * doubt the answer is no.
 */
gboolean sf_datagram_is_media(const SfDatagram *datagram);

/** Whether a frame holds such a datagram and nothing else. @param length  of its bytes */
gboolean sf_media_only(SfLink link, const guint8 *frame, gsize length);

#endif
