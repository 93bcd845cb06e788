/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which datagrams need no dissector: each row a message with one thing that differs. */
#include "intake/packets/plain_sip.h"

#include "want.h"

#include <string.h>

#define REQUEST "INVITE sip:bob@example.com SIP/2.0\r\n"
#define ANSWER  "SIP/2.0 301 Moved Permanently\r\n"
#define HEADERS "Call-ID: c1\r\nCSeq: 1 INVITE\r\n"

static const struct {
    const char *what;
    const char *payload;
    guint16 source;
    guint16 destination;
    gboolean plain;
} rows[] = {
    {"a request", REQUEST HEADERS "\r\n", 5060, 5060, TRUE},
    {"an answer", ANSWER HEADERS "\r\n", 5060, 5060, TRUE},
    {"an empty reason", "SIP/2.0 200 \r\n\r\n", 5060, 5060, TRUE},
    {"a body, whatever is in it", REQUEST HEADERS "\r\n\r\r\n", 5060, 5060, TRUE},
    {"LF alone", "SIP/2.0 301 Moved\n\n", 5060, 5060, TRUE},
    {"a folded header", REQUEST "Subject: a\r\n b\r\n\r\n", 5060, 5060, TRUE},
    {"no headers", REQUEST "\r\n", 5060, 5060, TRUE},
    {"LF alone and then CRLF", REQUEST "Subject: a\nCSeq: 1 INVITE\r\n\r\n", 5060, 5060, TRUE},
    {"LF alone at the end", REQUEST HEADERS "\nbody\rof\r\n\r\n", 5060, 5060, TRUE},
    {"LF alone, then CRLF at the end", ANSWER "Subject: a\n\r\nbody\r", 5060, 5060, TRUE},
    {"a body that ends in CR", ANSWER "\r\n\r", 5060, 5060, TRUE},

    {"nothing ends the headers", REQUEST HEADERS, 5060, 5060, FALSE},
    {"nothing ends the line", "SIP/2.0 200 OK", 5060, 5060, FALSE},
    {"an empty line first", "\r\n" REQUEST "\r\n", 5060, 5060, FALSE},
    {"a CR in a header", REQUEST "Subject: a\rb\r\n\r\n", 5060, 5060, FALSE},
    {"two CRs", REQUEST "\r\r\n", 5060, 5060, FALSE},
    {"two CRs at the end", REQUEST HEADERS "\r\r\n\r\n", 5060, 5060, FALSE},
    {"a CR, and LF alone at the end", REQUEST "Subject: a\rb\n\n", 5060, 5060, FALSE},
    {"a CR is the last byte", REQUEST HEADERS "\r", 5060, 5060, FALSE},
    {"no reason and no blank", "SIP/2.0 200\r\n\r\n", 5060, 5060, FALSE},
    {"two blanks before the code", "SIP/2.0  301 Moved\r\n\r\n", 5060, 5060, FALSE},
    {"four digits", "SIP/2.0 3010 Moved\r\n\r\n", 5060, 5060, FALSE},
    {"no digit", "SIP/2.0 30l Moved\r\n\r\n", 5060, 5060, FALSE},
    {"a version in small letters", "sip/2.0 301 Moved\r\n\r\n", 5060, 5060, FALSE},
    {"another version", "INVITE sip:bob@example.com SIP/3.0\r\n\r\n", 5060, 5060, FALSE},
    {"two blanks", "INVITE  sip:bob@example.com SIP/2.0\r\n\r\n", 5060, 5060, FALSE},
    {"three blanks", "INVITE sip:bob @example.com SIP/2.0\r\n\r\n", 5060, 5060, FALSE},
    {"a blank at the end", "INVITE sip:bob@example.com SIP/2.0 \r\n\r\n", 5060, 5060, FALSE},
    {"no colon", "INVITE bob@example.com SIP/2.0\r\n\r\n", 5060, 5060, FALSE},
    {"a colon first", "INVITE :ab SIP/2.0\r\n\r\n", 5060, 5060, FALSE},
    {"a URI of two letters", "INVITE a: SIP/2.0\r\n\r\n", 5060, 5060, FALSE},
    {"a method with a hyphen", "X-INVITE sip:bob@example.com SIP/2.0\r\n\r\n", 5060, 5060, FALSE},
    {"no method", " sip:bob@example.com SIP/2.0\r\n\r\n", 5060, 5060, FALSE},
    {"HTTP", "GET http://example.com/ HTTP/1.1\r\n\r\n", 5060, 5060, FALSE},

    {"an ephemeral port", REQUEST "\r\n", 40000, 5060, TRUE},
    {"ports of nobody", REQUEST "\r\n", 15060, 40000, TRUE},
    {"above it another's port", REQUEST "\r\n", 5353, 5060, TRUE},
    {"below it another's port", REQUEST "\r\n", 5060, 2427, FALSE},
    {"another's port and nobody's", REQUEST "\r\n", 15060, 9999, FALSE},
    {"a port below 1024", REQUEST "\r\n", 1023, 5060, FALSE},
    {"no port", REQUEST "\r\n", 0, 5060, FALSE},
    {"a tunnel's port", REQUEST "\r\n", 15060, 8472, FALSE},
};

