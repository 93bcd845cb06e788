// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The verdict: how many problems, met by how many calls, what they cost, and in which order to go.
 */
#include <string.h>

#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"
#include "analyzer/events/run_counts.h"
#include "analyzer/report/words.h"

/* "302 or 301": what those that went well met; so it is told where the user asks for many codes,
 * and of one call, which met them all. */
static char *codes_met(const GPtrArray *well, const char *between)
{
    g_autoptr(GPtrArray) codes = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < well->len; i++) {
        const SfProblem *problem = well->pdata[i];
        char *code = g_strdup_printf("%" G_GINT64_FORMAT, problem->status);
        if (g_ptr_array_find_with_equal_func(codes, code, g_str_equal, NULL))
            g_free(code);
        else
            g_ptr_array_add(codes, code);
    }
    g_ptr_array_add(codes, NULL);
    return g_strjoinv(between, (char **)codes->pdata);
}

/* What goes behind "nothing": nobody knows what is in the rest. */
static const char *in_what_was_read(const SfReport *report)
{
    return report->reading->unreadable->len > 0 ? " in what could be read" : "";
}

/* Calls that got a 300 or more which is not in the capture. */
static guint64 refusals_unseen(const SfReport *report)
{
    JsonObject *coverage = sf_member_object(report->reading->total, "coverage");
    return coverage ? (guint64)sf_member_count(coverage, "refusals") : 0;
}

static guint64 transfers_told(const SfReport *report)
{
    JsonObject *coverage = sf_member_object(report->reading->total, "coverage");
    return coverage ? (guint64)sf_member_count(coverage, "transfers") : 0;
}

/* What was looked at went well; of what was not, that is said only where it did. */
static char *verdict_of_calls(const SfReport *report)
{
    const guint64 n = report->summary->calls;
    g_autofree char *calls = sf_words_counted_of(report->summary->well, n);
    const GPtrArray *well = report->summary->well;
    if (well->len == 0) /* such as answers that are cut */
        return g_strdup_printf("%s met such an answer, of which nothing more can be said.", calls);
    g_autofree char *codes =
        n == 1 ? codes_met(well, " and a ") : sf_words_codes(report, "", " or ");
    g_autofree char *met = codes ? g_steal_pointer(&codes) : codes_met(well, " or ");
    const gboolean went_on = sf_words_all_went_on(well);
    const gboolean usual = sf_words_all_as_usual(well);
    const char *how = n == 1    ? went_on ? "its session went on"
                                  : usual ? "it went as it should"
                                          : "it got through all the same"
                      : went_on ? "their sessions went on"
                      : usual   ? "all went as they should"
                                : "all got through";
    const char *where = in_what_was_read(report);
    g_autofree char *others = sf_words_other_refusals(report);
    if (sf_words_beside_is_well(report) && refusals_unseen(report) == 0 &&
        transfers_told(report) == 0 && !others)
        return g_strdup_printf("Nothing to mend%s. %s met a %s, and %s.", where, calls, met, how);
    return g_strdup_printf("Nothing to mend%s where a %s was met. %s met %s, and %s.", where, met,
                           calls, n == 1 ? "it" : "one", how);
}

/* What is on SIP's port for TLS may be SIP or not. */
static char *verdict_without_sip(const SfReport *report)
{
    g_autofree char *codes = sf_words_codes(report, "", " and ");
    JsonObject *coverage = sf_member_object(report->reading->total, "coverage");
    const gboolean is_encrypted = coverage && sf_member_count(coverage, "encrypted") > 0;
    return g_strdup_printf("No SIP %s%s, so nothing can be said about %s%s",
                           is_encrypted ? "could be read" : "was found", in_what_was_read(report),
                           codes ? codes : "such answers",
                           is_encrypted ? ". What is on SIP's port for TLS is encrypted." : ".");
}

/* It may have been one of those that are looked for. */
static char *verdict_of_unseen(guint64 refusals)
{
    g_autofree char *calls = sf_words_quantity(refusals, "call", "calls");
    return g_strdup_printf("; but %s got a refusal or redirect that is not in the capture. Whether "
                           "there is anything to mend is not known.",
                           calls);
}

/* The transferred call may be between others, where nobody captured. */
static char *verdict_of_transfers(guint64 told)
{
    g_autofree char *messages = sf_words_quantity(told, "NOTIFY tells", "NOTIFYs tell");
    return g_strdup_printf("; but %s of a transferred call that got one. Whether there is anything "
                           "to mend is not known: capture where that call goes.",
                           messages);
}

