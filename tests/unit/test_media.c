/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which frames the intake may leave out: frames put together from pieces, each a row with one thing
 * that differs. */
#include "intake/packets/media.h"

#include "want.h"

#include <string.h>

/* Pieces, as hexadecimal digits. */
#define MACS   "020000000002020000000001"
#define COOKED "00000001000602000000000100000800"
#define COOKED_2                                                                                   \
    "08000000000000020001000602000000000100"                                                       \
    "00"
#define PORTS     "4e204e22"                         /* 20000, 20002 */
#define RTP       "80080001000000a000000001d5d5d5d5" /* 12 bytes of header, 4 of sound */
#define UDP(data) PORTS "00180000" data              /* 24 bytes */
#define IP4(flags, protocol, total)                                                                \
    "4500" total "0000" flags "40" protocol "0000"                                                 \
    "c0000201c0000202"
#define PLAIN_IP4 IP4("4000", "11", "002c") /* 44 bytes: UDP, not to be fragmented */
#define IP6(next)                                                                                  \
    "60000000"                                                                                     \
    "0018" next "40"                                                                               \
    "20010db8000000000000000000000001"                                                             \
    "20010db8000000000000000000000002"
#define OVER_IP4 PLAIN_IP4 UDP(RTP)
#define OVER_IP6 IP6("11") UDP(RTP)

static const struct {
    const char *what;
    SfLink link;
    const char *frame;
    gboolean media;
} rows[] = {
    /* links */
    {"Ethernet, IPv4", SF_LINK_ETHERNET, MACS "0800" OVER_IP4, TRUE},
    {"Ethernet, IPv6", SF_LINK_ETHERNET, MACS "86dd" OVER_IP6, TRUE},
    {"padding behind it", SF_LINK_ETHERNET, MACS "0800" OVER_IP4 "000000000000", TRUE},
    {"one tag", SF_LINK_ETHERNET,
     MACS "81000064"
          "0800" OVER_IP4,
     TRUE},
    {"two tags", SF_LINK_ETHERNET,
     MACS "88a80064"
          "81000065"
          "86dd" OVER_IP6,
     TRUE},
    {"two old tags", SF_LINK_ETHERNET,
     MACS "91000064"
          "81000065"
          "0800" OVER_IP4,
     TRUE},
    {"tags without end", SF_LINK_ETHERNET,
     MACS "8100000181000001810000018100000181000001"
          "0800" OVER_IP4,
     FALSE},
    {"another type", SF_LINK_ETHERNET, MACS "8864" OVER_IP4, FALSE},
    {"a length in place of a type", SF_LINK_ETHERNET, MACS "002c" OVER_IP4, FALSE},
    {"cooked", SF_LINK_COOKED, COOKED OVER_IP4, TRUE},
    {"cooked, tag", SF_LINK_COOKED,
     "0000000100060200000000010000"
     "81000064"
     "0800" OVER_IP4,
     TRUE},
    {"cooked, other", SF_LINK_COOKED, "00000001000602000000000100000004" OVER_IP4, FALSE},
    {"cooked 2", SF_LINK_COOKED_2, COOKED_2 OVER_IP4, TRUE},
    {"cooked 2, tag", SF_LINK_COOKED_2, "8100000000000002000100060200000000010000" OVER_IP4, FALSE},
    {"IP alone", SF_LINK_IP, OVER_IP4, TRUE},
    {"IPv6 alone", SF_LINK_IP, OVER_IP6, TRUE},
    {"neither", SF_LINK_IP, "75" OVER_IP4, FALSE},
    {"loopback, little endian", SF_LINK_LOOPBACK, "02000000" OVER_IP4, TRUE},
    {"loopback, big endian", SF_LINK_LOOPBACK, "0000001e" OVER_IP6, TRUE},
    {"loopback, other", SF_LINK_LOOPBACK, "00000007" OVER_IP4, FALSE},
    {"loopback, nonsense", SF_LINK_LOOPBACK, "02000002" OVER_IP4, FALSE},
    {"PPP", SF_LINK_PPP, "ff030021" OVER_IP4, TRUE},
    {"PPP, address left out", SF_LINK_PPP, "0057" OVER_IP6, TRUE},
    {"PPP, other", SF_LINK_PPP, "ff03c021" OVER_IP4, FALSE},
    {"unknown link", SF_LINK_OTHER, MACS "0800" OVER_IP4, FALSE},

    /* IP */
    {"options", SF_LINK_IP,
     "4600"
     "0030"
     "0000"
     "4000"
     "40"
     "11"
     "0000"
     "c0000201c0000202"
     "01010101" UDP(RTP),
     TRUE},
    {"first fragment", SF_LINK_IP, IP4("2000", "11", "002c") UDP(RTP), FALSE},
    {"last fragment", SF_LINK_IP, IP4("0010", "11", "002c") UDP(RTP), FALSE},
    {"may be fragmented, is not", SF_LINK_IP, IP4("0000", "11", "002c") UDP(RTP), TRUE},
    {"TCP", SF_LINK_IP, IP4("4000", "06", "002c") UDP(RTP), FALSE},
    {"SCTP", SF_LINK_IP, IP4("4000", "84", "002c") UDP(RTP), FALSE},
    {"ICMP", SF_LINK_IP, IP4("4000", "01", "002c") UDP(RTP), FALSE},
    {"ESP", SF_LINK_IP, IP4("4000", "32", "002c") UDP(RTP), FALSE},
    {"IP in IP", SF_LINK_IP, IP4("4000", "04", "002c") UDP(RTP), FALSE},
    {"header too short", SF_LINK_IP,
     "4400"
     "002c"
     "0000"
     "4000"
     "40"
     "11"
     "0000"
     "c0000201c0000202" UDP(RTP),
     FALSE},
    {"longer than the frame", SF_LINK_IP, IP4("4000", "11", "002d") UDP(RTP), FALSE},
    {"length 0 (offloading)", SF_LINK_IP, IP4("4000", "11", "0000") UDP(RTP), FALSE},
    {"IPv6, fragment", SF_LINK_IP, IP6("2c") UDP(RTP), FALSE},
    {"IPv6, options", SF_LINK_IP, IP6("00") UDP(RTP), FALSE},
    {"IPv6, longer than the frame", SF_LINK_IP,
     "60000000"
     "0019"
     "11"
     "40"
     "20010db8000000000000000000000001"
     "20010db8000000000000000000000002" UDP(RTP),
     FALSE},

    /* UDP */
    {"RTCP", SF_LINK_IP, PLAIN_IP4 UDP("80c80001000000a000000001d5d5d5d5"), TRUE},
    {"highest", SF_LINK_IP, PLAIN_IP4 UDP("bf080001000000a000000001d5d5d5d5"), TRUE},
    {"next above", SF_LINK_IP, PLAIN_IP4 UDP("c0080001000000a000000001d5d5d5d5"), FALSE},
    {"next below", SF_LINK_IP, PLAIN_IP4 UDP("7f080001000000a000000001d5d5d5d5"), FALSE},
    {"SIP", SF_LINK_IP, PLAIN_IP4 UDP("494e56495445207369703a61406220aa"), FALSE},
    {"SigComp", SF_LINK_IP, PLAIN_IP4 UDP("f8080001000000a000000001d5d5d5d5"), FALSE},
    {"STUN", SF_LINK_IP, PLAIN_IP4 UDP("000100002112a442000000a0d5d5d5d5"), FALSE},
    {"DTLS", SF_LINK_IP, PLAIN_IP4 UDP("16feff00000000000000000000d5d5d5"), FALSE},
    {"ZRTP", SF_LINK_IP, PLAIN_IP4 UDP("100000015a525450000000a0d5d5d5d5"), FALSE},
    {"keep-alive", SF_LINK_IP, PLAIN_IP4 UDP("0d0a0d0a0d0a0d0a0d0a0d0a0d0a0d0a"), FALSE},
    {"on SIP's port all the same", SF_LINK_IP,
     PLAIN_IP4 "13c413c4"
               "00180000" RTP,
     TRUE},
    {"VXLAN", SF_LINK_IP,
     PLAIN_IP4 "4e2012b5"
               "00180000" RTP,
     FALSE},
    {"GTP, from there", SF_LINK_IP,
     PLAIN_IP4 "08684e20"
               "00180000" RTP,
     FALSE},
    {"ESP in UDP", SF_LINK_IP,
     PLAIN_IP4 "4e201194"
               "00180000" RTP,
     FALSE},
    {"HEP", SF_LINK_IP,
     PLAIN_IP4 "4e202364"
               "00180000" RTP,
     FALSE},
    {"no data", SF_LINK_IP, IP4("4000", "11", "001c") PORTS "00080000", FALSE},
    {"UDP longer than IP", SF_LINK_IP, PLAIN_IP4 PORTS "00190000" RTP, FALSE},
    {"UDP without a length", SF_LINK_IP, PLAIN_IP4 PORTS "00000000" RTP, FALSE},
};

