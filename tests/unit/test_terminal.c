// SPDX-License-Identifier: GPL-2.0-or-later
#include "want.h"

#include <string.h>
#include <sys/wait.h>

#include "analyzer/output/terminal.h"
#include "analyzer/report/text/page.h"

static void what_a_terminal_obeys_is_shown(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", ""},
        {"plain, \xc3\xa4 \xe6\x97\xa5 \xf0\x9f\x98\x80",
         "plain, \xc3\xa4 \xe6\x97\xa5 \xf0\x9f\x98\x80"},
        {"\x1b[31m", "\\x1b[31m"},                      /* escape sequence */
        {"a\nb\rc\td\x7f", "a\\x0ab\\x0dc\\x09d\\x7f"}, /* lines and tabulators */
        {"\xc2\x9b", "\\u009b"},                        /* CSI in one character */
        {"\xe2\x80\xae", "\\u202e"},                    /* right-to-left override */
        {"\xe2\x81\xa6", "\\u2066"},                    /* left-to-right isolate */
        {"\xe2\x80\x8b", "\\u200b"},                    /* zero-width space */
        {"\xe2\x80\xa8", "\\u2028"},                    /* line separator */
        {"\xf3\xa0\x81\x81", "\\U000e0041"},            /* tag letter */
        {"\xee\x80\x80", "\\ue000"},                    /* private use */
        {"\xff\xc3", "\\xff\\xc3"},                     /* no UTF-8, and cut UTF-8 */
        {"\xc0\xaf", "\\xc0\\xaf"},                     /* overlong */
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"},            /* a surrogate */
        {"\\x1b", "\\x1b"},                             /* what was made safe stays */
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *got = sf_visible(rows[i][0]);
        want_string(rows[i][1], got, rows[i][1]);
        g_autofree char *again = sf_visible(got);
        want_string("twice", again, got);
    }
    g_autofree char *nothing = sf_visible(NULL);
    assert_string_equal(nothing, "");
}

static void columns_are_not_characters(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        guint columns;
    } rows[] = {
        {"", 0}, {"abc", 3}, {"\xc3\xa4", 1}, {"\xe6\x97\xa5\xe6\x9c\xac", 4}, {"e\xcc\x81", 1},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        want_number(rows[i].text, "columns", sf_columns(rows[i].text), rows[i].columns);
}

static void clipping_keeps_both_ends(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        guint columns;
        const char *clipped;
    } rows[] = {
        {"sip:bob@pbx1.example.net", 80, "sip:bob@pbx1.example.net"},
        {"sip:bob@pbx1.example.net", 24, "sip:bob@pbx1.example.net"},
        {"sip:bob@pbx1.example.net", 15, "sip:bob@....net"},
        {"\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5", 9,
         "\xe6\x97\xa5\xe6\x97\xa5...\xe6\x97\xa5"},
        {"\x1b\x1b\x1b\x1b", 12, "\\x1b\\x...x1b"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *got = sf_visible_clip(rows[i].text, rows[i].columns);
        want_string(rows[i].text, got, rows[i].clipped);
    }
    /* A tower of accents is one column wide and must not be endless. */
    GString *tower = g_string_new("e");
    for (guint i = 0; i < 1000; i++)
        g_string_append(tower, "\xcc\x81");
    g_autofree char *clipped = sf_visible_clip(tower->str, 20);
    assert_true(strlen(clipped) <= 2 * 20 + 3);
    g_string_free(tower, TRUE);
}

/* What a shell makes of the word, through a pipe: the proof that it can be pasted. */
static void a_pasted_word_is_the_word(void **state)
{
    (void)state;
    static const char *const words[] = {
        "trunk-a_00012.pcapng", "trunk a.pcapng", "it's.pcap", "$(reboot).pcap", "a\nb\x1b[2J.pcap",
        "\xe2\x80\xaegpj.pcap", "~root",          "\xff.pcap", "*.pcap",         "!x",
        "\xc3\xa4 b.pcap",      "a\\b'\x07",
    };
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autofree char *quoted = sf_shell_word(words[i]);
        g_autofree char *visible = sf_visible(quoted);
        want_string("nothing but what can be shown", quoted, visible);
        g_autofree char *script = g_strdup_printf("printf %%s %s", quoted);
        const char *arguments[] = {"bash", "-c", script, NULL};
        g_autofree char *output = NULL;
        g_autoptr(GError) error = NULL;
        if (!g_spawn_sync(NULL, (char **)(gpointer)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                          &output, NULL, NULL, &error))
            fail_msg("%s", error->message);
        want_string(quoted, output, words[i]);
    }
}

