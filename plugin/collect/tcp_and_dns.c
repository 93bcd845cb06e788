/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tcp_and_dns.h"

#include <epan/ipproto.h>
#include <epan/to_str.h>

#include "batches.h"

/* No fields: their tree would be made for every packet then (unseen.c). All that is needed stands
 * in the first bytes of the headers. */

typedef struct {
    const guint8 *at;
    gsize length;
} Bytes;

static Bytes bytes_from(Bytes bytes, gsize offset)
{
    return offset < bytes.length ? (Bytes){bytes.at + offset, bytes.length - offset} : (Bytes){0};
}

/* Where the innermost source address stands among the @length bytes; NULL: elsewhere. Wireshark's
 * address points there with IPv4, and is a copy with IPv6. */
static const guint8 *source_in(const packet_info *pinfo, const guint8 *bytes, gsize length)
{
    enum { SIZE_6 = 16, FARTHEST = 512 };
    const guint8 *source = pinfo->net_src.data;
    if (source >= bytes && source < bytes + length)
        return source;
    if (pinfo->net_src.type != AT_IPv6 || pinfo->net_dst.type != AT_IPv6)
        return NULL;
    for (gsize i = 0; i < FARTHEST && i + SIZE_6 + SIZE_6 <= length; i++)
        if (memcmp(bytes + i, source, SIZE_6) == 0 &&
            memcmp(bytes + i + SIZE_6, pinfo->net_dst.data, SIZE_6) == 0)
            return bytes + i;
    return NULL;
}

/* The data source that holds the frame's address, from @before bytes in front of that on. */
static Bytes from_address(const packet_info *pinfo, gsize before)
{
    for (GSList *item = pinfo->data_src; item; item = item->next) {
        tvbuff_t *tvb = get_data_source_tvb((const struct data_source *)item->data);
        const guint length = tvb_captured_length(tvb);
        const guint8 *bytes = length > 0 ? tvb_get_ptr(tvb, 0, (gint)length) : NULL;
        const guint8 *address = bytes ? source_in(pinfo, bytes, length) : NULL;
        if (address && address >= bytes + before)
            return (Bytes){address - before, (gsize)(bytes + length - address) + before};
    }
    return (Bytes){0};
}

/* What the innermost IP header carries (RFC 791 §3.1, RFC 8200 §3); nothing where there is none, or
 * other headers stand between. */
static Bytes carried(const packet_info *pinfo, guint protocol)
{
    enum { SOURCE_4 = 12, PROTOCOL_4 = 9, SOURCE_6 = 8, PROTOCOL_6 = 6, HEADER_6 = 40, LEAST = 20 };
    const gboolean is_6 = pinfo->net_src.type == AT_IPv6;
    if (!is_6 && pinfo->net_src.type != AT_IPv4)
        return (Bytes){0};
    const Bytes ip = from_address(pinfo, is_6 ? SOURCE_6 : SOURCE_4);
    if (ip.length <= LEAST || ip.at[is_6 ? PROTOCOL_6 : PROTOCOL_4] != protocol)
        return (Bytes){0};
    return bytes_from(ip, is_6 ? HEADER_6 : (gsize)(ip.at[0] & 0x0f) * 4);
}

static void tell_connection(SfLedger *ledger, packet_info *pinfo, SfAttemptStep step,
                            gboolean by_client, guint alert)
{
    const char *source = address_to_str(pinfo->pool, &pinfo->net_src);
    const char *destination = address_to_str(pinfo->pool, &pinfo->net_dst);
    const SfAttempt seen = {.client = sf_text(by_client ? source : destination),
                            .server = sf_text(by_client ? destination : source),
                            .port = by_client ? pinfo->destport : pinfo->srcport,
                            .step = step,
                            .alert = alert,
                            .by_client = by_client,
                            .frame = sf_batches_number(pinfo->num)};
    sf_ledger_connection(ledger, &seen);
}

static guint number_at(Bytes bytes, gsize at)
{
    return (guint)bytes.at[at] << 8 | bytes.at[at + 1];
}

static guint32 long_number_at(Bytes bytes, gsize at)
{
    return (guint32)number_at(bytes, at) << 16 | number_at(bytes, at + 2);
}

/* How long the segment is, header and all, as its IP header says. 0: that does not say, as where
 * the network card cuts for the sender. */
