// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How the calls of one problem ended: how many, what it cost them, since when, and whether anybody
 * has to hurry.
 */
#include <string.h>

#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"
#include "analyzer/report/proof/words_frames.h"
#include "analyzer/report/words.h"

char *sf_words_counted(const char *kind, guint64 n)
{
    static const struct {
        const char *kind;
        const char *one;
        const char *many;
    } names[] = {{"INVITE", "call", "calls"},
                 {"recording", "recording", "recordings"},
                 {"REGISTER", "registration", "registrations"},
                 {"SUBSCRIBE", "subscription", "subscriptions"},
                 {"MESSAGE", "message", "messages"}};
    if (!kind)
        return sf_words_quantity(n, "request", "requests");
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_str_equal(kind, names[i].kind))
            return sf_words_quantity(n, names[i].one, names[i].many);
    g_autofree char *shown = sf_visible_clip(kind, SF_METHOD_COLUMNS);
    g_autofree char *number = sf_words_number(n);
    return g_strdup_printf("%s %s request%s", number, shown, n == 1 ? "" : "s");
}

static char *calls_of(const SfProblem *problem, guint64 n)
{
    return sf_words_counted(problem->kind, n);
}

/* "12 calls", or "10 of 12 calls". */
static char *calls_among(const SfProblem *problem, guint64 some)
{
    g_autofree char *all = calls_of(problem, problem->calls);
    if (some == problem->calls)
        return g_steal_pointer(&all);
    g_autofree char *number = sf_words_number(some);
    return g_strdup_printf("%s of %s", number, all);
}

static char *seconds(double n)
{
    return n < 1 ? g_strdup_printf("%.0f ms", n * 1000) : g_strdup_printf("%.1f s", n);
}

/* A fault that stands beside the move costs no time of its own. */
static char *cause_of_detour(const SfProblem *problem)
{
    const gboolean is_of_move =
        problem->status / 100 == 3 && sf_shelf_words(SF_SHELF_CHECKS, problem->root, "beside");
    return is_of_move ? g_strdup_printf(" by the %" G_GINT64_FORMAT " itself", problem->status)
                      : g_strdup("");
}

static char *detour_of(const SfProblem *problem)
{
    if (problem->detour.calls == 0)
        return g_strdup("");
    g_autofree char *cause = cause_of_detour(problem);
    g_autofree char *median = seconds(problem->detour.median);
    if (problem->detour.calls == 1)
        return g_strdup_printf(", +%s%s", median, cause);
    g_autofree char *worst = seconds(problem->detour.worst);
    if (g_str_equal(median, worst))
        return g_strdup_printf(", +%s each%s", median, cause);
    return g_strdup_printf(", +%s (median), +%s (worst)%s", median, worst, cause);
}

/* Behind the calls that were lost: how many of the others got through. */
static char *others_of(const SfProblem *problem)
{
    const guint64 through = sf_problem_through(problem);
    if (through == 0)
        return g_strdup("");
    g_autofree char *number = sf_words_number(through);
    return g_strdup_printf(", %s got through", number);
}

/* 486 and 600 say "busy", whether somebody talks or pressed a button. */
static gboolean is_busy(const SfProblem *problem)
{
    const gint64 status = sf_problem_example(problem)->followup_status;
    return status == 486 || status == 600;
}

/* It rang there, and its server tells that by a time that is over. */
static const char *how_it_declined(const SfProblem *problem)
{
    if (is_busy(problem))
        return "was busy";
    return sf_problem_example(problem)->followup_status == 408 ? "did not answer" : "declined";
}

