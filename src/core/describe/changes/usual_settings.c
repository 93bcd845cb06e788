/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a setting is kept, and what the usual products call it where an element names itself
 * nowhere. */
#include <string.h>

#include "core/describe/changes/role.h"
#include "core/describe/client.h"
#include "core/describe/facts.h"
#include "core/describe/finding_words.h"

/* So many products are named; more help nobody. Who asks may be a telephone, a PBX or a server: one
 * of each. */
#define USUAL_PRODUCTS 2
#define USUAL_KINDS    3
#define USUAL_AGENTS   4

/* What is longer is no setting that somebody looks for on the chance that it is this product. */
#define LONGEST_SETTING 200

typedef struct {
    const SfFinding *finding;
    const char *side;
} Place;

/* Whose telephone, trunk or endpoint the setting is about. What the capture does not tell is at
 * least the other side's. */
static char *peer_at(const Place *place)
{
    const SfAnswer *answer = place->finding->answer;
    g_autofree char *between = sf_fact(answer, place->finding, "between");
    char *peer = sf_peer_of(answer, place->side, between);
    const gboolean is_server = g_str_equal(place->side, "answering");
    return peer ? peer : sf_fact(answer, place->finding, is_server ? "asker" : "server");
}

static gboolean is_served_by(const SfMessage *request, const SfUri *caller)
{
    SfUri asked;
    return sf_host_equal(caller->host, request->destination_address) ||
           (sf_uri_parse(request->request_uri, &asked, NULL) &&
            sf_host_equal(caller->host, asked.host));
}

/* The user in From, where it is one of the server's own, and its telephone asked itself: a PBX
 * knows its telephones by that. NULL: not so, or the setting is the other side's. */
static char *account_at(const Place *place)
{
    const SfAnswer *answer = place->finding->answer;
    const SfMessage *request = answer->request;
    SfUri caller;
    if (!g_str_equal(place->side, "answering") || !request || answer->vias > 1 ||
        answer->made_at != answer->nearest || answer->nearest->agent.asks_for_another ||
        !sf_message_address(request, SF_HEADER_FROM, &caller) || caller.user.length == 0 ||
        !is_served_by(request, &caller))
        return NULL;
    return sf_text_show(caller.user);
}

static char *look_up_place(const char *name, gpointer data)
{
    const Place *place = data;
    if (g_str_equal(name, "likely_account"))
        return account_at(place);
    return g_str_equal(name, "peer") ? peer_at(place)
                                     : sf_fact(place->finding->answer, place->finding, name);
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

/* NULL-terminated */
typedef const char *Kinds[USUAL_AGENTS + 1];

/* Of what is looked for now: an agent between is a border controller sooner than a gateway or a
 * PBX, and never a proxy or a telephone, which ask for nobody but themselves. */
typedef enum { ANY, BORDER, NO_BORDER, AGENT, PROXY } Sort;

static gboolean is_of_sort(const char *product, Sort sort)
{
    const gboolean is_border = sf_shelf_words(SF_SHELF_PRODUCTS, product, "border") != NULL;
    const gboolean is_proxy = sf_shelf_words(SF_SHELF_PRODUCTS, product, "proxy") != NULL;
    const char *kind = sf_shelf_words(SF_SHELF_PRODUCTS, product, "kind");
    if (sort == PROXY) /* few are known to be one, so each of them may be told */
        return is_proxy;
    if (!is_usual(product))
        return FALSE;
    if (sort == AGENT)
        return !is_proxy && g_strcmp0(kind, "telephone") != 0;
    return sort == ANY || (!is_proxy && is_border == (sort == BORDER));
}

static void add_sort(GPtrArray *usual, const SfFinding *finding, const SfUse *use, const char *aim,
                     Sort sort, guint most)
{
    const gboolean is_caller = g_str_equal(use->side, "caller");
    Kinds kinds = {NULL};
    for (const char *const *product = sf_shelf_stanzas(SF_SHELF_PRODUCTS);
         *product && usual->len < most; product++) {
        const SfSoftware software = {.product = *product};
        const char *kind = sf_shelf_words(SF_SHELF_PRODUCTS, *product, "kind");
        if (!is_of_sort(*product, sort) || (is_caller && g_strv_contains(kinds, kind)))
            continue;
        const char *recipe = sf_recipe(&software, use, aim);
        char *one = recipe ? as_product(finding, use, *product, recipe) : NULL;
        if (!one)
            continue;
        kinds[usual->len] = kind;
        g_ptr_array_add(usual, one);
    }
}

static void add_products(GPtrArray *usual, const SfFinding *finding, const SfUse *use,
                         const char *aim)
{
    const gboolean is_caller = g_str_equal(use->side, "caller");
    const SfElementRole role = sf_role_at(finding, use->side);
    if (role == SF_ELEMENT_AGENT && !is_caller) {
        add_sort(usual, finding, use, aim, BORDER, USUAL_AGENTS);
        add_sort(usual, finding, use, aim, NO_BORDER, USUAL_AGENTS);
        return;
    }
    const Sort sort = role == SF_ELEMENT_AGENT ? AGENT : role == SF_ELEMENT_PROXY ? PROXY : ANY;
    add_sort(usual, finding, use, aim, sort, is_caller ? USUAL_KINDS : USUAL_PRODUCTS);
}

static char *told_words(const char *element, const char *told)
{
    return sf_phrase_with("setting", "told", "element", element, "product", told, NULL);
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
    g_autofree char *nameless = sf_nameless_words(finding, use->side, element);
    g_ptr_array_insert(usual, 0, sf_phrase_with("setting", "usual", "nameless", nameless, NULL));
    return usual;
}
