// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/explain/explain.h"

#include "analyzer/explain/explain_product.h"

#include <string.h>

#include "analyzer/report/words.h"
#include "knowledge/knowledge.h"

/* ---- Parts of a page ---- */

static void title(SfPage *page, const char *name, const char *kind)
{
    if (page->text->len > 0)
        sf_page_blank(page);
    g_autofree char *what = g_strdup_printf("(%s)", kind);
    sf_page_labelled(page, 0, SF_STYLE_BOLD, name, sf_columns(name) + 2, what);
}

static void section(SfPage *page, const char *heading, const char *words)
{
    if (!words)
        return;
    sf_page_blank(page);
    sf_page_labelled(page, 0, SF_STYLE_BOLD, heading, 0, "");
    sf_page_paragraphs(page, 2, words);
}

static void section_of(SfPage *page, SfShelf shelf, const char *stanza, const char *heading,
                       const char *key)
{
    section(page, heading, sf_shelf_words(shelf, stanza, key));
}

static char *reference_line(const char *reference)
{
    g_auto(GStrv) parts = g_strsplit(reference, " ", 2);
    const char *url = sf_reference_url(reference);
    if (!parts[0])
        return g_strdup(reference);
    return g_strdup_printf("RFC %s%s%s  %s", parts[0], parts[1] ? " " : "",
                           parts[1] ? parts[1] : "", url);
}

GPtrArray *sf_explain_references(const char *const *references)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    for (const char *const *at = references; *at; at++)
        g_ptr_array_add(lines, reference_line(*at));
    return lines;
}

static void section_of_references(SfPage *page, SfShelf shelf, const char *stanza)
{
    g_autoptr(GPtrArray) lines = sf_explain_references(sf_shelf_list(shelf, stanza, "reference"));
    if (lines->len == 0)
        return;
    sf_page_blank(page);
    sf_page_labelled(page, 0, SF_STYLE_BOLD, "Where it is written", 0, "");
    for (guint i = 0; i < lines->len; i++)
        sf_page_verbatim(page, 2, lines->pdata[i]);
}

static void section_of_list(SfPage *page, SfShelf shelf, const char *stanza, const char *heading,
                            const char *key)
{
    g_autofree char *list = g_strjoinv(", ", (char **)(gpointer)sf_shelf_list(shelf, stanza, key));
    section(page, heading, *list ? list : NULL);
}

/* ---- Captures ---- */

static const char *example_words(const char *kind, const char *word, const char *key)
{
    g_autofree char *stanza = g_strdup_printf("%s/%s", kind, word);
    return sf_shelf_words(SF_SHELF_EXAMPLES, stanza, key);
}

/* "captures/301-loop.pcapng, frame 5", to be pasted, and what it shows. @prefix: "" or "real_". */
static void capture_line(SfPage *page, const char *kind, const char *word, const char *prefix,
                         const char *capture)
{
    g_autofree char *frame = g_strconcat(prefix, "frame", NULL);
    g_autofree char *lesson = g_strconcat(prefix, "lesson", NULL);
    g_autofree char *place =
        g_strdup_printf("%s, frame %s", capture, example_words(kind, word, frame));
    sf_page_verbatim(page, 2, place);
    sf_page_paragraph(page, 4, example_words(kind, word, lesson));
}

static void capture_shows(SfPage *page, const char *kind, const char *word)
{
    g_auto(GStrv) lines = g_strsplit(example_words(kind, word, "shows"), "\n", -1);
    for (char **line = lines; *line; line++)
        sf_page_paragraph(page, 6, *line);
}

static void section_of_near_miss(SfPage *page, const char *kind, const char *word)
{
    const char *near_miss = example_words(kind, word, "near_miss");
    if (!near_miss)
        return;
    sf_page_blank(page);
    sf_page_labelled(page, 0, SF_STYLE_BOLD, "Looks alike, and is not", 0, "");
    sf_page_verbatim(page, 2, near_miss);
    sf_page_paragraph(page, 4, example_words(kind, word, "near_miss_lesson"));
}

static void section_of_captures(SfPage *page, const char *kind, const char *word)
{
    const char *capture = example_words(kind, word, "capture");
    const char *real = example_words(kind, word, "real");
    if (!capture && !real)
        return;
    sf_page_blank(page);
    sf_page_labelled(page, 0, SF_STYLE_BOLD, "In the captures of sipfix", 0, "");
    if (capture) {
        capture_line(page, kind, word, "", capture);
        capture_shows(page, kind, word);
    }
    if (real)
        capture_line(page, kind, word, "real_", real);
    section_of_near_miss(page, kind, word);
}

