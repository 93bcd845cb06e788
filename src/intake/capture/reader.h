/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One capture, read record by record through libwiretap, with what is to be said about it at its
 * end. A log with SIP messages in it is a capture too: each is a record, an "Exported PDU". */
#ifndef SIPFIX_INTAKE_READER_H
#define SIPFIX_INTAKE_READER_H

#include "intake/capture/wiretap_compat.h"
#include "intake/hep/hep_streams.h"
#include "intake/logs/log_reader.h"
#include "intake/packets/datagram.h"

typedef struct {
    wtap *file;           /* NULL: it could not be opened, or is a log */
    SfLog *log;           /* NULL: it is none */
    SfLogMessage message; /* of a log, the one just read */
    char *call;           /* of a copy in HEP: its correlation id; NULL: none */
    SfHepStreams *hep;    /* HEP over TCP */
    gboolean is_at_end;   /* of the file */
    gboolean is_plain;    /* libpcap's own format: packets do not say what is beside them */
    char *otherwise;      /* of a log: what is to be said where there is no message in it */
    SfRecord
        *record; /* owned; what needs to keep one may take it, and leave another in its place */
    gboolean is_packet;    /* the record just read is a packet that pcapng can hold */
    gboolean is_datagram;  /* and a whole datagram, or a message of a log */
    SfDatagram datagram;   /* as sf_datagram_find() says of a packet, found or not; lent */
    gboolean is_in_stream; /* private: of HEP; the segment may end another message */
    GPtrArray
        *interfaces; /* wtap_block_t lent by file, in its order, as far as it has shown them */
    int good_encap;  /* the last one that pcapng turned out to have a number for */

    guint64 records;   /* of any kind: what Wireshark numbers as frames */
    guint64 packets;   /* of them, those that pcapng can hold */
    guint64 lost;      /* packets that the capturing machine lost, as the packets themselves say */
    guint64 lost_here; /* of them, those before the packet just read */
    gint64 first; /* the earliest and the latest time, ns since 1970; first > last: there is none */
    gint64 last;
    gboolean alien; /* this is no capture */
    char *
        trouble; /* why it was not, or not wholly, read: a phrase like "cut short after frame 12" */
} SfReader;

/**
 * Opens the capture behind descriptor 0. It must be 0: this program may not be allowed to open the
 * file by its name, nor by /proc/self/fd, and libwiretap has no other way to be given a descriptor.
 *
 * @return whether there is something to read; where not, alien and trouble say why
 */
gboolean sf_reader_open(SfReader *reader);

/** Reads the next record. @return FALSE at the end or where it cannot go on, which trouble then
 * says */
gboolean sf_reader_next(SfReader *reader);

/** The interface block that the packet just read belongs to, or NULL. */
wtap_block_t sf_reader_interface(const SfReader *reader, guint *index);

/** To be called at the end: passes the sentence on a file none of whose records was a packet. */
void sf_reader_judge(SfReader *reader);

/** Packets that the capturing machine lost. */
guint64 sf_reader_lost(const SfReader *reader);

/** A short text that is the same for two captures of the same interfaces. To be freed. */
char *sf_reader_interfaces_digest(const SfReader *reader);

void sf_reader_close(SfReader *reader);

/**
 * Ends the input, whatever it is: the read that libwiretap waits in, or its next one, finds the end
 * of the file. What was read goes its way. For signal handlers.
 */
void sf_reader_cut_input(void);

/** Whether sf_reader_cut_input() was called. */
gboolean sf_reader_was_cut(void);

#endif
