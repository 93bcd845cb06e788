/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/packets/datagram.h"

/* What is left of the frame to look at, and what was found in front of it. */
typedef struct {
    const guint8 *at;
    gsize length;
    SfDatagram *found;
    guint protocol; /* that is looked for */
} SfBytes;

#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17

/* Where things lie in IPv4 (RFC 791 §3.1) and UDP (RFC 768). */
enum {
    IP_TOTAL = 2,
    IP_FRAGMENT = 6,
    IP_PROTOCOL = 9,
    IP_SOURCE = 12,
    IP_DESTINATION = 16,
    IP_HEADER = 20, /* without options */
    UDP_DESTINATION = 2,
    UDP_LENGTH = 4,
    UDP_HEADER = 8
};
#define MORE_FRAGMENTS_AND_OFFSET 0x3fff

static guint u16(const SfBytes *bytes, gsize at)
{
    return (guint)bytes->at[at] << 8 | bytes->at[at + 1];
}

static gboolean skip(SfBytes *bytes, gsize length)
{
    if (bytes->length < length)
        return FALSE;
    bytes->at += length;
    bytes->length -= length;
    return TRUE;
}

static void expect(const SfBytes *bytes, gboolean usual)
{
    if (!usual)
        bytes->found->is_ordinary = FALSE;
}

/* ------------------------------------------------------------------ UDP */

/* Where whole packets travel in others, the first byte is another one's. What Wireshark takes for a
 * tunnel by its port, and the usual port where that is left to the user. */
gboolean sf_port_is_tunnel(guint port)
{
    switch (port) {
    case 434:   /* Mobile IP */
    case 1701:  /* L2TP */
    case 2123:  /* GTP, control */
    case 2152:  /* GTP, user */
    case 3386:  /* GTP' */
    case 3544:  /* Teredo */
    case 4341:  /* LISP, data */
    case 4342:  /* LISP, control */
    case 4500:  /* ESP */
    case 4754:  /* GRE */
    case 4789:  /* VXLAN */
    case 4790:  /* VXLAN-GPE */
    case 5072:  /* AYIYA */
    case 5246:  /* CAPWAP, control */
    case 5247:  /* CAPWAP, data */
    case 5436:  /* Mobile IPv6 */
    case 5555:  /* Aruba's remote mirroring */
    case 6080:  /* GUE */
    case 6081:  /* GENEVE */
    case 6635:  /* MPLS */
    case 8472:  /* VXLAN, before it had a number */
    case 9060:  /* HEP */
    case 9899:  /* SCTP */
    case 12220: /* LWAPP */
    case 12222: /* LWAPP, data */
    case 12223: /* LWAPP, control */
    case 30030: /* Juniper's mirroring */
    case 37008: /* TZSP */
        return TRUE;
    default:
        return FALSE;
    }
}

static gboolean find_udp(const SfBytes *udp)
{
    SfDatagram *found = udp->found;

    if (udp->length <= UDP_HEADER || u16(udp, UDP_LENGTH) <= UDP_HEADER ||
        u16(udp, UDP_LENGTH) > udp->length)
        return FALSE;
    found->payload = udp->at + UDP_HEADER;
    found->length = u16(udp, UDP_LENGTH) - UDP_HEADER;
    return TRUE;
}

/* ------------------------------------------------------------------ TCP */

/* RFC 9293 §3.1. */
static gboolean find_tcp(const SfBytes *tcp)
{
    enum { SEQUENCE = 4, OFFSET = 12, HEADER = 20 };
    SfDatagram *found = tcp->found;

    if (tcp->length < HEADER)
        return FALSE;
    const gsize header = (gsize)(tcp->at[OFFSET] >> 4) * 4;
    if (header < HEADER || header >= tcp->length)
        return FALSE;
    found->sequence = (guint32)u16(tcp, SEQUENCE) << 16 | u16(tcp, SEQUENCE + 2);
    found->payload = tcp->at + header;
    found->length = tcp->length - header;
    return TRUE;
}

static gboolean find_wanted(const SfBytes *bytes)
{
    return bytes->protocol == PROTOCOL_TCP ? find_tcp(bytes) : find_udp(bytes);
}

/* ------------------------------------------------------------------ IP */

/* Both begin alike. */
static void note_ports(const SfBytes *ip, guint protocol, gsize header)
{
    enum { DESTINATION = 2, PORTS = 4 };

    if ((protocol != PROTOCOL_UDP && protocol != PROTOCOL_TCP) || ip->length < header + PORTS)
        return;
    ip->found->source_port = (guint16)u16(ip, header);
    ip->found->destination_port = (guint16)u16(ip, header + DESTINATION);
}

