// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/diff/diff_judge.h"

#include <math.h>
#include <string.h>

#include "analyzer/events/members.h"
#include "analyzer/report/words.h"
#include "core/grammar/strings/string_hash.h"

/* What may be luck in one of twenty cases is not called mended. */
#define LUCK 0.05

/* ---- What the reports saw ---- */

/* Calls of this very case that went as they should. */
static guint64 calls_well(JsonObject *after, const char *id)
{
    JsonArray *cases = sf_member_array(sf_member_object(after, "well"), "cases");
    for (guint i = 0; cases && i < json_array_get_length(cases); i++) {
        JsonNode *node = json_array_get_element(cases, i);
        JsonObject *one = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
        if (g_strcmp0(sf_member_string(one, "case"), id) == 0)
            return (guint64)sf_member_count(one, "calls");
    }
    return 0;
}

static guint64 sum_of(JsonObject *counts)
{
    guint64 sum = 0;
    if (!counts)
        return 0;
    g_autoptr(GList) methods = json_object_get_members(counts);
    for (GList *method = methods; method; method = method->next)
        sum += (guint64)sf_member_count(counts, method->data);
    return sum;
}

/* Requests like the problem's that were seen. */
typedef struct {
    guint64 least;
    guint64 most; /* more than the least where not all addresses are counted */
} Traffic;

/* What there was of addresses that are not counted: any of it may be of the one that is looked for.
 */
static guint64 left_out(JsonObject *report)
{
    return (guint64)sf_member_count(report, "elements_left_out");
}

/* A run counts an address from its first message on, or not at all. */
static gboolean is_counted_for_sure(JsonObject *report, JsonObject *element)
{
    return left_out(report) == 0 ||
           (element && sf_member_count(sf_member_object(report, "looked"), "runs") == 1);
}

/* What an element answered ("answered") or sent ("asked"). */
static Traffic traffic_of(JsonObject *before, JsonObject *report, const char *address,
                          const char *what)
{
    const char *method = sf_member_string(before, "method");
    JsonObject *elements = sf_member_object(report, "elements");
    JsonObject *element = address ? sf_member_object(elements, address) : NULL;
    JsonObject *counts = sf_member_object(element, what);
    const guint64 least = method ? (guint64)sf_member_count(counts, method) : sum_of(counts);
    return (Traffic){least, least + (is_counted_for_sure(report, element) ? 0 : left_out(report))};
}

/* The same of all who had the problem. Several may share an address, whose requests count once. */
static Traffic asked_by_callers(JsonObject *before, JsonObject *report)
{
    Traffic asked = {0};
    gboolean is_sure = TRUE;
    g_autoptr(GHashTable) counted = g_hash_table_new(sf_string_hash, g_str_equal);
    JsonArray *callers = sf_member_array(before, "callers");
    for (guint i = 0; callers && i < json_array_get_length(callers); i++) {
        JsonNode *node = json_array_get_element(callers, i);
        JsonObject *caller = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
        const char *address = sf_member_string(caller, "address");
        if (address && !g_hash_table_add(counted, (gpointer)address))
            continue;
        const Traffic one = traffic_of(before, report, address, "asked");
        asked.least += one.least;
        is_sure = is_sure && one.most == one.least;
    }
    asked.most = asked.least + (is_sure ? 0 : left_out(report));
    return asked;
}

/* A report of one case says nothing of others. */
static gboolean was_asked_for(JsonObject *after, const char *id)
{
    const char *prefix = sf_member_string(after, "asked_for");
    return !prefix || g_ascii_strncasecmp(id, prefix, strlen(prefix)) == 0;
}

/* Of several runs, one may have looked at less: what it left out stands among the relatives. */
static gboolean was_passed_over(JsonObject *report, gint64 status)
{
    JsonArray *relatives = sf_member_array(report, "relatives");
    for (guint i = 0; relatives && i < json_array_get_length(relatives); i++) {
        JsonNode *node = json_array_get_element(relatives, i);
        JsonObject *one = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
        if (one && sf_member_count(one, "status") == status)
            return TRUE;
    }
    return FALSE;
}

gboolean sf_diff_looks_at(JsonObject *report, gint64 status)
{
    JsonObject *answers = sf_member_object(report, "answers");
    g_autofree char *code = g_strdup_printf("%" G_GINT64_FORMAT, status);
    return answers && json_object_has_member(answers, code) && !was_passed_over(report, status);
}

/* ---- The verdict ---- */

/* Requests that could have met the problem, then and now. Before, as many as there can have been,
 * and now, as few: nothing is called mended for what was not counted. */
typedef struct {
    guint64 then;
    guint64 now;
    gboolean then_at_most;
    gboolean now_at_least;
} Chances;

static Chances chances_of(Traffic then, Traffic now)
{
    return (Chances){.then = then.least > 0 ? then.most : 0,
                     .now = now.least,
                     .then_at_most = then.most > then.least,
                     .now_at_least = now.most > now.least};
}

/*
 * Whether so many requests without the problem can hardly be luck. Before, a part p of them met it;
 * that n in a row do not, although nothing has changed, has the probability (1 - p) ^ n.
 */
