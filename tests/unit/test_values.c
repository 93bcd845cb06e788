/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

static void reads_qvalues(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double q; /* below 0: it is none */
    } rows[] = {
        {"0", 0},     {"1", 1},       {"0.", 0},        {"1.", 1},        {"0.5", 0.5},
        {"0.7", 0.7}, {"0.25", 0.25}, {"0.001", 0.001}, {"0.999", 0.999}, {"0.000", 0},
        {"1.0", 1},   {"1.00", 1},    {"1.000", 1},     {"", -1},         {".5", -1},
        {"00.5", -1}, {"1.5", -1},    {"1.001", -1},    {"0.1234", -1},   {"1.0000", -1},
        {"2", -1},    {"-0.5", -1},   {"+0.5", -1},     {"0,5", -1},      {"0.5 ", -1},
        {" 0.5", -1}, {"0.a", -1},    {"05", -1},       {"10", -1},       {"0x1", -1},
        {"1e0", -1},  {"high", -1},   {"nan", -1},      {NULL, -1},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        double q = -1;
        const gboolean good = sf_qvalue_parse(sf_text(rows[i].text), &q);
        if (good != (rows[i].q >= 0) || q < rows[i].q || q > rows[i].q)
            fail_msg("%s: %f, not %f", rows[i].text ? rows[i].text : "absent", q, rows[i].q);
    }
}

static void reads_seconds(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        gboolean good;
        guint32 seconds;
    } rows[] = {
        {"0", TRUE, 0},
        {"3600", TRUE, 3600},
        {"4294967295", TRUE, G_MAXUINT32},
        {"0000000000000000000000060", TRUE, 60},
        {"4294967296", FALSE, 0},
        {"99999999999999999999999999999999", FALSE, 0},
        {"18446744073709551616", FALSE, 0}, /* 2^64 must not come round to 0 */
        {"18446744073709551676", FALSE, 0},
        {"-1", FALSE, 0},
        {"+1", FALSE, 0},
        {"1.5", FALSE, 0},
        {"60 ", FALSE, 0},
        {" 60", FALSE, 0},
        {"60;q=1", FALSE, 0},
        {"0x10", FALSE, 0},
        {"Thu, 01 Dec 1994 16:00:00 GMT", FALSE, 0},
        {"", FALSE, 0},
        {NULL, FALSE, 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *row = rows[i].text ? rows[i].text : "absent";
        guint32 seconds = 0;
        want_number(row, "good", (guint64)sf_delta_seconds_parse(sf_text(rows[i].text), &seconds),
                    (guint64)rows[i].good);
        want_number(row, "seconds", seconds, rows[i].seconds);
    }
}

/* The tokens joined by |; what is none as "!offset reason", the offset counted from the beginning.
 */
static char *tokens(const char *value)
{
    GString *tokens = g_string_new(NULL);
    const SfText all = sf_text(value);
    SfText rest = all;
    SfText entry;
    SfFlaw flaw;
    while (TRUE) {
        const gsize at = rest.at ? (gsize)(rest.at - all.at) : 0;
        if (!sf_token_next(&rest, &entry, &flaw))
            return g_string_free(tokens, FALSE);
        if (tokens->len > 0)
            g_string_append_c(tokens, '|');
        if (flaw.reason)
            g_string_append_printf(tokens, "!%zu %s", at + flaw.at, flaw.reason);
        else
            g_string_append_len(tokens, entry.at, (gssize)entry.length);
    }
}

static void splits_token_lists(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {NULL, ""},
        {"", ""},
        {" \r\n\t", ""},
        {"100rel", "100rel"},
        {"100rel,timer", "100rel|timer"},
        {" 100rel \r\n , timer\t,\r\n replaces ", "100rel|timer|replaces"},
        {"x-%~*'`!_+.", "x-%~*'`!_+."},
        {"100rel timer", "!6 no-comma"},
        {"100rel\r\n timer,path", "!6 no-comma|path"},
        {"100rel;timer", "!6 token-character"},
        {"100rel, \"timer\", path", "100rel|!8 token-character|path"},
        {"100rel, \"a,b, path", "100rel|!8 token-character|b|path"},
        {"100rel, <a,b>, path", "100rel|!8 token-character|path"},
        {"t\xc3\xbcr", "!1 token-character"},
        {",", "!0 empty-entry"},
        {"100rel,", "100rel|!6 empty-entry"},
        {"100rel,,timer", "100rel|!7 empty-entry|timer"},
        {",100rel", "!0 empty-entry|100rel"},
        {"100rel, ,timer", "100rel|!8 empty-entry|timer"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *got = tokens(rows[i][0]);
        want_string(rows[i][0], got, rows[i][1]);
    }
    SfText rest = sf_text("a b");
    SfText entry;
    assert_true(sf_token_next(&rest, &entry, NULL));
    assert_false(sf_token_next(&rest, &entry, NULL));
}

