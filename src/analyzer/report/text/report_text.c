// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The report for a terminal: the verdict first; each problem with what to change, where, and the
 * proof; then what could not be seen.
 */
#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"
#include "analyzer/report/terms/glossary.h"
#include "analyzer/report/text/page.h"
#include "analyzer/report/words.h"
#include "problems/case_prefix.h"

#define BODY   2  /* column of a problem's text */
#define LABEL  9  /* column of what stands behind CHANGE, PROOF */
#define ROW    4  /* column of sent, wanted, old, new, who */
#define ROW_AT 14 /* column of what stands behind them */
#define FOOTER 12 /* column of what stands behind Unseen, Unreadable, Looked */

#define PROBLEMS_SHOWN 50
#define CALLERS_SHOWN  5
#define MOVES_SHOWN    5
#define FOLDED_SHOWN   3
#define FILES_SHOWN    8

/* ---- Rows: who, sent and wanted, old and new ---- */

static void row(SfPage *page, const char *label, const char *value)
{
    sf_page_labelled(page, ROW, SF_STYLE_PLAIN, label, ROW_AT, value);
}

/* Below a list that is cut. */
static char *words_of_more(guint more)
{
    g_autofree char *number = sf_words_number(more);
    return g_strdup_printf("and %s more (--verbose lists all)", number);
}

static void show_more(SfPage *page, guint more)
{
    if (more == 0)
        return;
    g_autofree char *text = words_of_more(more);
    row(page, "", text);
}

static void show_rows(SfPage *page, const SfProblem *problem, gboolean verbose)
{
    guint more = 0;
    g_autoptr(GPtrArray) rows = sf_words_rows(problem, verbose ? G_MAXUINT : MOVES_SHOWN, &more);
    for (guint i = 0; i < rows->len; i++) {
        const SfRow *one = rows->pdata[i];
        row(page, one->label, one->value);
    }
    show_more(page, more);
}

static void show_callers(SfPage *page, const SfProblem *problem, gboolean verbose)
{
    const GPtrArray *callers = sf_callers_sorted(problem->callers);
    if (callers->len < 2)
        return;
    const guint shown = verbose ? callers->len : MIN(callers->len, CALLERS_SHOWN);
    for (guint i = 0; i < shown; i++) {
        g_autofree char *caller = sf_words_caller(callers->pdata[i]);
        row(page, i == 0 ? "who" : "", caller);
    }
    show_more(page, callers->len - shown);
}

/* ---- What to change ---- */

static void show_optional(SfPage *page, guint indent, const char *form, const char *text)
{
    if (!text)
        return;
    g_auto(GStrv) parts = g_strsplit(form, "*", 2);
    g_autofree char *whole = g_strconcat(parts[0], text, parts[1], NULL);
    sf_page_paragraph(page, indent, whole);
}

static void show_fix(SfPage *page, const SfReport *report, const SfProblem *problem,
                     const SfEventFix *fix, gboolean first)
{
    g_autoptr(SfChange) change = sf_words_change(problem, fix);
    sf_page_labelled(page, BODY, first ? SF_STYLE_CHANGE : SF_STYLE_PLAIN, first ? "CHANGE" : "OR",
                     LABEL, change->lead);
    show_optional(page, LABEL + 2, "*", change->swap);
    show_optional(page, LABEL, "*", change->rest);
    show_optional(page, LABEL, "*", change->unnamed);
    for (char **text = change->usual; *text; text++)
        sf_page_labelled(page, LABEL, SF_STYLE_PLAIN, "-", LABEL + 2, *text);
    show_optional(page, LABEL, "*", change->also);
    show_optional(page, LABEL, "Price: *.", change->price);
    if (report->verbose)
        show_optional(page, LABEL, "Source: *", change->source);
}

/* What is to be found out, and what each answer leads to. */
static void show_first(SfPage *page, const SfProblem *problem, const SfQuestions *questions)
{
    static const SfChangeNames names = {"CHANGE", "OR"};
    g_autofree char *first = sf_words_first(problem, questions);
    if (!first)
        return;
    g_auto(GStrv) decisions = sf_words_decisions(problem, &names);
    sf_page_question(page, BODY, LABEL, first, decisions);
}

static void show_fixes(SfPage *page, const SfReport *report, const SfProblem *problem,
                       const SfQuestions *questions)
{
    const SfEventFinding *root = sf_problem_root(problem);
    const char *nothing = sf_words_no_change(problem);
    if (nothing)
        sf_page_labelled(page, BODY, SF_STYLE_PLAIN, "CHANGE", LABEL, nothing);
    show_first(page, problem, questions);
    for (guint i = 0; i < root->fixes->len; i++)
        show_fix(page, report, problem, &g_array_index(root->fixes, SfEventFix, i), i == 0);
}