static gboolean is_telling(JsonObject *before, Chances chances)
{
    const double calls = (double)sf_member_count(before, "calls");
    if (chances.then == 0 || chances.now == 0)
        return FALSE;
    const double part = MIN(calls / (double)chances.then, 1);
    return pow(1 - part, (double)chances.now) < LUCK;
}

static char *shown_server(JsonObject *before)
{
    const char *address = sf_member_string(sf_member_object(before, "server"), "address");
    return address ? sf_words_value(address) : g_strdup("the answering side");
}

/* "31 INVITE requests" */
static char *requests_of(JsonObject *before, guint64 n)
{
    const char *method = sf_member_string(before, "method");
    g_autofree char *one = method ? sf_words_value(method) : g_strdup("");
    g_autofree char *number = sf_words_number(n);
    return g_strdup_printf("%s %s%srequest%s", number, one, *one ? " " : "", n == 1 ? "" : "s");
}

/* "198.51.100.10 answered 31 INVITE requests, none of them so; before it was 214 of 310"; "of at
 * most 310" where not all were counted. */
static char *comparison(JsonObject *before, const char *who, Chances chances)
{
    g_autofree char *now = requests_of(before, chances.now);
    g_autofree char *calls = sf_words_number((guint64)sf_member_count(before, "calls"));
    g_autofree char *then = sf_words_number(chances.then);
    return g_strdup_printf("%s %s%s, none of them so; before it was %s of %s%s", who,
                           chances.now_at_least ? "at least " : "", now, calls,
                           chances.then_at_most ? "at most " : "", then);
}

static char *not_seen(JsonObject *before, JsonObject *after, Chances chances)
{
    g_autofree char *server = shown_server(before);
    if (sf_member_count(sf_member_object(after, "looked"), "sip") == 0)
        return g_strdup("There is no SIP in the new captures at all.");
    if (!sf_member_object(after, "elements"))
        return g_strdup("The new report does not tell whom it saw.");
    if (chances.now == 0 && chances.now_at_least)
        return g_strdup_printf("More addresses took part in the new captures than are counted, and "
                               "%s is none of those, so it is not known whether it is mended.",
                               server);
    if (chances.now == 0)
        return g_strdup_printf("%s answered nothing like it in the new captures, so they cannot "
                               "show whether it is mended.",
                               server);
    g_autofree char *who = g_strdup_printf("%s answered", server);
    g_autofree char *numbers = comparison(before, who, chances);
    return g_strdup_printf("%s. That may be chance.", numbers);
}

static gboolean went_well(JsonObject *before, JsonObject *after, const char *id, char **reason)
{
    const guint64 well = calls_well(after, id);
    if (well == 0)
        return FALSE;
    g_autofree char *calls = sf_words_counted(sf_member_string(before, "method"), well);
    *reason = g_strdup_printf("%s met it, and %s as %s should.", calls,
                              well == 1 ? "it went" : "all went", well == 1 ? "it" : "they");
    return TRUE;
}

static gboolean is_told_by_server(JsonObject *before, Chances chances, char **reason)
{
    if (!is_telling(before, chances))
        return FALSE;
    g_autofree char *server = shown_server(before);
    g_autofree char *who = g_strdup_printf("%s answered", server);
    g_autofree char *numbers = comparison(before, who, chances);
    *reason = g_strdup_printf("%s.", numbers);
    return TRUE;
}

/* Who asks the new address of a 301 need not meet the old server any more. */
static gboolean is_told_by_callers(JsonObject *before, Chances chances, char **reason)
{
    if (sf_member_count(before, "status") != 301 || !is_telling(before, chances))
        return FALSE;
    g_autofree char *numbers = comparison(before, "Those who asked for it sent", chances);
    *reason = g_strdup_printf("%s.", numbers);
    return TRUE;
}

gboolean sf_diff_judge(JsonObject *before, JsonObject *old_report, JsonObject *after, char **reason)
{
    const char *id = sf_member_string(before, "case");
    const char *server = sf_member_string(sf_member_object(before, "server"), "address");
    const Chances answered = chances_of(traffic_of(before, old_report, server, "answered"),
                                        traffic_of(before, after, server, "answered"));
    const Chances asked =
        chances_of(asked_by_callers(before, old_report), asked_by_callers(before, after));
    if (!was_asked_for(after, id)) {
        *reason = g_strdup("The new report is about another case only (--case).");
        return FALSE;
    }
    const gint64 status = sf_member_count(before, "status");
    if (!sf_diff_looks_at(after, status)) {
        *reason = g_strdup_printf("The new side was not looked at for %" G_GINT64_FORMAT
                                  " (--codes), so it cannot show whether it is mended.",
                                  status);
        return FALSE;
    }
    if (went_well(before, after, id, reason) || is_told_by_server(before, answered, reason) ||
        is_told_by_callers(before, asked, reason))
        return TRUE;
    *reason = not_seen(before, after, answered);
    return FALSE;
}

char *sf_diff_why_unsure(JsonObject *after, JsonObject *old_report)
{
    const gint64 status = sf_member_count(after, "status");
    if (sf_diff_looks_at(old_report, status))
        return NULL;
    return g_strdup_printf("The old side was not looked at for %" G_GINT64_FORMAT
                           " (--codes), so it may have been there before.",
                           status);
}
