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

/* Two IPv4 addresses and a word or two. */
#define SF_SIGHTING_ROOM 48

/** A packet of a call that is no story yet, and most likely never will be: kept as short as can be.
 */
typedef struct {
    SfSpot spot;
    gint64 time;
    gboolean is_request;
    guint status;
    guint source_port;
    guint destination_port;
    gsize source_length; /* the three texts lie one behind the other */
    gsize destination_length;
    gsize what_length; /* method or reason phrase */
    SfTransport connection;
    guint32 *parts; /* as in SfFlowPacket */
    char *texts;    /* NULL: they fit into the room */
    char room[SF_SIGHTING_ROOM];
} SfSighting;

/** An array for SfSighting that frees what it holds. */
GArray *sf_sightings_new(void);

/** Adds the message. Of too many the newest are kept: one Call-ID may be used for ever. */
void sf_sightings_add(GArray *sightings, const SfMessage *message);

/** What was seen, as a message without its bytes; views into @sighting. */
SfMessage sf_sighting_message(const SfSighting *sighting);

#endif
