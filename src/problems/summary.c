// SPDX-License-Identifier: GPL-2.0-or-later
#include "problems/summary.h"

#include "problems/conflicts.h"

#include <string.h>

static void free_problem(gpointer problem)
{
    sf_problem_free(problem);
}

static void free_call(gpointer data)
{
    SfMetCall *call = data;
    g_free(call->time);
    g_free(call);
}

/* The one rule of fates: what a call met, and how it ended. A detour is one only where somebody may
 * mend it. */
static SfFate fate_of(SfCallEnd outcome, gboolean has_problem)
{
    switch (outcome) {
    case SF_END_LOST:
    case SF_END_REFUSED:
        return SF_FATE_LOST;
    case SF_END_ANSWERED:
    case SF_END_RESCUED:
        return has_problem ? SF_FATE_SLOWER : SF_FATE_WELL;
    case SF_END_WENT_ON:
    case SF_END_DECLINED:
    case SF_END_CANCELLED:
        return SF_FATE_WELL;
    default:
        return SF_FATE_UNKNOWN;
    }
}

SfSummary *sf_summary_new(SfExampleStore store)
{
    SfSummary *summary = g_new0(SfSummary, 1);
    summary->problems = g_ptr_array_new();
    summary->well = g_ptr_array_new();
    summary->by_case = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_problem);
    summary->stories = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_call);
    summary->routes = sf_routes_new();
    summary->store = store;
    summary->copies = sf_copies_new();
    return summary;
}

void sf_summary_free(SfSummary *summary)
{
    if (!summary)
        return;
    g_ptr_array_unref(summary->problems);
    g_ptr_array_unref(summary->well);
    g_hash_table_unref(summary->by_case);
    g_hash_table_unref(summary->stories);
    sf_routes_free(summary->routes);
    if (summary->store.free)
        summary->store.free(summary->store.data);
    sf_copies_free(summary->copies);
    g_free(summary);
}

/* Stories are numbered anew in each run. */
static char *story_of(const SfEvent *event)
{
    if (event->story > 0)
        return g_strdup_printf("%" G_GINT64_FORMAT "#%" G_GINT64_FORMAT, event->run, event->story);
    return g_strdup_printf("%" G_GINT64_FORMAT "@%" G_GINT64_FORMAT, event->run, event->frame);
}

static SfMetCall *call_of(SfSummary *summary, const SfEvent *event, const char **name)
{
    g_autofree char *own = story_of(event);
    char *story = g_strdup(sf_copies_story(summary->copies, event, own));
    gpointer known = NULL, value = NULL;
    if (g_hash_table_lookup_extended(summary->stories, story, &known, &value)) {
        g_free(story);
        *name = known;
        return value;
    }
    SfMetCall *call = g_new0(SfMetCall, 1);
    call->time = g_strdup(event->time);
    g_hash_table_insert(summary->stories, story, call);
    summary->calls++;
    *name = story;
    return call;
}

/* The answer was counted before, as it was captured at another place or time. */
static gboolean is_copy(const SfEvent *event, const char *story)
{
    g_autofree char *own = story_of(event);
    return !g_str_equal(own, story);
}

static gboolean is_lost(SfCallEnd outcome)
{
    return outcome == SF_END_LOST || outcome == SF_END_REFUSED;
}

/* The last answer tells, but a call that is known to be lost stays lost, whatever a further answer
 * leaves open. */
static const char *enter_story(SfSummary *summary, const SfEvent *event)
{
    const char *name = NULL;
    SfMetCall *call = call_of(summary, event, &name);
    const gboolean is_open = event->outcome == SF_END_UNKNOWN && is_lost(call->outcome);
    if (!is_open && (!is_copy(event, name) || call->outcome == SF_END_UNKNOWN))
        call->outcome = event->outcome;
    return name;
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
    const char *story = enter_story(summary, event);
    if (is_copy(event, story))
        return;
    sf_routes_add(summary->routes, event);
    if (summary->store.add)
        summary->store.add(summary->store.data, event, story);
    if (event->status <= SF_CODES_LAST)
        summary->answers[event->status]++;
    if (event->case_id)
        sf_problem_add(problem_of(summary, event->case_id), event, story);
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

/* A call has one end, whichever of its problems it is counted in. */
static SfCallEnd end_of_lost(const char *story, gpointer data)
{
    const SfMetCall *call = g_hash_table_lookup(data, story);
    return call && is_lost(call->outcome) ? call->outcome : SF_END_UNTOLD;
}

static void count_calls_of_problems(SfSummary *summary)
{
    g_autoptr(GHashTable) met = g_hash_table_new(g_direct_hash, g_direct_equal);
    g_autoptr(GHashTable) lost = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (guint i = 0; i < summary->problems->len; i++)
        sf_problem_mark_calls(summary->problems->pdata[i], met, lost);
    summary->calls_met = g_hash_table_size(met);
    summary->calls_lost = g_hash_table_size(lost);
    GHashTableIter iter;
    gpointer name, value;
    g_hash_table_iter_init(&iter, summary->stories);
    while (g_hash_table_iter_next(&iter, &name, &value)) {
        SfMetCall *call = value;
        call->fate = fate_of(call->outcome, g_hash_table_contains(met, name));
        summary->fates[call->fate]++;
    }
}

static void finalize_problems(SfSummary *summary)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, summary->by_case);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        SfProblem *problem = value;
        sf_problem_learn_ends(problem, end_of_lost, summary->stories);
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

guint64 sf_summary_calls_well(const SfSummary *summary)
{
    guint64 calls = 0;
    for (guint i = 0; i < summary->well->len; i++)
        calls += ((const SfProblem *)summary->well->pdata[i])->calls;
    return calls;
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