static void want_lines(const char *text, guint columns, const char *wanted)
{
    g_auto(GStrv) lines = sf_wrap(text, columns);
    g_autofree char *got = g_strjoinv("|", lines);
    want_string(text, got, wanted);
    for (char **line = lines; *line; line++)
        assert_true(sf_columns(*line) <= columns);
}

static void lines_break_at_blanks(void **state)
{
    (void)state;
    want_lines("", 10, "");
    want_lines("one", 10, "one");
    want_lines("one two three", 7, "one two|three");
    want_lines("  one   two ", 10, "one two");
    want_lines("abcdefghijkl x", 5, "abcde|fghij|kl x");
    want_lines("a abcdefgh", 4, "a|abcd|efgh");
    want_lines("ipsec;alg=a;port-c=1;port-s=2", 14, "ipsec;alg=a;|port-c=1;|port-s=2");
    want_lines("\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", 5, "\xe6\x97\xa5\xe6\x9c\xac|\xe8\xaa\x9e");
    want_lines("a\tb", 20, "a\\x09b");
}

static void a_page_keeps_its_width(void **state)
{
    (void)state;
    SfPage page = {.text = g_string_new(NULL), .width = 30};
    sf_page_heading(&page, SF_STYLE_ERROR, "1 ERROR", "12 calls", "case 7c1e");
    sf_page_heading(&page, SF_STYLE_WARN, "2 WARN", "twelve calls met this", "case 7c1e");
    sf_page_labelled(&page, 2, SF_STYLE_CHANGE, "CHANGE", 9, "set the value to supported");
    sf_page_verbatim(&page, 2, "wireshark -g 1 a-very-long-name.pcapng");
    assert_string_equal(page.text->str, "1 ERROR  12 calls    case 7c1e\n"
                                        "2 WARN  twelve calls met this\n"
                                        "                     case 7c1e\n"
                                        "  CHANGE set the value to\n"
                                        "         supported\n"
                                        "  wireshark -g 1 a-very-long-name.pcapng\n");
    g_string_free(page.text, TRUE);
}

static void an_address_is_never_broken(void **state)
{
    (void)state;
    SfPage page = {.text = g_string_new(NULL), .width = 30};
    sf_page_paragraph(&page, 2, "Ask sip:bob@pbx.example.net for it.");
    sf_page_labelled(&page, 2, SF_STYLE_PLAIN, "new", 12, "sip:bob@pbx2.example.net");
    sf_page_labelled(&page, 2, SF_STYLE_PLAIN, "old", 12,
                     "it is sip:somebody@a-host-with-a-name.example.net;transport=tcp, says pbx");
    assert_string_equal(page.text->str,
                        "  Ask sip:bob@pbx.example.net\n"
                        "  for it.\n"
                        "  new sip:bob@pbx2.example.net\n"
                        "  old       it is\n"
                        "sip:somebody@a-host-with-a-name.example.net;transport=tcp,\n"
                        "            says pbx\n");
    g_string_free(page.text, TRUE);
}

static void a_narrow_page_has_no_columns(void **state)
{
    (void)state;
    SfPage page = {.text = g_string_new(NULL), .width = 20};
    sf_page_heading(&page, SF_STYLE_ERROR, "1 LOST", "12 calls, 08:15", "problem 7c1e");
    sf_page_labelled(&page, 2, SF_STYLE_CHANGE, "CHANGE", 9, "set the value to supported");
    assert_string_equal(page.text->str, "1 LOST\n"
                                        "  12 calls, 08:15\n"
                                        "  problem 7c1e\n"
                                        "  CHANGE\n"
                                        "  set the value to\n"
                                        "  supported\n");
    g_string_free(page.text, TRUE);
}

static void only_a_label_has_colour(void **state)
{
    (void)state;
    SfPage page = {.text = g_string_new(NULL), .width = 60, .colour = TRUE};
    sf_page_labelled(&page, 0, SF_STYLE_CHANGE, "CHANGE", 9, "\x1b[31mred");
    assert_string_equal(page.text->str, "\x1b[1;32mCHANGE\x1b[0m   \\x1b[31mred\n");
    g_string_free(page.text, TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_terminal_obeys_is_shown),
        cmocka_unit_test(columns_are_not_characters),
        cmocka_unit_test(clipping_keeps_both_ends),
        cmocka_unit_test(a_pasted_word_is_the_word),
        cmocka_unit_test(lines_break_at_blanks),
        cmocka_unit_test(a_page_keeps_its_width),
        cmocka_unit_test(an_address_is_never_broken),
        cmocka_unit_test(a_narrow_page_has_no_columns),
        cmocka_unit_test(only_a_label_has_colour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
