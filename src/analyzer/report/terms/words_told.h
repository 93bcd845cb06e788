/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a report says of a problem, gathered line by line: what words are explained for, and what a
 * proof need not say again.
 */
#ifndef SIPFIX_WORDS_TOLD_H
#define SIPFIX_WORDS_TOLD_H

#include "problems/problem.h"

/** Adds @text as a line of @all; NULL adds nothing. */
void sf_told_add(GString *all, const char *text);

/** The same of a @text that is freed here. */
void sf_told_take(GString *all, char *text);

/** Adds all that stands before the other changes: what happened, the rows, what is to be found out,
 * the first change. */
void sf_told_add_first(GString *all, const SfProblem *problem);

/** Adds every change but the first. */
void sf_told_add_other_changes(GString *all, const SfProblem *problem);

/** All that a report says of the problem before its proof, in one text, to be freed with
 * g_free(). */
char *sf_words_told(const SfProblem *problem);

#endif
