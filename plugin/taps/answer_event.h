/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From an answer of the ledger to an event of src/problems: the same facts that its JSON line
 * tells. */
#ifndef SIPFIX_ANSWER_EVENT_H
#define SIPFIX_ANSWER_EVENT_H

#include "core/ledger/answer.h"
#include "problems/event.h"

/** What is known of @answer, without the words that a table has no room for (why, known). To be
 * freed with sf_event_free(). */
SfEvent *sf_answer_event(const SfAnswer *answer);

#endif
