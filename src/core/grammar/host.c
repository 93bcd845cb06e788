/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hosts: names, IPv4 and IPv6 literals, with a port (RFC 3261 §25.1, hostport). */
#include "core/grammar/scan.h"

#include <arpa/inet.h>

/* The longest text of an IPv6 address, plus the colon too many of RFC 5118 §4.10. Longer text is no
 * address, so this bounds nothing that comes from the wire. */
#define LONGEST_IPV6 (INET6_ADDRSTRLEN + 1)
#define IPV4_BYTES   4u
#define IPV6_BYTES   16u

static SfText without_brackets(SfText host)
{
    if (host.length >= 2 && host.at[0] == '[' && host.at[host.length - 1] == ']')
        return sf_text_slice(host, 1, host.length - 2);
    return host;
}

/* Four groups of one to three digits. inet_pton() would refuse 010, which the grammar allows. */
static gboolean read_ipv4(SfText host, guint8 address[IPV4_BYTES])
{
    gsize i = 0;
    for (guint group = 0; group < IPV4_BYTES; group++) {
        if (group > 0 && !sf_has_at(host, i++, '.'))
            return FALSE;
        const gsize end = sf_skip(host, i, SF_KIND_DIGIT);
        guint number = 0;
        if (end == i || end > i + 3)
            return FALSE;
        for (; i < end; i++)
            number = number * 10 + (guint)(host.at[i] - '0');
        if (number > G_MAXUINT8)
            return FALSE;
        address[group] = (guint8)number;
    }
    return i == host.length;
}

static gboolean read_ipv6(SfText host, guint8 address[IPV6_BYTES])
{
    char copy[LONGEST_IPV6 + 1];
    if (host.length > LONGEST_IPV6 || sf_text_find(host, ':') < 0 || sf_text_find(host, '\0') >= 0)
        return FALSE;
    memcpy(copy, host.at, host.length);
    copy[host.length] = '\0';
    if (inet_pton(AF_INET6, copy, address) == 1)
        return TRUE;
    /* RFC 3261's grammar wants a colon too many before a dotted tail, and RFC 5118 §4.10 wants it
     * read: [2001:db8:::192.0.2.1]. */
    char *extra = strstr(copy, ":::");
    if (!extra || !strchr(extra, '.'))
        return FALSE;
    memmove(extra, extra + 1, strlen(extra));
    return inet_pton(AF_INET6, copy, address) == 1;
}

gsize sf_host_address(SfText host, guint8 address[16])
{
    host = without_brackets(host);
    if (read_ipv4(host, address))
        return IPV4_BYTES;
    return read_ipv6(host, address) ? IPV6_BYTES : 0;
}

gboolean sf_address_is_in(const guint8 *address, const guint8 *prefix, guint bits)
{
    const guint whole = bits / 8;
    const guint rest = bits % 8;
    if (memcmp(address, prefix, whole) != 0)
        return FALSE;
    return rest == 0 || (address[whole] ^ prefix[whole]) >> (8 - rest) == 0;
}

gboolean sf_host_is_literal(SfText host)
{
    guint8 address[IPV6_BYTES];
    return sf_host_address(host, address) > 0;
}

/* The closing dot says that the name is complete, which names in SIP are anyway. */
static SfText without_closing_dot(SfText name)
{
    const gboolean dotted = name.length > 0 && name.at[name.length - 1] == '.';
    return sf_text_slice(name, 0, name.length - (dotted ? 1 : 0));
}

gboolean sf_host_equal(SfText a, SfText b)
{
    guint8 one[IPV6_BYTES];
    guint8 other[IPV6_BYTES];
    if (sf_text_equal(a, b))
        return TRUE;
    const gsize length = sf_host_address(a, one);
    if (length != sf_host_address(b, other))
        return FALSE;
    if (length > 0)
        return memcmp(one, other, length) == 0;
    return sf_text_equal_nocase(without_closing_dot(a), without_closing_dot(b));
}

static void append_ipv4(GString *out, const guint8 address[IPV4_BYTES])
{
    for (guint i = 0; i < IPV4_BYTES; i++) {
        const guint number = address[i];
        if (i > 0)
            g_string_append_c(out, '.');
        if (number >= 100)
            g_string_append_c(out, (char)('0' + number / 100));
        if (number >= 10)
            g_string_append_c(out, (char)('0' + number / 10 % 10));
        g_string_append_c(out, (char)('0' + number % 10));
    }
}

