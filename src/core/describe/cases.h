/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A finding is about one answer; a problem is what a person mends once. Equal faults share a case,
 * in every capture and on every machine.
 */
#ifndef SIPFIX_CASES_H
#define SIPFIX_CASES_H

#include "core/describe/outcome.h"

/**
 * The finding that names the problem: the first error, else the first warn, else what is said of
 * every 301 and 421; of all hops and, for a circle, of all its links. NULL: nothing was found.
 */
const SfFinding *sf_answer_root(const SfAnswer *answer);

/** The check that names the problem: that of the root, but where this is the first of several
 * answers that contradict each other, the check that says so of the later ones. NULL: none. */
const char *sf_answer_root_check(const SfAnswer *answer);

/** Until the next call nothing about the answer changes: its root is looked for once. NULL: of
 * none. For sf_facts_begin(). */
void sf_answer_root_begin(const SfAnswer *answer);

/** TRUE for that answer. */
gboolean sf_answer_is_told_of(const SfAnswer *answer);

/** TRUE where of several redirects one holds for this call only: nobody can shorten the way, and no
 * change is asked for. */
gboolean sf_finding_is_way_of_the_moment(const SfFinding *finding);

/** TRUE for an error that a client's operator makes, and nobody who registers there can mend. */
gboolean sf_finding_is_of_operator(const SfFinding *finding);

/**
 * The case: first 8 hex digits of SHA-256 over code, root check, answering IP address and key
 * (which hosts moved where, which tags are missing). NULL without a root. To be freed with
 * g_free().
 */
char *sf_answer_case(const SfAnswer *answer);

/** The findings of the answer, the one that names the problem first: const SfFinding *, not owned,
 * in an array to be freed. @param only_final  without those that a later packet may take back */
GPtrArray *sf_answer_findings_root_first(const SfAnswer *answer, gboolean only_final);

#endif
