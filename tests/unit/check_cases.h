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

/* ---- one call of several messages ---- */

#define V1                  "SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK1"
#define V2                  "SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2, " V1 /* behind a proxy */
#define CALL                "From: <sip:alice@example.com>;tag=a\nCall-ID: one\nCSeq: 1 INVITE\n"
#define TO                  "To: <sip:bob@example.net>\n"
#define ASKED(uri, via)     "INVITE " uri " SIP/2.0\nVia: " via "\n" TO CALL
#define ANSWERED(line, via) "SIP/2.0 " line "\nVia: " via "\nTo: <sip:bob@example.net>;tag=b\n" CALL
#define MOVED(via)          ANSWERED("301 Moved Permanently", via)
#define REFUSED(via)        ANSWERED("421 Extension Required", via)

/** Setup and teardown of a test whose state is a ledger. */
int start_ledger(void **state);
int stop_ledger(void **state);

#define LEDGER_TEST(function) cmocka_unit_test_setup_teardown(function, start_ledger, stop_ledger)

/** The call through a proxy, to sip:bob@10.0.0.9 behind it: the answer there, and as it was passed
 * on. */
void add_two_hops(SfLedger *ledger, const char *made, const char *passed_on);

/** The nth answer of the ledger, judged; every finding of it must read well. */
SfAnswer *judged_answer(SfLedger *ledger, guint nth);

/** The finding of that check; fails where there is none, or another variant (NULL: plain). */
const SfFinding *want_finding(const SfAnswer *answer, const char *id, const char *variant);

/** Fails where the text, the why or a fix of @finding does not hold @part. */
void want_words(const char *row, const SfFinding *finding, const char *part);

#endif
