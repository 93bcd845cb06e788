/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets of a call, as they are remembered: where they lie, who sent what to whom. */
#ifndef SIPFIX_FLOW_H
#define SIPFIX_FLOW_H

#include "core/message/message.h"

/** Where a message lies: enough to mark it later. */
typedef struct {
    guint32 frame;
    guint part;
    SfByteRange place;
} SfSpot;

/** Where the message lies, as it says itself. */
SfSpot sf_spot_of(const SfMessage *message);

/** One packet of a call flow. The strings are GRefStrings. */
typedef struct {
    SfSpot spot;
    gint64 time;
    char *source; /* address:port */
    char *destination;
    char *what;             /* "INVITE", "301 Moved Permanently" */
    SfTransport connection; /* it came through one of that kind; unknown: through none */
    guint32 *parts;         /* other frames that hold a part of it, ended by 0; NULL: none */
} SfFlowPacket;

/** An array for SfFlowPacket that frees what it holds. */
GArray *sf_flows_new(void);

/** Empties it, and frees nothing: what it held belongs to another. */
void sf_flows_forget(GArray *flows);

/** Adds what is remembered of a message. */
void sf_flows_add(GArray *flows, const SfMessage *message);

/** Packets of a call that is no story yet, and most likely never will be: kept as short as can be,
 * one behind the other. All zero: none. */
typedef struct {
    char *bytes;
    gsize used;
    gsize size;
    guint n;
    guint n_in_parts; /* of them, those that have parts to be freed */
} SfSightings;

/** Adds the message. Of too many the newest are kept: one Call-ID may be used for ever. */
void sf_sightings_add(SfSightings *sightings, const SfMessage *message);

/**
 * Takes the next one, as a message without its bytes; its texts are lent.
 *
 * @param at  0 at first; moved on
 * @return FALSE at the end
 */
gboolean sf_sightings_next(const SfSightings *sightings, gsize *at, SfMessage *message);

/** Drops them all. */
void sf_sightings_clear(SfSightings *sightings);

#endif
