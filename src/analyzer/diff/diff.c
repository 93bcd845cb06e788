// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/diff/diff.h"

#include <string.h>

#include "analyzer/diff/diff_judge.h"
#include "analyzer/events/members.h"
#include "core/grammar/strings/string_hash.h"

static void difference_free(gpointer data)
{
    SfDifference *difference = data;
    g_free(difference->reason);
    g_free(difference);
}

const char *sf_change_name(SfChangeKind kind)
{
    static const char *const names[] = {[SF_CHANGE_NEW] = "new",
                                        [SF_CHANGE_STILL] = "still",
                                        [SF_CHANGE_NOT_SEEN] = "not_seen",
                                        [SF_CHANGE_MENDED] = "mended"};
    return names[kind];
}

SfSeverity sf_diff_level(JsonObject *problem)
{
    return sf_severity_named(sf_member_string(problem, "level"), SF_CHAT);
}

guint64 sf_diff_lost(JsonObject *problem)
{
    JsonObject *outcomes = sf_member_object(problem, "outcomes");
    return (guint64)sf_member_count(outcomes, "lost") +
           (guint64)sf_member_count(outcomes, "refused");
}

gboolean sf_diff_is_worse(const SfDifference *difference)
{
    return difference->kind == SF_CHANGE_STILL &&
           sf_diff_level(difference->after) > sf_diff_level(difference->before);
}

/* ---- Comparing ---- */

static gboolean is_asked_for(JsonObject *problem, const char *case_prefix)
{
    const char *id = sf_member_string(problem, "case");
    return !case_prefix || g_ascii_strncasecmp(id, case_prefix, strlen(case_prefix)) == 0;
}

/* Problems (JsonObject, lent) of a report, in its order. */
static GPtrArray *problems_of(const SfDiffSide *side, const char *case_prefix)
{
    GPtrArray *problems = g_ptr_array_new();
    JsonArray *all = sf_member_array(side->report, "problems");
    for (guint i = 0; i < json_array_get_length(all); i++) {
        JsonObject *problem = json_array_get_object_element(all, i);
        if (is_asked_for(problem, case_prefix))
            g_ptr_array_add(problems, problem);
    }
    return problems;
}

static GHashTable *by_case(const GPtrArray *problems)
{
    GHashTable *table = g_hash_table_new(sf_string_hash, g_str_equal);
    for (guint i = 0; i < problems->len; i++) {
        JsonObject *problem = problems->pdata[i];
        g_hash_table_insert(table, (gpointer)sf_member_string(problem, "case"), problem);
    }
    return table;
}

static void add(SfDiff *diff, SfChangeKind kind, JsonObject *before, JsonObject *after,
                char *reason)
{
    SfDifference *difference = g_new0(SfDifference, 1);
    *difference = (SfDifference){.kind = kind, .before = before, .after = after, .reason = reason};
    g_ptr_array_add(diff->cases, difference);
    diff->numbers[kind]++;
}

static void add_after(SfDiff *diff, const GPtrArray *problems, GHashTable *before)
{
    for (guint i = 0; i < problems->len; i++) {
        JsonObject *problem = problems->pdata[i];
        JsonObject *old = g_hash_table_lookup(before, sf_member_string(problem, "case"));
        char *reason = old ? NULL : sf_diff_why_unsure(problem, diff->before.report);
        add(diff, old ? SF_CHANGE_STILL : SF_CHANGE_NEW, old, problem, reason);
    }
}

static void add_gone(SfDiff *diff, const GPtrArray *problems, GHashTable *after)
{
    for (guint i = 0; i < problems->len; i++) {
        JsonObject *problem = problems->pdata[i];
        if (g_hash_table_contains(after, sf_member_string(problem, "case")))
            continue;
        char *reason = NULL;
        const gboolean is_mended =
            sf_diff_judge(problem, diff->before.report, diff->after.report, &reason);
        add(diff, is_mended ? SF_CHANGE_MENDED : SF_CHANGE_NOT_SEEN, problem, NULL, reason);
    }
}

/* Within a kind the order of the reports stays, which is worst first. */
static gint by_kind(gconstpointer a, gconstpointer b)
{
    const SfDifference *one = *(SfDifference *const *)a;
    const SfDifference *other = *(SfDifference *const *)b;
    return (gint)one->kind - (gint)other->kind;
}

SfDiff *sf_diff_new(const SfDiffSide *before, const SfDiffSide *after, const char *case_prefix)
{
    g_autoptr(GPtrArray) old_problems = problems_of(before, case_prefix);
    g_autoptr(GPtrArray) new_problems = problems_of(after, case_prefix);
    g_autoptr(GHashTable) old_cases = by_case(old_problems);
    g_autoptr(GHashTable) new_cases = by_case(new_problems);
    SfDiff *diff = g_new0(SfDiff, 1);
    diff->before = *before;
    diff->after = *after;
    diff->case_prefix = case_prefix;
    diff->cases = g_ptr_array_new_with_free_func(difference_free);
    add_after(diff, new_problems, old_cases);
    add_gone(diff, old_problems, new_cases);
    g_ptr_array_sort(diff->cases, by_kind);
    return diff;
}

void sf_diff_free(SfDiff *diff)
{
    if (!diff)
        return;
    g_ptr_array_unref(diff->cases);
    g_free(diff);
}

SfSeverity sf_diff_fresh_level(const SfDiff *diff)
{
    SfSeverity worst = SF_CHAT;
    for (guint i = 0; i < diff->cases->len; i++) {
        const SfDifference *difference = diff->cases->pdata[i];
        if (difference->kind == SF_CHANGE_NEW || sf_diff_is_worse(difference))
            worst = MAX(worst, sf_diff_level(difference->after));
    }
    return worst;
}