static gsize segment_length(const packet_info *pinfo)
{
    enum { SOURCE_4 = 12, TOTAL_4 = 2, SOURCE_6 = 8, PAYLOAD_6 = 4, LEAST = 20 };
    const gboolean is_6 = pinfo->net_src.type == AT_IPv6;
    const Bytes ip = from_address(pinfo, is_6 ? SOURCE_6 : SOURCE_4);
    if (ip.length < LEAST)
        return 0;
    if (is_6)
        return number_at(ip, PAYLOAD_6);
    const gsize header = (gsize)(ip.at[0] & 0x0f) * 4;
    const gsize total = number_at(ip, TOTAL_4);
    return total > header ? total - header : 0;
}

/* RFC 9293 §3.1. */
enum { SEQUENCE = 4, ACKNOWLEDGED = 8, OFFSET = 12, FLAGS = 13, LEAST_TCP = 20 };
enum { FIN = 0x01, SYN = 0x02, RST = 0x04, ACK = 0x10 };

static SfStreamPlace place_in_stream(const packet_info *pinfo, Bytes tcp)
{
    const gsize header = tcp.length >= LEAST_TCP ? (gsize)(tcp.at[OFFSET] >> 4) * 4 : 0;
    const gsize length = header >= LEAST_TCP ? segment_length(pinfo) : 0;
    if (length < header || header == 0 || !(tcp.at[FLAGS] & ACK))
        return (SfStreamPlace){0};
    return (SfStreamPlace){.is_known = TRUE,
                           .next = long_number_at(tcp, SEQUENCE) + (guint32)(length - header),
                           .taken = long_number_at(tcp, ACKNOWLEDGED),
                           .is_empty = length == header};
}

void sf_tcp_place_read(const packet_info *pinfo, SfMessage *message)
{
    if (pinfo->ptype == PT_TCP)
        message->stream = place_in_stream(pinfo, carried(pinfo, IP_PROTO_TCP));
}

/* One side will send no more. */
static void tell_end(SfLedger *ledger, packet_info *pinfo, Bytes tcp)
{
    const SfConnectionEnd seen = {.from = sf_text(address_to_str(pinfo->pool, &pinfo->net_src)),
                                  .to = sf_text(address_to_str(pinfo->pool, &pinfo->net_dst)),
                                  .from_port = pinfo->srcport,
                                  .to_port = pinfo->destport,
                                  .at = place_in_stream(pinfo, tcp),
                                  .frame = sf_batches_number(pinfo->num)};
    if (seen.at.is_known && seen.at.is_empty)
        sf_ledger_connection_ended(ledger, &seen);
}

/* Why TLS ends a connection, where it says so before it encrypts (RFC 5246 §7.2, RFC 8446 §6); 0:
 * it does not. */
static guint alert_in(Bytes tcp)
{
    enum { RECORD = 7, ALERT = 21, MAJOR = 3, LENGTH = 2, FATAL = 2 };
    const Bytes record =
        bytes_from(tcp, tcp.length > OFFSET ? (gsize)(tcp.at[OFFSET] >> 4) * 4 : 0);
    if (record.length < RECORD || record.at[0] != ALERT || record.at[1] != MAJOR ||
        record.at[3] != 0 || record.at[4] != LENGTH || record.at[5] != FATAL)
        return 0;
    return record.at[6];
}

/* Who of the two began the connection is known to who keeps the targets. */
static void tell_alert(SfLedger *ledger, packet_info *pinfo, guint alert)
{
    tell_connection(ledger, pinfo, SF_ATTEMPT_ALERT, TRUE, alert);
    tell_connection(ledger, pinfo, SF_ATTEMPT_ALERT, FALSE, alert);
}

static void look_at_tcp(SfLedger *ledger, packet_info *pinfo)
{
    const Bytes tcp = carried(pinfo, IP_PROTO_TCP);
    const guint flags = tcp.length > FLAGS ? tcp.at[FLAGS] & (FIN | SYN | RST | ACK) : 0;
    const guint alert = (flags & ~(guint)FIN) == ACK ? alert_in(tcp) : 0;
    if (flags & (FIN | RST))
        tell_end(ledger, pinfo, tcp);
    if ((flags & ~(guint)FIN) == SYN)
        tell_connection(ledger, pinfo, SF_ATTEMPT_ASKED, TRUE, 0);
    else if ((flags & ~(guint)FIN) == (SYN | ACK))
        tell_connection(ledger, pinfo, SF_ATTEMPT_OPENED, FALSE, 0);
    else if (flags & RST)
        tell_connection(ledger, pinfo, SF_ATTEMPT_REFUSED, FALSE, 0);
    else if (alert > 0)
        tell_alert(ledger, pinfo, alert);
}

