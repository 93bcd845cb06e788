/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live.h"

#include "media.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MICROSECONDS 0xa1b2c3d4
#define NANOSECONDS  0xa1b23c4d

#define TICK_MILLISECONDS 1000
#define PACKET_LIMIT      262144 /* as in libwiretap: more is no packet */

/* As dumpcap writes them, in the byte order of the machine. */
typedef struct {
    guint32 magic;
    guint16 major;
    guint16 minor;
    guint32 zone;
    guint32 accuracy;
    guint32 snapshot;
    guint32 link;
} SfFileHeader;

typedef struct {
    guint32 seconds;
    guint32 fraction;
    guint32 length;
    guint32 length_on_wire;
} SfPacketHeader;

static guint8 buffer[PACKET_LIMIT + sizeof(SfPacketHeader)];
static gsize start; /* of what is in it and was not looked at yet */
static gsize end;
static SfLink link_type;
static gboolean nanoseconds;
static guint32 told; /* second of the last packet that went out */

static int fail(const char *words)
{
    (void)fprintf(stderr, "sipfix-intake: %s\n", words);
    return EXIT_FAILURE;
}

static SfLink link_of(guint32 number)
{
    switch (number & 0xffff) { /* above: the length of a frame check sequence */
    case 0:
    case 108:
        return SF_LINK_LOOPBACK;
    case 1:
        return SF_LINK_ETHERNET;
    case 9:
        return SF_LINK_PPP;
    case 101:
    case 228:
    case 229:
        return SF_LINK_IP;
    case 113:
        return SF_LINK_COOKED;
    case 276:
        return SF_LINK_COOKED_2;
    default:
        return SF_LINK_OTHER;
    }
}

static gboolean write_all(const void *bytes, gsize length)
{
    const guint8 *at = bytes;

    while (length > 0) {
        gssize written = write(STDOUT_FILENO, at, length);
        if (written < 0 && errno != EINTR)
            return FALSE;
        if (written > 0) {
            at += written;
            length -= (gsize)written;
        }
    }
    return TRUE;
}

static gboolean tick(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    const SfPacketHeader packet = {.seconds = (guint32)now.tv_sec,
                                   .fraction =
                                       (guint32)(nanoseconds ? now.tv_nsec : now.tv_nsec / 1000)};
    told = packet.seconds;
    return write_all(&packet, sizeof packet);
}

/* Waits until @wanted bytes are there, ticking meanwhile. @return FALSE at the end of the input, or
 * of the output */
static gboolean have(gsize wanted, gboolean ticking)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

    if (end - start < wanted) {
        memmove(buffer, buffer + start, end - start);
        end -= start;
        start = 0;
    }
    while (end - start < wanted) {
        int ready = poll(&input, 1, ticking ? TICK_MILLISECONDS : -1);
        if (ready == 0 && !tick())
            return FALSE;
        if (ready <= 0)
            continue;
        gssize got = read(STDIN_FILENO, buffer + end, sizeof buffer - end);
        if (got == 0 || (got < 0 && errno != EINTR))
            return FALSE;
        end += got > 0 ? (gsize)got : 0;
    }
    return TRUE;
}

/* What cannot be SIP is a tick all the same, once a second. */
static gboolean may_go(const SfPacketHeader *packet, const guint8 *bytes)
{
    if (packet->length != packet->length_on_wire ||
        !sf_media_only(link_type, bytes, packet->length))
        return TRUE;
    return packet->seconds != told;
}

static gboolean pass_packet(const SfPacketHeader *packet)
{
    const gsize size = sizeof *packet + packet->length;
    const guint8 *bytes = buffer + start;

    start += size;
    if (!may_go(packet, bytes + sizeof *packet))
        return TRUE;
    told = packet->seconds;
    return write_all(bytes, size);
}

static gboolean pass_file_header(void)
{
    SfFileHeader file;

    if (!have(sizeof file, FALSE))
        return FALSE;
    memcpy(&file, buffer + start, sizeof file);
    if (file.magic != MICROSECONDS && file.magic != NANOSECONDS)
        return FALSE;
    start += sizeof file;
    nanoseconds = file.magic == NANOSECONDS;
    link_type = link_of(file.link);
    return write_all(&file, sizeof file);
}

int sf_live_run(void)
{
    SfPacketHeader packet;

    if (!pass_file_header())
        return fail("no capture came");
    while (have(sizeof packet, TRUE)) {
        memcpy(&packet, buffer + start, sizeof packet);
        if (packet.length > PACKET_LIMIT)
            return fail("what came is no capture any more");
        /* A packet is not torn: whoever began to write it is about to go on. */
        if (!have(sizeof packet + packet.length, FALSE) || !pass_packet(&packet))
            break;
    }
    return EXIT_SUCCESS;
}
