// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * recipes.md: where products keep what a 301 or a 421 is about.
 */
#include "reference/page_parts.h"

#define RECIPES  SF_SHELF_RECIPES
#define PRODUCTS SF_SHELF_PRODUCTS

static const struct {
    const char *name;
    const char *words;
} aims[] = {
    {"offer", "lets the client support an extension and list its tag"},
    {"relax", "lets the server do without requiring it"},
    {"list-too", "lists a tag in Supported that stood in Require only"},
    {"pass-on", "lets an element between leave a tag alone, or do the extension itself"},
    {"follow", "lets redirects be followed"},
    {"try-next", "lets the addresses behind the first be tried"},
    {"let-through", "lets an element between pass a redirect on"},
    {"forward", "lets a server forward by itself, and send no redirect"},
    {"update", "is where the old address is written"},
    {"ask-less", "lets the client offer an extension that it required"},
    {"newer", "takes a fault out of the software itself"},
    {"know-it", "lets the server do an extension that it did not know"},
    {"take-away", "lets an element between take out what is for its own hop"},
    {"interval", "sets the time that a client asks for (sessions, registrations)"},
    {"minimum", "sets the least time that a server takes"},
    {"first-hop", "lets a proxy do outbound"},
    {"end", "takes out what refuses a call behind a redirect that was dealt with"},
    {"cause", "is what to look for: it leads to the 301 or 421, or to a failure after it"},
    {"know", "is worth knowing; nothing to set"},
};

static const struct {
    const char *name;
    const char *words;
} topics[] = {
    {"any-tag", "any option tag"},
    {"redirect-invite", "what is done with a 3xx to INVITE"},
    {"redirect-message", "what is done with a 3xx to MESSAGE"},
    {"redirect-register", "what is done with a 3xx to REGISTER"},
    {"address", "where addresses that move are written"},
    {"lifetime-register", "how long a registration holds"},
    {"lifetime-subscribe", "how long a subscription holds"},
    {"lifetime-publish", "how long what was published holds"},
};

static const char *topic_words(const char *topic)
{
    for (guint i = 0; i < G_N_ELEMENTS(topics); i++)
        if (g_str_equal(topics[i].name, topic))
            return topics[i].words;
    return NULL;
}

static void append_topic(GString *page, const char *topic)
{
    const char *file = sf_shelf_has(SF_SHELF_TAGS, topic)    ? "option-tags.md"
                       : sf_shelf_has(SF_SHELF_CODES, topic) ? "status-codes.md"
                                                             : NULL;
    if (!file) {
        const char *words = topic_words(topic);
        sf_md_words(page, words ? words : topic);
        return;
    }
    g_autofree char *target = g_strdup_printf("%s#%s", file, topic);
    sf_md_link(page, topic, target);
}

/* The 199 of the topics is the tag; no setting is about the status code. */
static void append_topics(GString *page, const char *const *list)
{
    for (const char *const *topic = list; *topic; topic++) {
        if (topic > list)
            g_string_append(page, ", ");
        append_topic(page, *topic);
    }
}

static const char *recipe_words(const char *recipe, const char *key)
{
    return sf_shelf_words(RECIPES, recipe, key);
}

static void append_setting(GString *page, const char *recipe)
{
    const char *where = recipe_words(recipe, "where");
    g_autofree char *place = where ? sf_plain_setting(where) : NULL;
    const char *old_value = recipe_words(recipe, "old");
    g_autofree char *setting = sf_plain_setting(recipe_words(recipe, "setting"));
    sf_md_anchor(page, recipe);
    if (place) {
        sf_md_words(page, place);
        g_string_append(page, ":<br>");
    }
    sf_md_code(page, setting);
    if (old_value) {
        g_autofree char *old = sf_plain_setting(old_value);
        g_string_append(page, "<br>in place of ");
        sf_md_code(page, old);
    }
}

static void append_recipe(GString *page, const char *recipe)
{
    g_autofree char *sides =
        g_strjoinv(", ", (char **)(gpointer)sf_shelf_list(RECIPES, recipe, "side"));
    g_string_append(page, "| ");
    append_topics(page, sf_shelf_list(RECIPES, recipe, "topic"));
    g_string_append_printf(page, "<br>%s<br>%s | ", sides, recipe_words(recipe, "aim"));
    append_setting(page, recipe);
    g_string_append(page, " | ");
    sf_md_words(page, recipe_words(recipe, "effect"));
    g_string_append(page, "<br>*Read in: ");
    sf_md_words(page, recipe_words(recipe, "source"));
    g_string_append_printf(page, " (%s)* |\n", recipe_words(recipe, "confidence"));
}

static void describe_name(GString *page, const char *product)
{
    const char *const *answers = sf_shelf_list(PRODUCTS, product, "answers_421");
    sf_part_list(page, PRODUCTS, product, "Calls itself:", "patterns");
    sf_part_list(page, PRODUCTS, product, "Its tags in From and To:", "tag");
    sf_part_words(page, PRODUCTS, product, "The setting that changes that name:", "renamed_by");
    if (*answers) {
        g_string_append(page, "**Answers 421 by itself, for:** ");
        append_topics(page, answers);
        g_string_append(page, "\n\n");
    }
    sf_part_words(page, PRODUCTS, product, "A 421 that bears its name:", "origin");
    sf_part_words(page, PRODUCTS, product, "Read in:", "source");
}

static void describe_product(GString *page, const char *product)
{
    gboolean any = FALSE;
    sf_md_heading(page, 2, product, sf_shelf_words(PRODUCTS, product, "name"));
    describe_name(page, product);
    for (const char *const *recipe = sf_shelf_stanzas(RECIPES); *recipe; recipe++) {
        if (!g_strv_contains(sf_shelf_list(RECIPES, *recipe, "product"), product))
            continue;
        if (!any)
            sf_md_table(page, "about, as, good for; where and what; what it does");
        any = TRUE;
        append_recipe(page, *recipe);
    }
    if (any)
        g_string_append_c(page, '\n');
}

static void list_aims(GString *page)
{
    sf_md_table(page, "good for; the setting");
    for (guint i = 0; i < G_N_ELEMENTS(aims); i++) {
        g_string_append(page, "| ");
        sf_md_anchor(page, aims[i].name);
        g_string_append_printf(page, "%s | %s |\n", aims[i].name, aims[i].words);
    }
    g_string_append_c(page, '\n');
}

static void list_products(GString *page)
{
    for (const char *const *product = sf_shelf_stanzas(PRODUCTS); *product; product++) {
        g_autofree char *target = g_strconcat("#", *product, NULL);
        if (product > sf_shelf_stanzas(PRODUCTS))
            g_string_append(page, ", ");
        sf_md_link(page, sf_shelf_words(PRODUCTS, *product, "name"), target);
    }
    g_string_append(page, "\n\n");
}

void sf_page_recipes(GString *page)
{
    sf_md_title(
        page, "The settings of products",
        "Where products keep what a 301 or a 421 is about. Each line was read in the product's own "
        "documentation (docs) or source code (code), as the last words say; what could not be "
        "confirmed there is not in here. A name in User-Agent or Server is a hint and no proof: "
        "operators can change it.\n\n"
        "A product is the caller (it sends the request), the answering side (it sends the 301 or "
        "421) "
        "or an element between.");
    list_aims(page);
    list_products(page);
    for (const char *const *product = sf_shelf_stanzas(PRODUCTS); *product; product++)
        describe_product(page, *product);
}
