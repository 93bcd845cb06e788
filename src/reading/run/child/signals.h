/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SIGINT, SIGTERM and SIGHUP, in two phases. While captures are read they are counted: the first
 * one lets the reading end and what is known be told, the second one ends it at once, the third one
 * ends the program. While a report is made of it, the first one ends the program. One that was
 * ignored from the beginning (nohup, the shell's &) stays ignored.
 */
#ifndef SIPFIX_READING_SIGNALS_H
#define SIPFIX_READING_SIGNALS_H

#include <glib.h>

/** Begins the first phase. */
gboolean sf_signals_hold(GError **error);

/** How many came in this phase. */
guint sf_signals_heard(void);

/** Ready when one came, in this phase; its callback has to be a GUnixFDSourceFunc. To be unref'd.
 */
GSource *sf_signals_source(void);

/** Takes note of it, in that callback. */
void sf_signals_note(void);

/**
 * Begins the second phase.
 *
 * @param seen_to  how many were seen to; where more came, this is the end
 */
void sf_signals_let_go(guint seen_to);

/** To be called before a signal ends the program; may do only what a handler of signals may. */
void sf_signals_before_end(void (*function)(void));

#endif
