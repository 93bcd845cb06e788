// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The report for tickets: Markdown, with the example call of each problem as a diagram that GitHub,
 * GitLab and others draw.
 */
#include "analyzer/events/examples.h"
#include "analyzer/flow/ladder_mermaid.h"
#include "analyzer/report/html/html.h"
#include "analyzer/report/markdown/markdown_text.h"
#include "analyzer/report/words.h"

/* More would be more than a ticket takes. */
#define PROBLEMS_SHOWN 50
#define ROWS_SHOWN     20

/* ---- Parts ---- */

/* "**Label** words"; nothing for NULL. */
static void add_labelled(GString *out, const char *before, const char *words, const char *after)
{
    if (!words)
        return;
    g_string_append(out, before);
    sf_markdown_words(out, words);
    g_string_append(out, after);
}

static void add_paragraph(GString *out, const char *words)
{
    add_labelled(out, "", words, "\n\n");
}

static guint rows_of(const SfReport *report, guint n)
{
    return report->verbose ? n : MIN(n, ROWS_SHOWN);
}

static void add_more(GString *out, guint more)
{
    if (more > 0)
        g_string_append_printf(out, "- and %u more\n", more);
    g_string_append_c(out, '\n');
}

/* ---- One problem ---- */

/* What was sent and answered, old and new. */
static void add_rows(GString *out, const SfReport *report, const SfProblem *problem)
{
    guint more = 0;
    g_autoptr(GPtrArray) rows =
        sf_words_rows(problem, report->verbose ? G_MAXUINT : ROWS_SHOWN, &more);
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < rows->len; i++) {
        const SfRow *row = rows->pdata[i];
        g_string_append_printf(lines, "%-10s%s\n", row->label, row->value);
    }
    if (more > 0)
        g_string_append_printf(lines, "%-10sand %u more\n", "", more);
    if (rows->len > 0)
        sf_markdown_block(out, "text", lines->str);
}

static void add_callers(GString *out, const SfReport *report, const SfProblem *problem)
{
    const GPtrArray *callers = sf_callers_sorted(problem->callers);
    if (callers->len < 2)
        return;
    const guint shown = rows_of(report, callers->len);
    g_string_append(out, "**Who**\n\n");
    for (guint i = 0; i < shown; i++) {
        g_autofree char *caller = sf_words_caller(callers->pdata[i]);
        add_labelled(out, "- ", caller, "\n");
    }
    add_more(out, callers->len - shown);
}

static void add_list(GString *out, char *const *sentences)
{
    for (char *const *sentence = sentences; *sentence; sentence++)
        add_labelled(out, "- ", *sentence, "\n");
    if (*sentences)
        g_string_append_c(out, '\n');
}

static void add_fix(GString *out, const SfProblem *problem, const SfEventFix *fix, gboolean first)
{
    g_autoptr(SfChange) change = sf_words_change(problem, fix);
    add_labelled(out, first ? "**Change** " : "**Or** ", change->lead, "\n\n");
    if (change->swap) {
        g_autofree char *line = g_strconcat(change->swap, "\n", NULL);
        sf_markdown_block(out, "text", line);
    }
    add_paragraph(out, change->rest);
    add_paragraph(out, change->unnamed);
    add_list(out, change->usual);
    add_paragraph(out, change->also);
    add_labelled(out, "Price: ", change->price, ".\n\n");
}

static void add_first(GString *out, const SfProblem *problem, const SfQuestions *questions)
{
    static const SfChangeNames names = {"Change", "Or"};
    g_autofree char *first = sf_words_first(problem, questions);
    g_auto(GStrv) decisions = sf_words_decisions(problem, &names);
    if (first)
        add_labelled(out, "**First:** ", first, "\n\n");
    add_list(out, decisions);
}

static void add_fixes(GString *out, const SfProblem *problem, const SfQuestions *questions)
{
    const GArray *fixes = sf_problem_root(problem)->fixes;
    g_auto(GStrv) causes = sf_words_causes(problem);
    if (*causes)
        g_string_append(out, "**Look first**\n\n");
    add_list(out, causes);
    add_labelled(out, "**Change** ", sf_words_no_change(problem), "\n\n");
    add_first(out, problem, questions);
    for (guint i = 0; i < fixes->len; i++)
        add_fix(out, problem, &g_array_index(fixes, SfEventFix, i), i == 0);
}

