// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * checks.md: every check with what it means, why, what to change, and the captures that show it.
 */
#include <string.h>

#include "reference/page_parts.h"

#define SHELF SF_SHELF_CHECKS

/* What an id begins with tells which answers the check looks at. */
static const struct {
    const char *prefix;
    const char *heading;
} groups[] = {
    {"answer.", "All codes"},
    {"moved.", "301 Moved Permanently"},
    {"extension.", "421 Extension Required, 420 Bad Extension"},
    {"agreement.", "494 Security Agreement Required, and 421 for it"},
    {"interval.", "422 Session Interval Too Small, 423 Interval Too Brief"},
    {"outbound.", "439 First Hop Lacks Outbound Support"},
};

static void list_group(GString *page, const char *prefix)
{
    sf_md_table(page, "check; severity; in short");
    for (const char *const *check = sf_shelf_stanzas(SHELF); *check; check++) {
        if (!g_str_has_prefix(*check, prefix))
            continue;
        g_string_append(page, "| ");
        sf_md_words(page, *check);
        g_string_append_printf(page, " | %s | ", sf_severity_name(sf_check_severity(*check)));
        sf_md_words(page, sf_shelf_words(SHELF, *check, "title"));
        g_string_append(page, " |\n");
    }
    g_string_append_c(page, '\n');
}

static void plain_paragraph(GString *page, const char *label, const char *words)
{
    g_autofree char *plain = words ? sf_plain_words(words) : NULL;
    sf_md_paragraphs(page, label, plain);
}

/* What the check says in its variants, as far as that is another reason. */
static void describe_reasons(GString *page, const char *check)
{
    plain_paragraph(page, "Why:", sf_shelf_words(SHELF, check, "why"));
    gboolean any = FALSE;
    for (const char *const *key = sf_shelf_keys(SHELF, check); *key; key++) {
        if (!g_str_has_prefix(*key, "why."))
            continue;
        g_autofree char *plain = sf_plain_words(sf_shelf_words(SHELF, check, *key));
        if (!any)
            g_string_append(page, "Or, as the case may be:\n\n");
        any = TRUE;
        g_string_append(page, "- ");
        sf_md_words(page, plain);
        g_string_append_c(page, '\n');
    }
    if (any)
        g_string_append_c(page, '\n');
}

/* ---- What to change ---- */

static const char *fix_words(const char *check, const char *fix, const char *part)
{
    g_autofree char *key = g_strdup_printf("fix.%s.%s", fix, part);
    return sf_shelf_words(SHELF, check, key);
}

/* Names of the fixes, best first: each has one key fix.NAME.side. */
static GPtrArray *fixes_of(const char *check)
{
    GPtrArray *fixes = g_ptr_array_new_with_free_func(g_free);
    for (const char *const *key = sf_shelf_keys(SHELF, check); *key; key++) {
        if (!g_str_has_prefix(*key, "fix.") || !g_str_has_suffix(*key, ".side"))
            continue;
        const char *name = *key + strlen("fix.");
        g_ptr_array_add(fixes, g_strndup(name, strlen(name) - strlen(".side")));
    }
    return fixes;
}

static void describe_fix(GString *page, const char *check, const char *fix)
{
    const char *price = fix_words(check, fix, "price");
    const char *aim = fix_words(check, fix, "aim");
    g_autofree char *text = sf_plain_words(fix_words(check, fix, "text"));
    sf_md_words(page, text);
    if (price && strcmp(price, "none") != 0) {
        g_autofree char *plain = sf_plain_words(price);
        g_string_append(page, " Price: ");
        sf_md_words(page, plain);
        g_string_append_c(page, '.');
    }
    if (aim) {
        g_autofree char *target = g_strconcat("recipes.md#", aim, NULL);
        g_string_append(page, " For products that are known, the setting itself is named: ");
        sf_md_link(page, aim, target);
        g_string_append_c(page, '.');
    }
}

static void describe_fixes(GString *page, const char *check)
{
    g_autoptr(GPtrArray) fixes = fixes_of(check);
    if (fixes->len == 0)
        return;
    g_string_append(page, fixes->len > 1 ? "**What to change,** best first:\n\n"
                                         : "**What to change:**\n\n");
    for (guint i = 0; i < fixes->len; i++) {
        g_string_append_printf(page, "%u. ", i + 1);
        describe_fix(page, check, fixes->pdata[i]);
        g_string_append_c(page, '\n');
    }
    g_string_append_c(page, '\n');
}

