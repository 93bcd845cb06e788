/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What reader.c shares with reader_hep.c: what is in the record just read, and the copies of SIP
 * messages that are on their way to Homer in it. */
#ifndef SIPFIX_INTAKE_READER_PRIVATE_H
#define SIPFIX_INTAKE_READER_PRIVATE_H

#include "intake/capture/reader.h"

/** Nanoseconds since 1970; times that do not fit are those of damaged files and count as the limit.
 */
gint64 sf_nanoseconds(const nstime_t *time);

/** What packets of that encapsulation begin with. */
SfLink sf_link_of_encap(int encap);

/** Puts a copy for Homer in the place of the record that it is in. */
void sf_reader_unwrap_hep(SfReader *reader);

/** The next message of the streams, of which a segment may end several. */
gboolean sf_reader_next_of_streams(SfReader *reader);

/** What came behind holes that nothing filled, at the end of the file. */
gboolean sf_reader_next_behind_holes(SfReader *reader);

#endif
