/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who was told what: the client, the caller and the address that a 301 or 421 was about. Kept for
 * as long as the capture lasts, so that whoever asks the same again can be recognised. An entry for
 * each answer, at most.
 */
#ifndef SIPFIX_TOLD_CLIENTS_H
#define SIPFIX_TOLD_CLIENTS_H

#include "core/ledger/answer.h"
#include "core/ledger/followups/parties.h"

typedef struct SfToldClients SfToldClients;

/** To be freed with sf_told_clients_free(). */
SfToldClients *sf_told_clients_new(void);
void sf_told_clients_free(SfToldClients *warned);

/** Remembers @answer, which is lent, for the client that got it and the address @old; the first
 * telling counts. */
void sf_told_clients_add(SfToldClients *warned, SfAnswer *answer, const SfUri *old);

/** FALSE: that client was told nothing. */
gboolean sf_told_clients_know(const SfToldClients *warned, SfText client);

/** TRUE for what is sent at its interval, or by hand, with a Call-ID of its own each time: RFC 3261
 * §10.2.4 wants one Call-ID for the registrations of one client, and not all heed that. */
gboolean sf_comes_at_intervals(SfText method);

/** The answer that the sender of @request was once given when it asked for @uri; NULL: none, or one
 * that says nothing about the request: a refusal of another call, where it does not come at
 * intervals. @parties: sf_parties() of the two. */
SfAnswer *sf_told_clients_find(const SfToldClients *warned, const SfMessage *request,
                               const SfUri *uri, const SfKey *parties);

/** The same, whatever it says about the request: a call may be begun anew. */
SfAnswer *sf_told_clients_find_any(const SfToldClients *warned, const SfMessage *request,
                                   const SfUri *uri, const SfKey *parties);

/** Forgets those of which @is_gone says so. */
void sf_told_clients_forget(SfToldClients *warned, gboolean (*is_gone)(const SfAnswer *answer));

#endif