/* How those that are nobody's loss ended, where all of them ended alike. */
static const char *fine_end(const SfProblem *problem)
{
    if (problem->outcomes[SF_END_DECLINED] == problem->calls && is_busy(problem))
        return problem->calls == 1 ? ", the called side was busy" : ", busy or declined";
    /* Nobody was seen to go to the new place: that is what another place said, or who asked it. */
    if (problem->outcomes[SF_END_DECLINED] == problem->calls &&
        sf_problem_example(problem)->n_followups == 0)
        return ", the caller was told busy or declined";
    if (problem->outcomes[SF_END_DECLINED] == problem->calls)
        return g_str_equal(how_it_declined(problem), "did not answer")
                   ? ", nobody answered"
                   : ", declined by the called side";
    if (problem->outcomes[SF_END_CANCELLED] == problem->calls)
        return ", ended by the caller";
    if (problem->outcomes[SF_END_WENT_ON] == problem->calls)
        return problem->calls == 1 ? ", and its session went on" : ", and their sessions went on";
    if (problem->outcomes[SF_END_RESCUED] == problem->calls)
        return ", answered at another place";
    if (problem->outcomes[SF_END_ANSWERED] == problem->calls)
        return ", answered";
    return "";
}

static char *numbers_of_fate(const SfProblem *problem)
{
    switch (sf_problem_fate(problem)) {
    case SF_FATE_LOST: {
        g_autofree char *calls = calls_among(problem, sf_problem_lost(problem));
        g_autofree char *others = others_of(problem);
        const char *likely = sf_problem_loss_is_likely(problem) ? ", likely" : "";
        return g_strconcat(calls, likely, others, NULL);
    }
    case SF_FATE_SLOWER: {
        g_autofree char *calls = calls_among(problem, sf_problem_through(problem));
        g_autofree char *detour = detour_of(problem);
        return g_strconcat(calls, detour, NULL);
    }
    case SF_FATE_WELL: {
        g_autofree char *calls = calls_of(problem, problem->calls);
        return g_strconcat(calls, fine_end(problem), NULL);
    }
    default: {
        const guint64 settled = sf_problem_fine(problem) + sf_problem_through(problem);
        const guint64 open = problem->calls - MIN(settled, problem->calls);
        g_autofree char *calls = calls_among(problem, open);
        /* Without an answer it went on inside IPsec. */
        const gboolean is_asked = problem->outcomes[SF_END_CHALLENGED] == open &&
                                  sf_problem_example(problem)->followup_status != 0;
        const char *end = is_asked ? ", asked for credentials, end not known" : ", end not known";
        return g_strconcat(calls, end, NULL);
    }
    }
}

/* What asks "are you there?" is no call that anybody lost. */
static char *numbers(const SfProblem *problem)
{
    g_autofree char *own = numbers_of_fate(problem);
    const gboolean is_test = g_strcmp0(problem->method, "OPTIONS") == 0;
    return g_strconcat(own, is_test ? " (no calls)" : "", NULL);
}

const char *sf_words_fate(const SfProblem *problem)
{
    return sf_fate_name(sf_problem_fate(problem));
}

static gboolean is_one_day(const SfReport *report)
{
    const char *first = sf_member_string(report->reading->total, "first");
    const char *last = sf_member_string(report->reading->total, "last");
    return first && last && strncmp(first, last, SF_DATE_LENGTH) == 0;
}

char *sf_words_cost(const SfReport *report, const SfProblem *problem)
{
    g_autofree char *cost = numbers(problem);
    g_autofree char *when = sf_words_period(problem->first, problem->last, !is_one_day(report));
    return when ? g_strdup_printf("%s, %s", cost, when) : g_steal_pointer(&cost);
}

const char *sf_words_since_name(SfSince since)
{
    static const char *const names[] = {
        [SF_SINCE_NEW] = "new", [SF_SINCE_WORSE] = "worse", [SF_SINCE_KNOWN] = "known"};
    return names[since];
}

char *sf_words_since(const SfProblem *problem)
{
    switch (problem->since) {
    case SF_SINCE_NEW:
        if (problem->unlooked_before)
            return g_strdup_printf(
                "Not in the baseline, which was not looked at for %" G_GINT64_FORMAT " (--codes).",
                problem->status);
        return g_strdup("New: not in the baseline.");
    case SF_SINCE_WORSE:
        return g_strdup_printf("Worse than in the baseline, where it was %s.",
                               sf_words_level(problem->level_before));
    case SF_SINCE_KNOWN:
        return g_strdup("Known since the baseline.");
    case SF_SINCE_UNASKED:
        break;
    }
    return NULL;
}

