// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/questions.h"

#include <string.h>

#include "analyzer/events/examples.h"

/* How a question begins that goes to the operator of an element (knowledge, `beforehand`). */
#define ASK "Ask whoever runs "

/* More numbers than these are no help. */
#define NUMBERS_LISTED 6

struct SfQuestions {
    const GPtrArray *problems;
    GHashTable *asked; /* address of the element -> GArray of guint: numbers of the problems, in
                          their order */
    GHashTable *of;    /* SfProblem -> one of these */
};

static void numbers_free(gpointer numbers)
{
    g_array_unref(numbers);
}

/* "198.51.100.20" of "Ask whoever runs 198.51.100.20: ..."; NULL where it names no element. */
static char *element_of(const char *question)
{
    if (!question || !g_str_has_prefix(question, ASK))
        return NULL;
    const char *begin = question + strlen(ASK);
    gsize length = strcspn(begin, " ");
    while (length > 0 && strchr(":,;.?", begin[length - 1]))
        length--;
    char *element = g_strndup(begin, length);
    if (strpbrk(element, ".:"))
        return element;
    g_free(element);
    return NULL;
}

static void note(SfQuestions *questions, const SfProblem *problem, guint number)
{
    g_autofree char *element = element_of(sf_problem_beforehand(problem));
    if (!element)
        return;
    GArray *numbers = g_hash_table_lookup(questions->asked, element);
    if (!numbers) {
        numbers = g_array_new(FALSE, FALSE, sizeof(guint));
        g_hash_table_insert(questions->asked, g_steal_pointer(&element), numbers);
    }
    g_array_append_val(numbers, number);
    g_hash_table_insert(questions->of, (gpointer)problem, numbers);
}

SfQuestions *sf_questions_new(const GPtrArray *problems, guint shown)
{
    SfQuestions *questions = g_new0(SfQuestions, 1);
    questions->problems = problems;
    questions->asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, numbers_free);
    questions->of = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < MIN(problems->len, shown); i++)
        note(questions, problems->pdata[i], i + 1);
    return questions;
}

void sf_questions_free(SfQuestions *questions)
{
    g_hash_table_unref(questions->of);
    g_hash_table_unref(questions->asked);
    g_free(questions);
}

static guint number_at(const GArray *numbers, guint i)
{
    return g_array_index(numbers, guint, i);
}

/* "Problems 2 to 36", "Problems 2, 3 and 7", "Problem 2": all but the first. */
static char *others_of(const GArray *numbers)
{
    const guint second = number_at(numbers, 1);
    const guint last = number_at(numbers, numbers->len - 1);
    if (numbers->len == 2)
        return g_strdup_printf("Problem %u", second);
    if (numbers->len > 3 && last - second == numbers->len - 2)
        return g_strdup_printf("Problems %u to %u", second, last);
    if (numbers->len > NUMBERS_LISTED + 1)
        return g_strdup_printf("%u other problems", numbers->len - 1);
    GString *list = g_string_new("Problems ");
    for (guint i = 1; i < numbers->len; i++)
        g_string_append_printf(list, "%s%u",
                               i == 1                  ? ""
                               : i + 1 == numbers->len ? " and "
                                                       : ", ",
                               number_at(numbers, i));
    return g_string_free(list, FALSE);
}

char *sf_questions_joined(const SfQuestions *questions, const SfProblem *problem,
                          const char *question)
{
    const GArray *numbers = questions ? g_hash_table_lookup(questions->of, problem) : NULL;
    if (!numbers || numbers->len < 2)
        return g_strdup(question);
    const guint first = number_at(numbers, 0);
    if (questions->problems->pdata[first - 1] != problem)
        return g_strdup_printf("With the question of problem %u, %c%s", first,
                               g_ascii_tolower(*question), question + 1);
    g_autofree char *others = others_of(numbers);
    return g_strdup_printf("%s %s %s for the same operator: ask all at once.", question, others,
                           numbers->len == 2 ? "has a question" : "have questions");
}