/* One of several has a dash before it. */
static void show_item(SfPage *page, gboolean is_of_several, const char *label, const char *text)
{
    const guint gap = LABEL - BODY;
    g_autofree char *dashed = g_strdup_printf("%-*s-", (int)gap, label);
    sf_page_labelled(page, BODY, SF_STYLE_PLAIN, is_of_several ? dashed : label,
                     is_of_several ? LABEL + 2 : LABEL, text);
}

static void show_items(SfPage *page, const char *label, char **texts)
{
    for (char **text = texts; *text; text++)
        show_item(page, texts[1] != NULL, text == texts ? label : "", *text);
}

static void show_known(SfPage *page, const SfProblem *problem)
{
    g_auto(GStrv) known = sf_words_known(problem);
    show_items(page, "KNOWN", known);
}

static void show_causes(SfPage *page, const SfProblem *problem)
{
    g_auto(GStrv) causes = sf_words_causes(problem);
    show_items(page, "LOOK", causes);
}

static char *folded_text(const SfProblem *problem, const SfFolded *folded, gboolean verbose)
{
    g_autofree char *sentence = sf_words_beside_changes(problem, folded) == SF_BESIDE_OR
                                    ? sf_words_folded(problem, folded)
                                    : sf_words_folded_plainly(problem, folded);
    return verbose ? g_strdup_printf("%s [%s]", sentence, folded->check)
                   : g_steal_pointer(&sentence);
}

static GPtrArray *folded_texts(const SfProblem *problem, SfBeside beside, gboolean verbose)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < problem->folded->len; i++)
        if (sf_words_beside_changes(problem, problem->folded->pdata[i]) == beside)
            g_ptr_array_add(texts, folded_text(problem, problem->folded->pdata[i], verbose));
    return texts;
}

static void show_folded(SfPage *page, const SfProblem *problem, SfBeside beside, gboolean verbose)
{
    static const char *const labels[] = {
        [SF_BESIDE_OR] = "OR", [SF_BESIDE_ALSO] = "ALSO", [SF_BESIDE_NOTE] = "NOTE"};
    g_autoptr(GPtrArray) texts = folded_texts(problem, beside, verbose);
    const guint shown = verbose ? texts->len : MIN(texts->len, FOLDED_SHOWN);
    for (guint i = 0; i < shown; i++)
        show_item(page, texts->len > 1, i == 0 ? labels[beside] : "", texts->pdata[i]);
    if (texts->len > shown) {
        g_autofree char *more = words_of_more(texts->len - shown);
        show_item(page, TRUE, "", more);
    }
}

static void show_proof(SfPage *page, const SfReport *report, const SfProblem *problem)
{
    g_autofree char *proof = sf_words_proof(report, problem);
    g_autofree char *command = sf_words_command(report, problem);
    g_autofree char *evidence = sf_words_evidence(report, problem);
    sf_page_labelled(page, BODY, SF_STYLE_PLAIN, "PROOF", LABEL, proof);
    if (command)
        sf_page_verbatim(page, LABEL, command);
    if (evidence)
        sf_page_verbatim(page, LABEL, evidence);
}

static void show_check(SfPage *page, const SfProblem *problem)
{
    const char *reference = sf_problem_root(problem)->reference;
    g_autofree char *check = sf_words_value(problem->root);
    g_autofree char *text = g_strdup_printf("%s (sipfix explain %s)", check, check);
    sf_page_labelled(page, BODY, SF_STYLE_PLAIN, "CHECK", LABEL, text);
    if (reference)
        sf_page_labelled(page, BODY, SF_STYLE_PLAIN, "RFC", LABEL, reference);
}

static void show_terms(SfPage *page, const SfProblem *problem, SfGlossary *glossary)
{
    g_autofree char *terms = sf_words_terms(problem, glossary);
    if (terms)
        sf_page_paragraph(page, BODY, terms);
}

static void show_more_terms(SfPage *page, const SfReport *report, const SfProblem *problem,
                            SfGlossary *glossary)
{
    g_autofree char *terms = sf_words_more_terms(report, problem, glossary);
    if (terms)
        sf_page_labelled(page, BODY, SF_STYLE_PLAIN, "WORDS", LABEL, terms);
}

/* What happened, in sentences. */
static void show_tale(SfPage *page, const SfProblem *problem)
{
    g_autofree char *what = sf_words_what(problem);
    g_autofree char *explanation = sf_words_explanation(problem);
    g_autofree char *certainty = sf_words_certainty(problem);
    g_autofree char *counter = sf_words_counter(problem);
    g_autofree char *acquittal = sf_words_acquittal(problem);
    g_autofree char *since = sf_words_since(problem);
    g_autofree char *ports = sf_words_ports(problem);
    const char *const sentences[] = {what,      ports,     explanation, counter,
                                     certainty, acquittal, since};
    for (guint i = 0; i < G_N_ELEMENTS(sentences); i++)
        if (sentences[i])
            sf_page_paragraph(page, BODY, sentences[i]);
}

