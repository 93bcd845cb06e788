/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/live/live_blocks.h"

#include <string.h>

#define SECTION   0x0a0d0d0a
#define INTERFACE 1
#define PACKET    6

#define EXPORTED_PDU  252    /* link type */
#define MOST_EXPORTED 262144 /* bytes of one; libwiretap refuses more */

#define TIME_RESOLUTION 9  /* option of an interface */
#define CHECK_SEQUENCE  13 /* the same */
#define DROP_COUNT      4  /* option of a packet */

/* In a pcap header: whether there is a frame check sequence, and its length in 16 bits. libwiretap
 * counts it in bytes, whatever the draft says. */
#define HAS_CHECK_SEQUENCE 0x04000000
#define CHECK_LENGTH_SHIFT 28
#define CHECK_LENGTH_UNIT  2

static void append_16(GByteArray *blocks, guint16 value)
{
    g_byte_array_append(blocks, (const guint8 *)&value, sizeof value);
}

static void append_32(GByteArray *blocks, guint32 value)
{
    g_byte_array_append(blocks, (const guint8 *)&value, sizeof value);
}

/* @return where the block begins */
static guint begin_block(GByteArray *blocks, guint32 type)
{
    const guint start = blocks->len;

    append_32(blocks, type);
    append_32(blocks, 0); /* its length, which end_block() knows */
    return start;
}

static void pad(GByteArray *blocks)
{
    static const guint8 zeros[3];

    g_byte_array_append(blocks, zeros, -blocks->len % 4);
}

static void end_block(GByteArray *blocks, guint start)
{
    append_32(blocks, 0); /* opt_endofopt */
    const guint32 length = blocks->len + 4 - start;
    append_32(blocks, length);
    memcpy(blocks->data + start + 4, &length, sizeof length);
}

static void append_option_8(GByteArray *blocks, guint16 code, guint8 value)
{
    append_16(blocks, code);
    append_16(blocks, sizeof value);
    g_byte_array_append(blocks, &value, sizeof value);
    pad(blocks);
}

static void begin_interface(GByteArray *blocks, guint32 link, guint32 snapshot, guint8 resolution)
{
    const guint start = begin_block(blocks, INTERFACE);

    append_16(blocks, (guint16)link);
    append_16(blocks, 0);
    append_32(blocks, snapshot);
    append_option_8(blocks, TIME_RESOLUTION, resolution);
    if (link & HAS_CHECK_SEQUENCE)
        append_option_8(blocks, CHECK_SEQUENCE,
                        (guint8)((link >> CHECK_LENGTH_SHIFT) * CHECK_LENGTH_UNIT));
    end_block(blocks, start);
}

void sf_live_begin(GByteArray *blocks, const SfLiveInterface *interface)
{
    const guint start = begin_block(blocks, SECTION);
    append_32(blocks, 0x1a2b3c4d); /* byte order */
    append_16(blocks, 1);          /* version 1.0 */
    append_16(blocks, 0);
    append_32(blocks, 0xffffffff); /* how long the section is, nobody knows */
    append_32(blocks, 0xffffffff);
    end_block(blocks, start);

    begin_interface(blocks, interface->link, interface->snapshot, interface->nanoseconds ? 9 : 6);
    begin_interface(blocks, EXPORTED_PDU, MOST_EXPORTED, 9);
}

static void append_packet(GByteArray *blocks, guint32 interface, const SfLivePacket *packet,
                          const guint8 *bytes)
{
    const guint start = begin_block(blocks, PACKET);

    append_32(blocks, interface);
    append_32(blocks, (guint32)(packet->time >> 32));
    append_32(blocks, (guint32)packet->time);
    append_32(blocks, packet->length);
    append_32(blocks, packet->length_on_wire);
    g_byte_array_append(blocks, bytes, packet->length);
    pad(blocks);
    if (packet->lost > 0) {
        append_16(blocks, DROP_COUNT);
        append_16(blocks, sizeof packet->lost);
        g_byte_array_append(blocks, (const guint8 *)&packet->lost, sizeof packet->lost);
    }
    end_block(blocks, start);
}

void sf_live_packet(GByteArray *blocks, const SfLivePacket *packet, const guint8 *bytes)
{
    append_packet(blocks, 0, packet, bytes);
}

void sf_live_record(GByteArray *blocks, gint64 time, const GByteArray *record)
{
    const SfLivePacket packet = {
        .time = (guint64)time, .length = record->len, .length_on_wire = record->len};

    append_packet(blocks, 1, &packet, record->data);
}
