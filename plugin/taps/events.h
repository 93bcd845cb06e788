/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tshark -z sipfix,events: at the end of the capture one JSON object a line for each 301 and 421,
 * then the run line. With ",stream" each object comes as soon as its window has closed; with
 * ",brief" those that a report of this one run cannot show are told of without words (worded.h).
 */
#ifndef SIPFIX_EVENTS_H
#define SIPFIX_EVENTS_H

#include "plugin/compat.h"

#include "core/ledger/ledger.h"

/**
 * Registers the tap "sipfix" and its -z name.
 *
 * @param current  gives the ledger of the capture that is being read, not owned; NULL: none is
 */
void sf_events_register(SfLedger *(*current)(void));

/** To be called when a frame has been collected: it is the clock of ",stream". */
void sf_events_frame(void);

/** To be called where a capture ends and another one follows: prints what is left of it, and its
 * run line; of a run in doubt (batches.h) a run line without a frame. Nothing where nobody asked
 * for events. */
void sf_events_end(void);

/** Hands @answer, on the frame of its first copy, to those who listen to the tap. */
void sf_events_queue(packet_info *pinfo, const SfAnswer *answer);

#endif
