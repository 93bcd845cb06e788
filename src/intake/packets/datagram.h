/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a UDP datagram lies in a frame, from its bytes alone. */
#ifndef SIPFIX_INTAKE_DATAGRAM_H
#define SIPFIX_INTAKE_DATAGRAM_H

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

typedef struct {
    guint family; /* of the addresses: 4 or 6 */
    const guint8 *source;
    const guint8 *destination;
    guint16 source_port; /* of TCP and of cut packets too, where no datagram is found; else 0 */
    guint16 destination_port;
    const guint8 *payload;
    gsize length; /* of the payload; at least 1 */
    /* Nothing on the way to it that is anything but the rule: no options, no old tags of VLANs, no
     * cooked header of another kind of hardware. */
    gboolean is_ordinary;
    guint32 sequence; /* of a TCP segment */
    guint said;       /* 0: it is one; of a log: 1 and the SfTransport that it says */
} SfDatagram;

/**
 * Finds the datagram: directly above IPv4 or IPv6, not a fragment, whole.
 *
 * @param frame  its bytes, lent to @datagram
 * @return FALSE where there is none, or in doubt; then @datagram holds the ports alone
 */
gboolean sf_datagram_find(SfLink link, const guint8 *frame, gsize length, SfDatagram *datagram);

/** Finds a TCP segment that carries something, likewise. */
gboolean sf_segment_find(SfLink link, const guint8 *frame, gsize length, SfDatagram *segment);

/** Whether whole packets travel behind that port in others: to Wireshark, by its usual port. */
gboolean sf_port_is_tunnel(guint port);

#endif
