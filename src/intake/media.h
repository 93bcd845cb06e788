/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which packets cannot carry SIP: RTP, RTCP and what else begins like them. In most captures of
 * calls they are nine of ten, and tshark need not see them. Bytes only, no libwiretap.
 */
#ifndef SIPFIX_INTAKE_MEDIA_H
#define SIPFIX_INTAKE_MEDIA_H

#include <glib.h>

/** What a frame begins with. */
typedef enum {
    SF_LINK_OTHER, /* nothing is known of it */
    SF_LINK_ETHERNET,
    SF_LINK_COOKED,   /* Linux, "any" interface, version 1 */
    SF_LINK_COOKED_2, /* version 2 */
    SF_LINK_IP,       /* no link layer at all */
    SF_LINK_LOOPBACK, /* BSD: four bytes say which protocol */
    SF_LINK_PPP,
} SfLink;

/**
 * Whether a frame cannot carry SIP: one UDP packet, directly above IPv4 or IPv6, whole, no tunnel's
 * port at either end, and its first byte from 0x80 to 0xbf (RTP and RTCP, version 2, RFC 3550
 * §5.1). No SIP message begins so (RFC 3261 §7: a token, or SigComp, RFC 3320 §7.1: 0xf8 and
 * above), nor STUN, ZRTP, TURN or DTLS (RFC 7983 §7). When in doubt the answer is no.
 *
 * @param frame   its bytes
 * @param length  how many there are
 */
gboolean sf_media_only(SfLink link, const guint8 *frame, gsize length);

#endif
