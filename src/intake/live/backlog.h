/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes that wait for a slow reader, first in, first out: a little of them in memory, the rest in a
 * file, which is empty as long as the reader keeps up. Who puts something in never waits.
 */
#ifndef SIPFIX_INTAKE_BACKLOG_H
#define SIPFIX_INTAKE_BACKLOG_H

#include <glib.h>

/** @param file  open for reading and writing; its size is how much it may hold, its content
 * nothing. Taken over */
void sf_backlog_open(int file);

/** Adds all of it, or nothing. @return FALSE where there is no room, in the file or on its disk */
gboolean sf_backlog_put(const void *bytes, gsize length);

/** Whether so much of the file is free that it is worth while to begin again after it was full. */
gboolean sf_backlog_has_air(void);

/** Whether anything waits. */
gboolean sf_backlog_waits(void);

/** Writes what @output, which does not block, takes just now. @return FALSE: it is gone */
gboolean sf_backlog_write(int output);

void sf_backlog_close(void);

#endif