/* "301 to INVITE, Call-ID x@192.0.2.1", of the run line's "301 INVITE x@192.0.2.1"; NULL: that is
 * not told. */
static char *head_of_part(const SfReport *report)
{
    JsonObject *heads = sf_member_object(report->reading->total, "heads");
    g_autoptr(GList) names = heads ? json_object_get_members(heads) : NULL;
    g_auto(GStrv) parts = names ? g_strsplit(names->data, " ", 3) : NULL;
    if (!parts || g_strv_length(parts) < 3)
        return NULL;
    g_autofree char *head = g_strdup_printf("%s to %s, Call-ID %s", parts[0], parts[1], parts[2]);
    return sf_words_value(head);
}

/* What the first part of an answer tells of it is told, that somebody finds the call. */
static char *verdict_of_part(const SfReport *report)
{
    g_autofree char *head = head_of_part(report);
    return g_strdup_printf(" that are there whole; but of one at least the first part is there%s%s"
                           "%s, and the rest is not.",
                           head ? " (" : "", head ? head : "", head ? ")" : "");
}

/* Of what nobody asked for: whether there is something to be asked for. */
static char *verdict_beside(const SfReport *report)
{
    JsonObject *coverage = sf_member_object(report->reading->total, "coverage");
    if (coverage && sf_member_count(coverage, "parts") > 0)
        return verdict_of_part(report);
    if (refusals_unseen(report) > 0)
        return verdict_of_unseen(refusals_unseen(report));
    if (transfers_told(report) > 0)
        return verdict_of_transfers(transfers_told(report));
    if (sf_run_lacks_answers(report->reading))
        return g_strdup(
            "; but no final answer to any request. Whether there is anything to mend is "
            "not known. Capture both directions, until the answers come.");
    g_autofree char *others = sf_words_other_refusals(report);
    if (sf_words_beside_is_well(report))
        return g_strconcat(". ", others ? others : "Nothing to mend.", NULL);
    g_autoptr(GArray) codes = sf_words_beside_codes(report);
    g_autofree char *list = sf_words_code_list(codes, ", ");
    gboolean likely;
    const char *cost = !sf_words_beside_is_lost(report, &likely) ? ""
                       : likely ? "; and what was asked for was likely not served"
                                : "; and what was asked for was not served";
    return g_strdup_printf(", but %s, %s of %s%s.", list,
                           codes->len == 1 ? "a relative" : "relatives",
                           sf_words_looks_at_one(report) ? "it" : "theirs", cost);
}

static char *verdict_without_problem(const SfReport *report)
{
    JsonObject *total = report->reading->total;
    if (report->case_prefix)
        return g_strdup_printf("No problem here whose name begins with %s.", report->case_prefix);
    if (report->summary->calls > 0)
        return verdict_of_calls(report);
    const guint64 sip = (guint64)sf_member_count(total, "sip");
    if (report->reading->captures == 0)
        return g_strdup("Nothing was read to its end.");
    if (sip == 0)
        return verdict_without_sip(report);
    g_autofree char *messages = sf_words_quantity(sip, "SIP message", "SIP messages");
    g_autofree char *codes = sf_words_codes(report, "no ", " and ");
    if (codes)
        *codes = 'N';
    const char *none = codes ? codes : "None of the answers that were asked for";
    if (report->reading->unreadable->len > 0)
        return g_strdup_printf("%s in %s; but not all of the input could be read.", none, messages);
    g_autofree char *beside = verdict_beside(report);
    return g_strdup_printf("%s in %s%s", none, messages, beside);
}

/* " (1 new or worse since the baseline)"; "" without a baseline. */
static char *since_baseline(const SfSummary *summary)
{
    guint fresh = 0;
    for (guint i = 0; i < summary->problems->len; i++) {
        const SfSince since = ((const SfProblem *)summary->problems->pdata[i])->since;
        if (since == SF_SINCE_UNASKED)
            return g_strdup("");
        fresh += since != SF_SINCE_KNOWN;
    }
    if (fresh == 0)
        return g_strdup(" (known since the baseline)");
    return g_strdup_printf(" (%u new or worse since the baseline)", fresh);
}

/* Adds those whose requests set up no call. FALSE where one has several kinds of them. */
static gboolean add_no_calls(GPtrArray *others, const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++) {
        SfProblem *problem = problems->pdata[i];
        if (!problem->kind)
            return FALSE;
        if (!g_str_equal(problem->kind, "INVITE"))
            g_ptr_array_add(others, problem);
    }
    return TRUE;
}

