// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/markdown/markdown_text.h"

#include <string.h>

#include "analyzer/output/terminal.h"

/* ---- Code ---- */

/* A fence must be longer than any run of backticks inside (CommonMark 4.5, 6.1). */
static guint longest_run_of_backticks(const char *text)
{
    guint longest = 0, run = 0;
    for (const char *at = text; *at; at++) {
        run = *at == '`' ? run + 1 : 0;
        longest = MAX(longest, run);
    }
    return longest;
}

static void append_fence(GString *out, guint length)
{
    for (guint i = 0; i < length; i++)
        g_string_append_c(out, '`');
}

void sf_markdown_code(GString *out, const char *value)
{
    g_autofree char *visible = sf_visible(value);
    if (!*visible)
        return;
    const guint fence = longest_run_of_backticks(visible) + 1;
    /* One blank at either end is taken away again. */
    const gboolean needs_pad =
        strchr(visible, '`') || *visible == ' ' || g_str_has_suffix(visible, " ");
    const char *pad = needs_pad ? " " : "";
    append_fence(out, fence);
    g_string_append_printf(out, "%s%s%s", pad, visible, pad);
    append_fence(out, fence);
}

void sf_markdown_block(GString *out, const char *language, const char *lines)
{
    const guint fence = MAX(longest_run_of_backticks(lines) + 1, 3);
    append_fence(out, fence);
    g_string_append_printf(out, "%s\n%s", language, lines);
    append_fence(out, fence);
    g_string_append(out, "\n\n");
}

/* ---- Words ---- */

static gboolean is_plain_character(const char *word, const char *at)
{
    if (*at == '_') /* no emphasis in the middle of a word: x86_64 */
        return at > word && g_ascii_isalnum(at[-1]) && g_ascii_isalnum(at[1]);
    return g_ascii_isalnum(*at) || (guchar)*at >= 0x80 || strchr(".,;:()'\"/+-?!%", *at) != NULL;
}

/* "sip:pbx1.example.net", "2001:db8::1"; not "10:15-11:40" and not "Unsure:". */
static gboolean has_inner_colon(const char *word)
{
    const char *colon = strchr(word, ':');
    const gboolean is_time = strspn(word, "0123456789:-.,") == strlen(word) && !strstr(word, "::");
    return colon && colon[1] != '\0' && !is_time;
}

/* Also what tickets make links of: web addresses (GFM 6.9), %7 and !7. */
static gboolean is_plain_word(const char *word)
{
    for (const char *at = word; *at; at++)
        if (!is_plain_character(word, at))
            return FALSE;
    g_autofree char *small = g_ascii_strdown(word, -1);
    return !has_inner_colon(word) && !strstr(small, "www.") && !strchr("%!", *word);
}

/* At the beginning of a line "-", "+", "---" and "7." would be markup. */
static void append_at_beginning(GString *out, const char *word)
{
    const gsize length = strlen(word);
    const gsize digits = strspn(word, "0123456789");
    if (strspn(word, "-+") == length)
        g_string_append_printf(out, "\\%s", word);
    else if (digits > 0 && digits + 1 == length && strchr(".)", word[digits]))
        g_string_append_printf(out, "%.*s\\%s", (int)digits, word, word + digits);
    else
        g_string_append(out, word);
}

static gsize count(const char *word, gsize length, char c)
{
    gsize n = 0;
    for (gsize i = 0; i < length; i++)
        n += word[i] == c;
    return n;
}

/* Whether the last character stands behind the word: a stop, or a bracket that nothing opens. */
static gboolean ends_behind(const char *word, gsize length)
{
    if (word[length - 1] == ')')
        return count(word, length, ')') > count(word, length, '(');
    return strchr(".,;:", word[length - 1]) != NULL;
}

/* The brackets and stops around a word stay outside. */
static void append_as_code(GString *out, const char *word)
{
    const gsize before = strspn(word, "(");
    gsize end = strlen(word);
    while (end > before && ends_behind(word + before, end - before))
        end--;
    if (end == before) {
        sf_markdown_code(out, word);
        return;
    }
    g_autofree char *inner = g_strndup(word + before, end - before);
    g_string_append_len(out, word, (gssize)before);
    sf_markdown_code(out, inner);
    g_string_append(out, word + end);
}

static void append_word(GString *out, const char *word, gboolean is_first)
{
    if (g_str_equal(word, "->"))
        g_string_append(out, "→");
    else if (!is_plain_word(word))
        append_as_code(out, word);
    else if (is_first)
        append_at_beginning(out, word);
    else
        g_string_append(out, word);
}

void sf_markdown_words(GString *out, const char *sentence)
{
    g_autofree char *visible = sf_visible(sentence);
    g_auto(GStrv) words = g_strsplit(visible, " ", -1);
    gboolean is_first = TRUE;
    for (char **word = words; *word; word++) {
        if (!**word)
            continue;
        if (!is_first)
            g_string_append_c(out, ' ');
        append_word(out, *word, is_first);
        is_first = FALSE;
    }
}