/* In memory of exactly its length, so that the sanitizer sees one byte too many. */
static gboolean is_plain(gsize row, gsize length)
{
    g_autofree guint8 *payload = g_memdup2(rows[row].payload, length);
    const SfDatagram datagram = {.source_port = rows[row].source,
                                 .destination_port = rows[row].destination,
                                 .payload = payload,
                                 .length = length,
                                 .is_ordinary = TRUE};
    return sf_plain_sip_in(&datagram) > 0;
}

static void test_messages(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        want_number(rows[i].what, "plain", (guint64)is_plain(i, strlen(rows[i].payload)),
                    (guint64)rows[i].plain);
}

/* Nothing is plain before its headers have ended. */
static void test_cut_messages(void **state G_GNUC_UNUSED)
{
    for (gsize length = 1; length < strlen(rows[0].payload); length++)
        want_number(rows[0].what, "plain though short", (guint64)is_plain(0, length), FALSE);
}

/* What goes the short way ends where its body begins. */
static void test_bodies(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *what;
        const char *message;
        const char *body;
    } bodies[] = {
        {"no body", REQUEST HEADERS "\r\n", ""},
        {"a body", REQUEST HEADERS "\r\n", "v=0\r\n"},
        {"a body with empty lines", REQUEST HEADERS "\r\n", "a\r\n\r\nb\r\n\r\n"},
        {"lines that end in LF", "OPTIONS sip:b@example.com SIP/2.0\nCall-ID: a\n\n", "v=0\n\n"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(bodies); i++) {
        g_autofree char *whole = g_strconcat(bodies[i].message, bodies[i].body, NULL);
        want_number(bodies[i].what, "length without body",
                    sf_plain_sip_in_bytes((const guint8 *)whole, strlen(whole)),
                    strlen(bodies[i].message));
    }
}