static void add_known(GString *out, const SfProblem *problem)
{
    g_auto(GStrv) known = sf_words_known(problem);
    if (!known[0])
        return;
    g_string_append(out, "**Known of these products**\n\n");
    for (char **text = known; *text; text++)
        add_labelled(out, "- ", *text, "\n");
    g_string_append_c(out, '\n');
}

static void add_folded(GString *out, const SfProblem *problem)
{
    if (problem->folded->len == 0)
        return;
    g_string_append(out, "**Also**\n\n");
    for (guint i = 0; i < problem->folded->len; i++) {
        const SfFolded *folded = problem->folded->pdata[i];
        g_autofree char *text = sf_words_folded(problem, folded);
        add_labelled(out, "- ", text, " (");
        sf_markdown_code(out, folded->check);
        g_string_append(out, ")\n");
    }
    g_string_append_c(out, '\n');
}

static void add_commands(GString *out, const SfReport *report, const SfProblem *problem)
{
    g_autofree char *command = sf_words_command(report, problem);
    g_autofree char *evidence = sf_words_evidence(report, problem);
    g_autofree char *lines =
        g_strdup_printf("%s%s%s%s", command ? command : "", command ? "\n" : "",
                        evidence ? evidence : "", evidence ? "\n" : "");
    if (*lines)
        sf_markdown_block(out, "sh", lines);
}

static void add_proof(GString *out, const SfReport *report, const SfProblem *problem)
{
    g_autofree char *proof = sf_words_proof(report, problem);
    g_autoptr(SfLadder) ladder = sf_ladder_new(sf_problem_example_events(problem));
    g_autofree char *diagram = sf_ladder_mermaid(ladder, sf_problem_example(problem)->capture);
    add_labelled(out, "**Proof** ", proof, "\n\n");
    add_commands(out, report, problem);
    if (diagram)
        sf_markdown_block(out, "mermaid", diagram);
    if (diagram && sf_problem_example_is_cut(problem))
        g_string_append(out, SF_WORDS_CUT_CALL "\n\n");
}

static void add_check(GString *out, const SfProblem *problem)
{
    const char *reference = sf_problem_root(problem)->reference;
    g_string_append(out, "Problem ");
    sf_markdown_code(out, problem->case_id);
    g_string_append(out, ", check ");
    sf_markdown_code(out, problem->root);
    if (sf_html_is_safe_url(reference))
        g_string_append_printf(out, ", <%s>", reference);
    g_string_append(out, "\n\n");
}

static void add_section(GString *out, const SfReport *report, const SfProblem *problem,
                        SfGlossary *glossary, const SfQuestions *questions)
{
    g_autofree char *what = sf_words_what(problem);
    g_autofree char *ports = sf_words_ports(problem);
    g_autofree char *explanation = sf_words_explanation(problem);
    g_autofree char *why = sf_words_why(problem);
    g_autofree char *certainty = sf_words_certainty(problem);
    g_autofree char *counter = sf_words_counter(problem);
    g_autofree char *acquittal = sf_words_acquittal(problem);
    g_autofree char *since = sf_words_since(problem);
    add_paragraph(out, what);
    add_paragraph(out, ports);
    add_paragraph(out, explanation);
    add_paragraph(out, counter);
    add_paragraph(out, certainty);
    add_paragraph(out, acquittal);
    add_paragraph(out, since);
    add_paragraph(out, why);
    g_autofree char *terms = sf_words_terms(problem, glossary);
    add_paragraph(out, terms);
    add_rows(out, report, problem);
    add_callers(out, report, problem);
    add_fixes(out, problem, questions);
    add_known(out, problem);
    add_folded(out, problem);
    g_autofree char *more = sf_words_more_terms(report, problem, glossary);
    add_labelled(out, "**Words** ", more, "\n\n");
    add_proof(out, report, problem);
}

static void add_problem(GString *out, const SfReport *report, const SfProblem *problem,
                        guint number, SfGlossary *glossary, const SfQuestions *questions)
{
    g_autofree char *cost = sf_words_cost(report, problem);
    g_string_append_printf(out, "## %u. %s ", number, sf_words_fate(problem));
    add_paragraph(out, cost);
    add_section(out, report, problem, glossary, questions);
    add_check(out, problem);
}

