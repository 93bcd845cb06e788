/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of a log: the line that each message begins in, in a byte or two for each. */
#ifndef SIPFIX_READING_LINE_MAP_H
#define SIPFIX_READING_LINE_MAP_H

#include <json-glib/json-glib.h>

typedef struct SfLineMap SfLineMap;

/** Empty; to be freed with sf_line_map_free(). */
SfLineMap *sf_line_map_new(void);
void sf_line_map_free(SfLineMap *map);

/**
 * Takes the lines of messages that follow one another.
 *
 * @param first  the number of the first of them, from 1; with 1 all begins anew
 * @param steps  how many lines further each is than the one before, of the very first from line 0
 * @return FALSE, and nothing is taken, where they do not go on from those that are there
 */
gboolean sf_line_map_add(SfLineMap *map, guint64 first, JsonArray *steps);

/** The line of message @number; 0: there is none. */
guint64 sf_line_map_find(const SfLineMap *map, guint64 number);

/** All steps, as sf_line_map_add() takes them from 1; a new array. */
JsonArray *sf_line_map_steps(const SfLineMap *map);

#endif
