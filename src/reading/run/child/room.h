/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the machine lets sipfix have: open files, processes, memory, room on disk. Where it is too
 * little, no program is to blame, and to install it again would not help.
 */
#ifndef SIPFIX_READING_ROOM_H
#define SIPFIX_READING_ROOM_H

#include <glib.h>

/**
 * Takes as many descriptors as the hard limit allows for so many runs at the same time, and looks
 * whether there can be as many threads as GLib and the children need.
 *
 * @param jobs  runs that are wanted at the same time; gets how many there is room for, at least 1
 * @param held  gets how many runs may be over and wait to be told; may be NULL
 * @return FALSE with @error (SF_READING_ERROR_MACHINE) where there is not even room for one
 */
gboolean sf_room_take(guint *jobs, guint *held, GError **error);

/** Whether an error (of starting a program, of a file) says that the machine has no more of
 * something, not that the program or file is at fault. */
gboolean sf_room_is_short(const GError *error);

/** The same of an errno value. */
gboolean sf_room_is_short_by(int number);

/**
 * Why nothing can be written to a folder of temporary files, in words, and what would help.
 *
 * @param number  an errno value: EFBIG and others
 * @return owned
 */
char *sf_room_on_disk(const char *folder, int number);

/** What to do where a program does not start: what is said, but first where memory is limited to
 * less than a program needs. */
const char *sf_room_advice(const char *otherwise);

#endif
