// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What stands around the changes of one problem: what is to be found out first and what that leads
 * to, what is to be done besides, and what is known of the products.
 */
#include <string.h>

#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/report/words.h"
#include "problems/moves.h"

/* What is asked of one address is to be asked of all of one pattern, and what is asked of one
 * account of all. */
static char *of_the_others(const SfProblem *problem)
{
    const guint callers = sf_callers_size(problem->callers);
    if (g_strcmp0(problem->method, "REGISTER") == 0 && callers > 1) {
        g_autofree char *accounts = sf_words_quantity(callers - 1, "other caller", "other callers");
        return g_strdup_printf(" The same for the accounts of the %s: change only those that are.",
                               accounts);
    }
    if (problem->asks_of_all)
        return g_strdup(""); /* the question is about all of them */
    g_autoptr(GPtrArray) moves = sf_moves_group(problem->moves);
    const guint addresses = sf_tally_size(problem->moves);
    if (moves->len != 1 || addresses < 2)
        return g_strdup("");
    g_autofree char *others = sf_words_quantity(addresses - 1, "other address", "other addresses");
    return g_strdup_printf(" The same for the %s of the pattern above.", others);
}

char *sf_words_first(const SfProblem *problem, const SfQuestions *questions)
{
    const char *first = sf_problem_beforehand(problem);
    if (!first)
        return NULL;
    g_autofree char *others = of_the_others(problem);
    /* Whoever takes some and refuses others has a rule that tells them apart. */
    const char *differs = problem->taken_without > 0
                              ? " And what tells those that it takes from those that it refuses?"
                              : "";
    g_autofree char *whole = g_strconcat(first, others, differs, NULL);
    g_autofree char *sentence = sf_words_sentence(whole);
    return sf_questions_joined(questions, problem, sentence);
}

/* "CHANGE (at 192.0.2.20)", "the second OR"; NULL where there is no such change. */
static char *name_of_change(const GArray *fixes, gint64 number, const SfChangeNames *names)
{
    if (number < 1 || number > fixes->len)
        return NULL;
    const SfEventFix *fix = &g_array_index(fixes, SfEventFix, (guint)number - 1);
    const char *which = number == 3 ? "the second " : number > 3 ? "the last " : "";
    /* Where the change is at a place that the answer names, the one that showed it is no such. */
    const gboolean is_there = fix->at && strstr(fix->text, fix->at);
    g_autofree char *at = is_there ? sf_words_value(fix->at) : NULL;
    return g_strconcat(which, number == 1 ? names->first : names->other, at ? " (at " : "",
                       at ? at : "", at ? ")" : "", NULL);
}

char **sf_words_decisions_of(const GArray *decisions, const GArray *fixes,
                             const SfChangeNames *names)
{
    GPtrArray *lines = g_ptr_array_new();
    for (guint i = 0; decisions && i < decisions->len; i++) {
        const SfEventDecision *decision = &g_array_index(decisions, SfEventDecision, i);
        g_autofree char *change = name_of_change(fixes, decision->change, names);
        if (!change && !decision->then)
            continue;
        g_autofree char *line =
            g_strconcat(decision->when, ": ", change ? change : "", decision->then, NULL);
        g_ptr_array_add(lines, sf_words_sentence(line));
    }
    g_ptr_array_add(lines, NULL);
    return (char **)g_ptr_array_free(lines, FALSE);
}

char **sf_words_decisions(const SfProblem *problem, const SfChangeNames *names)
{
    const GArray *decisions = sf_problem_beforehand(problem) ? sf_problem_decisions(problem) : NULL;
    return sf_words_decisions_of(decisions, sf_problem_root(problem)->fixes, names);
}

const char *sf_words_no_change(const SfProblem *problem)
{
    const SfFate fate = sf_problem_fate(problem);
    if (sf_problem_root(problem)->fixes->len > 0 || sf_problem_beforehand(problem))
        return NULL;
    if (fate == SF_FATE_LOST) /* what mends another problem mends this one */
        return "Nothing of its own: see above.";
    return fate == SF_FATE_UNKNOWN ? "Nothing, by what this capture shows." : "Nothing.";
}

