/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the reader and the writer: leaves out the packets that cannot carry SIP (media.h), sends
 * those that are SIP and nothing else the short way (short_way.h), and notes which written frame is
 * which frame of the file.
 *
 * To the analysis every frame is the clock: silence means something only as long as the capture
 * goes on. So of the frames left out since the last one that was written the latest is kept, and
 * written after all where the next one is earlier, or the file ends.
 */
#ifndef SIPFIX_INTAKE_SIEVE_H
#define SIPFIX_INTAKE_SIEVE_H

#include "intake/capture/reader.h"

/** What became of the packets of a file. */
typedef struct {
    guint64 written;
    guint64 left_out;
} SfSifted;

typedef enum {
    SF_SIEVE_SHORT, /* what can go the short way does */
    SF_SIEVE_EACH,  /* the same, and each file is a capture of its own */
    SF_SIEVE_LONG,  /* nothing does */
    SF_SIEVE_ALL    /* and nothing is left out */
} SfSieveMode;

/** Once, before the first packet. */
void sf_sieve_open(SfSieveMode mode);

/** Takes the packet that @reader has just read. @return why the output cannot go on, or NULL; to be
 * freed */
char *sf_sieve_put(SfReader *reader, SfSifted *sifted);

/** At the end of a file, before it is closed. Likewise. */
char *sf_sieve_end(SfReader *reader, SfSifted *sifted);

/**
 * With SF_SIEVE_EACH, at the end of each file, also of one without packets. Likewise.
 *
 * @param more  gets whether the output can take another capture
 */
char *sf_sieve_end_capture(gboolean *more);

/** Whether each file is a capture of its own. */
gboolean sf_sieve_is_each(void);

/** Once, at the end. */
void sf_sieve_close(void);

#endif
