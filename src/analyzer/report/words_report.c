// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sentences about the whole: the verdict, and what it rests on.
 */
#include <string.h>

#include "analyzer/problems/coverage.h"
#include "analyzer/report/words.h"

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
    if (report->reading->captures == 0)
        return g_strdup("nothing was read to its end.");
    if (sip == 0)
        return g_strdup_printf("No SIP was found%s, so nothing can be said about 301 and 421.",
                               report->reading->unreadable->len > 0 ? " in what could be read"
                                                                    : "");
    g_autofree char *messages = sf_words_quantity(sip, "SIP message", "SIP messages");
    if (report->reading->unreadable->len > 0)
        return g_strdup_printf("No 301 and no 421 in %s; but not all of the input could be read.",
                               messages);
    return g_strdup_printf("No 301 and no 421 in %s. Nothing to mend.", messages);
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

static char *verdict_with_problems(const SfReport *report)
{
    const SfSummary *summary = report->summary;
    const guint n = summary->problems->len;
    g_autofree char *problems = sf_words_quantity(n, "problem", "problems");
    g_autofree char *all = sf_words_quantity(sf_report_calls(report), "call", "calls");
    g_autofree char *since = since_baseline(summary);
    const char *order = n == 1 ? "" : " Mend them in this order:";
    if (summary->calls_lost > 0) {
        g_autofree char *lost = sf_words_number(summary->calls_lost);
        const gboolean is_all = summary->calls_lost == sf_report_calls(report);
        return g_strdup_printf("%s%s. %s cost %s%s%s.%s", problems, since, n == 1 ? "It" : "They",
                               is_all ? "" : lost, is_all ? "" : " of ", all, order);
    }
    g_autofree char *met = sf_words_number(summary->calls_met);
    return g_strdup_printf("%s%s, met by %s of %s.%s", problems, since, met, all, order);
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

char *sf_words_well(const SfReport *report)
{
    const guint64 calls = sf_summary_calls_well(report->summary);
    if (calls == 0)
        return NULL;
    g_autofree char *number = sf_words_quantity(calls, "call", "calls");
    return g_strdup_printf("%s got a 421, came back with what was asked for and got through.",
                           number);
}

char *sf_words_unsure(const SfReport *report)
{
    const guint64 calls = sf_summary_calls_unsure(report->summary);
    if (calls == 0)
        return NULL;
    g_autofree char *number = sf_words_quantity(calls, "call", "calls");
    return g_strdup_printf("%s: what became of %s these captures do not show. To know, capture for "
                           "longer, and where the caller is.",
                           number, calls == 1 ? "it" : "them");
}

GPtrArray *sf_words_unseen(const SfReport *report)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) list = sf_coverage_list(report->reading);
    for (guint i = 0; i < list->len; i++) {
        const SfUnseen *unseen = list->pdata[i];
        g_autofree char *number = sf_words_number(unseen->count);
        g_ptr_array_add(
            texts, unseen->help ? g_strdup_printf("%s %s (%s)", number, unseen->what, unseen->help)
                                : g_strdup_printf("%s %s", number, unseen->what));
    }
    if (!sf_coverage_complete(report->reading))
        g_ptr_array_add(texts, g_strdup("more requests were open at once than are kept in mind, so "
                                        "answers may lack theirs (analyse shorter captures)"));
    return texts;
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

char *sf_words_looked_at(const SfReport *report)
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
    return g_strdup_printf("%s, %s, %s, %s%s%s%s", captures, frames, messages, calls,
                           period ? ", " : "", period ? period : "", period ? " UTC" : "");
}

char *sf_words_looked(const SfReport *report)
{
    g_autofree char *looked = sf_words_looked_at(report);
    return g_strdup_printf("%s, in %.1f s.", looked, report->seconds);
}
