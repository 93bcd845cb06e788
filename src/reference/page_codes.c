// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * status-codes.md: every status code of SIP, 301 and 421 and their neighbours at length.
 */
#include "reference/page_parts.h"

#define SHELF SF_SHELF_CODES

/* Of a pair, the lower code holds the words. */
static const char *difference(const char *code, const char *other)
{
    g_autofree char *here = g_strconcat("difference.", other, NULL);
    g_autofree char *there = g_strconcat("difference.", code, NULL);
    const char *words = sf_shelf_words(SHELF, code, here);
    return words ? words : sf_shelf_words(SHELF, other, there);
}

static void describe_differences(GString *page, const char *code)
{
    for (const char *const *other = sf_shelf_stanzas(SHELF); *other; other++) {
        const char *words = difference(code, *other);
        if (!words)
            continue;
        g_string_append_printf(page, "**Not to be confused with [%s %s](#%s).** ", *other,
                               sf_shelf_words(SHELF, *other, "name"), *other);
        sf_md_paragraphs(page, NULL, words);
    }
}

static void describe_code(GString *page, const char *code)
{
    g_autofree char *heading = g_strdup_printf("%s %s", code, sf_shelf_words(SHELF, code, "name"));
    sf_md_heading(page, 2, code, heading);
    sf_part_words(page, SHELF, code, NULL, "meaning");
    sf_part_words(page, SHELF, code, "When you see it:", "when");
    sf_part_words(page, SHELF, code, "What the client must do next:", "client");
    sf_part_words(page, SHELF, code, "What to do about it:", "fix");
    sf_part_words(page, SHELF, code, "What to change at the side that asked:", "fix.caller");
    sf_part_words(page, SHELF, code, "What to change at the side that answered:", "fix.server");
    sf_part_words(page, SHELF, code, "When a server should send it:", "use");
    describe_differences(page, code);
    sf_part_products(page, "Settings of products about it:", code);
    sf_part_example(page, "codes", code);
    sf_part_references(page, SHELF, code);
}

static void list_codes(GString *page)
{
    sf_md_table(page, "code; reason phrase; class");
    for (const char *const *code = sf_shelf_stanzas(SHELF); *code; code++)
        g_string_append_printf(page, "| [%s](#%s) | %s | %s |\n", *code, *code,
                               sf_shelf_words(SHELF, *code, "name"),
                               sf_shelf_words(SHELF, *code, "class"));
    g_string_append_c(page, '\n');
}

void sf_page_status_codes(GString *page)
{
    sf_md_title(
        page, "The status codes",
        "Every status code of SIP: what it says, when you see it, and what to do about it. 301, "
        "421 and "
        "the codes that are taken for them are told at length; two codes side by side shows "
        "`sipfix compare 301 302`.");
    list_codes(page);
    for (const char *const *code = sf_shelf_stanzas(SHELF); *code; code++)
        describe_code(page, *code);
}
