/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Frame numbers inside sentences: tshark wrote them as it counts, people look for them in a file.
 */
#ifndef SIPFIX_READING_FRAME_WORDS_H
#define SIPFIX_READING_FRAME_WORDS_H

#include <glib.h>

/** Where a frame is that a sentence names. */
typedef struct {
    guint64 frame;
    guint64 line;        /* of a log; 0: it is none */
    const char *capture; /* where it lies in another file than the event; else NULL */
} SfFramePlace;

/** Finds out where the frame is that tshark calls @told. FALSE: the sentence does not mean a frame.
 */
typedef gboolean (*SfFrameFinder)(guint64 told, SfFramePlace *place, gpointer data);

/** TRUE where the sentence may name frames. */
gboolean sf_frame_words_name(const char *words);

/** The sentence with the files' numbers; to be freed. */
char *sf_frame_words(const char *words, SfFrameFinder find, gpointer data);

#endif
