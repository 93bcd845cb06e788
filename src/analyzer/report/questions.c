// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/questions.h"

#include <string.h>

#include "analyzer/events/examples.h"
#include "analyzer/output/terminal.h"
#include "core/grammar/strings/string_hash.h"

/* How a question begins that goes to the operator of an element (knowledge, `beforehand`). */
#define ASK "Ask whoever runs "

/* More numbers than these are no help. */
#define NUMBERS_LISTED 6

/* So many tags are read out. */
#define TAGS_LISTED 60
#define TAG_COLUMNS 40

/* What the operator of one element is to be asked. */
typedef struct {
    GArray *numbers; /* guint: of the problems, in their order */
    GPtrArray *tags; /* char *: that those behind the first are about, in their order, each once */
    GHashTable *known; /* the same, to find one; lent */
} Asked;

struct SfQuestions {
    const GPtrArray *problems;
    GHashTable *asked; /* address of the element -> Asked */
    GHashTable *of;    /* SfProblem -> one of these */
};

static void asked_free(gpointer data)
{
    Asked *asked = data;
    g_array_unref(asked->numbers);
    g_hash_table_unref(asked->known);
    g_ptr_array_unref(asked->tags);
    g_free(asked);
}

static Asked *asked_new(void)
{
    Asked *asked = g_new(Asked, 1);
    asked->numbers = g_array_new(FALSE, FALSE, sizeof(guint));
    asked->tags = g_ptr_array_new_with_free_func(g_free);
    asked->known = g_hash_table_new(sf_string_hash, g_str_equal);
    return asked;
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

/* Of one refusal, what it is about. */
static void note_tags(Asked *asked, const SfProblem *problem)
{
    char **tags = problem->status == 421 ? sf_problem_example(problem)->missing : NULL;
    for (; tags && *tags; tags++) {
        if (g_hash_table_contains(asked->known, *tags))
            continue;
        g_ptr_array_add(asked->tags, g_strdup(*tags));
        g_hash_table_add(asked->known, asked->tags->pdata[asked->tags->len - 1]);
    }
}

static void note(SfQuestions *questions, const SfProblem *problem, guint number)
{
    g_autofree char *element = element_of(sf_problem_beforehand(problem));
    if (!element)
        return;
    Asked *asked = g_hash_table_lookup(questions->asked, element);
    if (!asked) {
        asked = asked_new();
        g_hash_table_insert(questions->asked, g_steal_pointer(&element), asked);
    } else {
        note_tags(asked, problem);
    }
    g_array_append_val(asked->numbers, number);
    g_hash_table_insert(questions->of, (gpointer)problem, asked);
}

SfQuestions *sf_questions_new(const GPtrArray *problems, guint shown)
{
    SfQuestions *questions = g_new0(SfQuestions, 1);
    questions->problems = problems;
    questions->asked = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, asked_free);
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

/* Such as: , about "199", "timer". Nobody has to gather them from the problems; "" where there are
 * none. */
static char *list_of_tags(const GPtrArray *tags)
{
    GString *list = g_string_new(tags->len > 0 ? ", about " : "");
    for (guint i = 0; i < MIN(tags->len, TAGS_LISTED); i++) {
        g_autofree char *shown = sf_visible_clip(tags->pdata[i], TAG_COLUMNS);
        g_string_append_printf(list, "%s\"%s\"", i == 0 ? "" : ", ", shown);
    }
    if (tags->len > TAGS_LISTED)
        g_string_append_printf(list, " and %u more", tags->len - TAGS_LISTED);
    return g_string_free(list, FALSE);
}

char *sf_questions_joined(const SfQuestions *questions, const SfProblem *problem,
                          const char *question)
{
    const Asked *asked = questions ? g_hash_table_lookup(questions->of, problem) : NULL;
    if (!asked || asked->numbers->len < 2)
        return g_strdup(question);
    const GArray *numbers = asked->numbers;
    const guint first = number_at(numbers, 0);
    if (questions->problems->pdata[first - 1] != problem)
        return g_strdup_printf("With the question of problem %u, %c%s", first,
                               g_ascii_tolower(*question), question + 1);
    g_autofree char *others = others_of(numbers);
    g_autofree char *about = list_of_tags(asked->tags);
    return g_strdup_printf("%s %s %s for the same operator: ask all at once%s.", question, others,
                           numbers->len == 2 ? "has a question" : "have questions", about);
}
