/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

/* ---- one entry ---- */

static void splits_an_entry(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        const char *display_name, *uri_text, *params;
        gboolean bracketed;
    } rows[] = {
        /* RFC 3261 §20.10, §20.20, §20.39 */
        {"\"Mr. Watson\" <sip:watson@worcester.bell-telephone.com>\r\n ;q=0.7; expires=3600",
         "Mr. Watson", "sip:watson@worcester.bell-telephone.com", ";q=0.7; expires=3600", TRUE},
        {"\"Mr. Watson\" <mailto:watson@bell-telephone.com> ;q=0.1", "Mr. Watson",
         "mailto:watson@bell-telephone.com", ";q=0.1", TRUE},
        {"<sips:bob@192.0.2.4>;expires=60", NULL, "sips:bob@192.0.2.4", ";expires=60", TRUE},
        {"\"A. G. Bell\" <sip:agb@bell-telephone.com> ;tag=a48s", "A. G. Bell",
         "sip:agb@bell-telephone.com", ";tag=a48s", TRUE},
        {"sip:+12125551212@server.phone2net.com;tag=887s", NULL,
         "sip:+12125551212@server.phone2net.com", ";tag=887s", FALSE},
        {"Anonymous <sip:c8oqz84zk7z@privacy.org>;tag=hyh8", "Anonymous",
         "sip:c8oqz84zk7z@privacy.org", ";tag=hyh8", TRUE},
        /* names */
        {"The Operator <sip:operator@cs.columbia.edu>;tag=287447", "The Operator",
         "sip:operator@cs.columbia.edu", ";tag=287447", TRUE},
        {"caller<sip:caller@example.com>;tag=323", "caller", "sip:caller@example.com", ";tag=323",
         TRUE}, /* RFC 4475 §3.1.1.6 */
        {"a\r\n b\tc <sip:h>", "a\r\n b\tc", "sip:h", NULL, TRUE},
        {"\"\"<sip:h>", "", "sip:h", NULL, TRUE},
        {"\"a, b; <c> ?\" <sip:h>", "a, b; <c> ?", "sip:h", NULL, TRUE},
        {"\"say \\\"hi\\\", \\\\\" <sip:h>", "say \\\"hi\\\", \\\\", "sip:h", NULL, TRUE},
        {"\"J\xc3\xbcrgen\" <sip:h>", "J\xc3\xbcrgen", "sip:h", NULL, TRUE},
        {"\"fold\r\n ed\" <sip:h>", "fold\r\n ed", "sip:h", NULL, TRUE},
        {"* <sip:h>", "*", "sip:h", NULL, TRUE},
        /* white space wherever it may be */
        {"\r\n <sip:h>\r\n ;\r\n q\r\n =\r\n 1\r\n ", NULL, "sip:h", ";\r\n q\r\n =\r\n 1", TRUE},
        {"  sip:bob@h \t ;tag=1", NULL, "sip:bob@h", ";tag=1", FALSE},
        /* what a URI in brackets may hold */
        {"<sip:a,b;c?d@h:5080;transport=tcp?Subject=x>", NULL,
         "sip:a,b;c?d@h:5080;transport=tcp?Subject=x", NULL, TRUE},
        {"<sip:[2001:db8::1]:5070>;q=1", NULL, "sip:[2001:db8::1]:5070", ";q=1", TRUE},
        {"<tel:+49-30-555;phone-context=example.com>;q=0.1", NULL,
         "tel:+49-30-555;phone-context=example.com", ";q=0.1", TRUE},
        /* without brackets, everything from ; or ? on is the header's */
        {"sip:bob@h;transport=tcp;q=0.5", NULL, "sip:bob@h", ";transport=tcp;q=0.5", FALSE},
        {"sip:bob@h?Subject=a%20b", NULL, "sip:bob@h", "?Subject=a%20b", FALSE},
        {"sip:bob@h;transport=tcp?Subject=x&b=c;q=0.5", NULL, "sip:bob@h",
         ";transport=tcp?Subject=x&b=c;q=0.5", FALSE},
        {"tel:+1;ext=2", NULL, "tel:+1", ";ext=2", FALSE},
        {"mailto:bob@h", NULL, "mailto:bob@h", NULL, FALSE},
        {"sip:[2001:db8::1]:5070;q=1", NULL, "sip:[2001:db8::1]:5070", ";q=1", FALSE},
        /* parameters of the header */
        {"<sip:h>;p=\"a;b,c\\\"\";+sip.instance=\"<urn:uuid:0>\";flag", NULL, "sip:h",
         ";p=\"a;b,c\\\"\";+sip.instance=\"<urn:uuid:0>\";flag", TRUE},
        {"<sip:h>;received=[2001:db8::1]", NULL, "sip:h", ";received=[2001:db8::1]", TRUE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *row = rows[i].value;
        SfNameAddr entry;
        SfFlaw flaw;
        if (!sf_name_addr_parse(sf_text(row), &entry, &flaw))
            fail_msg("%s: refused: %s", row, flaw.reason);
        want_flaw(row, flaw, NULL, 0, FALSE);
        want_text(row, "display name", entry.display_name, rows[i].display_name);
        want_text(row, "URI", entry.uri_text, rows[i].uri_text);
        want_text(row, "whole URI", entry.uri.whole, rows[i].uri_text);
        want_text(row, "parameters", entry.params, rows[i].params);
        want_number(row, "bracketed", (guint64)entry.bracketed, (guint64)rows[i].bracketed);
        assert_false(entry.wildcard);
        assert_true(sf_name_addr_parse(sf_text(row), &entry, NULL));
    }
}

