/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fewer answers than were looked at: what `report --codes` leaves out is a relative that nobody
 * asked for, and is counted as a run line would have counted it.
 */
#ifndef SIPFIX_NARROW_H
#define SIPFIX_NARROW_H

#include "problems/event.h"
#include "reading/reading.h"

typedef struct SfNarrow SfNarrow;

/** @param codes  "302,420", as sf_codes_take() gives them */
SfNarrow *sf_narrow_new(const char *codes);
void sf_narrow_free(SfNarrow *narrow);

/** TRUE where the event's answer is one of those that were asked for; else it is counted. */
gboolean sf_narrow_take(SfNarrow *narrow, const SfEvent *event);

/** The code that was asked for and not looked at in all of the reading; 0: there is none. */
guint sf_narrow_missing(const SfNarrow *narrow, const SfReading *reading);

/** Puts what was counted, and the codes, into the reading's total. */
void sf_narrow_finish(const SfNarrow *narrow, SfReading *reading);

/** "301,421": the codes that all of the reading was looked at for, where they are fewer than some
 * of it was; else NULL. To be freed with g_free(). */
char *sf_narrow_common(const SfReading *reading);

#endif
