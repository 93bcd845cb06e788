/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Feeds frames to what the intake decides by: where the datagram lies, whether it is media, whether
 * it is plainly SIP. The first byte is the kind of link. */
#include "fuzz.h"

#include "intake/packets/media.h"
#include "intake/packets/plain_sip.h"

static void must_lie_within(const SfDatagram *found, const guint8 *frame, gsize size)
{
    MUST(found->length >= 1 && (found->family == 4 || found->family == 6));
    MUST(found->payload >= frame && found->payload + found->length <= frame + size);
    MUST(found->source >= frame && found->destination >= frame);
    MUST(found->destination + (found->family == 4 ? 4 : 16) <= frame + size);
}

/* What is found in the usual frame of Ethernet is found in its IP packet, on the way of all. */
static void must_be_found_in_ip(const SfDatagram *found, const guint8 *frame, gsize length)
{
    enum { TYPE = 12, IP = 14 };
    SfDatagram again;

    if (frame[TYPE] != 0x08 || frame[TYPE + 1] != 0)
        return;
    MUST(sf_datagram_find(SF_LINK_IP, frame + IP, length - IP, &again));
    MUST(found->family == again.family && found->source == again.source);
    MUST(found->destination == again.destination && found->payload == again.payload);
    MUST(found->source_port == again.source_port && found->length == again.length);
    MUST(found->destination_port == again.destination_port && found->said == again.said);
}

static void decide(SfLink link, const guint8 *frame, gsize length)
{
    SfDatagram datagram = {0};
    SfDatagram segment = {0};
    const gboolean is_datagram = sf_datagram_find(link, frame, length, &datagram);
    const gboolean is_segment = sf_segment_find(link, frame, length, &segment);
    MUST(!is_datagram || !is_segment);
    if (is_segment)
        must_lie_within(&segment, frame, length);
    if (!is_datagram) {
        MUST(!sf_media_only(link, frame, length));
        return;
    }
    must_lie_within(&datagram, frame, length);
    if (link == SF_LINK_ETHERNET)
        must_be_found_in_ip(&datagram, frame, length);
    const gboolean is_media = sf_datagram_is_media(&datagram);
    MUST(!is_media || (datagram.payload[0] >= 0x80 && datagram.payload[0] <= 0xbf));
    const gsize message = sf_plain_sip_in(&datagram);
    MUST(!is_media || message == 0);
    MUST(sf_media_only(link, frame, length) == is_media || !sf_media_only(link, frame, length));
    MUST(message <= datagram.length);
    /* It is the same without its body. */
    MUST(message == 0 || sf_plain_sip_in_bytes(datagram.payload, message) == message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    guint8 *frame =
        g_malloc(MAX(size - 1, 1)); /* of just that size, so that a step past it is seen */
    memcpy(frame, data + 1, size - 1);
    decide((SfLink)(data[0] % (SF_LINK_PPP + 1)), frame, size - 1);
    g_free(frame);
    return 0;
}
