// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/explain/explain_product.h"

#include <string.h>

#include "knowledge/knowledge.h"

#define BODY 2
#define MORE 4

/* ---- Which product ---- */

/* "CUBE" of "Cisco IOS gateway and CUBE": words that are no names begin with a small letter. */
static gboolean has_proper_name(const char *product, const char *word)
{
    const char *name = sf_shelf_words(SF_SHELF_PRODUCTS, product, "name");
    g_auto(GStrv) parts = g_strsplit_set(name, " ,()", -1);
    for (char **part = parts; *part; part++)
        if (g_ascii_isupper(**part) && g_ascii_strcasecmp(*part, word) == 0)
            return TRUE;
    return FALSE;
}

/* A word in the names of several, such as Cisco, means none of them. */
static const char *by_proper_name(const char *word, gboolean *several)
{
    const char *found = NULL;
    *several = FALSE;
    for (const char *const *product = sf_shelf_stanzas(SF_SHELF_PRODUCTS); *product; product++) {
        if (!has_proper_name(*product, word))
            continue;
        *several = found != NULL;
        if (found)
            return found;
        found = *product;
    }
    return found;
}

const char *sf_explain_near_product(const char *word)
{
    gboolean several;
    const char *nearest = sf_shelf_nearest(SF_SHELF_PRODUCTS, word);
    return nearest ? nearest : by_proper_name(word, &several);
}

const char *sf_explain_find_product(const char *word)
{
    for (const char *const *product = sf_shelf_stanzas(SF_SHELF_PRODUCTS); *product; product++) {
        const char *name = sf_shelf_words(SF_SHELF_PRODUCTS, *product, "name");
        if (g_ascii_strcasecmp(*product, word) == 0 || g_ascii_strcasecmp(name, word) == 0)
            return *product;
    }
    gboolean several;
    const char *named = by_proper_name(word, &several);
    return named && !several ? named : sf_product(word);
}

/* ---- Parts of the page ---- */

static void heading(SfPage *page, const char *words)
{
    sf_page_blank(page);
    sf_page_labelled(page, 0, SF_STYLE_BOLD, words, 0, "");
}

static const char *words_of(const char *product, const char *key)
{
    return sf_shelf_words(SF_SHELF_PRODUCTS, product, key);
}

static gboolean lists(SfShelf shelf, const char *stanza, const char *key, const char *word)
{
    return g_strv_contains(sf_shelf_list(shelf, stanza, key), word);
}

static void show_patterns(SfPage *page, const char *product, const char *key)
{
    const char *const *pattern = sf_shelf_list(SF_SHELF_PRODUCTS, product, key);
    for (; *pattern; pattern++)
        sf_page_verbatim(page, BODY, *pattern);
}

/* "It is in each version below 12, and gone from 21 on." */
static void show_versions(SfPage *page, const char *product)
{
    const char *below = words_of(product, "below");
    const char *until = words_of(product, "until");
    g_autofree char *words =
        below && until
            ? g_strdup_printf("Versions below %s are this, whatever their tags. From %s on it "
                              "is no longer there.",
                              below, until)
            : NULL;
    if (words)
        sf_page_paragraph(page, BODY, words);
}

/* A part of a product bears its name; some products have none, and write tags of their own. */
static void show_names(SfPage *page, const char *product)
{
    const char *renamed = words_of(product, "renamed_by");
    const char *whole = words_of(product, "variant_of");
    heading(page, "What it calls itself (User-Agent, Server)");
    show_patterns(page, whole ? whole : product, "patterns");
    if (!whole && !words_of(product, "patterns"))
        sf_page_paragraph(page, BODY, "Nothing of its own.");
    if (words_of(product, "tag")) {
        heading(page, "What its tags in From and To look like");
        show_patterns(page, product, "tag");
        show_versions(page, product);
    }
    if (!renamed)
        return;
    g_autofree char *changed = g_strdup_printf("Changed by: %s.", renamed);
    sf_page_paragraph(page, BODY, changed);
}

