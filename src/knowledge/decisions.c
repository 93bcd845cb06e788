// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What each answer to a question leads to: "No: @relax | Yes: @offer / change nothing".
 *
 * It is taken apart before it is filled, so a stranger's colons, bars and at signs stay what they
 * are.
 */
#include "knowledge/knowledge.h"

#include <string.h>

void sf_decision_free(SfDecision *decision)
{
    if (!decision)
        return;
    g_free(decision->when);
    g_free(decision->then);
    g_free(decision);
}

/* "@relax, with that name": the number of the change, and what stands behind its name. 0: no
 * change is named; -1: it is not among those that there are. */
static int change_of(const char *words, const SfDecisionSource *source, const char **rest)
{
    *rest = words;
    if (*words != '@')
        return 0;
    const gsize length = strspn(words + 1, "abcdefghijklmnopqrstuvwxyz0123456789-");
    g_autofree char *name = g_strndup(words + 1, length);
    const guint number = source->number_of(name, source->data);
    *rest = words + 1 + length;
    return number > 0 ? (int)number : -1;
}

/* The first way that can be gone; FALSE: none can. */
static gboolean take_way(SfDecision *decision, const char *ways, const SfDecisionSource *source)
{
    g_auto(GStrv) each = g_strsplit(ways, " / ", -1);
    for (char **way = each; *way; way++) {
        const char *rest;
        if (strcmp(*way, "-") == 0)
            return FALSE;
        const int change = change_of(*way, source, &rest);
        if (change < 0)
            continue;
        decision->change = (guint)change;
        decision->then = *rest ? sf_fill(rest, source->lookup, source->data) : NULL;
        return TRUE;
    }
    return FALSE;
}

static SfDecision *decision_of(const char *words, const SfDecisionSource *source)
{
    g_auto(GStrv) parts = g_strsplit(words, ": ", 2);
    if (g_strv_length(parts) < 2)
        return NULL;
    SfDecision *decision = g_new0(SfDecision, 1);
    decision->when = sf_fill(parts[0], source->lookup, source->data);
    if (*decision->when && take_way(decision, parts[1], source))
        return decision;
    sf_decision_free(decision);
    return NULL;
}

/* As they stand below the question; what leads to none of them comes behind. */
static gint changes_first(gconstpointer a, gconstpointer b)
{
    const guint one = (*(const SfDecision *const *)a)->change;
    const guint other = (*(const SfDecision *const *)b)->change;
    if (one == other)
        return 0;
    return one == 0 ? 1 : other == 0 ? -1 : one < other ? -1 : 1;
}

GPtrArray *sf_decisions(const char *words, const SfDecisionSource *source)
{
    GPtrArray *decisions = g_ptr_array_new_with_free_func((GDestroyNotify)sf_decision_free);
    g_auto(GStrv) all = g_strsplit(words ? words : "", " | ", -1);
    for (char **one = all; *one; one++) {
        SfDecision *decision = decision_of(*one, source);
        if (decision)
            g_ptr_array_add(decisions, decision);
    }
    g_ptr_array_sort(decisions, changes_first); /* a stable sort */
    return decisions;
}
