// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/html_difference.h"

#include <string.h>

#include "analyzer/report/html/html.h"
#include "analyzer/report/words.h"

/* Inside a word nothing is cut: "pbx1" became "pbx2", not 1 became 2. */
static gboolean is_in_word(char byte)
{
    return g_ascii_isalnum(byte) || (guchar)byte >= 0x80 || (byte && strchr("-_+%.", byte));
}

static gboolean is_boundary(const char *text, gsize at)
{
    return at == 0 || !text[at] || !is_in_word(text[at - 1]) || !is_in_word(text[at]);
}

static gsize common_start(const char *one, const char *other)
{
    gsize length = 0;
    while (one[length] && one[length] == other[length])
        length++;
    while (!is_boundary(one, length) || !is_boundary(other, length))
        length--;
    return length;
}

/* Not longer than @most. */
static gsize common_end(const char *one, const char *other, gsize most)
{
    const gsize one_length = strlen(one), other_length = strlen(other);
    gsize length = 0;
    while (length < most && one[one_length - length - 1] == other[other_length - length - 1])
        length++;
    while (length > 0 &&
           (!is_boundary(one, one_length - length) || !is_boundary(other, other_length - length)))
        length--;
    return length;
}

static void add_part(GString *html, const char *text, gsize length)
{
    g_autofree char *part = g_strndup(text, length);
    sf_html_add(html, "%s", part);
}

void sf_html_difference(GString *html, const char *value, const char *other, const char *mark)
{
    g_autofree char *text = sf_words_value(value);
    g_autofree char *reference = sf_words_value(other);
    const gsize length = strlen(text);
    gsize start = common_start(text, reference);
    const gsize end = length - common_end(text, reference, MIN(length, strlen(reference)) - start);
    start += MIN(strspn(text + start, ", "), end - start);
    add_part(html, text, start);
    if (end > start) {
        g_string_append_printf(html, "<%s>", mark);
        add_part(html, text + start, end - start);
        g_string_append_printf(html, "</%s>", mark);
    }
    add_part(html, text + end, length - end);
}
