/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The moved addresses of a problem, put together so that 41 extensions of one server are one line
 * and not 41.
 */
#ifndef SIPFIX_MOVES_H
#define SIPFIX_MOVES_H

#include "problems/tally.h"

typedef struct {
    char *old_uri; /* of one, or a pattern: "sip:+49305550NN@198.51.100.20", "sip:...@198.51.100.20"
                    */
    char *new_uri; /* NULL: none was given */
    guint addresses; /* how many old addresses the line stands for */
    guint64 count;   /* their counts added up */
} SfMove;

/**
 * Groups a tally of old -> new addresses: those that keep their user part and move from one host to
 * one other become one line.
 *
 * @return SfMove, most frequent first; to be freed with g_ptr_array_unref()
 */
GPtrArray *sf_moves_group(SfTally *tally);

/** The part of a URI behind its user ("sip:bob@pbx" -> "pbx"), or behind its scheme. */
const char *sf_behind_user(const char *uri);

#endif
