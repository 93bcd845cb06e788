/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A ladder drawn as SVG: elements from left to right, time downwards. */
#ifndef SIPFIX_HTML_PICTURE_H
#define SIPFIX_HTML_PICTURE_H

#include "analyzer/flow/ladder.h"

/** Adds the picture; @name, with a prefix, becomes the ids in it. */
void sf_picture_ladder(GString *html, const SfLadder *ladder, const char *name);

/** What a step is in the story, in a few words: "moved", "tried again"; "" for the others. */
const char *sf_picture_role(const SfStep *step);

/** "+0.39 ms", whatever the locale; "" below 0. To be freed with g_free(). */
char *sf_picture_time(double seconds);

#endif
