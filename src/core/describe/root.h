/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Of all findings about an answer, its other hops and the links of its chain, the one that names
 * the problem: what cost the call, or what comes nearest to that.
 */
#ifndef SIPFIX_ROOT_H
#define SIPFIX_ROOT_H

#include "core/describe/outcome.h"

/**
 * The finding that names the problem: the first error, else the first warn, else what is said of
 * every 301 and 421; of all hops and, for a circle, of all its links. NULL: nothing was found.
 */
const SfFinding *sf_answer_root(const SfAnswer *answer);

/** Until the next call nothing about the answer changes: its root is looked for once. NULL: of
 * none. For sf_answer_case_begin(). */
void sf_answer_root_begin(const SfAnswer *answer);

/** TRUE for that answer. */
gboolean sf_answer_is_told_of(const SfAnswer *answer);

/** TRUE where of several redirects one holds for this call only: nobody can shorten the way, and no
 * change is asked for. */
gboolean sf_finding_is_way_of_the_moment(const SfFinding *finding);

/** TRUE for an error that a client's operator makes, and nobody who registers there can mend. */
gboolean sf_finding_is_of_operator(const SfFinding *finding);

/** The findings of the answer, the one that names the problem first: const SfFinding *, not owned,
 * in an array to be freed. @param only_final  without those that a later packet may take back */
GPtrArray *sf_answer_findings_root_first(const SfAnswer *answer, gboolean only_final);

#endif
