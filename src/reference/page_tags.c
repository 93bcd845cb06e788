// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * option-tags.md: what a 421 may ask for.
 */
#include "reference/page_parts.h"

#define SHELF SF_SHELF_TAGS

static const char *without(const char *tag)
{
    static const struct {
        const char *value;
        const char *words;
    } known[] = {
        {"yes", "Yes: the request can be served without it."},
        {"partly", "Partly: something is missing then, but the request can be served."},
        {"no", "No: without it the request cannot be served."},
    };
    const char *works = sf_shelf_words(SHELF, tag, "works_without");
    for (guint i = 0; works && i < G_N_ELEMENTS(known); i++)
        if (g_str_equal(works, known[i].value))
            return known[i].words;
    return NULL;
}

/* Tags have entries of their own on this page. */
static void list_brought_tags(GString *page, const char *tag)
{
    const char *const *list = sf_shelf_list(SHELF, tag, "brings_tags");
    if (!*list)
        return;
    g_string_append(page, "**Tags that come with it:** ");
    for (const char *const *other = list; *other; other++) {
        g_autofree char *target = g_strconcat("#", *other, NULL);
        if (other > list)
            g_string_append(page, ", ");
        sf_md_link(page, *other, target);
    }
    g_string_append(page, "\n\n");
}

static void describe_tag(GString *page, const char *tag)
{
    sf_md_heading(page, 2, tag, tag);
    g_string_append(page, "**");
    sf_md_words(page, sf_shelf_words(SHELF, tag, "name"));
    g_string_append(page, "**\n\n");
    sf_part_words(page, SHELF, tag, NULL, "does");
    sf_part_words(page, SHELF, tag, "Before it may list the tag, a client must:", "needs");
    sf_part_list(page, SHELF, tag, "Header it belongs in:", "header");
    sf_part_list(page, SHELF, tag, "Methods it is for:", "methods");
    sf_md_paragraphs(page, "Does a call work without it?", without(tag));
    list_brought_tags(page, tag);
    sf_part_list(page, SHELF, tag, "Methods that come with it:", "brings_methods");
    sf_part_list(page, SHELF, tag, "Types that come with it (Accept):", "brings_accept");
    sf_part_list(page, SHELF, tag, "Parameters of Contact that come with it:", "brings_contact");
    sf_part_words(page, SHELF, tag, NULL, "more");
    sf_part_products(page, "Where products set it:", tag);
    sf_part_example(page, "tags", tag);
    sf_part_references(page, SHELF, tag);
}

static void list_tags(GString *page)
{
    sf_md_table(page, "tag; extension; header; works without?");
    for (const char *const *tag = sf_shelf_stanzas(SHELF); *tag; tag++) {
        g_autofree char *target = g_strconcat("#", *tag, NULL);
        g_autofree char *headers =
            g_strjoinv(", ", (char **)(gpointer)sf_shelf_list(SHELF, *tag, "header"));
        g_string_append(page, "| ");
        sf_md_link(page, *tag, target);
        g_string_append(page, " | ");
        sf_md_words(page, sf_shelf_words(SHELF, *tag, "name"));
        g_string_append_printf(page, " | %s | %s |\n", headers,
                               sf_shelf_words(SHELF, *tag, "works_without"));
    }
    g_string_append_c(page, '\n');
}

void sf_page_option_tags(GString *page)
{
    sf_md_title(
        page, "The option tags",
        "An option tag names an extension of SIP. A 421 lists in Require the tags that the request "
        "should have offered. Listing a tag is a promise: a client that lists it and does not do "
        "what "
        "the extension asks for breaks calls later. Tags compare without regard to case.");
    list_tags(page);
    for (const char *const *tag = sf_shelf_stanzas(SHELF); *tag; tag++)
        describe_tag(page, *tag);
}
