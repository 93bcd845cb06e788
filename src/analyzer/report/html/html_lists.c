// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/html_lists.h"

#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/report/html/html.h"
#include "analyzer/report/html/html_problem.h"
#include "analyzer/report/html/html_table.h"
#include "analyzer/report/words.h"

#define TIME_SHOWN 19 /* "2026-03-02T08:15:00" */

/* ---- Problems ---- */

static gboolean has_section(const SfReport *report, const char *case_id)
{
    const GPtrArray *problems = report->summary->problems;
    for (guint i = 0; case_id && i < MIN(problems->len, SF_HTML_PROBLEMS); i++)
        if (g_str_equal(((const SfProblem *)problems->pdata[i])->case_id, case_id))
            return TRUE;
    return FALSE;
}

/* A cell with a problem's name, a link where the page has its section. */
static void add_case(GString *html, const SfReport *report, const char *case_id)
{
    if (has_section(report, case_id))
        sf_html_add(html, "<td class=\"term\"><a href=\"#case-%s\">%s</a></td>", case_id, case_id);
    else
        sf_html_add(html, "<td class=\"term\">%s</td>", case_id);
}

static void add_where(GString *html, const SfProblem *problem)
{
    const GArray *fixes = sf_problem_root(problem)->fixes;
    const char *at = fixes->len > 0 ? g_array_index(fixes, SfEventFix, 0).at : NULL;
    sf_html_cell(html, SF_CELL_CODE, at);
}

static void add_problem(GString *html, const SfReport *report, guint nth)
{
    const SfProblem *problem = report->summary->problems->pdata[nth];
    g_autofree char *cost = sf_words_cost(report, problem);
    g_autofree char *what = sf_words_what(problem);
    const gboolean linked = nth < SF_HTML_PROBLEMS;
    g_string_append_printf(html, "<tr><td class=\"number\" data-key=\"%u\">%u</td>", nth, nth + 1);
    g_string_append_printf(html, "<td data-key=\"%d\">", (int)sf_problem_fate(problem));
    sf_html_add(html, "<span class=\"level %s\">%s</span></td>", sf_html_fate(problem),
                sf_words_fate(problem));
    sf_html_number(html, problem->calls);
    if (linked)
        sf_html_add(html, "<td><a href=\"#case-%s\">%s</a>", problem->case_id, what);
    else
        sf_html_add(html, "<td>%s <span class=\"quiet\">(--case %s)</span>", what,
                    problem->case_id);
    sf_html_add(html, " <br><span class=\"quiet\">%s</span></td>", cost);
    add_where(html, problem);
    g_string_append(html, "</tr>\n");
}

void sf_html_problem_list(GString *html, const SfReport *report)
{
    const SfColumn columns[] = {
        {"No.", TRUE},      {"Outcome", FALSE},   {sf_words_calls_head(report), TRUE},
        {"Problem", FALSE}, {"Change at", FALSE},
    };
    const guint n = report->summary->problems->len;
    if (n == 0)
        return;
    g_string_append(
        html, "<section class=\"panel\" id=\"problems\" aria-labelledby=\"problems-heading\">\n"
              "<h2 id=\"problems-heading\">Problems</h2>\n");
    sf_html_table_begin(html, "problem-list", "Problems, by damage", columns,
                        G_N_ELEMENTS(columns));
    for (guint i = 0; i < MIN(n, SF_HTML_LISTED); i++)
        add_problem(html, report, i);
    sf_html_table_end(html, MIN(n, SF_HTML_LISTED), n,
                      "sipfix analyze --format csv --table problems PATH...");
    g_string_append(html, "</section>\n");
}

/* ---- Answers ---- */

/* What it is about: the old and the new address, or the tags. */
static void add_subject(GString *html, const SfEvent *event)
{
    g_autofree char *tags = g_strjoinv(", ", event->missing[0] ? event->missing : event->required);
    g_autofree char *first = sf_words_value(event->old_uri ? event->old_uri : tags);
    g_autofree char *second = sf_words_value(event->new_uri);
    g_string_append(html, "<td class=\"subject\">");
    if (*first)
        sf_html_add(html, "<code>%s</code>", first);
    if (*first && *second)
        g_string_append(html, "<br>");
    if (*second)
        sf_html_add(html, "&rarr; <code>%s</code>", second);
    g_string_append(html, "</td>");
}

static void add_answer(GString *html, const SfReport *report, const char *line)
{
    g_autoptr(SfEvent) event = sf_event_read_text(line, strlen(line));
    const char *end = event->outcome == SF_END_UNTOLD ? "" : sf_words_end(event->outcome);
    g_autofree char *time = g_strndup(event->time ? event->time : "", TIME_SHOWN);
    g_autofree char *answer = g_strdup_printf("%" G_GINT64_FORMAT " %s", event->status,
                                              event->method ? event->method : "");
    g_string_append(html, "<tr>");
    sf_html_cell(html, SF_CELL_WORDS, g_strdelimit(time, "T", ' '));
    sf_html_cell(html, SF_CELL_WORDS, answer);
    sf_html_cell(html, SF_CELL_CODE, sf_event_caller_end(event));
    sf_html_cell(html, SF_CELL_CODE, sf_event_server_end(event));
    add_subject(html, event);
    sf_html_cell(html, SF_CELL_WORDS, end);
    sf_html_number(html, (guint64)event->frame);
    sf_html_cell(html, SF_CELL_FILE, event->capture);
    add_case(html, report, event->case_id);
    g_string_append(html, "</tr>\n");
}

