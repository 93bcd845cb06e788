// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/problem_json.h"

#include "analyzer/events/examples.h"
#include "analyzer/output/json_set.h"
#include "analyzer/report/words.h"

/* ---- Who, how many, when ---- */

static JsonObject *server_of(const SfProblem *problem)
{
    JsonObject *server = json_object_new();
    sf_json_set(server, "address", problem->server_address);
    sf_json_set(server, "product", problem->server_product);
    return server;
}

static JsonObject *outcomes_of(const SfProblem *problem)
{
    JsonObject *outcomes = json_object_new();
    for (SfCallEnd end = SF_END_UNTOLD; end < SF_N_ENDS; end++)
        sf_json_set_count(outcomes, sf_call_end_name(end), problem->outcomes[end]);
    return outcomes;
}

static JsonObject *delay_of(const SfProblem *problem)
{
    JsonObject *delay = json_object_new();
    json_object_set_int_member(delay, "calls", problem->detour.calls);
    json_object_set_double_member(delay, "median", problem->detour.median);
    json_object_set_double_member(delay, "worst", problem->detour.worst);
    return delay;
}

/* One object for each name, most frequent first. */
static JsonArray *tallied(SfTally *tally, const char *name, const char *note)
{
    JsonArray *array = json_array_new();
    const GPtrArray *sorted = sf_tally_sorted(tally);
    for (guint i = 0; i < sorted->len; i++) {
        const SfTallied *one = sorted->pdata[i];
        JsonObject *object = json_object_new();
        sf_json_set(object, name, one->name);
        sf_json_set(object, note, one->note);
        json_object_set_int_member(object, "calls", (gint64)one->count);
        json_array_add_object_element(array, object);
    }
    return array;
}

/* The port apart: an address is what the elements of a capture are found by. */
static JsonArray *callers_of(const SfProblem *problem)
{
    JsonArray *array = json_array_new();
    const GPtrArray *callers = sf_callers_sorted(problem->callers);
    for (guint i = 0; i < callers->len; i++) {
        const SfCaller *caller = callers->pdata[i];
        JsonObject *object = json_object_new();
        sf_json_set(object, "address", caller->address);
        sf_json_set_count(object, "port", caller->port);
        sf_json_set(object, "product", caller->tallied.note);
        json_object_set_int_member(object, "calls", (gint64)caller->tallied.count);
        json_array_add_object_element(array, object);
    }
    return array;
}

/* ---- What to do, and what else ---- */

static JsonArray *texts_of(char *const *texts)
{
    JsonArray *array = json_array_new();
    for (; *texts; texts++)
        json_array_add_string_element(array, *texts);
    return array;
}

static JsonObject *fix_of(const SfProblem *problem, const SfEventFix *fix)
{
    g_autoptr(SfChange) change = sf_words_change(problem, fix);
    JsonObject *object = json_object_new();
    sf_json_set(object, "side", fix->side);
    sf_json_set(object, "at", fix->at);
    sf_json_set(object, "product", fix->product);
    sf_json_set(object, "what", fix->what);
    sf_json_set(object, "old", fix->old_value);
    sf_json_set(object, "new", fix->new_value);
    sf_json_set(object, "price", fix->price);
    sf_json_set(object, "text", fix->text);
    if (fix->usual)
        json_object_set_array_member(object, "usual", texts_of(fix->usual));
    sf_json_set(object, "also", change->also);
    sf_json_set(object, "source", fix->source);
    return object;
}

static JsonArray *fixes_of(const SfProblem *problem)
{
    JsonArray *array = json_array_new();
    const GArray *fixes = sf_problem_root(problem)->fixes;
    for (guint i = 0; i < fixes->len; i++)
        json_array_add_object_element(array, fix_of(problem, &g_array_index(fixes, SfEventFix, i)));
    return array;
}

static JsonArray *known_of(const SfProblem *problem)
{
    g_auto(GStrv) causes = sf_words_causes(problem);
    g_auto(GStrv) known = sf_words_known(problem);
    JsonArray *array = texts_of(causes);
    for (char **text = known; *text; text++)
        json_array_add_string_element(array, *text);
    return array;
}

static JsonArray *folded_of(const SfProblem *problem)
{
    JsonArray *array = json_array_new();
    for (guint i = 0; i < problem->folded->len; i++) {
        const SfFolded *folded = problem->folded->pdata[i];
        JsonObject *object = json_object_new();
        sf_json_set(object, "check", folded->check);
        sf_json_set(object, "severity", sf_severity_name(folded->severity));
        sf_json_set(object, "text", folded->text);
        json_object_set_int_member(object, "answers", (gint64)folded->answers);
        json_array_add_object_element(array, object);
    }
    return array;
}

/* ---- The proof ---- */

static JsonObject *request_of(const SfEvent *example)
{
    JsonObject *request = json_object_new();
    sf_json_set_count(request, "frame", (guint64)example->request_frame);
    sf_json_set_count(request, "line", (guint64)example->request_line);
    sf_json_set(request, "capture", example->request_capture);
    return request;
}

static JsonObject *followup_of(const SfEvent *example)
{
    JsonObject *followup = json_object_new();
    sf_json_set_count(followup, "frame", (guint64)example->followup_frame);
    sf_json_set_count(followup, "line", (guint64)example->followup_line);
    sf_json_set(followup, "capture", example->followup_capture);
    sf_json_set_count(followup, "status", (guint64)example->followup_status);
    return followup;
}

