/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip_text.h"

#include "core/message/message_read.h"

static void set_addresses(SfMessage *message)
{
    const SfText client = message->sent_by.length > 0 ? message->sent_by : sf_text("192.0.2.1");
    const SfText server = sf_text("198.51.100.20");
    message->source_address = message->is_request ? client : server;
    message->destination_address = message->is_request ? server : client;
    message->source_port = message->destination_port = 5060;
    message->transport = SF_TRANSPORT_UDP;
}

static void set_way(SfMessage *message, const SipTextWay *way)
{
    message->source_address = sf_text(way->source);
    message->source_port = way->source_port;
    message->destination_address = sf_text(way->destination);
    message->destination_port = way->destination_port;
}

/* @way, @destination: NULL where Via tells. */
static void add(SfLedger *ledger, guint32 frame, double seconds, const char *text, gboolean cut,
                const char *destination, const SipTextWay *way)
{
    g_autoptr(GArray) headers = g_array_new(FALSE, FALSE, sizeof(SfHeader));
    SfMessage message = {.frame = frame, .time = (gint64)(seconds * 1e9)};
    const SfWire wire = {.bytes = sf_text(text), .ended = TRUE};
    if (!sf_message_read(&wire, headers, &message))
        g_error("no message: %s", text);
    message.cut = cut;
    set_addresses(&message);
    if (destination)
        message.destination_address = sf_text(destination);
    if (way)
        set_way(&message, way);
    sf_ledger_frame(ledger, message.time);
    sf_ledger_add(ledger, &message);
}

void sip_text_add(SfLedger *ledger, guint32 frame, double seconds, const char *text)
{
    add(ledger, frame, seconds, text, FALSE, NULL, NULL);
}

void sip_text_add_cut(SfLedger *ledger, guint32 frame, double seconds, const char *text)
{
    add(ledger, frame, seconds, text, TRUE, NULL, NULL);
}

void sip_text_add_to(SfLedger *ledger, guint32 frame, double seconds, const char *destination,
                     const char *text)
{
    add(ledger, frame, seconds, text, FALSE, destination, NULL);
}

void sip_text_add_on(SfLedger *ledger, guint32 frame, double seconds, const SipTextWay *way,
                     const char *text)
{
    add(ledger, frame, seconds, text, FALSE, NULL, way);
}
