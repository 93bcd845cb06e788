// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sentences about the whole: the verdict, and what it rests on.
 */
#include <string.h>

#include "words.h"

/* ---- The verdict ---- */

static char *verdict_without_problem(const SfReport *report)
{
    JsonObject *total = report->reading->total;
    if (report->case_prefix)
        return g_strdup_printf("No problem here whose case begins with %s.", report->case_prefix);
    if (report->summary->calls > 0) {
        g_autofree char *calls = sf_words_quantity(report->summary->calls, "call", "calls");
        return g_strdup_printf("Nothing to mend: %s met a 301 or 421, and %s.", calls,
                               report->summary->calls == 1 ? "it went as it should"
                                                           : "all went as they should");
    }
    const guint64 sip = (guint64)sf_member_count(total, "sip");
    if (sip == 0)
        return g_strdup("No SIP was found, so nothing can be said about 301 and 421.");
    g_autofree char *messages = sf_words_quantity(sip, "SIP message", "SIP messages");
    return g_strdup_printf("No 301 and no 421 in %s. Nothing to mend.", messages);
}

static char *verdict_with_problems(const SfReport *report)
{
    const SfSummary *summary = report->summary;
    const guint n = summary->problems->len;
    const guint64 of =
        MAX((guint64)sf_member_count(report->reading->total, "calls"), summary->calls);
    g_autofree char *problems = sf_words_quantity(n, "problem", "problems");
    g_autofree char *all = sf_words_quantity(of, "call", "calls");
    const char *order = n == 1 ? "" : " Mend them in this order:";
    if (summary->calls_lost > 0) {
        g_autofree char *lost = sf_words_number(summary->calls_lost);
        return g_strdup_printf("%s. %s cost %s of %s.%s", problems, n == 1 ? "It" : "They", lost,
                               all, order);
    }
    g_autofree char *met = sf_words_number(summary->calls_met);
    return g_strdup_printf("%s, met by %s of %s.%s", problems, met, all, order);
}

char *sf_words_verdict(const SfReport *report)
{
    g_autofree char *verdict = report->summary->problems->len > 0 ? verdict_with_problems(report)
                                                                  : verdict_without_problem(report);
    if (!report->reading->interrupted)
        return g_steal_pointer(&verdict);
    return g_strconcat("PARTIAL: stopped before the end. So far: ", verdict, NULL);
}

/* ---- The end of the report ---- */

static guint64 count_calls(const GPtrArray *problems, SfCallEnd outcome)
{
    guint64 calls = 0;
    for (guint i = 0; i < problems->len; i++) {
        const SfProblem *problem = problems->pdata[i];
        calls += outcome == SF_N_ENDS ? problem->calls : problem->outcomes[outcome];
    }
    return calls;
}

char *sf_words_well(const SfReport *report)
{
    const guint64 calls = count_calls(report->summary->well, SF_N_ENDS);
    if (calls == 0)
        return NULL;
    g_autofree char *number = sf_words_quantity(calls, "call", "calls");
    return g_strdup_printf("%s got a 421, came back with what was asked for and got through.",
                           number);
}

char *sf_words_unsure(const SfReport *report)
{
    const guint64 calls = count_calls(report->summary->problems, SF_END_UNKNOWN);
    if (calls == 0)
        return NULL;
    g_autofree char *number = sf_words_quantity(calls, "call", "calls");
    return g_strdup_printf(
        "%s: what became of them these captures do not show. To know, capture for "
        "longer, and where the caller is.",
        number);
}

