/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/grammar/invisible.h"
#include "core/grammar/strings/string_hash.h"
#include "table.h"

static void absent_and_empty_are_two_things(void **state)
{
    (void)state;
    assert_false(sf_text_is_present(SF_TEXT_NONE));
    assert_false(sf_text_is_present(sf_text(NULL)));
    assert_true(sf_text_is_present(sf_text("")));
    assert_true(sf_text_equal(SF_TEXT_NONE, sf_text(NULL)));
    assert_false(sf_text_equal(SF_TEXT_NONE, sf_text("")));
    assert_false(sf_text_equal_nocase(sf_text(""), SF_TEXT_NONE));
    g_autofree char *copy = sf_text_dup(SF_TEXT_NONE);
    assert_string_equal(copy, "");
}

static void equality(void **state)
{
    (void)state;
    static const struct {
        SfText a, b;
        gboolean equal, nocase;
    } rows[] = {
        {{"sip", 3}, {"sip", 3}, TRUE, TRUE},
        {{"sip", 3}, {"SIP", 3}, FALSE, TRUE},
        {{"sip", 3}, {"sips", 4}, FALSE, FALSE},
        {{"", 0}, {"", 0}, TRUE, TRUE},
        {{"a\0b", 3}, {"a\0b", 3}, TRUE, TRUE},
        {{"a\0b", 3}, {"a\0c", 3}, FALSE, FALSE},
        {{"\xc3\xa4", 2}, {"\xc3\x84", 2}, FALSE, FALSE}, /* ASCII letters only */
        {{"[", 1}, {"{", 1}, FALSE, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        assert_int_equal(sf_text_equal(rows[i].a, rows[i].b), rows[i].equal);
        assert_int_equal(sf_text_equal_nocase(rows[i].a, rows[i].b), rows[i].nocase);
    }
}

static void trims_folds_too(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", ""},
        {" \t ", ""},
        {"a", "a"},
        {"  a b\t", "a b"},
        {"\r\n  a,\r\n\tb \r\n ", "a,\r\n\tb"},
        {"\r\n ", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        want_text(rows[i][0], "rest", sf_text_trim(sf_text(rows[i][0])), rows[i][1]);
    want_text("absent", "rest", sf_text_trim(SF_TEXT_NONE), NULL);
}

static void slices_are_clipped(void **state)
{
    (void)state;
    const SfText text = sf_text("Contact");
    want_text("slice", "from the middle", sf_text_slice(text, 3, 2), "ta");
    want_text("slice", "to the end", sf_text_slice(text, 3, G_MAXSIZE), "tact");
    want_text("slice", "behind the end", sf_text_slice(text, 99, 1), "");
    want_text("slice", "of nothing", sf_text_slice(SF_TEXT_NONE, 0, 1), NULL);
    assert_int_equal(sf_text_find(text, 'o'), 1);
    assert_int_equal(sf_text_find(text, 'x'), -1);
    assert_int_equal(sf_text_find(SF_TEXT_NONE, 'x'), -1);
    assert_int_equal(sf_text_find(BYTES("a\0b"), '\0'), 1);
}

static void tokens(void **state)
{
    (void)state;
    static const char all[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                              "-.!%*_+`'~"; /* RFC 3261 §25.1 */
    guint n = 0;
    for (int c = 0; c < 256; c++)
        n += sf_is_token_char((char)c) ? 1 : 0;
    assert_int_equal(n, strlen(all));
    assert_true(sf_text_is_token(sf_text(all)));
    assert_false(sf_text_is_token(sf_text("")));
    assert_false(sf_text_is_token(SF_TEXT_NONE));
    assert_false(sf_text_is_token(sf_text("100rel timer")));
    assert_false(sf_text_is_token(BYTES("a\0")));
}

static void shows_anything(void **state)
{
    (void)state;
    const struct {
        SfText text;
        const char *shown;
    } rows[] = {
        {BYTES(""), ""},
        {BYTES("sip:bob@example.com"), "sip:bob@example.com"},
        {BYTES("J\xc3\xbcrgen \xe2\x82\xac \xf0\x9f\x93\x9e"),
         "J\xc3\xbcrgen \xe2\x82\xac \xf0\x9f\x93\x9e"},
        /* terminal controls: C0, DEL, C1 as a byte and as a character */
        {BYTES("\x1b[31mred\x07"), "\\x1b[31mred\\x07"},
        {BYTES("a\0b\x7f"), "a\\x00b\\x7f"},
        {BYTES("\x9b;H"), "\\x9b;H"},
        {BYTES("\xc2\x9b;H"), "\\u{9b};H"},
        {BYTES("a\tb"), "a\\x09b"},
        /* not UTF-8: Latin 1, cut short, overlong, a surrogate, beyond the last code point */
        {BYTES("M\xfcller"), "M\\xfcller"},
        {BYTES("\xe2\x82"), "\\xe2\\x82"},
        {BYTES("\xe2\x82("), "\\xe2\\x82("},
        {BYTES("\xc0\xaf"), "\\xc0\\xaf"},
        {BYTES("\xed\xa0\x80"), "\\xed\\xa0\\x80"},
        {BYTES("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80"},
        {BYTES("\xe2\0\x82"), "\\xe2\\x00\\x82"},
        /* what turns the direction of writing: overrides, isolates, marks */
        {BYTES("\xe2\x80\xaexcod.exe"), "\\u{202e}xcod.exe"},
        {BYTES("\xe2\x80\xaa\xe2\x81\xa6\xe2\x81\xa9\xe2\x80\x8f\xd8\x9c"),
         "\\u{202a}\\u{2066}\\u{2069}\\u{200f}\\u{61c}"},
        /* other things that do not show: line separator, zero width space, byte order mark, tags */
        {BYTES("\xe2\x80\xa8\xe2\x80\x8b\xef\xbb\xbf"), "\\u{2028}\\u{200b}\\u{feff}"},
        {BYTES("\xf3\xa0\x81\x81"), "\\u{e0041}"},
        /* but letters of right-to-left scripts, joiners and combining marks stay */
        {BYTES("\xd7\xa9\xd7\x9c\xd9\x85\xe2\x80\x8cn\xcc\x83"),
         "\xd7\xa9\xd7\x9c\xd9\x85\xe2\x80\x8cn\xcc\x83"},
        /* folds */
        {BYTES("a\r\n b"), "a b"},
        {BYTES("a \t\r\n\t  b"), "a b"},
        {BYTES("a\n b"), "a b"},
        {BYTES("a\r\n \r\n b"), "a b"},
        {BYTES("a  b"), "a  b"},
        /* line breaks that are no fold could forge a line */
        {BYTES("a\r\nb"), "a\\x0d\\x0ab"},
        {BYTES("a\r\n\r\n b"), "a\\x0d\\x0a\\x0d\\x0a b"},
        {BYTES("a\r b"), "a\\x0d b"},
        {BYTES("a\r\r\n b"), "a\\x0d\\x0d\\x0a b"},
        {BYTES("a\r\n "), "a "},
        {BYTES("a\r\n"), "a\\x0d\\x0a"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        /* in memory of exactly that size, so that AddressSanitizer sees a look past the end */
        const SfText text = rows[i].text;
        g_autofree char *exact = g_malloc(MAX(text.length, 1));
        memcpy(exact, text.at, text.length);
        g_autofree char *shown = sf_text_show((SfText){exact, text.length});
        want_string(rows[i].shown, shown, rows[i].shown);
        assert_true(g_utf8_validate(shown, -1, NULL));
    }
    g_autofree char *absent = sf_text_show(SF_TEXT_NONE);
    assert_string_equal(absent, "");
}

/* Every byte, alone and between others: what comes out is valid and has no control in it. */
static void shows_every_byte(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        const char bytes[] = {'\xe2', (char)byte, '\x80', (char)byte};
        for (gsize from = 0; from < sizeof bytes; from++) {
            g_autofree char *shown = sf_text_show((SfText){bytes + from, sizeof bytes - from});
            assert_true(g_utf8_validate(shown, -1, NULL));
            for (const char *at = shown; *at; at++)
                assert_false(g_ascii_iscntrl(*at));
        }
    }
}

static void shows_what_was_quoted(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"Mr. Watson", "Mr. Watson"},
        {"say \\\"hi\\\"", "say \"hi\""},
        {"back\\\\slash", "back\\slash"},
        {"\\B\\o\\b", "Bob"},
        {"\\\x07", "\\x07"},
        {"open\\", "open\\"},
        {"", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *shown = sf_text_show_quoted(sf_text(rows[i][0]));
        want_string(rows[i][0], shown, rows[i][1]);
    }
}

static void shortens_at_a_character(void **state)
{
    (void)state;
    static const struct {
        const char *string;
        gsize limit;
        const char *shortened;
    } rows[] = {
        {"abcdef", 6, "abcdef"},
        {"abcdef", 99, "abcdef"},
        {"abcdef", 5, "ab\xe2\x80\xa6"},
        {"abcdef", 3, "\xe2\x80\xa6"},
        {"abcdef", 2, "ab"}, /* no room for the ellipsis */
        {"abcdef", 0, ""},
        {"", 0, ""},
        {"a\xc3\xbc\xc3\xbc\xc3\xbc", 7, "a\xc3\xbc\xc3\xbc\xc3\xbc"},
        {"a\xc3\xbc\xc3\xbc\xc3\xbc", 6, "a\xc3\xbc\xe2\x80\xa6"},
        {"a\xc3\xbc\xc3\xbc\xc3\xbc", 5, "a\xe2\x80\xa6"},
        {"\xf0\x9f\x93\x9e\xf0\x9f\x93\x9e", 6, "\xe2\x80\xa6"},
        {"\xf0\x9f\x93\x9e\xf0\x9f\x93\x9e", 7, "\xf0\x9f\x93\x9e\xe2\x80\xa6"},
        {"\xf0\x9f\x93\x9e", 2, ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *shortened = sf_text_shorten(rows[i].string, rows[i].limit);
        want_string(rows[i].string, shortened, rows[i].shortened);
        assert_true(strlen(shortened) <= rows[i].limit);
        assert_true(g_utf8_validate(shortened, -1, NULL));
    }
}

/* In a name, and in an address: what of them is not seen. */
static void what_nobody_sees(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        guint in_name, in_address;
        const char *without;
    } rows[] = {
        {"sip:bob@example.net", 0, 0, "sip:bob@example.net"},
        {"sip:j\xc3\xb6@example.net", 0, 0, "sip:j%C3%B6@example.net"},
        {"a\xcc\x88", 0, 0, "a%CC%88"}, /* a combining mark shows */
        {"\xf0\x9f\x98\x80", 0, 0, "%F0%9F%98%80"},
        {"b\xe2\x80\xaeo\xe2\x80\xae", 1, 1, "bo"},       /* each once */
        {"b\xe2\x80\x8d\xe2\x80\x8e", 0, 2, "b"},         /* joiner, mark of direction */
        {"b\xc2\xa0\xef\xb8\x8f\xe3\x85\xa4", 0, 3, "b"}, /* blank, selector, filler */
        {"b%e2%80%8Bc%0A%00d", 0, 3, "bcd"},
        {"b%20%41%", 0, 0, "b%20%41%"},
        {"\xe2\x80", 0, 0, "%E2%80"}, /* cut amid a character */
        {"%E2%80", 0, 0, "%E2%80"},
        {"%E2\x80\xae", 0, 1, ""},
        {"\x7f\xc2\x9b", 2, 2, ""},
        {"a\tb\r\n c", 0, 3, "ab c"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const SfText text = sf_text(rows[i].text);
        for (SfInvisiblePlace place = SF_INVISIBLE_IN_NAME; place <= SF_INVISIBLE_IN_ADDRESS;
             place++) {
            const guint wanted =
                place == SF_INVISIBLE_IN_NAME ? rows[i].in_name : rows[i].in_address;
            g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(gunichar));
            sf_invisible_note(found, text, place);
            want_number(rows[i].text, "found", found->len, wanted);
            assert_int_equal(sf_text_has_invisible(text, place), wanted > 0);
        }
        g_autoptr(GString) without = sf_address_without_invisible(text);
        want_string(rows[i].text, without->str, rows[i].without);
    }
}

/* "ab" and "bA" are one to g_str_hash(): each further pair doubles the names that share a place. */
static void a_stranger_cannot_choose_the_place(void **state)
{
    enum { PAIRS = 8, NAMES = 1 << PAIRS };
    (void)state;
    g_autoptr(GHashTable) places = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < NAMES; i++) {
        char name[2 * PAIRS + 1] = "";
        char *end = name;
        for (guint pair = 0; pair < PAIRS; pair++)
            end = g_stpcpy(end, i >> pair & 1 ? "ab" : "bA");
        assert_int_equal(g_str_hash(name), g_str_hash("bAbAbAbAbAbAbAbA"));
        g_autofree char *same = g_strdup(name);
        assert_int_equal(sf_string_hash(name), sf_string_hash(same));
        g_hash_table_add(places, GUINT_TO_POINTER(sf_string_hash(name)));
    }
    assert_true(g_hash_table_size(places) > NAMES - 4);
    assert_int_equal(sf_string_hash(""), sf_string_hash(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(absent_and_empty_are_two_things),
        cmocka_unit_test(equality),
        cmocka_unit_test(trims_folds_too),
        cmocka_unit_test(slices_are_clipped),
        cmocka_unit_test(tokens),
        cmocka_unit_test(shows_anything),
        cmocka_unit_test(shows_every_byte),
        cmocka_unit_test(shows_what_was_quoted),
        cmocka_unit_test(shortens_at_a_character),
        cmocka_unit_test(what_nobody_sees),
        cmocka_unit_test(a_stranger_cannot_choose_the_place),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
