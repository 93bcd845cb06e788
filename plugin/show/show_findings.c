/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/grammar/strings/string_hash.h"
#include "plugin/show/show.h"

#include "core/describe/facts.h"
#include "plugin/fields.h"
#include "plugin/preferences.h"

/* On the first pass a later packet may still take a finding back. */
static gboolean is_first_pass(const SfShown *page)
{
    return !page->pinfo->fd->visited;
}

/* The findings, the one that names the problem first; @n: how many. */
static const SfFinding **findings_root_first(const SfShown *page, const SfAnswer *answer, guint *n)
{
    GPtrArray *findings = sf_answer_findings_root_first(answer, is_first_pass(page));
    const SfFinding **copy = wmem_alloc_array(page->pinfo->pool, const SfFinding *, findings->len);
    for (guint i = 0; i < findings->len; i++)
        copy[i] = findings->pdata[i];
    *n = findings->len;
    g_ptr_array_unref(findings);
    return copy;
}

/* What is known of the products at work, in the packet's pool. */
static const char **take_known(const SfShown *page, const SfFinding *finding, guint *n)
{
    GPtrArray *known = sf_finding_known(finding);
    const char **texts = wmem_alloc_array(page->pinfo->pool, const char *, known->len);
    for (guint i = 0; i < known->len; i++)
        texts[i] = wmem_strdup(page->pinfo->pool, ((SfKnownWords *)known->pdata[i])->text);
    *n = known->len;
    g_ptr_array_unref(known);
    return texts;
}

static void show_known(const SfShown *page, const SfFinding *finding)
{
    guint n;
    const char **texts = take_known(page, finding, &n);
    for (guint i = 0; i < n; i++)
        sf_line_paragraph(page, page->tree, hf_sipfix_why, texts[i]);
}

void sf_show_why(const SfShown *page, const SfAnswer *answer)
{
    guint n;
    const SfFinding **findings = findings_root_first(page, answer, &n);
    for (guint i = 0; i < n; i++) {
        const char *why = sf_pool_take(page->pinfo, sf_finding_why(findings[i]));
        if (why)
            sf_line_paragraph(page, page->tree, hf_sipfix_why, why);
        show_known(page, findings[i]);
    }
}

/* ---- fixes ---- */

/* One fix, in the packet's pool: core's words are freed before the tree is touched. */
typedef struct {
    const char *label;
    const char *text;
    const char **usual; /* NULL-terminated */
    const char *price;
    const char *source;
} FixLines;

/* Where, what, from what to what. */
static const char *fix_words(packet_info *pinfo, const SfFixWords *fix)
{
    g_autofree char *product = fix->product ? sf_product_short(fix->product) : NULL;
    GString *words = g_string_new(NULL);
    g_autofree char *at = fix->element ? sf_phrase_with("setting", "at", "element", fix->element,
                                                        "product", product, NULL)
                                       : NULL;
    if (at)
        g_string_append_printf(words, "%s ", at);
    const gboolean has_arrows = fix->old_value && strstr(fix->old_value, " -> ");
    if (fix->text && (has_arrows || !fix->new_value)) {
        g_string_free(words, TRUE); /* arrows in arrows tell nothing, nor does a thing alone */
        return wmem_strdup(pinfo->pool, fix->text);
    }
    if (fix->what)
        g_string_append(words, fix->what);
    if (fix->old_value && fix->new_value)
        g_string_append_printf(words, ": %s -> %s", fix->old_value, fix->new_value);
    else if (fix->new_value)
        g_string_append_printf(words, ": %s", fix->new_value);
    return sf_pool_take(pinfo, g_string_free(words, FALSE));
}

static const char *copy(packet_info *pinfo, const char *text)
{
    return text ? wmem_strdup(pinfo->pool, text) : NULL;
}

/* What it may be where it names itself nowhere. */
static const char **copies(packet_info *pinfo, const GPtrArray *texts)
{
    const guint n = texts ? texts->len : 0;
    const char **copied = wmem_alloc_array(pinfo->pool, const char *, n + 1);
    for (guint i = 0; i < n; i++)
        copied[i] = copy(pinfo, texts->pdata[i]);
    copied[n] = NULL;
    return copied;
}

