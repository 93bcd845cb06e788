// SPDX-License-Identifier: GPL-2.0-or-later
/* The mask: what stands in the place of users, hosts, addresses and numbers. */
#include <arpa/inet.h>
#include <string.h>

#include "core/grammar/domain.h"
#include "core/grammar/grammar.h"
#include "core/grammar/scope.h"
#include "core/message/message.h"
#include "mask/mask_message.h"
#include "mask/packet.h"
#include "want.h"

static char *value(SfMask *mask, const char *text, const char *stem)
{
    GString *out = g_string_new(NULL);
    sf_mask_value(mask, sf_text(text), stem, out);
    return g_string_free(out, FALSE);
}

static char *host(SfMask *mask, const char *text)
{
    GString *out = g_string_new(NULL);
    sf_mask_host(mask, sf_text(text), out);
    return g_string_free(out, FALSE);
}

/* ---- Values ---- */

static const struct {
    const char *value;
    const char *stem;
    const char *want;
} values[] = {
    {"\"Bob, desk\" <sip:bob@pbx1.example.net;transport=tcp>;q=0.5;expires=3600", "Name",
     "\"Name1\" <sip:user1@h1.example.academy;transport=tcp>;q=0.5;expires=3600"},
    {"sip:+49301234567@192.0.2.17:5062;user=phone", "Name",
     "sip:+99999999999@203.0.113.254:5062;user=phone"},
    {"<sip:[2001:db8::17]:5060>", "Name", "<sip:[2001:db8:77::1]:5060>"},
    {"<tel:+1-201-555-0123>", "Name", "<tel:+9-999-999-9999>"},
    {"SIP/2.0/UDP gateway:5060;branch=z9hG4bKabc;received=10.1.2.3;rport=61234", "host",
     "SIP/2.0/UDP h1:5060;branch=z9hG4bKb1;received=10.177.0.1;rport=61234"},
    {"SIP/2.0/TCP pbx.local;branch=z9hG4bK", "host", "SIP/2.0/TCP h1.local;branch=z9hG4bK"},
    {"<sip:alice@a.example.com>;tag=8877aa", "Name", "<sip:user1@h1.example.academy>;tag=tag1"},
    {"sip:bob:geheim@example.org", "Name", "sip:user1:secret1@example.academy"},
    {"*", "Name", "*"},
    /* What is wrong stays wrong, and tells nothing all the same. */
    {"\"Bob <sip:bob@example.net", "Name", "\"Name1 <sip:user1@example.academy"},
    {"sip:bob@example.net:", "Name", "sip:user1@example.academy:"},
    {"bob@example.net", "Name", "user1@example.academy"},
    {"mailto:bob@example.net", "Name", "mailto:user1@example.academy"},
};

static void test_values(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autoptr(SfMask) mask = sf_mask_new();
        g_autofree char *got = value(mask, values[i].value, values[i].stem);
        want_string(values[i].value, got, values[i].want);
    }
}

/* Whatever the value looks like, none of its words comes through. */
static void test_nothing_comes_through(void **state)
{
    static const char *const secrets[] = {"bob",     "example.net",  "192.0.2.17", "2001:db8::17",
                                          "4930123", "\xc3\xa4rger", "corp"};
    static const char *const frames[] = {
        "<sip:%s>", "\"%s",   "%s",         "a=%s;%s",     "<%s:%s@%s>", "sip:%s:%s@%s",
        "[%s]",     "%%41%s", "\"\\\"%s\"", "sip:x@%s@%s", "<<%s>>",     "tag=%s;branch=%s"};
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(secrets); i++)
        for (gsize j = 0; j < G_N_ELEMENTS(frames); j++) {
            g_autoptr(SfMask) mask = sf_mask_new();
            g_auto(GStrv) parts = g_strsplit(frames[j], "%s", -1);
            g_autofree char *text = g_strjoinv(secrets[i], parts);
            g_autofree char *got = value(mask, text, "Name");
            if (strstr(got, secrets[i]))
                fail_msg("%s became %s", text, got);
        }
}

static void test_the_same_value_gets_the_same_replacement(void **state)
{
    (void)state;
    g_autoptr(SfMask) mask = sf_mask_new();
    g_autofree char *first = value(mask, "sip:bob@PBX.example.net", "Name");
    g_autofree char *other = value(mask, "sip:carol@pbx.example.org", "Name");
    g_autofree char *again = value(mask, "sip:%62ob@pbx.example.net.", "Name");
    g_autofree char *with_dot = g_strconcat(first, ".", NULL);
    assert_string_equal(again, with_dot);
    assert_string_not_equal(first, other);
}

