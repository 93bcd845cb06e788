// SPDX-License-Identifier: GPL-2.0-or-later
#include "problems/routes/unknown_numbers.h"

#include "core/grammar/grammar.h"
#include "knowledge/knowledge.h"
#include "problems/moves.h"

#include <string.h>

#define CHECK "moved.all-failed"

/* So many numbers at once have not lost their users one by one. */
#define FEWEST 5

typedef struct {
    const SfProblem *problem;
    const SfMove *move;
    const char *host; /* where they went */
} Range;

static char *look_up(const char *name, gpointer data)
{
    const Range *range = data;
    if (g_str_equal(name, "server"))
        return g_strdup(range->problem->server_address);
    if (g_str_equal(name, "other"))
        return g_strdup(range->host);
    if (g_str_equal(name, "times"))
        return g_strdup_printf("%u", range->move->addresses);
    return g_str_equal(name, "targets") ? g_strdup(range->move->new_uri) : NULL;
}

/* Of whatever problem it is, the first change. */
static guint number_of_change(G_GNUC_UNUSED const char *name, G_GNUC_UNUSED gpointer data)
{
    return 1;
}

/* "sip:493055500NN@192.0.2.1": a pattern of numbers that begin alike. */
static gboolean is_of_numbers(const char *pattern)
{
    const char *user = strchr(pattern, ':');
    user = user ? user + 1 : pattern;
    user += *user == '+' ? 1 : 0;
    const gsize digits = strspn(user, "0123456789");
    const gsize open = strspn(user + digits, "N");
    return digits > 0 && open > 0 && user[digits + open] == '@';
}

void sf_unknown_numbers_ask(SfProblem *problem)
{
    if (g_strcmp0(problem->root, CHECK) != 0 || problem->disputed || !problem->server_address ||
        problem->unknown_there == 0 || problem->unknown_there != problem->answers_nearest)
        return;
    g_autoptr(GPtrArray) moves = sf_moves_group(problem->moves);
    const SfMove *move = moves->len == 1 ? moves->pdata[0] : NULL;
    if (!move || !move->new_uri || move->addresses < FEWEST || !is_of_numbers(move->new_uri))
        return;
    Range range = {problem, move, sf_behind_user(move->new_uri)};
    g_autofree char *question =
        sf_fill(sf_shelf_words(SF_SHELF_CHECKS, CHECK, "beforehand.numbers"), look_up, &range);
    const SfDecisionSource source = {look_up, number_of_change, &range};
    g_autoptr(GPtrArray) decisions =
        sf_decisions(sf_shelf_words(SF_SHELF_CHECKS, CHECK, "decisions.numbers"), &source);
    sf_problem_dispute(problem, question, decisions);
    problem->asks_of_all = TRUE;
}
