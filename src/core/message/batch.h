/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages that need no dissector, many in one piece of memory: what sipfix-intake writes for the
 * plugin. Both are of one build and run on one machine, so numbers are as the machine has them.
 *
 * A batch is entries one behind the other, each an SfBatchEntry and then @length bytes. Whoever
 * takes one knows from elsewhere that it is ours.
 */
#ifndef SIPFIX_CORE_MESSAGE_BATCH_H
#define SIPFIX_CORE_MESSAGE_BATCH_H

#include "core/message/message.h"

/** In the environment of both: a random word, so that no capture of a stranger can speak to us.
 * Hexadecimal digits of SF_BATCH_WORD bytes. */
#define SF_BATCH_VARIABLE "SIPFIX_SHORT_WAY"
#define SF_BATCH_WORD     16

/** What Wireshark is to call the dissector of a record that holds the word and then a batch. */
#define SF_BATCH_DISSECTOR "sipfix_batch"

typedef enum {
    SF_BATCH_MESSAGE = 1, /* a datagram that is a SIP message; its bytes follow */
    SF_BATCH_CLOCK,       /* a frame of which nothing counts but its time */
    SF_BATCH_END          /* no frame: the capture ends here, and the next one begins */
} SfBatchKind;

/** One frame of the capture, or its end. */
typedef struct {
    guint8 kind;    /* SfBatchKind */
    guint8 family;  /* of the addresses: 4 or 6; what is all zeros is not known */
    guint8 is_lost; /* packets are missing before this one */
    guint8 said;    /* 0: a datagram; of a log: 1 and the SfTransport that it says */
    guint16 source_port;
    guint16 destination_port;
    guint32 length; /* of the bytes that follow */
    gint64 time;    /* nanoseconds since 1970 */
    guint8 source[16];
    guint8 destination[16];
} SfBatchEntry;

/** Appends an entry. @param bytes  as many as its length says; may be NULL where that is 0 */
void sf_batch_append(GByteArray *batch, const SfBatchEntry *entry, const guint8 *bytes);

/**
 * Takes the next entry off @rest.
 *
 * @param bytes  gets what follows it; lent
 * @return FALSE at the end, and where what is left is no whole entry: then @rest is not empty
 */
gboolean sf_batch_next(SfText *rest, SfBatchEntry *entry, SfText *bytes);

/** Room for the texts of a message's addresses, where they are not kept for the next ones. */
typedef struct {
    char source[48];
    char destination[48];
} SfBatchAddresses;

/**
 * Fills @message (whose frame is the caller's to set) with what an entry of SF_BATCH_MESSAGE says.
 * Its transport is not told: that takes what its top Via says.
 *
 * @param addresses  lent to the message, which is good until the next one is asked for
 * @param headers    as for sf_message_read()
 * @return FALSE where the bytes do not begin with a start line
 */
gboolean sf_batch_message(const SfBatchEntry *entry, SfText bytes, SfBatchAddresses *addresses,
                          GArray *headers, SfMessage *message);

#endif