void sf_host_append(GString *out, SfText host)
{
    guint8 address[IPV6_BYTES];
    char written[INET6_ADDRSTRLEN];
    const gsize length = sf_host_address(host, address);
    if (length == IPV6_BYTES && inet_ntop(AF_INET6, address, written, sizeof written))
        g_string_append_printf(out, "[%s]", written);
    else if (length == IPV4_BYTES)
        append_ipv4(out, address);
    else {
        const gsize from = out->len;
        sf_escaped_append(out, without_closing_dot(host));
        for (gsize i = from; i < out->len; i++)
            out->str[i] = g_ascii_tolower(out->str[i]);
    }
}

/* ---- the grammar ---- */

/* One label of a host name; the last one, toplabel, must begin with a letter. */
static void check_label(SfText name, gsize from, gsize to, gboolean last, SfFlaw *flaw)
{
    if (name.at[from] == '-' || name.at[to - 1] == '-')
        sf_flaw_slight(flaw, "hyphen-at-end", from);
    else if (last && !g_ascii_isalpha(name.at[from]))
        sf_flaw_slight(flaw, "last-part", from);
}

static gboolean check_labels(SfText name, SfFlaw *flaw)
{
    for (gsize i = 0, dot = 0; i <= name.length; i = dot + 1) {
        dot = sf_skip_to(name, i, ".");
        if (dot == i)
            return sf_flaw_refuse(flaw, "empty-part", i);
        check_label(name, i, dot, dot == name.length, flaw);
    }
    return TRUE;
}

static gboolean has_letter(SfText name)
{
    for (gsize i = 0; i < name.length; i++)
        if (g_ascii_isalpha(name.at[i]))
            return TRUE;
    return FALSE;
}

static gboolean check_name(SfText name, SfFlaw *flaw)
{
    gsize i = sf_skip(name, 0, SF_KIND_HOST_NAME);
    if (sf_has_at(name, i, '_')) /* not by the grammar, but by custom, inside many a network */
        sf_flaw_slight(flaw, "underscore", i);
    while (sf_has_at(name, i, '_'))
        i = sf_skip(name, i + 1, SF_KIND_HOST_NAME);
    if (i < name.length)
        return sf_flaw_refuse(flaw, "host-character", i);
    if (!check_labels(without_closing_dot(name), flaw))
        return FALSE;
    return has_letter(name) || sf_flaw_refuse(flaw, "neither-name-nor-address", 0);
}

static gboolean parse_port(SfText text, gsize i, guint *port, SfFlaw *flaw)
{
    if (i == text.length) {
        sf_flaw_slight(flaw, "no-port", i);
        return TRUE;
    }
    const gsize bad = sf_skip(text, i, SF_KIND_DIGIT);
    if (bad < text.length)
        return sf_flaw_refuse(flaw, "port-no-number", bad);
    guint32 number = 0;
    if (!sf_delta_seconds_parse(sf_text_slice(text, i, G_MAXSIZE), &number) || number == 0 ||
        number > G_MAXUINT16)
        return sf_flaw_refuse(flaw, "port-range", i);
    *port = number;
    return TRUE;
}

/* @i is the offset behind the host. */
static gboolean parse_rest(SfText text, gsize i, SfHostPort *parts, SfFlaw *flaw)
{
    if (i == text.length)
        return TRUE;
    if (text.at[i] != ':')
        return sf_flaw_refuse(flaw, "behind-host", i);
    return parse_port(text, i + 1, &parts->port, flaw);
}

static gboolean parse_ipv6_reference(SfText text, SfHostPort *parts, SfFlaw *flaw)
{
    guint8 address[IPV6_BYTES];
    const gsize close = sf_skip_to(text, 0, "]");
    if (close == text.length)
        return sf_flaw_refuse(flaw, "no-closing-bracket", 0);
    parts->host = sf_text_slice(text, 1, close - 1);
    if (!read_ipv6(parts->host, address))
        return sf_flaw_refuse(flaw, "no-ipv6-address", 1);
    return parse_rest(text, close + 1, parts, flaw);
}

gboolean sf_host_port_parse(SfText text, SfHostPort *parts, SfFlaw *flaw)
{
    guint8 address[IPV6_BYTES];
    *parts = (SfHostPort){0};
    if (text.length == 0)
        return sf_flaw_refuse(flaw, "no-host", 0);
    if (text.at[0] == '[')
        return parse_ipv6_reference(text, parts, flaw);
    if (read_ipv6(text, address)) /* with or without a port, nobody could tell */
        return sf_flaw_refuse(flaw, "ipv6-without-brackets", 0);
    const gsize end = sf_skip_to(text, 0, ":");
    parts->host = sf_text_slice(text, 0, end);
    if (end == 0)
        return sf_flaw_refuse(flaw, "no-host", 0);
    if (!read_ipv4(parts->host, address) && !check_name(parts->host, flaw))
        return FALSE;
    return parse_rest(text, end, parts, flaw);
}
