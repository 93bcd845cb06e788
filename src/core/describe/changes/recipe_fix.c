/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A change as the product of its element writes it. */
#include <string.h>

#include "core/describe/changes/change_parts.h"
#include "core/describe/finding_words.h"
#include "core/grammar/grammar.h"

/* Without text, source and the usual settings. */
static SfFixWords *copy_of(const SfFixWords *words)
{
    SfFixWords *copy = g_new(SfFixWords, 1);
    *copy = (SfFixWords){.name = words->name,
                         .side = g_strdup(words->side),
                         .at = g_strdup(words->at),
                         .element = g_strdup(words->element),
                         .product = g_strdup(words->product),
                         .what = g_strdup(words->what),
                         .old_value = g_strdup(words->old_value),
                         .new_value = g_strdup(words->new_value),
                         .price = g_strdup(words->price)};
    return copy;
}

static char *place_of_setting(const char *where, const char *setting)
{
    return where ? g_strdup_printf("%s: %s", where, setting) : g_strdup(setting);
}

/* "At 198.51.100.10 (Asterisk PBX 22.1.0): pjsip.conf, [endpoint]: 100rel=required -> ... What it
 * does." */
static char *recipe_text(const SfFixWords *words, const char *effect)
{
    g_autofree char *old = words->old_value ? g_strconcat(words->old_value, " -> ", NULL) : NULL;
    g_autofree char *product = sf_product_short(words->product);
    const char *new_value = words->new_value;
    const gboolean is_set = !old && strchr(new_value, '=');
    const char *stop = sf_is_script_line(new_value) ? "" : ".";
    g_autofree char *at =
        sf_phrase_with("setting", "at", "element", words->element, "product", product, NULL);
    g_autofree char *change = is_set ? sf_phrase_with("setting", "set", "setting", new_value, NULL)
                                     : g_strconcat(old ? old : "", new_value, stop, NULL);
    return g_strconcat(at, " ", words->what ? words->what : "", words->what ? ": " : "", change,
                       effect ? " " : "", effect ? effect : "", NULL);
}

static char *host_of(const char *address)
{
    SfUri uri;
    if (!address || !sf_uri_parse(sf_text(address), &uri, NULL) || uri.host.length == 0)
        return NULL;
    return sf_text_dup(uri.host);
}

static gboolean is_same_user(const char *one, const char *other)
{
    SfUri uris[2];
    return sf_uri_parse(sf_text(one), &uris[0], NULL) &&
           sf_uri_parse(sf_text(other), &uris[1], NULL) &&
           sf_text_equal(uris[0].user, uris[1].user);
}

/* Where an address is to be changed, the setting is the place, and the values are the addresses, or
 * their hosts where it takes no more. FALSE where such a setting is of no use: the host stays, or
 * the user changes too and the setting holds none. */
static gboolean take_addresses(const SfFinding *finding, SfFixWords *words, const char *recipe)
{
    g_autofree char *old_host = host_of(words->old_value);
    g_autofree char *new_host = host_of(words->new_value);
    if (!old_host || !new_host || g_ascii_strcasecmp(old_host, new_host) == 0)
        return FALSE;
    const gboolean takes_host =
        g_strcmp0(sf_shelf_words(SF_SHELF_RECIPES, recipe, "takes"), "host") == 0;
    if (takes_host && !is_same_user(words->old_value, words->new_value))
        return FALSE;
    g_free(words->what);
    g_autofree char *where = sf_setting_place(finding, words->side, recipe);
    words->what = place_of_setting(where, sf_shelf_words(SF_SHELF_RECIPES, recipe, "setting"));
    if (!takes_host)
        return TRUE;
    g_free(words->old_value);
    words->old_value = g_steal_pointer(&old_host);
    g_free(words->new_value);
    words->new_value = g_steal_pointer(&new_host);
    return TRUE;
}

