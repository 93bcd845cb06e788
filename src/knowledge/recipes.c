// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From a product to its settings and to what is known of it (recipes.ini).
 */
#include <stdlib.h>
#include <string.h>

#include "knowledge/shelf.h"

typedef struct {
    const char *stanza;
    const char *until;
    const char *version; /* "known", "unknown"; NULL: either */
    const char *target;  /* "home", "elsewhere"; NULL: either */
    const char *const *topics;
    const char *const *methods; /* empty: any */
    const char *const *roles;   /* empty: any */
    const char *const *numbers; /* empty: any */
    const char *const *codes;   /* empty: any */
    const char *const *aims;
    const char *const *when;
    const char *const *rules_out;
} Recipe;

static gboolean lists(const char *const *entry, const char *word)
{
    for (; *entry; entry++)
        if (g_ascii_strcasecmp(*entry, word) == 0)
            return TRUE;
    return FALSE;
}

/* ---- by what is asked of them, so that nobody goes through all of them ---- */

typedef struct {
    const char *product;
    const char *side;
    const char *topic;
} Question;

static guint question_hash(gconstpointer data)
{
    const Question *question = data;
    return (g_str_hash(question->product) * 31 + sf_name_hash(question->side)) * 31 +
           sf_name_hash(question->topic);
}

static gboolean question_equal(gconstpointer a, gconstpointer b)
{
    const Question *one = a;
    const Question *other = b;
    return g_str_equal(one->product, other->product) && sf_name_equal(one->side, other->side) &&
           sf_name_equal(one->topic, other->topic);
}

static void file_under(GHashTable *filed, Question question, Recipe *recipe)
{
    GPtrArray *recipes = g_hash_table_lookup(filed, &question);
    if (!recipes) {
        recipes = g_ptr_array_new();
        g_hash_table_insert(filed, g_memdup2(&question, sizeof question), recipes);
    }
    g_ptr_array_add(recipes, recipe);
}

static void file_recipe(GHashTable *filed, Recipe *recipe, const char *stanza)
{
    const char *const *products = sf_shelf_list(SF_SHELF_RECIPES, stanza, "product");
    const char *const *sides = sf_shelf_list(SF_SHELF_RECIPES, stanza, "side");
    *recipe = (Recipe){.stanza = stanza,
                       .until = sf_shelf_words(SF_SHELF_RECIPES, stanza, "until"),
                       .version = sf_shelf_words(SF_SHELF_RECIPES, stanza, "version"),
                       .target = sf_shelf_words(SF_SHELF_RECIPES, stanza, "target"),
                       .topics = sf_shelf_list(SF_SHELF_RECIPES, stanza, "topic"),
                       .methods = sf_shelf_list(SF_SHELF_RECIPES, stanza, "methods"),
                       .roles = sf_shelf_list(SF_SHELF_RECIPES, stanza, "role"),
                       .numbers = sf_shelf_list(SF_SHELF_RECIPES, stanza, "number"),
                       .codes = sf_shelf_list(SF_SHELF_RECIPES, stanza, "codes"),
                       .aims = sf_shelf_list(SF_SHELF_RECIPES, stanza, "aim"),
                       .when = sf_shelf_list(SF_SHELF_RECIPES, stanza, "when"),
                       .rules_out = sf_shelf_list(SF_SHELF_RECIPES, stanza, "rules_out")};
    for (const char *const *product = products; *product; product++)
        for (const char *const *side = sides; *side; side++)
            for (const char *const *topic = recipe->topics; *topic; topic++)
                file_under(filed, (Question){*product, *side, *topic}, recipe);
}

static GHashTable *file_recipes(void)
{
    static Recipe *recipes; /* as long as the program, as what is filed */
    GHashTable *filed = g_hash_table_new(question_hash, question_equal);
    const char *const *stanzas = sf_shelf_stanzas(SF_SHELF_RECIPES);
    recipes = g_new(Recipe, g_strv_length((char **)stanzas));
    for (guint i = 0; stanzas[i]; i++)
        file_recipe(filed, &recipes[i], stanzas[i]);
    return filed;
}

