// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/html_problem.h"

#include <string.h>

#include "analyzer/events/examples.h"
#include "analyzer/report/html/html.h"
#include "analyzer/report/html/html_difference.h"
#include "analyzer/report/html/html_link.h"
#include "analyzer/report/html/pictures/html_ladder.h"
#include "analyzer/report/words.h"

#define MOVES_SHOWN   10 /* the table of all addresses has the others */
#define CALLERS_SHOWN 5  /* likewise */

const char *sf_html_level(SfSeverity level)
{
    static const char *const names[] = {"note", "note", "warn", "error"};
    return names[level];
}

const char *sf_html_fate(const SfProblem *problem)
{
    static const char *const names[SF_N_FATES] = {[SF_FATE_LOST] = "error",
                                                  [SF_FATE_SLOWER] = "warn",
                                                  [SF_FATE_UNKNOWN] = "note",
                                                  [SF_FATE_WELL] = "note"};
    return names[sf_problem_fate(problem)];
}

static void add_optional(GString *html, const char *before, const char *text, const char *after)
{
    if (!text)
        return;
    g_string_append(html, before);
    sf_html_add(html, "%s", text);
    g_string_append(html, after);
}

/* ---- What differs ---- */

static void add_pair(GString *html, const char *old_label, const char *old_value,
                     const char *new_label, const char *new_value)
{
    sf_html_add(html, "<dt>%s</dt><dd class=\"old\"><code>", old_label);
    sf_html_difference(html, old_value, new_value, "del");
    sf_html_add(html, "</code></dd><dt>%s</dt><dd class=\"new\"><code>", new_label);
    sf_html_difference(html, new_value, old_value, "ins");
    g_string_append(html, "</code></dd>");
}

static void add_and_more(GString *html, guint more, const char *where, const char *what)
{
    if (more == 0)
        return;
    g_autofree char *number = sf_words_number(more);
    sf_html_add(html, "<p class=\"quiet\">and %s more: <a href=\"#%s\">%s</a></p>\n", number, where,
                what);
}

/* A word that is an address is written as one, without the commas and brackets around it. */
static void add_word(GString *html, const char *word)
{
    static const char *const schemes[] = {"sip:", "sips:", "tel:"};
    const gsize before = *word == '(' ? 1 : 0;
    gsize length = strlen(word);
    gboolean is_address = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(schemes); i++)
        is_address |= g_str_has_prefix(word + before, schemes[i]);
    if (!is_address) {
        sf_html_add(html, "%s", word);
        return;
    }
    while (length > before && strchr(",;)", word[length - 1]))
        length--;
    g_autofree char *address = g_strndup(word + before, length - before);
    sf_html_add(html, "%s<code>%s</code>%s", before ? "(" : "", address, word + length);
}

static void add_value(GString *html, const char *value)
{
    g_auto(GStrv) words = g_strsplit(value, " ", -1);
    g_string_append(html, "<dd>");
    for (char **word = words; *word; word++) {
        g_string_append(html, word == words ? "" : " ");
        if (g_str_equal(*word, "->"))
            g_string_append(html, "&rarr;");
        else
            add_word(html, *word);
    }
    g_string_append(html, "</dd>");
}

/* A row, and those that go on with it. Returns how many. */
static guint add_row(GString *html, const GPtrArray *rows, guint i)
{
    const SfRow *row = rows->pdata[i];
    guint n = 1;
    g_string_append(html, "<div class=\"pair\">");
    if (row->becomes_next) {
        const SfRow *next = rows->pdata[i + n++];
        add_pair(html, row->label, row->value, next->label, next->value);
    } else {
        sf_html_add(html, "<dt>%s</dt>", row->label);
        add_value(html, row->value);
    }
    for (; i + n < rows->len && !*((const SfRow *)rows->pdata[i + n])->label; n++)
        add_value(html, ((const SfRow *)rows->pdata[i + n])->value);
    g_string_append(html, "</div>\n");
    return n;
}

/* What was sent and answered, old and new. */
static void add_rows(GString *html, const SfProblem *problem)
{
    guint more = 0;
    g_autoptr(GPtrArray) rows = sf_words_rows(problem, MOVES_SHOWN, &more);
    if (rows->len == 0)
        return;
    g_string_append(html, "<dl class=\"pairs\">\n");
    for (guint i = 0; i < rows->len;)
        i += add_row(html, rows, i);
    g_string_append(html, "</dl>\n");
    add_and_more(html, more, "addresses", "all addresses");
}

