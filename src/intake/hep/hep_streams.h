/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HEP version 3 over TCP: packets of it one behind the other, in segments that begin and end
 * anywhere. A stream is taken up where a segment begins with one, and given up at a hole that
 * nothing fills.
 */
#ifndef SIPFIX_INTAKE_HEP_STREAMS_H
#define SIPFIX_INTAKE_HEP_STREAMS_H

#include <glib.h>

typedef struct SfHepStreams SfHepStreams;

SfHepStreams *sf_hep_streams_new(void);

void sf_hep_streams_free(SfHepStreams *streams);

/** A segment and whose it is. */
typedef struct {
    guint family; /* of the addresses: 4 or 6 */
    const guint8 *source;
    const guint8 *destination;
    guint16 source_port;
    guint16 destination_port;
    guint32 sequence;
    const guint8 *bytes;
    gsize length;
} SfHepSegment;

/** Takes the next segment of a capture. @return FALSE: it is of no such stream */
gboolean sf_hep_streams_take(SfHepStreams *streams, const SfHepSegment *segment);

/**
 * The next packet that the segments so far made whole.
 *
 * @param bytes, length  get it; lent until the next call of any of these
 * @return FALSE: none is whole
 */
gboolean sf_hep_streams_next(SfHepStreams *streams, const guint8 **bytes, gsize *length);

/** At the end of the capture: passes over the next hole behind which something is left.
 * @return FALSE: there is none */
gboolean sf_hep_streams_end(SfHepStreams *streams);

#endif
