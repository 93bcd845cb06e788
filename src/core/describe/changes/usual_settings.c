/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a setting is kept, and what the usual products call it where an element names itself
 * nowhere. */
#include <string.h>

#include "core/describe/facts.h"
#include "core/describe/finding_words.h"

/* So many products are named; more help nobody. */
#define USUAL_PRODUCTS 2

/* What is longer is no setting that somebody looks for on the chance that it is this product. */
#define LONGEST_SETTING 200

/* Whose telephone, trunk or endpoint the setting is about: the other side, by the address from
 * which it is seen to come. */
typedef struct {
    const SfFinding *finding;
    const char *side;
} Place;

static char *look_up_place(const char *name, gpointer data)
{
    const Place *place = data;
    if (!g_str_equal(name, "peer"))
        return sf_fact(place->finding->answer, place->finding, name);
    const gboolean is_server = g_str_equal(place->side, "answering");
    return sf_fact(place->finding->answer, place->finding, is_server ? "asker" : "server");
}

char *sf_setting_place(const SfFinding *finding, const char *side, const char *recipe)
{
    Place place = {finding, side};
    const char *where = sf_shelf_words(SF_SHELF_RECIPES, recipe, "where");
    return where ? sf_fill(where, look_up_place, &place) : NULL;
}

gboolean sf_is_script_line(const char *setting)
{
    return g_str_has_suffix(setting, ";") || g_str_has_suffix(setting, "; }");
}

const char *sf_setting_applied_by(const char *recipe, const char *product)
{
    const char *where = sf_shelf_words(SF_SHELF_RECIPES, recipe, "where");
    if (!where || !product)
        return NULL;
    const char *const *way = sf_shelf_list(SF_SHELF_PRODUCTS, product, "applies");
    for (; *way; way++) {
        const char *colon = strchr(*way, ':');
        if (colon && strncmp(where, *way, (gsize)(colon - *way)) == 0)
            return colon + strlen(": ");
    }
    return NULL;
}

static char *filled(const SfFinding *finding, const char *recipe, const char *key)
{
    return sf_finding_filled(finding, sf_shelf_words(SF_SHELF_RECIPES, recipe, key));
}

/* "Asterisk: pjsip.conf, the endpoint of 203.0.113.5: 100rel=required -> 100rel=peer_supported.
 * Takes effect with ...", as where the product is known; NULL: too long, or of no use. */
static char *as_product(const SfFinding *finding, const SfUse *use, const char *product,
                        const char *recipe)
{
    g_autofree char *place = sf_setting_place(finding, use->side, recipe);
    g_autofree char *old = filled(finding, recipe, "old");
    g_autofree char *setting = filled(finding, recipe, "setting");
    if (!place || strlen(place) + strlen(setting) > LONGEST_SETTING ||
        sf_shelf_words(SF_SHELF_RECIPES, recipe, "harm"))
        return NULL;
    const char *applied = sf_setting_applied_by(recipe, product);
    const char *stop = sf_is_script_line(setting) ? "" : ".";
    g_autofree char *takes =
        applied ? sf_phrase_with("setting", "applies", "way", applied, NULL) : NULL;
    return g_strconcat(sf_shelf_words(SF_SHELF_PRODUCTS, product, "name"), ": ", place, ": ",
                       old ? old : "", old ? " -> " : "", setting, stop, takes ? " " : "", takes,
                       NULL);
}

static gboolean is_usual(const char *product)
{
    return sf_shelf_words(SF_SHELF_PRODUCTS, product, "usual") != NULL;
}

static void add_products(GPtrArray *usual, const SfFinding *finding, const SfUse *use,
                         const char *aim)
{
    const char *first_kind = NULL; /* who asks may be a telephone or a PBX: one of each */
    guint n = 0;
    for (const char *const *product = sf_shelf_stanzas(SF_SHELF_PRODUCTS);
         *product && n < USUAL_PRODUCTS; product++) {
        const SfSoftware software = {.product = *product};
        const char *kind = sf_shelf_words(SF_SHELF_PRODUCTS, *product, "kind");
        const char *recipe = is_usual(*product) && g_strcmp0(kind, first_kind) != 0
                                 ? sf_recipe(&software, use, aim)
                                 : NULL;
        char *one = recipe ? as_product(finding, use, *product, recipe) : NULL;
        if (!one)
            continue;
        g_ptr_array_add(usual, one);
        first_kind = g_str_equal(use->side, "caller") ? kind : NULL;
        n++;
    }
}

static char *told_words(const char *element, const char *told)
{
    return sf_phrase_with("setting", "told", "element", element, "product", told, NULL);
}

static char *look_up_element(const char *name, gpointer element)
{
    return g_str_equal(name, "element") ? g_strdup(element) : NULL;
}

GPtrArray *sf_usual_settings(const SfFinding *finding, const SfUse *use, const char *aim,
                             const char *element, const char *told)
{
    GPtrArray *usual = g_ptr_array_new_with_free_func(g_free);
    if (told) {
        g_ptr_array_add(usual, told_words(element, told));
        return usual;
    }
    add_products(usual, finding, use, aim);
    if (usual->len == 0) {
        g_ptr_array_unref(usual);
        return NULL;
    }
    const char *find = sf_shelf_words(SF_SHELF_KINDS, "unnamed", "find");
    g_ptr_array_insert(usual, 0, sf_fill(find, look_up_element, (gpointer)element));
    return usual;
}
