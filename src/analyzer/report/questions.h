/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Several problems may have a question for the same operator, who is called once.
 */
#ifndef SIPFIX_QUESTIONS_H
#define SIPFIX_QUESTIONS_H

#include "problems/problem.h"

typedef struct SfQuestions SfQuestions;

/** @param problems  SfProblem, of which the first @shown are in the report */
SfQuestions *sf_questions_new(const GPtrArray *problems, guint shown);
void sf_questions_free(SfQuestions *questions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SfQuestions, sf_questions_free)

/**
 * A question with where it is to be asked: "With the question of problem 1, ask whoever runs
 * 198.51.100.20: ...", or behind the first one which problems ask that operator too.
 *
 * @param question  a sentence, of that problem
 * @return to be freed with g_free()
 */
char *sf_questions_joined(const SfQuestions *questions, const SfProblem *problem,
                          const char *question);

#endif
