// SPDX-License-Identifier: GPL-2.0-or-later
/* What a file is called in a report, and which file that is. */
#include "want.h"

#include "reading/find/capture_name.h"

static void a_name_is_text_and_tells_the_path(void **state)
{
    static const char *const rows[][2] = {
        {"dir/trunk a.pcap", "dir/trunk a.pcap"},
        {"", ""},
        {"M\xc3\xbcller.pcap", "M\xc3\xbcller.pcap"},
        {"a\nb\x1b[2J.pcap", "a\nb\x1b[2J.pcap"}, /* whoever shows it makes it harmless */
        {"caf\xe9.pcap", "caf\\xe9.pcap"},
        {"\xc3", "\\xc3"}, /* the first half of a character */
        {"\xff\xfe", "\\xff\\xfe"},
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"},   /* half a pair */
        {"caf\\xe9.pcap", "caf\\x5cxe9.pcap"}, /* it holds the writing itself */
        {"C:\\pcaps\\xmas", "C:\\pcaps\\xmas"},
        {"a\\", "a\\"},
        {"a\\x", "a\\x"},
        {"a\\xf", "a\\xf"},
        {"a\\x00b", "a\\x00b"}, /* no path holds that byte */
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *name = sf_capture_name(rows[i][0]);
        g_autofree char *path = sf_capture_path(name);
        want_string(rows[i][0], name, rows[i][1]);
        want_string(name, path, rows[i][0]);
        assert_true(g_utf8_validate(name, -1, NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_name_is_text_and_tells_the_path)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
