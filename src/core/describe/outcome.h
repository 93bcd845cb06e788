/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What became of an answer: rules 3 and 7 of the checks (docs/architecture.md). */
#ifndef SIPFIX_OUTCOME_H
#define SIPFIX_OUTCOME_H

#include "core/ledger/followups/followup.h"

typedef enum {
    SF_OUTCOME_UNKNOWN,
    SF_OUTCOME_ANSWERED, /* a follow-up, or a fork, got 2xx */
    SF_OUTCOME_RESCUED, /* the same caller reached the same user another way, or at the old place */
    SF_OUTCOME_WENT_ON, /* it was a request inside a session, which is as it was */
    SF_OUTCOME_CANCELLED,  /* the caller gave it up */
    SF_OUTCOME_CHALLENGED, /* a request for credentials is the last that can be seen */
    SF_OUTCOME_DECLINED,   /* the person or the telephone did not want the call */
    SF_OUTCOME_REFUSED,    /* what was tried got another final answer */
    SF_OUTCOME_LOST,       /* nothing followed, or nothing that followed was answered */
    SF_N_OUTCOMES
} SfOutcomeKind;

typedef struct {
    SfOutcomeKind kind;
    gboolean certain; /* FALSE: likely */
} SfOutcome;

/** "answered", "rescued", "went-on", ... */
const char *sf_outcome_name(SfOutcomeKind kind);

/** TRUE where nothing came of the request: lost, or refused by every attempt. */
gboolean sf_outcome_is_loss(SfOutcomeKind kind);

/** TRUE where nothing that comes later can change it. */
gboolean sf_outcome_is_final(SfOutcome outcome);

/** Judged on the hop from which nobody forwarded the answer; all hops of one answer share it. */
SfOutcome sf_answer_outcome(const SfAnswer *answer);

/** TRUE where what the request was for was not done, whatever became of its call: its session goes
 * on without that; or it was answered, but without the Replaces or Join by which it was to take the
 * place of a call, or to join one. */
gboolean sf_answer_is_unmet(const SfAnswer *answer);

/** The one that asked, where its loss is likely only because that one does so for somebody else,
 * whose own request, or the end of it, is not in the capture. Lent; absent: not so. */
SfText sf_answer_lost_for_another(const SfAnswer *answer);

/** What was tried of this answer: follow-ups but for other ways, and for the old place once more.
 */
guint sf_answer_tries(const SfAnswer *answer);

/**
 * How long the caller waited in vain: nanoseconds from the request that got the answer (where it
 * rang first, from the answer) to the request that got a 2xx in the end, the last try of the last
 * follow-up that did. What a report calls the detour, of this one answer.
 *
 * @return below 0: nobody got through, or the request is not in the capture, or it took less than
 * the clock of the capture (of a log: seconds) tells
 */
gint64 sf_answer_detour(const SfAnswer *answer);

/** TRUE where what served the call in the end had been asked for before the answer came: another
 * branch of a fork, another telephone of a ring group. Then nobody waited for it, and nothing was a
 * way round. */
gboolean sf_answer_was_served_beside(const SfAnswer *answer);

/** TRUE for the final statuses of a person or telephone that does not take the call (RFC 3261
 * §21.4.18, §21.4.24, §21.6.1, §21.6.2; RFC 8197 §3): the address was right. */
gboolean sf_status_declines(guint status);

/** The same of a try, and where it rang there and nobody answered in time, which servers tell by
 * 408 (RFC 3261 §21.4.9). */
gboolean sf_followup_declines(const SfFollowup *followup);

/** TRUE where the try is declined, and has lost the Replaces or Join of the redirected request: the
 * place may be in the very call that it was to take over, or to join. */
gboolean sf_followup_is_declined_unplaced(const SfFollowup *followup);

/** TRUE where it was the end of a session that was refused, or sent elsewhere. */
gboolean sf_answer_is_to_bye(const SfAnswer *answer);

/** TRUE for a request that ends what it is about: a registration, a subscription, a publication. */
gboolean sf_answer_is_to_sign_off(const SfAnswer *answer);

/** TRUE where the session that the request belonged to ended because of the answer: by a BYE right
 * after it, or by one that says that it was not refreshed in time (RFC 4028 §10). */
gboolean sf_answer_ended_session(const SfAnswer *answer);

#endif
