// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/report_json.h"

#include <string.h>

#include "analyzer/events/coverage.h"
#include "analyzer/events/run_counts.h"
#include "analyzer/output/json_print.h"
#include "analyzer/output/json_set.h"
#include "analyzer/report/json/problem_json.h"
#include "analyzer/report/words.h"

/* ---- The verdict ---- */

static JsonObject *calls_of(const SfReport *report)
{
    JsonObject *calls = json_object_new();
    json_object_set_int_member(calls, "all", (gint64)sf_report_calls(report));
    json_object_set_int_member(calls, "met", (gint64)report->summary->calls_met);
    json_object_set_int_member(calls, "lost", (gint64)report->summary->calls_lost);
    return calls;
}

/* Of each code that was looked at. */
static JsonObject *answers_of(const SfReport *report)
{
    JsonObject *answers = json_object_new();
    for (gint64 status = SF_CODES_FIRST; status <= SF_CODES_LAST; status++) {
        if (!sf_words_looks_at(report, status))
            continue;
        g_autofree char *code = g_strdup_printf("%" G_GINT64_FORMAT, status);
        json_object_set_int_member(answers, code, (gint64)report->summary->answers[status]);
    }
    return answers;
}

/* As run lines have them: what was seen beside, and not looked at. */
static JsonArray *relatives_of(const SfReading *reading)
{
    JsonArray *relatives = sf_member_array(reading->total, "relatives");
    return relatives ? json_array_ref(relatives) : json_array_new();
}

static JsonArray *problems_of(const SfReport *report)
{
    JsonArray *array = json_array_new();
    const GPtrArray *problems = report->summary->problems;
    for (guint i = 0; i < problems->len; i++)
        json_array_add_object_element(array, sf_problem_json(report, problems->pdata[i]));
    return array;
}

/* ---- What it rests on ---- */

static JsonObject *well_of(const SfReport *report)
{
    const GPtrArray *well = report->summary->well;
    JsonObject *object = json_object_new();
    JsonArray *cases = json_array_new();
    json_object_set_int_member(object, "calls", (gint64)sf_summary_calls_well(report->summary));
    sf_json_take(object, "text", sf_words_well(report));
    for (guint i = 0; i < well->len; i++)
        json_array_add_object_element(cases, sf_problem_json_well(well->pdata[i]));
    json_object_set_array_member(object, "cases", cases);
    return object;
}

static JsonObject *unsure_of(const SfReport *report)
{
    JsonObject *object = json_object_new();
    json_object_set_int_member(object, "calls", (gint64)report->summary->fates[SF_FATE_UNKNOWN]);
    sf_json_take(object, "text", sf_words_unsure(report));
    return object;
}

static JsonArray *unseen_of(const SfReport *report)
{
    JsonArray *array = json_array_new();
    g_autoptr(GPtrArray) list = sf_coverage_list(report->reading);
    for (guint i = 0; i < list->len; i++) {
        const SfUnseen *unseen = list->pdata[i];
        JsonObject *object = json_object_new();
        sf_json_set(object, "key", unseen->key);
        json_object_set_int_member(object, "count", (gint64)unseen->count);
        sf_json_set(object, "what", unseen->what);
        sf_json_set(object, "help", unseen->help);
        json_array_add_object_element(array, object);
    }
    return array;
}

/* A copy with sorted keys, inside too: whoever compares two reports finds things in one place. */
static JsonObject *sorted_copy(JsonObject *object)
{
    JsonObject *copy = json_object_new();
    g_autoptr(GList) names = g_list_sort(json_object_get_members(object), (GCompareFunc)strcmp);
    for (GList *name = names; name; name = name->next) {
        JsonNode *node = json_object_get_member(object, name->data);
        if (JSON_NODE_HOLDS_OBJECT(node))
            json_object_set_object_member(copy, name->data,
                                          sorted_copy(json_node_get_object(node)));
        else
            json_object_set_member(copy, name->data, json_node_copy(node));
    }
    return copy;
}

