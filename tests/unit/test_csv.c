// SPDX-License-Identifier: GPL-2.0-or-later
#include "want.h"

#include "analyzer/report/csv/csv.h"

static void cells_are_quoted_and_cannot_be_formulas(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *cell;
    } rows[] = {
        {NULL, ""},
        {"", ""},
        {"198.51.100.10", "198.51.100.10"},
        {"a, b", "\"a, b\""},
        {"say \"hi\"", "\"say \"\"hi\"\"\""},
        {"a;b", "\"a;b\""},
        {"=1+1", "\"'=1+1\""},
        {"+4930555010", "\"'+4930555010\""},
        {"-5", "\"'-5\""},
        {"@SUM(A1)", "\"'@SUM(A1)\""},
        {"  =1+1", "\"'  =1+1\""},
        {"\xef\xbc\x9d"
         "1",
         "\"'\xef\xbc\x9d"
         "1\""}, /* the wide = */
        {"'tis", "\"''tis\""},
        {"it's", "\"it's\""},
        {"sip:a@b;=cmd|'/C calc'!A0", "\"sip:a@b;'=cmd|'/C calc'!A0\""},
        {"a;;'b", "\"a;;''b\""},
        {"a;x=1", "\"a;x=1\""},
        {"\t=1", "\\x09=1"},
        {"\r=1", "\\x0d=1"},
        {"two\r\nlines", "two\\x0d\\x0alines"},
        {"\xe2\x80\xae"
         "abc",
         "\\u202eabc"},
        {"caf\xc3\xa9", "caf\xc3\xa9"},
        {"\xff", "\\xff"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfCsv csv = {0};
        sf_csv_text(&csv, rows[i].text);
        GString *got = sf_csv_steal(&csv);
        want_string(rows[i].text, got->str, rows[i].cell);
        g_string_free(got, TRUE);
    }
}

static void lines_and_numbers(void **state)
{
    (void)state;
    static const char *const names[] = {"one", "two, three", NULL};
    SfCsv csv = {0};
    sf_csv_header(&csv, names);
    sf_csv_count(&csv, 0);
    sf_csv_known(&csv, 0);
    sf_csv_known(&csv, 421);
    sf_csv_seconds(&csv, 0.000893665);
    sf_csv_seconds(&csv, -1.5);
    sf_csv_text(&csv, NULL);
    sf_csv_take(&csv, g_strdup("end"));
    sf_csv_end(&csv);
    GString *got = sf_csv_steal(&csv);
    want_string("table", got->str, "one,\"two, three\"\r\n0,,421,0.000894,-1.500000,,end\r\n");
    g_string_free(got, TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_quoted_and_cannot_be_formulas),
        cmocka_unit_test(lines_and_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