/* ---- Status codes ---- */

static void explain_differences(SfPage *page, const char *code)
{
    for (const char *const *other = sf_shelf_stanzas(SF_SHELF_CODES); *other; other++) {
        g_autofree char *here = g_strconcat("difference.", *other, NULL);
        g_autofree char *there = g_strconcat("difference.", code, NULL);
        const char *words = sf_shelf_words(SF_SHELF_CODES, code, here);
        if (!words)
            words = sf_shelf_words(SF_SHELF_CODES, *other, there);
        if (!words)
            continue;
        g_autofree char *heading = g_strdup_printf("Not to be confused with %s %s", *other,
                                                   sf_shelf_words(SF_SHELF_CODES, *other, "name"));
        section(page, heading, words);
    }
}

static void explain_code(SfPage *page, const char *code)
{
    const SfShelf shelf = SF_SHELF_CODES;
    g_autofree char *name = g_strdup_printf("%s %s", code, sf_shelf_words(shelf, code, "name"));
    g_autofree char *kind =
        g_strdup_printf("status code, %s", sf_shelf_words(shelf, code, "class"));
    title(page, name, kind);
    section_of(page, shelf, code, "What it says", "meaning");
    section_of(page, shelf, code, "When you see it", "when");
    section_of(page, shelf, code, "What the client must do next", "client");
    section_of(page, shelf, code, "How to fix it", "fix");
    section_of(page, shelf, code, "How to fix it, at the side that asked", "fix.caller");
    section_of(page, shelf, code, "How to fix it, at the side that answered", "fix.server");
    section_of(page, shelf, code, "When a server should send it", "use");
    explain_differences(page, code);
    section_of_captures(page, "codes", code);
    section_of_references(page, shelf, code);
}

/* ---- Option tags ---- */

static void explain_tag(SfPage *page, const char *tag)
{
    const SfShelf shelf = SF_SHELF_TAGS;
    static const struct {
        const char *value;
        const char *words;
    } without[] = {
        {"yes", "Yes: the request can be served without it."},
        {"partly", "Partly: something is missing then, but the request can be served."},
        {"no", "No: without it the request cannot be served."},
    };
    const char *name = sf_shelf_words(shelf, tag, "name");
    const char *works = sf_shelf_words(shelf, tag, "works_without");
    g_autofree char *kind = g_strdup_printf("option tag: %s", name);
    title(page, tag, kind);
    section_of(page, shelf, tag, "What it does", "does");
    section_of(page, shelf, tag, "What a client must do before it lists the tag", "needs");
    section_of_list(page, shelf, tag, "Header it belongs in", "header");
    section_of_list(page, shelf, tag, "Methods it is for", "methods");
    for (guint i = 0; works && i < G_N_ELEMENTS(without); i++)
        if (g_str_equal(works, without[i].value))
            section(page, "Does a call work without it?", without[i].words);
    section_of_list(page, shelf, tag, "Tags that come with it", "brings_tags");
    section_of_list(page, shelf, tag, "Methods that come with it", "brings_methods");
    section_of_list(page, shelf, tag, "Types that come with it (Accept)", "brings_accept");
    section_of_list(page, shelf, tag, "Parameters of Contact that come with it", "brings_contact");
    section_of(page, shelf, tag, "More", "more");
    section_of_captures(page, "tags", tag);
    section_of_references(page, shelf, tag);
}

/* ---- Checks ---- */

static char *fix_words(const char *check, const char *fix, const char *part)
{
    g_autofree char *key = g_strdup_printf("fix.%s.%s", fix, part);
    const char *words = sf_shelf_words(SF_SHELF_CHECKS, check, key);
    return words ? sf_plain_words(words) : NULL;
}

static void explain_fix(SfPage *page, const char *check, const char *fix, gboolean first)
{
    g_autofree char *text = fix_words(check, fix, "text");
    g_autofree char *price = fix_words(check, fix, "price");
    section(page, first ? "How to fix it" : "Or", text);
    if (price && strcmp(price, "none") != 0) {
        g_autofree char *sentence = g_strdup_printf("Price: %s.", price);
        sf_page_paragraph(page, 2, sentence);
    }
}