static void knows_the_wildcard(void **state)
{
    (void)state;
    SfNameAddr entry;
    SfFlaw flaw;
    assert_true(sf_name_addr_parse(sf_text(" * "), &entry, &flaw));
    want_flaw("*", flaw, NULL, 0, FALSE);
    assert_true(entry.wildcard);
    want_text("*", "whole", entry.whole, "*");
    want_text("*", "URI", entry.uri_text, NULL);
    assert_true(sf_name_addr_parse(sf_text("* ;expires=0"), &entry, &flaw));
    want_flaw("* ;expires=0", flaw, "behind-wildcard", 2, TRUE);
    assert_true(entry.wildcard);
    want_text("* ;expires=0", "parameters", entry.params, ";expires=0");
    assert_false(sf_name_addr_parse(sf_text("**"), &entry, &flaw));
    assert_false(entry.wildcard);
    assert_false(sf_name_addr_parse(sf_text("<*>"), &entry, &flaw));
    want_flaw("<*>", flaw, "no-scheme", 1, FALSE);
    assert_false(entry.wildcard);
}

static void says_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        gsize at;
        const char *reason;
        gboolean slight;
    } rows[] = {
        {"", 0, "empty-entry", FALSE},
        {"<>", 1, "no-uri", FALSE},
        {"<sip:bob@h", 0, "no-closing-angle", FALSE},
        {"Bob <sip:bob@h;q=0.5", 4, "no-closing-angle", FALSE},
        {"<<sip:bob@h>>", 1, "doubled-angle", FALSE},
        {"Bob <sip:bob@h <sip:al@h>", 4, "no-closing-angle", FALSE},
        {"sip:bob@h>", 9, "no-opening-angle", FALSE},
        {"sip:bob@h>;q=0.5", 9, "no-opening-angle", FALSE},
        {"\"Bob <sip:bob@h>", 0, "no-closing-quote", FALSE},
        {"\"Bob\\\" <sip:bob@h>", 0, "no-closing-quote", FALSE},
        {"\"Bob", 0, "no-closing-quote", FALSE},
        {"\"Bob\" sip:bob@h", 0, "no-address", FALSE},
        {"\"Bob\"", 0, "no-address", FALSE},
        {"Bob sip:bob@h", 3, "blank-without-angles", FALSE},
        {"Bob", 0, "no-scheme", FALSE},
        {"bob@h", 0, "no-scheme", FALSE},
        {"<bob@h>", 1, "no-scheme", FALSE},
        {"Bob <sip:b b@h>", 10, "blank-in-uri", FALSE},
        {"<sip:bob@h\r\n ;lr>", 10, "blank-in-uri", FALSE},
        {"<sip:bob@>", 9, "no-host", FALSE},
        {"sip:alice;day=tuesday@atlanta.com", 9, "needs-angles", FALSE},
        {"<sip:a@h, sip:b@h>", 9, "blank-in-uri", FALSE},
        {"<sip:h> <sip:g>;q=1", 8, "no-comma-before-address", FALSE},
        {"<sip:h>, <sip:g>", 9, "no-comma-before-address", FALSE}, /* From, To */
        {"<sip:h>;q=1 \"G\" <sip:g>", 16, "no-comma-before-address", FALSE},
        {"<sip:h>;p=<urn:x> <sip:g>", 18, "no-comma-before-address", FALSE},
        /* the address is clear */
        {"J\xc3\xbcrgen <sip:h>", 1, "name-needs-quotes", TRUE},
        {"Bob (desk) <sip:h>", 4, "name-needs-quotes", TRUE},
        {"Bob\" <sip:h>", 3, "name-needs-quotes", TRUE},
        {"Bell, A. <sip:h>", 4, "name-needs-quotes", TRUE},
        {"\"Bob\" desk <sip:h>", 6, "behind-quotes", TRUE},
        {"< sip:h>", 1, "blank-between-angles", TRUE},
        {"<sip:h\t>", 6, "blank-between-angles", TRUE},
        {"<sip:h>q=0.5", 7, "behind-angle", TRUE},
        {"<sip:h>>;q=1", 7, "behind-angle", TRUE},
        {"<sip:h>;", 8, "no-parameter", TRUE},
        {"<sip:h>;;q=1", 8, "no-parameter", TRUE},
        {"<sip:h>;q=", 10, "no-value", TRUE},
        {"<sip:h>;q =\r\n ;x", 14, "no-value", TRUE},
        {"<sip:h>;p=\"a", 10, "no-closing-quote", TRUE},
        {"<sip:h>;p=\"<sip:g>\"x", 19, "parameter-character", TRUE},
        {"<sip:h>;p =\r\n <urn:x>;q=<urn:y>", 14, "no-value", TRUE},
        {"<sip:h>;p=<urn:x>", 10, "no-value", TRUE},
        {"<sip:h>;p=a/b", 11, "value-needs-quotes", TRUE},
        {"<sip:h>;p:q=1", 9, "parameter-character", TRUE},
        {"<sip:h>;q=1?x", 11, "parameter-character", TRUE},
        {"<sip:h>;q=0.5 0.6", 14, "parameter-character", TRUE},
        {"<sip:*21#@h>", 8, "user-character", TRUE},
        {"<sip:h;user=\"phone\">", 12, "escaped-parameter-character", TRUE},
        {"sip:bob@pbx_1;q=x", 11, "underscore", TRUE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *row = rows[i].value;
        SfNameAddr entry;
        SfFlaw flaw;
        want_number(row, "read", (guint64)sf_name_addr_parse(sf_text(row), &entry, &flaw),
                    (guint64)rows[i].slight);
        want_flaw(row, flaw, rows[i].reason, rows[i].at, rows[i].slight);
        want_text(row, "whole", entry.whole, row);
        assert_true(!rows[i].slight || sf_text_is_present(entry.uri.host));
    }
}

