// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The table `problems`: a line a problem, worst first.
 */
#include "analyzer/events/examples.h"
#include "analyzer/report/csv/report_csv.h"
#include "analyzer/report/words.h"
#include "problems/moves.h"

static const char *const columns[] = {"rank",
                                      "case",
                                      "level",
                                      "since_baseline",
                                      "check",
                                      "status",
                                      "method",
                                      "calls",
                                      "answered",
                                      "rescued",
                                      "went_on",
                                      "cancelled",
                                      "challenged",
                                      "declined",
                                      "refused",
                                      "lost",
                                      "unknown",
                                      "delayed",
                                      "delay_median",
                                      "delay_worst",
                                      "first",
                                      "last",
                                      "what",
                                      "finding",
                                      "why",
                                      "server",
                                      "server_product",
                                      "callers",
                                      "who",
                                      "missing",
                                      "sent",
                                      "wanted",
                                      "lists",
                                      "addresses",
                                      "moves",
                                      "beforehand",
                                      "change",
                                      "change_side",
                                      "change_at",
                                      "change_product",
                                      "change_what",
                                      "change_old",
                                      "change_new",
                                      "change_price",
                                      "change_also",
                                      "otherwise",
                                      "known",
                                      "also",
                                      "proof",
                                      "capture",
                                      "frame",
                                      "request_capture",
                                      "request_frame",
                                      "followup_frame",
                                      "command",
                                      "evidence",
                                      "evidence_frame",
                                      "reference",
                                      "line",
                                      "request_line",
                                      "rows",
                                      NULL};

/* Cells that hold a list have this between its parts. */
#define BETWEEN " | "

static void add_part(GString *list, const char *part)
{
    if (list->len > 0)
        g_string_append(list, BETWEEN);
    g_string_append(list, part);
}

static void take_list(SfCsv *csv, GString *list)
{
    sf_csv_text(csv, list->str);
    g_string_free(list, TRUE);
}

static void put_names(SfCsv *csv, const SfProblem *problem, guint rank)
{
    sf_csv_count(csv, rank);
    sf_csv_text(csv, problem->case_id);
    sf_csv_text(csv, sf_severity_name(problem->level));
    sf_csv_text(csv, sf_words_since_name(problem->since));
    sf_csv_text(csv, problem->root);
    sf_csv_known(csv, problem->status);
    sf_csv_text(csv, problem->method);
}

static void put_cost(SfCsv *csv, const SfProblem *problem)
{
    static const SfCallEnd ends[] = {SF_END_ANSWERED,  SF_END_RESCUED,    SF_END_WENT_ON,
                                     SF_END_CANCELLED, SF_END_CHALLENGED, SF_END_DECLINED,
                                     SF_END_REFUSED,   SF_END_LOST,       SF_END_UNKNOWN};
    sf_csv_count(csv, problem->calls);
    for (guint i = 0; i < G_N_ELEMENTS(ends); i++)
        sf_csv_count(csv, problem->outcomes[ends[i]]);
    sf_csv_count(csv, problem->detour.calls);
    if (problem->detour.calls > 0) {
        sf_csv_seconds(csv, problem->detour.median);
        sf_csv_seconds(csv, problem->detour.worst);
    } else {
        sf_csv_text(csv, NULL);
        sf_csv_text(csv, NULL);
    }
    sf_csv_text(csv, problem->first);
    sf_csv_text(csv, problem->last);
}

static void put_callers(SfCsv *csv, const SfProblem *problem)
{
    const GPtrArray *callers = sf_callers_sorted(problem->callers);
    GString *who = g_string_new(NULL);
    for (guint i = 0; i < callers->len; i++) {
        g_autofree char *caller = sf_words_caller(callers->pdata[i]);
        add_part(who, caller);
    }
    sf_csv_count(csv, callers->len);
    take_list(csv, who);
}

static void put_story(SfCsv *csv, const SfProblem *problem)
{
    sf_csv_take(csv, sf_words_what(problem));
    sf_csv_take(csv, sf_words_finding(problem));
    sf_csv_text(csv, sf_problem_root(problem)->why);
    sf_csv_text(csv, problem->server_address);
    sf_csv_text(csv, problem->server_product);
    put_callers(csv, problem);
}

static void put_sent(SfCsv *csv, const SfProblem *problem)
{
    const GPtrArray *lists = sf_tally_sorted(problem->sent);
    const SfTallied *sent = lists->len > 0 ? lists->pdata[0] : NULL;
    sf_csv_take(csv, g_strjoinv(", ", sf_problem_example(problem)->missing));
    sf_csv_text(csv, sent ? sent->name : NULL);
    sf_csv_text(csv, sent ? sent->note : NULL);
    sf_csv_count(csv, lists->len);
}

