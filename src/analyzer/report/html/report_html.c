// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The report as one file for a browser, in the order in which it is read: the verdict, the problems
 * by damage, how it went over time, each problem by itself, then the lists and what it rests on.
 * Nothing is fetched; the same captures give the same bytes.
 */
#include "analyzer/events/event_read.h"
#include "analyzer/events/members.h"
#include "analyzer/report/html/html.h"
#include "analyzer/report/html/html_head.h"
#include "analyzer/report/html/html_lists.h"
#include "analyzer/report/html/html_problem.h"
#include "analyzer/report/html/html_rest.h"
#include "analyzer/report/html/pictures/html_chart.h"
#include "analyzer/report/words.h"
#include "version.h"

/* The first events, for the list of answers, and how many there were. */
typedef struct {
    GPtrArray *events;
    guint64 all;
} Answers;

static Answers *answers_of(SfReport *report)
{
    if (!report->state) {
        Answers *answers = g_new0(Answers, 1);
        answers->events = g_ptr_array_new_with_free_func(g_free);
        report->state = answers;
    }
    return report->state;
}

static void answers_free(SfReport *report)
{
    Answers *answers = g_steal_pointer(&report->state);
    g_ptr_array_unref(answers->events);
    g_free(answers);
}

static void take_event(SfReport *report, const SfEvent *event)
{
    const SfEventLine *line = sf_event_line(event);
    Answers *answers = answers_of(report);
    answers->all++;
    if (answers->events->len < SF_HTML_LISTED)
        g_ptr_array_add(answers->events, g_strndup(line->text, line->length));
}

/* ---- The page ---- */

static void add_link(GString *html, const char *id, const char *words)
{
    sf_html_add(html, "<li><a href=\"#%s\">%s</a></li>", id, words);
}

static void add_navigation(GString *html, const SfReport *report, const SfTimeline *timeline)
{
    if (report->summary->calls == 0)
        return;
    g_string_append(html, "<nav aria-label=\"Parts of the report\"><ul>");
    if (report->summary->problems->len > 0)
        add_link(html, "problems", "Problems");
    if (timeline->slots->len > 1)
        add_link(html, "over-time", "Over time");
    add_link(html, "answers", "Answers");
    if (sf_html_has_addresses(report))
        add_link(html, "addresses", "Moved addresses");
    if (sf_html_has_callers(report))
        add_link(html, "callers", "Callers");
    add_link(html, "coverage", "What it rests on");
    g_string_append(html, "</ul></nav>\n");
}

/* The day of the captures: the page is the same whenever it is made. */
static void add_date(GString *html, const SfReport *report)
{
    g_autofree char *period =
        sf_words_period(sf_member_string(report->reading->total, "first"),
                        sf_member_string(report->reading->total, "last"), TRUE);
    if (period)
        sf_html_add(html, "<p class=\"date\">Captured %s UTC</p>\n", period);
}

static void add_header(GString *html, const SfReport *report, const SfTimeline *timeline,
                       const char *verdict)
{
    g_autofree char *looked = sf_words_looked_through(report);
    g_autofree char *codes = sf_words_codes(report, "", " and ");
    g_autofree char *title = sf_words_value(report->title);
    sf_html_add(html,
                "<a class=\"skip\" href=\"#main\">Skip to the problems</a>\n<header>\n"
                "<p class=\"brand\">%s <span>SIP %s</span></p>\n<h1>%s</h1>\n",
                report->title ? title : "sipfix", codes ? codes : "301, 421 and relatives",
                verdict);
    add_date(html, report);
    sf_html_add(html, "<p class=\"quiet\">Looked at %s.</p>\n", looked);
    if (report->summary->calls > 0)
        sf_html_fates(html, timeline);
    add_navigation(html, report, timeline);
    g_string_append(html, "</header>\n<main id=\"main\">\n");
}

static void add_problems(GString *html, const SfReport *report)
{
    const guint n = report->summary->problems->len;
    g_autoptr(SfGlossary) glossary = report->terse ? NULL : sf_glossary_new();
    g_autoptr(SfQuestions) questions =
        sf_questions_new(report->summary->problems, SF_HTML_PROBLEMS);
    for (guint i = 0; i < MIN(n, SF_HTML_PROBLEMS); i++)
        sf_html_problem(html, report, i, glossary, questions);
    if (n <= SF_HTML_PROBLEMS)
        return;
    g_autofree char *more = sf_words_number(n - SF_HTML_PROBLEMS);
    sf_html_add(html,
                "<p class=\"panel left-out\">%s problems more have no section here: <code>sipfix "
                "analyze --format html --case CASE PATH...</code> shows one.</p>\n",
                more);
}

static void finish(SfReport *report)
{
    const Answers *answers = answers_of(report);
    GString *html = g_string_new(NULL);
    g_autofree char *verdict = sf_words_verdict(report);
    g_autoptr(SfTimeline) timeline = sf_timeline_new(report->summary);
    g_autofree char *title =
        report->title ? sf_words_value(report->title) : g_strconcat("sipfix, ", verdict, NULL);
    sf_html_head(html, title);
    add_header(html, report, timeline, verdict);
    sf_html_problem_list(html, report);
    sf_html_chart(html, timeline, sf_words_calls_head(report));
    add_problems(html, report);
    sf_html_answers(html, report, answers->events, answers->all);
    sf_html_addresses(html, report);
    sf_html_callers(html, report);
    sf_html_coverage(html, report);
    sf_html_meanings(html, report->summary);
    sf_html_add(html, "</main>\n<footer>\n<p>Made by sipfix %s.</p>\n</footer>\n", SF_VERSION);
    sf_html_tail(html);
    sf_output_write(report->output, html->str, html->len);
    g_string_free(html, TRUE);
    answers_free(report);
}

const SfReportFormat sf_report_html = {.name = "html", .event = take_event, .finish = finish};
