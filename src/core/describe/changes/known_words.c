/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What else is known of the products at work: facts that are no change, and causes. */
#include <string.h>

#include "core/describe/changes/change_parts.h"
#include "core/describe/finding_words.h"

void sf_known_words_free(SfKnownWords *words)
{
    g_free(words->side);
    g_free(words->at);
    g_free(words->product);
    g_free(words->text);
    g_free(words->source);
    g_free(words);
}

/* "192.0.2.1 (JsSIP 3.10): JsSIP has no PRACK ...", of the element that @whose names. */
static SfKnownWords *add_fact(GPtrArray *all, const SfKnownWords *whose, const char *place,
                              const char *effect, const char *source)
{
    g_autofree char *product = sf_product_short(whose->product);
    SfKnownWords *words = g_new0(SfKnownWords, 1);
    words->side = g_strdup(whose->side);
    words->at = sf_address_or_null(whose->at);
    words->product = g_strdup(whose->product);
    words->text = g_strdup_printf("%s (%s): %s%s%s", whose->at, product, place ? place : "",
                                  place ? ": " : "", effect);
    words->source = g_strdup(source);
    g_ptr_array_add(all, words);
    return words;
}

static gboolean is_cause(const char *recipe)
{
    return g_str_equal(sf_shelf_words(SF_SHELF_RECIPES, recipe, "aim"), "cause");
}

/* What to look for, or where it is set, if it is a setting at all. */
static char *known_place(const SfFinding *finding, const char *side, const char *recipe)
{
    g_autofree char *where = sf_setting_place(finding, side, recipe);
    const char *setting = sf_shelf_words(SF_SHELF_RECIPES, recipe, "setting");
    if (!where || g_str_has_prefix(setting, "none") || g_str_has_prefix(setting, "nothing"))
        return NULL;
    return is_cause(recipe)
               ? sf_phrase_with("setting", "look-for", "setting", setting, "place", where, NULL)
               : g_strdup_printf("%s: %s", where, setting);
}

/* Whether the changes are still needed once the cause was found, or was not. */
static void add_what_then(SfKnownWords *words, const SfFinding *finding, const char *recipe)
{
    const char *own = sf_shelf_words(SF_SHELF_RECIPES, recipe, "then");
    g_autofree char *then = sf_finding_filled(finding, own ? own : sf_phrase("setting", "then"));
    char *text = g_strconcat(words->text, " ", then, NULL);
    g_free(words->text);
    words->text = text;
}

/* Both sides may be of one maker, and what is known of it is said once. */
static gboolean is_told(const GPtrArray *all, const char *effect)
{
    for (guint i = 0; i < all->len; i++)
        if (g_str_has_suffix(((const SfKnownWords *)all->pdata[i])->text, effect))
            return TRUE;
    return FALSE;
}

static void add_known(GPtrArray *all, const SfFinding *finding, const SfKnownWords *whose,
                      const char *recipe)
{
    const char *effect = sf_shelf_words(SF_SHELF_RECIPES, recipe, "effect");
    if (is_told(all, effect))
        return;
    g_autofree char *place = known_place(finding, whose->side, recipe);
    SfKnownWords *words =
        add_fact(all, whose, place, effect, sf_shelf_words(SF_SHELF_RECIPES, recipe, "source"));
    words->is_cause = is_cause(recipe);
    if (words->is_cause)
        add_what_then(words, finding, recipe);
    /* What the new address says of the call went wrong before it. */
    if (*sf_shelf_list(SF_SHELF_RECIPES, recipe, "number"))
        g_ptr_array_insert(all, 0, g_ptr_array_steal_index(all, all->len - 1));
}

/* A product whose code makes no 421 tells where one with its name comes from. */
static void add_origin(GPtrArray *all, const SfFinding *finding, const SfKnownWords *whose,
                       const char *product)
{
    const char *origin = sf_shelf_words(SF_SHELF_PRODUCTS, product, "origin");
    if (origin && g_str_equal(whose->side, "answering") &&
        g_str_equal(finding->check->id, "extension.required"))
        add_fact(all, whose, NULL, origin, sf_shelf_words(SF_SHELF_PRODUCTS, product, "source"));
}

static void add_known_of(GPtrArray *all, const SfFinding *finding, const SfKnownWords *whose)
{
    if (!whose->at)
        return;
    g_auto(SfSoftware) software = sf_software_at(finding, whose->side, whose->product);
    if (!software.product)
        return;
    add_origin(all, finding, whose, software.product);
    g_autofree char *method = sf_method_or_empty(finding->answer);
    g_autoptr(GPtrArray) topics = sf_recipe_topics(finding->answer, NULL);
    g_autofree char *number = sf_fact(finding->answer, finding, "dial_number");
    const char *name = software.told_by_tag ? software.told_by_tag : whose->product;
    const SfKnownWords named = {.side = whose->side, .at = whose->at, .product = (char *)name};
    for (guint i = 0; i < topics->len; i++) {
        const SfUse use = {.topic = topics->pdata[i],
                           .side = whose->side,
                           .method = method,
                           .number = number,
                           .status = finding->answer->message->status};
        g_autoptr(GPtrArray) recipes = sf_known_for(&software, &use, finding->check->id);
        for (guint j = 0; j < recipes->len; j++)
            add_known(all, finding, &named, recipes->pdata[j]);
    }
}

GPtrArray *sf_finding_known(const SfFinding *finding)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)sf_known_words_free);
    for (guint side = 0; side < SF_N_SIDES; side++) {
        g_autofree char *name = g_strdup(sf_side_facts[side].side);
        g_autofree char *at = sf_fact(finding->answer, finding, sf_side_facts[side].at);
        g_autofree char *product = sf_fact(finding->answer, finding, sf_side_facts[side].product);
        const SfKnownWords whose = {.side = name, .at = at, .product = product};
        add_known_of(all, finding, &whose);
    }
    return all;
}
