/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers that moved together, none of which is known where they went: one question, not one each.
 */
#ifndef SIPFIX_UNKNOWN_NUMBERS_H
#define SIPFIX_UNKNOWN_NUMBERS_H

#include "problems/problem.h"

/** Asks that one question of the problem, where it is one of these. To be called before
 * sf_problem_finalize(). */
void sf_unknown_numbers_ask(SfProblem *problem);

#endif
