/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/live/live.h"

#include "intake/live/backlog.h"
#include "intake/live/live_blocks.h"
#include "intake/packets/batch_record.h"
#include "intake/packets/media.h"
#include "intake/packets/plain_sip.h"
#include "intake/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
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
static gboolean input_ended;
static const char *trouble; /* with what came */

static gboolean begun; /* the file header came */
static SfLink link_type;
static SfLiveInterface interface;
static guint32 told;       /* second of the last packet that went out */
static GByteArray *blocks; /* on their way into the backlog */
static gboolean is_short;  /* what is plainly SIP goes the short way */

/* The gap that packets are falling into; none: 0 packets. */
static struct {
    guint64 packets;
    gint64 from; /* nanoseconds */
    gint64 to;
} gap;

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

/* ------------------------------------------------------------------ gaps */

static void say_gap(gboolean over)
{
    JsonObject *message = json_object_new();

    json_object_set_string_member(message, "is", "gap");
    json_object_set_int_member(message, "from", gap.from);
    if (over) {
        json_object_set_int_member(message, "to", gap.to);
        json_object_set_int_member(message, "packets", (gint64)gap.packets);
    }
    sf_protocol_say(message);
}

static gint64 nanoseconds_of(const SfPacketHeader *packet)
{
    return (gint64)packet->seconds * 1000000000 +
           (gint64)packet->fraction * (interface.nanoseconds ? 1 : 1000);
}

static void lose(gint64 time)
{
    gap.to = time;
    if (gap.packets++ > 0)
        return;
    gap.from = gap.to;
    say_gap(FALSE);
}

static void end_gap(void)
{
    say_gap(TRUE);
    gap.packets = 0;
}

/* ------------------------------------------------------------------ out */

/* @return FALSE where there was no room for it */
static gboolean put_packet(const SfPacketHeader *packet, const guint8 *bytes, guint64 lost)
{
    const guint64 unit = interface.nanoseconds ? 1000000000 : 1000000;
    const SfLivePacket out = {.time = packet->seconds * unit + packet->fraction,
                              .length = packet->length,
                              .length_on_wire = packet->length_on_wire,
                              .lost = lost};

    g_byte_array_set_size(blocks, 0);
    sf_live_packet(blocks, &out, bytes);
    if (!sf_backlog_put(blocks->data, blocks->len))
        return FALSE;
    told = packet->seconds;
    return TRUE;
}

static SfPacketHeader tick_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (SfPacketHeader){
        .seconds = (guint32)now.tv_sec,
        .fraction = (guint32)(interface.nanoseconds ? now.tv_nsec : now.tv_nsec / 1000)};
}

/* Only where nothing waits: the clock must not overtake the packets. */
static void tick(guint64 lost)
{
    const SfPacketHeader packet = tick_now();

    put_packet(&packet, NULL, lost);
}

/* Once packets were lost, a quarter of the file has to be free first: one gap, and whole calls
 * behind it, tell more than many gaps with half a call between each two. */
static gboolean has_no_air(void)
{
    return gap.packets > 0 && !sf_backlog_has_air();
}

static void put_or_lose(const SfPacketHeader *packet, const guint8 *bytes)
{
    if (has_no_air() || !put_packet(packet, bytes, gap.packets))
        lose(nanoseconds_of(packet));
    else if (gap.packets > 0)
        end_gap();
}

/* ------------------------------------------------------------------ the short way */

/* Times of the messages that wait in the record. */
static gint64 waiting[SF_BATCH_RECORD_ENTRIES];

/* Before whatever goes the long way, and as soon as no more is there: what waits here, nobody
 * sees. */
static void write_record(void)
{
    const guint entries = sf_batch_record_entries();
    if (entries == 0)
        return;
    g_byte_array_set_size(blocks, 0);
    sf_live_record(blocks, waiting[entries - 1], sf_batch_record_bytes());
    const gboolean is_put = !has_no_air() && sf_backlog_put(blocks->data, blocks->len);
    if (is_put && gap.packets > 0)
        end_gap();
    for (guint i = 0; !is_put && i < entries; i++)
        lose(waiting[i]);
    sf_batch_record_empty();
}

static void take_message(const SfPacketHeader *packet, const SfDatagram *message)
{
    if (!sf_batch_record_has_room(message->length))
        write_record();
    const guint entries = sf_batch_record_entries();
    waiting[entries] = nanoseconds_of(packet);
    sf_batch_record_add(message, waiting[entries], entries == 0 && gap.packets > 0);
    told = packet->seconds;
}

/* ------------------------------------------------------------------ each packet */

