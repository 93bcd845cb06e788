/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The events that bear witness for problems, set aside in a file without a name until a report
 * shows the problem. A long analysis has thousands of problems; of one at a time the events are in
 * memory.
 *
 * An event tells of its own messages and its follow-ups'; the call's whole story takes the events
 * of that story, whatever problems they are of. Which story a problem is shown by is only known
 * when its run is over: till then all events of the run are at hand.
 */
#ifndef SIPFIX_EXAMPLES_H
#define SIPFIX_EXAMPLES_H

#include "problems/problem.h"

/** Events of one story that an example holds: the example, and those nearest to it. */
#define SF_EXAMPLE_EVENTS 32

/** Runs at a time: the files of two rotated captures may lie between one another. */
#define SF_EXAMPLE_RUNS 4

/** A store that sf_summary_new(sf_examples_store()) takes. */
SfExampleStore sf_examples_store(void);

/*
 * The example of a problem: has the root finding, and its request, where that was seen at all. Of
 * one problem at a time it is in memory: all of these are lent until they are asked of another
 * problem. To be asked after sf_summary_finish().
 */
const SfEvent *sf_problem_example(const SfProblem *problem);

/** The root finding. */
const SfEventFinding *sf_problem_root(const SfProblem *problem);

/** What must be found out or decided before anything is changed; NULL: nothing. */
const char *sf_problem_beforehand(const SfProblem *problem);

/** What the answers to that lead to, changes by their numbers among the root's: SfEventDecision;
 * NULL: it is not told. */
const GArray *sf_problem_decisions(const SfProblem *problem);

/** Of that, what puts every change of the root in doubt: two answers that contradict each other, or
 * a new address that may be a stranger's; NULL: nothing does. */
const char *sf_problem_doubt(const SfProblem *problem);

/** JsonObject: the events of its example call, the example first (ladder.h). */
const GPtrArray *sf_problem_example_events(const SfProblem *problem);

/** TRUE where these do not tell of the whole call: an event is bounded, and so is their number. */
gboolean sf_problem_example_is_cut(const SfProblem *problem);

#endif