/* A fault that is only to be reported is no change for a quiet hour: it has no values. */
static const char *how_soon(const SfProblem *problem)
{
    const SfEventFix *fix = &g_array_index(sf_problem_root(problem)->fixes, SfEventFix, 0);
    return fix->old_value || fix->new_value ? "the change can wait for a quiet hour"
                                            : "there is no hurry";
}

/* How it got through. A detour is spoken of where the change takes it away: with a redirect, that
 * is only a new address at the caller. Where nobody came back, another branch answered. */
static char *how_through(const SfProblem *problem)
{
    const gboolean redirects = problem->status / 100 == 3;
    if (problem->outcomes[SF_END_RESCUED] == problem->calls ||
        (!redirects && problem->detour.calls == 0 && problem->outcomes[SF_END_ANSWERED] == 0))
        return g_strdup(", by another way");
    /* Where nobody went to the new address, another branch of a fork answered. */
    const gboolean is_slower = problem->detour.calls > 0;
    if (!is_slower || (redirects && !sf_words_is_new_address(problem)))
        return g_strdup(" all the same");
    if (sf_problem_fate(problem) == SF_FATE_SLOWER)
        return g_strdup(", by a detour");
    g_autofree char *worst = seconds(problem->detour.worst);
    return g_strdup_printf(", by a detour that nobody notices (%s)", worst);
}

/* A proxy gave the call to another place, as voicemail, when the first had refused it, and nobody
 * came back there with what it wants: it takes none of these calls. Where the requests are not in
 * the capture, somebody may have come back. */
static gboolean is_answered_elsewhere(const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    return problem->status == 421 && problem->calls == 1 && problem->server_address &&
           problem->outcomes[SF_END_ANSWERED] == 1 && example->n_followups == 0 &&
           example->has_request;
}

/* The place may lie behind the one that both answers came from, so it has no address here. */
static char *answered_elsewhere(const SfProblem *problem)
{
    g_autofree char *calls = calls_of(problem, 1);
    return g_strdup_printf("The %s was answered, but not by the place that refused it: nothing "
                           "rings there for such a caller until this is mended.",
                           strchr(calls, ' ') + 1);
}

/* Somebody rings, but not the one who was called. */
static gboolean is_other_number(const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    return problem->outcomes[SF_END_RESCUED] > 0 && example->outcome == SF_END_RESCUED &&
           example->is_other_number && example->followup_status / 100 == 2 &&
           example->followup_uri && example->request_uri;
}

static char *answered_at_other_number(const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    g_autofree char *calls = calls_of(problem, 1);
    g_autofree char *other = sf_words_value(example->followup_uri);
    g_autofree char *called = sf_words_value(example->request_uri);
    g_autofree char *place = sf_words_place(
        example->followup_status_frame > 0 ? example->followup_status_frame
                                           : example->followup_frame,
        example->followup_status_frame > 0 ? example->followup_status_line : example->followup_line,
        example->followup_status_capture);
    return g_strdup_printf("%s %s was answered, but at another number, %s (%s): %s is not reached "
                           "by such a %s until this is mended.",
                           problem->calls == 1 ? "The" : "At least one", strchr(calls, ' ') + 1,
                           other, place, called, strchr(calls, ' ') + 1);
}

/* The call went well, and yet what was asked for was not done. */
static char *how_unmet(const SfProblem *problem)
{
    g_autofree char *one = calls_of(problem, 1);
    const char *call = strchr(one, ' ') + 1;
    if (problem->outcomes[SF_END_WENT_ON] == problem->calls) {
        g_autofree char *method = sf_words_value(problem->method ? problem->method : "request");
        return g_strdup_printf("What the %s asked for was not done.", method);
    }
    return g_strdup_printf("The %s was answered, but what it was for was not done: each such %s "
                           "ends so until this is mended.",
                           call, call);
}

