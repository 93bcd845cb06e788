/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ends a child that gets nowhere: one that worked for so long without reading or writing a byte, or
 * ten times as long did nothing at all. Neither the clock nor all of its processor time will do: a
 * large capture honestly takes hours, and a machine may sleep.
 */
#ifndef SIPFIX_READING_WATCHDOG_H
#define SIPFIX_READING_WATCHDOG_H

#include <gio/gio.h>

typedef struct SfWatchdog SfWatchdog;

/** How long, where nobody says otherwise: seconds. */
#define SF_PATIENCE 120

/**
 * Looks some times a second, in the thread's main context.
 *
 * @param child     that has just been started
 * @param patience  seconds of processor time; 0: it may take for ever
 * @param may_wait  for a pipe that is silent: doing nothing is no fault
 * @param memory    bytes that it may have; 0: unknown
 * @return to be freed with sf_watchdog_free()
 */
SfWatchdog *sf_watchdog_new(GSubprocess *child, guint patience, gboolean may_wait, guint64 memory);

/** May be NULL. */
void sf_watchdog_free(SfWatchdog *watchdog);

/**
 * Why the child ended, where it was for a bound of sipfix's.
 *
 * @param watchdog  may be NULL
 * @param words     what the child last said
 * @return words that go on from the program's name: "made no progress ..."; NULL: it was not. To be
 * freed
 */
char *sf_watchdog_reason(const SfWatchdog *watchdog, const char *words);

#endif
