// SPDX-License-Identifier: GPL-2.0-or-later
#include "mask/packet.h"

#include <string.h>

enum { PROTOCOL_ICMP = 1, PROTOCOL_TCP = 6, PROTOCOL_UDP = 17, PROTOCOL_ICMPV6 = 58 };

static void put16(GByteArray *out, guint value)
{
    const guint8 bytes[2] = {(guint8)(value >> 8), (guint8)value};
    g_byte_array_append(out, bytes, sizeof bytes);
}

static void put32(GByteArray *out, guint32 value)
{
    put16(out, value >> 16);
    put16(out, value & 0xffff);
}

static void set16(GByteArray *out, guint at, guint value)
{
    out->data[at] = (guint8)(value >> 8);
    out->data[at + 1] = (guint8)value;
}

/* ---- Checksums (RFC 1071) ---- */

static guint32 sum(guint32 so_far, const guint8 *bytes, gsize length)
{
    for (gsize i = 0; i + 1 < length; i += 2)
        so_far += (guint32)(bytes[i] << 8 | bytes[i + 1]);
    if (length % 2 == 1)
        so_far += (guint32)bytes[length - 1] << 8;
    while (so_far >> 16)
        so_far = (so_far & 0xffff) + (so_far >> 16);
    return so_far;
}

static guint folded(guint32 total)
{
    return ~total & 0xffff;
}

static guint32 pseudo_header(const SfPacket *packet, guint protocol, guint32 length)
{
    guint32 total = sum(0, packet->source, packet->address_length);
    total = sum(total, packet->destination, packet->address_length);
    return total + protocol + length;
}

/* ---- Layers ---- */

static void put_ipv4(const SfPacket *packet, guint protocol, gsize length, GByteArray *out)
{
    const guint start = out->len;
    put16(out, 0x4500);
    put16(out, (guint)(20 + length));
    put32(out, 0x00004000); /* not to be fragmented */
    put16(out, 64 << 8 | protocol);
    put16(out, 0);
    g_byte_array_append(out, packet->source, 4);
    g_byte_array_append(out, packet->destination, 4);
    set16(out, start + 10, folded(sum(0, out->data + start, 20)));
}

static void put_ip(const SfPacket *packet, guint protocol, gsize length, GByteArray *out)
{
    if (packet->address_length == 4) {
        put_ipv4(packet, protocol, length, out);
        return;
    }
    put32(out, 0x60000000);
    put16(out, (guint)length);
    put16(out, protocol << 8 | 64);
    g_byte_array_append(out, packet->source, 16);
    g_byte_array_append(out, packet->destination, 16);
}

/* The checksum of what is not whole cannot be right: 0 says that there is none. */
static void put_udp(const SfPacket *packet, const GString *payload, GByteArray *out)
{
    const gsize length = 8 + payload->len + packet->missing;
    put_ip(packet, PROTOCOL_UDP, length, out);
    const guint start = out->len;
    put16(out, packet->source_port);
    put16(out, packet->destination_port);
    put16(out, (guint)length);
    put16(out, 0);
    g_byte_array_append(out, (const guint8 *)payload->str, (guint)payload->len);
    if (packet->missing > 0)
        return;
    const guint checksum = folded(sum(pseudo_header(packet, PROTOCOL_UDP, (guint32)length),
                                      out->data + start, out->len - start));
    set16(out, start + 6, checksum == 0 ? 0xffff : checksum); /* RFC 768 */
}

static void put_tcp(const SfPacket *packet, const GString *payload, GByteArray *out)
{
    enum { HEADER = 20, PUSH_AND_ACK = 0x5018, WINDOW = 0xffff };
    const gsize length = HEADER + payload->len + packet->missing;
    put_ip(packet, PROTOCOL_TCP, length, out);
    const guint start = out->len;
    put16(out, packet->source_port);
    put16(out, packet->destination_port);
    put32(out, packet->sequence);
    put32(out, packet->acknowledged);
    put16(out, PUSH_AND_ACK);
    put16(out, WINDOW);
    put32(out, 0);
    g_byte_array_append(out, (const guint8 *)payload->str, (guint)payload->len);
    set16(out, start + 16,
          folded(sum(pseudo_header(packet, PROTOCOL_TCP, (guint32)length), out->data + start,
                     out->len - start)));
}