static void test_the_mask_goes_on_in_another_run(void **state)
{
    (void)state;
    g_autoptr(SfMask) mask = sf_mask_new();
    g_autofree char *first = value(mask, "<sip:b%20ob@192.0.2.1>;tag=1", "Name");
    g_autofree char *memory = sf_mask_remember(mask);
    g_autoptr(SfMask) later = sf_mask_new();
    sf_mask_recall(later, memory);
    g_autofree char *new = value(later, "<sip:eve@192.0.2.9>;tag=2", "Name");
    g_autofree char *again = value(later, "<sip:b%20ob@192.0.2.1>;tag=1", "Name");
    assert_string_equal(again, first);
    assert_string_equal(new, "<sip:user2@203.0.113.253>;tag=tag2");
}

/* ---- Hosts ---- */

static void test_addresses_keep_their_reach(void **state)
{
    static const char *const hosts[] = {"127.0.0.1",   "10.1.2.3",    "172.16.0.9", "192.168.1.1",
                                        "100.64.3.4",  "169.254.1.1", "192.0.2.1",  "8.8.8.8",
                                        "2001:db8::1", "fe80::1",     "fd00::1",    "::1"};
    (void)state;
    g_autoptr(SfMask) mask = sf_mask_new();
    for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++) {
        g_autofree char *got = host(mask, hosts[i]);
        const SfScope before = sf_scope_of(sf_text(hosts[i]));
        const SfScope after = sf_scope_of(sf_text(got));
        assert_int_equal(before.reach, after.reach);
        assert_true(before.words == after.words);
        if (!g_str_equal(hosts[i], "::1")) /* has no sister */
            assert_string_not_equal(got, hosts[i]);
    }
}

static void test_names_keep_their_owner(void **state)
{
    (void)state;
    g_autoptr(SfMask) mask = sf_mask_new();
    g_autofree char *one = host(mask, "pbx1.example.net");
    g_autofree char *sister = host(mask, "pbx2.example.net");
    g_autofree char *stranger = host(mask, "pbx1.example.org");
    g_autofree char *single = host(mask, "gateway");
    g_autofree char *owner = sf_registrable_domain(sf_text(one));
    g_autofree char *sisters = sf_registrable_domain(sf_text(sister));
    g_autofree char *strangers = sf_registrable_domain(sf_text(stranger));
    assert_string_equal(owner, sisters);
    assert_string_not_equal(one, sister);
    assert_string_not_equal(owner, strangers);
    assert_null(strchr(single, '.'));
}

/* ---- Messages ---- */

static void test_a_message_is_made_anew(void **state)
{
    (void)state;
    static const char message[] =
        "INVITE sip:bob@example.net SIP/2.0\r\n"
        "v: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\r\n"
        "Subject: merger\r\n"
        "Authorization: Digest username=\"bob\",\r\n response=\"0123\"\r\n"
        "Call-ID: 77@host\r\n"
        "Supported: 100rel,\r\n timer\r\n"
        "User-Agent: Asterisk PBX 22.1.0 at Acme\r\n"
        "Content-Type: application/sdp\r\n"
        "Content-Length: 12\r\n\r\n"
        "v=0\r\no=bob 77 88 IN IP4 192.0.2.1\r\ns=Acme\r\n"
        "c=IN IP4 192.0.2.1\r\na=key:secret\r\nm=audio 4000 RTP/AVP 0\r\n";
    static const char want[] = "INVITE sip:user1@example.academy SIP/2.0\r\n"
                               "v: SIP/2.0/UDP 203.0.113.254;branch=z9hG4bKb1\r\n"
                               "Authorization: left-out\r\n"
                               "Call-ID: call1\r\n"
                               "Supported: 100rel,\r\n timer\r\n"
                               "User-Agent: Asterisk PBX 22.1.0\r\n"
                               "Content-Type: application/sdp\r\n"
                               "Content-Length: 88\r\n\r\n"
                               "v=0\r\no=- 1 1 IN IP4 203.0.113.254\r\ns=-\r\n"
                               "c=IN IP4 203.0.113.254\r\nm=audio 4000 RTP/AVP 0\r\n";
    g_autoptr(SfMask) mask = sf_mask_new();
    g_autoptr(GString) got = g_string_new(NULL);
    sf_mask_message(mask, sf_text(message), NULL, got);
    assert_string_equal(got->str, want);
}

