// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the words mean that a problem is told with: all that a report says of it is looked through,
 * so that no sentence has to explain its own.
 */
#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/report/terms/words_told.h"
#include "analyzer/report/words.h"

/* Of the option tags, those that the answer is about, and what a change adds to what was sent. */
static char *tell(SfGlossary *glossary, const SfProblem *problem, const GString *text)
{
    static const char *const none[] = {NULL};
    static const char *const of_first_hop[] = {"outbound", NULL}; /* RFC 5626 §11.6 */
    const SfEvent *example = sf_problem_example(problem);
    const char *const *usual = problem->status == 439 ? of_first_hop : none;
    const gboolean is_about_offer = problem->status == 420; /* what was listed is the matter */
    const SfGlossaryTags tags = {
        .wanted = example->required && *example->required ? (const char *const *)example->required
                                                          : usual,
        .offered =
            example->supported && !is_about_offer ? (const char *const *)example->supported : none};
    return sf_glossary_tell(glossary, text->str, &tags);
}

char *sf_words_terms(const SfProblem *problem, SfGlossary *glossary)
{
    if (!glossary)
        return NULL;
    g_autoptr(GString) all = g_string_new(NULL);
    sf_told_add_first(all, problem);
    return tell(glossary, problem, all);
}

char *sf_words_more_terms(const SfReport *report, const SfProblem *problem, SfGlossary *glossary)
{
    if (!glossary)
        return NULL;
    g_autoptr(GString) all = g_string_new(NULL);
    sf_told_add_other_changes(all, problem);
    g_auto(GStrv) known = sf_words_known(problem);
    for (char **text = known; *text; text++)
        sf_told_add(all, *text);
    for (guint i = 0; i < problem->folded->len; i++)
        sf_told_take(all, sf_words_folded(problem, problem->folded->pdata[i]));
    sf_told_take(all, sf_words_proof(report, problem));
    return tell(glossary, problem, all);
}
