// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From a User-Agent to a product and its version (products.ini).
 */
#include <string.h>

#include "knowledge/knowledge.h"

/* ---- what products.ini holds, ready to match ---- */

typedef struct {
    const char *stanza;
    GPtrArray *patterns;    /* GPatternSpec, lower case */
    GRegex *version;        /* NULL: the first number with a dot in it */
    const char *variant_of; /* the product that this is a part of; NULL: a product of its own */
    const char *until;      /* of a variant, versions: this one and later ones are none; or NULL */
    const char *below;      /* those before are one, whatever its tags; or NULL */
    GPtrArray *tags;        /* GPatternSpec */
} Product;

static GPtrArray *read_patterns(const char *stanza, const char *key)
{
    GPtrArray *patterns = g_ptr_array_new();
    const char *const *pattern = sf_shelf_list(SF_SHELF_PRODUCTS, stanza, key);
    for (; *pattern; pattern++) {
        g_autofree char *lower = g_ascii_strdown(*pattern, -1);
        g_ptr_array_add(patterns, g_pattern_spec_new(lower));
    }
    return patterns;
}

static GRegex *version_regex(const char *stanza)
{
    const char *regex = sf_shelf_words(SF_SHELF_PRODUCTS, stanza, "version");
    g_autoptr(GError) error = NULL;
    GRegex *compiled = regex ? g_regex_new(regex, G_REGEX_OPTIMIZE, 0, &error) : NULL;
    if (error)
        g_error("sipfix knowledge, products.ini, [%s] version: %s", stanza, error->message);
    return compiled;
}

static GArray *read_products(void)
{
    GArray *products = g_array_new(FALSE, FALSE, sizeof(Product));
    const char *const *stanza = sf_shelf_stanzas(SF_SHELF_PRODUCTS);
    for (; *stanza; stanza++) {
        const Product product = {.stanza = *stanza,
                                 .patterns = read_patterns(*stanza, "patterns"),
                                 .version = version_regex(*stanza),
                                 .variant_of =
                                     sf_shelf_words(SF_SHELF_PRODUCTS, *stanza, "variant_of"),
                                 .until = sf_shelf_words(SF_SHELF_PRODUCTS, *stanza, "until"),
                                 .below = sf_shelf_words(SF_SHELF_PRODUCTS, *stanza, "below"),
                                 .tags = read_patterns(*stanza, "tag")};
        g_array_append_val(products, product);
    }
    return products;
}

/* Read once, and kept for the life of the program. */
static const GArray *all_products(void)
{
    static gsize products;
    if (g_once_init_enter(&products))
        g_once_init_leave(&products, GPOINTER_TO_SIZE(read_products()));
    return GSIZE_TO_POINTER(products);
}

static gboolean matches(const GPtrArray *patterns, const char *lower)
{
    const gsize length = strlen(lower);
    for (guint i = 0; i < patterns->len; i++)
        if (g_pattern_spec_match(patterns->pdata[i], length, lower, NULL))
            return TRUE;
    return FALSE;
}

/* The header is a stranger's; GLib's patterns want UTF-8. */
static const Product *find_product(const char *user_agent)
{
    if (!g_utf8_validate(user_agent, -1, NULL))
        return NULL;
    g_autofree char *lower = g_ascii_strdown(user_agent, -1);
    const GArray *products = all_products();
    for (guint i = 0; i < products->len; i++) {
        const Product *product = &g_array_index(products, Product, i);
        if (matches(product->patterns, lower))
            return product;
    }
    return NULL;
}

/* ---- versions ---- */

/* A product that writes it its own way says where it stands. Else it is the first word of digits
 * and dots with a dot in it, alone or behind a v, a blank, a slash or a parenthesis. */
static char *find_version(const Product *product, const char *user_agent)
{
    static gsize usual;
    if (g_once_init_enter(&usual))
        g_once_init_leave(&usual,
                          GPOINTER_TO_SIZE(g_regex_new("(?:^|[ (/]v?)([0-9]+(?:\\.[0-9]+)+)",
                                                       G_REGEX_OPTIMIZE, 0, NULL)));
    const GRegex *regex = product->version ? product->version : GSIZE_TO_POINTER(usual);
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(regex, user_agent, 0, &match))
        return NULL;
    return g_match_info_fetch(match, 1);
}

/* ---- as a sentence names it ---- */

/* "5.6.3", "v1.0.0" */
static gboolean is_version(const char *word)
{
    return g_ascii_isdigit(word[*word == 'v' ? 1 : 0]);
}

