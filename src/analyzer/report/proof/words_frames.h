/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the proof of a problem holds beside request, answer and follow-up. A sentence is proved by
 * the frames that it speaks of, and an element by a frame that shows its address.
 */
#ifndef SIPFIX_WORDS_FRAMES_H
#define SIPFIX_WORDS_FRAMES_H

#include "problems/problem.h"

/** "frame 4711", of a log "line 4711"; "of FILE" where it lies in another. */
char *sf_words_place(gint64 frame, gint64 line, const char *capture);

/** The messages of the call that a problem is shown by, on all hops, in the order of the events:
 * what the others here look at. To be freed with g_ptr_array_unref(). */
GPtrArray *sf_words_messages(const SfProblem *problem);

/** TRUE where the capture has an answer before its request, or before the one that was passed on.
 */
gboolean sf_words_is_out_of_order(const SfProblem *problem, const GPtrArray *messages);

/** " (passed on; made by 198.51.100.10, frame 2)"; nothing where it was not passed on. */
void sf_words_append_made(GString *proof, const SfProblem *problem, const GPtrArray *messages);

/** " (passed on; made by 198.51.100.30, frame 15)", of what the follow-up got; nothing where it was
 * not passed on. */
void sf_words_append_end_made(GString *proof, const SfProblem *problem, const GPtrArray *messages);

/** "; answered all the same: 200 in frame 8"; nothing where what followed tells the end. */
void sf_words_append_late_answer(GString *proof, const SfProblem *problem,
                                 const GPtrArray *messages);

/** "; see also frame 3 and frame 7": those that what is @told names, or the root finding rests on,
 * or that show an element which is named, and @proof does not have yet. */
void sf_words_append_further(GString *proof, const SfProblem *problem, const GPtrArray *messages,
                             const char *told);

/** "; frame 1 goes to 192.0.2.90": of the frames that @proof names, the addresses that are in
 * nothing that is @told. */
void sf_words_append_ends(GString *proof, const GPtrArray *messages, const char *told);

#endif
