/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/story/flow.h"

#include "core/grammar/strings/shared_string.h"
#include "core/message/pieces.h"

#include <string.h>

/* Of a call that is no story yet at most so many packets are remembered, the newest. */
#define MAX_SIGHTINGS 500

SfSpot sf_spot_of(const SfMessage *message)
{
    return (SfSpot){.frame = message->frame, .part = message->part, .place = message->place};
}

static void flow_clear(gpointer data)
{
    SfFlowPacket *flow = data;
    g_ref_string_release(flow->source);
    g_ref_string_release(flow->destination);
    g_ref_string_release(flow->what);
    g_free(flow->parts);
}

GArray *sf_flows_new(void)
{
    GArray *flows = g_array_new(FALSE, FALSE, sizeof(SfFlowPacket));
    g_array_set_clear_func(flows, flow_clear);
    return flows;
}

/* Addresses and first lines repeat: each is kept once for all of them. */
static char *intern(char *taken)
{
    char *interned = sf_shared_string(taken);
    g_free(taken);
    return interned;
}

static char *append(char *end, SfText text)
{
    if (text.length > 0)
        memcpy(end, text.at, text.length);
    return end + text.length;
}

/* "INVITE", "301 Moved Permanently". */
static char *what(const SfMessage *message)
{
    enum { DIGITS = 3, ROOM = 64 };
    const SfText words = message->is_request ? message->method : message->reason_phrase;
    const guint status = message->status; /* of three digits */
    char room[DIGITS + 1 + ROOM + 1];
    char *at = room;
    if (!message->is_request) {
        *at++ = (char)('0' + status / 100);
        *at++ = (char)('0' + status / 10 % 10);
        *at++ = (char)('0' + status % 10);
    }
    if (!message->is_request && words.length > 0)
        *at++ = ' ';
    *at = '\0';
    if (words.length > ROOM || !sf_text_is_plain(words)) {
        g_autofree char *shown = sf_text_show(words);
        return intern(g_strconcat(room, shown, NULL));
    }
    *append(at, words) = '\0';
    return sf_shared_string(room);
}

static SfTransport connection_of(const SfMessage *message)
{
    return message->in_connection ? message->transport : SF_TRANSPORT_UNKNOWN;
}

static guint32 *parts_of(const SfMessage *message)
{
    if (message->n_parts == 0)
        return NULL;
    guint32 *parts = g_new(guint32, message->n_parts + 1);
    memcpy(parts, message->parts, message->n_parts * sizeof *parts);
    parts[message->n_parts] = 0;
    return parts;
}

void sf_flows_forget(GArray *flows)
{
    g_array_set_clear_func(flows, NULL);
    g_array_set_size(flows, 0);
    g_array_set_clear_func(flows, flow_clear);
}

/* Whether the string, made of plain text, is that address and port. */
static gboolean is_place(const char *place, SfText address, guint port)
{
    if (address.length == 0 || strlen(place) <= address.length ||
        memcmp(place, address.at, address.length) != 0 || place[address.length] != ':')
        return FALSE;
    guint64 number = 0;
    for (const char *digit = place + address.length + 1; *digit != '\0'; digit++)
        number = number * 10 + (guint64)(*digit - '0');
    return number == port;
}

/* A message goes where the one before it went, or came from: its string serves both. */
static char *shared_place(const GArray *flows, SfText address, guint port)
{
    enum { LOOKED_AT = 2 };
    for (guint i = flows->len; i > 0 && flows->len - i < LOOKED_AT; i--) {
        const SfFlowPacket *flow = &g_array_index(flows, SfFlowPacket, i - 1);
        if (is_place(flow->source, address, port))
            return g_ref_string_acquire(flow->source);
        if (is_place(flow->destination, address, port))
            return g_ref_string_acquire(flow->destination);
    }
    return NULL;
}

void sf_flows_add(GArray *flows, const SfMessage *message)
{
    char *source = shared_place(flows, message->source_address, message->source_port);
    char *destination =
        shared_place(flows, message->destination_address, message->destination_port);
    const SfFlowPacket flow = {.spot = sf_spot_of(message),
                               .time = message->time,
                               .source = source ? source : intern(sf_message_source(message)),
                               .destination = destination ? destination
                                                          : intern(sf_message_destination(message)),
                               .what = what(message),
                               .connection = connection_of(message),
                               .parts = parts_of(message)};
    g_array_append_val(flows, flow);
}

/* ---- sightings ---- */

/* Followed by its texts: source, destination, and method or reason phrase. */
typedef struct {
    guint size; /* with the texts */
    SfSpot spot;
    gint64 time;
    guint32 *parts; /* as in SfFlowPacket */
    guint source_port;
    guint destination_port;
    guint source_length;
    guint destination_length;
    guint words_length;
    guint status;
    gboolean is_request;
    SfTransport connection;
} Sighting;

