/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of the calls that a back-to-back agent makes for one caller was answered: a ring group
 * rings several telephones, each by a Call-ID of its own, and the caller is told of one.
 */
#ifndef SIPFIX_SERVED_LEGS_H
#define SIPFIX_SERVED_LEGS_H

#include "core/ledger/network/agents.h"

/** A request of an agent that was answered with a 2xx. */
typedef struct {
    guint key; /* of the agent and its caller; 0: nothing is here */
    gint64 asked;
    guint32 asked_frame;
    gint64 time; /* of the answer */
    guint32 frame;
    char *uri; /* Request-URI; owned; NULL with key 0 */
} SfServedLeg;

typedef struct SfServedLegs SfServedLegs;

/** Empty; to be freed with sf_served_legs_free(). */
SfServedLegs *sf_served_legs_new(void);
void sf_served_legs_free(SfServedLegs *legs);

/** From now on they are remembered: there is an answer that they may matter to. */
void sf_served_legs_await(SfServedLegs *legs);

/** An INVITE outside a dialog got @answer, a 2xx. */
void sf_served_legs_note(SfServedLegs *legs, const SfMessage *invite, const SfMessage *answer);

/**
 * The leg by which the agent at @agent has what it now tells its own caller, @told, a 2xx. Lent;
 * NULL: none is known.
 */
const SfServedLeg *sf_served_legs_find(const SfServedLegs *legs, const SfMessage *told,
                                       SfText agent);

#endif
