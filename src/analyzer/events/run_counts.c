// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/events/run_counts.h"

#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"

/* ---- Other refusals ---- */

enum { FIRST_STATUS = 400, LAST_STATUS = 699 };

GArray *sf_run_other_refusals(const SfReading *reading)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(SfOtherRefusal));
    JsonObject *counts = sf_member_object(reading->total, "other_refusals");
    for (guint status = FIRST_STATUS; counts && status <= LAST_STATUS; status++) {
        g_autofree char *name = g_strdup_printf("%u", status);
        const SfOtherRefusal one = {status, (guint64)sf_member_count(counts, name)};
        if (one.count > 0)
            g_array_append_val(list, one);
    }
    return list;
}

/* ---- Elements ---- */

gboolean sf_run_lacks_answers(const SfReading *reading)
{
    JsonObject *elements = sf_member_object(reading->total, "elements");
    gboolean asked = FALSE, answered = FALSE;
    JsonObjectIter iter;
    JsonNode *element;
    if (!elements || json_object_has_member(reading->total, "elements_left_out"))
        return FALSE;
    json_object_iter_init(&iter, elements);
    while (json_object_iter_next(&iter, NULL, &element)) {
        JsonObject *did = JSON_NODE_HOLDS_OBJECT(element) ? json_node_get_object(element) : NULL;
        asked |= did && json_object_has_member(did, "asked");
        answered |= did && json_object_has_member(did, "answered");
    }
    return asked && !answered;
}

/* The one extension that calls were refused for; NULL: there are several, or it is not about calls.
 */
static const char *only_missing(const SfProblem *problem)
{
    if (problem->status != 421 || g_strcmp0(problem->method, "INVITE") != 0)
        return NULL; /* its example is not read for this */
    char **missing = sf_problem_example(problem)->missing;
    return missing && missing[0] && !missing[1] ? missing[0] : NULL;
}

void sf_run_note_taken(SfSummary *summary, const SfReading *reading)
{
    JsonObject *elements = sf_member_object(reading->total, "elements");
    for (guint i = 0; elements && i < summary->problems->len; i++) {
        SfProblem *problem = summary->problems->pdata[i];
        const char *server = problem->server_address;
        const char *tag = only_missing(problem);
        JsonObject *element = server && tag ? sf_member_object(elements, server) : NULL;
        JsonObject *took = element ? sf_member_object(element, "took_without") : NULL;
        if (took)
            problem->taken_without = (guint64)sf_member_count(took, tag);
    }
}
