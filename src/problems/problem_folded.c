/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What other checks add to a problem, and which of it is worth a line. */
#include "problems/problem_private.h"

void sf_folded_free(gpointer data)
{
    SfFolded *folded = data;
    g_free(folded->check);
    g_free(folded->text);
    g_free(folded->capture);
    g_strfreev(folded->changes);
    g_free(folded);
}

/* Whose, where, what, from what to what: price and reason may be put in other words. */
static char *change_of(const SfEventFix *fix)
{
    const char *const parts[] = {fix->side, fix->at, fix->what, fix->old_value, fix->new_value};
    GString *change = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        g_string_append_printf(change, "%s\n", parts[i] ? parts[i] : "");
    return g_string_free(change, FALSE);
}

char **sf_changes_of(const GArray *fixes)
{
    GPtrArray *changes = g_ptr_array_new();
    for (guint i = 0; fixes && i < fixes->len; i++)
        g_ptr_array_add(changes, change_of(&g_array_index(fixes, SfEventFix, i)));
    g_ptr_array_add(changes, NULL);
    return (char **)g_ptr_array_free(changes, FALSE);
}

/* Which of the folded ones the check is; their number: none yet. */
static guint place_of(const SfProblem *problem, const char *check)
{
    guint i = 0;
    while (i < problem->folded->len &&
           !g_str_equal(((const SfFolded *)problem->folded->pdata[i])->check, check))
        i++;
    return i;
}

/* @event: where it was found; NULL: in none alone. */
static SfFolded *folded_of(const SfEventFinding *finding, const SfEvent *event)
{
    SfFolded *folded = g_new0(SfFolded, 1);
    folded->check = g_strdup(finding->check);
    folded->severity = finding->severity;
    folded->text = g_strdup(finding->text ? finding->text : finding->check);
    folded->capture = g_strdup(event ? event->capture : NULL);
    folded->frame = event ? event->frame : 0;
    folded->line = event ? event->line : 0;
    folded->changes = sf_changes_of(finding->fixes);
    return folded;
}

guint sf_problem_fold_finding(SfProblem *problem, const SfEventFinding *finding,
                              const SfEvent *event)
{
    const guint place = place_of(problem, finding->check);
    if (place == problem->folded->len)
        g_ptr_array_add(problem->folded, folded_of(finding, event));
    SfFolded *folded = problem->folded->pdata[place];
    folded->severity = MAX(folded->severity, finding->severity);
    return place;
}

void sf_problem_fold(SfProblem *problem, const char *check, const char *text)
{
    const SfEventFinding finding = {
        .check = check, .severity = sf_check_severity(check), .text = text};
    const guint place = sf_problem_fold_finding(problem, &finding, NULL);
    SfFolded *folded = problem->folded->pdata[place];
    folded->answers++;
    folded->calls++;
}

/* Another check may find the root's fault in another way: then it asks for nothing but the root's
 * changes. */
static gboolean asks_for_the_same(const SfFolded *folded, char *const *changes_of_root)
{
    for (char **change = folded->changes; *change; change++)
        if (!g_strv_contains((const char *const *)changes_of_root, *change))
            return FALSE;
    return folded->changes[0] != NULL;
}

static gboolean is_found(const SfProblem *problem, const char *check)
{
    if (g_str_equal(problem->root, check))
        return TRUE;
    for (guint i = 0; i < problem->folded->len; i++)
        if (g_str_equal(((const SfFolded *)problem->folded->pdata[i])->check, check))
            return TRUE;
    return FALSE;
}

/* Another finding of the problem says it better. */
static gboolean is_told_by_another(const SfProblem *problem, const SfFolded *folded)
{
    const char *const *other = sf_shelf_list(SF_SHELF_CHECKS, folded->check, "told_by");
    for (; *other; other++)
        if (is_found(problem, *other))
            return TRUE;
    return FALSE;
}

/* The address has moved all the same, and somebody is to write that down. */
static gboolean is_move_beside(const SfProblem *problem, const SfFolded *folded)
{
    const char *leaves = sf_shelf_words(SF_SHELF_CHECKS, problem->root, "leaves_move");
    return g_str_equal(folded->check, "moved.permanently") && folded->changes[0] && leaves &&
           (!g_str_equal(leaves, "unchanged") || !problem->changes[0]);
}

/*
 * The root is the problem itself; what goes as it should is not worth a line beside one. The
 * "always" checks tell what was sent and wanted, or the old and the new address: every report shows
 * these anyway, and what they advise beside an error ("dial the new address" of a circle) is wrong.
 */
static gboolean is_worth_telling(const SfProblem *problem, const SfFolded *folded)
{
    /* What must be decided first says it. */
    if (problem->disputed && g_str_equal(folded->check, SF_CHECK_CONFLICT))
        return FALSE;
    /* A 421 that was heeded asks for nothing, whatever could be made better about it. */
    if (problem->status == 421 && sf_is_always_check(problem->root) && !problem->changes[0] &&
        folded->severity < SF_WARN)
        return FALSE;
    if (is_told_by_another(problem, folded))
        return FALSE;
    const char *shown = sf_shelf_words(SF_SHELF_CHECKS, folded->check, "shown_anyway");
    return folded->severity > SF_CHAT && !g_str_equal(folded->check, problem->root) && !shown &&
           (!sf_is_always_check(folded->check) || is_move_beside(problem, folded)) &&
           !asks_for_the_same(folded, problem->changes);
}

static gint worst_first(gconstpointer a, gconstpointer b)
{
    const SfFolded *one = *(SfFolded *const *)a;
    const SfFolded *other = *(SfFolded *const *)b;
    if (one->severity != other->severity)
        return (gint)other->severity - (gint)one->severity;
    return one->answers == other->answers ? 0 : one->answers > other->answers ? -1 : 1;
}

void sf_problem_find_particular(SfProblem *problem)
{
    for (guint i = 0; sf_is_always_check(problem->root) && i < problem->folded->len; i++) {
        const SfFolded *folded = problem->folded->pdata[i];
        if (folded->calls >= problem->calls &&
            sf_shelf_words(SF_SHELF_CHECKS, folded->check, "also_heads"))
            problem->particular = g_strdup(folded->check);
    }
}

void sf_problem_sort_out_folded(SfProblem *problem)
{
    for (guint i = problem->folded->len; i > 0; i--)
        if (!is_worth_telling(problem, problem->folded->pdata[i - 1]))
            g_ptr_array_remove_index(problem->folded, i - 1);
    g_ptr_array_sort(problem->folded, worst_first);
}