/* The calls among what was looked at, without registrations and the like; 0: nobody knows. */
static guint64 all_calls(const SfReport *report)
{
    const SfSummary *summary = report->summary;
    g_autoptr(GPtrArray) others = g_ptr_array_new();
    if (summary->is_doubled || !add_no_calls(others, summary->problems) ||
        !add_no_calls(others, summary->well))
        return 0;
    return sf_report_calls(report) - sf_summary_calls_of(summary, others);
}

/* "12 of 340 calls"; "12 calls" where that is all, and where what was lost are no calls, of which
 * alone the whole number is known. */
static char *some_of_all(const SfReport *report, const char *method, guint64 some)
{
    const guint64 all = all_calls(report);
    if (some >= all || g_strcmp0(method, "INVITE") != 0)
        return sf_words_counted(method, some);
    g_autofree char *number = sf_words_number(some);
    g_autofree char *calls = sf_words_counted(method, all);
    return g_strdup_printf("%s of %s", number, calls);
}

static char *met_of_all(const SfReport *report)
{
    const SfSummary *summary = report->summary;
    return some_of_all(report, sf_words_only_method(summary->problems), summary->calls_met);
}

/* " No answer to the other one is in the capture.": what was not lost by a problem need not have
 * gone well. "" where all of the others were answered, or where no sentence tells how many they
 * are. */
static char *others_unanswered(const SfReport *report, const char *method, guint64 some)
{
    const guint64 all = all_calls(report);
    const guint64 others = some < all && g_strcmp0(method, "INVITE") == 0 ? all - some : 0;
    const guint64 silent =
        MIN(others, (guint64)sf_member_count(report->reading->total, "unanswered"));
    const char *where = report->reading->captures == 1 ? "is in the capture" : "is in the captures";
    if (silent == 0)
        return g_strdup("");
    if (others == 1)
        return g_strdup_printf(" No answer to the other one %s.", where);
    g_autofree char *number = sf_words_number(silent);
    return silent == others
               ? g_strdup_printf(" No answer to any of the other %s %s.", number, where)
               : g_strdup_printf(" No answer to %s of the others %s.", number, where);
}

static gboolean is_same_method(gconstpointer a, gconstpointer b)
{
    return g_strcmp0(a, b) == 0;
}

/* The methods of the problems that lost any, in their order; of one that has several, NULL. */
static GPtrArray *methods_lost(const GPtrArray *problems)
{
    GPtrArray *methods = g_ptr_array_new();
    for (guint i = 0; i < problems->len; i++) {
        const SfProblem *problem = problems->pdata[i];
        if (sf_problem_lost(problem) > 0 &&
            !g_ptr_array_find_with_equal_func(methods, problem->kind, is_same_method, NULL))
            g_ptr_array_add(methods, problem->kind);
    }
    return methods;
}

/* The same of those that no problem cost. */
static char *not_lost_unanswered(const SfReport *report)
{
    g_autoptr(GPtrArray) methods = methods_lost(report->summary->problems);
    return methods->len == 1
               ? others_unanswered(report, methods->pdata[0], report->summary->calls_lost)
               : g_strdup("");
}

/* How many calls of that method were lost. */
static guint count_lost(const SfSummary *summary, const char *method)
{
    const guint n = sf_met_calls_count(summary->each);
    guint8 *marks = g_new0(guint8, n + 1);
    guint lost = 0;
    for (guint i = 0; i < summary->problems->len; i++) {
        const SfProblem *problem = summary->problems->pdata[i];
        if (g_strcmp0(problem->kind, method) == 0)
            sf_problem_mark_calls(problem, marks);
    }
    for (guint call = 0; call < n; call++)
        lost += marks[call] & SF_CALL_LOST ? 1 : 0;
    g_free(marks);
    return lost;
}

/* What asks "are you there?" costs nobody a call. */
static gboolean are_tests_only(const GPtrArray *problems)
{
    g_autoptr(GPtrArray) methods = methods_lost(problems);
    return methods->len == 1 && g_strcmp0(methods->pdata[0], "OPTIONS") == 0;
}

/* "3 calls and 1 registration": nobody adds these up. */
static char *all_lost(const SfReport *report)
{
    const GPtrArray *problems = report->summary->problems;
    g_autoptr(GPtrArray) methods = methods_lost(problems);
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < methods->len; i++) {
        const char *method = methods->pdata[i];
        g_autofree char *some = methods->len == 1
                                    ? some_of_all(report, method, report->summary->calls_lost)
                                    : sf_words_counted(method, count_lost(report->summary, method));
        const char *before = i == 0 ? "" : i + 1 < methods->len ? ", " : " and ";
        g_string_append_printf(all, "%s%s", before, some);
    }
    return g_string_free(all, FALSE);
}

