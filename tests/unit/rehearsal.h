/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests of the reports: events as JSON text in, the report out, as `sipfix analyze` would do
 * it. */
#ifndef SIPFIX_REHEARSAL_H
#define SIPFIX_REHEARSAL_H

#include "analyzer/report/formats.h"

typedef struct {
    GPtrArray *events; /* JSON text, owned */
    const char *total; /* the run line; NULL: 10 SIP messages and 5 calls within a day */
    guint width;       /* 0: 80 */
    gboolean colour;
    gboolean verbose;
    gboolean interrupted;
    const char *case_prefix;
    const char *unreadable; /* path of a file that could not be read, or NULL */
    const char *stray;      /* path of a file that is no capture, or NULL */
} Rehearsal;

void rehearsal_init(Rehearsal *rehearsal);
void rehearsal_clear(Rehearsal *rehearsal);

/** One a test, as its state. */
int rehearsal_begin(void **state);
int rehearsal_end(void **state);

/** Adds an event of JSON text, quoted with ' for ", and with printf's conversions. */
void rehearse(Rehearsal *rehearsal, const char *json, ...) G_GNUC_PRINTF(2, 3);

/** A 421 of a call without 100rel, @frame apart; a 301 from @old_uri to @new_uri. */
void rehearse_421(Rehearsal *rehearsal, guint frame, const char *caller);
void rehearse_301(Rehearsal *rehearsal, guint frame, const char *old_uri, const char *new_uri);

/** The report; to be freed with g_free(). */
char *rehearsal_report(const Rehearsal *rehearsal, const char *format);

/** The summary of the events; to be freed with sf_summary_free(). */
SfSummary *rehearsal_summary(const Rehearsal *rehearsal);

/** Text of a stranger that must never get anywhere unescaped, as it stands in JSON. */
#define HOSTILE_JSON                                                                               \
    "\\u001b[2J\\u0007\\u009b31m<script>alert(1)</"                                                \
    "script>\\u202e\\u2066\\u200b'\\\"&\\ud83d\\ude00"

#endif
