/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/message/batch.h"

#include "core/message/message_read.h"

#include <arpa/inet.h>
#include <string.h>

void sf_batch_append(GByteArray *batch, const SfBatchEntry *entry, const guint8 *bytes)
{
    g_byte_array_append(batch, (const guint8 *)entry, sizeof *entry);
    if (entry->length > 0)
        g_byte_array_append(batch, bytes, entry->length);
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

static char *put_number(char *at, guint number)
{
    if (number >= 100)
        *at++ = (char)('0' + number / 100);
    if (number >= 10)
        *at++ = (char)('0' + number / 10 % 10);
    *at++ = (char)('0' + number % 10);
    return at;
}

/* By hand: inet_ntop() takes a thousand instructions for each of the two addresses of a message. */
static SfText ipv4_text(const guint8 *address, char *room)
{
    char *at = room;
    for (guint i = 0; i < 4; i++) {
        if (i > 0)
            *at++ = '.';
        at = put_number(at, address[i]);
    }
    return (SfText){room, (gsize)(at - room)};
}

/* 0.0.0.0 and :: are nobody's: not known. */
static SfText address_text(guint family, const guint8 *address, char *room, socklen_t size)
{
    static const guint8 nobody[16];
    if (memcmp(address, nobody, family == 4 ? 4 : 16) == 0)
        return SF_TEXT_NONE;
    if (family == 4)
        return ipv4_text(address, room);
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