/* ---- lists ---- */

/* The entries joined by |: a good one as <URI>params, one with a slight flaw the same behind ~, a
 * refused one as it is behind ! . */
static char *list(const char *value)
{
    GString *list = g_string_new(NULL);
    SfText rest = sf_text(value);
    SfNameAddr entry;
    SfFlaw flaw;
    while (sf_name_addr_next(&rest, &entry, &flaw)) {
        g_autofree char *whole = sf_text_dup(entry.whole);
        g_autofree char *uri = sf_text_dup(entry.uri_text);
        g_autofree char *params = sf_text_dup(entry.params);
        if (list->len > 0)
            g_string_append(list, " | ");
        if (flaw.reason && !flaw.slight)
            g_string_append_printf(list, "!%s", whole);
        else if (entry.wildcard)
            g_string_append(list, flaw.reason ? "~*" : "*");
        else
            g_string_append_printf(list, "%s<%s>%s", flaw.reason ? "~" : "", uri, params);
    }
    assert_false(sf_text_is_present(rest));
    assert_false(sf_name_addr_next(&rest, &entry, &flaw));
    return g_string_free(list, FALSE);
}

static void splits_lists(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", ""},
        {" \r\n ", ""},
        {"<sip:a@h>", "<sip:a@h>"},
        {"<sip:a@h>;q=0.5 , \r\n <sip:b@h>;q=0.1", "<sip:a@h>;q=0.5 | <sip:b@h>;q=0.1"},
        {"sip:a@h,sip:b@h;q=1,tel:+1", "<sip:a@h> | <sip:b@h>;q=1 | <tel:+1>"},
        {"\"Mr. Watson\" <sip:w@h>\r\n  ;q=0.7; expires=3600,\r\n  \"Mr. Watson\" <mailto:w@h> "
         ";q=0.1",
         "<sip:w@h>;q=0.7; expires=3600 | <mailto:w@h>;q=0.1"},
        /* commas that separate nothing */
        {"\"Bell, A.\" <sip:a@h>, \"Watson, \\\"T.\\\", <x>\" <sip:b@h>", "<sip:a@h> | <sip:b@h>"},
        {"<sip:a,b@h>, <sip:c@h;x=y>;p=\"1,2\", <sip:d@h>",
         "<sip:a,b@h> | <sip:c@h;x=y>;p=\"1,2\" | <sip:d@h>"},
        {"\"a\\\\\" <sip:a@h>, <sip:b@h>", "<sip:a@h> | <sip:b@h>"},
        {"\"Bob\", <sip:a@h>", "!\"Bob\" | <sip:a@h>"},
        {"\"Bell, A.\", <sip:a@h>", "!\"Bell, A.\" | <sip:a@h>"},
        /* the wildcard */
        {"*", "*"},
        {"*, <sip:a@h>", "* | <sip:a@h>"},
        {"*;expires=0", "~*"},
        /* empty entries */
        {",", "!"},
        {"<sip:a@h>,", "<sip:a@h> | !"},
        {"<sip:a@h>, \t", "<sip:a@h> | !"},
        {",<sip:a@h>", "! | <sip:a@h>"},
        {"<sip:a@h>,,<sip:b@h>", "<sip:a@h> | ! | <sip:b@h>"},
        /* refused ones among good ones */
        {"<sip:a@h>, bob@h, <sip:b@h>", "<sip:a@h> | !bob@h | <sip:b@h>"},
        {"Bell, Alexander <sip:a@h>", "!Bell | <sip:a@h>"},
        {"<sip:a@h>;q=0,5", "<sip:a@h>;q=0 | !5"},
        {"<sip:a@h>;q=, <sip:b@h>", "~<sip:a@h>;q= | <sip:b@h>"},
        /* < without > */
        {"<sip:a@h, <sip:b@h>", "!<sip:a@h | <sip:b@h>"},
        {"<sip:a@h;q=0.5, \"B\" <sip:b@h>", "!<sip:a@h;q=0.5 | <sip:b@h>"},
        {"<sip:a@h, \"x>y, z\" <sip:b@h>, <sip:c@h>", "!<sip:a@h | <sip:b@h> | <sip:c@h>"},
        {"<sip:a@h, sip:b@h;q=1, tel:+1", "!<sip:a@h | <sip:b@h>;q=1 | <tel:+1>"},
        {"<sip:a@h>, <sip:b@h", "<sip:a@h> | !<sip:b@h"},
        {"<<sip:a@h>, <sip:b@h>", "!<<sip:a@h> | <sip:b@h>"},
        {"sip:a@h>, <sip:b@h>", "!sip:a@h> | <sip:b@h>"},
        /* a quote that is never closed */
        {"\"A <sip:a@h>, <sip:b@h>", "!\"A <sip:a@h> | <sip:b@h>"},
        {"\"A, <sip:a@h>, <sip:b@h>", "!\"A | <sip:a@h> | <sip:b@h>"},
        {"<sip:a@h>;p=\"x, <sip:b@h>, <sip:c@h>", "~<sip:a@h>;p=\"x | <sip:b@h> | <sip:c@h>"},
        {"\"A\\\" <sip:a@h>, <sip:b@h>", "!\"A\\\" <sip:a@h> | <sip:b@h>"},
        {"A\" <sip:a@h>, <sip:b@h>", "~<sip:a@h> | <sip:b@h>"},
        /* a quote that seems to be closed by the next one's opening */
        {"\"A <sip:a@h>, \"B\" <sip:b@h>", "!\"A <sip:a@h> | <sip:b@h>"},
        {"\"A <sip:a@h>, \"B\" <sip:b@h>, \"C\" <sip:c@h>",
         "!\"A <sip:a@h> | <sip:b@h> | <sip:c@h>"},
        {"\"a <sip:a@h>, \"b <c>\" <sip:b@h>", "!\"a <sip:a@h> | <sip:b@h>"},
        {"\"A <sip:a@h>, \"\" <sip:b@h>", "!\"A <sip:a@h> | <sip:b@h>"},
        {"\"A, <sip:a@h>, \"B\" <sip:b@h>", "!\"A | <sip:a@h> | <sip:b@h>"},
        {"<sip:a@h>;p=\"x, \"B\" <sip:b@h>", "~<sip:a@h>;p=\"x | <sip:b@h>"},
        {"<sip:a@h>;p=\"x, <sip:b@h>;p=\"y\"", "~<sip:a@h>;p=\"x | <sip:b@h>;p=\"y\""},
        /* quotes amid a name: nothing to recover, but nothing lost either */
        {"Bob \"the, boss\" <sip:a@h>, <sip:b@h>", "~<sip:a@h> | <sip:b@h>"},
        {"\"Bob\" desk <sip:a@h>, <sip:b@h>", "~<sip:a@h> | <sip:b@h>"},
        /* brackets inside quotes, quotes inside brackets */
        {"\"<\" <sip:a@h>, \">\" <sip:b@h>", "<sip:a@h> | <sip:b@h>"},
        {"<sip:a@h;p=\"x\">, <sip:b@h>", "~<sip:a@h;p=\"x\"> | <sip:b@h>"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *got = list(rows[i][0]);
        want_string(rows[i][0], got, rows[i][1]);
    }
}