/* Of the example: the call of its own by which an agent served its caller; NULL: not known, or it
 * is none that was begun before the answer. */
static char *served_leg(const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    if (!example->is_served_beside || example->leg_answered_frame == 0 || !example->leg_uri)
        return NULL;
    g_autofree char *other = sf_words_value(example->leg_uri);
    g_autofree char *asked =
        sf_words_place(example->leg_frame, example->leg_line, example->leg_capture);
    g_autofree char *answered = sf_words_place(
        example->leg_answered_frame, example->leg_answered_line, example->leg_answered_capture);
    return g_strdup_printf("%s had been called as well (%s), before the %" G_GINT64_FORMAT
                           " came, and took the call (%s): nothing was held up. It counts where "
                           "that place is not called, or does not answer.",
                           other, asked, problem->status, answered);
}

/* Of a ring group, say. */
static char *held_nothing_up(const SfProblem *problem)
{
    char *leg = served_leg(problem);
    return leg ? leg
               : g_strdup_printf("Another place was asked before the %" G_GINT64_FORMAT
                                 " came, likely for the same %s, and answered: nothing was held "
                                 "up. It counts where that other place does not answer.",
                                 problem->status, problem->calls == 1 ? "call" : "calls");
}

/* What each call to an old address depends on until the new one is written down. */
static char *when_to_write_down(const SfProblem *problem)
{
    g_autofree char *server =
        problem->server_address ? sf_words_value(problem->server_address) : NULL;
    g_autofree char *one = calls_of(problem, 1);
    return g_strdup_printf("make the change at a quiet hour; until then each such %s needs the "
                           "%" G_GINT64_FORMAT "%s%s",
                           strchr(one, ' ') + 1, problem->status, server ? " of " : "",
                           server ? server : "");
}

/* So soon that the detour is none that costs; how others ended may not be known. */
static gboolean got_through_soon(const SfProblem *problem)
{
    const SfFate fate = sf_problem_fate(problem);
    return (fate == SF_FATE_WELL || fate == SF_FATE_UNKNOWN) && problem->ways_short > 0;
}

static char *how_they_got_through(const SfProblem *problem)
{
    const guint64 through = MIN(sf_problem_through(problem), problem->calls);
    g_autofree char *some = calls_of(problem, through);
    g_autofree char *way = how_through(problem);
    if (problem->outcomes[SF_END_UNKNOWN] > 0) {
        g_autofree char *others = sf_words_number(problem->outcomes[SF_END_UNKNOWN]);
        return g_strdup_printf("%s got through%s; how %s ended is not known.", some, way, others);
    }
    g_autofree char *all = g_strconcat("The ", strchr(some, ' ') + 1, NULL);
    g_autofree char *when = g_str_equal(problem->root, "moved.permanently")
                                ? when_to_write_down(problem)
                                : g_strdup(how_soon(problem));
    return g_strdup_printf("%s got through%s: %s.", through == problem->calls ? all : some, way,
                           when);
}

/* Nobody has to hurry where all got through. */
static char *how_urgent(const SfProblem *problem)
{
    const gboolean went_on = problem->outcomes[SF_END_WENT_ON] == problem->calls;
    /* What a client only says that it does may end its calls later. */
    if (sf_problem_root(problem)->fixes->len == 0 ||
        g_str_equal(problem->root, "extension.listed-not-done"))
        return NULL;
    if (is_answered_elsewhere(problem))
        return answered_elsewhere(problem);
    if (is_other_number(problem))
        return answered_at_other_number(problem);
    if (problem->is_unmet)
        return how_unmet(problem);
    if (went_on)
        return g_strdup_printf("%s: %s.",
                               problem->status / 100 == 3 ? "The session went on as it was"
                                                          : "Nothing was lost",
                               how_soon(problem));
    if (sf_problem_fate(problem) == SF_FATE_WELL && sf_problem_held_nothing_up(problem))
        return held_nothing_up(problem);
    return got_through_soon(problem) || sf_problem_fate(problem) == SF_FATE_SLOWER
               ? how_they_got_through(problem)
               : NULL;
}