/* Recipe, in the order of the file; NULL: none. */
static const GPtrArray *recipes_under(const char *product, const char *side, const char *topic)
{
    static gsize filed;
    if (g_once_init_enter(&filed))
        g_once_init_leave(&filed, GPOINTER_TO_SIZE(file_recipes()));
    const Question question = {product, side, topic};
    return g_hash_table_lookup(GSIZE_TO_POINTER(filed), &question);
}

/* ---- looking up ---- */

/* Topics that are no option tags have names that no tag has. */
static gboolean is_option_tag(const char *topic)
{
    return !g_str_has_prefix(topic, "redirect-") && !g_str_has_prefix(topic, "lifetime-") &&
           g_strcmp0(topic, "address") != 0;
}

/* What later versions brought is offered to earlier ones too, with the update that it takes; what
 * later versions took away is not. Nobody is asked for a version that the capture tells. */
static gboolean is_there_still(const Recipe *recipe, const char *version)
{
    if (recipe->version && g_str_equal(recipe->version, "known") != (version != NULL))
        return FALSE;
    return !version || !recipe->until || sf_version_compare(version, recipe->until) < 0;
}

static gboolean is_for_method(const Recipe *recipe, const char *method)
{
    return !method || !*recipe->methods || lists(recipe->methods, method);
}

/* What only an agent between two calls can do, nobody is told of a proxy. */
static gboolean is_for_role(const Recipe *recipe, const char *role)
{
    return !role || !*recipe->roles || lists(recipe->roles, role);
}

static gboolean is_for_number(const Recipe *recipe, const char *number)
{
    return !*recipe->numbers || (number && lists(recipe->numbers, number));
}

static gboolean is_for_status(const Recipe *recipe, guint status)
{
    g_autofree char *code = g_strdup_printf("%u", status);
    return !*recipe->codes || lists(recipe->codes, code);
}

/* The line that sends a call elsewhere need not do for one that stays. */
static gboolean is_for_target(const Recipe *recipe, const char *target)
{
    return !target || !recipe->target || g_str_equal(recipe->target, target);
}

/* @but: without those that are about this topic; NULL: all. */
static void add_recipes(GPtrArray *found, const SfSoftware *software, const SfUse *use,
                        const char *but)
{
    const GPtrArray *recipes = recipes_under(software->product, use->side, use->topic);
    for (guint i = 0; recipes && i < recipes->len; i++) {
        Recipe *recipe = recipes->pdata[i];
        if (is_there_still(recipe, software->version) && is_for_method(recipe, use->method) &&
            is_for_role(recipe, use->role) && is_for_number(recipe, use->number) &&
            is_for_status(recipe, use->status) && is_for_target(recipe, use->target) &&
            !(but && lists(recipe->topics, but))) {
            /* What is for this version or code in particular comes before what is for all. */
            const gboolean is_particular = (software->version && recipe->until) || *recipe->codes;
            g_ptr_array_insert(found, is_particular ? 0 : -1, recipe);
        }
    }
}

/* Recipe: of this very topic, then of any tag. */
static GPtrArray *recipes_for(const SfSoftware *software, const SfUse *use)
{
    GPtrArray *found = g_ptr_array_new();
    if (!software->product)
        return found;
    add_recipes(found, software, use, NULL);
    SfUse of_any_tag = *use;
    of_any_tag.topic = "any-tag";
    if (is_option_tag(use->topic))
        add_recipes(found, software, &of_any_tag, use->topic);
    return found;
}

static const char *stanza_of(gconstpointer recipe)
{
    return ((const Recipe *)recipe)->stanza;
}

GPtrArray *sf_recipes_for(const SfSoftware *software, const SfUse *use)
{
    GPtrArray *found = recipes_for(software, use);
    for (guint i = 0; i < found->len; i++)
        found->pdata[i] = (gpointer)stanza_of(found->pdata[i]);
    return found;
}

static gboolean same_series(const char *one, const char *other)
{
    return strtoul(one, NULL, 10) == strtoul(other, NULL, 10);
}

