/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/grammar/text.h"

#include <string.h>

#define ELLIPSIS "\xe2\x80\xa6"

gboolean sf_text_equal_nocase(SfText a, SfText b)
{
    if (a.length != b.length || sf_text_is_present(a) != sf_text_is_present(b))
        return FALSE;
    if (a.length == 0 || memcmp(a.at, b.at, a.length) == 0) /* mostly they are written alike */
        return TRUE;
    for (gsize i = 0; i < a.length; i++) /* g_ascii_strncasecmp() would stop at a NUL */
        if (sf_lower(a.at[i]) != sf_lower(b.at[i]))
            return FALSE;
    return TRUE;
}

gboolean sf_is_token_char(char c)
{
    return sf_is(c, SF_KIND_TOKEN);
}

gboolean sf_text_is_token(SfText text)
{
    return text.length > 0 && sf_skip(text, 0, SF_KIND_TOKEN) == text.length;
}

char *sf_text_dup(SfText text)
{
    char *copy = g_malloc(text.length + 1);
    if (text.length > 0)
        memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    return copy;
}

/* ---- showing ---- */

/* TRUE where the run of white space text[from, to) is LWS with at least one line break in it, each
 * break followed by a blank, as folding demands. A bare LF is taken for CR LF. */
static gboolean is_fold(SfText text, gsize from, gsize to)
{
    gboolean broken = FALSE;
    for (gsize i = from; i < to; i++) {
        if (text.at[i] == '\r' && i + 1 < to && text.at[i + 1] == '\n')
            i++;
        if (text.at[i] == '\r')
            return FALSE;
        if (text.at[i] != '\n')
            continue;
        if (i + 1 == to || !sf_is_one_of(text.at[i + 1], " \t"))
            return FALSE;
        broken = TRUE;
    }
    return broken;
}

static void show_byte(GString *shown, char byte)
{
    g_string_append_printf(shown, "\\x%02x", (guchar)byte);
}

/* Characters that a terminal or a reader's eye would obey instead of showing them. The two joiners
 * stay: Persian and half of all emoji are written with them. */
static gboolean is_tricky(gunichar character)
{
    switch (g_unichar_type(character)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
        return TRUE;
    case G_UNICODE_FORMAT:
        return character != 0x200c && character != 0x200d;
    default:
        return FALSE;
    }
}

/* Shows the character at @i; returns the bytes it takes. */
static gsize show_character(GString *shown, SfText text, gsize i)
{
    const char *at = text.at + i;
    if ((guchar)*at < 0x80) {
        if (g_ascii_iscntrl(*at))
            show_byte(shown, *at);
        else
            g_string_append_c(shown, *at);
        return 1;
    }
    const gunichar character = g_utf8_get_char_validated(at, (gssize)MIN(text.length - i, 4));
    if (character == (gunichar)-1 || character == (gunichar)-2) {
        show_byte(shown, *at);
        return 1;
    }
    if (is_tricky(character))
        g_string_append_printf(shown, "\\u{%x}", character);
    else
        g_string_append_unichar(shown, character);
    return (gsize)g_unichar_to_utf8(character, NULL);
}

/* Eight bytes at once: none has its high bit set, nor gets it by adding one (DEL), nor by taking a
 * space from what had none. */
static gboolean are_plain(guint64 word)
{
    static const guint64 ones = G_GUINT64_CONSTANT(0x0101010101010101);
    static const guint64 high = G_GUINT64_CONSTANT(0x8080808080808080);
    return ((word | (word + ones) | (word - ones * ' ')) & high) == 0;
}

static gboolean are_plain_at(const char *at)
{
    guint64 word;
    memcpy(&word, at, sizeof word);
    return are_plain(word);
}

gboolean sf_text_is_plain(SfText text)
{
    gsize i = 0;
    for (; i + sizeof(guint64) <= text.length; i += sizeof(guint64))
        if (!are_plain_at(text.at + i))
            return FALSE;
    if (i > 0) /* what is left is looked at with what is before it */
        return are_plain_at(text.at + text.length - sizeof(guint64));
    for (; i < text.length; i++)
        if (text.at[i] < ' ' || text.at[i] > '~')
            return FALSE;
    return TRUE;
}

char *sf_text_show(SfText text)
{
    if (sf_text_is_plain(text))
        return sf_text_dup(text);
    GString *shown = g_string_sized_new(text.length);
    gsize i = 0;
    while (i < text.length) {
        const gsize run = sf_skip_lws(text, i);
        if (is_fold(text, i, run)) {
            g_string_append_c(shown, ' ');
            i = run;
            continue;
        }
        do
            i += show_character(shown, text, i);
        while (i < run);
    }
    return g_string_free(shown, FALSE);
}

char *sf_text_show_quoted(SfText text)
{
    g_autoptr(GString) plain = g_string_sized_new(text.length);
    for (gsize i = 0; i < text.length; i++) {
        if (text.at[i] == '\\' && i + 1 < text.length)
            i++;
        g_string_append_c(plain, text.at[i]);
    }
    return sf_text_show((SfText){plain->str, plain->len});
}

char *sf_text_shorten(const char *string, gsize limit)
{
    const gsize length = strlen(string);
    if (length <= limit)
        return g_strndup(string, length);
    const gboolean room = limit >= strlen(ELLIPSIS);
    gsize cut = room ? limit - strlen(ELLIPSIS) : limit;
    while (cut > 0 && ((guchar)string[cut] & 0xc0) == 0x80) /* amid a character */
        cut--;
    g_autofree char *kept = g_strndup(string, cut);
    return g_strconcat(kept, room ? ELLIPSIS : "", NULL);
}

void sf_append_number(GString *out, guint64 number)
{
    char digits[20]; /* of the largest */
    gsize first = sizeof digits;
    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    g_string_append_len(out, digits + first, (gssize)(sizeof digits - first));
}