/* "Linphone-Desktop/5.2.4 (host) Debian GNU/Linux 12": what stands behind tells of the machine. */
static gboolean is_whole_name(const char *word, const char *next)
{
    const char *slash = strrchr(word, '/');
    return slash && is_version(slash + 1) && next && *next == '(';
}

/* "GXW4104 (HW 2.0": the version stands in a remark, which the name does without. */
static void leave_open_remark_out(GString *name)
{
    const char *open = strrchr(name->str, '(');
    if (open > name->str && !strchr(open, ')'))
        g_string_truncate(name, (gsize)(open - name->str));
    g_strchomp(name->str);
    name->len = strlen(name->str);
}

static char *first_words(const char *user_agent)
{
    g_auto(GStrv) words = g_strsplit(user_agent, " ", -1);
    if (words[0] && is_whole_name(words[0], words[1]))
        return g_strdup(words[0]);
    GString *name = g_string_new(NULL);
    for (char **at = words; *at; at++) {
        const char *inside = *at + strspn(*at, "(");
        const char *word = is_version(inside) ? inside : *at;
        g_string_append_printf(name, "%s%s", at > words ? " " : "", word);
        if (at > words && is_version(word)) {
            g_string_truncate(name, name->len - strlen(word) + strcspn(word, "+(),;"));
            leave_open_remark_out(name);
            return g_string_free(name, FALSE);
        }
    }
    g_string_assign(name, user_agent);
    return g_string_free(name, FALSE);
}

static char *version_for_name(const char *name, gpointer version)
{
    return g_str_equal(name, "version") ? g_strdup(version) : NULL;
}

static char *short_name(const Product *product, const char *version, const char *user_agent)
{
    const char *shown =
        product ? sf_shelf_words(SF_SHELF_PRODUCTS, product->stanza, "shown") : NULL;
    if (!shown || !version)
        return first_words(user_agent);
    return sf_fill(shown, version_for_name, (gpointer)version);
}

/* ---- each name once ---- */

/* What a User-Agent names. */
typedef struct {
    const Product *product; /* NULL: none that we know */
    char *version;
    const char *shortly; /* as a sentence names it */
} Named;

static void named_free(gpointer data)
{
    Named *named = data;
    g_free(named->version);
    g_free((gpointer)named->shortly);
    g_free(named);
}

/* A capture has few of them, and each is asked for by every sentence about its element. A stranger
 * may send any number. */
#define MOST_NAMES 256

/* Lent until the next call. */
static const Named *named_by(const char *user_agent)
{
    static const Named nothing = {.shortly = ""};
    static GHashTable *names; /* User-Agent -> Named */
    if (!user_agent)
        return &nothing;
    if (!names)
        names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, named_free);
    Named *named = g_hash_table_lookup(names, user_agent);
    if (named)
        return named;
    if (g_hash_table_size(names) == MOST_NAMES)
        g_hash_table_remove_all(names);
    named = g_new(Named, 1);
    named->product = find_product(user_agent);
    named->version = named->product ? find_version(named->product, user_agent) : NULL;
    named->shortly = short_name(named->product, named->version, user_agent);
    g_hash_table_insert(names, g_strdup(user_agent), named);
    return named;
}

int sf_version_compare(const char *a, const char *b)
{
    while (*a || *b) {
        char *end_of_a, *end_of_b;
        const guint64 one = g_ascii_strtoull(a, &end_of_a, 10);
        const guint64 other = g_ascii_strtoull(b, &end_of_b, 10);
        if (one != other)
            return one < other ? -1 : 1;
        if (end_of_a == a && end_of_b == b)
            return 0; /* no number goes on */
        a = end_of_a + (*end_of_a == '.');
        b = end_of_b + (*end_of_b == '.');
    }
    return 0;
}

/* ---- the software of an element ---- */

static gboolean is_below(const char *version, const char *bound)
{
    return version && bound && sf_version_compare(version, bound) < 0;
}

/* The pattern of the product's own tags that this one fits; NULL: none. */
static const char *fitting_tag(const Product *product, const char *tag)
{
    if (!tag || product->tags->len == 0 || !g_utf8_validate(tag, -1, NULL))
        return NULL;
    g_autofree char *lower = g_ascii_strdown(tag, -1);
    for (guint i = 0; i < product->tags->len; i++)
        if (g_pattern_spec_match(product->tags->pdata[i], strlen(lower), lower, NULL))
            return sf_shelf_list(SF_SHELF_PRODUCTS, product->stanza, "tag")[i];
    return NULL;
}