static void add_callers(GString *html, const SfProblem *problem)
{
    const GPtrArray *callers = sf_callers_sorted(problem->callers);
    if (callers->len < 2) /* the heading names a single one */
        return;
    g_string_append(html, "<h3>Who asked</h3>\n<ul class=\"callers\">\n");
    for (guint i = 0; i < MIN(callers->len, CALLERS_SHOWN); i++) {
        const SfTallied *caller = callers->pdata[i];
        g_autofree char *address = sf_words_value(caller->name);
        g_autofree char *brief = sf_product_short(caller->note);
        g_autofree char *product = sf_words_value(brief);
        g_autofree char *times = sf_words_quantity(caller->count, "time", "times");
        sf_html_add(html, "<li><code>%s</code> %s%s <span class=\"quiet\">%s</span></li>\n",
                    address, product, sf_words_and_others(caller), times);
    }
    g_string_append(html, "</ul>\n");
    add_and_more(html, callers->len - MIN(callers->len, CALLERS_SHOWN), "callers", "all callers");
}

/* ---- What to change ---- */

static const char *side_words(const SfEventFix *fix)
{
    if (g_strcmp0(fix->side, "caller") == 0)
        return "at the side that asked";
    if (g_strcmp0(fix->side, "answering") == 0)
        return "at the side that answered";
    return g_strcmp0(fix->side, "between") == 0 ? "in between" : "";
}

static void add_list(GString *html, char *const *sentences)
{
    if (!*sentences)
        return;
    g_string_append(html, "<ul>\n");
    for (; *sentences; sentences++)
        sf_html_add(html, "<li>%s</li>\n", *sentences);
    g_string_append(html, "</ul>\n");
}

static void add_swap(GString *html, const SfEventFix *fix)
{
    g_autofree char *what = sf_words_sentence(fix->what);
    sf_html_add(html, "<p class=\"setting\">%s</p>\n<dl class=\"pairs\"><div class=\"pair\">",
                what);
    add_pair(html, "old", fix->old_value, "new", fix->new_value);
    g_string_append(html, "</div></dl>\n");
}

static void add_fix(GString *html, const SfProblem *problem, const SfEventFix *fix, gboolean first)
{
    g_autoptr(SfChange) change = sf_words_change(problem, fix);
    sf_html_add(html, "<section class=\"fix%s\">\n<h3>%s <span class=\"side\">%s</span></h3>\n",
                first ? " change" : "", first ? "Change" : "Or", side_words(fix));
    add_optional(html, "<p>", change->lead, "</p>\n");
    if (change->swap)
        add_swap(html, fix);
    add_optional(html, "<p>", change->rest, "</p>\n");
    add_optional(html, "<p>", change->unnamed, "</p>\n");
    add_list(html, change->usual);
    add_optional(html, "<p>", change->also, "</p>\n");
    add_optional(html, "<p class=\"price\"><strong>Price:</strong> ", change->price, "</p>\n");
    add_optional(html, "<p class=\"quiet\">Source: ", change->source, "</p>\n");
    g_string_append(html, "</section>\n");
}

static void add_first(GString *html, const SfProblem *problem, const SfQuestions *questions)
{
    static const SfChangeNames names = {"Change", "Or"};
    g_autofree char *first = sf_words_first(problem, questions);
    g_auto(GStrv) decisions = sf_words_decisions(problem, &names);
    if (!first)
        return;
    sf_html_add(html, "<div class=\"first\">\n<p><strong>First:</strong> %s</p>\n", first);
    add_list(html, decisions);
    g_string_append(html, "</div>\n");
}

static void add_causes(GString *html, const SfProblem *problem)
{
    g_auto(GStrv) causes = sf_words_causes(problem);
    if (*causes)
        g_string_append(html, "<p><strong>Look first:</strong></p>\n");
    add_list(html, causes);
}

