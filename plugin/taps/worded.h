/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * -z sipfix,events,brief: which answers are told of in words. For a report of one run those are
 * enough which it may show (problems/shown.h), with all others of their stories.
 */
#ifndef SIPFIX_WORDED_H
#define SIPFIX_WORDED_H

#include "core/ledger/answer.h"

typedef struct SfWorded SfWorded;

/** For the answers of one ledger. */
SfWorded *sf_worded_new(void);
void sf_worded_free(SfWorded *worded);

/** To be asked for each answer that is told of, in the order of the capture, when nothing about
 * them changes any more. */
gboolean sf_worded_take(SfWorded *worded, const SfAnswer *answer);

#endif
