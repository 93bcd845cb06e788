// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/diff/baseline.h"

#include "analyzer/diff/diff_judge.h"
#include "analyzer/events/members.h"
#include "core/grammar/strings/string_hash.h"

struct SfBaseline {
    GHashTable *levels; /* case -> its SfSeverity */
    JsonObject *report;
};

SfBaseline *sf_baseline_new(JsonObject *report)
{
    SfBaseline *baseline = g_new0(SfBaseline, 1);
    JsonArray *problems = sf_member_array(report, "problems");
    baseline->report = json_object_ref(report);
    baseline->levels = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < json_array_get_length(problems); i++) {
        JsonObject *problem = json_array_get_object_element(problems, i);
        const SfSeverity level = sf_severity_named(sf_member_string(problem, "level"), SF_CHAT);
        g_hash_table_insert(baseline->levels, g_strdup(sf_member_string(problem, "case")),
                            GINT_TO_POINTER(level));
    }
    return baseline;
}

void sf_baseline_free(SfBaseline *baseline)
{
    if (!baseline)
        return;
    g_hash_table_unref(baseline->levels);
    json_object_unref(baseline->report);
    g_free(baseline);
}

/* What was a nuisance and costs calls now is no old news. */
static SfSince since_of(SfSeverity then, SfSeverity now)
{
    if (then == SF_CHAT)
        return SF_SINCE_NEW;
    return now > then ? SF_SINCE_WORSE : SF_SINCE_KNOWN;
}

void sf_baseline_mark(const SfBaseline *baseline, const SfSummary *summary)
{
    for (guint i = 0; i < summary->problems->len; i++) {
        SfProblem *problem = summary->problems->pdata[i];
        problem->level_before =
            (SfSeverity)GPOINTER_TO_INT(g_hash_table_lookup(baseline->levels, problem->case_id));
        problem->since = since_of(problem->level_before, problem->level);
        problem->unlooked_before = !sf_diff_looks_at(baseline->report, problem->status);
    }
}
