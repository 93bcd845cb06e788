/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings and fixes in words: the knowledge's, filled with the facts of the answer. */
#include "facts.h"

#include <string.h>

static char *look_up(const char *name, gpointer data)
{
    const SfFinding *finding = data;
    char *value = sf_fact(finding->answer, finding, name);
    if (!value || !g_str_has_suffix(name, "_product"))
        return value;
    /* A sentence is read for what is to be done; of the product it needs name and version. */
    char *product = sf_product_short(value);
    g_free(value);
    return product;
}

static char *filled(const SfFinding *finding, const char *words)
{
    return words ? sf_fill(words, look_up, (gpointer)finding) : NULL;
}

static char *filled_variant(const SfFinding *finding, const char *key)
{
    return filled(finding,
                  sf_shelf_variant(SF_SHELF_CHECKS, finding->check->id, key, finding->variant));
}

char *sf_finding_text(const SfFinding *finding)
{
    char *text = filled_variant(finding, "text");
    return text ? text : g_strdup(finding->check->id);
}

typedef struct {
    const SfFinding *finding;
    GArray *frames;
} Naming;

/* Its placeholders are called so: other_frame, followup_frame, ... */
static char *note_frame(const char *name, gpointer data)
{
    const Naming *naming = data;
    char *value = sf_fact(naming->finding->answer, naming->finding, name);
    guint64 number = 0;
    if (value && g_str_has_suffix(name, "frame") &&
        g_ascii_string_to_unsigned(value, 10, 1, G_MAXUINT32, &number, NULL)) {
        const guint32 frame = (guint32)number;
        g_array_append_val(naming->frames, frame);
    }
    return value;
}

GArray *sf_finding_frames(const SfFinding *finding)
{
    Naming naming = {finding, g_array_new(FALSE, FALSE, sizeof(guint32))};
    static const char *const keys[] = {"text", "why"};
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        const char *words =
            sf_shelf_variant(SF_SHELF_CHECKS, finding->check->id, keys[i], finding->variant);
        if (words)
            g_free(sf_fill(words, note_frame, &naming));
    }
    return naming.frames;
}

char *sf_finding_why(const SfFinding *finding)
{
    return filled_variant(finding, "why");
}

const char *sf_finding_reference(const SfFinding *finding)
{
    return sf_reference_url(sf_shelf_words(SF_SHELF_CHECKS, finding->check->id, "reference"));
}

char *sf_answer_summary(const SfAnswer *answer)
{
    const SfFinding *root = sf_answer_root(answer);
    const GPtrArray *findings = sf_answer_findings(answer);
    if (!root && findings->len > 0)
        root = findings->pdata[0];
    if (!root) {
        g_autofree char *code = g_strdup_printf("%u", answer->message->status);
        const char *name = sf_shelf_words(SF_SHELF_CODES, code, "name");
        return g_strdup_printf("%s%s%s", code, name ? " " : "", name ? name : "");
    }
    char *summary = filled_variant(root, "summary");
    return summary ? summary : sf_finding_text(root);
}

/* ---- fixes ---- */

void sf_fix_words_free(SfFixWords *words)
{
    g_free(words->side);
    g_free(words->at);
    g_free(words->product);
    g_free(words->what);
    g_free(words->old_value);
    g_free(words->new_value);
    g_free(words->price);
    g_free(words->text);
    g_free(words->source);
    g_free(words);
}

static char *fix_part(const SfFinding *finding, const char *fix, const char *part)
{
    g_autofree char *key = g_strdup_printf("fix.%s.%s", fix, part);
    return filled_variant(finding, key);
}

/* The placeholders that name the element of a side and its product. */
static const struct {
    const char *side;
    const char *at;
    const char *product;
} sides[] = {{"caller", "caller", "caller_product"},
             {"answering", "server", "server_product"},
             {"between", "between", "between_product"}};

static SfFixWords *plain_fix(const SfFinding *finding, const char *fix)
{
    SfFixWords *words = g_new0(SfFixWords, 1);
    words->side = fix_part(finding, fix, "side");
    words->what = fix_part(finding, fix, "what");
    words->old_value = fix_part(finding, fix, "old");
    words->new_value = fix_part(finding, fix, "new");
    words->price = fix_part(finding, fix, "price");
    words->text = fix_part(finding, fix, "text");
    for (guint i = 0; i < G_N_ELEMENTS(sides); i++) {
        if (g_strcmp0(words->side, sides[i].side) != 0)
            continue;
        words->at = sf_fact(finding->answer, finding, sides[i].at);
        words->product = sf_fact(finding->answer, finding, sides[i].product);
    }
    return words;
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
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "At %s (%s): ", words->at, product);
    if (words->what)
        g_string_append_printf(text, "%s: ", words->what);
    g_string_append_printf(text, "%s%s.", old ? old : "", words->new_value);
    if (effect)
        g_string_append_printf(text, " %s", effect);
    return g_string_free(text, FALSE);
}

/* The fix as its product writes it (recipes.ini): where, from what, to what, with what effect.
 * Where an address is to be changed, the setting is the place, and the values are the addresses. */