/* "file accounts", or where the software is too old "after an update to 3.13: file accounts". */
static char *place_after_update(const SfFinding *finding, const SfFixWords *words,
                                const char *recipe, const SfSoftware *software)
{
    char *where = sf_setting_place(finding, words->side, recipe);
    const char *update = sf_recipe_update(recipe, software);
    if (!update)
        return where;
    char *place = sf_phrase_with("setting", "after-update", "update", update, "place", where, NULL);
    g_free(where);
    return place;
}

/* A setting may hold the two times of a 422 or 423: {asked}, {minimum}. */
static void take_setting(const SfFinding *finding, SfFixWords *words, const char *recipe,
                         const SfSoftware *software)
{
    g_free(words->what);
    words->what = place_after_update(finding, words, recipe, software);
    g_free(words->old_value);
    words->old_value = sf_finding_filled(finding, sf_shelf_words(SF_SHELF_RECIPES, recipe, "old"));
    g_free(words->new_value);
    words->new_value =
        sf_finding_filled(finding, sf_shelf_words(SF_SHELF_RECIPES, recipe, "setting"));
}

static void append_sentence(GString *words, const char *sentence)
{
    g_string_append_c(words, ' ');
    g_string_append(words, sentence);
}

/* What the recipe does, with what, and since when it is there, where that is not known to be long
 * ago. */
static char *effect_of(const SfFinding *finding, const char *recipe, const SfSoftware *software)
{
    const char *effect = sf_shelf_words(SF_SHELF_RECIPES, recipe, "effect");
    const char *const *since = sf_shelf_list(SF_SHELF_RECIPES, recipe, "since");
    const char *applied = sf_setting_applied_by(recipe, software->sold_as);
    if (!applied)
        applied = sf_setting_applied_by(recipe, software->product);
    const char *here = sf_shelf_words(SF_SHELF_RECIPES, recipe, "here");
    GString *words = g_string_new(effect);
    if (here) {
        g_autofree char *values = sf_finding_filled(finding, here);
        append_sentence(words, values);
    }
    if (*since && !software->version) {
        g_autofree char *versions = g_strjoinv(", ", (char **)(gpointer)since);
        g_autofree char *told = sf_phrase_with("setting", "since", "versions", versions, NULL);
        append_sentence(words, told);
    }
    if (applied) {
        g_autofree char *told = sf_phrase_with("setting", "applies", "way", applied, NULL);
        append_sentence(words, told);
    }
    return g_string_free(words, FALSE);
}

/* A setting that switches the extension on costs nothing of what its name alone in a list would;
 * what its maker warns of, it does cost. */
static void take_price(SfFixWords *words, const SfFinding *finding, const char *aim,
                       const char *recipe)
{
    const char *own = sf_shelf_words(SF_SHELF_RECIPES, recipe, "harm");
    if (!own)
        own = sf_shelf_words(SF_SHELF_RECIPES, recipe, "price");
    if (!own && strcmp(aim, "offer") != 0)
        return;
    g_free(words->price);
    words->price = own ? sf_finding_filled(finding, own) : g_strdup("none");
}

/* The plain fix as its product writes it (recipes.ini): where, from what, to what, with what
 * effect. NULL where the setting cannot hold what is to be changed. */
SfFixWords *sf_recipe_fix(const SfFinding *finding, const SfFixWords *plain, const char *aim,
                          const char *recipe, const SfSoftware *software)
{
    SfFixWords *words = copy_of(plain);
    if (software->told_by_tag) {
        g_free(words->product);
        words->product = g_strdup(software->told_by_tag);
    }
    if (strcmp(aim, "update") != 0 || !words->new_value) {
        take_setting(finding, words, recipe, software);
    } else if (!take_addresses(finding, words, recipe)) {
        sf_fix_words_free(words);
        return NULL;
    }
    words->settles = sf_shelf_words(SF_SHELF_RECIPES, recipe, "settles") != NULL;
    words->source = g_strdup(sf_shelf_words(SF_SHELF_RECIPES, recipe, "source"));
    take_price(words, finding, aim, recipe);
    g_autofree char *effect = effect_of(finding, recipe, software);
    words->text = recipe_text(words, effect);
    return words;
}
