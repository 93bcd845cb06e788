// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/diff/diff_words.h"

#include "analyzer/diff/diff_judge.h"
#include "analyzer/report/words.h"

char *sf_diff_words_verdict(const SfDiff *diff)
{
    static const struct {
        SfChangeKind kind;
        const char *words;
    } parts[] = {{SF_CHANGE_MENDED, "mended"},
                 {SF_CHANGE_NOT_SEEN, "not seen again"},
                 {SF_CHANGE_STILL, "still there"},
                 {SF_CHANGE_NEW, "new"}};
    if (diff->cases->len == 0 && diff->case_prefix)
        return g_strdup_printf("No problem whose name begins with %s, neither before nor now.",
                               diff->case_prefix);
    if (diff->cases->len == 0)
        return g_strdup("No problem before, and none now.");
    GString *verdict = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        if (diff->numbers[parts[i].kind] > 0)
            g_string_append_printf(verdict, "%s%u %s", verdict->len > 0 ? ", " : "",
                                   diff->numbers[parts[i].kind], parts[i].words);
    g_string_append_c(verdict, '.');
    return g_string_free(verdict, FALSE);
}

/* What of them was lost; where none was seen to be, how many have an end that nobody saw. */
static char *ends_of(JsonObject *problem, guint64 calls)
{
    const guint64 lost = sf_diff_lost(problem);
    JsonObject *outcomes = sf_member_object(problem, "outcomes");
    const guint64 open = (guint64)sf_member_count(outcomes, "unknown") +
                         (guint64)sf_member_count(outcomes, "challenged");
    g_autofree char *number = sf_words_number(lost > 0 ? lost : open);
    if (lost == calls)
        return g_strdup(calls == 1 ? "" : ", all lost");
    if (lost > 0)
        return g_strdup_printf(", %s lost", number);
    if (open == 0)
        return g_strdup(", none lost");
    return open == calls ? g_strdup(", end not known")
                         : g_strdup_printf(", the end of %s not known", number);
}

char *sf_diff_words_calls(JsonObject *problem)
{
    const guint64 n = (guint64)sf_member_count(problem, "calls");
    g_autofree char *calls = sf_words_counted(sf_member_string(problem, "method"), n);
    g_autofree char *ends = ends_of(problem, n);
    return g_strconcat(calls, ends, NULL);
}

static void add_doubt(GString *doubts, const char *doubt)
{
    g_string_append_printf(doubts, "%s%s", doubts->len > 0 ? "; " : "", doubt);
}

static void add_unseen(GString *doubts, JsonObject *report)
{
    JsonArray *unseen = sf_member_array(report, "unseen");
    for (guint i = 0; unseen && i < json_array_get_length(unseen); i++) {
        JsonNode *node = json_array_get_element(unseen, i);
        JsonObject *one = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
        const char *what = sf_member_string(one, "what");
        g_autofree char *number = sf_words_number((guint64)sf_member_count(one, "count"));
        g_autofree char *doubt = g_strdup_printf("%s %s", number, what ? what : "things");
        add_doubt(doubts, doubt);
    }
}

/* Two sides that were looked at for different codes are compared in what they share. */
static void add_left_out(GString *doubts, JsonObject *report, JsonObject *other)
{
    g_autoptr(GString) codes = g_string_new(NULL);
    for (gint64 status = SF_CODES_FIRST; status <= SF_CODES_LAST; status++)
        if (sf_diff_looks_at(other, status) && !sf_diff_looks_at(report, status))
            g_string_append_printf(codes, "%s%" G_GINT64_FORMAT, codes->len > 0 ? ", " : "",
                                   status);
    if (codes->len == 0)
        return;
    g_autofree char *doubt =
        g_strdup_printf("answers of %s, as the other side was looked at for (--codes)", codes->str);
    add_doubt(doubts, doubt);
}

char *sf_diff_words_doubt(const SfDiffSide *side, const SfDiffSide *other)
{
    JsonObject *report = side->report;
    JsonArray *unreadable = sf_member_array(report, "unreadable");
    const guint n = unreadable ? json_array_get_length(unreadable) : 0;
    GString *doubts = g_string_new(NULL);
    if (json_object_get_boolean_member_with_default(report, "partial", FALSE))
        add_doubt(doubts, "its reading was stopped");
    if (!json_object_get_boolean_member_with_default(report, "complete", TRUE))
        add_doubt(doubts, "more was going on at once than is kept in mind");
    if (n > 0) {
        g_autofree char *files =
            sf_words_quantity(n, "file that could not be read", "files that could not be read");
        add_doubt(doubts, files);
    }
    add_unseen(doubts, report);
    add_left_out(doubts, report, other->report);
    if (doubts->len > 0)
        g_string_append_c(doubts, '.');
    return g_string_free(doubts, doubts->len == 0);
}

char *sf_diff_words_looked(const SfDiffSide *side)
{
    JsonObject *looked = sf_member_object(side->report, "looked");
    g_autofree char *captures =
        sf_words_quantity((guint64)sf_member_count(looked, "captures"), "capture", "captures");
    g_autofree char *messages =
        sf_words_quantity((guint64)sf_member_count(looked, "sip"), "SIP message", "SIP messages");
    g_autofree char *calls =
        sf_words_quantity((guint64)sf_member_count(looked, "calls"), "call", "calls");
    g_autofree char *period =
        sf_words_period(sf_member_string(looked, "first"), sf_member_string(looked, "last"), TRUE);
    return g_strdup_printf("%s, %s, %s%s%s%s", captures, messages, calls, period ? ", " : "",
                           period ? period : "", period ? " UTC" : "");
}