static FixLines fix_lines(packet_info *pinfo, const SfFixWords *fix, guint number)
{
    return (FixLines){
        .label = sf_label(pinfo, "%u. %s", number, fix_words(pinfo, fix)),
        .text = copy(pinfo, fix->text ? fix->text : fix->what),
        .usual = copies(pinfo, fix->usual),
        .price = copy(pinfo, fix->price),
        .source = copy(pinfo, fix->source),
    };
}

static FixLines *take_fixes(const SfShown *page, const SfAnswer *answer, guint *n)
{
    GPtrArray *fixes = sf_answer_fixes(answer, is_first_pass(page));
    FixLines *lines = wmem_alloc_array(page->pinfo->pool, FixLines, fixes->len);
    for (guint i = 0; i < fixes->len; i++)
        lines[i] = fix_lines(page->pinfo, fixes->pdata[i], i + 1);
    *n = fixes->len;
    g_ptr_array_unref(fixes);
    return lines;
}

/* A line in a list, its whole text below where it is too long for one. */
static void add_item(const SfShown *page, proto_tree *tree, const char *begin, const char *text)
{
    const char *label = sf_label(page->pinfo, "%s%s", begin, text);
    proto_tree *line = sf_line_group(page, tree, ett_sipfix_paragraph, label);
    if (strlen(label) < strlen(begin) + strlen(text))
        sf_lines_wrapped(page, proto_tree_get_parent(line), text);
}

static void add_fix(const SfShown *page, proto_tree *tree, const FixLines *fix)
{
    if (!fix->text)
        return;
    proto_item *item = sf_line_labelled(page, tree, hf_sipfix_fix, fix->text, fix->label);
    sf_lines_wrapped(page, item, fix->text);
    proto_tree *below = proto_item_get_subtree(item);
    for (const char **usual = fix->usual; *usual; usual++)
        add_item(page, below, usual == fix->usual ? "" : "- ", *usual);
    if (fix->price)
        sf_line_paragraph(page, below, hf_sipfix_fix_price, fix->price);
    if (fix->source)
        sf_line_paragraph(page, below, hf_sipfix_fix_source, fix->source);
}

/* An answer to the question, and what it leads to. */
static const char *way_of(packet_info *pinfo, const SfDecision *decision)
{
    const char *then = decision->then ? decision->then : "";
    if (decision->change == 0)
        return wmem_strdup_printf(pinfo->pool, "%s: %s", decision->when, then);
    return sf_pool_take(pinfo, sf_phrase_with("tree", "leads-below", "when", decision->when,
                                              "number", sf_pool_number(pinfo, decision->change),
                                              "then", then, NULL));
}

/* What must be found out before anything is changed, and what the answers lead to, each a line; @n:
 * how many lines, 0 where nothing must, or it is not certain yet. */
static const char **take_first(const SfShown *page, const SfAnswer *answer, guint *n)
{
    const SfFinding *root = sf_answer_root(answer);
    *n = 0;
    if (!root || (is_first_pass(page) && !root->is_final))
        return NULL;
    GPtrArray *fixes = sf_finding_fixes(root);
    char *question = sf_finding_beforehand(root, fixes);
    GPtrArray *decisions = sf_finding_decisions(root, fixes);
    g_ptr_array_unref(fixes);
    if (!question) {
        g_ptr_array_unref(decisions);
        return NULL;
    }
    const char **lines = wmem_alloc_array(page->pinfo->pool, const char *, decisions->len + 1);
    lines[(*n)++] = sf_pool_take(page->pinfo, question);
    for (guint i = 0; i < decisions->len; i++) {
        lines[(*n)++] = way_of(page->pinfo, decisions->pdata[i]);
    }
    g_ptr_array_unref(decisions);
    return lines;
}

/* The question, then what each answer leads to. */
static void add_first(const SfShown *page, proto_tree *tree, const char **lines, guint n)
{
    const char *first = wmem_strdup_printf(page->pinfo->pool, "%s ", sf_phrase("tree", "first"));
    for (guint i = 0; i < n; i++)
        add_item(page, tree, i == 0 ? first : "- ", lines[i]);
}

/* "Fix: nothing to change: 203.0.113.5 came back with 100rel in frame 4, and got 200" */
static void show_that_it_was_heeded(const SfShown *page, const SfAnswer *answer)
{
    if (!sf_answer_is_heeded(answer) || is_first_pass(page))
        return;
    const char *text = sf_pool_take(page->pinfo, sf_finding_text(sf_answer_root(answer)));
    sf_line_group(page, page->tree, ett_sipfix_fixes,
                  sf_told(page->pinfo, "no-change", "words", text, NULL));
}

