/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/message/batch.h"

#include "core/message/message_keys.h"
#include "core/message/message_read.h"

#include <arpa/inet.h>
#include <string.h>

void sf_batch_append(GByteArray *batch, const SfBatchEntry *entry, const guint8 *bytes)
{
    const guint before = batch->len;

    g_byte_array_set_size(batch, before + (guint)sizeof *entry + entry->length);
    memcpy(batch->data + before, entry, sizeof *entry);
    if (entry->length > 0)
        memcpy(batch->data + before + sizeof *entry, bytes, entry->length);
}

gboolean sf_batch_next(SfText *rest, SfBatchEntry *entry, SfText *bytes)
{
    if (rest->length < sizeof *entry)
        return FALSE;
    memcpy(entry, rest->at, sizeof *entry);
    if (entry->length > rest->length - sizeof *entry)
        return FALSE;
    *bytes = (SfText){rest->at + sizeof *entry, entry->length};
    *rest = (SfText){bytes->at + bytes->length, rest->length - sizeof *entry - bytes->length};
    return TRUE;
}

/* "255.", and how long that is. inet_ntop() takes a thousand instructions for an address, of which
 * each message has two. */
static struct {
    char text[7];
    guint8 length;
} octets[256];

static void write_octets(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(octets); i++)
        octets[i].length = (guint8)g_snprintf(octets[i].text, sizeof octets[i].text, "%u.", i);
}

/* Where the next one begins is where this one ends: as many as four bytes are written. */
static inline char *put_octet(char *at, guint8 octet)
{
    memcpy(at, octets[octet].text, 4);
    return at + octets[octet].length;
}

/* A place's text, and the key that the ledger finds it by. */
typedef struct {
    guint32 address; /* 0: none is here */
    SfHashed hashed;
    guint length;
    char text[16];
} KnownPlace;

/* Most messages go between few places. Sources and destinations are apart, so that the two of one
 * message never take each other's room. */
enum { KNOWN_BITS = 10, N_KNOWN = 1 << KNOWN_BITS };
static KnownPlace known_sources[N_KNOWN], known_destinations[N_KNOWN];

static G_GNUC_NO_INLINE void write_place(KnownPlace *place, const guint8 *address)
{
    if (octets[0].length == 0)
        write_octets();
    const char *end =
        put_octet(put_octet(put_octet(put_octet(place->text, address[0]), address[1]), address[2]),
                  address[3]);
    place->length = (guint)(end - place->text) - 1;
    place->hashed = sf_hashed((SfText){place->text, place->length});
}

static SfText ipv4_text(const guint8 *address, KnownPlace *known, SfHashed *hashed)
{
    guint32 number;
    memcpy(&number, address, sizeof number);
    KnownPlace *place = &known[(number * 2654435761U) >> (32 - KNOWN_BITS)];
    if (number == 0)
        return SF_TEXT_NONE;
    if (place->address != number) {
        write_place(place, address);
        place->address = number;
    }
    *hashed = place->hashed;
    return (SfText){place->text, place->length};
}

/* 0.0.0.0 and :: are nobody's: not known. */
static SfText ipv6_text(const guint8 *address, char *room, socklen_t size)
{
    static const guint8 nobody[16];
    if (memcmp(address, nobody, sizeof nobody) == 0)
        return SF_TEXT_NONE;
    return sf_text(inet_ntop(AF_INET6, address, room, size));
}

static void take_addresses(const SfBatchEntry *entry, SfBatchAddresses *addresses,
                           SfMessage *message)
{
    if (entry->family == 4) {
        message->source_address = ipv4_text(entry->source, known_sources, &message->hashes.source);
        message->destination_address =
            ipv4_text(entry->destination, known_destinations, &message->hashes.destination);
        return;
    }
    message->source_address = ipv6_text(entry->source, addresses->source, sizeof addresses->source);
    message->destination_address =
        ipv6_text(entry->destination, addresses->destination, sizeof addresses->destination);
}

gboolean sf_batch_message(const SfBatchEntry *entry, SfText bytes, SfBatchAddresses *addresses,
                          GArray *headers, SfMessage *message)
{
    const SfWire wire = {.bytes = bytes, .ended = TRUE};
    message->time = entry->time;
    message->source_port = entry->source_port;
    message->destination_port = entry->destination_port;
    take_addresses(entry, addresses, message);
    return sf_message_read(&wire, headers, message);
}
