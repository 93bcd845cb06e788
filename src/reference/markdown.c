// SPDX-License-Identifier: GPL-2.0-or-later
#include "reference/markdown.h"

#include <string.h>

#include "knowledge/knowledge.h"

/* ---- Escaping ---- */

/* What GitHub's Markdown would take for markup, the $ of formulas among it. */
static void append_escaped(GString *page, const char *text, gsize length)
{
    for (const char *at = text; at < text + length; at++) {
        if (strchr("\\`*_[]<>|~$", *at))
            g_string_append_c(page, '\\');
        g_string_append_c(page, *at);
    }
}

/* A code span ends at as many backticks as it begins with (CommonMark 6.1). */
static guint longest_run_of_backticks(const char *text)
{
    guint longest = 0;
    guint run = 0;
    for (; *text; text++) {
        run = *text == '`' ? run + 1 : 0;
        longest = MAX(longest, run);
    }
    return longest;
}

void sf_md_code(GString *page, const char *text)
{
    const guint ticks = longest_run_of_backticks(text) + 1;
    const char *space = ticks > 1 ? " " : "";
    g_autofree char *fence = g_strnfill(ticks, '`');
    g_string_append_printf(page, "%s%s", fence, space);
    for (; *text; text++) {
        if (*text == '|') /* in a table it would end the cell, even inside code */
            g_string_append_c(page, '\\');
        g_string_append_c(page, *text);
    }
    g_string_append_printf(page, "%s%s", space, fence);
}

/* ---- Links ---- */

void sf_md_link(GString *page, const char *text, const char *target)
{
    g_string_append_c(page, '[');
    append_escaped(page, text, strlen(text));
    g_string_append_printf(page, "](%s)", target);
}

static void link_code(GString *page, const char *text, const char *file, const char *id)
{
    g_string_append_c(page, '[');
    sf_md_code(page, text);
    g_string_append_printf(page, "](%s#%s)", file, id);
}

/* A field, a check or the filter of a check; FALSE where the word only looks like one. */
static gboolean append_name(GString *page, const char *word)
{
    static const char filter[] = "sipfix.check.";
    const char *check = g_str_has_prefix(word, filter) ? word + strlen(filter) : word;
    if (sf_shelf_has(SF_SHELF_CHECKS, check))
        link_code(page, word, "checks.md", check);
    else if (strchr(word, '.') && sf_shelf_has(SF_SHELF_FIELDS, word))
        link_code(page, word, "fields.md", word);
    else
        return FALSE;
    return TRUE;
}

static void append_rfc(GString *page, const char *text, const char *number, const char *section)
{
    g_autofree char *reference = g_strconcat(number, *section ? " " : NULL, section, NULL);
    sf_md_link(page, text, sf_reference_url(reference));
}

/* One match of the pattern below. */
static void append_match(GString *page, const GMatchInfo *match)
{
    g_autofree char *all = g_match_info_fetch(match, 0);
    g_autofree char *quoted = g_match_info_fetch_named(match, "quoted");
    g_autofree char *code = g_match_info_fetch_named(match, "code");
    g_autofree char *name = g_match_info_fetch_named(match, "name");
    g_autofree char *rfc = g_match_info_fetch_named(match, "rfc");
    g_autofree char *section = g_match_info_fetch_named(match, "section");
    if (quoted && *quoted)
        sf_md_code(page, quoted);
    else if (code && *code)
        sf_md_code(page, code);
    else if (rfc && *rfc)
        append_rfc(page, all, rfc, section ? section : "");
    else if (!name || !append_name(page, name))
        append_escaped(page, all, strlen(all));
}

static const GRegex *what_is_linked(void)
{
    static gsize compiled;
    if (g_once_init_enter(&compiled)) {
        /* GitHub would take an address of SIP for one of e-mail. */
        GRegex *regex =
            g_regex_new("`(?<quoted>[^`]+)`|(?<code><[^<>\\s]+>|<[a-z ]+>"
                        "|\\b(?:sips?|tel|mailto):[^\\s<>\",]*[^\\s<>\",.;:()])"
                        "|\\b(?<name>(?:sipfix|answer|moved|extension)\\.[a-z0-9_.-]*[a-z0-9])"
                        "|\\bRFC (?<rfc>[0-9]{4})(?: §(?<section>[0-9.]*[0-9]))?",
                        G_REGEX_OPTIMIZE, (GRegexMatchFlags)0, NULL);
        g_once_init_leave(&compiled, GPOINTER_TO_SIZE(regex));
    }
    return GSIZE_TO_POINTER(compiled);
}

void sf_md_words(GString *page, const char *words)
{
    g_autoptr(GMatchInfo) match = NULL;
    gint at = 0;
    gint start = 0;
    gint end = 0;
    g_regex_match(what_is_linked(), words, (GRegexMatchFlags)0, &match);
    for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
        g_match_info_fetch_pos(match, 0, &start, &end);
        append_escaped(page, words + at, (gsize)(start - at));
        append_match(page, match);
        at = end;
    }
    append_escaped(page, words + at, strlen(words + at));
}

/* ---- Blocks ---- */

void sf_md_title(GString *page, const char *title, const char *about)
{
    g_string_append(page,
                    "<!-- SPDX-License-Identifier: GPL-2.0-or-later -->\n"
                    "<!-- Made from src/knowledge by ./run docs: change the words there. -->\n\n");
    sf_md_heading(page, 1, NULL, title);
    sf_md_paragraphs(page, NULL, about);
}

void sf_md_anchor(GString *page, const char *id)
{
    g_string_append_printf(page, "<a id=\"%s\"></a>", id);
}

void sf_md_heading(GString *page, guint level, const char *id, const char *text)
{
    g_autofree char *marks = g_strnfill(level, '#');
    if (id) {
        sf_md_anchor(page, id);
        g_string_append(page, "\n\n");
    }
    g_string_append_printf(page, "%s ", marks);
    append_escaped(page, text, strlen(text));
    g_string_append(page, "\n\n");
}

void sf_md_paragraphs(GString *page, const char *label, const char *words)
{
    if (!words)
        return;
    g_auto(GStrv) paragraphs = g_strsplit(words, "\n\n", -1);
    for (char **paragraph = paragraphs; *paragraph; paragraph++) {
        if (label && paragraph == paragraphs)
            g_string_append_printf(page, "**%s** ", label);
        sf_md_words(page, *paragraph);
        g_string_append(page, "\n\n");
    }
}

void sf_md_block(GString *page, const char *language, const char *lines)
{
    g_string_append_printf(page, "```%s\n%s\n```\n\n", language, lines);
}

void sf_md_table(GString *page, const char *titles)
{
    g_auto(GStrv) columns = g_strsplit(titles, "; ", -1);
    g_autofree char *head = g_strjoinv(" | ", columns);
    g_string_append_printf(page, "| %s |\n|", head);
    for (char **column = columns; *column; column++)
        g_string_append(page, " --- |");
    g_string_append_c(page, '\n');
}
