// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * All that a report says of a problem, in one text, for whoever looks words or frames up in it.
 */
#include "analyzer/report/terms/words_told.h"

#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"
#include "analyzer/report/words.h"

/* More than any report shows. */
#define MOST_ROWS 20

void sf_told_add(GString *all, const char *text)
{
    if (text)
        g_string_append_printf(all, "%s\n", text);
}

void sf_told_take(GString *all, char *text)
{
    g_autofree char *taken = text;
    sf_told_add(all, taken);
}

static void add_change(GString *all, const SfProblem *problem, const SfEventFix *fix)
{
    g_autoptr(SfChange) change = sf_words_change(problem, fix);
    sf_told_add(all, change->lead);
    sf_told_add(all, change->swap);
    sf_told_add(all, change->rest);
    sf_told_add(all, change->unnamed);
    for (char **text = change->usual; *text; text++)
        sf_told_add(all, *text);
    sf_told_add(all, change->price);
}

/* The rows that show what was sent and answered. */
static void add_rows(GString *all, const SfProblem *problem)
{
    JsonObject *event = sf_event_object(sf_problem_example(problem));
    const SfTallied *sent = sf_words_sent(problem);
    if (sent)
        sf_told_add(all, sent->name);
    if (sent)
        sf_told_take(all, sf_words_refusal(problem));
    if (sf_member_object(event, "agreement"))
        sf_told_add(all, "Security-Client, Security-Server");
}

/* Of a change that the decisions name, the change tells. */
static const SfChangeNames no_names = {"", ""};

/* All that stands before the other changes. */
void sf_told_add_first(GString *all, const SfProblem *problem)
{
    const GArray *fixes = sf_problem_root(problem)->fixes;
    sf_told_take(all, sf_words_what(problem));
    sf_told_take(all, sf_words_explanation(problem));
    sf_told_take(all, sf_words_counter(problem));
    sf_told_take(all, sf_words_certainty(problem));
    sf_told_take(all, sf_words_acquittal(problem));
    add_rows(all, problem);
    sf_told_take(all, sf_words_first(problem, NULL));
    g_auto(GStrv) decisions = sf_words_decisions(problem, &no_names);
    for (char **decision = decisions; *decision; decision++)
        sf_told_add(all, *decision);
    g_auto(GStrv) causes = sf_words_causes(problem);
    for (char **text = causes; *text; text++)
        sf_told_add(all, *text);
    if (fixes->len > 0)
        add_change(all, problem, &g_array_index(fixes, SfEventFix, 0));
}

void sf_told_add_other_changes(GString *all, const SfProblem *problem)
{
    const GArray *fixes = sf_problem_root(problem)->fixes;
    for (guint i = 1; i < fixes->len; i++)
        add_change(all, problem, &g_array_index(fixes, SfEventFix, i));
}

char *sf_words_told(const SfProblem *problem)
{
    GString *all = g_string_new(NULL);
    guint left_out = 0;
    sf_told_add_first(all, problem);
    sf_told_add_other_changes(all, problem);
    g_autoptr(GPtrArray) rows = sf_words_rows(problem, MOST_ROWS, &left_out);
    for (guint i = 0; i < rows->len; i++)
        sf_told_add(all, ((const SfRow *)rows->pdata[i])->value);
    return g_string_free(all, FALSE);
}
