// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/explain/compare.h"

#include <string.h>

#include "analyzer/explain/explain.h"
#include "knowledge/knowledge.h"

#define LABEL 11 /* column where the first code stands */
#define GAP   2

static const struct {
    const char *label;
    const char *key;
} rows[] = {
    {"Class", "class"},
    {"Says", "meaning"},
    {"Seen when", "when"},
    {"Client\nnext", "client"},
    {"Fix", "fix"},
    {"Fix, at\nthe caller", "fix.caller"},
    {"Fix, at\nthe server", "fix.server"},
    {"Server\nuses it", "use"},
};

/* ---- Cells ---- */

/* Lines of all paragraphs, an empty one between two. */
static GPtrArray *cell(const char *text, guint columns)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) paragraphs = g_strsplit(text, "\n\n", -1);
    for (char **paragraph = paragraphs; *paragraph; paragraph++) {
        g_autofree char **wrapped = sf_wrap(*paragraph, columns);
        if (lines->len > 0)
            g_ptr_array_add(lines, g_strdup(""));
        for (char **line = wrapped; *line; line++)
            g_ptr_array_add(lines, *line);
    }
    return lines;
}

static const char *line_of(const GPtrArray *lines, guint i)
{
    return i < lines->len ? lines->pdata[i] : "";
}

static void append_padded(GString *out, const char *line, guint columns)
{
    g_string_append(out, line);
    for (guint used = sf_columns(line); used < columns; used++)
        g_string_append_c(out, ' ');
}

static void trim_end(GString *out)
{
    while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
}

static guint column_width(const SfPage *page)
{
    return page->width > LABEL + GAP + 20 ? (page->width - LABEL - GAP) / 2 : 10;
}

static void add_row(SfPage *page, const char *label, const char *one, const char *other)
{
    const guint width = column_width(page);
    g_auto(GStrv) labels = g_strsplit(label, "\n", -1);
    g_autoptr(GPtrArray) left = cell(one, width);
    g_autoptr(GPtrArray) right = cell(other, width);
    const guint n_labels = g_strv_length(labels);
    const guint n = MAX(n_labels, MAX(left->len, right->len));
    for (guint i = 0; i < n; i++) {
        append_padded(page->text, i < n_labels ? labels[i] : "", LABEL);
        append_padded(page->text, line_of(left, i), width + GAP);
        g_string_append(page->text, line_of(right, i));
        trim_end(page->text);
        g_string_append_c(page->text, '\n');
    }
}

/* ---- What stands in them ---- */

static char *name_of(const char *code)
{
    return g_strdup_printf("%s %s", code, sf_shelf_words(SF_SHELF_CODES, code, "name"));
}

static void add_rows(SfPage *page, const char *one, const char *other)
{
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *left = sf_shelf_words(SF_SHELF_CODES, one, rows[i].key);
        const char *right = sf_shelf_words(SF_SHELF_CODES, other, rows[i].key);
        if (!left && !right)
            continue;
        sf_page_blank(page);
        add_row(page, rows[i].label, left ? left : "-", right ? right : "-");
    }
}

/* What the first digit alone says (RFC 3261 section 7.2 and 21). */
static const char *words_of_class(const char *code)
{
    static const char *const words[] = {
        ['1'] = "the request has arrived and is being worked on; a final answer follows",
        ['2'] = "the request has succeeded",
        ['3'] = "try elsewhere, or another way; this answer says where",
        ['4'] = "not this request at this server; changed, or elsewhere, it may succeed",
        ['5'] = "this server could not do it; another one may",
        ['6'] = "nobody anywhere will; do not try elsewhere",
    };
    return words[(guchar)code[0]];
}

/* The lower code of a pair holds the words. */
static char *difference(const char *one, const char *other)
{
    const gboolean in_order = strcmp(one, other) < 0;
    const char *lower = in_order ? one : other;
    const char *higher = in_order ? other : one;
    g_autofree char *key = g_strconcat("difference.", higher, NULL);
    const char *words = sf_shelf_words(SF_SHELF_CODES, lower, key);
    if (words)
        return g_strdup(words);
    if (one[0] == other[0])
        return g_strdup_printf("Both are of one class (%s); what they say differs, as above.",
                               words_of_class(one));
    return g_strdup_printf("%s: %s. %s: %s.", one, words_of_class(one), other,
                           words_of_class(other));
}

static void add_references(SfPage *page, const char *code)
{
    g_autoptr(GPtrArray) lines =
        sf_explain_references(sf_shelf_list(SF_SHELF_CODES, code, "reference"));
    for (guint i = 0; i < lines->len; i++) {
        g_autofree char *line = g_strdup_printf("%s  %s", code, (char *)lines->pdata[i]);
        sf_page_verbatim(page, 2, line);
    }
}

void sf_compare(SfPage *page, const char *one, const char *other)
{
    g_autofree char *left = name_of(one);
    g_autofree char *right = name_of(other);
    g_autofree char *key_difference = difference(one, other);
    sf_page_labelled(page, 0, SF_STYLE_BOLD, "The difference", 0, "");
    sf_page_paragraphs(page, 2, key_difference);
    sf_page_blank(page);
    add_row(page, "", left, right);
    add_rows(page, one, other);
    sf_page_blank(page);
    sf_page_labelled(page, 0, SF_STYLE_BOLD, "Where it is written", 0, "");
    add_references(page, one);
    add_references(page, other);
}