/* ---- Captures ---- */

static void describe_capture(GString *page, const char *check, const char *prefix,
                             const char *capture)
{
    g_autofree char *frame = g_strconcat(prefix, "frame", NULL);
    g_autofree char *lesson = g_strconcat(prefix, "lesson", NULL);
    g_autofree char *shows = g_strconcat(prefix, "shows", NULL);
    g_string_append(page, "- ");
    sf_part_capture(page, capture);
    g_string_append_printf(page, ", frame %s. ", sf_example("checks", check, frame));
    sf_md_words(page, sf_example("checks", check, lesson));
    g_string_append(page, "<br>sipfix: *");
    sf_md_words(page, sf_example("checks", check, shows));
    g_string_append(page, "*\n");
}

static void describe_captures(GString *page, const char *check)
{
    const char *capture = sf_example("checks", check, "capture");
    const char *real = sf_example("checks", check, "real");
    const char *near_miss = sf_example("checks", check, "near_miss");
    if (!capture && !real)
        return;
    g_string_append(page, "**In the captures:**\n\n");
    if (capture)
        describe_capture(page, check, "", capture);
    if (real)
        describe_capture(page, check, "real_", real);
    if (near_miss) {
        g_string_append(page, "- Looks alike, and the check is silent: ");
        sf_part_capture(page, near_miss);
        g_string_append(page, ". ");
        sf_md_words(page, sf_example("checks", check, "near_miss_lesson"));
        g_string_append_c(page, '\n');
    }
    g_string_append_c(page, '\n');
}

/* ---- The page ---- */

/* Codes of the preference sipfix.codes, beyond 301 and 421. */
static void list_further_codes(GString *page, const char *check)
{
    const char *const *list = sf_shelf_list(SHELF, check, "also");
    if (!*list)
        return;
    g_string_append(page, "**Also for,** where the preference sipfix.codes asks for them: ");
    for (const char *const *code = list; *code; code++)
        g_string_append_printf(page, "%s[%s](status-codes.md#%s)", code > list ? ", " : "", *code,
                               *code);
    g_string_append(page, "\n\n");
}

static void describe_check(GString *page, const char *check)
{
    sf_md_heading(page, 3, check, check);
    g_string_append(page, "**");
    sf_md_words(page, sf_shelf_words(SHELF, check, "title"));
    g_string_append_printf(page, "** · %s · filter `sipfix.check.%s`\n\n",
                           sf_severity_name(sf_check_severity(check)), check);
    sf_part_words(page, SHELF, check, NULL, "what");
    sf_part_words(page, SHELF, check, "Looks like:", "example");
    describe_reasons(page, check);
    describe_fixes(page, check);
    describe_captures(page, check);
    list_further_codes(page, check);
    sf_part_references(page, SHELF, check);
}

static void describe_severities(GString *page)
{
    sf_md_table(page, "severity; means");
    g_string_append(
        page,
        "| error | a rule that every element must keep is broken, or no client could succeed |\n"
        "| warn | likely trouble |\n"
        "| note | worth knowing |\n"
        "| chat | it went as it should |\n\n");
}

void sf_page_checks(GString *page)
{
    sf_md_title(
        page, "The checks",
        "What sipfix can find out about a 301 or a 421. Each check has an id. `sipfix explain` "
        "explains it at the prompt; in Wireshark and tshark it is a display filter, as in "
        "`sipfix.check.moved.loop`. Where the answer asks for no change, say because "
        "the client came back with what was asked for, a finding is a note at most; so it is in a "
        "single pass of tshark for as long as it may still come to that.");
    describe_severities(page);
    for (guint i = 0; i < G_N_ELEMENTS(groups); i++) {
        sf_md_heading(page, 2, NULL, groups[i].heading);
        list_group(page, groups[i].prefix);
    }
    for (guint i = 0; i < G_N_ELEMENTS(groups); i++) {
        g_autofree char *heading = g_strconcat("In full: ", groups[i].heading, NULL);
        sf_md_heading(page, 2, NULL, heading);
        for (const char *const *check = sf_shelf_stanzas(SHELF); *check; check++)
            if (g_str_has_prefix(*check, groups[i].prefix))
                describe_check(page, *check);
    }
}
