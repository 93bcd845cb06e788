/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

/* ---- splitting ---- */

static void splits(void **state)
{
    (void)state;
    static const struct {
        const char *uri;
        SfScheme scheme;
        guint port;
        const char *user, *password, *host;
        const char *params, *headers, *opaque;
    } rows[] = {
        /* RFC 3261 §19.1.3 */
        {"sip:alice@atlanta.com", SF_SCHEME_SIP, 0, "alice", NULL, "atlanta.com", NULL, NULL, NULL},
        {"sip:alice:secretword@atlanta.com;transport=tcp", SF_SCHEME_SIP, 0, "alice", "secretword",
         "atlanta.com", ";transport=tcp", NULL, NULL},
        {"sips:alice@atlanta.com?subject=project%20x&priority=urgent", SF_SCHEME_SIPS, 0, "alice",
         NULL, "atlanta.com", NULL, "subject=project%20x&priority=urgent", NULL},
        {"sip:+1-212-555-1212:1234@gateway.com;user=phone", SF_SCHEME_SIP, 0, "+1-212-555-1212",
         "1234", "gateway.com", ";user=phone", NULL, NULL},
        {"sips:1212@gateway.com", SF_SCHEME_SIPS, 0, "1212", NULL, "gateway.com", NULL, NULL, NULL},
        {"sip:alice@192.0.2.4", SF_SCHEME_SIP, 0, "alice", NULL, "192.0.2.4", NULL, NULL, NULL},
        {"sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com", SF_SCHEME_SIP, 0, NULL, NULL,
         "atlanta.com", ";method=REGISTER", "to=alice%40atlanta.com", NULL},
        {"sip:alice;day=tuesday@atlanta.com", SF_SCHEME_SIP, 0, "alice;day=tuesday", NULL,
         "atlanta.com", NULL, NULL, NULL},
        /* whatever a user part may hold: what follows no @ is parameters and headers */
        {"sip:a;b?c/d&e=f+g$h,i@example.com;x?y=z", SF_SCHEME_SIP, 0, "a;b?c/d&e=f+g$h,i", NULL,
         "example.com", ";x", "y=z", NULL},
        {"sip:j%40s0n@example.com", SF_SCHEME_SIP, 0, "j%40s0n", NULL, "example.com", NULL, NULL,
         NULL},
        {"sip:h?to=sip:b@g", SF_SCHEME_SIP, 0, "h?to=sip", "b", "g", NULL, NULL, NULL},
        {"sip:null-%00-null@example.com", SF_SCHEME_SIP, 0, "null-%00-null", NULL, "example.com",
         NULL, NULL, NULL},
        {"sip:bob:@example.com", SF_SCHEME_SIP, 0, "bob", "", "example.com", NULL, NULL, NULL},
        /* hosts and ports */
        {"SIP:example.com:5080", SF_SCHEME_SIP, 5080, NULL, NULL, "example.com", NULL, NULL, NULL},
        {"sip:example.com.:05060", SF_SCHEME_SIP, 5060, NULL, NULL, "example.com.", NULL, NULL,
         NULL},
        {"sip:bob@192.0.2.4:65535;lr", SF_SCHEME_SIP, 65535, "bob", NULL, "192.0.2.4", ";lr", NULL,
         NULL},
        {"sip:bob@192.000.002.004", SF_SCHEME_SIP, 0, "bob", NULL, "192.000.002.004", NULL, NULL,
         NULL},
        {"sip:[2001:db8::10]", SF_SCHEME_SIP, 0, NULL, NULL, "2001:db8::10", NULL, NULL, NULL},
        {"sip:user@[2001:db8::10]:5070;lr", SF_SCHEME_SIP, 5070, "user", NULL, "2001:db8::10",
         ";lr", NULL, NULL},
        {"sip:[2001:db8::10:5070]", SF_SCHEME_SIP, 0, NULL, NULL, "2001:db8::10:5070", NULL, NULL,
         NULL}, /* RFC 5118 §4.3: no port, however it was meant */
        {"sip:user@[::ffff:192.0.2.10]", SF_SCHEME_SIP, 0, "user", NULL, "::ffff:192.0.2.10", NULL,
         NULL, NULL},
        {"sip:user@[2001:db8:::192.0.2.1]", SF_SCHEME_SIP, 0, "user", NULL, "2001:db8:::192.0.2.1",
         NULL, NULL, NULL}, /* RFC 5118 §4.10 */
        {"sip:[2001:db8:0000:0000:0000:ffff:192.168.100.228]", SF_SCHEME_SIP, 0, NULL, NULL,
         "2001:db8:0000:0000:0000:ffff:192.168.100.228", NULL, NULL, NULL},
        {"sip:a", SF_SCHEME_SIP, 0, NULL, NULL, "a", NULL, NULL, NULL},
        {"sip:bob@3com.example.org", SF_SCHEME_SIP, 0, "bob", NULL, "3com.example.org", NULL, NULL,
         NULL},
        /* parameters and headers */
        {"sip:h;a=[/:&+$]%41;b;c=-_.!~*'()", SF_SCHEME_SIP, 0, NULL, NULL, "h",
         ";a=[/:&+$]%41;b;c=-_.!~*'()", NULL, NULL},
        {"sip:h?a=[/?:+$]%41&b=", SF_SCHEME_SIP, 0, NULL, NULL, "h", NULL, "a=[/?:+$]%41&b=", NULL},
        /* tel: RFC 3966 §3 */
        {"tel:+1-201-555-0123", SF_SCHEME_TEL, 0, "+1-201-555-0123", NULL, NULL, NULL, NULL, NULL},
        {"TEL:7042;phone-context=example.com", SF_SCHEME_TEL, 0, "7042", NULL, NULL,
         ";phone-context=example.com", NULL, NULL},
        {"tel:863-1234;phone-context=+1-914-555;ext=12", SF_SCHEME_TEL, 0, "863-1234", NULL, NULL,
         ";phone-context=+1-914-555;ext=12", NULL, NULL},
        {"tel:*21#;phone-context=example.com", SF_SCHEME_TEL, 0, "*21#", NULL, NULL,
         ";phone-context=example.com", NULL, NULL},
        {"tel:+15555550100;npdi;rn=+15555550199;cic=+1-6789", SF_SCHEME_TEL, 0, "+15555550100",
         NULL, NULL, ";npdi;rn=+15555550199;cic=+1-6789", NULL, NULL},
        {"tel:(202)555.0100", SF_SCHEME_TEL, 0, "(202)555.0100", NULL, NULL, NULL, NULL, NULL},
        /* others */
        {"mailto:bob@example.com?subject=moved", SF_SCHEME_OTHER, 0, NULL, NULL, NULL, NULL, NULL,
         "bob@example.com?subject=moved"},
        {"https://example.com/moved", SF_SCHEME_OTHER, 0, NULL, NULL, NULL, NULL, NULL,
         "//example.com/moved"},
        {"urn:service:sos", SF_SCHEME_OTHER, 0, NULL, NULL, NULL, NULL, NULL, "service:sos"},
        {"z39.50r+x-y:1", SF_SCHEME_OTHER, 0, NULL, NULL, NULL, NULL, NULL, "1"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *row = rows[i].uri;
        SfUri uri;
        SfFlaw flaw;
        assert_true(sf_uri_parse(sf_text(row), &uri, &flaw));
        want_flaw(row, flaw, NULL, 0, FALSE);
        want_text(row, "whole", uri.whole, row);
        want_number(row, "scheme", uri.scheme, rows[i].scheme);
        want_text(row, "user", uri.user, rows[i].user);
        want_text(row, "password", uri.password, rows[i].password);
        want_text(row, "host", uri.host, rows[i].host);
        want_number(row, "port", uri.port, rows[i].port);
        want_text(row, "parameters", uri.params, rows[i].params);
        want_text(row, "headers", uri.headers, rows[i].headers);
        want_text(row, "opaque", uri.opaque, rows[i].opaque);
        assert_true(sf_uri_parse(sf_text(row), &uri, NULL));
    }
}

static void refuses(void **state)
{
    (void)state;
    static const struct {
        const char *uri;
        gsize at;
        const char *reason;
    } rows[] = {
        {"", 0, "no-uri"},
        {"bob@example.com", 0, "no-scheme"},
        {"192.0.2.1:5060", 0, "no-scheme"},
        {":bob", 0, "no-scheme"},
        {"sip", 0, "no-scheme"},
        {"*", 0, "no-scheme"},
        {" sip:bob@example.com", 0, "blank-in-uri"},
        {"sip:bob smith@example.com", 7, "blank-in-uri"},
        {"sip:bob@example.com\r\n ;lr", 19, "blank-in-uri"},
        {"sip:bob\x01@example.com", 7, "control-character"},
        {"sip:bob@\x7f", 8, "control-character"},
        {"sip:", 4, "no-host"},
        {"sip:bob@", 8, "no-host"},
        {"sip::5060", 4, "no-host"},
        {"sip:bob@;transport=tcp", 8, "no-host"},
        {"sip:?a=b", 4, "no-host"},
        {"sip:j@s0n@example.com", 9, "second-at"},
        {"sip:bob@exa%6dple.com", 11, "host-character"},
        {"sip:bob@ex\xc3\xa4mple.com", 10, "host-character"},
        {"sip://example.com", 4, "host-character"},
        {"sip:bob@a..b", 10, "empty-part"},
        {"sip:bob@.example.com", 8, "empty-part"},
        {"sip:bob@.", 8, "empty-part"},
        {"sip:bob@example.com..", 20, "empty-part"},
        {"sip:bob@192.0.2.256", 8, "neither-name-nor-address"},
        {"sip:bob@192.0.2", 8, "neither-name-nor-address"},
        {"sip:bob@1234", 8, "neither-name-nor-address"},
        {"sip:2001:db8::10", 4, "ipv6-without-brackets"}, /* RFC 5118 §4.2 */
        {"sip:bob@2001:db8::10;lr", 8, "ipv6-without-brackets"},
        {"sip:[2001:db8::10", 4, "no-closing-bracket"},
        {"sip:[2001:db8::10;lr]", 4, "no-closing-bracket"},
        {"sip:[]", 5, "no-ipv6-address"},
        {"sip:[example.com]", 5, "no-ipv6-address"},
        {"sip:[192.0.2.1]", 5, "no-ipv6-address"},
        {"sip:[2001:db8:::1]", 5, "no-ipv6-address"},
        {"sip:[fe80::1%eth0]", 5, "no-ipv6-address"},
        {"sip:[0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000]", 5, "no-ipv6-address"},
        {"sip:[2001:db8::10]5060", 18, "behind-host"},
        {"sip:h:port", 6, "port-no-number"},
        {"sip:h:50 60", 8, "blank-in-uri"},
        {"sip:h:0", 6, "port-range"},
        {"sip:h:65536", 6, "port-range"},
        {"sip:h:99999999999999999999", 6, "port-range"},
        {"sip:h:-1", 6, "port-no-number"},
        {"tel:", 4, "no-number"},
        {"tel:;ext=1", 4, "no-number"},
        {"tel:+-.()", 4, "no-number"},
        {"mailto:", 7, "empty-scheme"},
        /* the worse of two is told */
        {"sip:a#b@c..d", 10, "empty-part"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *row = rows[i].uri;
        SfUri uri;
        SfFlaw flaw;
        if (sf_uri_parse(sf_text(row), &uri, &flaw))
            fail_msg("%s: was not refused", row);
        want_flaw(row, flaw, rows[i].reason, rows[i].at, FALSE);
        assert_false(sf_uri_parse(sf_text(row), &uri, NULL));
    }
    SfUri uri;
    SfFlaw flaw;
    assert_false(sf_uri_parse(SF_TEXT_NONE, &uri, &flaw));
    assert_false(sf_uri_parse(BYTES("sip:a\0b@h"), &uri, &flaw));
    want_flaw("NUL", flaw, "control-character", 5, FALSE);
    assert_false(sf_uri_parse(BYTES("sip:[::1\0]"), &uri, &flaw));
}

/* Forbidden, but clear: the parts are there all the same. */
static void reads_slight_flaws(void **state)
{
    (void)state;
    static const struct {
        const char *uri;
        gsize at;
        const char *reason;
        const char *user, *host, *params;
    } rows[] = {
        {"sip:*21#@h", 7, "user-character", "*21#", "h", NULL},
        {"sip:J\xc3\xbcrgen@h", 5, "user-character", "J\xc3\xbcrgen", "h", NULL},
        {"sip:100%@h", 7, "percent", "100%", "h", NULL},
        {"sip:100%2@h", 7, "percent", "100%2", "h", NULL},
        {"sip:100%zz@h", 7, "percent", "100%zz", "h", NULL},
        {"sip:@h", 4, "no-user", "", "h", NULL},
        {"sip:a:b:c@h", 7, "password-character", "a", "h", NULL},
        {"sip:bob@pbx_1.example.com", 11, "underscore", "bob", "pbx_1.example.com", NULL},
        {"sip:-a.example.com", 4, "hyphen-at-end", NULL, "-a.example.com", NULL},
        {"sip:a-.example.com", 4, "hyphen-at-end", NULL, "a-.example.com", NULL},
        {"sip:example.1com", 12, "last-part", NULL, "example.1com", NULL},
        {"sip:h:", 6, "no-port", NULL, "h", NULL},
        {"sip:h:;lr", 6, "no-port", NULL, "h", ";lr"},
        {"sip:h;", 6, "no-parameter", NULL, "h", ";"},
        {"sip:h;;lr", 6, "no-parameter", NULL, "h", ";;lr"},
        {"sip:h;=x", 6, "no-parameter", NULL, "h", ";=x"},
        {"sip:h;a=", 8, "no-value", NULL, "h", ";a="},
        {"sip:h;a=b=c", 9, "escaped-parameter-character", NULL, "h", ";a=b=c"},
        {"sip:h;a=\"b\"", 8, "escaped-parameter-character", NULL, "h", ";a=\"b\""},
        {"sip:x@h;a=b@c", 11, "escaped-parameter-character", "x", "h", ";a=b@c"},
        {"sip:h;a%=b", 7, "percent", NULL, "h", ";a%=b"},
        {"sip:h?", 6, "no-header-name", NULL, "h", NULL},
        {"sip:h?a=b&", 10, "no-header-name", NULL, "h", NULL},
        {"sip:h?a", 7, "header-without-value", NULL, "h", NULL},
        {"sip:a@h?to=sip:b@h", 16, "header-character", "a", "h", NULL},
        {"tel:+1-800-FLOWERS", 12, "number-character", "+1-800-FLOWERS", NULL, NULL},
        {"tel:+1%2D2", 6, "number-character", "+1%2D2", NULL, NULL},
        {"http://example.com/#top", 19, "uri-character", NULL, NULL, NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *row = rows[i].uri;
        SfUri uri;
        SfFlaw flaw;
        if (!sf_uri_parse(sf_text(row), &uri, &flaw))
            fail_msg("%s: refused: %s", row, flaw.reason);
        want_flaw(row, flaw, rows[i].reason, rows[i].at, TRUE);
        want_text(row, "user", uri.user, rows[i].user);
        want_text(row, "host", uri.host, rows[i].host);
        want_text(row, "parameters", uri.params, rows[i].params);
    }
}

static void tells_the_port(void **state)
{
    (void)state;
    static const struct {
        const char *uri;
        guint port;
    } rows[] = {
        {"sip:h", 5060},
        {"sip:h:5080", 5080},
        {"sips:h", 5061},
        {"sips:h:5060", 5060},
        {"sip:h;transport=tcp", 5060},
        {"sip:h;Transport=TLS", 5061},
        {"sip:h;%74ransport=tl%73", 5061},
        {"sip:h;transport", 5060},
        {"sips:h;transport=tcp", 5061},
        {"sip:transport=tls@h", 5060},
        {"tel:+49301", 0},
        {"http://h:80", 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfUri uri;
        assert_true(sf_uri_parse(sf_text(rows[i].uri), &uri, NULL));
        want_number(rows[i].uri, "port", sf_uri_effective_port(&uri), rows[i].port);
    }
}

static void finds_parameters(void **state)
{
    (void)state;
    SfUri uri;
    SfParam param;
    assert_true(sf_uri_parse(sf_text("sip:maddr=x@h;lr;maddr=[::1];a=b?ttl=1"), &uri, NULL));
    assert_true(sf_uri_param(&uri, "maddr", &param));
    want_text("maddr", "value", param.value, "[::1]");
    assert_true(sf_uri_param(&uri, "LR", &param));
    want_text("lr", "value", param.value, NULL);
    assert_false(sf_uri_param(&uri, "ttl", &param));
    assert_true(sf_uri_parse(sf_text("mailto:a;b=c"), &uri, NULL));
    assert_false(sf_uri_param(&uri, "b", &param));
}

static void takes_headers(void **state)
{
    (void)state;
    SfUri uri;
    SfParam header;
    assert_true(sf_uri_parse(sf_text("sip:h?%46rom=a%26b&Subject=&x&=y"), &uri, NULL));
    static const char *const wanted[][2] = {
        {"%46rom", "a%26b"}, {"Subject", ""}, {"x", NULL}, {"", "y"}};
    SfText rest = uri.headers;
    for (guint i = 0; i < G_N_ELEMENTS(wanted); i++) {
        assert_true(sf_uri_header_next(&rest, &header));
        want_text("header", "name", header.name, wanted[i][0]);
        want_text(wanted[i][0], "value", header.value, wanted[i][1]);
    }
    assert_false(sf_uri_header_next(&rest, &header));
    assert_int_equal(sf_escaped_compare(sf_text("%46rom"), sf_text("from"), TRUE), 0);
    assert_int_not_equal(sf_escaped_compare(sf_text("%46rom"), sf_text("from"), FALSE), 0);
    assert_true(sf_escaped_compare(sf_text("a"), sf_text("ab"), FALSE) < 0);
    assert_true(sf_escaped_compare(sf_text("%62"), sf_text("a"), FALSE) > 0);
}

/* ---- equality ---- */

typedef struct {
    const char *a, *b;
    gboolean equal;
} Pair;

static const Pair pairs[] = {
    /* every example of RFC 3261 §19.1.4 */
    {"sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp", TRUE},
    {"sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5", TRUE},
    {"sip:carol@chicago.com", "sip:carol@chicago.com;security=on", TRUE},
    {"sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on", TRUE},
    {"sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
     "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com", TRUE},
    {"sip:alice@atlanta.com?subject=project%20x&priority=urgent",
     "sip:alice@atlanta.com?priority=urgent&subject=project%20x", TRUE},
    {"SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP", FALSE},
    {"sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", FALSE},
    {"sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp", FALSE},
    {"sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp", FALSE},
    {"sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting", FALSE},
    {"sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4", FALSE},
    /* no transitivity */
    {"sip:carol@chicago.com", "sip:carol@chicago.com;security=off", TRUE},
    {"sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off", FALSE},
    /* §19.1.6 */
    {"sip:+358-555-1234567;postd=pp22@foo.com;user=phone",
     "sip:+358-555-1234567;POSTD=PP22@foo.com;user=phone", FALSE},
    {"sip:+358-555-1234567;postd=pp22;isub=1411@foo.com;user=phone",
     "sip:+358-555-1234567;isub=1411;postd=pp22@foo.com;user=phone", FALSE},
    {"tel:+358-555-1234567;postd=pp22", "tel:+358-555-1234567;POSTD=PP22", TRUE},
    {"tel:+358-555-1234567;postd=pp22;isub=1411", "tel:+358-555-1234567;isub=1411;postd=pp22",
     TRUE},
    /* scheme */
    {"sip:bob@h", "sips:bob@h", FALSE},
    {"sip:bob@h", "SIP:bob@h", TRUE},
    {"sip:+49301@h;user=phone", "tel:+49301", FALSE},
    /* user and password */
    {"sip:bob@h", "sip:h", FALSE},
    {"sip:bob@h", "sip:Bob@h", FALSE},
    {"sip:bob:x@h", "sip:bob@h", FALSE},
    {"sip:bob:@h", "sip:bob@h", FALSE},
    {"sip:bob:x@h", "sip:bob:X@h", FALSE},
    {"sip:bob:%78@h", "sip:bob:x@h", TRUE},
    /* escaped characters: equal unless reserved; the digits' case says nothing */
    {"sip:%41@h", "sip:A@h", TRUE},
    {"sip:%41@h", "sip:a@h", FALSE},
    {"sip:%62%6F%62@h", "sip:b%6fb@h", TRUE},
    {"sip:%7euser@h", "sip:~user@h", TRUE},
    {"sip:a%3Bb@h", "sip:a;b@h", FALSE},
    {"sip:a%3Bb@h", "sip:a%3bb@h", TRUE},
    {"sip:a%2Bb@h", "sip:a+b@h", FALSE},
    {"sip:a%24b@h", "sip:a$b@h", FALSE},
    {"sip:a%40b@h", "sip:a%40b@h", TRUE},
    {"sip:%00@h", "sip:%00%00@h", FALSE},
    {"sip:%00a@h", "sip:%00b@h", FALSE},
    {"sip:*21#@h", "sip:*21%23@h", TRUE},
    {"sip:100%@h", "sip:100%25@h", TRUE},
    {"sip:J\xc3\xbc@h", "sip:J%C3%BC@h", TRUE},
    /* host and port */
    {"sip:bob@h.example", "sip:bob@H.Example.", TRUE},
    {"sip:bob@h", "sip:bob@g", FALSE},
    {"sip:bob@h:5060", "sip:bob@h:05060", TRUE},
    {"sip:bob@h:5060", "sip:bob@h:5061", FALSE},
    {"sip:bob@[2001:db8::1]", "sip:bob@[2001:DB8:0:0::0001]", TRUE},
    {"sip:bob@[2001:db8::1]", "sip:bob@[2001:db8::2]", FALSE},
    {"sip:bob@[2001:db8::c000:201]", "sip:bob@[2001:db8::192.0.2.1]", TRUE},
    {"sip:bob@[2001:db8:::192.0.2.1]", "sip:bob@[2001:db8::192.0.2.1]", TRUE},
    {"sip:bob@[::ffff:192.0.2.1]", "sip:bob@192.0.2.1", FALSE},
    {"sip:bob@192.0.2.1", "sip:bob@192.000.02.1", TRUE},
    {"sip:bob@[2001:db8::1]", "sip:bob@[2001:db8::1]:5060", FALSE},
    /* parameters that count alone */
    {"sip:bob@h", "sip:bob@h;user=ip", FALSE},
    {"sip:bob@h", "sip:bob@h;ttl=1", FALSE},
    {"sip:bob@h", "sip:bob@h;method=INVITE", FALSE},
    {"sip:bob@h", "sip:bob@h;maddr=192.0.2.1", FALSE},
    {"sip:bob@h", "sip:bob@h;TransPort=udp", FALSE},
    {"sip:bob@h", "sip:bob@h;%74tl=1", FALSE},
    /* and those that do not */
    {"sip:bob@h", "sip:bob@h;lr", TRUE},
    {"sip:bob@h;a=1;b=2", "sip:bob@h;b=2;c=3", TRUE},
    {"sip:bob@h;a=1;b=2", "sip:bob@h;b=3;a=1", FALSE},
    {"sip:bob@h;lr", "sip:bob@h;lr=on", FALSE},
    {"sip:bob@h;a=x", "sip:bob@h;A=X", TRUE},
    {"sip:bob@h;a=x", "sip:bob@h;%61=%78", TRUE},
    {"sip:bob@h;a=x%3A", "sip:bob@h;a=x:", FALSE},
    {"sip:bob@h;", "sip:bob@h", TRUE},
    {"sip:bob@h;maddr=[2001:db8::1]", "sip:bob@h;maddr=[2001:db8:0::1]", TRUE},
    {"sip:bob@h;maddr=a.example", "sip:bob@h;maddr=A.example", TRUE},
    {"sip:bob@h;maddr=192.0.2.1", "sip:bob@h;maddr=192.0.2.2", FALSE},
    {"sip:bob@h;transport=tcp", "sip:bob@h;transport=udp", FALSE},
    {"sip:bob@h;method=INVITE", "sip:bob@h;method=invite", FALSE},
    /* gr: RFC 5627 says that a public GRUU equals its address; a redirect there is no circle */
    {"sip:bob@h", "sip:bob@h;gr=urn:uuid:f81d4fae", FALSE},
    {"sip:bob@h;gr=urn:uuid:f81d4fae", "sip:bob@h;gr=URN:UUID:F81D4FAE", TRUE},
    {"sip:bob@h;gr=urn:uuid:f81d4fae", "sip:bob@h;gr=urn:uuid:f81d4faf", FALSE},
    {"sip:t3mp@h;gr", "sip:t3mp@h;gr", TRUE},
    {"sip:t3mp@h;gr", "sip:t3mp@h;gr=1", FALSE},
    /* headers always count */
    {"sip:h?a=b", "sip:h?A=B", TRUE},
    {"sip:h?a=b", "sip:h?a=c", FALSE},
    {"sip:h?a=b", "sip:h?a=b&a=b", FALSE},
    {"sip:h?route=x&a=b&route=y", "sip:h?route=x&route=y&a=b", TRUE},
    {"sip:h?route=x&route=y", "sip:h?route=y&route=x", FALSE},
    {"sip:h?a=", "sip:h", FALSE},
    {"sip:h?a=", "sip:h?a", FALSE},
    {"sip:h?", "sip:h", TRUE},
    {"sip:h?a=b&", "sip:h?&a=b", TRUE},
    {"sip:h?=b", "sip:h", FALSE},
    {"sip:h?Call-ID=abc", "sip:h?call-id=ABC", FALSE},
    {"sip:h?body=Hello", "sip:h?body=hello", FALSE},
    {"sip:h?subject=a%26b", "sip:h?subject=a%26B", TRUE},
    /* tel: RFC 3966 §4 */
    {"tel:+1-201-555-0123", "tel:+1(201)555.0123", TRUE},
    {"tel:+12015550123", "tel:12015550123", FALSE},
    {"tel:+12015550123", "tel:+12015550124", FALSE},
    {"tel:+12015550123", "tel:+120155501234", FALSE},
    {"tel:+12015550123", "tel:+12015550123;ext=1", FALSE},
    {"tel:+12015550123;ext=12", "tel:+12015550123;EXT=1-2", TRUE},
    {"tel:7042;phone-context=example.com", "tel:7042;phone-context=EXAMPLE.com", TRUE},
    {"tel:7042;phone-context=example.com", "tel:7042;phone-context=example.org", FALSE},
    {"tel:7042;phone-context=+1-201", "tel:70-42;phone-context=+1201", TRUE},
    {"tel:7042;phone-context=+1201", "tel:7042;phone-context=1201", FALSE},
    {"tel:7042;phone-context=+1201", "tel:7042", FALSE},
    {"tel:a1#;phone-context=h", "tel:A1#;phone-context=h", TRUE},
    {"tel:+1;npdi;rn=+2", "tel:+1;rn=+2;npdi", TRUE},
    {"tel:+1;npdi;rn=+2", "tel:+1;npdi;rn=+3", FALSE},
    {"tel:+1;npdi", "tel:+1;npdi=", FALSE},
    {"tel:+1;npdi", "tel:+1;npdi=1", FALSE},
    /* others */
    {"mailto:bob@h", "MAILTO:bob@h", TRUE},
    {"mailto:bob@h", "mailto:Bob@h", FALSE},
    {"http://h/", "https://h/", FALSE},
};

/* Both ways round, and each to itself; where they are equal, so are the keys. */
static void compares(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
        SfUri a;
        SfUri b;
        g_autofree char *row = g_strdup_printf("%s and %s", pairs[i].a, pairs[i].b);
        assert_true(sf_uri_parse(sf_text(pairs[i].a), &a, NULL));
        assert_true(sf_uri_parse(sf_text(pairs[i].b), &b, NULL));
        assert_true(sf_uri_equal(&a, &a));
        assert_true(sf_uri_equal(&b, &b));
        want_number(row, "equal", (guint64)sf_uri_equal(&a, &b), (guint64)pairs[i].equal);
        want_number(row, "equal the other way", (guint64)sf_uri_equal(&b, &a),
                    (guint64)pairs[i].equal);
        g_autofree char *key = sf_uri_key(&a);
        g_autofree char *other_key = sf_uri_key(&b);
        g_autofree char *who = sf_uri_user_at_host(&a);
        g_autofree char *other_who = sf_uri_user_at_host(&b);
        if (pairs[i].equal) {
            want_string(row, key, other_key);
            want_string(row, who, other_who);
        }
    }
}

/* Thousands of parameters in another order: a stranger's URI must not cost quadratic time. */
static void compares_many_parameters(void **state)
{
    (void)state;
    g_autoptr(GString) up = g_string_new("sip:bob@h");
    g_autoptr(GString) down = g_string_new("sip:bob@h");
    for (guint i = 0; i < 20000; i++) {
        g_string_append_printf(up, ";p%u=%u", i, i);
        g_string_append_printf(down, ";p%u=%u", 19999 - i, 19999 - i);
    }
    SfUri a;
    SfUri b;
    assert_true(sf_uri_parse(sf_text(up->str), &a, NULL));
    assert_true(sf_uri_parse(sf_text(down->str), &b, NULL));
    assert_true(sf_uri_equal(&a, &b));
    down->str[down->len - 1] = '1';
    assert_false(sf_uri_equal(&a, &b));
}

/* ---- keys, requests, hosts ---- */

static void makes_keys(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"sip:bob@example.com", "bob@example.com", "bob@example.com"},
        {"sip:%62ob:secret@EXAMPLE.com.:5060;transport=tcp?a=b", "bob@example.com",
         "bob@example.com"},
        {"sip:bob@example.com:5061", "bob@example.com:5061", "bob@example.com"},
        {"sip:bob@example.com:5061;transport=tls", "bob@example.com", "bob@example.com"},
        {"sips:bob@example.com:5061", "bob@example.com", "bob@example.com"},
        {"sips:bob@example.com:5060", "bob@example.com:5060", "bob@example.com"},
        {"sip:EXAMPLE.com:5080", "example.com:5080", "example.com"},
        {"sip:@h", "@h", "@h"},
        {"sip:bob@[2001:DB8:0:0:0:0:0:1]:5070", "bob@[2001:db8::1]:5070", "bob@[2001:db8::1]"},
        {"sip:bob@[::ffff:c000:0201]", "bob@[::ffff:192.0.2.1]", "bob@[::ffff:192.0.2.1]"},
        {"sip:bob@192.000.002.01", "bob@192.0.2.1", "bob@192.0.2.1"},
        {"sip:a%40b%3b%20%41#@h", "a%40b%3B%20A%23@h", "a%40b%3B%20A%23@h"},
        {"sip:J\xc3\xbcrgen@h", "J%C3%BCrgen@h", "J%C3%BCrgen@h"},
        {"sip:+49-30;x=y@h;user=phone", "+49-30;x=y@h", "+49-30;x=y@h"},
        {"tel:+49(30)1234-5;ext=1", "+493012345", "+493012345"},
        {"tel:70-4A;phone-context=EXAMPLE.com.", "704a;phone-context=example.com",
         "704a;phone-context=example.com"},
        {"tel:7042;phone-context=+1-201", "7042;phone-context=+1201", "7042;phone-context=+1201"},
        {"MailTo:Bob@Example.com", "mailto:Bob@Example.com", "mailto:Bob@Example.com"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfUri uri;
        assert_true(sf_uri_parse(sf_text(rows[i][0]), &uri, NULL));
        g_autofree char *key = sf_uri_key(&uri);
        g_autofree char *who = sf_uri_user_at_host(&uri);
        want_string(rows[i][0], key, rows[i][1]);
        want_string(rows[i][0], who, rows[i][2]);
    }
}

static void makes_request_uris(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"sip:bob@h", "sip:bob@h"},
        {"sip:bob@h;method=REGISTER", "sip:bob@h"},
        {"sip:bob@h:5080;maddr=g;Method=x;transport=tcp?Subject=a&b=c",
         "sip:bob@h:5080;maddr=g;transport=tcp"},
        {"sip:bob@h?method=x", "sip:bob@h"},
        {"sip:a?b;method=c@h?d=e", "sip:a?b;method=c@h"},
        {"sip:h;methods=x;xmethod;%6dethod=y", "sip:h;methods=x;xmethod"},
        {"sip:h;lr;method", "sip:h;lr"},
        {"sip:h?", "sip:h"},
        {"sips:[2001:db8::1]:5061;x", "sips:[2001:db8::1]:5061;x"},
        {"tel:+1;method=x", "tel:+1;method=x"},
        {"http://h/?a=b", "http://h/?a=b"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfUri uri;
        assert_true(sf_uri_parse(sf_text(rows[i][0]), &uri, NULL));
        g_autofree char *request = sf_uri_for_request(&uri);
        want_string(rows[i][0], request, rows[i][1]);
    }
}

static void tells_literals(void **state)
{
    (void)state;
    static const struct {
        const char *host;
        gsize length;
        guint8 first, last;
    } rows[] = {
        {"192.0.2.1", 4, 192, 1},
        {"010.0.0.255", 4, 10, 255},
        {"2001:db8::1", 16, 0x20, 1},
        {"[2001:db8::1]", 16, 0x20, 1},
        {"::", 16, 0, 0},
        {"::ffff:192.0.2.1", 16, 0, 1},
        {"2001:db8:::192.0.2.1", 16, 0x20, 1},
        {"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", 16, 0xff, 0xff},
        {"example.com", 0, 0, 0},
        {"192.0.2.1.", 0, 0, 0},
        {"192.0.2.256", 0, 0, 0},
        {"192.0.2.0001", 0, 0, 0},
        {"192.0.2", 0, 0, 0},
        {"192.0..1", 0, 0, 0},
        {"192.0.2.1.2", 0, 0, 0},
        {"2001:db8::1%eth0", 0, 0, 0},
        {"1::2::3", 0, 0, 0},
        {"2001:db8:::1", 0, 0, 0},
        {"", 0, 0, 0},
        {"[]", 0, 0, 0},
        {"[", 0, 0, 0},
        {"0000000000000000000000000000000000000000000000000000", 0, 0, 0},
        {NULL, 0, 0, 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *row = rows[i].host ? rows[i].host : "absent";
        guint8 address[16];
        const gsize length = sf_host_address(sf_text(rows[i].host), address);
        want_number(row, "length", length, rows[i].length);
        assert_int_equal(sf_host_is_literal(sf_text(rows[i].host)), length > 0);
        if (length == 0)
            continue;
        want_number(row, "first byte", address[0], rows[i].first);
        want_number(row, "last byte", address[length - 1], rows[i].last);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits),
        cmocka_unit_test(refuses),
        cmocka_unit_test(reads_slight_flaws),
        cmocka_unit_test(tells_the_port),
        cmocka_unit_test(finds_parameters),
        cmocka_unit_test(takes_headers),
        cmocka_unit_test(compares),
        cmocka_unit_test(compares_many_parameters),
        cmocka_unit_test(makes_keys),
        cmocka_unit_test(makes_request_uris),
        cmocka_unit_test(tells_literals),
    };
    return cmocka_run_group_tests_name("uri", tests, NULL, NULL);
}
