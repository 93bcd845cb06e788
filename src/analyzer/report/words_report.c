// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sentences about the whole: what is counted, and what the report rests on.
 */
#include <string.h>

#include "analyzer/events/coverage.h"
#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"
#include "analyzer/report/words.h"

/* ---- What is counted ---- */

const char *sf_words_only_method(const GPtrArray *problems)
{
    const char *only = NULL;
    for (guint i = 0; i < problems->len; i++) {
        const char *method = ((const SfProblem *)problems->pdata[i])->kind;
        if (!method || (only && !g_str_equal(method, only)))
            return NULL;
        only = method;
    }
    return only;
}

const char *sf_words_calls_head(const SfReport *report)
{
    const GPtrArray *lists[] = {report->summary->problems, report->summary->well};
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        if (lists[i]->len > 0 && g_strcmp0(sf_words_only_method(lists[i]), "INVITE") != 0)
            return "Requests";
    return "Calls";
}

char *sf_words_counted_of(const GPtrArray *problems, guint64 n)
{
    return sf_words_counted(sf_words_only_method(problems), n);
}

/* ---- The end of the report ---- */

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

/* ", read as FreeSWITCH sofia trace": which logs there were. */
char *sf_words_read_as(const SfReport *report)
{
    JsonObject *logs = sf_member_object(report->reading->total, "logs");
    GString *words = g_string_new(NULL);
    g_autoptr(GList) names =
        logs ? g_list_sort(json_object_get_members(logs), (GCompareFunc)strcmp) : NULL;

    for (GList *name = names; name; name = name->next) {
        const gint64 count = sf_member_count(logs, name->data);
        g_autofree char *title = sf_words_value(name->data);
        g_string_append_printf(words, "%s%s", words->len > 0 ? ", " : "", title);
        if (count > 1)
            g_string_append_printf(words, " (%" G_GINT64_FORMAT ")", count);
    }
    return g_string_free(words, words->len == 0);
}

/* A registration or a message counts only where its answer is one that is looked at. */
static char *call_ids(const SfReport *report)
{
    const guint64 n = (guint64)sf_member_count(report->reading->total, "call_ids");
    g_autofree char *ids = sf_words_quantity(n, "Call-ID", "Call-IDs");
    g_autofree char *codes = sf_words_codes(report, "", " or ");
    const char *joint = codes && sf_words_looks_at_one(report) ? " or " : ", ";
    return codes ? g_strdup_printf("%s (of calls%s%s)", ids, joint, codes)
                 : g_strdup_printf("%s (of calls or such answers)", ids);
}

char *sf_words_looked_through(const SfReport *report)
{
    JsonObject *total = report->reading->total;
    g_autofree char *captures = sf_words_quantity(report->reading->captures, "capture", "captures");
    g_autofree char *frames = frames_in_short((guint64)sf_member_count(total, "frames"));
    g_autofree char *messages =
        sf_words_quantity((guint64)sf_member_count(total, "sip"), "SIP message", "SIP messages");
    g_autofree char *calls = call_ids(report);
    return g_strdup_printf("%s, %s, %s, %s", captures, frames, messages, calls);
}

char *sf_words_looked_at(const SfReport *report)
{
    JsonObject *total = report->reading->total;
    g_autofree char *through = sf_words_looked_through(report);
    g_autofree char *period =
        sf_words_period(sf_member_string(total, "first"), sf_member_string(total, "last"), TRUE);
    g_autofree char *read_as = sf_words_read_as(report);
    return g_strdup_printf("%s%s%s%s%s%s", through, period ? ", " : "", period ? period : "",
                           period ? " UTC" : "", read_as ? ", read as: " : "",
                           read_as ? read_as : "");
}

char *sf_words_looked(const SfReport *report)
{
    g_autofree char *looked = sf_words_looked_at(report);
    return g_strdup_printf("%s, in %.1f s.", looked, report->seconds);
}
