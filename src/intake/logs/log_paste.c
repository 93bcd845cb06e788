/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/logs/log_paste.h"

#include <string.h>

void sf_log_paste_init(SfLogPaste *paste)
{
    *paste = (SfLogPaste){
        .line = g_string_new(NULL), .head = g_string_new(NULL), .heads = g_string_chunk_new(1024)};
}

void sf_log_paste_clear(SfLogPaste *paste)
{
    g_string_free(paste->line, TRUE);
    g_string_free(paste->head, TRUE);
    g_string_chunk_free(paste->heads);
}

static gboolean holds(SfText line, const char *word)
{
    return line.length > 0 && memmem(line.at, line.length, word, strlen(word)) != NULL;
}

/* ---- margins ---- */

static gsize blanks_of(SfText line)
{
    gsize at = 0;

    while (at < line.length && sf_is_blank(line.at[at]))
        at++;
    return at;
}

/* "  12. ", "12: ", "12<tab>". @return how long it is; 0: it is none */
static gsize number_of(SfText line, guint64 *number)
{
    gsize at = blanks_of(line);
    const gsize from = at;

    *number = 0;
    while (at < line.length && at - from < 9 && g_ascii_isdigit(line.at[at]))
        *number = 10 * *number + (guint64)(line.at[at++] - '0');
    if (at == from)
        return 0;
    if (at < line.length && strchr(".:|)", line.at[at]))
        at++;
    if (at == line.length)
        return at;
    return sf_is_blank(line.at[at]) ? at + 1 : 0;
}

/* "> ", "> > " */
static gsize quotes_of(SfText line)
{
    gsize at = blanks_of(line);
    gsize end = 0;

    while (at < line.length && line.at[at] == '>') {
        at++;
        if (at < line.length && line.at[at] == ' ')
            at++;
        end = at;
    }
    return end;
}

static gsize dash_of(SfText line)
{
    return line.length >= 2 && line.at[0] == '-' && line.at[1] == ' ' ? 2 : 0;
}

/* The line before has one, too. */
static SfLogMargin margin_of(SfText line, SfText before)
{
    const gboolean is_first = !sf_text_is_present(before);
    guint64 number, last;

    if (number_of(line, &number) > 0 &&
        (is_first ? number == 1 : number_of(before, &last) > 0 && number == last + 1))
        return SF_MARGIN_NUMBERS;
    if (quotes_of(line) > 0 && (is_first || quotes_of(before) > 0))
        return SF_MARGIN_QUOTES;
    if (dash_of(line) > 0 && (is_first || dash_of(before) > 0))
        return SF_MARGIN_DASHES;
    return SF_MARGIN_NONE;
}

static gsize margin_length(SfLogMargin margin, SfText line)
{
    guint64 number;

    switch (margin) {
    case SF_MARGIN_NUMBERS:
        return number_of(line, &number);
    case SF_MARGIN_QUOTES:
        return quotes_of(line);
    case SF_MARGIN_DASHES:
        return dash_of(line);
    default:
        return 0;
    }
}

static SfText without_margin(SfLogPaste *paste, SfText line)
{
    const gsize length = margin_length(paste->margin, line);

    paste->has_undone |= length > 0;
    return sf_text_slice(line, length, G_MAXSIZE);
}

void sf_log_paste_begin(SfLogPaste *paste, SfText line, SfText before)
{
    paste->margin = margin_of(line, before);
    paste->has_entities = FALSE;
    paste->has_undone = FALSE;
    g_string_chunk_clear(paste->heads);
}

/* ---- tails ---- */

/* "^M" is the carriage return, as editors show it; "| |" the edge of a table. */
static SfText without_tail(SfLogPaste *paste, SfText line)
{
    static const char *const tails[] = {"^M", " | |"};

    for (guint i = 0; i < G_N_ELEMENTS(tails); i++) {
        const gsize length = strlen(tails[i]);
        if (line.length < length || memcmp(line.at + line.length - length, tails[i], length) != 0)
            continue;
        paste->has_undone = TRUE;
        line.length -= length;
    }
    return line;
}

/* ---- signs ---- */

typedef struct {
    const char *there;
    const char *was;
} SfSign;

static const SfSign entities[] = {{"&lt;", "<"},   {"&gt;", ">"},   {"&quot;", "\""},
                                  {"&#34;", "\""}, {"&#39;", "'"},  {"&#x27;", "'"},
                                  {"&apos;", "'"}, {"&nbsp;", " "}, {"&amp;", "&"}};
static const SfSign dashes[] = {{"\xe2\x80\x94", "---"}, {"\xe2\x80\x93", "--"}};
static const SfSign quotation[] = {
    {"\xe2\x80\x9c", "\""}, {"\xe2\x80\x9d", "\""}, {"\xe2\x80\x9e", "\""}};

static const SfSign *sign_at(const SfSign *signs, guint count, SfText rest)
{
    for (guint i = 0; i < count; i++)
        if (rest.length >= strlen(signs[i].there) &&
            memcmp(rest.at, signs[i].there, strlen(signs[i].there)) == 0)
            return &signs[i];
    return NULL;
}

/* @text may be in @to, which gets it. */
static SfText put_back(SfLogPaste *paste, GString **to, SfText text, const SfSign *signs,
                       guint count)
{
    GString *out = g_string_sized_new(text.length);

    for (gsize i = 0; i < text.length;) {
        const SfSign *sign = sign_at(signs, count, sf_text_slice(text, i, G_MAXSIZE));
        if (sign)
            g_string_append(out, sign->was);
        else
            g_string_append_c(out, text.at[i]);
        i += sign ? strlen(sign->there) : 1;
    }
    paste->has_undone = TRUE;
    g_string_free(*to, TRUE);
    *to = out;
    return (SfText){out->str, out->len};
}

#define PUT_BACK(to, text, signs) put_back(paste, &paste->to, text, signs, G_N_ELEMENTS(signs))

static gboolean has_entities(SfText line)
{
    return holds(line, "&lt;sip") || holds(line, "&lt;tel:") || holds(line, "&lt;---") ||
           holds(line, "---&gt;");
}

/* From: “Bob” <sip:bob@example.net> */
static gboolean has_quotation(SfText line)
{
    return holds(line, ": \xe2\x80\x9c") && !memchr(line.at, '"', line.length) &&
           holds(line, "<sip");
}

SfText sf_log_paste_line(SfLogPaste *paste, SfText line)
{
    line = without_tail(paste, without_margin(paste, line));
    if (line.length == 0)
        return line;
    if (memchr(line.at, '&', line.length) && (paste->has_entities || has_entities(line))) {
        paste->has_entities = TRUE;
        line = PUT_BACK(line, line, entities);
    }
    if (has_quotation(line))
        line = PUT_BACK(line, line, quotation);
    return line;
}

SfText sf_log_paste_head(SfLogPaste *paste, SfText line)
{
    line = without_tail(paste, without_margin(paste, line));
    const gboolean is_changed =
        line.length > 0 && (has_entities(line) || holds(line, "\xe2\x80\x94"));
    if (!is_changed)
        return line;
    if (has_entities(line))
        line = PUT_BACK(head, line, entities);
    line = PUT_BACK(head, line, dashes);
    return (SfText){g_string_chunk_insert_len(paste->heads, line.at, (gssize)line.length),
                    line.length};
}
