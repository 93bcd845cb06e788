// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From a product to its settings and to what is known of it (recipes.ini).
 */
#include <string.h>

#include "knowledge/knowledge.h"

static gboolean lists(const char *recipe, const char *key, const char *word)
{
    const char *const *entry = sf_shelf_list(SF_SHELF_RECIPES, recipe, key);
    for (; *entry; entry++)
        if (g_ascii_strcasecmp(*entry, word) == 0)
            return TRUE;
    return FALSE;
}

/* ---- by product, so that nobody goes through all of them ---- */

static void free_array(gpointer array)
{
    g_ptr_array_unref(array);
}

static GHashTable *read_recipes(void)
{
    GHashTable *by_product = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_array);
    const char *const *recipe = sf_shelf_stanzas(SF_SHELF_RECIPES);
    for (; *recipe; recipe++) {
        const char *const *product = sf_shelf_list(SF_SHELF_RECIPES, *recipe, "product");
        for (; *product; product++) {
            GPtrArray *recipes = g_hash_table_lookup(by_product, *product);
            if (!recipes) {
                recipes = g_ptr_array_new();
                g_hash_table_insert(by_product, (gpointer)*product, recipes);
            }
            g_ptr_array_add(recipes, (gpointer)*recipe);
        }
    }
    return by_product;
}

static const GPtrArray *recipes_of(const char *product)
{
    static gsize by_product;
    if (g_once_init_enter(&by_product))
        g_once_init_leave(&by_product, GPOINTER_TO_SIZE(read_recipes()));
    return g_hash_table_lookup(GSIZE_TO_POINTER(by_product), product);
}

/* ---- looking up ---- */

/* Topics that are no option tags have names that no tag has. */
static gboolean is_option_tag(const char *topic)
{
    return !g_str_has_prefix(topic, "redirect-") && g_strcmp0(topic, "address") != 0;
}

/* What later versions brought is offered to earlier ones too, with the update that it takes; what
 * later versions took away is not. */
static gboolean is_there_still(const char *recipe, const char *version)
{
    const char *until = sf_shelf_words(SF_SHELF_RECIPES, recipe, "until");
    return !version || !until || sf_version_compare(version, until) < 0;
}

GPtrArray *sf_recipes_for(const SfSoftware *software, const char *topic, const char *side)
{
    GPtrArray *found = g_ptr_array_new();
    const GPtrArray *recipes = software->product ? recipes_of(software->product) : NULL;
    g_autoptr(GPtrArray) of_any_tag = g_ptr_array_new();
    for (guint i = 0; recipes && i < recipes->len; i++) {
        const char *recipe = recipes->pdata[i];
        if (!lists(recipe, "side", side) || !is_there_still(recipe, software->version))
            continue;
        if (lists(recipe, "topic", topic))
            g_ptr_array_add(found, (gpointer)recipe);
        else if (is_option_tag(topic) && lists(recipe, "topic", "any-tag"))
            g_ptr_array_add(of_any_tag, (gpointer)recipe);
    }
    g_ptr_array_extend(found, of_any_tag, NULL, NULL);
    return found;
}

const char *sf_recipe(const SfSoftware *software, const char *topic, const char *side,
                      const char *aim)
{
    g_autoptr(GPtrArray) recipes = sf_recipes_for(software, topic, side);
    for (guint i = 0; i < recipes->len; i++)
        if (lists(recipes->pdata[i], "aim", aim))
            return recipes->pdata[i];
    return NULL;
}

const char *sf_recipe_update(const char *recipe, const SfSoftware *software)
{
    const char *since = sf_shelf_words(SF_SHELF_RECIPES, recipe, "since");
    if (!since || !software->version || sf_version_compare(software->version, since) >= 0)
        return NULL;
    return since;
}

/* What is said of one tag goes before what is said of all. */
static gboolean is_about(const char *recipe, const char *topic, const GPtrArray *recipes)
{
    if (lists(recipe, "topic", topic))
        return TRUE;
    for (guint i = 0; i < recipes->len; i++)
        if (lists(recipes->pdata[i], "topic", topic))
            return FALSE;
    return TRUE;
}

GPtrArray *sf_known_for(const SfSoftware *software, const char *topic, const char *side,
                        const char *check)
{
    GPtrArray *known = g_ptr_array_new();
    g_autoptr(GPtrArray) recipes = sf_recipes_for(software, topic, side);
    for (guint i = 0; i < recipes->len; i++)
        if (lists(recipes->pdata[i], "when", check) && is_about(recipes->pdata[i], topic, recipes))
            g_ptr_array_add(known, recipes->pdata[i]);
    return known;
}

gboolean sf_is_ruled_out(const SfSoftware *software, const char *topic, const char *side,
                         const char *aim, const char *check)
{
    g_autofree char *aim_there = g_strdup_printf("%s of %s", aim, check);
    g_autoptr(GPtrArray) recipes = sf_recipes_for(software, topic, side);
    for (guint i = 0; i < recipes->len; i++)
        if ((lists(recipes->pdata[i], "rules_out", aim) ||
             lists(recipes->pdata[i], "rules_out", aim_there)) &&
            is_about(recipes->pdata[i], topic, recipes))
            return TRUE;
    return FALSE;
}