/* Of a body, that much is kept which tells what a transferred call got. */
static void test_what_is_kept(void **state)
{
    (void)state;
    static const struct {
        const char *head;
        const char *body;
        gsize kept; /* of the body */
    } bodies[] = {
        {"NOTIFY sip:a SIP/2.0\r\n\r\n", "SIP/2.0 301 Moved Permanently\r\n", 11},
        {"NOTIFY sip:a SIP/2.0\r\n\r\n", "SIP/2.0 301", 11},
        {"NOTIFY sip:a SIP/2.0\r\n\r\n", "SIP/2.0 30", 0},
        {"NOTIFY sip:a SIP/2.0\r\n\r\n", "Messages-Waiting: yes", 0},
        {"NOTIFY sip:a SIP/2.0\r\n\r\n", "", 0},
        {"MESSAGE sip:a SIP/2.0\r\n\r\n", "SIP/2.0 301 Moved", 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
        g_autofree char *whole = g_strconcat(bodies[i].head, bodies[i].body, NULL);
        const gsize head = strlen(bodies[i].head);
        want_number(bodies[i].body, "kept",
                    sf_plain_sip_kept((const guint8 *)whole, strlen(whole), head),
                    head + bodies[i].kept);
    }
}

static void test_a_nul_in_the_start_line(void **state G_GNUC_UNUSED)
{
    static const guint8 payload[] = "INVITE sip:b\0ob@example.com SIP/2.0\r\n\r\n";
    const SfDatagram datagram = {.source_port = 5060,
                                 .destination_port = 5060,
                                 .payload = payload,
                                 .length = sizeof payload - 1,
                                 .is_ordinary = TRUE};
    want_number("NUL", "plain", sf_plain_sip_in(&datagram), 0);
}

/* What lies on the way to a datagram, as hexadecimal digits. */
#define MACS "020000000002020000000001"
#define UDP  "13c413c400090000"
#define IP4  "4500001d0000400040110000c0000201c0000202" UDP "49"
#define IP6                                                                                        \
    "600000000009114020010db800000000000000000000000120010db8000000000000000000000002" UDP "49"

static const struct {
    const char *what;
    SfLink link;
    const char *frame;
    gboolean ordinary;
} frames[] = {
    {"Ethernet", SF_LINK_ETHERNET, MACS "0800" IP4, TRUE},
    {"IPv6", SF_LINK_ETHERNET, MACS "86dd" IP6, TRUE},
    {"padding", SF_LINK_ETHERNET, MACS "0800" IP4 "0000", TRUE},
    {"one tag", SF_LINK_ETHERNET, MACS "810000070800" IP4, TRUE},
    {"two tags", SF_LINK_ETHERNET, MACS "81000007810000080800" IP4, TRUE},
    {"three tags", SF_LINK_ETHERNET, MACS "8100000781000008810000090800" IP4, FALSE},
    {"an old tag", SF_LINK_ETHERNET, MACS "910000070800" IP4, FALSE},
    {"the other IP", SF_LINK_ETHERNET, MACS "86dd" IP4, FALSE},
    {"options", SF_LINK_IP, "4600002100004000401100 00c0000201c000020201010101" UDP "49", FALSE},
    {"cooked", SF_LINK_COOKED, "00000001000602000000000100000800" IP4, TRUE},
    {"cooked GRE", SF_LINK_COOKED, "0000030a0006020000000001000008 00" IP4, FALSE},
    {"cooked, version 2", SF_LINK_COOKED_2, "0800000000000002000100060200000000010000" IP4, TRUE},
    {"nothing", SF_LINK_IP, IP4, TRUE},
    {"what looks like PPP", SF_LINK_IP, "45ff031d" IP4, FALSE},
    {"loopback", SF_LINK_LOOPBACK, "02000000" IP4, TRUE},
    {"loopback, IPv6", SF_LINK_LOOPBACK, "0000001e" IP6, TRUE},
    {"PPP", SF_LINK_PPP, "ff030021" IP4, FALSE},
};

static guint8 *bytes_of(const char *digits, gsize *length)
{
    guint8 *bytes = g_malloc(strlen(digits));
    *length = 0;
    for (; *digits; digits += *digits == ' ' ? 1 : 2)
        if (*digits != ' ')
            bytes[(*length)++] =
                (guint8)(g_ascii_xdigit_value(digits[0]) << 4 | g_ascii_xdigit_value(digits[1]));
    return bytes;
}

static void test_ways_to_a_datagram(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(frames); i++) {
        gsize length = 0;
        g_autofree guint8 *bytes = bytes_of(frames[i].frame, &length);
        SfDatagram found;
        const gboolean is_found = sf_datagram_find(frames[i].link, bytes, length, &found);
        want_number(frames[i].what, "ordinary", (guint64)(is_found && found.is_ordinary),
                    (guint64)frames[i].ordinary);
        if (!frames[i].ordinary)
            continue;
        want_number(frames[i].what, "port", found.source_port, 5060);
        want_number(frames[i].what, "length", found.length, 1);
        want_number(frames[i].what, "payload", found.payload[0], 'I');
        want_number(frames[i].what, "address", found.destination[found.family == 4 ? 3 : 15], 2);
    }
}

/* The ports of what is no whole datagram are told as well. */
static void test_ports_of_others(void **state G_GNUC_UNUSED)
{
    static const char tcp[] = "4500002c0000400040060000c0000201c000020206b81388";
    gsize length = 0;
    g_autofree guint8 *bytes = bytes_of(tcp, &length);
    SfDatagram found;
    want_number("TCP", "found", (guint64)sf_datagram_find(SF_LINK_IP, bytes, length, &found),
                FALSE);
    want_number("TCP", "port", found.source_port, 1720);
    want_number("TCP", "opens", (guint64)sf_port_opens_others(found.source_port), TRUE);
    want_number("SIP", "opens", (guint64)sf_port_opens_others(5060), FALSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_cut_messages),
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_what_is_kept),
        cmocka_unit_test(test_a_nul_in_the_start_line),
        cmocka_unit_test(test_ways_to_a_datagram),
        cmocka_unit_test(test_ports_of_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
