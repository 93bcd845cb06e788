/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/hep/hep.h"

#include "intake/logs/log_start.h"

#include <string.h>

#define SECOND      G_GINT64_CONSTANT(1000000000)
#define MICROSECOND 1000
#define LONGEST_LAG (86400 * SECOND)

enum { IPV4 = 2, IPV6 = 10, UDP = 17, TCP = 6, SCTP = 132 };

static guint32 u16(const guint8 *at)
{
    return (guint32)at[0] << 8 | at[1];
}

static guint32 u32(const guint8 *at)
{
    return u16(at) << 16 | u16(at + 2);
}

static SfTransport transport_of(guint protocol)
{
    switch (protocol) {
    case UDP:
        return SF_TRANSPORT_UDP;
    case TCP:
        return SF_TRANSPORT_TCP;
    case SCTP:
        return SF_TRANSPORT_SCTP;
    default:
        return SF_TRANSPORT_UNKNOWN;
    }
}

static void set_address(SfLogEnd *end, guint family, const guint8 *address)
{
    end->family = family;
    memcpy(end->address, address, family == 6 ? 16 : 4);
}

/* Its first line. */
static gboolean is_sip(SfText bytes)
{
    const gssize end = sf_text_find(bytes, '\n');
    SfText line = end >= 0 ? sf_text_slice(bytes, 0, (gsize)end) : bytes;
    SfLogStart start;

    if (line.length > 0 && line.at[line.length - 1] == '\r')
        line.length--;
    return sf_log_start_find(line, &start) && start.offset == 0 && !start.line_end;
}

/* ---- version 3 ---- */

#define MAGIC "HEP3"
enum { HEAD = SF_HEP_HEAD, CHUNK_HEAD = 6 };

typedef struct {
    guint type;
    const guint8 *at;
    gsize length;
} SfHepChunk;

enum {
    CHUNK_PROTOCOL = 2,
    CHUNK_IPV4_SOURCE = 3,
    CHUNK_IPV4_DESTINATION = 4,
    CHUNK_IPV6_SOURCE = 5,
    CHUNK_IPV6_DESTINATION = 6,
    CHUNK_SOURCE_PORT = 7,
    CHUNK_DESTINATION_PORT = 8,
    CHUNK_SECONDS = 9,
    CHUNK_MICROSECONDS = 10,
    CHUNK_PAYLOAD = 15,
    CHUNK_CALL = 17
};

gsize sf_hep_length(const guint8 *bytes, gsize length)
{
    if (length < HEAD || memcmp(bytes, MAGIC, sizeof MAGIC - 1) != 0)
        return 0;
    const gsize whole = u16(bytes + 4);
    return whole >= HEAD ? whole : 0;
}

static void take_number(const SfHepChunk *chunk, SfLogMessage *message)
{
    if (chunk->type == CHUNK_PROTOCOL && chunk->length == 1)
        message->transport = transport_of(chunk->at[0]);
    else if (chunk->type == CHUNK_SOURCE_PORT && chunk->length == 2)
        message->source.port = (guint16)u16(chunk->at);
    else if (chunk->type == CHUNK_DESTINATION_PORT && chunk->length == 2)
        message->destination.port = (guint16)u16(chunk->at);
    else if (chunk->type == CHUNK_SECONDS && chunk->length == 4)
        message->time = u32(chunk->at) * SECOND + message->time % SECOND;
    else if (chunk->type == CHUNK_MICROSECONDS && chunk->length == 4)
        message->time =
            message->time / SECOND * SECOND + (gint64)(u32(chunk->at) % 1000000) * MICROSECOND;
}

