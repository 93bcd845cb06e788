/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The record of Wireshark's "Exported PDU" in which messages go the short way
 * (core/message/batch.h), while it is being filled. There is one; who fills it writes it and begins
 * the next one.
 */
#ifndef SIPFIX_INTAKE_BATCH_RECORD_H
#define SIPFIX_INTAKE_BATCH_RECORD_H

#include "intake/packets/datagram.h"

/** What Wireshark's dissector of exported PDUs costs is shared by so many at most. */
#define SF_BATCH_RECORD_ENTRIES 256

/** @return FALSE where sipfix gave this program no word for the short way */
gboolean sf_batch_record_open(void);

void sf_batch_record_close(void);

/** Whether there is room for one more message. @param length  of its bytes */
gboolean sf_batch_record_has_room(gsize length);

/**
 * Appends a frame.
 *
 * @param message  NULL: nothing of it counts but its time
 * @param time     nanoseconds since 1970
 * @param is_lost  packets are missing before it
 */
void sf_batch_record_add(const SfDatagram *message, gint64 time, gboolean is_lost);

/** Appends the end of the capture, which is no frame. @param time  of what was before */
void sf_batch_record_add_end(gint64 time);

/** How many of these are in it. */
guint sf_batch_record_entries(void);

/** Its bytes; lent. */
const GByteArray *sf_batch_record_bytes(void);

/** Takes all out. */
void sf_batch_record_empty(void);

#endif
