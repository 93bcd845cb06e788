/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The times in a log, in the many ways that programs write them ([time.*] of logs.ini). */
#ifndef SIPFIX_INTAKE_LOG_CLOCK_H
#define SIPFIX_INTAKE_LOG_CLOCK_H

#include "intake/logs/layout/log_pattern.h"

/** How much a time says. */
typedef enum {
    SF_LOG_NO_TIME,
    SF_LOG_TIME_OF_DAY, /* or a date without its year: good for how long something took, no more */
    SF_LOG_LOCAL_TIME,  /* a date, but nobody says in which zone */
    SF_LOG_WHOLE_TIME
} SfLogTimeKind;

typedef struct {
    gint64 last;  /* the time of day that was read last, ns; -1: none */
    gint64 days;  /* that have passed since, at midnight, ns */
    int month;    /* that was read last, of a date without its year; 0: none */
    int years;    /* that have passed since */
    gint64 local; /* the time without zone that was read last, ns; G_MININT64: none */
    guint64 back; /* how often the clock of a log without zones went back by about an hour */
} SfLogClock;

#define SF_LOG_CLOCK_NEW ((SfLogClock){.last = -1, .days = SF_LOG_A_DAY, .local = G_MININT64})

#define SF_LOG_A_DAY (G_GINT64_CONSTANT(86400) * 1000000000)

/**
 * Makes a time of its parts.
 *
 * @param clock  of the log: a time of day that is much earlier than the one before is of the next
 *               day, a January behind a December of the next year
 * @param time   gets nanoseconds since 1970, as if the log's zone were UTC where nobody says
 *               another; of a time without a date those since some midnight
 */
SfLogTimeKind sf_log_clock_read(SfLogClock *clock, const SfText *parts, gint64 *time);

#endif
