/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Feeds words to what looks into the knowledge: products by what a stranger's message calls itself,
 * templates, codes, what people type. */
#include "fuzz.h"

#include "knowledge/knowledge.h"

static char *look_up(const char *name, gpointer data)
{
    return *name ? g_strdup(data) : NULL;
}

static void feed_product(const char *words, const char *tag)
{
    g_auto(SfSoftware) software = sf_software(words, *tag ? tag : NULL);
    static const char *const topics[] = {"know", "cause", "100rel", "timer", "redirect"};
    static const char *const sides[] = {"caller", "answering", "between"};

    g_free(sf_product_plain_name(words));
    g_free(sf_product_short(words));
    for (gsize i = 0; i < G_N_ELEMENTS(topics); i++) {
        for (gsize j = 0; j < G_N_ELEMENTS(sides); j++) {
            const SfUse use = {topics[i], sides[j], *tag ? tag : NULL, NULL, NULL, 0, NULL};
            GPtrArray *recipes = sf_recipes_for(&software, &use);
            if (recipes)
                g_ptr_array_unref(recipes);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *raw = g_strndup((const char *)data, size);
    g_autofree char *text = g_utf8_make_valid(raw, -1); /* as all that is shown is */
    char *second = strchr(text, '\n');
    if (second)
        *second++ = '\0';
    else
        second = text + strlen(text);

    feed_product(text, second);
    g_free(sf_fill(text, look_up, second));
    g_free(sf_plain_words(text));
    g_free(sf_plain_setting(text));
    sf_nearest(sf_shelf_stanzas(SF_SHELF_CODES), text);
    MUST(sf_version_compare(text, text) == 0);
    MUST((sf_version_compare(text, second) > 0) == (sf_version_compare(second, text) < 0));
    g_autofree char *flaw = NULL;
    g_autoptr(GArray) codes = sf_codes_parse(text, &flaw);
    for (guint i = 0; codes && i < codes->len; i++)
        MUST(g_array_index(codes, guint, i) >= SF_CODES_FIRST &&
             g_array_index(codes, guint, i) <= SF_CODES_LAST);
    return 0;
}
