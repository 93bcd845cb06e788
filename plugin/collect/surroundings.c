/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/collect/surroundings.h"

#include <epan/to_str.h>
#include <wiretap/wtap.h>

static int proto_sip, proto_udp, proto_tcp, proto_sctp, proto_tls, proto_websocket;

void sf_surroundings_init(void)
{
    proto_sip = proto_get_id_by_filter_name("sip");
    proto_udp = proto_get_id_by_filter_name("udp");
    proto_tcp = proto_get_id_by_filter_name("tcp");
    proto_sctp = proto_get_id_by_filter_name("sctp");
    proto_tls = proto_get_id_by_filter_name("tls");
    proto_websocket = proto_get_id_by_filter_name("websocket");
}

static SfTransport transport_of_layers(const packet_info *pinfo)
{
    SfTransport transport = SF_TRANSPORT_UNKNOWN;
    for (wmem_list_frame_t *layer = wmem_list_head(pinfo->layers); layer;
         layer = wmem_list_frame_next(layer)) {
        const int id = GPOINTER_TO_INT(wmem_list_frame_data(layer));
        if (id == proto_sip)
            break;
        if (id == proto_udp)
            transport = SF_TRANSPORT_UDP;
        else if (id == proto_tcp)
            transport = SF_TRANSPORT_TCP;
        else if (id == proto_sctp)
            transport = SF_TRANSPORT_SCTP;
        else if (id == proto_tls && transport == SF_TRANSPORT_TCP)
            transport = SF_TRANSPORT_TLS;
        else if (id == proto_websocket)
            transport = transport == SF_TRANSPORT_TLS ? SF_TRANSPORT_WSS : SF_TRANSPORT_WS;
    }
    return transport;
}

/* Some recorders write what went over TCP or TLS as UDP (Kamailio's sipdump): then the top Via
 * knows better. Never the reverse: bytes seen on TCP, TLS or SCTP are that. */
SfTransport sf_surroundings_datagram(const SfMessage *message)
{
    if (sf_text_equal(message->via_transport, sf_text("UDP"))) /* as nearly always */
        return SF_TRANSPORT_UDP;
    for (guint i = SF_TRANSPORT_UDP; i <= SF_TRANSPORT_SCTP; i++)
        if (sf_text_equal_nocase(message->via_transport,
                                 sf_text(sf_transport_name((SfTransport)i))))
            return (SfTransport)i;
    return SF_TRANSPORT_UDP;
}

/* The Via knows TLS and WebSocket from TCP. */
SfTransport sf_surroundings_exported(SfTransport said, const SfMessage *message)
{
    const SfTransport via = sf_surroundings_datagram(message);
    const gboolean is_said = message->via_transport.length > 0;
    if (said == SF_TRANSPORT_UNKNOWN)
        return is_said ? via : SF_TRANSPORT_UNKNOWN;
    if (said == SF_TRANSPORT_SCTP)
        return said;
    if (said != SF_TRANSPORT_UDP)
        return via == SF_TRANSPORT_UDP || via == SF_TRANSPORT_SCTP ? SF_TRANSPORT_TCP : via;
    return via;
}

static SfTransport said_of(const packet_info *pinfo)
{
    switch (pinfo->ptype) {
    case PT_UDP:
        return SF_TRANSPORT_UDP;
    case PT_TCP:
        return SF_TRANSPORT_TCP;
    case PT_SCTP:
        return SF_TRANSPORT_SCTP;
    default:
        return SF_TRANSPORT_UNKNOWN;
    }
}

static SfTransport transport_of(const packet_info *pinfo, const SfMessage *message)
{
    const SfTransport seen = transport_of_layers(pinfo);
    if (seen == SF_TRANSPORT_UNKNOWN && proto_is_frame_protocol(pinfo->layers, "exported_pdu"))
        return sf_surroundings_exported(said_of(pinfo), message);
    return seen == SF_TRANSPORT_UDP ? sf_surroundings_datagram(message) : seen;
}

/* 0.0.0.0 and :: are nobody's (RFC 1122 §3.2.1.3, RFC 4291 §2.5.2): not known. */
static gboolean is_nobodys(const address *addr)
{
    static const guint8 nobody[16];
    return addr->type == AT_NONE ||
           ((addr->type == AT_IPv4 || addr->type == AT_IPv6) && addr->len <= (int)sizeof nobody &&
            memcmp(addr->data, nobody, (gsize)addr->len) == 0);
}

static SfText address_text(wmem_allocator_t *pool, const address *addr)
{
    return is_nobodys(addr) ? SF_TEXT_NONE : sf_text(address_to_str(pool, addr));
}

gint64 sf_surroundings_time(const packet_info *pinfo)
{
    const gint64 seconds = (gint64)pinfo->abs_ts.secs;
    /* A stranger wrote it: what 64 bits of nanoseconds do not hold is no time. */
    if (seconds > G_MAXINT64 / SF_SECOND - 1 || seconds < G_MININT64 / SF_SECOND + 1)
        return 0;
    return seconds * SF_SECOND + pinfo->abs_ts.nsecs;
}

/* What pcapng calls epb_dropcount. */
gboolean sf_surroundings_lost(const packet_info *pinfo)
{
    guint64 lost = 0;
    return pinfo->rec && pinfo->rec->block &&
           wtap_block_get_uint64_option_value(pinfo->rec->block, OPT_PKT_DROPCOUNT, &lost) ==
               WTAP_OPTTYPE_SUCCESS &&
           lost > 0;
}

void sf_surroundings_read(packet_info *pinfo, SfMessage *message)
{
    message->time = sf_surroundings_time(pinfo);
    message->source_address = address_text(pinfo->pool, &pinfo->net_src);
    message->destination_address = address_text(pinfo->pool, &pinfo->net_dst);
    message->source_port = pinfo->srcport;
    message->destination_port = pinfo->destport;
    message->transport = transport_of(pinfo, message);
}