/* What to do about it, and what else there is to know. */
static void show_advice(SfPage *page, const SfReport *report, const SfProblem *problem,
                        const SfQuestions *questions)
{
    show_causes(page, problem);
    show_fixes(page, report, problem, questions);
    show_folded(page, problem, SF_BESIDE_OR, report->verbose);
    show_folded(page, problem, SF_BESIDE_ALSO, report->verbose);
    show_known(page, problem);
    show_folded(page, problem, SF_BESIDE_NOTE, report->verbose);
}

static SfStyle style_of(const SfProblem *problem)
{
    static const SfStyle styles[SF_N_FATES] = {
        [SF_FATE_LOST] = SF_STYLE_ERROR, [SF_FATE_SLOWER] = SF_STYLE_WARN};
    return styles[sf_problem_fate(problem)];
}

static void show_problem(SfPage *page, const SfReport *report, const SfProblem *problem,
                         guint number, guint case_digits, SfGlossary *glossary,
                         const SfQuestions *questions)
{
    g_autofree char *label = g_strdup_printf("%u %-7s", number, sf_words_fate(problem));
    g_autofree char *cost = sf_words_cost(report, problem);
    g_autofree char *right = g_strdup_printf("problem %.*s", (int)case_digits, problem->case_id);
    sf_page_heading(page, style_of(problem), label, cost, right);
    show_tale(page, problem);
    show_terms(page, problem, glossary);
    show_rows(page, problem, report->verbose);
    show_callers(page, problem, report->verbose);
    show_advice(page, report, problem, questions);
    show_more_terms(page, report, problem, glossary);
    show_proof(page, report, problem);
    if (report->verbose)
        show_check(page, problem);
    sf_page_blank(page);
}

/* ---- The end ---- */

static void footer(SfPage *page, const char *label, const char *text)
{
    if (text)
        sf_page_labelled(page, 0, SF_STYLE_PLAIN, label, FOOTER, text);
}

static void footer_list(SfPage *page, const char *label, GPtrArray *list, guint limit)
{
    if (list->len == 0)
        return;
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < list->len && i < limit; i++)
        g_string_append_printf(text, "%s%s", i ? "; " : "", (char *)list->pdata[i]);
    if (list->len > limit)
        g_string_append_printf(text, "; and %u more (--verbose lists all)", list->len - limit);
    g_string_append_c(text, '.');
    footer(page, label, text->str);
    g_string_free(text, TRUE);
}

/* "notes.txt (by name)" */
static char *unread_words(const SfUnread *file)
{
    g_autofree char *path = sf_words_value(file->path);
    g_autofree char *reason = sf_words_value(file->reason ? file->reason : "by name");
    return g_strdup_printf("%s (%s)", path, reason);
}

static void show_not_captures(SfPage *page, const SfReport *report, guint limit)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    const GPtrArray *files = report->reading->not_captures;
    for (guint i = 0; i < files->len; i++)
        g_ptr_array_add(names, unread_words(files->pdata[i]));
    footer_list(page, "Not read", names, limit);
}

static void show_explained(SfPage *page, gint64 status)
{
    g_autofree char *code = g_strdup_printf("%" G_GINT64_FORMAT, status);
    g_autofree char *command = g_strconcat("sipfix explain ", code, NULL);
    if (sf_shelf_has(SF_SHELF_CODES, code))
        sf_page_verbatim(page, FOOTER, command);
}

/* What the answers mean: those with a problem, and relatives that did not end well. */
static void show_explain(SfPage *page, const SfReport *report)
{
    const SfSummary *summary = report->summary;
    g_autoptr(GArray) beside = sf_words_beside_codes(report);
    for (gint64 status = 0; summary->problems->len > 0 && status <= SF_CODES_LAST; status++)
        if (summary->answers[status] > 0)
            show_explained(page, status);
    if (sf_words_beside_is_well(report) || beside->len == 0)
        return;
    if (summary->problems->len == 0)
        footer(page, "Next", "what these answers mean:");
    for (guint i = 0; i < beside->len; i++)
        show_explained(page, g_array_index(beside, gint64, i));
}

/* As a problem that was asked for, but for its number and its name, by which nobody finds it. */
static void show_example(SfPage *page, const SfReport *report, const SfProblem *problem,
                         SfGlossary *glossary, const SfQuestions *questions)
{
    g_autofree char *head = sf_words_beside_head(report, problem);
    sf_page_blank(page);
    sf_page_heading(page, style_of(problem), sf_words_fate(problem), head, "");
    show_tale(page, problem);
    show_terms(page, problem, glossary);
    show_rows(page, problem, report->verbose);
    show_advice(page, report, problem, questions);
    show_more_terms(page, report, problem, glossary);
    show_proof(page, report, problem);
}

