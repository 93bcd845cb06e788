/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One call that was captured more than once: in overlapping captures, or at two capture points. It
 * is told by what its answer carries on every hop: Call-ID, From tag, CSeq, method, status, To tag;
 * and it asked for the same address, or was seen at the same time.
 */
#ifndef SIPFIX_COPIES_H
#define SIPFIX_COPIES_H

#include "problems/event.h"

typedef struct SfCopies SfCopies;

SfCopies *sf_copies_new(void);
void sf_copies_free(SfCopies *copies);

/**
 * The story in which the event's answer was seen first: @story, where this is the first time or
 * nobody can tell, else the one of another run. Lent until sf_copies_free().
 */
const char *sf_copies_story(SfCopies *copies, const SfEvent *event, const char *story);

#endif
