// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Of the calls whose end is not known: why it is not, and how it can be.
 */
#include "analyzer/events/coverage.h"
#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"
#include "analyzer/report/words.h"
#include "core/grammar/grammar.h"

static gboolean leads_into_tls(const SfSummary *summary)
{
    for (guint i = 0; i < summary->problems->len; i++)
        if (((const SfProblem *)summary->problems->pdata[i])->leads_into_tls)
            return TRUE;
    return FALSE;
}

/* ---- Why it is not known ---- */

/* The one problem whose ends are not known; NULL: there are none, or several. */
static const SfProblem *only_open(const SfReport *report)
{
    const SfProblem *only = NULL;
    for (guint i = 0; i < report->summary->problems->len; i++) {
        const SfProblem *problem = report->summary->problems->pdata[i];
        if (problem->outcomes[SF_END_UNKNOWN] == 0)
            continue;
        if (only)
            return NULL;
        only = problem;
    }
    return only;
}

/* The one call, where it is only one; NULL: there are several. */
static const SfProblem *only_call(const SfReport *report)
{
    const SfProblem *problem = only_open(report);
    return problem && problem->calls == 1 && report->summary->fates[SF_FATE_UNKNOWN] == 1 ? problem
                                                                                          : NULL;
}

static gint64 latest_in(JsonObject *event, gint64 latest)
{
    JsonArray *messages = sf_member_array(event, "messages");
    for (guint i = 0; messages && i < json_array_get_length(messages); i++) {
        JsonObject *message = json_array_get_object_element(messages, i);
        latest = MAX(latest, sf_time_microseconds(sf_member_string(message, "time")));
    }
    return latest;
}

/* Of the only call the time of its last message, else that of the last of the answers. */
static gint64 last_seen(const SfReport *report)
{
    const SfProblem *call = only_call(report);
    gint64 latest = G_MININT64;
    for (guint i = 0; i < report->summary->problems->len; i++) {
        const SfProblem *problem = report->summary->problems->pdata[i];
        if (problem->outcomes[SF_END_UNKNOWN] > 0)
            latest = MAX(latest, sf_time_microseconds(problem->last));
    }
    const GPtrArray *events = call ? sf_problem_example_events(call) : NULL;
    for (guint i = 0; events && i < events->len; i++)
        latest = latest_in(events->pdata[i], latest);
    return latest;
}

/* How long the capture goes on behind them, microseconds; below 0: not known, or there are several
 * captures, each with an end of its own. */
static gint64 time_left(const SfReport *report)
{
    const gint64 end = sf_time_microseconds(sf_member_string(report->reading->total, "last"));
    const gint64 seen = last_seen(report);
    return report->reading->runs == 1 && end != G_MININT64 && seen != G_MININT64 ? end - seen : -1;
}

static char *time_in_words(gint64 micros)
{
    const double milliseconds = (double)micros / 1000;
    if (milliseconds < 10)
        return g_strdup_printf("%.1f ms", milliseconds);
    if (milliseconds < 1000)
        return g_strdup_printf("%.0f ms", milliseconds);
    return g_strdup_printf(milliseconds < 10000 ? "%.1f s" : "%.0f s", milliseconds / 1000);
}

/* Nobody tries for longer (RFC 3261 §17.1.1.2, Timer B), microseconds. */
#define LONG_ENOUGH ((gint64)32 * G_USEC_PER_SEC)

/* ", as the capture ends 0.4 ms after its last message", or what else is known of it. */
static char *why_unknown(const SfReport *report)
{
    const gint64 left = time_left(report);
    const char *last = only_call(report) ? "its last message" : "the last of these answers";
    g_autofree char *time = left >= 0 ? time_in_words(left) : NULL;
    if (!time)
        return g_strdup(", the captures do not show it");
    if (left == 0)
        return g_strdup_printf(", as the capture ends with %s", last);
    if (left < LONG_ENOUGH)
        return g_strdup_printf(", as the capture ends %s after %s", time, last);
    return g_strdup_printf(", though the capture goes on for %s after %s", time, last);
}

/* Whether those who cannot sign on are cut off is to be known before all else. */
static char *what_to_ask(const SfReport *report, const char *what)
{
    const SfProblem *problem = only_open(report);
    const gboolean is_long = time_left(report) >= LONG_ENOUGH;
    if (!problem || !is_long || g_strcmp0(problem->method, "REGISTER") != 0)
        return g_strdup_printf("at the caller what became of %s", what);
    return g_strdup(problem->calls == 1 ? "first at the caller whether it is signed on now"
                                        : "first at the callers whether they are signed on now");
}

/* ---- How it can be known ---- */

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
    g_autofree char *asked = what_to_ask(report, what);
    return g_strdup_printf(
        "%sAsk %s, or capture there, %s.%s",
        is_encrypted ? "It may be in the encrypted packets: give " SF_KEYS ". " : "", asked,
        time_left(report) < LONG_ENOUGH ? "from before the request until nothing more comes"
                                        : "so that all that is sent there is seen",
        !leads_there   ? ""
        : is_encrypted ? " Where a new address is reached by TLS, capture that too."
                       : " Where a new address is reached by TLS, capture that too, and give its "
                         "keys: " SF_KEYS ".");
}

/* All new addresses of the only call are of the one that asked, or of the one that answered: its
 * address. NULL: they are not. */
static const char *goes_on_inside(const SfReport *report)
{
    const SfProblem *problem = only_call(report);
    const SfEvent *example = problem ? sf_problem_example(problem) : NULL;
    const char *inside = NULL;
    for (guint i = 0; example && i < example->targets->len; i++) {
        const SfEventTarget *target = &g_array_index(example->targets, SfEventTarget, i);
        SfUri uri;
        if (!sf_uri_parse(sf_text(target->uri), &uri, NULL) || !sf_text_is_present(uri.host))
            return NULL;
        const char *at = sf_host_equal(uri.host, sf_text(example->caller_address ?: ""))
                             ? example->caller_address
                         : sf_host_equal(uri.host, sf_text(example->server_address ?: ""))
                             ? example->server_address
                             : NULL;
        if (!at || (inside && !g_str_equal(at, inside)))
            return NULL;
        inside = at;
    }
    return example && example->n_followups == 0 ? inside : NULL;
}

static char *told_of_inside(const char *inside, const char *number, const SfReport *report)
{
    g_autofree char *at = sf_words_value(inside);
    g_autofree char *why = why_unknown(report);
    const SfEvent *example = sf_problem_example(only_call(report));
    return g_strdup_printf(
        "%s: the end is not known%s. The new address is at %s itself, which %s: "
        "it may go on inside it, where no capture on this line shows it. Ask "
        "whoever runs %s what became of it.",
        number, why, at, g_strcmp0(inside, example->caller_address) == 0 ? "had asked" : "answered",
        at);
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
#define ENDS_SOON ((gint64)5 * G_USEC_PER_SEC)

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
    if (all_were_asked_for_credentials(report))
        return told_of_asked(report, number, what);
    if (all_are_scans(report->summary->problems))
        return g_strdup_printf("%s: by its name the caller is a program that tries out servers, so "
                               "nobody may have lost anything.",
                               number);
    JsonObject *bye = only_bye(report);
    if (bye)
        return told_of_bye(bye, number);
    const char *inside = goes_on_inside(report);
    if (inside)
        return told_of_inside(inside, number, report);
    g_autofree char *why = why_unknown(report);
    g_autofree char *how = how_to_see_the_end(report, what);
    return g_strdup_printf("%s: the end is not known%s. %s", number, why, how);
}
