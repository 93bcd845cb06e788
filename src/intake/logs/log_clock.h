/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The times in a log, in the many ways that programs write them ([time.*] of logs.ini). */
#ifndef SIPFIX_INTAKE_LOG_CLOCK_H
#define SIPFIX_INTAKE_LOG_CLOCK_H

#include "intake/logs/log_pattern.h"

/** How much a time says. */
typedef enum {
    SF_LOG_NO_TIME,
    SF_LOG_TIME_OF_DAY, /* or a date without its year: good for how long something took, no more */
    SF_LOG_LOCAL_TIME,  /* a date, but nobody says in which zone */
    SF_LOG_WHOLE_TIME
} SfLogTimeKind;

typedef struct {
    gint64 last; /* the time of day that was read last, ns; -1: none */
    gint64 days; /* that have passed since, at midnight, ns */
} SfLogClock;

#define SF_LOG_CLOCK_NEW ((SfLogClock){-1, 0})

/**
 * Makes a time of its parts.
 *
 * @param clock  of the log: a time of day that is much earlier than the one before is of the next
 *               day
 * @param time   gets nanoseconds since 1970, as if the log's zone were UTC where nobody says
 *               another; of a time without a date those since some midnight
 */
SfLogTimeKind sf_log_clock_read(SfLogClock *clock, const SfText *parts, gint64 *time);

#endif
