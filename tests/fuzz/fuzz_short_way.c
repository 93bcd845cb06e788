/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Feeds messages to the whole short way: into packets, out of them as the intake finds them, into a
 * batch, out of it as the plugin does, to the ledger. What comes out is what went in. Messages are
 * parted by a line that is a dot.
 */
#include "fuzz.h"

#include "core/describe/facts.h"
#include "core/ledger/ledger.h"
#include "core/message/batch.h"
#include "intake/packets/plain_sip.h"
#include "mask/packet.h"

/* @return whether it goes the short way */
static gboolean send(const char *message, gsize length, gboolean six, GByteArray *batch)
{
    SfPacket packet = {.address_length = six ? 16 : 4,
                       .source = {192, 0, 2, 1},
                       .destination = {198, 51, 100, 20},
                       .source_port = 5060,
                       .destination_port = 5060};
    g_autoptr(GByteArray) frame = g_byte_array_new();
    g_autoptr(GString) payload = g_string_new_len(message, (gssize)length);
    SfDatagram datagram = {0};

    sf_packet_append(&packet, payload, frame);
    MUST(sf_datagram_find(SF_LINK_IP, frame->data, frame->len, &datagram) == (length > 0));
    if (length == 0)
        return FALSE;
    MUST(datagram.length == length && memcmp(datagram.payload, message, length) == 0);
    MUST(datagram.source_port == 5060 && datagram.family == (six ? 6 : 4));
    datagram.length = sf_plain_sip_in(&datagram);
    if (datagram.length == 0)
        return FALSE;
    SfBatchEntry entry = {.kind = SF_BATCH_MESSAGE,
                          .family = (guint8)datagram.family,
                          .source_port = datagram.source_port,
                          .destination_port = datagram.destination_port,
                          .length = (guint32)datagram.length,
                          .time = SF_SECOND * batch->len};
    memcpy(entry.source, packet.source, 16);
    memcpy(entry.destination, packet.destination, 16);
    sf_batch_append(batch, &entry, datagram.payload);
    return TRUE;
}

static guint take_all(const GByteArray *batch)
{
    SfLedger *ledger = sf_ledger_new();
    g_autoptr(GArray) headers = g_array_new(FALSE, FALSE, sizeof(SfHeader));
    SfText rest = {(const char *)batch->data, batch->len};
    SfBatchEntry entry;
    SfText bytes;
    guint n = 0;

    while (sf_batch_next(&rest, &entry, &bytes)) {
        SfBatchAddresses addresses;
        SfMessage message = {.frame = ++n, .time = entry.time, .transport = SF_TRANSPORT_UDP};
        sf_ledger_frame(ledger, entry.time);
        /* What is plain SIP to the intake begins with a start line to everybody. */
        MUST(sf_batch_message(&entry, bytes, &addresses, headers, &message));
        message.frame = n;
        message.transport = SF_TRANSPORT_UDP;
        sf_ledger_add(ledger, &message);
    }
    MUST(rest.length == 0);
    for (guint i = 0; i < sf_ledger_answers(ledger)->len; i++)
        must_be_shown(sf_answer_summary(sf_ledger_answers(ledger)->pdata[i]));
    sf_ledger_free(ledger);
    return n;
}

/* Where noise is taken for a batch, it ends. */
static void take_noise(const uint8_t *data, size_t size)
{
    SfText rest = {(const char *)data, size};
    SfBatchEntry entry;
    SfText bytes;

    while (sf_batch_next(&rest, &entry, &bytes))
        MUST(bytes.length == entry.length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GByteArray) batch = g_byte_array_new();
    const char *at = (const char *)data;
    const char *end = at + size;
    guint sent = 0;

    for (guint i = 0; i < 40 && at < end; i++) {
        const char *part = g_strstr_len(at, end - at, "\n.\n");
        const gsize length = (gsize)((part ? part + 1 : end) - at);
        sent += send(at, MIN(length, SF_PACKET_MOST), (i & 1) != 0, batch);
        at = part ? part + 3 : end;
    }
    MUST(take_all(batch) == sent);
    take_noise(data, size);
    return 0;
}
