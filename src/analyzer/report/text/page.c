// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/page.h"

#include <string.h>

#define NARROW 30 /* columns; below, what is set in columns stands below each other */

/* ---- Breaking into lines ---- */

/* The end of what still fits in @columns, of a header's value behind a parameter of it; at least
 * one character, so that it ends. @used: its columns. */
static const char *hard_break(const char *word, guint columns, guint *used)
{
    const char *at = word;
    const char *parameter = NULL;
    guint used_by_parameters = 0;
    for (*used = 0; *at; at = g_utf8_next_char(at)) {
        const guint character = sf_character_columns(g_utf8_get_char(at));
        if (*used + character > columns && at > word)
            break;
        *used += character;
        if (*at != ';' && *at != ',')
            continue;
        parameter = at + 1;
        used_by_parameters = *used;
    }
    if (!*at || !parameter)
        return at;
    *used = used_by_parameters;
    return parameter;
}

typedef struct {
    GPtrArray *lines;
    GString *line;
    guint used; /* columns of line */
    guint columns;
} Breaker;

static void end_line(Breaker *breaker)
{
    g_ptr_array_add(breaker->lines, g_strdup(breaker->line->str));
    g_string_truncate(breaker->line, 0);
    breaker->used = 0;
}

/* An address is copied as a whole, and one that is broken dials another place. */
static gboolean is_address(const char *word)
{
    static const char *const marks[] = {"sip:", "sips:", "tel:", "://", "@"};
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
        if (strstr(word, marks[i]))
            return TRUE;
    return FALSE;
}

static void add_word(Breaker *breaker, const char *word)
{
    guint width = sf_columns(word);
    const gboolean is_whole = is_address(word);
    if (breaker->used > 0 && breaker->used + 1 + width > breaker->columns)
        end_line(breaker);
    if (breaker->used > 0) {
        g_string_append_c(breaker->line, ' ');
        breaker->used++;
    }
    while (width > breaker->columns && !is_whole) {
        guint taken = 0;
        const char *end = hard_break(word, breaker->columns, &taken);
        g_string_append_len(breaker->line, word, end - word);
        end_line(breaker);
        word = end;
        width -= taken;
    }
    g_string_append(breaker->line, word);
    breaker->used += width;
}

static char **wrap_visible(const char *visible, guint columns)
{
    Breaker breaker = {
        .lines = g_ptr_array_new(),
        .line = g_string_new(NULL),
        .columns = MAX(columns, 1),
    };
    g_auto(GStrv) words = g_strsplit(visible, " ", -1);
    for (char **word = words; *word; word++)
        if (**word)
            add_word(&breaker, *word);
    if (breaker.used > 0 || breaker.lines->len == 0)
        end_line(&breaker);
    g_string_free(breaker.line, TRUE);
    g_ptr_array_add(breaker.lines, NULL);
    return (char **)g_ptr_array_free(breaker.lines, FALSE);
}

char **sf_wrap(const char *text, guint columns)
{
    g_autofree char *visible = sf_visible(text);
    return wrap_visible(visible, columns);
}

/* ---- Writing lines ---- */

static void pad(SfPage *page, guint columns)
{
    for (guint i = 0; i < columns; i++)
        g_string_append_c(page->text, ' ');
}

/* A narrow page has no room for columns. */
static guint moved_in(const SfPage *page, guint indent)
{
    return page->width < NARROW ? MIN(indent, 2) : indent;
}

static guint room(const SfPage *page, guint indent)
{
    return page->width > indent ? page->width - indent : 1;
}

static void append_styled(SfPage *page, SfStyle style, const char *text)
{
    static const char *const codes[] = {
        [SF_STYLE_BOLD] = "1",
        [SF_STYLE_ERROR] = "1;31",
        [SF_STYLE_WARN] = "1;33",
        [SF_STYLE_CHANGE] = "1;32",
    };
    if (style == SF_STYLE_PLAIN || !page->colour)
        g_string_append(page->text, text);
    else
        g_string_append_printf(page->text, "\033[%sm%s\033[0m", codes[style], text);
}