static void show_relation(SfPage *page, const char *lead, const char *other, const char *more)
{
    g_autofree char *words =
        g_strdup_printf("%s %s%s: sipfix explain %s", lead,
                        sf_shelf_words(SF_SHELF_PRODUCTS, other, "name"), more, other);
    sf_page_paragraph(page, BODY, words);
}

/* What it is built on, and what there is of it besides. */
static void show_kin(SfPage *page, const char *product)
{
    const char *is = words_of(product, "is");
    const char *variant_of = words_of(product, "variant_of");
    g_autoptr(GPtrArray) variants = g_ptr_array_new();
    for (const char *const *other = sf_shelf_stanzas(SF_SHELF_PRODUCTS); *other; other++)
        if (g_strcmp0(words_of(*other, "variant_of"), product) == 0 ||
            g_strcmp0(words_of(*other, "is"), product) == 0)
            g_ptr_array_add(variants, (gpointer)*other);
    if (!is && !variant_of && variants->len == 0)
        return;
    heading(page, "Its kin");
    if (is)
        show_relation(page, "Built on", is, ", whose settings hold for it too");
    if (variant_of)
        show_relation(page, "A part of", variant_of, ", with settings of its own");
    for (guint i = 0; i < variants->len; i++)
        show_relation(page, "See also", variants->pdata[i], "");
}

static void show_421(SfPage *page, const char *product)
{
    const char *const *tags = sf_shelf_list(SF_SHELF_PRODUCTS, product, "answers_421");
    const char *origin = words_of(product, "origin");
    if (!*tags && !origin)
        return;
    heading(page, "A 421 that bears its name");
    if (origin)
        sf_page_paragraph(page, BODY, origin);
    if (!*tags)
        return;
    g_autofree char *list = g_strjoinv(", ", (char **)(gpointer)tags);
    g_autofree char *sentence = g_strdup_printf("It answers 421 by itself, for: %s.", list);
    sf_page_paragraph(page, BODY, sentence);
}

/* ---- Its settings ---- */

static const char *setting_words(const char *recipe, const char *key)
{
    return sf_shelf_words(SF_SHELF_RECIPES, recipe, key);
}

/* "nothing to set": then there is no place to tell either. */
static gboolean is_setting(const char *recipe)
{
    const char *setting = setting_words(recipe, "setting");
    return !g_str_has_prefix(setting, "none") && !g_str_has_prefix(setting, "nothing");
}

/* "pjsip.conf, [endpoint]: 100rel=required -> 100rel=peer_supported" */
static char *setting_line(const char *recipe)
{
    const char *place = setting_words(recipe, "where");
    g_autofree char *where = place ? sf_plain_setting(place) : NULL;
    const char *old = setting_words(recipe, "old");
    g_autofree char *setting = sf_plain_setting(setting_words(recipe, "setting"));
    g_autofree char *before = old ? sf_plain_setting(old) : NULL;
    if (!is_setting(recipe) && !where)
        return g_strdup(setting);
    return g_strdup_printf("%s%s%s%s%s", where ? where : "", where ? ": " : "",
                           before ? before : "", before ? " -> " : "", setting);
}

/* "redirect-invite" is "3xx to INVITE"; a tag or a code is its own name. */
static char *topic_words(const char *topic)
{
    static const struct {
        const char *prefix;
        const char *words;
    } of_method[] = {{"redirect-", "3xx to "}, {"lifetime-", "lifetime in "}};
    for (guint i = 0; i < G_N_ELEMENTS(of_method); i++) {
        if (!g_str_has_prefix(topic, of_method[i].prefix))
            continue;
        g_autofree char *method = g_ascii_strup(topic + strlen(of_method[i].prefix), -1);
        return g_strconcat(of_method[i].words, method, NULL);
    }
    if (g_str_equal(topic, "any-tag"))
        return g_strdup("any option tag");
    return g_strdup(g_str_equal(topic, "address") ? "addresses" : topic);
}

static char *topics_of(const char *recipe)
{
    GString *topics = g_string_new(NULL);
    for (const char *const *topic = sf_shelf_list(SF_SHELF_RECIPES, recipe, "topic"); *topic;
         topic++) {
        g_autofree char *words = topic_words(*topic);
        g_string_append_printf(topics, "%s%s", topics->len > 0 ? ", " : "", words);
    }
    return g_string_free(topics, FALSE);
}

