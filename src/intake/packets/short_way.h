/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The short way: SIP messages that need no dissector reach the plugin as they are
 * (core/message/batch.h), many in one record of Wireshark's "Exported PDU". All else goes the long
 * way, through the writer, in the same stream and order. Each message is one frame, and numbered
 * so.
 */
#ifndef SIPFIX_INTAKE_SHORT_WAY_H
#define SIPFIX_INTAKE_SHORT_WAY_H

#include "intake/capture/wiretap_compat.h"
#include "intake/packets/datagram.h"

/** Opens it, where sipfix gave this program the word for it. */
void sf_short_way_open(void);

void sf_short_way_close(void);

/** Whether a packet may go the short way: it is open, and the packet's time is one. */
gboolean sf_short_way_may(const SfRecord *record);

/** Told of each packet that goes the long way: from some on, the short way stays closed. */
void sf_short_way_heed(const SfDatagram *seen);

/**
 * Puts a packet on the short way.
 *
 * @param message  NULL: nothing of it counts but its time
 * @param frame    gets its number in the output
 * @return why the output cannot go on, or NULL; to be freed
 */
char *sf_short_way_put(const SfRecord *record, const SfDatagram *message, guint64 *frame);

/** Ends a capture, so that another one can follow. Likewise. */
char *sf_short_way_end(void);

/** Writes what waits: before each packet of the long way, and at the end. Likewise. */
char *sf_short_way_flush(void);

#endif