/* Of a line that is too long for the page, an address, as much as can be. */
static guint indent_of(const SfPage *page, guint indent, const char *line)
{
    const guint columns = sf_columns(line);
    if (columns <= room(page, indent))
        return indent;
    return page->width > columns ? page->width - columns : 0;
}

/* @at: the column of the cursor, where the first line starts, if it fits there. */
static void append_lines(SfPage *page, char **lines, guint indent, guint at)
{
    for (char **line = lines; *line; line++) {
        const guint start = indent_of(page, indent, *line);
        if (start < at)
            g_string_append_c(page->text, '\n');
        pad(page, start < at ? start : start - at);
        g_string_append(page->text, *line);
        g_string_append_c(page->text, '\n');
        at = 0;
    }
}

void sf_page_paragraph(SfPage *page, guint indent, const char *text)
{
    const guint in = moved_in(page, indent);
    g_auto(GStrv) lines = sf_wrap(text, room(page, in));
    append_lines(page, lines, in, 0);
}

void sf_page_paragraphs(SfPage *page, guint indent, const char *text)
{
    g_auto(GStrv) paragraphs = g_strsplit(text, "\n\n", -1);
    for (char **paragraph = paragraphs; *paragraph; paragraph++) {
        if (paragraph > paragraphs)
            sf_page_blank(page);
        sf_page_paragraph(page, indent, *paragraph);
    }
}

void sf_page_labelled(SfPage *page, guint indent, SfStyle style, const char *label, guint hang,
                      const char *text)
{
    g_autofree char *visible = sf_visible(label);
    const guint in = moved_in(page, indent);
    const guint one = in + 2; /* a dash stays with its text, however narrow the page is */
    const guint behind =
        sf_columns(visible) == 1 ? MAX(moved_in(page, hang), one) : moved_in(page, hang);
    const guint end = in + sf_columns(visible);
    g_auto(GStrv) lines = sf_wrap(text, room(page, behind));
    pad(page, in);
    append_styled(page, style, visible);
    if (!*text) {
        sf_page_blank(page);
        return;
    }
    if (end >= behind)
        g_string_append_c(page->text, '\n');
    append_lines(page, lines, behind, end < behind ? end : 0);
}

/* The whole in one line, or each part on lines of its own. */
static void append_narrow_heading(SfPage *page, const char *middle, const char *tail)
{
    const guint in = moved_in(page, 2);
    g_string_append_c(page->text, '\n');
    sf_page_paragraph(page, in, middle);
    if (*tail)
        sf_page_paragraph(page, in, tail);
}

void sf_page_heading(SfPage *page, SfStyle style, const char *label, const char *text,
                     const char *right)
{
    g_autofree char *head = sf_visible(label);
    g_autofree char *middle = sf_visible(text);
    g_autofree char *tail = sf_visible(right);
    const guint used = sf_columns(head) + 2 + sf_columns(middle);
    const guint needed = sf_columns(tail);
    append_styled(page, style, head);
    if (used > page->width) {
        append_narrow_heading(page, middle, tail);
        return;
    }
    g_string_append_printf(page->text, "  %s", middle);
    if (needed == 0) {
        sf_page_blank(page);
        return;
    }
    if (used + 2 + needed <= page->width) {
        pad(page, page->width - used - needed);
    } else {
        g_string_append_c(page->text, '\n');
        pad(page, page->width > needed ? page->width - needed : 0);
    }
    g_string_append_printf(page->text, "%s\n", tail);
}

void sf_page_verbatim(SfPage *page, guint indent, const char *text)
{
    g_autofree char *visible = sf_visible(text);
    pad(page, moved_in(page, indent));
    g_string_append_printf(page->text, "%s\n", visible);
}

void sf_page_blank(SfPage *page)
{
    g_string_append_c(page->text, '\n');
}

void sf_page_question(SfPage *page, guint indent, guint hang, const char *question,
                      char *const *decisions)
{
    sf_page_labelled(page, indent, SF_STYLE_CHANGE, "FIRST", hang, question);
    for (; *decisions; decisions++)
        sf_page_labelled(page, hang, SF_STYLE_PLAIN, "-", hang + 2, *decisions);
}
