/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/media.h"

/* What is left of the frame to look at. */
typedef struct {
    const guint8 *at;
    gsize length;
} SfBytes;

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

/* ------------------------------------------------------------------ UDP */

/* Where whole packets travel in others, the first byte is another one's. What Wireshark takes for a
 * tunnel by its port, and the usual port where that is left to the user. */
static gboolean is_tunnel(guint port)
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

static gboolean udp_is_media(const SfBytes *udp)
{
    enum { SOURCE = 0, DESTINATION = 2, LENGTH = 4, HEADER = 8 };

    if (udp->length <= HEADER || u16(udp, LENGTH) <= HEADER || u16(udp, LENGTH) > udp->length)
        return FALSE;
    if (is_tunnel(u16(udp, SOURCE)) || is_tunnel(u16(udp, DESTINATION)))
        return FALSE;
    return (udp->at[HEADER] & 0xc0) == 0x80;
}

/* ------------------------------------------------------------------ IP */

#define PROTOCOL_UDP 17

/* RFC 791 §3.1. */
static gboolean ipv4_is_media(SfBytes ip)
{
    enum { TOTAL = 2, FRAGMENT = 6, PROTOCOL = 9, HEADER = 20, MORE_FRAGMENTS_AND_OFFSET = 0x3fff };

    if (ip.length < HEADER || ip.at[PROTOCOL] != PROTOCOL_UDP)
        return FALSE;
    gsize header = (gsize)(ip.at[0] & 0x0f) * 4;
    if (header < HEADER || (u16(&ip, FRAGMENT) & MORE_FRAGMENTS_AND_OFFSET) != 0)
        return FALSE;
    gsize total = u16(&ip, TOTAL);
    if (total < header || total > ip.length)
        return FALSE;
    ip.length = total; /* what is behind is padding */
    return skip(&ip, header) && udp_is_media(&ip);
}

/* RFC 8200 §3. What has extension headers, of which fragments are one, goes on its way. */
static gboolean ipv6_is_media(SfBytes ip)
{
    enum { PAYLOAD = 4, NEXT = 6, HEADER = 40 };

    if (ip.length < HEADER || ip.at[NEXT] != PROTOCOL_UDP)
        return FALSE;
    gsize payload = u16(&ip, PAYLOAD);
    if (payload > ip.length - HEADER)
        return FALSE;
    ip.length = HEADER + payload;
    return skip(&ip, HEADER) && udp_is_media(&ip);
}

static gboolean ip_is_media(const SfBytes *ip)
{
    switch (ip->length > 0 ? ip->at[0] >> 4 : 0) {
    case 4:
        return ipv4_is_media(*ip);
    case 6:
        return ipv6_is_media(*ip);
    default:
        return FALSE;
    }
}

/* ------------------------------------------------------------------ links */

/* A number says what follows, as on Ethernet; tags of VLANs come first. */
static gboolean ethertype_is_media(SfBytes bytes)
{
    enum { MOST_TAGS = 4 };

    for (int tags = 0; tags <= MOST_TAGS && bytes.length >= 2; tags++) {
        guint type = u16(&bytes, 0);
        skip(&bytes, 2);
        switch (type) {
        case 0x0800: /* IPv4 */
        case 0x86dd: /* IPv6 */
            return ip_is_media(&bytes);
        case 0x8100: /* IEEE 802.1Q */
        case 0x88a8: /* IEEE 802.1ad */
        case 0x9100: /* the same before it was a standard */
            if (!skip(&bytes, 2))
                return FALSE;
            break;
        default:
            return FALSE;
        }
    }
    return FALSE;
}

static gboolean ethernet_is_media(SfBytes bytes)
{
    return skip(&bytes, 12) && ethertype_is_media(bytes);
}

/* The type is the last of 16 bytes. */
static gboolean cooked_is_media(SfBytes bytes)
{
    return skip(&bytes, 14) && ethertype_is_media(bytes);
}

/* The type is the first of 20 bytes; behind a tag there is none of them. */
static gboolean cooked_2_is_media(SfBytes bytes)
{
    if (bytes.length < 20 || (u16(&bytes, 0) != 0x0800 && u16(&bytes, 0) != 0x86dd))
        return FALSE;
    return skip(&bytes, 20) && ip_is_media(&bytes);
}

/* AF_INET is 2 everywhere, AF_INET6 is not; written in the byte order of the machine. */
static gboolean loopback_is_media(SfBytes bytes)
{
    if (bytes.length < 4)
        return FALSE;
    guint family = bytes.at[0] | bytes.at[3];
    if (bytes.at[1] || bytes.at[2] || (bytes.at[0] && bytes.at[3]))
        return FALSE;
    if (family != 2 && family != 10 && family != 24 && family != 28 && family != 30)
        return FALSE;
    return skip(&bytes, 4) && ip_is_media(&bytes);
}

/* RFC 1662 §3.1; RFC 1332 §3 and RFC 5072 §3. */
static gboolean ppp_is_media(SfBytes bytes)
{
    if (bytes.length < 4)
        return FALSE;
    if (bytes.at[0] == 0xff && bytes.at[1] == 0x03)
        skip(&bytes, 2);
    if (u16(&bytes, 0) != 0x0021 && u16(&bytes, 0) != 0x0057)
        return FALSE;
    return skip(&bytes, 2) && ip_is_media(&bytes);
}

gboolean sf_media_only(SfLink link, const guint8 *frame, gsize length)
{
    const SfBytes bytes = {frame, length};

    switch (link) {
    case SF_LINK_ETHERNET:
        return ethernet_is_media(bytes);
    case SF_LINK_COOKED:
        return cooked_is_media(bytes);
    case SF_LINK_COOKED_2:
        return cooked_2_is_media(bytes);
    case SF_LINK_IP:
        return ip_is_media(&bytes);
    case SF_LINK_LOOPBACK:
        return loopback_is_media(bytes);
    case SF_LINK_PPP:
        return ppp_is_media(bytes);
    case SF_LINK_OTHER:
        break;
    }
    return FALSE;
}