/* "100rel (caller)" */
static char *use_line(const char *recipe)
{
    g_autofree char *topics = topics_of(recipe);
    g_autofree char *sides =
        g_strjoinv(" or ", (char **)(gpointer)sf_shelf_list(SF_SHELF_RECIPES, recipe, "side"));
    g_autofree char *since =
        g_strjoinv(", ", (char **)(gpointer)sf_shelf_list(SF_SHELF_RECIPES, recipe, "since"));
    const char *until = setting_words(recipe, "until");
    return g_strdup_printf("%s (%s)%s%s%s%s", topics, sides, *since ? ", since version " : "",
                           since, until ? ", until version " : "", until ? until : "");
}

static void show_harm(SfPage *page, const char *recipe)
{
    const char *harm = setting_words(recipe, "harm");
    g_autofree char *warning = harm ? g_strdup_printf("Beware: %s.", harm) : NULL;
    if (warning)
        sf_page_paragraph(page, MORE, warning);
}

static void show_setting(SfPage *page, const char *recipe)
{
    g_autofree char *use = use_line(recipe);
    g_autofree char *line = setting_line(recipe);
    g_autofree char *source = g_strdup_printf("Read in: %s.", setting_words(recipe, "source"));
    sf_page_paragraph(page, BODY, use);
    if (is_setting(recipe))
        sf_page_paragraph(page, MORE, line);
    sf_page_paragraph(page, MORE, setting_words(recipe, "effect"));
    show_harm(page, recipe);
    sf_page_paragraph(page, MORE, source);
}

/* A setting with several aims is shown once, under the first. */
static gboolean show_aim(SfPage *page, const char *product, const char *aim, const char *words)
{
    gboolean any = FALSE;
    for (const char *const *recipe = sf_shelf_stanzas(SF_SHELF_RECIPES); *recipe; recipe++) {
        if (!lists(SF_SHELF_RECIPES, *recipe, "product", product) ||
            g_strcmp0(*sf_shelf_list(SF_SHELF_RECIPES, *recipe, "aim"), aim) != 0)
            continue;
        if (!any)
            heading(page, words);
        show_setting(page, *recipe);
        any = TRUE;
    }
    return any;
}

static void show_settings(SfPage *page, const char *product)
{
    static const struct {
        const char *aim;
        const char *words;
    } aims[] = {
        {"offer", "To offer an extension"},
        {"list-too", "To list in Supported what stood in Require only"},
        {"relax", "To do without requiring an extension"},
        {"ask-less", "To offer an extension in place of requiring it"},
        {"newer", "To be rid of a fault of its own"},
        {"forward", "To forward by itself, without a redirect"},
        {"know-it", "To take an extension that it refused"},
        {"pass-on", "To leave an extension alone that passes through"},
        {"take-away", "To take out what is for its own hop"},
        {"follow", "To follow redirects"},
        {"try-next", "To try the addresses behind the first"},
        {"let-through", "To pass redirects on"},
        {"update", "Where addresses are written"},
        {"interval", "The time that it asks for (MINIMUM: what the other side takes)"},
        {"minimum", "The least time that it takes (ASKED: what the other side wants)"},
        {"first-hop", "To do outbound as the first hop"},
        {"cause", "What to look for"},
        {"know", "Worth knowing"},
    };
    gboolean any = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(aims); i++)
        any = show_aim(page, product, aims[i].aim, aims[i].words) || any;
    if (any)
        return;
    heading(page, "Its settings");
    sf_page_paragraph(page, BODY, "None of its own is known.");
}

void sf_explain_product(SfPage *page, const char *product)
{
    show_names(page, product);
    show_kin(page, product);
    show_421(page, product);
    show_settings(page, product);
    g_autofree char *source =
        g_strdup_printf("%s (%s)", words_of(product, "source"), words_of(product, "confidence"));
    heading(page, "Where its name was read");
    sf_page_paragraph(page, BODY, source);
}
