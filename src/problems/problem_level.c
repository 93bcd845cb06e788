/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a problem costs: calls, and time. */
#include "problems/problem_private.h"

void sf_problem_note_detour(SfProblem *problem, double seconds)
{
    const double micros = seconds * G_USEC_PER_SEC + 0.5;
    if (seconds < 0)
        return;
    const guint32 micro = micros < G_MAXUINT32 ? (guint32)micros : 0;
    /* Seconds are told to the microsecond: such a number is found again by the division. */
    if ((double)micro / G_USEC_PER_SEC == seconds)
        g_array_append_val(problem->detours, micro);
    else
        g_array_append_val(problem->odd_detours, seconds);
}

guint64 sf_problem_lost(const SfProblem *problem)
{
    return problem->outcomes[SF_END_LOST] + problem->outcomes[SF_END_REFUSED];
}

gboolean sf_problem_loss_is_likely(const SfProblem *problem)
{
    return sf_problem_lost(problem) > 0 && !problem->has_sure_loss;
}

guint64 sf_problem_through(const SfProblem *problem)
{
    return problem->outcomes[SF_END_ANSWERED] + problem->outcomes[SF_END_RESCUED];
}

guint64 sf_problem_fine(const SfProblem *problem)
{
    return problem->outcomes[SF_END_WENT_ON] + problem->outcomes[SF_END_DECLINED] +
           problem->outcomes[SF_END_CANCELLED];
}

const char *sf_fate_name(SfFate fate)
{
    static const char *const names[SF_N_FATES] = {[SF_FATE_LOST] = "LOST",
                                                  [SF_FATE_SLOWER] = "SLOWER",
                                                  [SF_FATE_UNKNOWN] = "UNKNOWN",
                                                  [SF_FATE_WELL] = "FINE"};
    return names[fate];
}

SfFate sf_fate_of_call(SfCallEnd outcome, gboolean is_slowed)
{
    switch (outcome) {
    case SF_END_LOST:
    case SF_END_REFUSED:
        return SF_FATE_LOST;
    case SF_END_ANSWERED:
    case SF_END_RESCUED:
        return is_slowed ? SF_FATE_SLOWER : SF_FATE_WELL;
    case SF_END_WENT_ON:
    case SF_END_DECLINED:
    case SF_END_CANCELLED:
        return SF_FATE_WELL;
    default:
        return SF_FATE_UNKNOWN;
    }
}

/* The answer is there to be asked for first, and did what it is there for. */
static gboolean is_by_design(const SfProblem *problem)
{
    return problem->changes && !problem->changes[0] && problem->root &&
           sf_shelf_words(SF_SHELF_CHECKS, problem->root, "no_detour") != NULL;
}

gboolean sf_problem_held_nothing_up(const SfProblem *problem)
{
    return problem->ways > 0 && problem->ways == problem->ways_at_once;
}

gboolean sf_problem_costs_time(const SfProblem *problem)
{
    if (is_by_design(problem) ||
        (problem->ways > 0 && problem->ways == problem->ways_at_once + problem->ways_short))
        return FALSE;
    return problem->detours->len + problem->odd_detours->len > 0 ||
           problem->outcomes[SF_END_RESCUED] > 0 || (problem->changes && problem->changes[0]);
}

SfFate sf_problem_fate(const SfProblem *problem)
{
    const guint64 through = sf_problem_through(problem);
    if (sf_problem_lost(problem) > 0)
        return SF_FATE_LOST;
    if (through > 0 && sf_problem_costs_time(problem))
        return SF_FATE_SLOWER;
    return sf_problem_fine(problem) + through == problem->calls ? SF_FATE_WELL : SF_FATE_UNKNOWN;
}

static gint by_size(gconstpointer a, gconstpointer b)
{
    const double one = *(const double *)a, other = *(const double *)b;
    return one < other ? -1 : one > other;
}

static gint by_number(gconstpointer a, gconstpointer b)
{
    const guint32 one = *(const guint32 *)a, other = *(const guint32 *)b;
    return one < other ? -1 : one > other;
}

/* The nth of all detours, in the order of both arrays together. */
static double detour_at(const SfProblem *problem, guint nth)
{
    const GArray *plain = problem->detours, *odd = problem->odd_detours;
    guint i = 0, k = 0;
    for (;;) {
        const double one = i < plain->len
                               ? (double)g_array_index(plain, guint32, i) / G_USEC_PER_SEC
                               : G_MAXDOUBLE;
        const double other = k < odd->len ? g_array_index(odd, double, k) : G_MAXDOUBLE;
        if (i + k == nth)
            return MIN(one, other);
        if (one <= other)
            i++;
        else
            k++;
    }
}

void sf_problem_measure_detour(SfProblem *problem)
{
    const guint calls = problem->detours->len + problem->odd_detours->len;
    if (calls == 0)
        return;
    g_array_sort(problem->detours, by_number);
    g_array_sort(problem->odd_detours, by_size);
    problem->detour.calls = calls;
    problem->detour.median = detour_at(problem, calls / 2);
    problem->detour.worst = detour_at(problem, calls - 1);
}

/* What a 421 asked for was brought, and now it is the credentials' turn. */
static gboolean is_agreed_on(const SfProblem *problem)
{
    const guint64 challenged = problem->outcomes[SF_END_CHALLENGED];
    return problem->status == 421 && sf_is_always_check(problem->root) && challenged > 0 &&
           challenged + sf_problem_through(problem) == problem->calls;
}

/* Every call got through, and there is nothing that anybody has to do about it: the detour is as
 * the people or the servers want it, or the fault did no harm. A registration is sent on once in an
 * hour, often because each user has a home. */
static gboolean may_stay(const SfProblem *problem)
{
    const char *answered = sf_shelf_words(SF_SHELF_CHECKS, problem->root, "when_answered");
    return (sf_is_always_check(problem->root) && !problem->changes[0]) ||
           g_strcmp0(answered, "note") == 0 || g_strcmp0(problem->method, "REGISTER") == 0;
}

/* Every call ended well, and nothing is wrong with the answers themselves: a refusal that is heeded
 * is how extensions and times are agreed on, and calls are forwarded by somebody's wish. A 301 is a
 * detour on every call for as long as nobody writes the new address down. */
static gboolean is_as_it_should_be(const SfProblem *problem)
{
    /* A 421 that was heeded asks for nothing; else somebody's telephone was passed over. */
    const gboolean is_passed_over = problem->status == 421 && problem->changes[0];
    /* Who asks for a longer time gets what it asked for; nobody did, and it is not done. */
    const gboolean is_left =
        (problem->status == 422 || problem->status == 423) && problem->is_unmet;
    return problem->status != 301 && !is_passed_over && !is_left &&
           sf_is_always_check(problem->root);
}

SfSeverity sf_problem_level(const SfProblem *problem)
{
    const SfSeverity severity = problem->severity;
    const guint64 through = sf_problem_through(problem);
    if (sf_problem_lost(problem) > 0)
        return SF_ERROR;
    if (sf_problem_fine(problem) == problem->calls)
        return is_as_it_should_be(problem) && problem->status != 421 ? SF_CHAT : SF_NOTE;
    if (is_agreed_on(problem))
        return SF_NOTE;
    if (through == 0)
        return MAX(severity, SF_NOTE);
    if (through + sf_problem_fine(problem) < problem->calls)
        return MAX(MIN(severity, SF_WARN), SF_NOTE);
    if (is_as_it_should_be(problem))
        return SF_CHAT;
    return may_stay(problem) ? SF_NOTE : SF_WARN;
}
