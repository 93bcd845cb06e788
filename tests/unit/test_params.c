/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

/* The parameters as "name=value|name|..."; a flaw as "!offset reason", counted from the beginning.
 */
static char *split(const char *params)
{
    GString *split = g_string_new(NULL);
    const SfText all = sf_text(params);
    SfText rest = all;
    while (sf_text_is_present(rest)) {
        const gsize at = (gsize)(rest.at - all.at);
        SfParam param;
        SfFlaw flaw;
        const gboolean good = sf_param_next(&rest, &param, &flaw);
        assert_int_equal(good, !flaw.reason && param.name.length > 0);
        if (!good && !flaw.reason) {
            assert_false(sf_text_is_present(rest));
            break;
        }
        if (split->len > 0)
            g_string_append_c(split, '|');
        if (!good) {
            g_string_append_printf(split, "!%zu %s", at + flaw.at, flaw.reason);
            continue;
        }
        g_autofree char *name = sf_text_dup(param.name);
        g_autofree char *value = sf_text_dup(param.value);
        g_string_append(split, name);
        if (sf_text_is_present(param.value))
            g_string_append_printf(split, param.quoted ? "='%s'" : "=%s", value);
    }
    return g_string_free(split, FALSE);
}

static void splits(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", ""},
        {"  ", ""},
        {";lr", "lr"},
        {";transport=tcp;lr;ttl=1", "transport=tcp|lr|ttl=1"},
        {" ; q = 0.7 ; expires\t=\t3600 ", "q=0.7|expires=3600"},
        {";q\r\n =\r\n 0.5;\r\n\tlr", "q=0.5|lr"},
        {";p=\"a;b,c=d\";q=1", "p='a;b,c=d'|q=1"},
        {";p=\"a \\\" ; \\\\\";q=1", "p='a \\\" ; \\\\'|q=1"},
        {";p=\"\"", "p=''"},
        {";received=[2001:db8::1];rport=5060", "received=[2001:db8::1]|rport=5060"},
        {";received=2001:db8::1", "received=2001:db8::1"}, /* RFC 5118 §4.5 */
        {";+sip.instance=\"<urn:uuid:0>\"", "+sip.instance='<urn:uuid:0>'"},
        {";a=%41(x)/&$", "a=%41(x)/&$"},
        /* headers of a URI without brackets */
        {"?Subject=x", ""},
        {"?Subject=x&To=a@b;q=0.5", "q=0.5"},
        {";transport=tcp?Subject=x;q=0.5", "transport=tcp|q=0.5"},
        /* flaws, and on behind them */
        {";", "!1 no-parameter"},
        {";;q=1", "!1 no-parameter|q=1"},
        {";=x;q=1", "!1 no-parameter|q=1"},
        {";q=;lr", "!3 no-value|lr"},
        {";q=", "!3 no-value"},
        {"q=1;lr", "!0 no-semicolon|lr"},
        {";q=0.5 0.6;lr", "!7 parameter-character|lr"},
        {";d=a@b;lr", "!4 parameter-character|lr"},
        {";p=\"a\"b;lr", "!6 parameter-character|lr"},
        {";p=\"a;q=0.5;lr", "!3 no-closing-quote|q=0.5|lr"},
        {";p=\"a\\\";q=0.5", "!3 no-closing-quote|q=0.5"},
        {";p=\"", "!3 no-closing-quote"},
        {";a==b;lr", "!3 no-value|lr"},
        {";\xc3\xbc=1;lr", "!1 no-parameter|lr"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *got = split(rows[i][0]);
        want_string(rows[i][0], got, rows[i][1]);
    }
}

static void finds(void **state)
{
    (void)state;
    static const struct {
        const char *params, *name, *value;
        gboolean found;
    } rows[] = {
        {";q=0.5;expires=60", "expires", "60", TRUE},
        {";Q=0.5", "q", "0.5", TRUE},
        {";lr", "LR", NULL, TRUE},
        {";q=0.5;q=0.9", "q", "0.5", TRUE},
        {";;q=0.5", "q", "0.5", TRUE},
        {";p=\"x;q=0.1\";q=0.5", "q", "0.5", TRUE},
        {"?a=b;q=0.5", "q", "0.5", TRUE},
        {";qq=0.5", "q", NULL, FALSE},
        {"", "q", NULL, FALSE},
        {NULL, "q", NULL, FALSE},
        {";p=\"q=0.5", "q", NULL, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfParam param = {0};
        const char *row = rows[i].params ? rows[i].params : "absent";
        want_number(row, "found",
                    (guint64)sf_param_find(sf_text(rows[i].params), rows[i].name, &param),
                    (guint64)rows[i].found);
        if (rows[i].found)
            want_text(row, "value", param.value, rows[i].value);
    }
}

static void says_whether_quoted(void **state)
{
    (void)state;
    SfParam param;
    assert_true(sf_param_find(sf_text(";q=\"0.5\""), "q", &param));
    assert_true(param.quoted);
    assert_true(sf_param_find(sf_text(";q=0.5"), "q", &param));
    assert_false(param.quoted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits),
        cmocka_unit_test(finds),
        cmocka_unit_test(says_whether_quoted),
    };
    return cmocka_run_group_tests_name("params", tests, NULL, NULL);
}
