/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A finding is about one answer; a problem is what a person mends once. Equal faults share a case,
 * in every capture and on every machine.
 */
#ifndef SIPFIX_CASES_H
#define SIPFIX_CASES_H

#include "core/describe/root.h"

/** The check that names the problem: that of the root, but where this is the first of several
 * answers that contradict each other, the check that says so of the later ones. NULL: none. */
const char *sf_answer_root_check(const SfAnswer *answer);

/**
 * The case: first 8 hex digits of SHA-256 over code, root check, answering IP address and key
 * (which hosts moved where, which tags are missing). NULL without a root. To be freed with
 * g_free().
 */
char *sf_answer_case(const SfAnswer *answer);

/** Until the next call nothing about the answer changes: its root and its case are looked for once.
 * NULL: of none. For sf_facts_begin(). */
void sf_answer_case_begin(const SfAnswer *answer);

#endif