/* Each fix has one key fix.NAME.side; the order of the file is best first. */
static void explain_fixes(SfPage *page, const char *check)
{
    gboolean first = TRUE;
    for (const char *const *key = sf_shelf_keys(SF_SHELF_CHECKS, check); *key; key++) {
        if (!g_str_has_prefix(*key, "fix.") || !g_str_has_suffix(*key, ".side"))
            continue;
        const char *name = *key + strlen("fix.");
        g_autofree char *fix = g_strndup(name, strlen(name) - strlen(".side"));
        explain_fix(page, check, fix, first);
        first = FALSE;
    }
}

static void explain_reason(SfPage *page, const char *check)
{
    g_autofree char *why = sf_plain_words(sf_shelf_words(SF_SHELF_CHECKS, check, "why"));
    section(page, "Why", why);
}

static void explain_check(SfPage *page, const char *check)
{
    const SfShelf shelf = SF_SHELF_CHECKS;
    const char *heading = sf_shelf_words(shelf, check, "title");
    g_autofree char *kind =
        g_strdup_printf("check, severity %s: %s", sf_severity_name(sf_check_severity(check)),
                        heading ? heading : "");
    g_autofree char *filter = g_strdup_printf("sipfix.check.%s", check);
    title(page, check, kind);
    section_of(page, shelf, check, "What it means", "what");
    section_of(page, shelf, check, "What it looks like", "example");
    explain_reason(page, check);
    explain_fixes(page, check);
    section(page, "In Wireshark, filter on", filter);
    section_of_captures(page, "checks", check);
    section_of_references(page, shelf, check);
}

/* ---- Fields and warn-codes ---- */

static void explain_field(SfPage *page, const char *field)
{
    g_autofree char *kind =
        g_strdup_printf("display filter field, %s", sf_shelf_words(SF_SHELF_FIELDS, field, "type"));
    title(page, field, kind);
    section_of(page, SF_SHELF_FIELDS, field, "What it holds", "meaning");
    section_of(page, SF_SHELF_FIELDS, field, "As a filter", "example");
    section_of_captures(page, "fields", field);
}

static void explain_warning(SfPage *page, const char *code)
{
    g_autofree char *name =
        g_strdup_printf("%s %s", code, sf_shelf_words(SF_SHELF_WARNINGS, code, "name"));
    title(page, name, "warn-code in a Warning header");
    section_of(page, SF_SHELF_WARNINGS, code, "What it says", "meaning");
    section_of(page, SF_SHELF_WARNINGS, code, "How to fix it", "fix");
    section_of_captures(page, "warnings", code);
    section_of_references(page, SF_SHELF_WARNINGS, code);
}

/* ---- Products ---- */

static void explain_product(SfPage *page, const char *product)
{
    g_autofree char *kind =
        g_strdup_printf("product: %s", sf_shelf_words(SF_SHELF_PRODUCTS, product, "name"));
    title(page, product, kind);
    sf_explain_product(page, product);
}

/* ---- Logs ---- */

#define ALL_LOGS "logs"

static const char *log_title(const char *stanza)
{
    return sf_shelf_words(SF_SHELF_LOGS, stanza, "title");
}

/* Lines that it is known by. */
static void section_of_examples(SfPage *page, const char *stanza)
{
    sf_page_blank(page);
    sf_page_labelled(page, 0, SF_STYLE_BOLD, "Before a message stands", 0, "");
    for (const char *const *key = sf_shelf_keys(SF_SHELF_LOGS, stanza); *key; key++)
        if (g_str_has_prefix(*key, "example"))
            sf_page_verbatim(page, 2, sf_shelf_words(SF_SHELF_LOGS, stanza, *key));
}

static void explain_log(SfPage *page, const char *stanza)
{
    title(page, log_title(stanza), "log that sipfix reads");
    section_of(page, SF_SHELF_LOGS, stanza, "How it is switched on", "how");
    section_of_examples(page, stanza);
    section_of(page, SF_SHELF_LOGS, stanza, "Where that was looked up", "source");
}

static void explain_logs(SfPage *page)
{
    title(page, ALL_LOGS, "text with SIP messages in it, read like captures");
    section(page, "What is read",
            "These, and SIP as bare text. Which it is, is found by the lines before the messages. "
            "Compressed by gzip, zstd, lz4 or xz, in parts that logrotate made, from standard "
            "input; copies for Homer (HEP) in captures, too.");
    for (const char *const *stanza = sf_shelf_stanzas(SF_SHELF_LOGS); *stanza; stanza++)
        if (log_title(*stanza))
            section_of(page, SF_SHELF_LOGS, *stanza, log_title(*stanza), "how");
}

