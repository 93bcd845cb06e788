/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the bytes of one message to SfMessage: the start line, and the headers that count. Which
 * bytes are a message, the collector knows; what stands in them is read here, and the same from
 * every collector.
 */
#ifndef SIPFIX_MESSAGE_READ_H
#define SIPFIX_MESSAGE_READ_H

#include "core/message/message.h"

/** The bytes of a message. */
typedef struct {
    SfText bytes;      /* from its start line to its end, or as far as captured; may hold a body */
    gboolean ended;    /* FALSE: the capture cut it off somewhere; what follows is unknown */
    SfByteRange place; /* of the bytes */
} SfWire;

/**
 * Fills @message with what stands in its start line and its headers (RFC 3261 §7), whether all of
 * them were captured (cut), what its top Via says, and the hash of its Call-ID. Frame, time,
 * addresses and transport are not touched.
 *
 * @param headers  array of SfHeader: room that grows as it is needed; the message lends it
 * @param message  its views are the wire's bytes
 * @return FALSE where the bytes do not begin with a start line
 */
gboolean sf_message_read(const SfWire *wire, GArray *headers, SfMessage *message);

#endif