static void begin_list(GString *html, const char *id, const char *heading)
{
    sf_html_add(html,
                "<section class=\"panel\" id=\"%s\" aria-labelledby=\"%s-heading\">\n"
                "<h2 id=\"%s-heading\">%s</h2>\n",
                id, id, id, heading);
}

void sf_html_answers(GString *html, const SfReport *report, const GPtrArray *events, guint64 all)
{
    static const SfColumn columns[] = {
        {"Time, UTC", FALSE},
        {"Answer", FALSE},
        {"Asked by", FALSE},
        {"Answered by", FALSE},
        {"Addresses, or tags", FALSE},
        {"Outcome", FALSE},
        {"Frame", TRUE},
        {"File", FALSE},
        {"Problem", FALSE},
    };
    if (all == 0)
        return;
    begin_list(html, "answers", "Answers");
    sf_html_table_begin(html, "answer-list", "Every such answer, on each hop", columns,
                        G_N_ELEMENTS(columns));
    for (guint i = 0; i < events->len; i++)
        add_answer(html, report, events->pdata[i]);
    sf_html_table_end(html, events->len, all,
                      "sipfix analyze --format csv --table answers PATH...");
    g_string_append(html, "</section>\n");
}

/* ---- Addresses and callers ---- */

/* SfTallied, or what begins with one. */
typedef const GPtrArray *(*ListOf)(const SfProblem *problem);

static const GPtrArray *moves_of(const SfProblem *problem)
{
    return sf_tally_sorted(problem->moves);
}

static const GPtrArray *callers_of(const SfProblem *problem)
{
    return sf_callers_sorted(problem->callers);
}

static guint64 size_of_all(const SfReport *report, ListOf list_of)
{
    guint64 all = 0;
    for (guint i = 0; i < report->summary->problems->len; i++)
        all += list_of(report->summary->problems->pdata[i])->len;
    return all;
}

/* A new address, or a product. At one address there may be several products. */
static void add_note(GString *html, const SfTallied *one, SfCell cell)
{
    g_autofree char *product = g_strconcat(one->note ? one->note : "", " and others", NULL);
    sf_html_cell(html, cell, cell == SF_CELL_WORDS && one->varies ? product : one->note);
}

/* One row each, of all problems in their order; returns how many. */
static guint64 add_tallies(GString *html, const SfReport *report, ListOf list_of, SfCell notes)
{
    guint64 rows = 0;
    for (guint i = 0; i < report->summary->problems->len; i++) {
        const SfProblem *problem = report->summary->problems->pdata[i];
        const GPtrArray *all = list_of(problem);
        for (guint k = 0; k < all->len && rows < SF_HTML_LISTED; k++, rows++) {
            const SfTallied *one = all->pdata[k];
            g_string_append(html, "<tr>");
            sf_html_cell(html, SF_CELL_CODE, one->name);
            add_note(html, one, notes);
            if (one->count > 0)
                sf_html_number(html, one->count);
            else
                sf_html_cell(html, SF_CELL_TERM, NULL); /* of a call that is counted already */
            add_case(html, report, problem->case_id);
            g_string_append(html, "</tr>\n");
        }
    }
    return rows;
}

gboolean sf_html_has_addresses(const SfReport *report)
{
    return size_of_all(report, moves_of) > 0;
}

gboolean sf_html_has_callers(const SfReport *report)
{
    return size_of_all(report, callers_of) > 0;
}

void sf_html_addresses(GString *html, const SfReport *report)
{
    const SfColumn columns[] = {{"Old address", FALSE},
                                {"New address", FALSE},
                                {sf_words_calls_head(report), TRUE},
                                {"Problem", FALSE}};
    const guint64 all = size_of_all(report, moves_of);
    if (all == 0)
        return;
    begin_list(html, "addresses", "Moved addresses");
    sf_html_table_begin(html, "address-list", "Addresses that have moved", columns,
                        G_N_ELEMENTS(columns));
    const guint64 shown = add_tallies(html, report, moves_of, SF_CELL_CODE);
    sf_html_table_end(html, shown, all, "sipfix routes --format csv PATH...");
    g_string_append(html, "</section>\n");
}

void sf_html_callers(GString *html, const SfReport *report)
{
    const SfColumn columns[] = {{"Address", FALSE},
                                {"Product", FALSE},
                                {sf_words_calls_head(report), TRUE},
                                {"Problem", FALSE}};
    const guint64 all = size_of_all(report, callers_of);
    if (all == 0)
        return;
    begin_list(html, "callers", "Callers");
    sf_html_table_begin(html, "caller-list", "Who asked and got such an answer", columns,
                        G_N_ELEMENTS(columns));
    const guint64 shown = add_tallies(html, report, callers_of, SF_CELL_WORDS);
    sf_html_table_end(html, shown, all, "sipfix analyze --format csv --table answers PATH...");
    g_string_append(html, "</section>\n");
}
