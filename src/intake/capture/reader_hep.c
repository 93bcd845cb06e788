/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A copy for Homer is told by what is inside. */
#include "intake/capture/reader_private.h"
#include "intake/hep/hep.h"
#include "intake/logs/log_pdu.h"

/* Another record takes its place, which is a packet of no network. */
static void forget_datagram(SfReader *reader)
{
    reader->is_packet = TRUE;
    reader->is_datagram = FALSE;
    reader->datagram = (SfDatagram){.family = 0};
}

/* @return FALSE: no copy of a SIP message is in it */
static gboolean make_copy(SfReader *reader, const guint8 *bytes, gsize length, gint64 now)
{
    SfLogMessage message;
    SfText call;

    if (!sf_hep_read(bytes, length, now, &message, &call))
        return FALSE;
    g_autoptr(GByteArray) pdu = g_byte_array_new();
    g_free(reader->call);
    reader->call = sf_text_is_present(call) ? sf_text_show(call) : NULL;
    sf_log_pdu_append(&message, pdu);
    forget_datagram(reader);
    sf_record_make(reader->record, WTAP_ENCAP_WIRESHARK_UPPER_PDU, message.time, pdu->data,
                   pdu->len);
    return TRUE;
}

/* The next message of the streams, of which a segment may end several. */
gboolean sf_reader_next_of_streams(SfReader *reader)
{
    const gint64 now = sf_nanoseconds(&reader->record->rec.ts);
    const guint8 *bytes;
    gsize length;

    reader->is_in_stream = FALSE;
    while (!reader->is_in_stream && sf_hep_streams_next(reader->hep, &bytes, &length))
        reader->is_in_stream = make_copy(reader, bytes, length, now);
    return reader->is_in_stream;
}

/* Of a stream to Homer no segment is looked into by anybody else: it may begin as SIP does. */
static void unwrap_segment(SfReader *reader, const SfDatagram *segment)
{
    const SfHepSegment part = {
        segment->family,           segment->source,   segment->destination, segment->source_port,
        segment->destination_port, segment->sequence, segment->payload,     segment->length};

    if (!sf_hep_streams_take(reader->hep, &part) || sf_reader_next_of_streams(reader))
        return;
    forget_datagram(reader);
    sf_record_make_empty(reader->record, WTAP_ENCAP_WIRESHARK_UPPER_PDU,
                         sf_nanoseconds(&reader->record->rec.ts), 0);
}

/* A copy for Homer is told by what is inside: no Wireshark of today looks into it. */
void sf_reader_unwrap_hep(SfReader *reader)
{
    const wtap_packet_header *packet = &reader->record->rec.rec_header.packet_header;
    const SfDatagram *datagram = &reader->datagram;
    SfDatagram segment;

    if (reader->is_datagram) {
        if (sf_hep_may_begin(datagram->payload[0]))
            make_copy(reader, datagram->payload, datagram->length,
                      sf_nanoseconds(&reader->record->rec.ts));
    } else if (reader->is_packet && packet->caplen == packet->len && datagram->source_port > 0 &&
               sf_segment_find(sf_link_of_encap(packet->pkt_encap), sf_record_bytes(reader->record),
                               packet->caplen, &segment)) {
        unwrap_segment(reader, &segment);
    }
}

/* What came behind holes that nothing filled. */
gboolean sf_reader_next_behind_holes(SfReader *reader)
{
    while (sf_hep_streams_end(reader->hep))
        if (sf_reader_next_of_streams(reader))
            return TRUE;
    return FALSE;
}