char *sf_words_acquittal(const SfProblem *problem)
{
    char *urgency = how_urgent(problem);
    if (urgency)
        return urgency;
    const gint64 status = sf_problem_example(problem)->followup_status;
    if (problem->outcomes[SF_END_DECLINED] != problem->calls || status == 0)
        return NULL;
    g_autofree char *all = calls_of(problem, problem->calls);
    g_autofree char *calls =
        problem->calls == 1 ? g_strconcat("The ", all + strlen("1 "), NULL) : g_steal_pointer(&all);
    if (status / 100 == 3) /* that was told further on */
        return g_strdup_printf("%s came to nothing because the called side was busy or declined, "
                               "not because of this %" G_GINT64_FORMAT ".",
                               calls, problem->status);
    return g_strdup_printf("%s came to nothing because the called side %s (%" G_GINT64_FORMAT
                           "), not because of this %" G_GINT64_FORMAT ".",
                           calls, how_it_declined(problem), status, problem->status);
}

char *sf_words_counter(const SfProblem *problem)
{
    if (problem->taken_without == 0)
        return NULL;
    const char *tag = sf_problem_example(problem)->missing[0];
    g_autofree char *server = sf_words_value(problem->server_address);
    g_autofree char *shown = sf_words_value(tag);
    g_autofree char *taken = calls_of(problem, problem->taken_without);
    g_autofree char *refused = sf_words_number(problem->calls);
    return g_strdup_printf("It does not always insist: %s took %s that did not list %s either "
                           "(200), and refused %s.",
                           server, taken, shown, refused);
}

/* Where who asked does so for others, a try that failed is not all that it made. */
static char *why_likely(const SfProblem *problem)
{
    const char *asked = sf_problem_example(problem)->for_another;
    if (!asked || !sf_problem_loss_is_likely(problem))
        return NULL;
    g_autofree char *caller = sf_words_value(asked);
    return g_strdup_printf(
        "Likely only: %s may call for somebody else, as PBXs and gateways do, and "
        "what that one was told in the end is not in the capture.",
        caller);
}

char *sf_words_certainty(const SfProblem *problem)
{
    if (sf_problem_fate(problem) == SF_FATE_LOST)
        return why_likely(problem);
    const gboolean tells_no_end = sf_is_always_check(problem->root) && !problem->leads_into_tls;
    const gboolean is_told =
        problem->changes[0] && sf_shelf_words(SF_SHELF_CHECKS, problem->root, "tells_end");
    if (sf_problem_fate(problem) != SF_FATE_UNKNOWN || tells_no_end || is_told ||
        got_through_soon(problem))
        return NULL;
    if (sf_shelf_words(SF_SHELF_CHECKS, problem->root, "hopeless"))
        return g_strdup(
            "Such an answer tells no caller how to get on; whether this one got through "
            "another way, the capture does not show.");
    g_autofree char *calls = calls_of(problem, problem->calls);
    const gint64 status = sf_problem_example(problem)->followup_status;
    if (problem->outcomes[SF_END_UNKNOWN] == problem->calls && status >= 400)
        return g_strdup_printf("What followed got %" G_GINT64_FORMAT ". The capture does not show "
                               "whether the %s came to nothing because of this %" G_GINT64_FORMAT
                               ".",
                               status, strchr(calls, ' ') + 1, problem->status);
    return g_strdup_printf("The capture does not show how the %s ended.%s", strchr(calls, ' ') + 1,
                           problem->leads_into_tls
                               ? " A new address is reached by TLS: what goes there can be read "
                                 "with its keys only (--keylog FILE)."
                               : "");
}
