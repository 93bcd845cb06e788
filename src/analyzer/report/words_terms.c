// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the words mean that a problem is told with: all that a report says of it is looked through,
 * so that no sentence has to explain its own.
 */
#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"
#include "analyzer/report/words.h"

/* More than any report shows. */
#define MOST_ROWS 20

static void add(GString *all, const char *text)
{
    if (text)
        g_string_append_printf(all, "%s\n", text);
}

static void take(GString *all, char *text)
{
    g_autofree char *taken = text;
    add(all, taken);
}

static void add_change(GString *all, const SfProblem *problem, const SfEventFix *fix)
{
    g_autoptr(SfChange) change = sf_words_change(problem, fix);
    add(all, change->lead);
    add(all, change->swap);
    add(all, change->rest);
    add(all, change->unnamed);
    for (char **text = change->usual; *text; text++)
        add(all, *text);
    add(all, change->price);
}

/* The rows that show what was sent and answered. */
static void add_rows(GString *all, const SfProblem *problem)
{
    JsonObject *event = sf_event_object(sf_problem_example(problem));
    const SfTallied *sent = sf_words_sent(problem);
    if (sent)
        add(all, sent->name);
    if (sent)
        take(all, sf_words_refusal(problem));
    if (sf_member_object(event, "agreement"))
        add(all, "Security-Client, Security-Server");
}

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

/* Of a change that the decisions name, the change tells. */
static const SfChangeNames no_names = {"", ""};

/* All that stands before the other changes. */
static void add_first(GString *all, const SfProblem *problem)
{
    const GArray *fixes = sf_problem_root(problem)->fixes;
    take(all, sf_words_what(problem));
    take(all, sf_words_explanation(problem));
    take(all, sf_words_counter(problem));
    take(all, sf_words_certainty(problem));
    take(all, sf_words_acquittal(problem));
    add_rows(all, problem);
    take(all, sf_words_first(problem, NULL));
    g_auto(GStrv) decisions = sf_words_decisions(problem, &no_names);
    for (char **decision = decisions; *decision; decision++)
        add(all, *decision);
    g_auto(GStrv) causes = sf_words_causes(problem);
    for (char **text = causes; *text; text++)
        add(all, *text);
    if (fixes->len > 0)
        add_change(all, problem, &g_array_index(fixes, SfEventFix, 0));
}

static void add_other_changes(GString *all, const SfProblem *problem)
{
    const GArray *fixes = sf_problem_root(problem)->fixes;
    for (guint i = 1; i < fixes->len; i++)
        add_change(all, problem, &g_array_index(fixes, SfEventFix, i));
}

char *sf_words_terms(const SfProblem *problem, SfGlossary *glossary)
{
    if (!glossary)
        return NULL;
    g_autoptr(GString) all = g_string_new(NULL);
    add_first(all, problem);
    return tell(glossary, problem, all);
}

char *sf_words_told(const SfProblem *problem)
{
    GString *all = g_string_new(NULL);
    guint left_out = 0;
    add_first(all, problem);
    add_other_changes(all, problem);
    g_autoptr(GPtrArray) rows = sf_words_rows(problem, MOST_ROWS, &left_out);
    for (guint i = 0; i < rows->len; i++)
        add(all, ((const SfRow *)rows->pdata[i])->value);
    return g_string_free(all, FALSE);
}

char *sf_words_more_terms(const SfReport *report, const SfProblem *problem, SfGlossary *glossary)
{
    if (!glossary)
        return NULL;
    g_autoptr(GString) all = g_string_new(NULL);
    add_other_changes(all, problem);
    g_auto(GStrv) known = sf_words_known(problem);
    for (char **text = known; *text; text++)
        add(all, *text);
    for (guint i = 0; i < problem->folded->len; i++)
        take(all, sf_words_folded(problem, problem->folded->pdata[i]));
    take(all, sf_words_proof(report, problem));
    return tell(glossary, problem, all);
}
