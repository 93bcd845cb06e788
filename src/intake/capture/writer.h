/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one pcapng that comes out, on standard output. Its interface blocks are our own: one for each
 * interface, link type and frame check sequence that packets came with, in nanoseconds. Parts of
 * one capture share them. Comments, names and options of packets do not pass; secrets do, and how
 * many packets are missing.
 */
#ifndef SIPFIX_INTAKE_WRITER_H
#define SIPFIX_INTAKE_WRITER_H

#include "intake/capture/reader.h"

/** Starts the output. @param comment  on the whole of it, or NULL
 * @return why it could not, or NULL; to be freed */
char *sf_writer_open(const char *comment);

/** Whether sf_writer_open() was called. */
gboolean sf_writer_is_open(void);

/** Must be called at each new file: its interfaces are not those of the file before. */
void sf_writer_next_file(void);

/**
 * Writes the packet that @reader has just read.
 *
 * @param comment  to be written on it, or NULL
 * @param frame    gets the number of the packet in the output, from 1; 0 when pcapng cannot hold it
 * @return why the output cannot go on, or NULL; to be freed
 */
char *sf_writer_put(SfReader *reader, const char *comment, guint64 *frame);

/** Packets were lost before the next one that is written, which will say so (epb_dropcount): what
 * is missing then proves nothing. */
void sf_writer_lose(guint64 packets);

/** Writes a packet without bytes, with @comment, at @time (ns since 1970), on the interface of the
 * packet before. @return as above */
char *sf_writer_put_empty(gint64 time, const char *comment);

/** Gives a packet that goes another way than through the writer its number in the output. @param
 * is_lost  gets whether packets are missing before it */
guint64 sf_writer_skip(gboolean *is_lost);

/** Writes an "Exported PDU", which has no number. @param time  as above @return as above */
char *sf_writer_put_exported(const guint8 *bytes, gsize length, gint64 time);

/** A new capture begins in the same output: numbers begin at 1 again. @return FALSE where whoever
 * reads it knows something of those before, because packets or secrets were written */
gboolean sf_writer_restart(void);

/** Finishes the output. @return why it could not, or NULL; to be freed */
char *sf_writer_close(void);

#endif
