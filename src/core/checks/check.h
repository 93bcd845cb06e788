/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of checks. A check is one function here, one stanza of knowledge, one capture that
 * shows it and one that looks alike and must not. The table is made of the stanzas when sipfix is
 * built (src/knowledge/make_tables.py).
 */
#ifndef SIPFIX_CHECK_H
#define SIPFIX_CHECK_H

#include "core/describe/finding.h"
#include "knowledge/knowledge.h"

/** Looks at @answer and calls sf_report() for what it finds. */
typedef void (*SfCheckFunction)(const SfCheck *check, SfAnswer *answer);

struct SfCheck {
    const char *id; /* "moved.self"; also the name of its stanza */
    SfCheckFunction run;
    SfSeverity severity;
    gboolean is_beside_the_point; /* true, but not what cost the call */
    gboolean heads;               /* a note that names the problem, before the "always" checks */
    guint16 codes[8];             /* status codes that it is for, then 0; only 0: all of them */
};

/** All checks, in the order of the table (which breaks ties between equals). */
const SfCheck *sf_checks(guint *n);

/** Whether the check is for answers with that status code. */
gboolean sf_check_is_for(const SfCheck *check, guint status);

/** Those that are for answers with that status code, const SfCheck *, in the order of the table. */
const GPtrArray *sf_checks_for(guint status);

/** Sets the option tags of one's own (the preference sipfix.tags), which extension.unknown-tag then
 * knows besides the table. @tags is NULL-terminated and copied, and replaces what was set before;
 * NULL: none. Before answers are judged. */
void sf_checks_set_own_tags(const char *const *tags);

#endif