static void put_moves(SfCsv *csv, const SfProblem *problem)
{
    g_autoptr(GPtrArray) moves = sf_moves_group(problem->moves);
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < moves->len; i++) {
        const SfMove *move = moves->pdata[i];
        g_autofree char *text = g_strdup_printf("%s -> %s", move->old_uri,
                                                move->new_uri ? move->new_uri : "none was given");
        add_part(list, text);
    }
    sf_csv_count(csv, sf_tally_size(problem->moves));
    take_list(csv, list);
}

static void put_change(SfCsv *csv, const SfProblem *problem, const SfEventFix *fix)
{
    g_autoptr(SfChange) change = sf_words_change(problem, fix);
    sf_csv_text(csv, fix->text);
    sf_csv_text(csv, fix->side);
    sf_csv_text(csv, fix->at);
    sf_csv_text(csv, fix->product);
    sf_csv_text(csv, fix->what);
    sf_csv_text(csv, fix->old_value);
    sf_csv_text(csv, fix->new_value);
    sf_csv_text(csv, fix->price);
    sf_csv_text(csv, change->also);
}

/* What is to be found out, and what each answer leads to: "No: change. Yes: others." */
static void put_first(SfCsv *csv, const SfProblem *problem)
{
    static const SfChangeNames names = {"change", "other change"};
    const char *first = sf_problem_beforehand(problem);
    g_auto(GStrv) decisions = sf_words_decisions(problem, &names);
    g_autofree char *all = g_strjoinv(" ", decisions);
    sf_csv_take(csv, first ? g_strconcat(first, *all ? " " : "", all, NULL) : NULL);
}

static void put_fixes(SfCsv *csv, const SfProblem *problem)
{
    static const SfEventFix none = {0};
    const GArray *fixes = sf_problem_root(problem)->fixes;
    GString *others = g_string_new(NULL);
    put_first(csv, problem);
    put_change(csv, problem, fixes->len > 0 ? &g_array_index(fixes, SfEventFix, 0) : &none);
    for (guint i = 1; i < fixes->len; i++)
        add_part(others, g_array_index(fixes, SfEventFix, i).text);
    take_list(csv, others);
}

static void put_known(SfCsv *csv, const SfProblem *problem)
{
    g_auto(GStrv) causes = sf_words_causes(problem);
    g_auto(GStrv) known = sf_words_known(problem);
    GString *all = g_string_new(NULL);
    for (char **text = causes; *text; text++)
        add_part(all, *text);
    for (char **text = known; *text; text++)
        add_part(all, *text);
    take_list(csv, all);
}

static void put_folded(SfCsv *csv, const SfProblem *problem)
{
    GString *also = g_string_new(NULL);
    for (guint i = 0; i < problem->folded->len; i++)
        add_part(also, ((const SfFolded *)problem->folded->pdata[i])->text);
    take_list(csv, also);
}

static void put_proof(SfCsv *csv, const SfReport *report, const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    sf_csv_take(csv, sf_words_proof(report, problem));
    sf_csv_text(csv, example->capture);
    sf_csv_known(csv, example->frame);
    sf_csv_text(csv, example->request_capture);
    sf_csv_known(csv, example->request_frame);
    sf_csv_known(csv, example->followup_frame);
    sf_csv_take(csv, sf_words_command(report, problem));
    sf_csv_take(csv, problem->evidence ? g_filename_display_name(problem->evidence) : NULL);
    sf_csv_known(csv, (gint64)problem->evidence_frame);
    sf_csv_text(csv, sf_problem_root(problem)->reference);
    sf_csv_known(csv, example->line);
    sf_csv_known(csv, example->request_line);
}

/* "asked sip:a@b | answered 301, go to sip:a@c", as reports for people have them. */
static void put_rows(SfCsv *csv, const SfProblem *problem)
{
    guint left_out = 0;
    g_autoptr(GPtrArray) rows = sf_words_rows(problem, G_MAXUINT, &left_out);
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < rows->len; i++) {
        const SfRow *row = rows->pdata[i];
        g_autofree char *text = g_strconcat(row->label, *row->label ? " " : "", row->value, NULL);
        add_part(list, text);
    }
    take_list(csv, list);
}

static void finish(SfReport *report)
{
    const GPtrArray *problems = report->summary->problems;
    SfCsv csv = {0};
    sf_csv_header(&csv, columns);
    for (guint i = 0; i < problems->len; i++) {
        const SfProblem *problem = problems->pdata[i];
        put_names(&csv, problem, i + 1);
        put_cost(&csv, problem);
        put_story(&csv, problem);
        put_sent(&csv, problem);
        put_moves(&csv, problem);
        put_fixes(&csv, problem);
        put_known(&csv, problem);
        put_folded(&csv, problem);
        put_proof(&csv, report, problem);
        put_rows(&csv, problem);
        sf_csv_end(&csv);
    }
    sf_report_csv_write(report, &csv);
}

const SfReportFormat sf_report_csv_problems = {.name = "csv", .finish = finish};