static Sighting *sighting_at(const SfSightings *sightings, gsize at)
{
    return (Sighting *)(gpointer)(sightings->bytes + at);
}

/* What is likely to come where that message is the first: of a call, INVITE, 100, 180, 200, ACK,
 * BYE and 200; anything else is mostly answered, and that is all. In bytes. */
static gsize usual_size(const SfMessage *first)
{
    return first->is_request && sf_text_equal(first->method, sf_text("INVITE")) ? 1024 : 256;
}

static void move_to(SfSightings *sightings, gsize size)
{
    char *bytes = sf_piece_take(size);
    if (sightings->used > 0)
        memcpy(bytes, sightings->bytes, sightings->used);
    sf_piece_give(sightings->bytes, sightings->size);
    sightings->bytes = bytes;
    sightings->size = size;
}

/* @size: of that message's. */
static Sighting *add_room(SfSightings *sightings, gsize size, const SfMessage *message)
{
    if (sightings->used + size > sightings->size) {
        const gsize roomy = sightings->size > 0 ? 2 * sightings->size : usual_size(message);
        move_to(sightings, MAX(roomy, sightings->used + size));
    }
    Sighting *sighting = sighting_at(sightings, sightings->used);
    sightings->used += size;
    sightings->n++;
    return sighting;
}

static void drop_oldest(SfSightings *sightings, guint n)
{
    gsize dropped = 0;
    for (guint i = 0; i < n; i++) {
        const Sighting *oldest = sighting_at(sightings, dropped);
        sightings->n_in_parts -= oldest->parts != NULL;
        g_free(oldest->parts);
        dropped += oldest->size;
    }
    sightings->used -= dropped;
    sightings->n -= n;
    memmove(sightings->bytes, sightings->bytes + dropped, sightings->used);
}

void sf_sightings_add(SfSightings *sightings, const SfMessage *message)
{
    if (sightings->n >= MAX_SIGHTINGS)
        drop_oldest(sightings, MAX_SIGHTINGS / 2);
    const SfText source = message->source_address;
    const SfText destination = message->destination_address;
    const SfText words = message->is_request ? message->method : message->reason_phrase;
    const gsize whole = sizeof(Sighting) + source.length + destination.length + words.length;
    const gsize size = (whole + sizeof(gint64) - 1) & ~(sizeof(gint64) - 1); /* aligns the next */
    Sighting *sighting = add_room(sightings, size, message);
    *sighting = (Sighting){.size = (guint)size,
                           .spot = sf_spot_of(message),
                           .status = message->status,
                           .is_request = message->is_request,
                           .time = message->time,
                           .parts = parts_of(message),
                           .source_port = message->source_port,
                           .destination_port = message->destination_port,
                           .source_length = (guint)source.length,
                           .destination_length = (guint)destination.length,
                           .words_length = (guint)words.length,
                           .connection = connection_of(message)};
    sightings->n_in_parts += sighting->parts != NULL;
    append(append(append((char *)(sighting + 1), source), destination), words);
}

static guint count_parts(const guint32 *parts)
{
    guint n = 0;
    while (parts && parts[n] != 0)
        n++;
    return n;
}

gboolean sf_sightings_next(const SfSightings *sightings, gsize *at, SfMessage *message)
{
    if (*at >= sightings->used)
        return FALSE;
    const Sighting *sighting = sighting_at(sightings, *at);
    const SfText source = {(const char *)(sighting + 1), sighting->source_length};
    const SfText destination = {source.at + source.length, sighting->destination_length};
    const SfText words = {destination.at + destination.length, sighting->words_length};
    *at += sighting->size;
    *message = (SfMessage){.frame = sighting->spot.frame,
                           .part = sighting->spot.part,
                           .place = sighting->spot.place,
                           .time = sighting->time,
                           .is_request = sighting->is_request,
                           .status = sighting->status,
                           .source_address = source,
                           .destination_address = destination,
                           .source_port = sighting->source_port,
                           .destination_port = sighting->destination_port,
                           .transport = sighting->connection,
                           .in_connection = sighting->connection != SF_TRANSPORT_UNKNOWN,
                           .parts = sighting->parts,
                           .n_parts = count_parts(sighting->parts),
                           .method = words,
                           .reason_phrase = words};
    return TRUE;
}

void sf_sightings_clear(SfSightings *sightings)
{
    for (gsize at = 0; sightings->n_in_parts > 0 && at < sightings->used;
         at += sighting_at(sightings, at)->size)
        g_free(sighting_at(sightings, at)->parts);
    sf_piece_give(sightings->bytes, sightings->size);
    *sightings = (SfSightings){0};
}