void sf_show_fixes(const SfShown *page, const SfAnswer *answer)
{
    guint n;
    const FixLines *fixes = take_fixes(page, answer, &n);
    guint n_first;
    const char **first = take_first(page, answer, &n_first);
    if (n == 0 && n_first == 0) {
        show_that_it_was_heeded(page, answer);
        return;
    }
    proto_tree *tree = sf_line_group(page, page->tree, ett_sipfix_fixes,
                                     sf_phrase("tree", n > 1 ? "fixes" : "fix"));
    add_first(page, tree, first, n_first);
    for (guint i = 0; i < n; i++)
        add_fix(page, tree, &fixes[i]);
}

/* ---- expert infos ---- */

static gboolean is_same_place(SfByteRange a, SfByteRange b)
{
    return a.length > 0 && a.length == b.length && a.offset == b.offset && a.source == b.source;
}

static proto_item *hook_of(const SfFinding *finding, proto_item *head, wmem_array_t *hooks)
{
    for (guint i = 0; hooks && i < wmem_array_get_count(hooks); i++) {
        const SfHook *hook = wmem_array_index(hooks, i);
        if (is_same_place(hook->place, finding->place))
            return hook->item;
    }
    return head;
}

/* On the first pass nobody knows how much less than its check it will weigh. */
static gboolean is_shown(const SfShown *page, const SfFinding *finding)
{
    const SfSeverity severity =
        is_first_pass(page) ? finding->check->severity : sf_finding_severity(finding, FALSE);
    return (finding->is_final || !is_first_pass(page)) && severity >= sf_preferences_floor();
}

/* It asks for a change where the answer as a whole says that none is needed. */
static gboolean is_idle(const SfShown *page, const SfAnswer *answer, const SfFinding *finding)
{
    return !is_first_pass(page) && sf_answer_is_heeded(answer) &&
           finding != sf_answer_root(answer) && finding->fixes->len > 0;
}

static void add_expert(const SfShown *page, const SfAnswer *answer, const SfFinding *finding,
                       proto_item *item)
{
    if (!is_shown(page, finding))
        return;
    const char *text = sf_pool_take(page->pinfo, sf_finding_text(finding));
    if (is_idle(page, answer, finding))
        text = sf_told(page->pinfo, "idle", "words", text, NULL);
    expert_field *expert =
        sf_fields_expert(finding->check, sf_finding_severity(finding, is_first_pass(page)));
    expert_add_info_format(page->pinfo, item, expert, "%s", sf_label(page->pinfo, "%s", text));
}

void sf_show_experts(const SfShown *page, const SfAnswer *answer, proto_item *head,
                     wmem_array_t *hooks)
{
    const GPtrArray *findings = sf_answer_findings(answer);
    for (guint i = 0; i < findings->len; i++) {
        const SfFinding *finding = findings->pdata[i];
        add_expert(page, answer, finding, hook_of(finding, head, hooks));
    }
}

void sf_show_proven(const SfShown *page, const SfAnswer *answer, guint part, proto_item *head)
{
    const GPtrArray *findings = sf_answer_findings(answer);
    for (guint i = 0; i < findings->len; i++) {
        const SfFinding *finding = findings->pdata[i];
        if (finding->frame == page->pinfo->num && finding->part == part)
            add_expert(page, answer, finding, head);
    }
}

/* ---- ids and links ---- */

void sf_show_checks(const SfShown *page, proto_tree *tree, const SfAnswer *answer)
{
    const GPtrArray *findings = sf_answer_findings(answer);
    for (guint i = 0; i < findings->len; i++) {
        const SfFinding *finding = findings->pdata[i];
        if (is_shown(page, finding))
            sf_line(page, tree, hf_sipfix_check, finding->check->id);
    }
}

void sf_show_references(const SfShown *page, const SfAnswer *answer)
{
    guint n;
    const SfFinding **findings = findings_root_first(page, answer, &n);
    wmem_map_t *seen = wmem_map_new(page->pinfo->pool, sf_string_hash, g_str_equal);
    for (guint i = 0; i < n; i++) {
        const char *url = sf_finding_reference(findings[i]);
        if (!url || wmem_map_contains(seen, url))
            continue;
        wmem_map_insert(seen, url, GINT_TO_POINTER(TRUE));
        proto_item_set_url(sf_line(page, page->tree, hf_sipfix_reference, url));
    }
}
