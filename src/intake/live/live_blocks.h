/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The blocks of a pcapng file (draft-ietf-opsawg-pcapng), one section, in the byte order of the
 * machine: the interface that is captured on, and another one for what goes the short way.
 * libwiretap's writer is not used, because what it writes must not wait.
 */
#ifndef SIPFIX_INTAKE_LIVE_BLOCKS_H
#define SIPFIX_INTAKE_LIVE_BLOCKS_H

#include <glib.h>

typedef struct {
    guint32 link;     /* as in the header of a pcap file, the length of a check sequence above */
    guint32 snapshot; /* bytes of a packet that are kept */
    gboolean nanoseconds; /* else microseconds */
} SfLiveInterface;

typedef struct {
    guint64 time; /* since 1970, in the interface's unit */
    guint32 length;
    guint32 length_on_wire;
    guint64 lost; /* packets between the one before and this one (epb_dropcount) */
} SfLivePacket;

/** Appends what a file begins with. */
void sf_live_begin(GByteArray *blocks, const SfLiveInterface *interface);

/** Appends one packet. @param bytes  @packet->length of them */
void sf_live_packet(GByteArray *blocks, const SfLivePacket *packet, const guint8 *bytes);

/** Appends a record of the short way (batch_record.h). @param time  nanoseconds since 1970 */
void sf_live_record(GByteArray *blocks, gint64 time, const GByteArray *record);

#endif
