/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/message/batch.h"

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

static SfText ipv4_text(const guint8 *address, char *room)
{
    if (octets[0].length == 0)
        write_octets();
    const char *end = put_octet(
        put_octet(put_octet(put_octet(room, address[0]), address[1]), address[2]), address[3]);
    return (SfText){room, (gsize)(end - room) - 1};
}

/* 0.0.0.0 and :: are nobody's: not known. */
static SfText address_text(guint family, const guint8 *address, char *room, socklen_t size)
{
    static const guint8 nobody[16];
    if (family == 4)
        return memcmp(address, nobody, 4) == 0 ? SF_TEXT_NONE : ipv4_text(address, room);
    if (memcmp(address, nobody, sizeof nobody) == 0)
        return SF_TEXT_NONE;
    return sf_text(inet_ntop(AF_INET6, address, room, size));
}

gboolean sf_batch_message(const SfBatchEntry *entry, SfText bytes, SfBatchAddresses *addresses,
                          GArray *headers, SfMessage *message)
{
    const SfWire wire = {.bytes = bytes, .ended = TRUE};
    message->time = entry->time;
    message->source_port = entry->source_port;
    message->destination_port = entry->destination_port;
    message->source_address =
        address_text(entry->family, entry->source, addresses->source, sizeof addresses->source);
    message->destination_address = address_text(
        entry->family, entry->destination, addresses->destination, sizeof addresses->destination);
    return sf_message_read(&wire, headers, message);
}
