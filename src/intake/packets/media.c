/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/packets/media.h"

gboolean sf_datagram_is_media(const SfDatagram *datagram)
{
    return (datagram->payload[0] & 0xc0) == 0x80 && !sf_port_is_tunnel(datagram->source_port) &&
           !sf_port_is_tunnel(datagram->destination_port);
}

gboolean sf_media_only(SfLink link, const guint8 *frame, gsize length)
{
    SfDatagram datagram;

    return sf_datagram_find(link, frame, length, &datagram) && sf_datagram_is_media(&datagram);
}
