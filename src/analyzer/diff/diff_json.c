// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/diff/diff_report.h"
#include "analyzer/diff/diff_words.h"
#include "analyzer/events/members.h"
#include "analyzer/output/json_print.h"
#include "analyzer/output/json_set.h"

static JsonObject *cost_of(JsonObject *problem)
{
    JsonObject *cost = json_object_new();
    sf_json_set(cost, "level", sf_severity_name(sf_diff_level(problem)));
    json_object_set_int_member(cost, "calls", sf_member_count(problem, "calls"));
    json_object_set_int_member(cost, "lost", (gint64)sf_diff_lost(problem));
    return cost;
}

static JsonObject *case_of(const SfDifference *difference)
{
    static const char *const told[] = {"case", "check", "what"};
    JsonObject *problem = difference->after ? difference->after : difference->before;
    JsonObject *object = json_object_new();
    sf_json_set(object, "change", sf_change_name(difference->kind));
    for (guint i = 0; i < G_N_ELEMENTS(told); i++)
        sf_json_set(object, told[i], sf_member_string(problem, told[i]));
    if (difference->before)
        json_object_set_object_member(object, "before", cost_of(difference->before));
    if (difference->after)
        json_object_set_object_member(object, "after", cost_of(difference->after));
    if (difference->kind == SF_CHANGE_STILL)
        json_object_set_boolean_member(object, "worse", sf_diff_is_worse(difference));
    sf_json_set(object, "reason", difference->reason);
    return object;
}

static JsonObject *numbers_of(const SfDiff *diff)
{
    JsonObject *numbers = json_object_new();
    for (SfChangeKind kind = SF_CHANGE_NEW; kind < SF_N_CHANGES; kind++)
        json_object_set_int_member(numbers, sf_change_name(kind), diff->numbers[kind]);
    return numbers;
}

static JsonObject *side_of(const SfDiffSide *side, const SfDiffSide *other)
{
    static const char *const counts[] = {"captures", "sip", "calls"};
    static const char *const times[] = {"first", "last"};
    JsonObject *looked = sf_member_object(side->report, "looked");
    JsonObject *object = json_object_new();
    sf_json_set(object, "path", side->name);
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
        json_object_set_int_member(object, counts[i], sf_member_count(looked, counts[i]));
    for (guint i = 0; i < G_N_ELEMENTS(times); i++)
        sf_json_set(object, times[i], sf_member_string(looked, times[i]));
    sf_json_take(object, "doubt", sf_diff_words_doubt(side, other));
    return object;
}

static void write_json(const SfDiff *diff, SfOutput *output, const SfTerminal *terminal)
{
    (void)terminal;
    g_autoptr(JsonObject) object = json_object_new();
    JsonArray *cases = json_array_new();
    for (guint i = 0; i < diff->cases->len; i++)
        json_array_add_object_element(cases, case_of(diff->cases->pdata[i]));
    sf_json_set(object, "schema", SF_DIFF_SCHEMA);
    sf_json_set(object, "asked_for", diff->case_prefix);
    sf_json_take(object, "verdict", sf_diff_words_verdict(diff));
    json_object_set_object_member(object, "numbers", numbers_of(diff));
    json_object_set_array_member(object, "cases", cases);
    json_object_set_object_member(object, "old", side_of(&diff->before, &diff->after));
    json_object_set_object_member(object, "new", side_of(&diff->after, &diff->before));
    GString *text = sf_json_print(object, TRUE);
    sf_output_write(output, text->str, text->len);
    g_string_free(text, TRUE);
}

const SfDiffFormat sf_diff_json = {.name = "json", .write = write_json};
