/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers that were seen and are too many for memory, in files without a name: each holds a sorted
 * run of them. Of each answer a run has some bits in memory (a Bloom filter), so that the disk is
 * asked for hardly any that it does not have. Where many runs are of a size, they are merged.
 */
#ifndef SIPFIX_SEEN_RUNS_H
#define SIPFIX_SEEN_RUNS_H

#include "problems/calls/seen_answers.h"

/** Answers that are in memory at a time; with the room for as many slots, 84 MB. */
#define SF_SEEN_IN_MEMORY (3U << 20)

/**
 * A store that sf_summary_new() and sf_routes_new() take.
 *
 * @param most     that are in memory at a time; 0: SF_SEEN_IN_MEMORY
 * @param command  that complains where there is no room on disk, and then all are kept in memory
 */
SfSeenStore sf_seen_runs_store(guint most, const char *command);

#endif