static void test_own_words_go(void **state)
{
    (void)state;
    static const char message[] = "SIP/2.0 301 Bob moved to Berlin\r\n"
                                  "Warning: 399 pbx.example.net \"call Bob\"\r\n\r\n";
    g_autoptr(SfMask) mask = sf_mask_new();
    g_autoptr(GString) got = g_string_new(NULL);
    sf_mask_message(mask, sf_text(message), NULL, got);
    assert_string_equal(got->str, "SIP/2.0 301 Own Words\r\n"
                                  "Warning: 399 h1.example.academy \"left out\"\r\n"
                                  "Content-Length: 0\r\n\r\n");
}

/* What stands where a number or a status belongs, and is none. */
static void test_words_behind_numbers_go(void **state)
{
    (void)state;
    static const char message[] = "SIP/2.0 BOB moved\r\n"
                                  "CSeq: 1 INVITE BOB\r\nRAck: 1 1 INVITE\r\n"
                                  "Retry-After: 120 (ASK BOB)\r\nExpires: BOB\r\n"
                                  "CSeq: x1 INVITE\r\n\r\n";
    g_autoptr(SfMask) mask = sf_mask_new();
    g_autoptr(GString) got = g_string_new(NULL);
    sf_mask_message(mask, sf_text(message), NULL, got);
    assert_string_equal(got->str, "SIP/2.0  Own Words\r\n"
                                  "CSeq: 1 INVITE\r\nRAck: 1 1 INVITE\r\n"
                                  "Retry-After: 120\r\nExpires: \r\n"
                                  "CSeq: \r\nContent-Length: 0\r\n\r\n");
}

/* What a masked message says must be what the message said: a header that core reads stays, with
 * whatever value. */
static void test_every_header_that_is_read_stays(void **state)
{
    (void)state;
    for (SfHeaderName name = 0; name < SF_N_HEADERS; name++) {
        if (name == SF_HEADER_PRIVATE) /* somebody's own words, for people only */
            continue;
        g_autoptr(SfMask) mask = sf_mask_new();
        GString *out = g_string_new(NULL);
        g_autofree char *message =
            g_strdup_printf("SIP/2.0 302 Moved Temporarily\r\n%s: 1\r\n\r\n", sf_header_name(name));
        g_autofree char *line = g_strdup_printf("\n%s: ", sf_header_name(name));
        sf_mask_message(mask, sf_text(message), NULL, out);
        g_autofree char *masked = g_string_free(out, FALSE);
        if (!strstr(masked, line))
            fail_msg("%s is dropped", sf_header_name(name));
    }
}

/* ---- Packets ---- */

static guint32 checksum(const guint8 *bytes, gsize length)
{
    guint32 sum = 0;
    for (gsize i = 0; i < length; i++)
        sum += i % 2 == 0 ? (guint32)bytes[i] << 8 : bytes[i];
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return sum;
}

static void test_a_packet(void **state)
{
    (void)state;
    SfPacket packet = {.kind = SF_PACKET_UDP,
                       .address_length = 4,
                       .source = {192, 0, 2, 1},
                       .destination = {192, 0, 2, 2},
                       .source_port = 5060,
                       .destination_port = 5061};
    g_autoptr(GString) payload = g_string_new("odd");
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    assert_int_equal(sf_packet_append(&packet, payload, bytes), 20 + 8 + 3);
    assert_int_equal(bytes->len, 31);
    assert_int_equal(checksum(bytes->data, 20), 0xffff);
    guint8 pseudo[12 + 11] = {192, 0, 2, 1, 192, 0, 2, 2, 0, 17, 0, 11};
    memcpy(pseudo + 12, bytes->data + 20, 11);
    assert_int_equal(checksum(pseudo, sizeof pseudo), 0xffff);
    packet.missing = 100;
    g_byte_array_set_size(bytes, 0);
    assert_int_equal(sf_packet_append(&packet, payload, bytes), 131);
    assert_int_equal(bytes->len, 31);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_nothing_comes_through),
        cmocka_unit_test(test_the_same_value_gets_the_same_replacement),
        cmocka_unit_test(test_the_mask_goes_on_in_another_run),
        cmocka_unit_test(test_addresses_keep_their_reach),
        cmocka_unit_test(test_names_keep_their_owner),
        cmocka_unit_test(test_a_message_is_made_anew),
        cmocka_unit_test(test_own_words_go),
        cmocka_unit_test(test_words_behind_numbers_go),
        cmocka_unit_test(test_every_header_that_is_read_stays),
        cmocka_unit_test(test_a_packet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
