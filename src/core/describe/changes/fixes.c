/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fixes in words: the knowledge's own, or, where the element's product is known, the setting as
 * that product writes it. */
#include <string.h>

#include "core/describe/changes/change_parts.h"
#include "core/describe/changes/role.h"
#include "core/describe/finding_words.h"

/* "At 198.51.100.20: stop insisting on it. The setting X: required -> supported. No such setting?
 * ...": where the product's own words are not known, whoever does it needs the usual ones, and the
 * maker's name for it may have to be asked for, behind those that are usual. */
static void add_usual_words(SfFixWords *words, const SfFinding *finding, const char *fix)
{
    g_autofree char *ask = sf_fix_part(finding, fix, "ask");
    if (!ask || !words->text)
        return;
    GString *text = g_string_new(words->text);
    g_free(words->text);
    if (words->what && words->old_value && words->new_value)
        g_string_append_printf(text, " %s: %s -> %s.", words->what, words->old_value,
                               words->new_value);
    if (!words->usual)
        g_string_append_printf(text, " %s", ask);
    words->text = g_string_free(text, FALSE);
    if (words->usual)
        g_ptr_array_add(words->usual, g_steal_pointer(&ask));
}

/* Without its text, which is only needed where the product's own words do not take its place. */
static SfFixWords *plain_fix(const SfFinding *finding, const char *fix)
{
    SfFixWords *words = g_new0(SfFixWords, 1);
    words->name = fix;
    words->side = sf_fix_part(finding, fix, "side");
    words->what = sf_fix_part(finding, fix, "what");
    words->old_value = sf_fix_part(finding, fix, "old");
    words->new_value = sf_fix_part(finding, fix, "new");
    words->price = sf_fix_part(finding, fix, "price");
    for (guint i = 0; i < SF_N_SIDES; i++) {
        if (g_strcmp0(words->side, sf_side_facts[i].side) != 0)
            continue;
        words->element = sf_fact(finding->answer, finding, sf_side_facts[i].at);
        words->at = sf_address_or_null(words->element);
        words->product = sf_fact(finding->answer, finding, sf_side_facts[i].product);
    }
    return words;
}

/* Whoever is to change something at an element that names itself nowhere has to find somebody who
 * knows it. */
static void add_whom_to_ask(SfFixWords *words, const SfFinding *finding, const char *fix)
{
    g_autofree char *ask = sf_fix_part(finding, fix, "ask");
    if (words->product || !words->at || words->usual || ask || !words->text)
        return;
    g_autofree char *server = sf_fact(finding->answer, finding, "server");
    g_autofree char *caller = sf_fact(finding->answer, finding, "caller");
    const gboolean is_theirs =
        g_strcmp0(words->at, server) == 0 || g_strcmp0(words->at, caller) == 0;
    /* What others said of themselves was not looked for. */
    g_autofree char *whom =
        is_theirs ? sf_nameless_words(finding, words->side, words->at)
                  : sf_phrase_with("setting", "elsewhere", "element", words->at, NULL);
    g_autofree char *text = words->text;
    words->text = g_strconcat(text, " ", whom, NULL);
}

static void take_text(SfFixWords *words, const SfFinding *finding, const char *fix)
{
    words->text = sf_fix_part(finding, fix, "text");
    add_usual_words(words, finding, fix);
    add_whom_to_ask(words, finding, fix);
}

typedef struct {
    GPtrArray *settings; /* SfFixWords: products' own settings */
    GPtrArray *plain;    /* SfFixWords: in SIP's words */
    GPtrArray *vague;    /* SfFixWords: of those, the ones that need the product's word most */
    GPtrArray *warned;   /* SfFixWords: settings of which their makers warn */
} Fixes;

/* Of an element that names itself nowhere, whoever is to change it may know what it is. */
static void take_usual_settings(SfFixWords *words, const SfFinding *finding, const char *fix,
                                const SfUse *use, const char *aim)
{
    g_autofree char *unusual = sf_fix_part(finding, fix, "unusual");
    if (words->product || !words->at || unusual || g_str_equal(aim, "update") ||
        g_str_equal(aim, "cause"))
        return;
    g_auto(SfSoftware) software = sf_software_at(finding, words->side, NULL);
    words->usual = sf_usual_settings(finding, use, aim, words->at, software.told_by_tag);
}

