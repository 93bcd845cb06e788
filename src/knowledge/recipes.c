// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From a User-Agent to a product, and from a product to its settings.
 */
#include <string.h>

#include "knowledge.h"

static gboolean names_itself_so(const char *product, const char *user_agent)
{
    const char *const *pattern = sf_shelf_list(SF_SHELF_PRODUCTS, product, "patterns");
    for (; *pattern; pattern++) {
        g_autofree char *lower = g_ascii_strdown(*pattern, -1);
        if (g_pattern_match_simple(lower, user_agent))
            return TRUE;
    }
    return FALSE;
}

const char *sf_product(const char *user_agent)
{
    /* The header is a stranger's; GLib's patterns want UTF-8. */
    if (!user_agent || !g_utf8_validate(user_agent, -1, NULL))
        return NULL;
    g_autofree char *lower = g_ascii_strdown(user_agent, -1);
    for (const char *const *product = sf_shelf_stanzas(SF_SHELF_PRODUCTS); *product; product++)
        if (names_itself_so(*product, lower))
            return *product;
    return NULL;
}

/* "5.6.3", "v1.0.0" */
static gboolean is_version(const char *word)
{
    return g_ascii_isdigit(word[*word == 'v' ? 1 : 0]);
}

char *sf_product_short(const char *user_agent)
{
    g_auto(GStrv) words = g_strsplit(user_agent ? user_agent : "", " ", -1);
    GString *name = g_string_new(NULL);
    for (char **at = words; *at; at++) {
        const char *word = *at + strspn(*at, "(");
        g_string_append_printf(name, "%s%s", at > words ? " " : "", word);
        if (at > words && is_version(word)) {
            g_string_truncate(name, name->len - strlen(word) + strcspn(word, "+()"));
            return g_string_free(name, FALSE);
        }
    }
    g_string_assign(name, user_agent ? user_agent : "");
    return g_string_free(name, FALSE);
}

static gboolean lists(const char *recipe, const char *key, const char *word)
{
    const char *const *entry = sf_shelf_list(SF_SHELF_RECIPES, recipe, key);
    for (; *entry; entry++)
        if (g_ascii_strcasecmp(*entry, word) == 0)
            return TRUE;
    return FALSE;
}

/* Topics that are no option tags have names that no tag has. */
static gboolean is_option_tag(const char *topic)
{
    return !g_str_has_prefix(topic, "redirect-") && g_strcmp0(topic, "address") != 0;
}

GPtrArray *sf_recipes_for(const char *user_agent, const char *topic, const char *side)
{
    GPtrArray *found = g_ptr_array_new();
    const char *product = sf_product(user_agent);
    if (!product)
        return found;
    g_autoptr(GPtrArray) of_any_tag = g_ptr_array_new();
    for (const char *const *recipe = sf_shelf_stanzas(SF_SHELF_RECIPES); *recipe; recipe++) {
        if (!lists(*recipe, "product", product) || !lists(*recipe, "side", side))
            continue;
        if (lists(*recipe, "topic", topic))
            g_ptr_array_add(found, (gpointer)*recipe);
        else if (is_option_tag(topic) && lists(*recipe, "topic", "any-tag"))
            g_ptr_array_add(of_any_tag, (gpointer)*recipe);
    }
    g_ptr_array_extend(found, of_any_tag, NULL, NULL);
    return found;
}

const char *sf_recipe(const char *user_agent, const char *topic, const char *side, const char *aim)
{
    g_autoptr(GPtrArray) recipes = sf_recipes_for(user_agent, topic, side);
    for (guint i = 0; i < recipes->len; i++)
        if (lists(recipes->pdata[i], "aim", aim))
            return recipes->pdata[i];
    return NULL;
}