static SfFixWords *recipe_fix(const SfFinding *finding, const char *fix, const char *aim,
                              const char *recipe)
{
    SfFixWords *words = plain_fix(finding, fix);
    const char *where = sf_shelf_words(SF_SHELF_RECIPES, recipe, "where");
    const char *setting = sf_shelf_words(SF_SHELF_RECIPES, recipe, "setting");
    g_free(words->what);
    if (strcmp(aim, "update") == 0 && words->new_value) {
        words->what = place_of_setting(where, setting);
    } else {
        words->what = g_strdup(where);
        g_free(words->old_value);
        words->old_value = g_strdup(sf_shelf_words(SF_SHELF_RECIPES, recipe, "old"));
        g_free(words->new_value);
        words->new_value = g_strdup(setting);
    }
    words->source = g_strdup(sf_shelf_words(SF_SHELF_RECIPES, recipe, "source"));
    g_free(words->text);
    words->text = recipe_text(words, sf_shelf_words(SF_SHELF_RECIPES, recipe, "effect"));
    return words;
}

/* What recipes.ini files a fix of this answer under: the tags wanted, or the redirect and the
 * address. */
static GPtrArray *topics_of(const SfAnswer *answer, const char *aim)
{
    GPtrArray *topics = g_ptr_array_new_with_free_func(g_free);
    if (sf_answer_redirects(answer)) {
        const SfText method = sf_message_method(answer->message);
        g_autofree char *name = g_ascii_strdown(method.at ? method.at : "", (gssize)method.length);
        const gboolean registers = strcmp(name, "register") == 0;
        g_ptr_array_add(topics, strcmp(aim, "update") == 0 && !registers
                                    ? g_strdup("address")
                                    : g_strconcat("redirect-", name, NULL));
        return topics;
    }
    const GArray *tags = sf_wanted_tags(answer);
    for (guint i = 0; i < tags->len; i++)
        g_ptr_array_add(topics, sf_text_dup(g_array_index(tags, SfTag, i).tag));
    return topics;
}

/* Adds the fix, once for each topic that the element's product has a setting for; TRUE where it
 * has. */
static gboolean add_recipes(GPtrArray *all, const SfFinding *finding, const char *fix)
{
    g_autofree char *aim = fix_part(finding, fix, "aim");
    if (!aim)
        return FALSE;
    SfFixWords *plain = plain_fix(finding, fix);
    g_autoptr(GPtrArray) topics = topics_of(finding->answer, aim);
    const guint before = all->len;
    for (guint i = 0; plain->product && plain->at && i < topics->len; i++) {
        const char *recipe = sf_recipe(plain->product, topics->pdata[i], plain->side, aim);
        if (recipe)
            g_ptr_array_add(all, recipe_fix(finding, fix, aim, recipe));
    }
    sf_fix_words_free(plain);
    return all->len > before;
}

GPtrArray *sf_finding_fixes(const SfFinding *finding)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)sf_fix_words_free);
    for (guint i = 0; i < finding->fixes->len; i++) {
        const char *fix = finding->fixes->pdata[i];
        if (!add_recipes(all, finding, fix))
            g_ptr_array_add(all, plain_fix(finding, fix));
    }
    return all;
}

GPtrArray *sf_answer_findings_root_first(const SfAnswer *answer)
{
    GPtrArray *sorted = g_ptr_array_new();
    const GPtrArray *findings = sf_answer_findings(answer);
    const SfFinding *root = sf_answer_root(answer);
    if (root && root->answer == answer)
        g_ptr_array_add(sorted, (gpointer)root);
    for (guint i = 0; i < findings->len; i++)
        if (findings->pdata[i] != root)
            g_ptr_array_add(sorted, findings->pdata[i]);
    return sorted;
}

/* Two findings may ask for the same change; the price and the reason may be put in other words. */
static gboolean is_same_change(const SfFixWords *a, const SfFixWords *b)
{
    return g_strcmp0(a->at, b->at) == 0 && g_strcmp0(a->what, b->what) == 0 &&
           g_strcmp0(a->old_value, b->old_value) == 0 && g_strcmp0(a->new_value, b->new_value) == 0;
}

static gboolean has_change(const GPtrArray *fixes, const SfFixWords *fix)
{
    for (guint i = 0; i < fixes->len; i++)
        if (is_same_change(fixes->pdata[i], fix))
            return TRUE;
    return FALSE;
}

GPtrArray *sf_answer_fixes(const SfAnswer *answer)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)sf_fix_words_free);
    g_autoptr(GPtrArray) findings = sf_answer_findings_root_first(answer);
    for (guint i = 0; i < findings->len; i++) {
        g_autoptr(GPtrArray) fixes = sf_finding_fixes(findings->pdata[i]);
        while (fixes->len > 0) {
            SfFixWords *fix = g_ptr_array_steal_index(fixes, 0);
            if (has_change(all, fix))
                sf_fix_words_free(fix);
            else
                g_ptr_array_add(all, fix);
        }
    }
    return all;
}