static gboolean find_in_ipv4(SfBytes *ip)
{
    if (ip->length < IP_HEADER)
        return FALSE;
    gsize header = (gsize)(ip->at[0] & 0x0f) * 4;
    if (header < IP_HEADER || (u16(ip, IP_FRAGMENT) & MORE_FRAGMENTS_AND_OFFSET) != 0)
        return FALSE;
    note_ports(ip, ip->at[IP_PROTOCOL], header);
    gsize total = u16(ip, IP_TOTAL);
    if (ip->at[IP_PROTOCOL] != ip->protocol || total < header || total > ip->length)
        return FALSE;
    ip->length = total; /* what is behind is padding */
    ip->found->family = 4;
    ip->found->source = ip->at + IP_SOURCE;
    ip->found->destination = ip->at + IP_DESTINATION;
    expect(ip, header == IP_HEADER);
    return skip(ip, header) && find_wanted(ip);
}

/* RFC 8200 §3. What has extension headers, of which fragments are one, goes on its way. */
static gboolean find_in_ipv6(SfBytes *ip)
{
    enum { PAYLOAD = 4, NEXT = 6, SOURCE = 8, DESTINATION = 24, HEADER = 40 };

    if (ip->length < HEADER)
        return FALSE;
    note_ports(ip, ip->at[NEXT], HEADER);
    gsize payload = u16(ip, PAYLOAD);
    if (ip->at[NEXT] != ip->protocol || payload > ip->length - HEADER)
        return FALSE;
    ip->length = HEADER + payload;
    ip->found->family = 6;
    ip->found->source = ip->at + SOURCE;
    ip->found->destination = ip->at + DESTINATION;
    return skip(ip, HEADER) && find_wanted(ip);
}

/* @param version  that a layer below promises; 0: none does */
static gboolean find_in_ip(SfBytes *ip, guint version)
{
    const guint first = ip->length > 0 ? ip->at[0] >> 4 : 0;

    expect(ip, version == 0 || version == first);
    if (first == 4)
        return find_in_ipv4(ip);
    return first == 6 && find_in_ipv6(ip);
}

/* ------------------------------------------------------------------ links */

/* Each skips to what IP begins with. @param version  gets which IP the link promises; 0: it does
 * not. @return FALSE where no IP follows */

/* A number says what follows, as on Ethernet; tags of VLANs come first. */
static inline gboolean skip_ethertype(SfBytes *bytes, guint *version)
{
    enum { MOST_TAGS = 4, USUAL_TAGS = 2 };

    for (int tags = 0; tags <= MOST_TAGS && bytes->length >= 2; tags++) {
        guint type = u16(bytes, 0);
        skip(bytes, 2);
        expect(bytes, tags <= USUAL_TAGS);
        switch (type) {
        case 0x0800: /* IPv4 */
            *version = 4;
            return TRUE;
        case 0x86dd: /* IPv6 */
            *version = 6;
            return TRUE;
        case 0x88a8: /* IEEE 802.1ad */
        case 0x9100: /* the same before it was a standard */
            expect(bytes, FALSE);
            /* fall through */
        case 0x8100: /* IEEE 802.1Q */
            if (!skip(bytes, 2))
                return FALSE;
            break;
        default:
            return FALSE;
        }
    }
    return FALSE;
}

static gboolean skip_ethernet(SfBytes *bytes, guint *version)
{
    return skip(bytes, 12) && skip_ethertype(bytes, version);
}

/* Linux' ARPHRD_: what the hardware is decides what the type means. */
static gboolean is_usual_hardware(guint hardware)
{
    enum { ETHERNET = 1, LOOPBACK = 772, NONE = 65534 };

    return hardware == ETHERNET || hardware == LOOPBACK || hardware == NONE;
}

/* The type is the last of 16 bytes. */
static gboolean skip_cooked(SfBytes *bytes, guint *version)
{
    if (bytes->length < 16)
        return FALSE;
    expect(bytes, is_usual_hardware(u16(bytes, 2)));
    return skip(bytes, 14) && skip_ethertype(bytes, version);
}

/* The type is the first of 20 bytes; behind a tag there is none of them. */
static gboolean skip_cooked_2(SfBytes *bytes, guint *version)
{
    if (bytes->length < 20 || (u16(bytes, 0) != 0x0800 && u16(bytes, 0) != 0x86dd))
        return FALSE;
    *version = u16(bytes, 0) == 0x0800 ? 4 : 6;
    expect(bytes, is_usual_hardware(u16(bytes, 8)));
    return skip(bytes, 20);
}