static void splits_any_list(void **state)
{
    (void)state;
    SfText rest = sf_text("399 a.example \"Moved, for good\", 301 h:5060 \"x\"");
    SfText entry;
    assert_true(sf_list_next(&rest, &entry));
    want_text("Warning", "first", entry, "399 a.example \"Moved, for good\"");
    assert_true(sf_list_next(&rest, &entry));
    want_text("Warning", "second", entry, "301 h:5060 \"x\"");
    assert_false(sf_list_next(&rest, &entry));
    assert_false(sf_text_is_present(rest));
}

static void splits_via(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        const char *transport, *sent_by, *branch, *params;
    } rows[] = {
        /* RFC 3261 §20.42, RFC 5118 §4.5 */
        {"SIP/2.0/UDP erlang.bell-telephone.com:5060;branch=z9hG4bK87asdks7", "UDP",
         "erlang.bell-telephone.com:5060", "z9hG4bK87asdks7", ";branch=z9hG4bK87asdks7"},
        {"SIP / 2.0 / UDP first.example.com: 4000;ttl=16\r\n ;maddr=224.2.0.1 "
         ";branch=z9hG4bKa7c6a.1",
         "UDP", "first.example.com: 4000", "z9hG4bKa7c6a.1",
         ";ttl=16\r\n ;maddr=224.2.0.1 ;branch=z9hG4bKa7c6a.1"},
        {"SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKas3-111", "UDP",
         "[2001:db8::9:1]", "z9hG4bKas3-111", ";received=[2001:db8::9:255];branch=z9hG4bKas3-111"},
        {"SIP/2.0/UDP [2001:db8::9:1]:6050;received=2001:db8::9:255;branch=z9hG4bKas3", "UDP",
         "[2001:db8::9:1]:6050", "z9hG4bKas3", ";received=2001:db8::9:255;branch=z9hG4bKas3"},
        /* the first of several */
        {"SIP/2.0/TCP a;branch=1, SIP/2.0/UDP b;branch=2", "TCP", "a", "1", ";branch=1"},
        {"SIP/2.0/TCP a, SIP/2.0/UDP b;branch=2", "TCP", "a", NULL, NULL},
        {"SIP/2.0/TLS a;p=\"x;branch=1,\";Branch=2", "TLS", "a", "2",
         ";p=\"x;branch=1,\";Branch=2"},
        {"\r\n SIP/2.0/ws\r\n df7jal23ls0d.invalid;rport", "ws", "df7jal23ls0d.invalid", NULL,
         ";rport"},
        /* split, not judged */
        {"SIP/2.0/UDP pbx_1:5060;branch", "UDP", "pbx_1:5060", NULL, ";branch"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *row = rows[i].value;
        SfVia via;
        SfFlaw flaw;
        if (!sf_via_parse(sf_text(row), &via, &flaw))
            fail_msg("%s: refused: %s", row, flaw.reason);
        want_flaw(row, flaw, NULL, 0, FALSE);
        want_text(row, "transport", via.transport, rows[i].transport);
        want_text(row, "sent-by", via.sent_by, rows[i].sent_by);
        want_text(row, "branch", via.branch, rows[i].branch);
        want_text(row, "parameters", via.params, rows[i].params);
    }
}

static void refuses_via(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        gsize at;
        const char *reason;
    } rows[] = {
        {"", 0, "empty-via"},
        {" ", 0, "empty-via"},
        {", SIP/2.0/UDP a", 0, "no-transport"},
        {"SIP/2.0 UDP a", 8, "no-transport"},
        {" SIP/2.0/ a", 11, "no-sender"}, /* a is the transport */
        {"SIP/2.0/", 8, "no-transport"},
        {"SIP/2.0/UDP", 11, "no-sender"},
        {"SIP/2.0/UDP ;branch=1", 11, "no-sender"},
        {"SIP//UDP a", 4, "no-transport"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfVia via;
        SfFlaw flaw;
        if (sf_via_parse(sf_text(rows[i].value), &via, &flaw))
            fail_msg("%s: was not refused", rows[i].value);
        want_flaw(rows[i].value, flaw, rows[i].reason, rows[i].at, FALSE);
        assert_false(sf_via_parse(sf_text(rows[i].value), &via, NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_qvalues),      cmocka_unit_test(reads_seconds),
        cmocka_unit_test(splits_token_lists), cmocka_unit_test(splits_any_list),
        cmocka_unit_test(splits_via),         cmocka_unit_test(refuses_via),
    };
    return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