/* Relatives that nobody asked for, and that cost a call. */
static void add_examples(GString *out, const SfReport *report)
{
    g_autoptr(GPtrArray) examples = sf_words_beside_examples(report);
    g_autoptr(SfGlossary) glossary = report->terse ? NULL : sf_glossary_new();
    g_autoptr(SfQuestions) questions = sf_questions_new(examples, examples->len);
    for (guint i = 0; i < examples->len; i++) {
        const SfProblem *problem = examples->pdata[i];
        g_autofree char *head = sf_words_beside_head(report, problem);
        g_string_append_printf(out, "## Beside: %s ", sf_words_fate(problem));
        add_paragraph(out, head);
        add_section(out, report, problem, glossary, questions);
    }
}

/* ---- The end ---- */

static void add_item(GString *out, const char *label, const char *words)
{
    if (!words)
        return;
    g_string_append_printf(out, "- **%s** ", label);
    sf_markdown_words(out, words);
    g_string_append_c(out, '\n');
}

/* Relatives that nobody asked for. */
static void add_beside(GString *out, const SfReport *report)
{
    g_autofree char *beside = sf_words_beside(report);
    g_autofree char *command = sf_words_beside_command(report);
    if (!beside)
        return;
    add_labelled(out, "- **Beside** these: ", beside, ". ");
    g_autofree char *more = sf_words_beside_more(report);
    g_string_append_printf(out, "%s: ", more);
    sf_markdown_code(out, command);
    g_string_append_c(out, '\n');
}

static void add_files(GString *out, const SfReport *report)
{
    const GPtrArray *unreadable = report->reading->unreadable;
    const GPtrArray *others = report->reading->not_captures;
    for (guint i = 0; i < unreadable->len; i++) {
        const SfUnread *file = unreadable->pdata[i];
        g_string_append(out, "- **Unreadable** ");
        sf_markdown_code(out, file->path);
        add_labelled(out, ": ", file->reason ? file->reason : "not a capture", "\n");
    }
    const guint shown = rows_of(report, others->len);
    for (guint i = 0; i < shown; i++) {
        g_string_append(out, "- **Not read** ");
        sf_markdown_code(out, ((const SfUnread *)others->pdata[i])->path);
        g_string_append_c(out, '\n');
    }
    if (others->len > shown)
        g_string_append_printf(out, "- and %u more that are no captures\n", others->len - shown);
}

static void add_end(GString *out, const SfReport *report)
{
    g_autofree char *well = sf_words_well(report);
    g_autofree char *unsure = sf_words_unsure(report);
    g_autofree char *looked = sf_words_looked_at(report);
    g_autoptr(GPtrArray) unseen = sf_words_unseen(report);
    g_string_append(out, "## What this rests on\n\n");
    add_item(out, "Well", well);
    add_item(out, "Unsure", unsure);
    add_beside(out, report);
    g_autofree char *refused = sf_words_refused_beside(report);
    add_item(out, "Refused", refused);
    for (guint i = 0; i < unseen->len; i++)
        add_item(out, "Unseen", unseen->pdata[i]);
    add_files(out, report);
    add_item(out, "Looked", looked);
    g_autoptr(GPtrArray) examples = sf_words_beside_examples(report);
    if (examples->len > 0)
        g_string_append_c(out, '\n');
    add_examples(out, report);
}

static void finish(SfReport *report)
{
    const GPtrArray *problems = report->summary->problems;
    const guint shown = report->verbose ? problems->len : MIN(problems->len, PROBLEMS_SHOWN);
    g_autofree char *codes = sf_words_codes(report, "", " and ");
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "# SIP %s\n\n", codes ? codes : "301, 421 and relatives");
    g_autofree char *verdict = sf_words_verdict(report);
    add_paragraph(out, verdict);
    g_autoptr(SfGlossary) glossary = report->terse ? NULL : sf_glossary_new();
    g_autoptr(SfQuestions) questions = sf_questions_new(problems, shown);
    for (guint i = 0; i < shown; i++)
        add_problem(out, report, problems->pdata[i], i + 1, glossary, questions);
    if (problems->len > shown)
        g_string_append_printf(out, "And %u problems more; --verbose shows all.\n\n",
                               problems->len - shown);
    add_end(out, report);
    sf_output_write(report->output, out->str, out->len);
    g_string_free(out, TRUE);
}

const SfReportFormat sf_report_markdown = {.name = "markdown", .finish = finish};
