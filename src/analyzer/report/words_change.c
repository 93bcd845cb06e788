// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A suggested change in its parts, so that old and new value can stand on a line of their own.
 */
#include <string.h>

#include "analyzer/events/examples.h"
#include "analyzer/report/words.h"
#include "problems/moves.h"

void sf_change_free(SfChange *change)
{
    g_free(change->lead);
    g_free(change->swap);
    g_free(change->rest);
    g_free(change->unnamed);
    g_strfreev(change->usual);
    g_free(change->also);
    g_free(change->price);
    g_free(change->source);
    g_free(change);
}

/* "the 59 other addresses of the pattern sip:+49305550NN@198.51.100.20", or that are listed above.
 */
static char *other_addresses(const SfProblem *problem, guint addresses)
{
    g_autofree char *others =
        sf_words_quantity(addresses - (addresses > 0), "other address", "other addresses");
    g_autoptr(GPtrArray) moves = sf_moves_group(problem->moves);
    const char *pattern = moves->len == 1 ? ((const SfMove *)moves->pdata[0])->old_uri : NULL;
    g_autofree char *shown = pattern ? sf_words_value(pattern) : NULL;
    return shown ? g_strdup_printf("the %s of the pattern %s", others, shown)
                 : g_strdup_printf("the %s listed above", others);
}

/* "203.0.113.5:1026 (snomD717)", where there is one besides whom the change names; else "the 2
 * other callers". */
static char *other_callers(const SfProblem *problem, const SfEventFix *fix)
{
    const GPtrArray *callers = sf_callers_sorted(problem->callers);
    const SfTallied *one = callers->len == 2 ? callers->pdata[0] : NULL;
    if (one && g_strcmp0(one->name, fix->at) == 0)
        return sf_words_caller_name(callers->pdata[1]);
    const SfTallied *other = callers->len == 2 ? callers->pdata[1] : NULL;
    if (other && g_strcmp0(other->name, fix->at) == 0)
        return sf_words_caller_name(one);
    g_autofree char *others =
        sf_words_quantity(callers->len - (callers->len > 0), "other caller", "other callers");
    return g_strdup_printf("the %s", others);
}

/* For a change at the callers' side that reaches more than the one it names. */
static char *also_at(const SfProblem *problem, const SfEventFix *fix)
{
    if (g_strcmp0(fix->side, "caller") != 0)
        return NULL;
    const guint callers = sf_callers_size(problem->callers);
    const gboolean is_about_the_address =
        fix->old_value && g_strcmp0(fix->old_value, sf_problem_example(problem)->old_uri) == 0;
    const guint addresses = is_about_the_address ? sf_tally_size(problem->moves) : 0;
    g_autofree char *others = other_callers(problem, fix);
    g_autofree char *rest = other_addresses(problem, addresses);
    if (callers > 1 && addresses > 1)
        return g_strdup_printf("The same at %s, and for %s.", others, rest);
    if (addresses > 1)
        return g_strdup_printf("The same for %s.", rest);
    return callers > 1 ? g_strdup_printf("The same at %s.", others) : NULL;
}

/* NULL where it would tell nothing, or could not be told from the arrows in it. */
static char *swap_of(const SfEventFix *fix, const char *old)
{
    if (!old || !fix->new_value || g_str_equal(old, fix->new_value))
        return NULL;
    if (strstr(old, " -> ") || strstr(fix->new_value, " -> "))
        return NULL;
    return g_strdup_printf("%s: %s -> %s", fix->what ? fix->what : "value", old, fix->new_value);
}

/* What is asked of all numbers of one pattern is changed for all of them: not the example's own
 * address stands there. Owned; NULL: the fix names none. */
static char *old_value(const SfProblem *problem, const SfEventFix *fix)
{
    const SfEvent *example = sf_problem_example(problem);
    const GArray *targets = example->targets;
    const char *target =
        targets && targets->len == 1 ? g_array_index(targets, SfEventTarget, 0).uri : NULL;
    g_autoptr(GPtrArray) moves = sf_moves_group(problem->moves);
    const SfMove *move = moves->len == 1 ? moves->pdata[0] : NULL;
    if (problem->asks_of_all && move && move->new_uri && target &&
        g_strcmp0(fix->old_value, target) == 0)
        return sf_words_value(move->new_uri);
    return g_strdup(fix->old_value);
}