/* ---- All of it ---- */

static const struct {
    SfShelf shelf;
    const char *heading; /* in the list */
    const char *words;   /* key of what stands beside the name in the list */
    void (*explain)(SfPage *page, const char *stanza);
} kinds[] = {
    {SF_SHELF_CODES, "Status codes", "name", explain_code},
    {SF_SHELF_TAGS, "Option tags", "name", explain_tag},
    {SF_SHELF_CHECKS, "Checks", "title", explain_check},
    {SF_SHELF_FIELDS, "Fields", "meaning", explain_field},
    {SF_SHELF_WARNINGS, "Warn-codes", "name", explain_warning},
    {SF_SHELF_PRODUCTS, "Products", "name", explain_product},
    {SF_SHELF_LOGS, "Logs", "title", explain_log},
};

/* "301", "moved permanently" and "301 Moved Permanently" are the same thing. @name may be NULL. */
static gboolean is_called(const char *stanza, const char *name, const char *word)
{
    const gsize length = strlen(stanza);
    if (g_ascii_strcasecmp(stanza, word) == 0 || (name && g_ascii_strcasecmp(name, word) == 0))
        return TRUE;
    return name && g_ascii_strncasecmp(stanza, word, length) == 0 && word[length] == ' ' &&
           g_ascii_strcasecmp(name, word + length + 1) == 0;
}

/* As the shelf writes it; NULL: it is not there. */
static const char *find_stanza(SfShelf shelf, const char *word)
{
    if (shelf == SF_SHELF_PRODUCTS)
        return sf_explain_find_product(word);
    const gboolean is_log = shelf == SF_SHELF_LOGS;
    /* A product, whatever it is called, has its log. */
    const char *product = is_log ? sf_explain_find_product(word) : NULL;
    if (product && log_title(product))
        return product;
    for (const char *const *stanza = sf_shelf_stanzas(shelf); *stanza; stanza++)
        if (!(is_log && !log_title(*stanza)) &&
            is_called(*stanza, sf_shelf_words(shelf, *stanza, is_log ? "title" : "name"), word))
            return *stanza;
    return NULL;
}

gboolean sf_explain(SfPage *page, const char *word)
{
    gboolean found = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const char *stanza = find_stanza(kinds[i].shelf, word);
        if (stanza)
            kinds[i].explain(page, stanza);
        found = found || stanza;
    }
    if (g_ascii_strcasecmp(word, ALL_LOGS) == 0) {
        explain_logs(page);
        return TRUE;
    }
    return found;
}

static guint longest_name(SfShelf shelf)
{
    gsize longest = 0;
    for (const char *const *stanza = sf_shelf_stanzas(shelf); *stanza; stanza++)
        longest = MAX(longest, strlen(*stanza));
    return (guint)longest;
}

void sf_explain_list(SfPage *page)
{
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const SfShelf shelf = kinds[i].shelf;
        const guint hang = longest_name(shelf) + 4;
        if (i > 0)
            sf_page_blank(page);
        sf_page_labelled(page, 0, SF_STYLE_BOLD, kinds[i].heading, 0, "");
        if (shelf == SF_SHELF_LOGS)
            sf_page_labelled(page, 2, SF_STYLE_PLAIN, ALL_LOGS, hang, "All of them");
        for (const char *const *stanza = sf_shelf_stanzas(shelf); *stanza; stanza++) {
            const char *words = sf_shelf_words(shelf, *stanza, kinds[i].words);
            if (words || shelf != SF_SHELF_LOGS)
                sf_page_labelled(page, 2, SF_STYLE_PLAIN, *stanza, hang, words ? words : "");
        }
    }
}

const char **sf_explain_nearest(const char *word)
{
    const char **nearest = g_new0(const char *, G_N_ELEMENTS(kinds) + 1);
    guint n = 0;
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const char *stanza = kinds[i].shelf == SF_SHELF_PRODUCTS
                                 ? sf_explain_near_product(word)
                                 : sf_shelf_nearest(kinds[i].shelf, word);
        if (stanza && kinds[i].shelf == SF_SHELF_LOGS && !log_title(stanza))
            continue;
        if (stanza && !g_strv_contains(nearest, stanza))
            nearest[n++] = stanza;
    }
    return nearest;
}