static JsonObject *proof_of(const SfReport *report, const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    JsonObject *proof = json_object_new();
    sf_json_set(proof, "capture", example->capture);
    sf_json_set_count(proof, "run", (guint64)example->run);
    sf_json_set_count(proof, "frame", (guint64)example->frame);
    sf_json_set_count(proof, "line", (guint64)example->line);
    sf_json_set(proof, "time", example->time);
    sf_json_set(proof, "call_id", example->call_id);
    sf_json_set_count(proof, "story", (guint64)example->story);
    if (example->has_request)
        json_object_set_object_member(proof, "request", request_of(example));
    if (example->n_followups > 0)
        json_object_set_object_member(proof, "followup", followup_of(example));
    sf_json_take(proof, "text", sf_words_proof(report, problem));
    sf_json_take(proof, "command", sf_words_command(report, problem));
    if (problem->evidence)
        sf_json_take(proof, "evidence", g_filename_display_name(problem->evidence));
    sf_json_set_count(proof, "evidence_frame", problem->evidence_frame);
    return proof;
}

/* ---- The whole ---- */

static void set_names(JsonObject *object, const SfProblem *problem)
{
    sf_json_set(object, "case", problem->case_id);
    sf_json_set(object, "check", problem->root);
    sf_json_set(object, "level", sf_severity_name(problem->level));
    sf_json_set(object, "since_baseline", sf_words_since_name(problem->since));
    sf_json_set_count(object, "status", (guint64)problem->status);
    sf_json_set(object, "method", problem->method);
}

static void set_cost(JsonObject *object, const SfReport *report, const SfProblem *problem)
{
    json_object_set_int_member(object, "calls", (gint64)problem->calls);
    json_object_set_object_member(object, "outcomes", outcomes_of(problem));
    if (problem->detour.calls > 0)
        json_object_set_object_member(object, "delay", delay_of(problem));
    sf_json_set(object, "first", problem->first);
    sf_json_set(object, "last", problem->last);
    sf_json_take(object, "fate", g_ascii_strdown(sf_words_fate(problem), -1));
    sf_json_take(object, "cost", sf_words_cost(report, problem));
}

/* As reports for people have them. */
static JsonArray *rows_of(const SfProblem *problem)
{
    guint left_out = 0;
    g_autoptr(GPtrArray) rows = sf_words_rows(problem, G_MAXUINT, &left_out);
    JsonArray *array = json_array_new();
    for (guint i = 0; i < rows->len; i++) {
        const SfRow *row = rows->pdata[i];
        JsonObject *object = json_object_new();
        json_object_set_string_member(object, "label", row->label);
        json_object_set_string_member(object, "value", row->value);
        json_array_add_object_element(array, object);
    }
    return array;
}

/* What the answers to "beforehand" lead to. */
static JsonArray *decisions_of(const GArray *decisions)
{
    JsonArray *array = json_array_new();
    for (guint i = 0; i < decisions->len; i++) {
        const SfEventDecision *decision = &g_array_index(decisions, SfEventDecision, i);
        JsonObject *object = json_object_new();
        sf_json_set(object, "if", decision->when);
        sf_json_set_count(object, "fix", (guint64)decision->change);
        sf_json_set(object, "then", decision->then);
        json_array_add_object_element(array, object);
    }
    return array;
}

static void set_story(JsonObject *object, const SfProblem *problem)
{
    sf_json_take(object, "what", sf_words_what(problem));
    sf_json_take(object, "finding", sf_words_finding(problem));
    sf_json_set(object, "why", sf_problem_root(problem)->why);
    sf_json_take(object, "end", sf_words_acquittal(problem));
    sf_json_set(object, "beforehand", sf_problem_beforehand(problem));
    const GArray *decisions = sf_problem_decisions(problem);
    if (decisions && decisions->len > 0)
        json_object_set_array_member(object, "decisions", decisions_of(decisions));
    json_object_set_object_member(object, "server", server_of(problem));
    json_object_set_array_member(object, "callers", callers_of(problem));
    sf_json_set_strings(object, "required", sf_problem_example(problem)->required);
    sf_json_set_strings(object, "missing", sf_problem_example(problem)->missing);
    json_object_set_array_member(object, "sent", tallied(problem->sent, "sent", "wanted"));
    json_object_set_array_member(object, "moves", tallied(problem->moves, "old", "new"));
    json_object_set_array_member(object, "rows", rows_of(problem));
}

JsonObject *sf_problem_json(const SfReport *report, const SfProblem *problem)
{
    JsonObject *object = json_object_new();
    set_names(object, problem);
    set_cost(object, report, problem);
    set_story(object, problem);
    json_object_set_array_member(object, "fixes", fixes_of(problem));
    json_object_set_array_member(object, "known", known_of(problem));
    json_object_set_array_member(object, "also", folded_of(problem));
    json_object_set_object_member(object, "proof", proof_of(report, problem));
    sf_json_set(object, "reference", sf_problem_root(problem)->reference);
    return object;
}

JsonObject *sf_problem_json_well(const SfProblem *problem)
{
    JsonObject *object = json_object_new();
    sf_json_set(object, "case", problem->case_id);
    sf_json_set(object, "check", problem->root);
    json_object_set_int_member(object, "calls", (gint64)problem->calls);
    json_object_set_object_member(object, "server", server_of(problem));
    return object;
}