/* "Change nothing" stands above it: what may be written down is no order. */
static gboolean is_move_beside_nothing(const SfProblem *problem, const SfFolded *folded)
{
    return g_str_equal(folded->check, "moved.permanently") && sf_words_no_change(problem);
}

SfBeside sf_words_beside_changes(const SfProblem *problem, const SfFolded *folded)
{
    if (is_move_beside_nothing(problem, folded))
        return SF_BESIDE_NOTE;
    const char *as = sf_shelf_words(SF_SHELF_CHECKS, folded->check, "also_as");
    if (g_strcmp0(as, "instead") == 0 && folded->changes[0])
        return SF_BESIDE_OR;
    return as ? SF_BESIDE_NOTE : SF_BESIDE_ALSO;
}

/* "frame 5, b.pcap": where the first lies that has it; NULL: in none alone. */
static char *place_of_first(const SfProblem *problem, const SfFolded *folded)
{
    if (folded->frame == 0 && folded->line == 0)
        return NULL;
    const gboolean is_log = folded->line > 0;
    const gboolean is_there =
        !folded->capture || g_strcmp0(folded->capture, sf_problem_example(problem)->capture) == 0;
    g_autofree char *capture = is_there ? NULL : sf_words_value(folded->capture);
    return g_strdup_printf("%s %" G_GINT64_FORMAT "%s%s", is_log ? "line" : "frame",
                           is_log ? folded->line : folded->frame, capture ? ", " : "",
                           capture ? capture : "");
}

/* "In 2 of 9 (frame 5, b.pcap): ": what is said behind it holds values of the first such call. */
static char *share_of(const SfProblem *problem, const SfFolded *folded)
{
    if (problem->calls == 1)
        return g_strdup("");
    g_autofree char *place = place_of_first(problem, folded);
    if (folded->calls >= problem->calls)
        return place ? g_strdup_printf("In all, as in %s: ", place) : g_strdup("");
    g_autofree char *some = sf_words_number(folded->calls);
    g_autofree char *all = sf_words_number(problem->calls);
    return g_strdup_printf("In %s of %s%s%s%s: ", some, all, place ? " (" : "", place ? place : "",
                           place ? ")" : "");
}

char *sf_words_folded_plainly(const SfProblem *problem, const SfFolded *folded)
{
    g_autofree char *share = share_of(problem, folded);
    g_autofree char *text = sf_words_sentence(folded->text);
    return g_strconcat(share, text, NULL);
}

/* Whether it is to be done with the changes or in their place, so that nobody has to guess. */
char *sf_words_folded(const SfProblem *problem, const SfFolded *folded)
{
    static const char *const names[] = {[SF_BESIDE_OR] = "If that cannot be done: ",
                                        [SF_BESIDE_ALSO] = "In addition: ",
                                        [SF_BESIDE_NOTE] = ""};
    g_autofree char *share = share_of(problem, folded);
    g_autofree char *text = sf_words_sentence(folded->text);
    const char *as = names[sf_words_beside_changes(problem, folded)];
    if (*as && g_ascii_islower(text[1])) /* a word, no address and no name in capitals */
        text[0] = g_ascii_tolower(text[0]);
    return g_strconcat(share, as, text, NULL);
}

/* @of: the lists that the findings of the example have; each fact once. */
static char **facts_of(const SfProblem *problem, char **(*of)(const SfEventFinding *finding))
{
    const GPtrArray *findings = sf_problem_example(problem)->findings;
    GPtrArray *facts = g_ptr_array_new();
    for (guint i = 0; i < findings->len; i++)
        for (char **text = of(findings->pdata[i]); *text; text++) {
            char *sentence = sf_words_sentence(*text);
            if (g_ptr_array_find_with_equal_func(facts, sentence, g_str_equal, NULL))
                g_free(sentence);
            else
                g_ptr_array_add(facts, sentence);
        }
    g_ptr_array_add(facts, NULL);
    return (char **)g_ptr_array_free(facts, FALSE);
}

static char **known_of(const SfEventFinding *finding)
{
    return finding->known;
}

static char **causes_of(const SfEventFinding *finding)
{
    return finding->causes;
}

char **sf_words_known(const SfProblem *problem)
{
    return facts_of(problem, known_of);
}

char **sf_words_causes(const SfProblem *problem)
{
    return facts_of(problem, causes_of);
}