const char *sf_tag_pattern(const char *tag)
{
    const GArray *products = all_products();
    const char *pattern = NULL;
    for (guint i = 0; !pattern && i < products->len; i++)
        pattern = fitting_tag(&g_array_index(products, Product, i), tag);
    return pattern;
}

/* An element that names itself nowhere, or by a name that is nobody's, and writes tags that only
 * this product writes. NULL: none. */
static const Product *product_by_tag(const char *tag)
{
    const GArray *products = all_products();
    for (guint i = 0; i < products->len; i++) {
        const Product *product = &g_array_index(products, Product, i);
        if (!product->variant_of && fitting_tag(product, tag))
            return product;
    }
    return NULL;
}

static gboolean is_variant(const Product *variant, const SfSoftware *software, const char *tag)
{
    if (!g_str_equal(variant->variant_of, software->product))
        return FALSE;
    if (software->version && variant->until && !is_below(software->version, variant->until))
        return FALSE;
    return is_below(software->version, variant->below) || fitting_tag(variant, tag) != NULL;
}

/* Those products that are a part of another: const Product *, for the life of the program. */
static GPtrArray *find_variants(void)
{
    const GArray *products = all_products();
    GPtrArray *variants = g_ptr_array_new();
    for (guint i = 0; i < products->len; i++)
        if (g_array_index(products, Product, i).variant_of)
            g_ptr_array_add(variants, &g_array_index(products, Product, i));
    return variants;
}

static const GPtrArray *all_variants(void)
{
    static gsize variants;
    if (g_once_init_enter(&variants))
        g_once_init_leave(&variants, GPOINTER_TO_SIZE(find_variants()));
    return GSIZE_TO_POINTER(variants);
}

SfSoftware sf_software(const char *user_agent, const char *tag)
{
    SfSoftware software = {0};
    const Named *named = named_by(user_agent);
    if (!named->product) {
        const Product *told = product_by_tag(tag);
        software.product = told ? told->stanza : NULL;
        software.told_by_tag =
            told ? sf_shelf_words(SF_SHELF_PRODUCTS, told->stanza, "shown") : NULL;
        return software;
    }
    const char *base = sf_shelf_words(SF_SHELF_PRODUCTS, named->product->stanza, "is");
    software.product = base ? base : named->product->stanza;
    software.sold_as = base ? named->product->stanza : NULL;
    software.version = g_strdup(named->version);
    const GPtrArray *variants = all_variants();
    for (guint i = 0; i < variants->len; i++) {
        const Product *variant = variants->pdata[i];
        if (is_variant(variant, &software, tag)) {
            software.product = variant->stanza;
            break;
        }
    }
    return software;
}

void sf_software_clear(SfSoftware *software)
{
    g_clear_pointer(&software->version, g_free);
    software->product = NULL;
    software->told_by_tag = NULL;
    software->sold_as = NULL;
}

/* ---- a name that tells no more than that ---- */

/* The wildcards of the pattern become x, and the last text the version. */
static char *pattern_with_version(const char *pattern, const char *version)
{
    const char *last = strrchr(pattern, '*');
    GString *name = g_string_new(NULL);
    for (const char *at = pattern; *at; at++) {
        if (at == last)
            g_string_append(name, version);
        else
            g_string_append_c(name, *at == '*' || *at == '?' ? 'x' : *at);
    }
    return g_string_free(name, FALSE);
}

/* Letters of a version may be a name. */
static char *digits_of(const char *version)
{
    return version ? g_strndup(version, strspn(version, "0123456789.")) : g_strdup("");
}

char *sf_product_plain_name(const char *user_agent)
{
    const Named *named = named_by(user_agent);
    const Product *product = named->product;
    if (!product)
        return NULL;
    g_autofree char *digits = digits_of(named->version);
    g_autofree char *lower = g_ascii_strdown(user_agent, -1);
    const char *const *pattern = sf_shelf_list(SF_SHELF_PRODUCTS, product->stanza, "patterns");
    for (guint i = 0; i < product->patterns->len; i++)
        if (g_pattern_spec_match(product->patterns->pdata[i], strlen(lower), lower, NULL))
            return pattern_with_version(pattern[i], digits);
    return NULL;
}

const char *sf_product(const char *user_agent)
{
    g_auto(SfSoftware) software = sf_software(user_agent, NULL);
    return software.product;
}

char *sf_product_short(const char *user_agent)
{
    return g_strdup(named_by(user_agent)->shortly);
}