/* What is between two calls has such a setting, by whatever name, and it mends all calls. */
static void add_plain(const Fixes *fixes, const SfFinding *finding, const char *fix,
                      SfFixWords *words)
{
    g_autofree char *vague = sf_fix_part(finding, fix, "vague");
    const gboolean is_agent = words->side && sf_role_at(finding, words->side) == SF_ELEMENT_AGENT;
    g_ptr_array_add(vague && !is_agent ? fixes->vague : fixes->plain, words);
}

/* No product follows redirects of that method by a setting. */
static gboolean is_not_for(const SfFinding *finding, const char *fix)
{
    g_autofree char *methods = sf_fix_part(finding, fix, "not_for");
    if (!methods)
        return FALSE;
    g_autofree char *method = sf_method_or_empty(finding->answer);
    g_auto(GStrv) list = g_strsplit(methods, ";", -1);
    return g_strv_contains((const char *const *)list, method);
}

/* Adds the fix, once for each topic that the element's product has a setting for, else in plain
 * words; nothing where the product cannot do it, or does it anyway. */
static void add_aimed(const Fixes *fixes, const SfFinding *finding, const char *fix,
                      const char *aim)
{
    SfFixWords *plain = plain_fix(finding, fix);
    g_auto(SfSoftware) software = sf_software_at(finding, plain->side, plain->product);
    g_autofree char *method = sf_method_or_empty(finding->answer);
    g_autoptr(GPtrArray) topics = sf_recipe_topics(finding->answer, aim);
    const char *role = sf_role_name(finding, plain->side);
    const char *target = sf_target_name(finding, plain->side);
    const guint before = fixes->settings->len + fixes->warned->len;
    gboolean ruled_out = is_not_for(finding, fix);
    for (guint i = 0; software.product && plain->element && i < topics->len; i++) {
        const SfUse use = {.topic = topics->pdata[i],
                           .side = plain->side,
                           .method = method,
                           .role = role,
                           .status = finding->answer->message->status,
                           .target = target};
        ruled_out |= sf_is_ruled_out(&software, &use, aim, finding->check->id) ||
                     sf_is_for_other_methods(&software, &use, aim);
        const char *recipe = sf_recipe(&software, &use, aim);
        SfFixWords *words = recipe ? sf_recipe_fix(finding, plain, aim, recipe, &software) : NULL;
        const gboolean does_harm = recipe && sf_shelf_words(SF_SHELF_RECIPES, recipe, "harm");
        if (words)
            g_ptr_array_add(does_harm ? fixes->warned : fixes->settings, words);
    }
    if (fixes->settings->len + fixes->warned->len > before || ruled_out) {
        sf_fix_words_free(plain);
        return;
    }
    const SfUse use = {.topic = topics->len == 1 ? topics->pdata[0] : "",
                       .side = plain->side,
                       .method = method,
                       .role = role,
                       .status = finding->answer->message->status,
                       .target = target};
    take_usual_settings(plain, finding, fix, &use, aim);
    take_text(plain, finding, fix);
    add_plain(fixes, finding, fix, plain);
}

static char *product_at(const SfFinding *finding, const char *side)
{
    for (guint i = 0; i < SF_N_SIDES; i++)
        if (g_strcmp0(side, sf_side_facts[i].side) == 0)
            return sf_fact(finding->answer, finding, sf_side_facts[i].product);
    return NULL;
}

/* What the fix asks of that side, its product cannot do, or does anyway. */
static gboolean is_ruled_out(const SfFinding *finding, const char *fix)
{
    g_autofree char *aim = sf_fix_part(finding, fix, "aim");
    if (!aim || is_not_for(finding, fix)) /* of a method, not of a side */
        return FALSE;
    g_autofree char *side = sf_fix_part(finding, fix, "side");
    g_autofree char *product = product_at(finding, side);
    g_auto(SfSoftware) software = sf_software_at(finding, side, product);
    g_autofree char *method = sf_method_or_empty(finding->answer);
    g_autoptr(GPtrArray) topics = sf_recipe_topics(finding->answer, aim);
    for (guint i = 0; software.product && i < topics->len; i++) {
        const SfUse use = {.topic = topics->pdata[i],
                           .side = side,
                           .method = method,
                           .role = sf_role_name(finding, side),
                           .status = finding->answer->message->status};
        if ((sf_is_ruled_out(&software, &use, aim, finding->check->id) &&
             !sf_recipe(&software, &use, aim)) ||
            sf_is_for_other_methods(&software, &use, aim))
            return TRUE;
    }
    return FALSE;
}

