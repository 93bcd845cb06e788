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

static gboolean leads_into_tls(const SfSummary *summary)
{
    for (guint i = 0; i < summary->problems->len; i++)
        if (((const SfProblem *)summary->problems->pdata[i])->leads_into_tls)
            return TRUE;
    return FALSE;
}

/* The example of each problem whose end is open shows that it went on there. */
static gboolean all_go_on_inside_ipsec(const SfSummary *summary)
{
    for (guint i = 0; i < summary->problems->len; i++) {
        const SfProblem *problem = summary->problems->pdata[i];
        const SfEvent *example = sf_problem_example(problem);
        if (sf_problem_fate(problem) == SF_FATE_UNKNOWN &&
            (problem->calls != 1 || example->unread_frame == 0 ||
             g_strcmp0(example->unread_by, "ipsec") != 0))
            return FALSE;
    }
    return TRUE;
}

/* What is inside IPsec, or encrypted, is so at the caller too. @what: "it", "them". */
static char *how_to_see_the_end(const SfReport *report, const char *what)
{
    JsonObject *coverage = sf_member_object(report->reading->total, "coverage");
    if (coverage && sf_member_count(coverage, "ipsec") > 0)
        return g_strdup_printf(
            "Ask at either end what became of %s: %s inside IPsec, which only "
            "these two can read.",
            what, all_go_on_inside_ipsec(report->summary) ? "it went on" : "it may have gone on");
    const gboolean is_encrypted = coverage && sf_member_count(coverage, "encrypted") > 0;
    const gboolean leads_there = leads_into_tls(report->summary);
    return g_strdup_printf(
        "%sAsk at the caller what became of %s, or capture there, from before the request until "
        "nothing more comes.%s",
        is_encrypted ? "It may be in the encrypted packets: give " SF_KEYS ". " : "", what,
        !leads_there   ? ""
        : is_encrypted ? " Where a new address is reached by TLS, capture that too."
                       : " Where a new address is reached by TLS, capture that too, and give its "
                         "keys: " SF_KEYS ".");
}

/* The last that is seen of each call whose end is open: nobody was seen to answer that, whether the
 * captures would have shown it or not. Where there is what nobody can read, it may be in there. */
static gboolean all_were_asked_for_credentials(const SfReport *report)
{
    const SfSummary *summary = report->summary;
    JsonObject *coverage = sf_member_object(report->reading->total, "coverage");
    guint64 asked = 0;
    if (leads_into_tls(summary) || (coverage && (sf_member_count(coverage, "ipsec") > 0 ||
                                                 sf_member_count(coverage, "encrypted") > 0)))
        return FALSE;
    for (guint i = 0; i < summary->problems->len; i++) {
        const SfProblem *problem = summary->problems->pdata[i];
        if (problem->outcomes[SF_END_UNKNOWN] + problem->outcomes[SF_END_UNTOLD] > 0)
            return FALSE;
        asked += problem->outcomes[SF_END_CHALLENGED];
    }
    return asked > 0;
}

/* How long the captures go on behind the last answer of the one call whose end is open; below 0: it
 * cannot be told, or there are several. */
static gint64 goes_on_for(const SfReport *report, const SfEvent *example)
{
    JsonArray *messages = sf_member_array(sf_event_object(example), "messages");
    const gint64 end = sf_time_microseconds(sf_member_string(report->reading->total, "last"));
    if (report->summary->fates[SF_FATE_UNKNOWN] != 1 || example->followup_status_capture)
        return -1;
    for (guint i = 0; messages && i < json_array_get_length(messages); i++) {
        JsonObject *message = json_array_get_object_element(messages, i);
        const gint64 time = sf_time_microseconds(sf_member_string(message, "time"));
        if ((gint64)sf_member_count(message, "frame") == example->followup_status_frame)
            return time == G_MININT64 || end == G_MININT64 ? -1 : end - time;
    }
    return -1;
}

/* A capture that ends before the caller can be expected to have come back. */
#define ENDS_SOON (5 * G_USEC_PER_SEC)