static void take_packet(const SfPacketHeader *packet, const guint8 *bytes)
{
    SfDatagram datagram;
    const gboolean is_found = sf_datagram_find(link_type, bytes, packet->length, &datagram) &&
                              packet->length == packet->length_on_wire;
    if (is_found && sf_datagram_is_media(&datagram)) {
        /* What cannot be SIP is a tick all the same, once a second. */
        if (packet->seconds == told || gap.packets > 0)
            return;
        write_record();
        put_packet(packet, bytes, 0);
        return;
    }
    const gsize message = is_found && is_short ? sf_usual_sip_in(&datagram) : 0;
    if (message > 0) {
        datagram.length = message; /* nobody asks for its body */
        take_message(packet, &datagram);
        return;
    }
    if (sf_port_opens_others(datagram.source_port) ||
        sf_port_opens_others(datagram.destination_port))
        is_short = FALSE; /* from now on Wireshark may think otherwise of any port */
    write_record();
    put_or_lose(packet, bytes);
}

/* ------------------------------------------------------------------ in */

static gboolean take_file_header(void)
{
    SfFileHeader file;

    if (end - start < sizeof file)
        return FALSE;
    memcpy(&file, buffer + start, sizeof file);
    if (file.magic != MICROSECONDS && file.magic != NANOSECONDS) {
        trouble = "no capture came";
        return FALSE;
    }
    start += sizeof file;
    link_type = link_of(file.link);
    interface = (SfLiveInterface){
        .link = file.link, .snapshot = file.snapshot, .nanoseconds = file.magic == NANOSECONDS};
    sf_live_begin(blocks, &interface);
    begun = sf_backlog_put(blocks->data, blocks->len);

    JsonObject *message = json_object_new();
    json_object_set_string_member(message, "is", "capturing");
    sf_protocol_say(message);
    return TRUE;
}

/* @return FALSE: there is no whole packet in the buffer */
static gboolean take_next(void)
{
    SfPacketHeader packet;

    if (!begun)
        return take_file_header();
    if (end - start < sizeof packet)
        return FALSE;
    memcpy(&packet, buffer + start, sizeof packet);
    if (packet.length > PACKET_LIMIT) {
        trouble = "what came is no capture any more";
        return FALSE;
    }
    if (end - start < sizeof packet + packet.length)
        return FALSE;
    take_packet(&packet, buffer + start + sizeof packet);
    start += sizeof packet + packet.length;
    return TRUE;
}

static void read_input(void)
{
    memmove(buffer, buffer + start, end - start);
    end -= start;
    start = 0;
    gssize got = read(STDIN_FILENO, buffer + end, sizeof buffer - end);
    if (got < 0 && errno == EINTR)
        return;
    if (got > 0)
        end += (gsize)got;
    while (take_next())
        continue;
    write_record();
    input_ended = got <= 0 || trouble;
}

/* ------------------------------------------------------------------ both */

/* Waits for whoever is ready. @return FALSE: tshark is gone, or has all there will be */
static gboolean go_on(void)
{
    struct pollfd ends[] = {{input_ended ? -1 : STDIN_FILENO, POLLIN, 0},
                            {STDOUT_FILENO, sf_backlog_waits() ? POLLOUT : 0, 0}};

    if (input_ended && !sf_backlog_waits())
        return FALSE;
    int ready = poll(ends, G_N_ELEMENTS(ends), sf_backlog_waits() ? -1 : TICK_MILLISECONDS);
    if (ready == 0 && begun)
        tick(0);
    if (ready > 0 && ends[0].revents)
        read_input();
    if (ready > 0 && ends[1].revents & POLLERR)
        return FALSE;
    return sf_backlog_write(STDOUT_FILENO);
}

/* Nothing waits, so there is room. The last packets are seldom the last that was lost. */
static void end_stream(void)
{
    int answer = -1;
    guint64 lost = gap.packets;

    if (gap.packets > 0)
        end_gap();
    close(STDIN_FILENO); /* dumpcap, where it is still there, shall not wait for us */
    if (sf_protocol_next(&answer) != SF_WORK_NONE) {
        lost++; /* how many, is of no interest to tshark */
        close(answer);
    }
    if (!begun || lost == 0)
        return;
    tick(lost);
    fcntl(STDOUT_FILENO, F_SETFL, 0);
    sf_backlog_write(STDOUT_FILENO);
}

int sf_live_run(gboolean shortly)
{
    int file = -1;

    if (!sf_protocol_begin() || sf_protocol_next(&file) == SF_WORK_NONE) {
        fputs("sipfix-intake is a part of sipfix, which starts it. See: sipfix --help\n", stderr);
        return EXIT_FAILURE;
    }
    signal(SIGPIPE, SIG_IGN); /* tshark gone: the write fails */
    signal(SIGXFSZ, SIG_IGN); /* a limit on files: the same, and packets are lost */
    fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK);
    sf_backlog_open(file);
    blocks = g_byte_array_new();
    is_short = shortly && sf_batch_record_open();
    while (go_on())
        continue;
    end_stream();
    sf_backlog_close();
    sf_batch_record_close();
    g_byte_array_unref(blocks);
    if (!trouble && begun)
        return EXIT_SUCCESS;
    (void)fprintf(stderr, "sipfix-intake: %s\n", trouble ? trouble : "no capture came");
    return EXIT_FAILURE;
}