static const struct {
    const char *key;
    const char *one;
    const char *many;
    const char *help;
} coverages[] = {
    {"encrypted", "encrypted packet on a SIP port", "encrypted packets on SIP ports",
     "give --keylog FILE"},
    {"cut", "SIP message cut short", "SIP messages cut short", "capture with -s 0"},
    {"fragments", "IP fragment without the others", "IP fragments without the others",
     "capture where all packets pass"},
    {"one_way", "call seen in one direction only", "calls seen in one direction only",
     "capture where both directions pass"},
    {"no_request", "answer without its request", "answers without their requests",
     "start the capture earlier"},
    {"dropped", "packet dropped while capturing", "packets dropped while capturing",
     "capture with a filter, or with a larger buffer"},
    {"skipped", "record that is no packet", "records that are no packets",
     "tshark cannot take them"},
};

static void add_known(GPtrArray *unseen, JsonObject *coverage)
{
    for (guint i = 0; i < G_N_ELEMENTS(coverages); i++) {
        const guint64 n = (guint64)sf_member_count(coverage, coverages[i].key);
        if (n == 0)
            continue;
        g_autofree char *what = sf_words_quantity(n, coverages[i].one, coverages[i].many);
        g_ptr_array_add(unseen, g_strdup_printf("%s (%s)", what, coverages[i].help));
    }
}

static gboolean is_known(const char *key)
{
    for (guint i = 0; i < G_N_ELEMENTS(coverages); i++)
        if (g_str_equal(coverages[i].key, key))
            return TRUE;
    return FALSE;
}

/* A newer plugin may count what this command has no words for: better its key than silence. */
static void add_unknown(GPtrArray *unseen, JsonObject *coverage)
{
    if (!coverage)
        return;
    g_autoptr(GList) keys = json_object_get_members(coverage);
    for (GList *at = keys; at; at = at->next) {
        const gint64 n = sf_member_count(coverage, at->data);
        if (n > 0 && !is_known(at->data))
            g_ptr_array_add(unseen,
                            g_strdup_printf("%" G_GINT64_FORMAT " %s", n, (char *)at->data));
    }
}

GPtrArray *sf_words_unseen(const SfReport *report)
{
    GPtrArray *unseen = g_ptr_array_new_with_free_func(g_free);
    JsonObject *total = report->reading->total;
    JsonObject *coverage = sf_member_object(total, "coverage");
    add_known(unseen, coverage);
    add_unknown(unseen, coverage);
    if (total && json_object_has_member(total, "complete") &&
        !json_object_get_boolean_member(total, "complete"))
        g_ptr_array_add(unseen,
                        g_strdup("more requests were open at once than are kept in mind, so "
                                 "answers may lack theirs (analyse shorter captures)"));
    return unseen;
}

GPtrArray *sf_words_unreadable(const SfReport *report)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < report->reading->unreadable->len; i++) {
        const SfUnread *unread = report->reading->unreadable->pdata[i];
        g_autofree char *path = sf_words_value(unread->path);
        g_autofree char *reason = sf_words_value(unread->reason ? unread->reason : "not a capture");
        g_ptr_array_add(list, g_strdup_printf("%s: %s", path, reason));
    }
    return list;
}

static char *frames_in_short(guint64 frames)
{
    if (frames < 1000000)
        return sf_words_quantity(frames, "frame", "frames");
    return g_strdup_printf("%.1f M frames", (double)frames / 1e6);
}

char *sf_words_looked(const SfReport *report)
{
    JsonObject *total = report->reading->total;
    g_autofree char *captures = sf_words_quantity(report->reading->captures, "capture", "captures");
    g_autofree char *frames = frames_in_short((guint64)sf_member_count(total, "frames"));
    g_autofree char *messages =
        sf_words_quantity((guint64)sf_member_count(total, "sip"), "SIP message", "SIP messages");
    g_autofree char *calls =
        sf_words_quantity((guint64)sf_member_count(total, "calls"), "call", "calls");
    g_autofree char *period =
        sf_words_period(sf_member_string(total, "first"), sf_member_string(total, "last"), TRUE);
    return g_strdup_printf("%s, %s, %s, %s%s%s%s, in %.1f s.", captures, frames, messages, calls,
                           period ? ", " : "", period ? period : "", period ? " UTC" : "",
                           report->seconds);
}