/* The report shows it above the changes: the old address, or the list that was sent. */
static gboolean is_shown_above(const SfProblem *problem, const SfEventFix *fix)
{
    const SfEvent *example = sf_problem_example(problem);
    return g_strcmp0(fix->side, "caller") == 0 &&
           (g_strcmp0(fix->old_value, example->old_uri) == 0 ||
            g_strcmp0(fix->old_value, example->sent) == 0);
}

/* The text may hold the swap, behind the element and before what it does; then it is taken out of
 * it. */
static gboolean take_swap_out(SfChange *change, const char *text, const char *swap)
{
    const char *at = strstr(text, swap);
    if (!at)
        return FALSE;
    g_autofree char *lead = g_strchomp(g_strndup(text, (gsize)(at - text)));
    const char *rest = at + strlen(swap);
    rest += strspn(rest, ". ");
    change->lead = sf_words_sentence(lead);
    change->rest = *rest ? sf_words_sentence(rest) : NULL;
    return TRUE;
}

static char *sentence_or_null(const char *text)
{
    return text && !g_str_has_prefix(text, "none") ? sf_words_sentence(text) : NULL;
}

/* Nothing is to be changed before it is known which of two answers is right, or whether one is. */
static void add_dispute(SfChange *change, const SfProblem *problem, const SfEventFix *fix)
{
    const GArray *decisions = sf_problem_decisions(problem);
    if (!sf_problem_doubt(problem) || (decisions && decisions->len > 0))
        return; /* told with the question */
    const gboolean is_address =
        fix->new_value && g_strcmp0(fix->old_value, sf_problem_example(problem)->old_uri) == 0;
    g_autofree char *right = is_address ? sf_words_value(fix->new_value) : g_strdup("this answer");
    const gboolean is_place = g_str_has_prefix(change->lead, "At ");
    char *lead = g_strdup_printf("Only if %s turns out to be right%s%s", right,
                                 is_place ? ", at " : ": ", change->lead + (is_place ? 3 : 0));
    g_free(change->lead);
    change->lead = lead;
}

static guint number_of(const SfProblem *problem, const SfEventFix *fix)
{
    const GArray *fixes = sf_problem_root(problem)->fixes;
    for (guint i = 0; i < fixes->len; i++)
        if (&g_array_index(fixes, SfEventFix, i) == fix)
            return i + 1;
    return 0;
}

static gboolean is_named_by_an_answer(const SfProblem *problem, guint number)
{
    const GArray *decisions = sf_problem_beforehand(problem) ? sf_problem_decisions(problem) : NULL;
    for (guint i = 0; decisions && i < decisions->len; i++)
        if (g_array_index(decisions, SfEventDecision, i).change == number)
            return TRUE;
    return FALSE;
}

/* A further change to which no answer leads is for whoever cannot make the first. */
static void add_when(SfChange *change, const SfProblem *problem, const SfEventFix *fix)
{
    const guint number = number_of(problem, fix);
    if (number < 2 || is_named_by_an_answer(problem, number))
        return;
    const gboolean is_place = g_str_has_prefix(change->lead, "At ");
    char *lead = g_strdup_printf("If that cannot be done%s%s", is_place ? ", at " : ": ",
                                 change->lead + (is_place ? 3 : 0));
    g_free(change->lead);
    change->lead = lead;
}

static char **sentences(char *const *texts)
{
    GPtrArray *all = g_ptr_array_new();
    for (; texts && *texts; texts++)
        g_ptr_array_add(all, sf_words_sentence(*texts));
    g_ptr_array_add(all, NULL);
    return (char **)g_ptr_array_free(all, FALSE);
}

SfChange *sf_words_change(const SfProblem *problem, const SfEventFix *fix)
{
    SfChange *change = g_new0(SfChange, 1);
    g_autofree char *old = old_value(problem, fix);
    g_autofree char *swap = swap_of(fix, old);
    const gboolean is_in_text = swap && take_swap_out(change, fix->text, swap);
    if (!is_in_text)
        change->lead = sf_words_sentence(fix->text);
    if (swap && (is_in_text || !is_shown_above(problem, fix)))
        change->swap = sf_words_sentence(swap);
    add_dispute(change, problem, fix);
    add_when(change, problem, fix);
    change->unnamed = fix->usual && *fix->usual ? sf_words_sentence(*fix->usual) : NULL;
    change->usual = sentences(change->unnamed ? fix->usual + 1 : NULL);
    change->also = also_at(problem, fix);
    change->price = sentence_or_null(fix->price);
    change->source = sentence_or_null(fix->source);
    return change;
}
