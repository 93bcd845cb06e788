/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/taps/table_rows.h"

#include "core/describe/facts.h"
#include "core/grammar/strings/string_hash.h"
#include "plugin/taps/answer_event.h"
#include "plugin/taps/json_members.h"
#include "problems/routes/route_place.h"
#include "problems/summary.h"

struct SfTableRows {
    const GPtrArray *answers; /* SfAnswer: the ledger's */
    SfAnswer *at_work;        /* whose event the summary looks at */
    SfSummary *summary;
    GPtrArray *problems;    /* SfProblem: to be mended, then those that went as they should; lent */
    GPtrArray *cases;       /* char *, of each answer; NULL: it has none */
    GHashTable *of_answer;  /* SfAnswer -> its number, from 1 */
    GHashTable *of_problem; /* case -> number of its row, from 1 */
    GHashTable *of_place;   /* old address (sf_uri_place()) -> number of its row, from 1 */
};

static const SfTableColumn columns[SF_N_TABLES][SF_MAX_COLUMNS + 1] = {
    /* What is long stands last: the window makes a column as wide as its longest cell. */
    [SF_TABLE_PROBLEMS] = {{"Outcome", FALSE},
                           {"Calls", TRUE},
                           {"Lost", TRUE},
                           {"Slower", TRUE},
                           {"Element", FALSE},
                           {"Product", FALSE},
                           {"What", FALSE},
                           {"First change", FALSE},
                           {"Filter", FALSE},
                           {NULL, FALSE}},
    [SF_TABLE_ANSWERS] = {{"Frame", TRUE},
                          {"Time (UTC)", FALSE},
                          {"Code", TRUE},
                          {"Method", FALSE},
                          {"Asked by", FALSE},
                          {"Answered by", FALSE},
                          {"Outcome", FALSE},
                          {"Waited (s)", FALSE},
                          {"Filter", FALSE},
                          {NULL, FALSE}},
    [SF_TABLE_MOVED] = {{"Old address", FALSE},
                        {"New address", FALSE},
                        {"Calls", TRUE},
                        {"Steps", TRUE},
                        {"Safe to load", FALSE},
                        {"Filter", FALSE},
                        {NULL, FALSE}},
};

const SfTableColumn *sf_table_columns(SfTableKind kind)
{
    return columns[kind];
}

/* ---- One look at a ledger ---- */

/* An answer stays where it is: its own address names it. */
static gpointer keep_example(gpointer rows, const SfEvent *event, gpointer earlier)
{
    (void)event;
    (void)earlier;
    return ((SfTableRows *)rows)->at_work;
}

static void add_answers(SfTableRows *rows)
{
    for (guint i = 0; i < rows->answers->len; i++) {
        rows->at_work = rows->answers->pdata[i];
        g_autoptr(SfEvent) event = sf_answer_event(rows->at_work);
        sf_summary_add(rows->summary, event);
        g_ptr_array_add(rows->cases, g_strdup(event->case_id));
        g_hash_table_insert(rows->of_answer, rows->at_work, GUINT_TO_POINTER(i + 1));
    }
    sf_summary_finish(rows->summary);
}

static void number_problems(SfTableRows *rows)
{
    g_ptr_array_extend(rows->problems, rows->summary->problems, NULL, NULL);
    g_ptr_array_extend(rows->problems, rows->summary->well, NULL, NULL);
    for (guint i = 0; i < rows->problems->len; i++) {
        SfProblem *problem = rows->problems->pdata[i];
        g_hash_table_insert(rows->of_problem, problem->case_id, GUINT_TO_POINTER(i + 1));
    }
}

static void number_moves(SfTableRows *rows)
{
    for (guint i = 0; i < rows->summary->moves->len; i++) {
        const SfRoute *route = rows->summary->moves->pdata[i];
        g_hash_table_insert(rows->of_place, sf_uri_place(route->old_uri), GUINT_TO_POINTER(i + 1));
    }
}

SfTableRows *sf_table_rows_new(SfLedger *ledger)
{
    SfTableRows *rows = g_new0(SfTableRows, 1);
    rows->answers = sf_ledger_answers(ledger);
    rows->summary =
        sf_summary_new((SfExampleStore){.data = rows, .keep = keep_example}, (SfSeenStore){0});
    rows->problems = g_ptr_array_new();
    rows->cases = g_ptr_array_new_with_free_func(g_free);
    rows->of_answer = g_hash_table_new(NULL, NULL);
    rows->of_problem = g_hash_table_new(sf_string_hash, g_str_equal);
    rows->of_place = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    add_answers(rows);
    number_problems(rows);
    number_moves(rows);
    return rows;
}

void sf_table_rows_free(SfTableRows *rows)
{
    if (!rows)
        return;
    g_hash_table_unref(rows->of_place);
    g_hash_table_unref(rows->of_problem);
    g_hash_table_unref(rows->of_answer);
    g_ptr_array_unref(rows->cases);
    g_ptr_array_unref(rows->problems);
    sf_summary_free(rows->summary);
    g_free(rows);
}

/* ---- Which row ---- */

static guint number_of(GHashTable *numbers, gconstpointer key)
{
    const guint number = key ? GPOINTER_TO_UINT(g_hash_table_lookup(numbers, key)) : 0;
    return number > 0 ? number - 1 : G_MAXUINT;
}