/* Nobody who has lost a call goes away with nothing. */
static void show_examples(SfPage *page, const SfReport *report)
{
    g_autoptr(GPtrArray) examples = sf_words_beside_examples(report);
    g_autoptr(SfGlossary) glossary = report->terse ? NULL : sf_glossary_new();
    g_autoptr(SfQuestions) questions = sf_questions_new(examples, examples->len);
    for (guint i = 0; i < examples->len; i++)
        show_example(page, report, examples->pdata[i], glossary, questions);
    if (examples->len > 0)
        sf_page_blank(page);
}

/* Relatives that nobody asked for. */
static void show_beside(SfPage *page, const SfReport *report)
{
    g_autofree char *beside = sf_words_beside(report);
    g_autofree char *command = sf_words_beside_command(report);
    if (!beside)
        return;
    g_autofree char *more = sf_words_beside_more(report);
    g_autofree char *text = g_strdup_printf(
        "Beside these: %s.%s %s:", beside,
        report->summary->problems->len > 0 ? " They have no problem of their own above." : "",
        more);
    sf_page_paragraph(page, 0, text);
    sf_page_verbatim(page, FOOTER, command);
    show_examples(page, report);
}

static void show_next(SfPage *page, const SfReport *report)
{
    const SfSummary *summary = report->summary;
    if (report->reading->captures == 0)
        return;
    if (sf_member_count(report->reading->total, "sip") == 0) {
        footer(page, "Next",
               "SIP on another port: --decode-as 'udp.port==5080,sip'. Encrypted (TLS, WSS): "
               "--keylog FILE.");
        return;
    }
    if (sf_words_asks_for_nothing(report))
        footer(page, "Next", "what these answers mean:");
    else if (summary->problems->len > 0)
        footer(page, "Next", "after the change, capture again; then: sipfix diff OLD NEW");
    show_explain(page, report);
}

static void show_end(SfPage *page, const SfReport *report)
{
    const guint limit = report->verbose ? G_MAXUINT : FILES_SHOWN;
    g_autofree char *well = sf_words_well(report);
    g_autofree char *unsure = sf_words_unsure(report);
    g_autofree char *refused = sf_words_refused_beside(report);
    g_autofree char *looked = sf_words_looked(report);
    g_autoptr(GPtrArray) unseen = sf_words_unseen(report);
    g_autoptr(GPtrArray) unreadable = sf_words_unreadable(report);
    footer(page, "Well", well);
    footer(page, "Unsure", unsure);
    show_beside(page, report);
    footer(page, "Refused", refused);
    footer_list(page, "Unseen", unseen, G_MAXUINT);
    footer_list(page, "Unreadable", unreadable, limit);
    footer(page, "Looked", looked);
    show_not_captures(page, report, limit);
    show_next(page, report);
}

static void show_hidden(SfPage *page, guint problems)
{
    if (problems == 0)
        return;
    g_autofree char *number = sf_words_quantity(problems, "problem", "problems");
    g_autofree char *text = g_strdup_printf("And %s more; --verbose shows all.", number);
    sf_page_paragraph(page, 0, text);
    sf_page_blank(page);
}

static guint case_digits(const SfSummary *summary)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < summary->problems->len; i++)
        g_ptr_array_add(ids, (gpointer)((const SfProblem *)summary->problems->pdata[i])->case_id);
    return sf_case_shown_digits(ids);
}

static void finish(SfReport *report)
{
    const GPtrArray *problems = report->summary->problems;
    SfPage page = {
        .text = g_string_new(NULL),
        .width = report->terminal.width,
        .colour = report->terminal.colour,
    };
    g_autofree char *verdict = sf_words_verdict(report);
    sf_page_paragraph(&page, 0, verdict);
    sf_page_blank(&page);
    const guint digits = case_digits(report->summary);
    g_autoptr(SfGlossary) glossary = report->terse ? NULL : sf_glossary_new();
    const guint shown = report->verbose ? problems->len : MIN(problems->len, PROBLEMS_SHOWN);
    g_autoptr(SfQuestions) questions = sf_questions_new(problems, shown);
    for (guint i = 0; i < shown; i++)
        show_problem(&page, report, problems->pdata[i], i + 1, digits, glossary, questions);
    show_hidden(&page, problems->len - shown);
    show_end(&page, report);
    sf_output_write(report->output, page.text->str, page.text->len);
    g_string_free(page.text, TRUE);
}

const SfReportFormat sf_report_text = {.name = "text", .finish = finish};