static JsonObject *looked_of(const SfReading *reading)
{
    static const char *const counts[] = {"frames", "sip", "calls", "call_ids"};
    JsonObject *looked = json_object_new();
    json_object_set_int_member(looked, "captures", reading->captures);
    json_object_set_int_member(looked, "runs", reading->runs);
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
        json_object_set_int_member(looked, counts[i], sf_member_count(reading->total, counts[i]));
    sf_json_set(looked, "first", sf_member_string(reading->total, "first"));
    sf_json_set(looked, "last", sf_member_string(reading->total, "last"));
    if (sf_member_object(reading->total, "logs"))
        json_object_set_object_member(looked, "logs",
                                      sorted_copy(sf_member_object(reading->total, "logs")));
    return looked;
}

/* Who asked and answered, as the plugin counted it. */
static JsonObject *elements_of(const SfReading *reading)
{
    JsonObject *elements = sf_member_object(reading->total, "elements");
    return elements ? sorted_copy(elements) : json_object_new();
}

JsonArray *sf_report_json_unreadable(const SfReading *reading)
{
    JsonArray *array = json_array_new();
    for (guint i = 0; i < reading->unreadable->len; i++) {
        const SfUnread *unread = reading->unreadable->pdata[i];
        JsonObject *object = json_object_new();
        sf_json_set(object, "path", unread->path);
        sf_json_set(object, "reason", unread->reason);
        json_array_add_object_element(array, object);
    }
    return array;
}

JsonArray *sf_report_json_not_captures(const SfReading *reading)
{
    JsonArray *array = json_array_new();
    for (guint i = 0; i < reading->not_captures->len; i++)
        json_array_add_string_element(array,
                                      ((const SfUnread *)reading->not_captures->pdata[i])->path);
    return array;
}

/* NULL: none. */
static JsonObject *other_refusals_of(const SfReading *reading)
{
    g_autoptr(GArray) list = sf_run_other_refusals(reading);
    JsonObject *counts = list->len > 0 ? json_object_new() : NULL;
    for (guint i = 0; i < list->len; i++) {
        const SfOtherRefusal *one = &g_array_index(list, SfOtherRefusal, i);
        g_autofree char *status = g_strdup_printf("%u", one->status);
        json_object_set_int_member(counts, status, (gint64)one->count);
    }
    return counts;
}

/* ---- The whole ---- */

JsonObject *sf_report_json_object(const SfReport *report)
{
    const SfReading *reading = report->reading;
    JsonObject *object = json_object_new();
    sf_json_set(object, "schema", SF_REPORT_SCHEMA);
    json_object_set_int_member(object, "case_rule", SF_CASE_RULE);
    sf_json_take(object, "verdict", sf_words_verdict(report));
    json_object_set_boolean_member(object, "partial", reading->interrupted);
    json_object_set_boolean_member(object, "complete", sf_coverage_complete(reading));
    sf_json_set(object, "asked_for", report->case_prefix);
    json_object_set_object_member(object, "calls", calls_of(report));
    json_object_set_object_member(object, "answers", answers_of(report));
    json_object_set_array_member(object, "problems", problems_of(report));
    json_object_set_object_member(object, "well", well_of(report));
    json_object_set_object_member(object, "unsure", unsure_of(report));
    json_object_set_array_member(object, "relatives", relatives_of(reading));
    JsonObject *refusals = other_refusals_of(reading);
    if (refusals)
        json_object_set_object_member(object, "other_refusals", refusals);
    json_object_set_array_member(object, "unseen", unseen_of(report));
    json_object_set_object_member(object, "looked", looked_of(reading));
    json_object_set_object_member(object, "elements", elements_of(reading));
    const gint64 left_out = sf_member_count(reading->total, "elements_left_out");
    if (left_out > 0)
        json_object_set_int_member(object, "elements_left_out", left_out);
    json_object_set_array_member(object, "unreadable", sf_report_json_unreadable(reading));
    json_object_set_array_member(object, "not_captures", sf_report_json_not_captures(reading));
    return object;
}

static void finish(SfReport *report)
{
    g_autoptr(JsonObject) object = sf_report_json_object(report);
    GString *text = sf_json_print(object, TRUE);
    sf_output_write(report->output, text->str, text->len);
    g_string_free(text, TRUE);
}

const SfReportFormat sf_report_json = {.name = "json", .finish = finish};