static guint row_of_move(const SfTableRows *rows, const SfAnswer *answer)
{
    if (answer->message->status != 301 || !answer->nearest->request)
        return G_MAXUINT;
    g_autofree char *uri = sf_text_show(answer->nearest->request->request_uri);
    g_autofree char *place = sf_uri_place(uri);
    return number_of(rows->of_place, place);
}

guint sf_table_row_of(SfTableRows *rows, SfTableKind kind, const SfAnswer *answer)
{
    const guint number = number_of(rows->of_answer, answer);
    if (number == G_MAXUINT || kind == SF_TABLE_ANSWERS)
        return number;
    if (kind == SF_TABLE_PROBLEMS)
        return number_of(rows->of_problem, rows->cases->pdata[number]);
    return row_of_move(rows, answer);
}

guint sf_table_length(const SfTableRows *rows, SfTableKind kind)
{
    switch (kind) {
    case SF_TABLE_PROBLEMS:
        return rows->problems->len;
    case SF_TABLE_ANSWERS:
        return rows->answers->len;
    default:
        return rows->summary->moves->len;
    }
}

/* ---- What stands in it ---- */

static SfTableCell text_cell(const char *text)
{
    return (SfTableCell){.text = g_strdup(text ? text : "")};
}

static SfTableCell number_cell(guint64 number)
{
    return (SfTableCell){.number = (guint)MIN(number, G_MAXUINT)};
}

static const SfFinding *finding_that_names(const SfAnswer *answer, const char *check)
{
    return check ? sf_answer_finding(answer, check) : NULL;
}

static char *first_change(const SfFinding *finding)
{
    g_autoptr(GPtrArray) fixes = sf_finding_fixes(finding);
    if (fixes->len == 0)
        return NULL;
    const char *change = ((const SfFixWords *)fixes->pdata[0])->text;
    g_autofree char *first = sf_finding_beforehand(finding, fixes);
    return g_strconcat(first ? "First: " : "", first ? first : "", first ? " Change: " : "", change,
                       NULL);
}

/* "sipfix.case == \"5d20c2aa\"": as a display filter wants it. */
static char *filter_for(const char *field, const char *value)
{
    g_autoptr(GString) quoted = g_string_new(value);
    g_string_replace(quoted, "\\", "\\\\", 0);
    g_string_replace(quoted, "\"", "\\\"", 0);
    return g_strdup_printf("%s == \"%s\"", field, quoted->str);
}

/* What asks for nothing went as it should, detour or not. */
static const char *fate_of(const SfProblem *problem)
{
    return sf_fate_name(problem->level == SF_CHAT ? SF_FATE_WELL : sf_problem_fate(problem));
}

static void fill_problem(const SfProblem *problem, SfTableCell *cells)
{
    const SfFinding *finding = finding_that_names(problem->example, problem->root);
    g_autofree char *what = finding ? sf_finding_text(finding) : NULL;
    g_autofree char *change = finding ? first_change(finding) : NULL;
    *cells++ = text_cell(fate_of(problem));
    *cells++ = number_cell(problem->calls);
    *cells++ = number_cell(sf_problem_lost(problem));
    *cells++ = number_cell(problem->level == SF_CHAT ? 0 : sf_problem_through(problem));
    *cells++ = text_cell(problem->server_address);
    *cells++ = text_cell(problem->server_product);
    *cells++ = text_cell(what);
    *cells++ = text_cell(change);
    *cells = (SfTableCell){.text = filter_for("sipfix.case", problem->case_id)};
}

static void fill_answer(const SfAnswer *answer, const char *case_id, SfTableCell *cells)
{
    const SfMessage *message = answer->message;
    const gint64 detour = sf_answer_detour(answer);
    g_autofree char *time = sf_iso_time(message->time);
    *cells++ = number_cell(message->frame);
    *cells++ = text_cell(time);
    *cells++ = number_cell(message->status);
    *cells++ = (SfTableCell){.text = sf_text_show(sf_message_method(message))};
    *cells++ = (SfTableCell){.text = sf_message_destination(message)};
    *cells++ = (SfTableCell){.text = sf_message_source(message)};
    *cells++ = text_cell(sf_outcome_name(sf_answer_outcome(answer).kind));
    *cells++ = detour < 0 ? text_cell(NULL)
                          : (SfTableCell){.text = g_strdup_printf("%.6f", (double)detour / 1e9)};
    *cells = case_id ? (SfTableCell){.text = filter_for("sipfix.case", case_id)} : text_cell(NULL);
}

static void fill_move(const SfRoute *route, SfTableCell *cells)
{
    g_autofree char *why_not = sf_refusals_words(route->refusals);
    *cells++ = text_cell(route->old_uri);
    *cells++ = text_cell(route->new_uri);
    *cells++ = number_cell(route->count);
    *cells++ = number_cell(route->hops);
    *cells++ = text_cell(route->refusals ? why_not : "yes");
    *cells = (SfTableCell){.text = filter_for("sipfix.moved.from", route->old_uri)};
}

void sf_table_row(const SfTableRows *rows, SfTableKind kind, guint row, SfTableCell *cells)
{
    if (kind == SF_TABLE_PROBLEMS)
        fill_problem(rows->problems->pdata[row], cells);
    else if (kind == SF_TABLE_ANSWERS)
        fill_answer(rows->answers->pdata[row], rows->cases->pdata[row], cells);
    else
        fill_move(rows->summary->moves->pdata[row], cells);
}