static char *told_of_asked(const SfReport *report, const char *number, const char *what)
{
    const GPtrArray *problems = report->summary->problems;
    const SfEvent *example = NULL;
    for (guint i = 0; i < problems->len && !example; i++)
        if (((const SfProblem *)problems->pdata[i])->outcomes[SF_END_CHALLENGED] > 0)
            example = sf_problem_example(problems->pdata[i]);
    if (example && example->is_for_sim && example->is_secured) {
        g_autofree char *server = sf_words_value(example->server_address);
        return g_strdup_printf(
            "%s: asked for the answer of a SIM card, which goes the way that the two agreed on, by "
            "IPsec or TLS: a capture shows that only with its keys. Ask whoever runs %s what came "
            "of %s.",
            number, server, what);
    }
    const gint64 left = example ? goes_on_for(report, example) : -1;
    if (left >= 0 && left < ENDS_SOON)
        return g_strdup_printf("%s: asked for credentials, and the captures end %s that, so they "
                               "do not show whether they were brought. Ask at the caller what came "
                               "of it, or capture longer there.",
                               number, left == 0 ? "with" : "soon after");
    return g_strdup_printf("%s: asked for credentials, and no more is seen of %s. Ask at the "
                           "caller whether it brought them later, and what came of it.",
                           number, what);
}

/* The callers of all whose end is open are programs that try out servers: nobody is to be asked. */
static gboolean all_are_scans(const GPtrArray *problems)
{
    guint64 scans = 0;
    for (guint i = 0; i < problems->len; i++) {
        const SfProblem *problem = problems->pdata[i];
        const SfEvent *example = sf_problem_example(problem);
        const char *product = example->user_agent ? sf_product(example->user_agent) : NULL;
        if (problem->outcomes[SF_END_UNKNOWN] == 0)
            continue;
        if (g_strcmp0(product, "sipvicious") != 0 || sf_callers_size(problem->callers) != 1)
            return FALSE;
        scans++;
    }
    return scans > 0;
}

/* The first BYE behind the answer of the one call whose end is open: it ended, whatever became of
 * the other side. NULL: there is none, or there are several calls. */
static JsonObject *only_bye(const SfReport *report)
{
    if (report->summary->fates[SF_FATE_UNKNOWN] != 1 || report->summary->problems->len != 1)
        return NULL;
    const SfProblem *problem = report->summary->problems->pdata[0];
    const SfEvent *example = sf_problem_example(problem);
    JsonObject *event = sf_event_object(example);
    JsonArray *messages = sf_member_array(event, "messages");
    const gboolean is_bye = g_strcmp0(problem->method, "BYE") == 0;
    if (is_bye || problem->calls != 1)
        return NULL;
    for (guint i = 0; messages && i < json_array_get_length(messages); i++) {
        JsonObject *message = json_array_get_object_element(messages, i);
        if (g_strcmp0(sf_member_string(message, "what"), "BYE") == 0 &&
            sf_member_count(message, "frame") > sf_member_count(event, "frame"))
            return message;
    }
    return NULL;
}

static char *told_of_bye(JsonObject *bye, const char *number)
{
    g_autofree char *from = sf_words_value(sf_member_string(bye, "src"));
    g_autofree char *to = sf_words_value(sf_member_string(bye, "dst"));
    return g_strdup_printf("%s: %s hung up (BYE, frame %" G_GINT64_FORMAT
                           "). Whether that is because of the answer, and what became of it at %s, "
                           "the captures do not show: ask there.",
                           number, from, (gint64)sf_member_count(bye, "frame"), to);
}

char *sf_words_unsure(const SfReport *report)
{
    const guint64 calls = report->summary->fates[SF_FATE_UNKNOWN];
    if (calls == 0)
        return NULL;
    g_autofree char *number = sf_words_counted_of(report->summary->problems, calls);
    const char *what = calls == 1 ? "it" : "them";
    g_autofree char *how = how_to_see_the_end(report, what);
    if (all_were_asked_for_credentials(report))
        return told_of_asked(report, number, what);
    if (all_are_scans(report->summary->problems))
        return g_strdup_printf("%s: by its name the caller is a program that tries out servers, so "
                               "nobody may have lost anything.",
                               number);
    JsonObject *bye = only_bye(report);
    if (bye)
        return told_of_bye(bye, number);
    return g_strdup_printf("%s: the end is not known, the captures do not show it. %s", number,
                           how);
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
