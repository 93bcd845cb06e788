/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is found by branch and sent-by of a top Via, which tell a transaction alone (RFC 3261
 * §17.1.3, §17.2.3): for messages that lack what the others are found by. Private to the ledger.
 */
#ifndef SIPFIX_BRANCH_INDEX_H
#define SIPFIX_BRANCH_INDEX_H

#include "core/grammar/text.h"

typedef struct SfBranchIndex SfBranchIndex;

/** An empty one, to be freed with sf_branch_index_free(). */
SfBranchIndex *sf_branch_index_new(void);

/** The things in it stay their owner's. @index may be NULL. */
void sf_branch_index_free(SfBranchIndex *index);

/** By one branch. */
typedef struct {
    SfText branch;
    SfText sent_by;
} SfBranch;

/** Lends @thing to the index, until it is removed; nothing is done with a branch that is not
 * unique. The texts are copied. */
void sf_branch_index_add(SfBranchIndex *index, SfBranch branch, gpointer thing);

/** Takes out what was added by the same branch. */
void sf_branch_index_remove(SfBranchIndex *index, SfBranch branch, gpointer thing);

/** TRUE for one that no other request has (RFC 3261 §8.1.1.7). */
gboolean sf_branch_is_unique(SfText branch);

/** Whether it is the one that is looked for; @data as it was given. */
typedef gboolean (*SfBranchTest)(gpointer thing, gconstpointer data);

/**
 * The one with that branch for which @fits is TRUE. NULL where there is none, or it may be one of
 * several.
 *
 * @param taken  set to whether there is any with that branch; may be NULL
 */
gpointer sf_branch_index_find(const SfBranchIndex *index, SfBranch branch, SfBranchTest fits,
                              gconstpointer data, gboolean *taken);

#endif
