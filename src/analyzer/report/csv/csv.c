// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/csv/csv.h"

#include <string.h>

#include "analyzer/output/terminal.h"

static void begin_cell(SfCsv *csv)
{
    if (!csv->text)
        csv->text = g_string_new(NULL);
    if (csv->inside)
        g_string_append_c(csv->text, ',');
    csv->inside = TRUE;
}

/* Programs differ in what they take for a formula: also the wide forms of = + - @, and blanks
 * before them. TAB and CR are \x09 and \x0d by then. */
static gboolean looks_like_formula(const char *text)
{
    static const gunichar first[] = {'=', '+', '-', '@', 0xff1d, 0xff0b, 0xff0d, 0xff20, 0x2212};
    while (g_unichar_isspace(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    for (guint i = 0; i < G_N_ELEMENTS(first); i++)
        if (g_utf8_get_char(text) == first[i])
            return TRUE;
    return FALSE;
}

/* Where lists are written with commas in numbers, a spreadsheet may take the semicolon for the end
 * of a cell, whatever the quotes say: what is behind one is the beginning of a cell too. */
static char *guarded(const char *visible)
{
    GString *out = g_string_new(NULL);
    gboolean begins = TRUE;
    for (const char *at = visible; *at; at++) {
        if (begins && (*at == '\'' || looks_like_formula(at)))
            g_string_append_c(out, '\'');
        g_string_append_c(out, *at);
        begins = *at == ';';
    }
    return g_string_free(out, FALSE);
}

static void append_quoted(GString *out, const char *text)
{
    g_string_append_c(out, '"');
    for (const char *at = text; *at; at++) {
        if (*at == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, *at);
    }
    g_string_append_c(out, '"');
}

void sf_csv_text(SfCsv *csv, const char *text)
{
    begin_cell(csv);
    g_autofree char *visible = sf_visible(text);
    g_autofree char *cell = guarded(visible);
    /* RFC 4180 asks for fewer, but programs differ in what they do with blanks. */
    if (strpbrk(cell, "\", ;'"))
        append_quoted(csv->text, cell);
    else
        g_string_append(csv->text, cell);
}

void sf_csv_take(SfCsv *csv, char *text)
{
    sf_csv_text(csv, text);
    g_free(text);
}

void sf_csv_count(SfCsv *csv, guint64 number)
{
    begin_cell(csv);
    g_string_append_printf(csv->text, "%" G_GUINT64_FORMAT, number);
}

void sf_csv_known(SfCsv *csv, gint64 number)
{
    begin_cell(csv);
    if (number != 0)
        g_string_append_printf(csv->text, "%" G_GINT64_FORMAT, number);
}

void sf_csv_seconds(SfCsv *csv, double seconds)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    begin_cell(csv);
    g_string_append(csv->text, g_ascii_formatd(digits, sizeof digits, "%.6f", seconds));
}

void sf_csv_header(SfCsv *csv, const char *const *names)
{
    for (const char *const *name = names; *name; name++)
        sf_csv_text(csv, *name);
    sf_csv_end(csv);
}

void sf_csv_end(SfCsv *csv)
{
    if (!csv->text)
        csv->text = g_string_new(NULL);
    g_string_append(csv->text, "\r\n");
    csv->inside = FALSE;
}

GString *sf_csv_steal(SfCsv *csv)
{
    return csv->text ? g_steal_pointer(&csv->text) : g_string_new(NULL);
}
