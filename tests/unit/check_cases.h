/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests of checks, made of tables: a request, its answer, and what must be said of it, or must not.
 */
#ifndef SIPFIX_CHECK_CASES_H
#define SIPFIX_CHECK_CASES_H

#include "sip_text.h"
#include "table.h"

#define QUIET "-" /* in CheckCase.variant: the check must say nothing */
#define PLAIN ""  /* it must speak, in its plain words */

typedef struct {
    const char *name;    /* of the row: what is special about it */
    const char *asks;    /* first line of the request; NULL: INVITE sip:bob@example.net */
    const char *request; /* lines it has besides; NULL: none */
    const char *answers; /* "301 Moved Permanently"; NULL: the table's own */
    const char *answer;  /* lines it has besides; NULL: none */
    const char *variant; /* QUIET, PLAIN or the variant */
    const char *says;    /* stands in the text, the why or a fix; NULL: anything */
    const char *vias;    /* values of Via, a comma between; NULL: 203.0.113.5 */
} CheckCase;

/** Judges every row and looks at the check @id. Whatever else is found must read well too. */
void check_cases(const char *id, const char *answers, const CheckCase *cases, guint n);

#define MOVED_CASES(id, table)                                                                     \
    check_cases((id), "301 Moved Permanently", (table), G_N_ELEMENTS(table))
#define EXTENSION_CASES(id, table)                                                                 \
    check_cases((id), "421 Extension Required", (table), G_N_ELEMENTS(table))

/** The nth answer of the ledger, judged; every finding of it must read well. */
SfAnswer *judged_answer(SfLedger *ledger, guint nth);

/** The finding of that check; fails where there is none, or another variant (NULL: plain). */
const SfFinding *want_finding(const SfAnswer *answer, const char *id, const char *variant);

/** Fails where the text, the why or a fix of @finding does not hold @part. */
void want_words(const char *row, const SfFinding *finding, const char *part);

#endif
