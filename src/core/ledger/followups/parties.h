/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who asks for whom: the client's address, and the user without regard to how it is written. What
 * an answer was about is found again by it. Most clients were never told anything; a tally of those
 * that were finds that out before anything is parsed.
 */
#ifndef SIPFIX_PARTIES_H
#define SIPFIX_PARTIES_H

#include "core/grammar/grammar.h"
#include "core/message/key.h"

/** The two as a key, which lends what is written to @text. Where there is no user (an element's own
 * address) the host stands for it. Emergency calls of every kind are to one user. */
SfKey sf_parties(GString *text, SfText client, const SfUri *uri);

/** TRUE for an emergency call, also one for the police or another service of that kind (RFC 5031
 * §4.2). */
gboolean sf_is_emergency_service(const SfUri *uri);

/** How many entries there are of clients, by the hash of their address; of several with one hash,
 * together. */
#define SF_TALLY_SIZE 4096
typedef struct {
    guint32 counts[SF_TALLY_SIZE];
} SfTally;

static inline guint32 *sf_tally(SfTally *tally, SfText client)
{
    return &tally->counts[sf_hash(client) % SF_TALLY_SIZE];
}

/** FALSE: there is no entry of that client. */
static inline gboolean sf_tally_may_have(const SfTally *tally, SfText client)
{
    return tally->counts[sf_hash(client) % SF_TALLY_SIZE] > 0;
}

#endif