/* The first name that a DNS message asks for, and whether it asks for an address; "": none (RFC
 * 1035 §4.1.2). */
static const char *name_asked(Bytes dns, char name[256], gboolean *is_address)
{
    enum { HEADER = 12, A = 1, AAAA = 28 };
    gsize at = HEADER, length = 0;
    while (at < dns.length && dns.at[at] > 0 && dns.at[at] < 64) {
        const gsize label = dns.at[at];
        if (at + label >= dns.length || length + label + 1 > 255)
            return "";
        if (length > 0)
            name[length++] = '.';
        memcpy(name + length, dns.at + at + 1, label);
        length += label;
        at += label + 1;
    }
    if (at + 2 >= dns.length || dns.at[at] != 0)
        return "";
    const guint type = (guint)dns.at[at + 1] << 8 | dns.at[at + 2];
    *is_address = type == A || type == AAAA;
    name[length] = '\0';
    return name;
}

/* Behind the name that begins at @at; 0: the message ends in it (RFC 1035 §4.1.4). */
static gsize behind_name(Bytes dns, gsize at)
{
    enum { POINTER = 0xc0, POINTER_LENGTH = 2 };
    while (at < dns.length && dns.at[at] > 0) {
        if ((dns.at[at] & POINTER) == POINTER)
            return at + POINTER_LENGTH <= dns.length ? at + POINTER_LENGTH : 0;
        at += (gsize)dns.at[at] + 1;
    }
    return at < dns.length ? at + 1 : 0;
}

/* The addresses among the answers; names between (CNAME) lead to them (RFC 1035 §4.1.3). */
static void tell_addresses(SfLedger *ledger, packet_info *pinfo, Bytes dns, const char *name)
{
    enum { HEADER = 12, ANSWERS = 6, QUESTION = 4, TYPE = 0, SIZE = 8, FIXED = 10, MOST = 16 };
    const char *client = address_to_str(pinfo->pool, &pinfo->net_dst);
    guint left = MIN(number_at(dns, ANSWERS), (guint)MOST);
    gsize at = behind_name(dns, HEADER);
    at = at ? at + QUESTION : 0;
    while (at && left-- > 0 && (at = behind_name(dns, at)) != 0 && at + FIXED <= dns.length) {
        const guint size = number_at(dns, at + SIZE);
        const guint type = number_at(dns, at + TYPE);
        const gsize data = at + FIXED;
        address found = ADDRESS_INIT_NONE;
        if (data + size > dns.length)
            return;
        if (type == 1 && size == 4)
            set_address(&found, AT_IPv4, 4, dns.at + data);
        else if (type == 28 && size == 16)
            set_address(&found, AT_IPv6, 16, dns.at + data);
        if (found.type != AT_NONE)
            sf_ledger_name(ledger, sf_text(client), sf_text(name),
                           sf_text(address_to_str(pinfo->pool, &found)));
        at = data + size;
    }
}

/* "No such name" (RFC 1035 §4.1.1, RFC 8020), or where it is. A name without an SRV record may have
 * an address. */
static void look_at_dns(SfLedger *ledger, packet_info *pinfo)
{
    enum { UDP_HEADER = 8, SAYS = 2, ANSWER = 0x80, NXDOMAIN = 3, CODE = 0x0f };
    const Bytes dns = bytes_from(carried(pinfo, IP_PROTO_UDP), UDP_HEADER);
    char name[256];
    gboolean is_address = FALSE;
    if (dns.length < 12 || !(dns.at[SAYS] & ANSWER))
        return;
    const guint code = dns.at[SAYS + 1] & CODE;
    const char *asked = code == 0 || code == NXDOMAIN ? name_asked(dns, name, &is_address) : "";
    const char *client = address_to_str(pinfo->pool, &pinfo->net_dst);
    if (!is_address || !*asked)
        return;
    if (code == 0)
        tell_addresses(ledger, pinfo, dns, asked);
    else
        sf_ledger_no_name(ledger, sf_text(client), sf_text(asked), sf_batches_number(pinfo->num));
}

void sf_tcp_and_dns_frame(SfLedger *ledger, packet_info *pinfo)
{
    enum { DNS_PORT = 53 };
    if (pinfo->ptype == PT_TCP)
        look_at_tcp(ledger, pinfo);
    else if (pinfo->ptype == PT_UDP && pinfo->srcport == DNS_PORT)
        look_at_dns(ledger, pinfo);
}
