/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/network/served_legs.h"

/* Of so many it is known; a later one may take the place of an earlier. */
#define N_SERVED 1024

/* An agent tells its caller at once, or plays some words first. */
#define TO_TELL (5 * SF_SECOND)

struct SfServedLegs {
    gboolean are_awaited;
    SfServedLeg served[N_SERVED]; /* by key */
};

SfServedLegs *sf_served_legs_new(void)
{
    return g_new0(SfServedLegs, 1);
}

void sf_served_legs_free(SfServedLegs *legs)
{
    for (guint i = 0; i < N_SERVED; i++)
        g_free(legs->served[i].uri);
    g_free(legs);
}

void sf_served_legs_await(SfServedLegs *legs)
{
    legs->are_awaited = TRUE;
}

/* By whom it is asked, and for which caller. 0: that one does not tell who it is. */
static guint key_of(SfText agent, const SfMessage *message)
{
    const guint caller = sf_parties_of(message).caller;
    return caller ? sf_hash_some(sf_hash_join(sf_hash(agent), caller)) : 0;
}

void sf_served_legs_note(SfServedLegs *legs, const SfMessage *invite, const SfMessage *answer)
{
    if (!legs->are_awaited)
        return;
    const guint key = key_of(invite->source_address, invite);
    SfServedLeg *leg = &legs->served[key % N_SERVED];
    if (key == 0)
        return;
    g_free(leg->uri);
    *leg = (SfServedLeg){.key = key,
                         .asked = invite->time,
                         .asked_frame = invite->frame,
                         .time = answer->time,
                         .frame = answer->frame,
                         .uri = sf_text_dup(invite->request_uri)};
}

const SfServedLeg *sf_served_legs_find(const SfServedLegs *legs, const SfMessage *told,
                                       SfText agent)
{
    const guint key = legs->are_awaited ? key_of(agent, told) : 0;
    const SfServedLeg *leg = &legs->served[key % N_SERVED];
    const gint64 delay = told->time - leg->time;
    return key != 0 && leg->key == key && delay >= 0 && delay <= TO_TELL ? leg : NULL;
}