/* In memory of exactly its length, so that the sanitizer sees one byte too many. */
static guint8 *bytes_of(const char *digits, gsize length)
{
    guint8 *bytes = g_malloc(length);
    for (gsize i = 0; i < length; i++)
        bytes[i] = (guint8)(g_ascii_xdigit_value(digits[2 * i]) << 4 |
                            g_ascii_xdigit_value(digits[2 * i + 1]));
    return bytes;
}

static gboolean is_media(SfLink link, const char *digits, gsize length)
{
    g_autofree guint8 *bytes = bytes_of(digits, length);
    return sf_media_only(link, bytes, length);
}

static void test_frames(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        want_number(rows[i].what, "media",
                    (guint64)is_media(rows[i].link, rows[i].frame, strlen(rows[i].frame) / 2),
                    (guint64)rows[i].media);
}

/* Whatever is cut off the end of the packet itself lets it through. */
static void test_short_frames(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        gsize padding = g_str_equal(rows[i].what, "padding behind it") ? 6 : 0;
        for (gsize length = 0; length + padding < strlen(rows[i].frame) / 2; length++)
            want_number(rows[i].what, "media though short",
                        (guint64)is_media(rows[i].link, rows[i].frame, length), FALSE);
    }
}

/* No link type makes noise read beyond its end. */
static void test_noise(void **state G_GNUC_UNUSED)
{
    GRand *chance = g_rand_new_with_seed(3550);

    for (guint round = 0; round < 20000; round++) {
        gsize length = (gsize)g_rand_int_range(chance, 0, 80);
        g_autofree guint8 *bytes = g_malloc(length);
        for (gsize i = 0; i < length; i++)
            bytes[i] = (guint8)g_rand_int_range(chance, 0, 256);
        for (int link = SF_LINK_OTHER; link <= SF_LINK_PPP; link++)
            sf_media_only((SfLink)link, bytes, length);
    }
    g_rand_free(chance);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames),
        cmocka_unit_test(test_short_frames),
        cmocka_unit_test(test_noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
