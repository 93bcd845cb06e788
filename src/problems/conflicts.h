/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Captures that contradict each other: one says that an address moved for good to one place, one
 * that it moved to another. Within one capture the plugin sees it (moved.conflict); across captures
 * only who has read them all.
 */
#ifndef SIPFIX_CONFLICTS_H
#define SIPFIX_CONFLICTS_H

#include "problems/problem.h"
#include "problems/routes/routes.h"

/**
 * Adds moved.conflict to the problems that the contradicting answers belong to, and to each what
 * must be decided before anybody changes anything.
 *
 * @param routes   finished: sf_routes_finish()
 * @param by_case  case -> SfProblem, not settled yet
 */
void sf_conflicts_fold(const GPtrArray *routes, GHashTable *by_case);

#endif