static void take_chunk(const SfHepChunk *chunk, SfLogMessage *message, SfText *call)
{
    const SfText text = {(const char *)chunk->at, chunk->length};

    if (chunk->type == CHUNK_IPV4_SOURCE && chunk->length == 4)
        set_address(&message->source, 4, chunk->at);
    else if (chunk->type == CHUNK_IPV4_DESTINATION && chunk->length == 4)
        set_address(&message->destination, 4, chunk->at);
    else if (chunk->type == CHUNK_IPV6_SOURCE && chunk->length == 16)
        set_address(&message->source, 6, chunk->at);
    else if (chunk->type == CHUNK_IPV6_DESTINATION && chunk->length == 16)
        set_address(&message->destination, 6, chunk->at);
    else if (chunk->type == CHUNK_PAYLOAD)
        message->bytes = text;
    else if (chunk->type == CHUNK_CALL)
        *call = text;
    else
        take_number(chunk, message);
}

static gboolean read_chunks(const guint8 *bytes, gsize length, gint64 now, SfLogMessage *message,
                            SfText *call)
{
    gsize at = HEAD;

    *message = (SfLogMessage){.time = 0};
    while (length - at >= CHUNK_HEAD) {
        const gsize whole = u16(bytes + at + 4);
        if (whole < CHUNK_HEAD || whole > length - at)
            return FALSE;
        const SfHepChunk chunk = {u16(bytes + at + 2), bytes + at + CHUNK_HEAD, whole - CHUNK_HEAD};
        if (u16(bytes + at) == 0) /* of no vendor */
            take_chunk(&chunk, message, call);
        at += whole;
    }
    if (message->time < SECOND)
        message->time = now;
    return TRUE;
}

/* ---- versions 1 and 2 ---- */

enum { FIXED = 8, TIME = 12 };

static guint32 u32_little(const guint8 *at)
{
    return (guint32)at[3] << 24 | (guint32)at[2] << 16 | (guint32)at[1] << 8 | at[0];
}

/* As the sender's machine had it: the order in which it is about now. */
static gint64 read_time(const guint8 *at, gint64 now)
{
    const gint64 big = u32(at) * SECOND + (gint64)(u32(at + 4) % 1000000) * MICROSECOND;
    const gint64 little =
        u32_little(at) * SECOND + (gint64)(u32_little(at + 4) % 1000000) * MICROSECOND;

    if (now < 0) /* a capture of before 1970 has no such time, and a difference may be too large */
        return now;
    if (ABS(little - now) <= LONGEST_LAG)
        return little;
    return ABS(big - now) <= LONGEST_LAG ? big : now;
}

static gboolean read_fixed(const guint8 *bytes, gsize length, gint64 now, SfLogMessage *message)
{
    if (length < FIXED || (bytes[0] != 1 && bytes[0] != 2))
        return FALSE;
    const guint family = bytes[2] == IPV6 ? 6 : bytes[2] == IPV4 ? 4 : 0;
    const gsize address = family == 6 ? 16 : 4;
    const gsize head = FIXED + 2 * address + (bytes[0] == 2 ? TIME : 0);
    /* Some count the time to the head, some do not. */
    if (family == 0 || length <= head || (bytes[1] != FIXED + 2 * address && bytes[1] != head))
        return FALSE;
    *message = (SfLogMessage){.time = now, .transport = transport_of(bytes[3])};
    set_address(&message->source, family, bytes + FIXED);
    set_address(&message->destination, family, bytes + FIXED + address);
    message->source.port = (guint16)u16(bytes + 4);
    message->destination.port = (guint16)u16(bytes + 6);
    if (bytes[0] == 2)
        message->time = read_time(bytes + FIXED + 2 * address, now);
    message->bytes = (SfText){(const char *)bytes + head, length - head};
    return TRUE;
}

/* ---- all ---- */

gboolean sf_hep_read(const guint8 *bytes, gsize length, gint64 now, SfLogMessage *message,
                     SfText *call)
{
    const gsize whole = sf_hep_length(bytes, length);

    *call = SF_TEXT_NONE;
    if (whole > length)
        return FALSE;
    if (whole > 0 ? !read_chunks(bytes, whole, now, message, call)
                  : !read_fixed(bytes, length, now, message))
        return FALSE;
    message->kind = SF_LOG_WHOLE_TIME;
    return message->bytes.length > 0 && message->bytes.length <= 65535 && is_sip(message->bytes);
}