/* A product that is looked after in several series gets what is new in each of them. */
const char *sf_recipe_update(const char *recipe, const SfSoftware *software)
{
    const char *const *since = sf_shelf_list(SF_SHELF_RECIPES, recipe, "since");
    const char *first = *since;

    for (; software->version && *since; since++)
        first = same_series(*since, software->version) ? *since : first;
    if (!first || !software->version || sf_version_compare(software->version, first) >= 0)
        return NULL;
    return first;
}

/* Whether that version has it, and where the version is not known, whether every one does. */
static gboolean is_had(const Recipe *recipe, const SfSoftware *software)
{
    const gboolean is_of_all = !*sf_shelf_list(SF_SHELF_RECIPES, recipe->stanza, "since");
    return is_of_all || (software->version && !sf_recipe_update(recipe->stanza, software));
}

/* What is there goes before what an update brings. */
const char *sf_recipe(const SfSoftware *software, const SfUse *use, const char *aim)
{
    g_autoptr(GPtrArray) recipes = recipes_for(software, use);
    const char *first = NULL;
    for (guint i = 0; i < recipes->len; i++) {
        if (!lists(((const Recipe *)recipes->pdata[i])->aims, aim))
            continue;
        if (is_had(recipes->pdata[i], software))
            return stanza_of(recipes->pdata[i]);
        first = first ? first : stanza_of(recipes->pdata[i]);
    }
    return first;
}

/* Of the times that belong to a tag, a refusal of the tag itself is none. */
static gboolean is_of_times(const Recipe *recipe)
{
    return lists(recipe->aims, "interval") || lists(recipe->aims, "minimum");
}

/* What is said of one tag goes before what is said of all. */
static gboolean is_about(const Recipe *recipe, const char *topic, const GPtrArray *recipes)
{
    if (lists(recipe->topics, topic))
        return TRUE;
    for (guint i = 0; i < recipes->len; i++)
        if (lists(((const Recipe *)recipes->pdata[i])->topics, topic) &&
            !is_of_times(recipes->pdata[i]))
            return FALSE;
    return TRUE;
}

/* A setting that a later version brought comes with the update; as a fact of this version it is
 * none. */
static gboolean is_there_already(const Recipe *recipe, const SfSoftware *software)
{
    return !software->version || !sf_recipe_update(recipe->stanza, software);
}

GPtrArray *sf_known_for(const SfSoftware *software, const SfUse *use, const char *check)
{
    GPtrArray *known = g_ptr_array_new();
    g_autoptr(GPtrArray) recipes = recipes_for(software, use);
    for (guint i = 0; i < recipes->len; i++) {
        const Recipe *recipe = recipes->pdata[i];
        if (lists(recipe->when, check) && is_about(recipe, use->topic, recipes) &&
            is_there_already(recipe, software))
            g_ptr_array_add(known, (gpointer)recipe->stanza);
    }
    return known;
}

gboolean sf_number_has_meaning(const char *product, const char *number)
{
    const SfSoftware software = {.product = product};
    const SfUse use = {.topic = "redirect-invite", .side = "answering", .number = number};
    g_autoptr(GPtrArray) recipes = recipes_for(&software, &use);
    for (guint i = 0; number && i < recipes->len; i++)
        if (lists(((const Recipe *)recipes->pdata[i])->numbers, number))
            return TRUE;
    return FALSE;
}

gboolean sf_is_ruled_out(const SfSoftware *software, const SfUse *use, const char *aim,
                         const char *check)
{
    g_autofree char *aim_there = g_strconcat(aim, " of ", check, NULL);
    g_autoptr(GPtrArray) recipes = recipes_for(software, use);
    for (guint i = 0; i < recipes->len; i++) {
        const Recipe *recipe = recipes->pdata[i];
        if ((lists(recipe->rules_out, aim) || lists(recipe->rules_out, aim_there)) &&
            is_about(recipe, use->topic, recipes))
            return TRUE;
    }
    return FALSE;
}

gboolean sf_is_for_other_methods(const SfSoftware *software, const SfUse *use, const char *aim)
{
    SfUse of_calls = *use;
    of_calls.topic = "redirect-invite";
    of_calls.method = "INVITE";
    return g_strcmp0(aim, "follow") == 0 && g_str_has_prefix(use->topic, "redirect-") &&
           !sf_recipe(software, use, aim) && sf_recipe(software, &of_calls, aim);
}
