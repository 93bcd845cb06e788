/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "flow_text.h"

#include "core/message/message_read.h"
#include "ledger_ask.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    long milliseconds;
    char how[12];
    char source[48];
    guint source_port;
    char destination[48];
    guint destination_port;
} Head;

SfText flow_line(SfText *rest)
{
    const gssize end = sf_text_find(*rest, '\n');
    const gsize length = end < 0 ? rest->length : (gsize)end + 1;
    const SfText line = sf_text_slice(*rest, 0, length);

    *rest = sf_text_slice(*rest, length, G_MAXSIZE);
    return line;
}

void flow_split(Flow *flow, const guint8 *data, gsize size)
{
    char *copy = g_malloc(MAX(size, 1));
    SfText rest = {copy, size};

    if (size > 0)
        memcpy(copy, data, size);
    *flow = (Flow){.copy = copy, .before = {copy, 0}};
    while (rest.length > 0) {
        const SfText line = flow_line(&rest);
        if (line.at[0] == '@' && flow->n < FLOW_MOST)
            flow->parts[flow->n++] = line;
        else if (flow->n > 0)
            flow->parts[flow->n - 1].length += line.length;
        else
            flow->before.length += line.length;
    }
}

void flow_clear(Flow *flow)
{
    g_free(flow->copy);
}

SfLedger *flow_ledger(const Flow *flow)
{
    SfLedger *ledger = sf_ledger_new();

    if (flow->before.length > 0)
        ledger_explain_all(ledger);
    return ledger;
}

/* What cannot be read is as it usually is; addresses are always some, as Wireshark has them. */
static void read_head(SfText line, Head *head)
{
    char text[160];

    *head = (Head){0};
    g_snprintf(text, sizeof text, "%.*s", (int)line.length, line.at ? line.at : "");
    const int n =
        sscanf(text, "@ %9ld %11s %47s %5u %47s %5u", &head->milliseconds, head->how, head->source,
               &head->source_port, head->destination, &head->destination_port);
    if (n < 4 || !g_hostname_is_ip_address(head->source))
        g_strlcpy(head->source, "192.0.2.1", sizeof head->source);
    if (n < 6 || !g_hostname_is_ip_address(head->destination))
        g_strlcpy(head->destination, "198.51.100.20", sizeof head->destination);
    head->source_port &= G_MAXUINT16;
    head->destination_port &= G_MAXUINT16;
}

static SfTransport transport_of(const char *how)
{
    for (SfTransport it = SF_TRANSPORT_UDP; it <= SF_TRANSPORT_SCTP; it++) {
        if (strcmp(sf_transport_name(it), how) == 0)
            return it;
    }
    return SF_TRANSPORT_UDP;
}

static void feed_message(SfLedger *ledger, SfMessage *message, SfText bytes, const Head *head)
{
    g_autoptr(GArray) headers = g_array_new(FALSE, FALSE, sizeof(SfHeader));
    const SfWire wire = {.bytes = bytes,
                         .ended = strcmp(head->how, "cut") != 0,
                         .place = {0, 0, (guint)bytes.length}};

    if (!sf_message_read(&wire, headers, message))
        return;
    message->source_address = sf_text(head->source);
    message->destination_address = sf_text(head->destination);
    message->source_port = head->source_port;
    message->destination_port = head->destination_port;
    message->transport = transport_of(head->how);
    message->in_connection = message->transport != SF_TRANSPORT_UDP;
    message->quoted = strcmp(head->how, "quoted") == 0;
    sf_ledger_add(ledger, message);
}

void flow_feed(SfLedger *ledger, guint32 frame, gint64 *time, SfText part)
{
    SfText rest = part;
    Head head;

    read_head(flow_line(&rest), &head);
    *time += head.milliseconds * (SF_SECOND / 1000);
    if (strcmp(head.how, "lost") == 0)
        sf_ledger_lost(ledger, *time);
    sf_ledger_frame(ledger, *time);
    SfMessage message = {.frame = frame, .time = *time};
    if (strcmp(head.how, "encrypted") == 0)
        sf_ledger_count_encrypted(ledger);
    else if (strcmp(head.how, "ipsec") == 0)
        sf_ledger_ipsec(ledger, sf_text(head.source), sf_text(head.destination), frame);
    else if (strcmp(head.how, "fragment") == 0)
        sf_ledger_count_fragment(ledger);
    else
        feed_message(ledger, &message, rest, &head);
}