/* Every one got through, or ended as somebody wanted. */
static gboolean is_nothing_lost(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++) {
        const SfProblem *problem = problems->pdata[i];
        const SfFate fate = sf_problem_fate(problem);
        if ((fate != SF_FATE_SLOWER && fate != SF_FATE_WELL) ||
            problem->outcomes[SF_END_UNKNOWN] > 0 || problem->outcomes[SF_END_CHALLENGED] > 0)
            return FALSE;
    }
    return TRUE;
}

/* Calls of which the captures do not show whether they were lost. */
static guint64 ends_not_known(const GPtrArray *problems)
{
    guint64 n = 0;
    for (guint i = 0; i < problems->len; i++) {
        const SfProblem *problem = problems->pdata[i];
        n += problem->outcomes[SF_END_UNKNOWN] + problem->outcomes[SF_END_CHALLENGED];
    }
    return n;
}

static gboolean is_no_fault(const SfProblem *problem)
{
    return sf_is_always_check(problem->root) || sf_check_severity(problem->root) <= SF_NOTE;
}

gboolean sf_words_asks_for_nothing(const SfReport *report)
{
    const GPtrArray *problems = report->summary->problems;
    const gboolean is_well = is_nothing_lost(problems);
    for (guint i = 0; i < problems->len; i++)
        if (sf_problem_fate(problems->pdata[i]) == SF_FATE_LOST ||
            !sf_words_no_change(problems->pdata[i]) ||
            (!is_well && !is_no_fault(problems->pdata[i])))
            return FALSE;
    return problems->len > 0;
}

/* One server that insists on whatever it can is one matter for whoever runs it: " 29 of them are
 * about extensions that 198.51.100.20 insists on. Ask there once." */
static char *one_demander(const GPtrArray *problems)
{
    enum { FEW = 3 };
    const SfProblem *first = problems->pdata[0];
    guint n = 0;
    for (guint i = 0; first->status == 421 && i < problems->len; i++) {
        const SfProblem *problem = problems->pdata[i];
        n += problem->status == 421 &&
             g_strcmp0(problem->server_address, first->server_address) == 0;
    }
    if (n <= FEW || !first->server_address)
        return g_strdup("");
    g_autofree char *server = sf_words_value(first->server_address);
    g_autofree char *how_many = n == problems->len ? g_strdup("All") : g_strdup_printf("%u", n);
    return g_strdup_printf(" %s of them are about extensions that %s insists on. Ask there once.",
                           how_many, server);
}

static const char *one_of(const GPtrArray *problems)
{
    const char *method = sf_words_only_method(problems);
    return g_strcmp0(method, "INVITE") == 0     ? "call"
           : g_strcmp0(method, "REGISTER") == 0 ? "registration"
                                                : "request";
}

/* No call met two of them. */
static gboolean are_apart(const SfSummary *summary)
{
    guint64 met = 0;
    for (guint i = 0; i < summary->problems->len; i++)
        met += ((const SfProblem *)summary->problems->pdata[i])->calls;
    return met == summary->calls_met;
}

/* Of several, the first is to be known without reading all: " Mend them in this order, and try
 * again after each. Begin with problem 1 (12 calls lost), at 198.51.100.10." */
static char *order_words(const SfSummary *summary)
{
    const GPtrArray *problems = summary->problems;
    if (problems->len < 2)
        return g_strdup("");
    const SfProblem *first = problems->pdata[0];
    const GArray *fixes = sf_problem_root(first)->fixes;
    const char *at = fixes->len > 0 ? g_array_index(fixes, SfEventFix, 0).at : NULL;
    g_autofree char *lost = sf_words_counted(first->kind, sf_problem_lost(first));
    g_autofree char *cost =
        sf_problem_lost(first) > 0 ? g_strdup_printf(" (%s lost)", lost) : g_strdup("");
    g_autofree char *shown = at ? sf_words_value(at) : NULL;
    const gboolean asks = sf_problem_beforehand(first) != NULL;
    const gboolean is_placed = shown && !asks;
    g_autofree char *demander = one_demander(problems);
    if (summary->calls_lost == 0 && are_apart(summary))
        return g_strdup_printf("%s No %s met more than one of them, so the order does not matter.",
                               demander, one_of(problems));
    return g_strdup_printf(
        "%s Mend them in this order, and try again after each. Begin with %sproblem 1%s%s%s.",
        demander, asks ? "the question of " : "", cost, is_placed ? ", at " : "",
        is_placed ? shown : "");
}

