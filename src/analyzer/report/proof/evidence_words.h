/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is written on the packets of an evidence file, for whoever opens it in a Wireshark that
 * knows nothing of sipfix. Safe to show; to be freed with g_free().
 */
#ifndef SIPFIX_EVIDENCE_WORDS_H
#define SIPFIX_EVIDENCE_WORDS_H

#include "analyzer/events/members.h"
#include "problems/problem.h"

/** On the file: which problem it shows, and what made it. */
char *sf_evidence_on_file(const SfProblem *problem);

/** On the answer: what happened, why, what to change. */
char *sf_evidence_on_answer(const SfProblem *problem);

/** On the request that got it. */
char *sf_evidence_on_request(const SfEvent *event);

/** On a request that followed the answer up (an element of followups). */
char *sf_evidence_on_followup(const SfEvent *event, JsonObject *followup);

/** On the last answer that it got. */
char *sf_evidence_on_followup_status(JsonObject *followup);

/** On the ICMP error that it got. */
const char *sf_evidence_on_unreachable(void);

/** On a frame that is no message of the story. */
const char *sf_evidence_on_proof(void);

/** On the empty frame at the end. */
const char *sf_evidence_on_end(void);

#endif
