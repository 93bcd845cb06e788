/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/logs/log_pdu.h"

#include <string.h>

/* Numbers of Wireshark's exported_pdu_tlvs.h; all in the byte order of the network. */
enum {
    END_OF_TAGS = 0,
    DISSECTOR_NAME = 12,
    IPV4_SOURCE = 20,
    IPV4_DESTINATION = 21,
    IPV6_SOURCE = 22,
    IPV6_DESTINATION = 23,
    PORT_TYPE = 24,
    SOURCE_PORT = 25,
    DESTINATION_PORT = 26
};
enum { PORT_OF_SCTP = 1, PORT_OF_TCP = 2, PORT_OF_UDP = 3 };

static void append_tag(GByteArray *bytes, guint tag, const void *value, guint length)
{
    const guint8 head[] = {(guint8)(tag >> 8), (guint8)tag, (guint8)(length >> 8), (guint8)length};

    g_byte_array_append(bytes, head, sizeof head);
    g_byte_array_append(bytes, value, length);
}

static void append_number(GByteArray *bytes, guint tag, guint32 number)
{
    const guint32 value = g_htonl(number);
    append_tag(bytes, tag, &value, sizeof value);
}

static void append_end(GByteArray *bytes, const SfLogEnd *end, guint v4, guint v6, guint port)
{
    if (end->family == 4)
        append_tag(bytes, v4, end->address, 4);
    else if (end->family == 6)
        append_tag(bytes, v6, end->address, 16);
    if (end->port > 0)
        append_number(bytes, port, end->port);
}

static guint32 port_type(SfTransport transport)
{
    switch (transport) {
    case SF_TRANSPORT_UDP:
        return PORT_OF_UDP;
    case SF_TRANSPORT_SCTP:
        return PORT_OF_SCTP;
    default:
        return PORT_OF_TCP;
    }
}

void sf_log_pdu_append(const SfLogMessage *message, GByteArray *bytes)
{
    append_tag(bytes, DISSECTOR_NAME, "sip", 4); /* to a multiple of four bytes */
    append_end(bytes, &message->source, IPV4_SOURCE, IPV6_SOURCE, SOURCE_PORT);
    append_end(bytes, &message->destination, IPV4_DESTINATION, IPV6_DESTINATION, DESTINATION_PORT);
    if (message->transport != SF_TRANSPORT_UNKNOWN)
        append_number(bytes, PORT_TYPE, port_type(message->transport));
    append_tag(bytes, END_OF_TAGS, "", 0);
    g_byte_array_append(bytes, (const guint8 *)message->bytes.at, (guint)message->bytes.length);
}
