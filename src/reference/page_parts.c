// SPDX-License-Identifier: GPL-2.0-or-later
#include "reference/page_parts.h"

void sf_part_words(GString *page, SfShelf shelf, const char *stanza, const char *label,
                   const char *key)
{
    sf_md_paragraphs(page, label, sf_shelf_words(shelf, stanza, key));
}

void sf_part_list(GString *page, SfShelf shelf, const char *stanza, const char *label,
                  const char *key)
{
    const char *const *list = sf_shelf_list(shelf, stanza, key);
    if (!*list)
        return;
    g_string_append_printf(page, "**%s** ", label);
    for (const char *const *word = list; *word; word++) {
        if (word > list)
            g_string_append(page, ", ");
        sf_md_code(page, *word);
    }
    g_string_append(page, "\n\n");
}

void sf_part_references(GString *page, SfShelf shelf, const char *stanza)
{
    const char *const *list = sf_shelf_list(shelf, stanza, "reference");
    if (!*list)
        return;
    g_string_append(page, "**Written in:** ");
    for (const char *const *reference = list; *reference; reference++) {
        g_autofree char *text = g_strconcat("RFC ", *reference, NULL);
        if (reference > list)
            g_string_append(page, ", ");
        sf_md_link(page, text, sf_reference_url(*reference));
    }
    g_string_append(page, "\n\n");
}

const char *sf_example(const char *kind, const char *word, const char *key)
{
    g_autofree char *stanza = g_strdup_printf("%s/%s", kind, word);
    return sf_shelf_words(SF_SHELF_EXAMPLES, stanza, key);
}

void sf_part_capture(GString *page, const char *capture)
{
    g_autofree char *target = g_strconcat("../../", capture, NULL);
    g_string_append_c(page, '[');
    sf_md_code(page, capture);
    g_string_append_printf(page, "](%s)", target);
}

void sf_part_example(GString *page, const char *kind, const char *word)
{
    const char *capture = sf_example(kind, word, "capture");
    if (!capture)
        return;
    g_string_append(page, "**In the captures:** ");
    sf_part_capture(page, capture);
    g_string_append_printf(page, ", frame %s. ", sf_example(kind, word, "frame"));
    sf_md_words(page, sf_example(kind, word, "lesson"));
    g_string_append(page, "\n\n");
    sf_md_block(page, "text", sf_example(kind, word, "shows"));
}

/* ---- Products ---- */

static gboolean lists(const char *stanza, const char *key, const char *word)
{
    return g_strv_contains(sf_shelf_list(SF_SHELF_RECIPES, stanza, key), word);
}

static gboolean has_setting(const char *product, const char *topic)
{
    for (const char *const *recipe = sf_shelf_stanzas(SF_SHELF_RECIPES); *recipe; recipe++)
        if (lists(*recipe, "product", product) && lists(*recipe, "topic", topic))
            return TRUE;
    return FALSE;
}

gboolean sf_part_products(GString *page, const char *label, const char *topic)
{
    gboolean any = FALSE;
    for (const char *const *product = sf_shelf_stanzas(SF_SHELF_PRODUCTS); *product; product++) {
        if (!has_setting(*product, topic))
            continue;
        g_autofree char *target = g_strconcat("recipes.md#", *product, NULL);
        if (any)
            g_string_append(page, ", ");
        else
            g_string_append_printf(page, "**%s** ", label);
        sf_md_link(page, sf_shelf_words(SF_SHELF_PRODUCTS, *product, "name"), target);
        any = TRUE;
    }
    if (any)
        g_string_append(page, "\n\n");
    return any;
}