/* AF_INET is 2 everywhere, AF_INET6 is not; written in the byte order of the machine. */
static gboolean skip_loopback(SfBytes *bytes, guint *version)
{
    if (bytes->length < 4)
        return FALSE;
    guint family = bytes->at[0] | bytes->at[3];
    if (bytes->at[1] || bytes->at[2] || (bytes->at[0] && bytes->at[3]))
        return FALSE;
    if (family != 2 && family != 10 && family != 24 && family != 28 && family != 30)
        return FALSE;
    expect(bytes, family != 10);
    *version = family == 2 ? 4 : 6;
    return skip(bytes, 4);
}

/* RFC 1662 §3.1; RFC 1332 §3 and RFC 5072 §3. */
static gboolean skip_ppp(SfBytes *bytes)
{
    if (bytes->length < 4)
        return FALSE;
    if (bytes->at[0] == 0xff && bytes->at[1] == 0x03)
        skip(bytes, 2);
    if (u16(bytes, 0) != 0x0021 && u16(bytes, 0) != 0x0057)
        return FALSE;
    expect(bytes, FALSE);
    return skip(bytes, 2);
}

/* Wireshark looks for PPP in packets without a link layer, and finds it behind the second byte. */
static gboolean skip_nothing(const SfBytes *bytes)
{
    if (bytes->length < 3)
        return FALSE;
    expect(bytes, u16(bytes, 1) != 0xff03);
    return TRUE;
}

static gboolean skip_link(SfLink link, SfBytes *bytes, guint *version)
{
    *version = 0;
    switch (link) {
    case SF_LINK_ETHERNET:
        return skip_ethernet(bytes, version);
    case SF_LINK_COOKED:
        return skip_cooked(bytes, version);
    case SF_LINK_COOKED_2:
        return skip_cooked_2(bytes, version);
    case SF_LINK_IP:
        return skip_nothing(bytes);
    case SF_LINK_LOOPBACK:
        return skip_loopback(bytes, version);
    case SF_LINK_PPP:
        return skip_ppp(bytes);
    case SF_LINK_OTHER:
        break;
    }
    return FALSE;
}

static gboolean find(SfLink link, SfBytes bytes)
{
    guint version;

    *bytes.found = (SfDatagram){.is_ordinary = TRUE};
    return skip_link(link, &bytes, &version) && find_in_ip(&bytes, version);
}

/* Nearly all packets of calls: Ethernet without tags, IPv4 without options, UDP. Of them it says
 * what find() says, in a third of its instructions. @return FALSE where it is for find() to say */
static gboolean find_usual(const guint8 *frame, gsize length, SfDatagram *datagram)
{
    enum { TYPE = 12, IP = 14, UDP = IP + IP_HEADER };
    const SfBytes all = {frame, length, datagram, PROTOCOL_UDP};

    if (length <= UDP + UDP_HEADER || u16(&all, TYPE) != 0x0800 || frame[IP] != 0x45 ||
        frame[IP + IP_PROTOCOL] != PROTOCOL_UDP ||
        (u16(&all, IP + IP_FRAGMENT) & MORE_FRAGMENTS_AND_OFFSET) != 0)
        return FALSE;
    const gsize total = u16(&all, IP + IP_TOTAL);
    const gsize size = u16(&all, UDP + UDP_LENGTH);
    if (total > length - IP || size <= UDP_HEADER || IP_HEADER + size > total)
        return FALSE;
    *datagram = (SfDatagram){.family = 4,
                             .source = frame + IP + IP_SOURCE,
                             .destination = frame + IP + IP_DESTINATION,
                             .source_port = (guint16)u16(&all, UDP),
                             .destination_port = (guint16)u16(&all, UDP + UDP_DESTINATION),
                             .payload = frame + UDP + UDP_HEADER,
                             .length = size - UDP_HEADER,
                             .is_ordinary = TRUE};
    return TRUE;
}

gboolean sf_datagram_find(SfLink link, const guint8 *frame, gsize length, SfDatagram *datagram)
{
    if (link == SF_LINK_ETHERNET && find_usual(frame, length, datagram))
        return TRUE;
    return find(link, (SfBytes){frame, length, datagram, PROTOCOL_UDP});
}

gboolean sf_segment_find(SfLink link, const guint8 *frame, gsize length, SfDatagram *segment)
{
    return find(link, (SfBytes){frame, length, segment, PROTOCOL_TCP});
}