static void add_fixes(GString *html, const SfProblem *problem, const SfQuestions *questions)
{
    const GArray *fixes = sf_problem_root(problem)->fixes;
    const char *nothing = sf_words_no_change(problem);
    add_causes(html, problem);
    add_optional(html, "<p><strong>Change:</strong> ", nothing, "</p>\n");
    add_first(html, problem, questions);
    if (fixes->len == 0)
        return;
    g_string_append(html, "<div class=\"fixes\">\n");
    for (guint i = 0; i < fixes->len; i++)
        add_fix(html, problem, &g_array_index(fixes, SfEventFix, i), i == 0);
    g_string_append(html, "</div>\n");
}

/* ---- Why, and what else ---- */

static void add_why(GString *html, const SfProblem *problem)
{
    g_autofree char *why = sf_words_why(problem);
    add_optional(html, "<h3>Why</h3>\n<p>", why, "</p>\n");
}

static void add_known(GString *html, const SfProblem *problem)
{
    g_auto(GStrv) known = sf_words_known(problem);
    if (!known[0])
        return;
    g_string_append(html, "<h3>Known of these products</h3>\n<ul class=\"known\">\n");
    for (char **text = known; *text; text++)
        sf_html_add(html, "<li>%s</li>\n", *text);
    g_string_append(html, "</ul>\n");
}

static void add_folded(GString *html, const SfProblem *problem)
{
    if (problem->folded->len == 0)
        return;
    g_string_append(html, "<h3>Also seen</h3>\n<ul class=\"folded\">\n");
    for (guint i = 0; i < problem->folded->len; i++) {
        const SfFolded *folded = problem->folded->pdata[i];
        g_autofree char *text = sf_words_folded(problem, folded);
        g_autofree char *check = sf_words_value(folded->check);
        sf_html_add(html, "<li class=\"%s\">%s <span class=\"quiet\">%s</span></li>\n",
                    sf_html_level(folded->severity), text, check);
    }
    g_string_append(html, "</ul>\n");
}

static void add_evidence(GString *html, const SfReport *report, const SfProblem *problem)
{
    if (!problem->evidence)
        return;
    g_autofree char *command = sf_words_evidence(report, problem);
    g_autofree char *link = sf_html_link(report->output_path, problem->evidence);
    g_autofree char *file = sf_words_value(problem->evidence);
    sf_html_add(html,
                "<p>This call as a small capture, with comments: "
                "<a class=\"file\" href=\"%s\">%s</a></p>\n",
                link, file);
    add_optional(html, "<pre class=\"command\"><code>", command, "</code></pre>\n");
}

static void add_proof(GString *html, const SfReport *report, const SfProblem *problem)
{
    g_autofree char *proof = sf_words_proof(report, problem);
    g_autofree char *command = sf_words_command(report, problem);
    sf_html_add(html, "<div class=\"proof\">\n<h3>Proof</h3>\n<p>%s</p>\n", proof);
    add_optional(html, "<pre class=\"command\"><code>", command, "</code></pre>\n");
    add_evidence(html, report, problem);
    g_string_append(html, "</div>\n");
}

/* "RFC 3261, section 21.4.16" of its address; NULL where it is another one. */
static char *reference_name(const char *url)
{
    static const char site[] = "https://www.rfc-editor.org/rfc/rfc";
    if (!g_str_has_prefix(url, site))
        return NULL;
    g_auto(GStrv) parts = g_strsplit(url + strlen(site), "#section-", 2);
    return parts[1] ? g_strdup_printf("RFC %s, section %s", parts[0], parts[1])
                    : g_strdup_printf("RFC %s", parts[0]);
}

static void add_reference(GString *html, const SfProblem *problem)
{
    const char *url = sf_problem_root(problem)->reference;
    g_autofree char *check = sf_words_value(problem->root);
    g_string_append(html, "<p class=\"reference\">");
    if (sf_html_is_safe_url(url)) {
        g_autofree char *name = reference_name(url);
        sf_html_add(html,
                    "Where it is written: <a rel=\"noreferrer noopener\" href=\"%s\">%s</a> "
                    "&middot; ",
                    url, name ? name : url);
    }
    sf_html_add(html, "more on it: <code>sipfix explain %s</code></p>\n", check);
}

/* ---- The section ---- */

