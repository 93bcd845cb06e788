// SPDX-License-Identifier: GPL-2.0-or-later
#include "problems/summary.h"

#include "core/grammar/strings/string_hash.h"
#include "problems/conflicts.h"
#include "problems/routes/unknown_numbers.h"

#include <string.h>

static void free_problem(gpointer problem)
{
    sf_problem_free(problem);
}

SfSummary *sf_summary_new(SfExampleStore store, SfSeenStore seen)
{
    SfSummary *summary = g_new0(SfSummary, 1);
    summary->problems = g_ptr_array_new();
    summary->well = g_ptr_array_new();
    summary->by_case = g_hash_table_new_full(sf_string_hash, g_str_equal, NULL, free_problem);
    summary->each = sf_met_calls_new(seen);
    summary->routes = sf_routes_new_of_firsts();
    summary->store = store;
    return summary;
}

void sf_summary_free(SfSummary *summary)
{
    if (!summary)
        return;
    g_ptr_array_unref(summary->problems);
    g_ptr_array_unref(summary->well);
    g_hash_table_unref(summary->by_case);
    sf_routes_free(summary->routes);
    if (summary->store.free)
        summary->store.free(summary->store.data);
    sf_met_calls_free(summary->each);
    g_free(summary);
}

/* The last answer tells, but a call that is known to be lost stays lost, whatever a further answer
 * leaves open. */
static void note_outcome(SfSummary *summary, guint call, const SfEvent *event, gboolean is_copy)
{
    const SfCallEnd before = sf_met_calls_outcome(summary->each, call);
    const gboolean is_open = event->outcome == SF_END_UNKNOWN && sf_call_end_is_loss(before);
    if (!is_open && (!is_copy || before == SF_END_UNKNOWN))
        sf_met_calls_set_outcome(summary->each, call, event->outcome);
}

static SfProblem *problem_of(SfSummary *summary, const char *case_id)
{
    SfProblem *problem = g_hash_table_lookup(summary->by_case, case_id);
    if (!problem) {
        problem = sf_problem_new(case_id, &summary->store);
        g_hash_table_insert(summary->by_case, problem->case_id, problem);
    }
    return problem;
}

void sf_summary_add(SfSummary *summary, const SfEvent *event)
{
    gboolean is_copy = FALSE;
    const guint call = sf_met_calls_take(summary->each, event, &is_copy);
    summary->calls = sf_met_calls_count(summary->each);
    note_outcome(summary, call, event, is_copy);
    summary->is_doubled |= is_copy;
    if (is_copy)
        return;
    sf_routes_add(summary->routes, event);
    if (summary->store.add)
        summary->store.add(summary->store.data, event, call);
    if (event->status <= SF_CODES_LAST)
        summary->answers[event->status]++;
    if (event->case_id)
        sf_problem_add(problem_of(summary, event->case_id), event, call);
}

void sf_summary_end_run(SfSummary *summary, gint64 run)
{
    GHashTableIter iter;
    gpointer problem;
    sf_met_calls_end_run(summary->each, run);
    sf_routes_end_run(summary->routes, run);
    g_hash_table_iter_init(&iter, summary->by_case);
    while (g_hash_table_iter_next(&iter, NULL, &problem))
        sf_problem_end_run(problem, run);
}

static gint worst_first(gconstpointer a, gconstpointer b)
{
    const SfProblem *one = *(SfProblem *const *)a;
    const SfProblem *other = *(SfProblem *const *)b;
    if (one->level != other->level)
        return one->level > other->level ? -1 : 1;
    if (sf_problem_lost(one) != sf_problem_lost(other))
        return sf_problem_lost(one) > sf_problem_lost(other) ? -1 : 1;
    if (one->calls != other->calls)
        return one->calls > other->calls ? -1 : 1;
    if (!one->disputed != !other->disputed) /* what it waits for is told first */
        return one->disputed ? 1 : -1;
    return strcmp(one->case_id, other->case_id);
}

/* A call has one end, whichever of its problems it is counted in, and whichever of its captures
 * shows it. */
static SfCallEnd end_of(guint call, gpointer data)
{
    return sf_met_calls_outcome(data, call);
}

static void count_calls_of_problems(SfSummary *summary)
{
    const guint n = sf_met_calls_count(summary->each);
    guint8 *marks = g_new0(guint8, n + 1);
    for (guint i = 0; i < summary->problems->len; i++)
        sf_problem_mark_calls(summary->problems->pdata[i], marks);
    for (guint call = 0; call < n; call++) {
        const gboolean is_met = (marks[call] & SF_CALL_MET) != 0;
        const gboolean is_slowed = (marks[call] & SF_CALL_SLOWED) != 0;
        const SfFate fate = sf_fate_of_call(sf_met_calls_outcome(summary->each, call), is_slowed);
        sf_met_calls_set_fate(summary->each, call, fate);
        summary->fates[fate]++;
        summary->calls_met += is_met ? 1 : 0;
        summary->calls_lost += marks[call] & SF_CALL_LOST ? 1 : 0;
    }
    g_free(marks);
}

static void finalize_problems(SfSummary *summary)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, summary->by_case);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        SfProblem *problem = value;
        sf_unknown_numbers_ask(problem);
        sf_problem_learn_ends(problem, end_of, summary->each);
        if (sf_problem_finalize(problem))
            g_ptr_array_add(problem->level == SF_CHAT ? summary->well : summary->problems, problem);
    }
}

void sf_summary_finish(SfSummary *summary)
{
    if (summary->store.finish)
        summary->store.finish(summary->store.data);
    summary->moves = sf_routes_finish(summary->routes);
    sf_conflicts_fold(summary->moves, summary->by_case);
    finalize_problems(summary);
    g_ptr_array_sort(summary->problems, worst_first);
    g_ptr_array_sort(summary->well, worst_first);
    count_calls_of_problems(summary);
}

guint64 sf_summary_calls_of(const SfSummary *summary, const GPtrArray *problems)
{
    guint8 *marks = g_new0(guint8, summary->calls + 1);
    guint64 calls = 0;
    for (guint i = 0; i < problems->len; i++)
        sf_problem_mark_calls(problems->pdata[i], marks);
    for (guint64 call = 0; call < summary->calls; call++)
        calls += marks[call] ? 1 : 0;
    g_free(marks);
    return calls;
}

guint64 sf_summary_calls_well(const SfSummary *summary)
{
    return sf_summary_calls_of(summary, summary->well);
}

SfSeverity sf_summary_level(const SfSummary *summary)
{
    for (guint i = 0; i < summary->problems->len; i++) {
        const SfProblem *problem = summary->problems->pdata[i];
        if (problem->since != SF_SINCE_KNOWN)
            return problem->level; /* they are sorted by it */
    }
    return SF_CHAT;
}
