/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which written frame is which frame of the file. Told to sipfix in ranges as they fill, so that a
 * file of which only every hundredth frame is written costs no memory here.
 */
#ifndef SIPFIX_INTAKE_FRAME_RANGES_H
#define SIPFIX_INTAKE_FRAME_RANGES_H

#include <glib.h>

/** Notes that frame @frame of the file, counted from 1, was written as frame @written. */
void sf_frame_ranges_note(guint64 written, guint64 frame);

/** Tells sipfix what it was not told yet. To be called at the end of each file. */
void sf_frame_ranges_tell(void);

/** Notes that record @number of the file, a message of a log, begins in @line of it. Of each file
 * from 1. */
void sf_frame_ranges_note_line(guint64 number, guint64 line);

#endif
