/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases: the short names of problems, hexadecimal digits that the plugin works out. People type the
 * beginning of one.
 */
#ifndef SIPFIX_CASE_PREFIX_H
#define SIPFIX_CASE_PREFIX_H

#include <glib.h>

#define SF_CASE_DIGITS       8
#define SF_CASE_LEAST_PREFIX 4

/** NULL where @prefix can be the beginning of a case, else what is wrong with it; to be freed. */
char *sf_case_prefix_flaw(const char *prefix);

/** The fewest digits, at least SF_CASE_LEAST_PREFIX, that tell all @case_ids (strings) apart. */
guint sf_case_shown_digits(const GPtrArray *case_ids);

#endif
