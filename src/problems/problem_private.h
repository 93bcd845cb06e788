/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of a problem: one fills it, one measures it, one sorts what came with it. */
#ifndef SIPFIX_PROBLEM_PRIVATE_H
#define SIPFIX_PROBLEM_PRIVATE_H

#include "problems/problem.h"

/** What the fixes (SfEventFix, or NULL) ask for, as keys: whose, where, what, from what to what;
 * price and reason may be put in other words. Owned, NULL-terminated. */
char **sf_changes_of(const GArray *fixes);

/** Frees an SfFolded. */
void sf_folded_free(gpointer data);

/** Adds a finding of the event to what is folded, the root too, and does not count it yet. Returns
 * which of them it is. */
guint sf_problem_fold_finding(SfProblem *problem, const SfEventFinding *finding,
                              const SfEvent *event);

/** Notes something particular that all of its calls have, though it is not the root. */
void sf_problem_find_particular(SfProblem *problem);

/** Leaves what is worth a line, worst first. */
void sf_problem_sort_out_folded(SfProblem *problem);

/** Notes how much later a call was answered; less than 0: it was not. */
void sf_problem_note_detour(SfProblem *problem, double seconds);

/** Median and worst of what was noted. */
void sf_problem_measure_detour(SfProblem *problem);

/** In a report the outcome weighs more than the check's severity: ERROR is calls lost, WARN calls
 * slower or at risk. Where no outcome is known, the severity is all there is. */
SfSeverity sf_problem_level(const SfProblem *problem);

#endif