/* "Port unreachable" or "host unreachable", with the packet that it is about (RFC 792, RFC 4443
 * §3.1). */
static void put_unreachable(const SfPacket *packet, const GString *payload, GByteArray *out)
{
    g_autoptr(GByteArray) quoted = g_byte_array_new();
    put_udp(packet, payload, quoted);
    SfPacket back = *packet;
    memcpy(back.source, packet->destination, sizeof back.source);
    memcpy(back.destination, packet->source, sizeof back.destination);
    const gboolean four = packet->address_length == 4;
    const guint protocol = four ? PROTOCOL_ICMP : PROTOCOL_ICMPV6;
    const gsize length = 8 + (gsize)quoted->len;
    put_ip(&back, protocol, length, out);
    const guint start = out->len;
    if (packet->kind == SF_PACKET_CLOSED)
        put16(out, four ? 0x0303 : 0x0104);
    else
        put16(out, four ? 0x0301 : 0x0103);
    put16(out, 0);
    put32(out, 0);
    g_byte_array_append(out, quoted->data, quoted->len);
    const guint32 begin = four ? 0 : pseudo_header(&back, protocol, (guint32)length);
    set16(out, start + 2, folded(sum(begin, out->data + start, out->len - start)));
}

guint32 sf_packet_append(const SfPacket *packet, const GString *payload, GByteArray *out)
{
    const guint before = out->len;
    switch (packet->kind) {
    case SF_PACKET_UDP:
        put_udp(packet, payload, out);
        break;
    case SF_PACKET_TCP:
        put_tcp(packet, payload, out);
        break;
    case SF_PACKET_UNREACHABLE:
    case SF_PACKET_CLOSED:
        put_unreachable(packet, payload, out);
        return out->len - before; /* an error quotes what it likes */
    }
    return out->len - before + (guint32)packet->missing;
}

/* ---- pcapng (draft-ietf-opsawg-pcapng), in the byte order of this machine ---- */

static void native32(GByteArray *out, guint32 value)
{
    g_byte_array_append(out, (const guint8 *)&value, sizeof value);
}

static void native16(GByteArray *out, guint16 value)
{
    g_byte_array_append(out, (const guint8 *)&value, sizeof value);
}

void sf_pcapng_begin(GByteArray *out)
{
    static const guint8 nanoseconds[4] = {9};
    enum { SECTION = 0x0a0d0d0a, MAGIC = 0x1a2b3c4d, INTERFACE = 1, RAW = 101, TSRESOL = 9 };
    native32(out, SECTION);
    native32(out, 28);
    native32(out, MAGIC);
    native16(out, 1);
    native16(out, 0);
    native32(out, G_MAXUINT32); /* length of the section: not known */
    native32(out, G_MAXUINT32);
    native32(out, 28);
    native32(out, INTERFACE);
    native32(out, 32);
    native16(out, RAW);
    native16(out, 0);
    native32(out, 0);
    native16(out, TSRESOL);
    native16(out, 1);
    g_byte_array_append(out, nanoseconds, sizeof nanoseconds);
    native32(out, 0);
    native32(out, 32);
}

void sf_pcapng_packet(gint64 time, const guint8 *bytes, guint32 captured, guint32 length,
                      GByteArray *out)
{
    static const guint8 padding[3] = {0};
    enum { PACKET = 6, AROUND = 32 };
    const guint32 rest = (4 - captured % 4) % 4;
    native32(out, PACKET);
    native32(out, AROUND + captured + rest);
    native32(out, 0);
    native32(out, (guint32)((guint64)time >> 32));
    native32(out, (guint32)time);
    native32(out, captured);
    native32(out, length);
    g_byte_array_append(out, bytes, captured);
    g_byte_array_append(out, padding, rest);
    native32(out, AROUND + captured + rest);
}