const char *sf_finding_spared(const SfFinding *finding)
{
    gboolean caller = FALSE;
    gboolean answering = FALSE;
    for (guint i = 0; i < finding->fixes->len; i++) {
        const char *fix = finding->fixes->pdata[i];
        if (!is_ruled_out(finding, fix))
            continue;
        g_autofree char *side = sf_fix_part(finding, fix, "side");
        caller |= g_strcmp0(side, "caller") == 0;
        answering |= g_strcmp0(side, "answering") == 0;
    }
    return caller && answering ? "not-both"
           : caller            ? "not-caller"
           : answering         ? "not-answering"
                               : NULL;
}

/* What this answer alone would ask for ("dial the new address"), where it is a link of a chain or a
 * circle: that leads on to the fault, or back. */
static gboolean leads_to_fault(const SfFinding *finding)
{
    const SfFinding *root = sf_answer_root(finding->answer);
    if (sf_finding_doubt(finding))
        return TRUE;
    return root && root->answer != finding->answer && sf_is_always_check(finding->check->id) &&
           (g_str_equal(root->check->id, "moved.loop") ||
            g_str_equal(root->check->id, "moved.chain"));
}

/* Where one of them settles the fault, the others go. */
static void keep_what_settles(GPtrArray *all)
{
    for (guint i = 0; i < all->len; i++) {
        if (!((const SfFixWords *)all->pdata[i])->settles)
            continue;
        SfFixWords *only = g_ptr_array_steal_index(all, i);
        g_ptr_array_set_size(all, 0);
        g_ptr_array_add(all, only);
        return;
    }
}

/* The side whose product and setting are known comes first: who reads it can do it now. What its
 * maker warns of comes behind other settings, but before a wish at an element that nobody knows. */
GPtrArray *sf_finding_fixes(const SfFinding *finding)
{
    const Fixes fixes = {.settings =
                             g_ptr_array_new_with_free_func((GDestroyNotify)sf_fix_words_free),
                         .plain = g_ptr_array_new(),
                         .vague = g_ptr_array_new(),
                         .warned = g_ptr_array_new()};
    const guint n = leads_to_fault(finding) ? 0 : finding->fixes->len;
    for (guint i = 0; i < n; i++) {
        const char *fix = finding->fixes->pdata[i];
        g_autofree char *aim = sf_fix_part(finding, fix, "aim");
        if (aim) {
            add_aimed(&fixes, finding, fix, aim);
            continue;
        }
        SfFixWords *plain = plain_fix(finding, fix);
        take_text(plain, finding, fix);
        add_plain(&fixes, finding, fix, plain);
    }
    g_ptr_array_extend_and_steal(fixes.settings, fixes.warned);
    g_ptr_array_extend_and_steal(fixes.settings, fixes.plain);
    g_ptr_array_extend_and_steal(fixes.settings, fixes.vague);
    keep_what_settles(fixes.settings);
    return fixes.settings;
}

/* Two findings may ask for the same change; the price and the reason may be put in other words. */
static gboolean is_same_change(const SfFixWords *a, const SfFixWords *b)
{
    return g_strcmp0(a->element, b->element) == 0 && g_strcmp0(a->what, b->what) == 0 &&
           g_strcmp0(a->old_value, b->old_value) == 0 && g_strcmp0(a->new_value, b->new_value) == 0;
}

static gboolean has_change(const GPtrArray *fixes, const SfFixWords *fix)
{
    for (guint i = 0; i < fixes->len; i++)
        if (is_same_change(fixes->pdata[i], fix))
            return TRUE;
    return FALSE;
}

/* Adds what the finding asks for and nobody did before. */
static void add_fixes_of(GPtrArray *all, const SfFinding *finding)
{
    g_autoptr(GPtrArray) fixes = sf_finding_fixes(finding);
    while (fixes->len > 0) {
        SfFixWords *fix = g_ptr_array_steal_index(fixes, 0);
        if (has_change(all, fix))
            sf_fix_words_free(fix);
        else
            g_ptr_array_add(all, fix);
    }
}

GPtrArray *sf_answer_fixes(const SfAnswer *answer, gboolean only_final)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)sf_fix_words_free);
    g_autoptr(GPtrArray) findings = sf_answer_findings_root_first(answer, only_final);
    const SfFinding *root = sf_answer_root(answer);
    if (sf_answer_is_heeded(answer) && (root->is_final || !only_final))
        return all;
    if (root && root->answer != answer && (root->is_final || !only_final))
        add_fixes_of(all, root);
    for (guint i = 0; i < findings->len; i++)
        add_fixes_of(all, findings->pdata[i]);
    return all;
}
