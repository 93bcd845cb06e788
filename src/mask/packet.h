/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets made from nothing: IP, then UDP, TCP or an ICMP error, with lengths and checksums that
 * are right; and the pcapng that holds them (link type RAW).
 */
#ifndef SIPFIX_PACKET_H
#define SIPFIX_PACKET_H

#include <glib.h>

typedef enum { SF_PACKET_UDP, SF_PACKET_TCP, SF_PACKET_UNREACHABLE, SF_PACKET_CLOSED } SfPacketKind;

typedef struct {
    /* unreachable, closed (of its port): the payload was sent by UDP, and this is what came back */
    SfPacketKind kind;
    gsize address_length; /* 4 or 16 */
    guint8 source[16];
    guint8 destination[16];
    guint16 source_port;
    guint16 destination_port;
    guint32 sequence; /* TCP */
    guint32 acknowledged;
    gsize missing; /* bytes behind the payload that the capture does not hold */
} SfPacket;

/** Appends the packet's bytes, without those that are missing, but with their length. @return the
 * length with them */
guint32 sf_packet_append(const SfPacket *packet, const GString *payload, GByteArray *out);

/** The most payload that one packet carries. */
#define SF_PACKET_MOST 65000

/** What stands at the beginning of a pcapng. */
void sf_pcapng_begin(GByteArray *out);

/** A packet in it. @param time  ns since 1970 @param length  of the packet when it was whole */
void sf_pcapng_packet(gint64 time, const guint8 *bytes, guint32 captured, guint32 length,
                      GByteArray *out);

#endif
