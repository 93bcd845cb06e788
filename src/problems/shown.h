/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which events a report may show. Most only count: a problem is shown by one of its calls, and what
 * else was found by the words of the first event that has it. Who makes the events asks here, so
 * that it need not put into words what nobody reads.
 *
 * It never says no of an event that a problem takes as its example, or takes words from
 * (problem.c), as long as the report gets the events of one run, all of them and in this order. It
 * may say yes of others.
 */
#ifndef SIPFIX_SHOWN_H
#define SIPFIX_SHOWN_H

#include "problems/event.h"

typedef struct SfShown SfShown;

SfShown *sf_shown_new(void);
void sf_shown_free(SfShown *shown);

/** Whether a report may show the event, or words of it, after those that were added. It may show
 * any other event of the story with it. Of the event count case_id, root, outcome, has_request and
 * the findings' checks and severities. */
gboolean sf_shown_may_be(const SfShown *shown, const SfEvent *event);

/** Adds an event, in the order in which the report gets them. Beside the above count call_id and
 * story. */
void sf_shown_add(SfShown *shown, const SfEvent *event);

#endif
