/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the number of a frame in what tshark read to the file that it came from and its number
 * there. */
#ifndef SIPFIX_READING_FRAME_MAP_H
#define SIPFIX_READING_FRAME_MAP_H

#include "reading/find/input.h"

typedef struct SfFrameMap SfFrameMap;

/** Empty; to be freed with sf_frame_map_free(). */
SfFrameMap *sf_frame_map_new(void);
void sf_frame_map_free(SfFrameMap *map);

/**
 * Adds: the @count frames from @written on are those from @frame on of @input.
 *
 * @return FALSE when it does not go on from what is there already; then nothing is added
 */
gboolean sf_frame_map_add(SfFrameMap *map, SfInput *input, guint64 written, guint64 frame,
                          guint64 count);

/** All of it as [input, written, frame, count, ...], input being a place in @inputs; a new array.
 */
JsonArray *sf_frame_map_ranges(const SfFrameMap *map, const GPtrArray *inputs);

/** Looks a frame up. @return its file (and its number there in @frame), or NULL: no such frame */
SfInput *sf_frame_map_find(const SfFrameMap *map, guint64 written, guint64 *frame);

/** The one file of which all frames are, with the numbers that they have there; else NULL. */
SfInput *sf_frame_map_same(const SfFrameMap *map);

/** How many frames there are: they are numbered from 1 to this. */
guint64 sf_frame_map_count(const SfFrameMap *map);

#endif