static void add_head(GString *html, const SfReport *report, const SfProblem *problem, guint nth)
{
    g_autofree char *number = g_strdup_printf("%u", nth + 1);
    g_autofree char *cost = sf_words_cost(report, problem);
    g_autofree char *what = sf_words_what(problem);
    sf_html_add(html,
                "<article class=\"problem %s\" id=\"case-%s\" aria-labelledby=\"what-%s\">\n"
                "<p class=\"head\"><span class=\"level\">%s</span> <span class=\"cost\">%s</span> "
                "<a class=\"case\" href=\"#case-%s\">problem %s</a></p>\n<h2 id=\"what-%s\">"
                "<span class=\"nth\">%s</span> %s</h2>\n",
                sf_html_fate(problem), problem->case_id, problem->case_id, sf_words_fate(problem),
                cost, problem->case_id, problem->case_id, problem->case_id, number, what);
}

void sf_html_problem(GString *html, const SfReport *report, guint nth, SfGlossary *glossary,
                     const SfQuestions *questions)
{
    const SfProblem *problem = report->summary->problems->pdata[nth];
    g_autofree char *ports = sf_words_ports(problem);
    g_autofree char *explanation = sf_words_explanation(problem);
    g_autofree char *certainty = sf_words_certainty(problem);
    g_autofree char *counter = sf_words_counter(problem);
    g_autofree char *acquittal = sf_words_acquittal(problem);
    g_autofree char *since = sf_words_since(problem);
    add_head(html, report, problem, nth);
    g_string_append(html, "<div class=\"told\">\n");
    add_optional(html, "<p>", ports, "</p>\n");
    add_optional(html, "<p>", explanation, "</p>\n");
    add_optional(html, "<p>", counter, "</p>\n");
    add_optional(html, "<p>", certainty, "</p>\n");
    add_optional(html, "<p>", acquittal, "</p>\n");
    add_optional(html, "<p>", since, "</p>\n");
    g_autofree char *terms = sf_words_terms(problem, glossary);
    add_optional(html, "<p class=\"quiet\">", terms, "</p>\n");
    add_rows(html, problem);
    add_callers(html, problem);
    add_fixes(html, problem, questions);
    add_why(html, problem);
    add_known(html, problem);
    add_folded(html, problem);
    g_autofree char *more = sf_words_more_terms(report, problem, glossary);
    add_optional(html, "<p class=\"quiet\">", more, "</p>\n");
    g_string_append(html, "</div>\n<div class=\"shown\">\n");
    sf_html_ladder(html, problem);
    g_string_append(html, "<div class=\"beside\">\n");
    add_proof(html, report, problem);
    add_reference(html, problem);
    g_string_append(html,
                    "</div>\n</div>\n<p class=\"back\"><a href=\"#problems\">All problems</a></p>\n"
                    "</article>\n");
}

static void add_example(GString *html, const SfReport *report, const SfProblem *problem,
                        SfGlossary *glossary, const SfQuestions *questions)
{
    g_autofree char *head = sf_words_beside_head(report, problem);
    g_autofree char *what = sf_words_what(problem);
    g_autofree char *explanation = sf_words_explanation(problem);
    g_autofree char *certainty = sf_words_certainty(problem);
    g_autofree char *terms = sf_words_terms(problem, glossary);
    sf_html_add(html,
                "<article class=\"problem %s\">\n<p class=\"head\"><span class=\"level\">%s</span> "
                "<span class=\"cost\">%s</span></p>\n<h3>%s</h3>\n<div class=\"told\">\n",
                sf_html_fate(problem), sf_words_fate(problem), head, what);
    add_optional(html, "<p>", explanation, "</p>\n");
    add_optional(html, "<p>", certainty, "</p>\n");
    add_optional(html, "<p class=\"quiet\">", terms, "</p>\n");
    add_rows(html, problem);
    add_fixes(html, problem, questions);
    add_known(html, problem);
    add_folded(html, problem);
    g_string_append(html, "</div>\n<div class=\"shown\">\n");
    add_proof(html, report, problem);
    g_string_append(html, "</div>\n</article>\n");
}

void sf_html_examples(GString *html, const SfReport *report)
{
    g_autoptr(GPtrArray) examples = sf_words_beside_examples(report);
    g_autoptr(SfGlossary) glossary = report->terse ? NULL : sf_glossary_new();
    g_autoptr(SfQuestions) questions = sf_questions_new(examples, examples->len);
    for (guint i = 0; i < examples->len; i++)
        add_example(html, report, examples->pdata[i], glossary, questions);
}