/* A flaw's offset counts from the entry, not from the value. */
static void offsets_are_the_entrys(void **state)
{
    (void)state;
    SfText rest = sf_text("<sip:a@h> ,\r\n  <sip:b@h;x=^>");
    SfNameAddr entry;
    SfFlaw flaw;
    assert_true(sf_name_addr_next(&rest, &entry, &flaw));
    assert_true(sf_name_addr_next(&rest, &entry, &flaw));
    want_text("second", "whole", entry.whole, "<sip:b@h;x=^>");
    want_flaw("second", flaw, "escaped-parameter-character", 11, TRUE);
    assert_false(sf_name_addr_next(&rest, &entry, NULL));
}

/* Hostile lists of a megabyte, each of a pattern that would cost quadratic time if every entry were
 * searched to the end of the value. */
static void splits_hostile_lists(void **state)
{
    (void)state;
    static const char *const patterns[] = {
        "<a,", "\"a,",    "\"a\\\",", "\\\",", "\"\\\\\",",  "<\",",       "\"<a,>",  ",",
        " ,",  "<a>\"b,", "\"a\"b,",  "a,\"",  "<sip:a@h>,", ";p=\"a\\\"", "<\"\\\","};
    for (guint i = 0; i < G_N_ELEMENTS(patterns); i++) {
        g_autoptr(GString) value = g_string_new("\"");
        while (value->len < 1000000)
            g_string_append(value, patterns[i]);
        SfText rest = {value->str, value->len};
        SfNameAddr entry;
        guint n = 0;
        while (sf_name_addr_next(&rest, &entry, NULL))
            n++;
        assert_true(n >= 1 && n <= value->len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_an_entry),        cmocka_unit_test(knows_the_wildcard),
        cmocka_unit_test(says_what_is_wrong),     cmocka_unit_test(splits_lists),
        cmocka_unit_test(offsets_are_the_entrys), cmocka_unit_test(splits_hostile_lists),
    };
    return cmocka_run_group_tests_name("name-addr", tests, NULL, NULL);
}