static gboolean is_any_loss(const GPtrArray *problems, gboolean sure)
{
    for (guint i = 0; i < problems->len; i++) {
        const SfProblem *problem = problems->pdata[i];
        if (sf_problem_lost(problem) > 0 && !problem->has_sure_loss == !sure)
            return TRUE;
    }
    return FALSE;
}

/* What was asked of the session may have come to nothing: only the session is as it was. */
static gboolean is_any_session_redirected(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++) {
        const SfProblem *problem = problems->pdata[i];
        if (problem->status / 100 == 3 && problem->outcomes[SF_END_WENT_ON] > 0)
            return TRUE;
    }
    return FALSE;
}

/* How the first words of a verdict go on; @problems: how many there are. */
static char *verdict_of_loss(const SfReport *report, const char *problems, const char *order)
{
    const SfSummary *summary = report->summary;
    const char *they = summary->problems->len == 1 ? "It" : "They";
    g_autofree char *lost = all_lost(report);
    g_autofree char *silent = not_lost_unanswered(report);
    const gboolean is_likely = !is_any_loss(summary->problems, TRUE);
    const gboolean is_mixed = !is_likely && is_any_loss(summary->problems, FALSE);
    if (are_tests_only(summary->problems))
        return g_strdup_printf("%s. %s %slost %s (no calls).%s", problems, they,
                               is_likely ? "likely " : "", lost, order);
    return g_strdup_printf("%s. %s %scost %s%s.%s%s", problems, they, is_likely ? "likely " : "",
                           lost, is_mixed ? ", some of it likely" : "", silent, order);
}

static char *verdict_with_problems(const SfReport *report)
{
    const SfSummary *summary = report->summary;
    const guint n = summary->problems->len;
    if (sf_words_asks_for_nothing(report)) {
        g_autofree char *calls = met_of_all(report);
        return g_strdup_printf("Nothing to change. Worth knowing, met by %s.", calls);
    }
    g_autofree char *number = sf_words_quantity(n, "problem", "problems");
    g_autofree char *since = since_baseline(summary);
    g_autofree char *problems = g_strconcat(number, since, NULL);
    g_autofree char *order = order_words(summary);
    if (summary->calls_lost > 0)
        return verdict_of_loss(report, problems, order);
    g_autofree char *met = met_of_all(report);
    g_autofree char *silent =
        others_unanswered(report, sf_words_only_method(summary->problems), summary->calls_met);
    if (!is_nothing_lost(summary->problems))
        return g_strdup_printf("%s, met by %s.%s%s", problems, met, silent, order);
    g_autofree char *things = sf_words_quantity(n, "thing", "things");
    const guint64 open = ends_not_known(summary->problems);
    g_autofree char *open_calls = sf_words_counted_of(summary->problems, open);
    g_autofree char *none =
        sf_words_any_unmet(summary->problems)
            ? g_strdup("What was asked for was not done, though no call was lost")
        : open == 0 && is_any_session_redirected(summary->problems)
            ? g_strdup("No session was lost")
        : open == 0
            ? g_strdup("Nothing was lost")
            : g_strdup_printf("No loss was seen, and how %s ended is not known", open_calls);
    return g_strdup_printf("%s%s. %s to improve%s, met by %s.%s%s", none, in_what_was_read(report),
                           things, since, met, silent, order);
}

/* What the problems cost is not all where answers that nobody asked for cost more. */
static char *with_cost_beside(const SfReport *report)
{
    g_autofree char *verdict = verdict_with_problems(report);
    g_autofree char *beside = sf_words_beside_cost(report);
    if (!beside)
        return g_steal_pointer(&verdict);
    return g_strdup_printf("%s Other answers cost %s, not counted here.", verdict, beside);
}

/* It may be a heading, which introduces nothing: no colon stands in it. */
char *sf_words_verdict(const SfReport *report)
{
    g_autofree char *verdict = report->summary->problems->len > 0 ? with_cost_beside(report)
                                                                  : verdict_without_problem(report);
    if (!report->reading->interrupted)
        return g_steal_pointer(&verdict);
    g_autofree char *read = sf_words_number(report->reading->captures);
    g_autofree char *all = sf_words_quantity(report->reading->taken, "capture", "captures");
    *verdict = g_ascii_tolower(*verdict); /* it begins with a word or a number, never with a name */
    return g_strdup_printf("PARTIAL, %s of %s, stopped before the end. So far, %s", read, all,
                           verdict);
}

char *sf_words_refused_beside(const SfReport *report)
{
    g_autofree char *others = sf_words_other_refusals(report);
    g_autofree char *verdict = sf_words_verdict(report);
    return others && !strstr(verdict, others) ? g_steal_pointer(&others) : NULL;
}
