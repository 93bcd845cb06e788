/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who forwards a call, and why: what Diversion (RFC 5806), History-Info (RFC 7044) and Reason
 * (RFC 3326) of a redirect say. */
#ifndef SIPFIX_FORWARDING_H
#define SIPFIX_FORWARDING_H

#include "core/ledger/answer.h"

/** Whose calls are forwarded: the first entry of Diversion tells, else the address that was asked
 * for. Escaped; to be freed with g_free(); NULL: not known. */
char *sf_forwarder(const SfAnswer *answer);

/** The same where the redirect itself says that a user forwards (Diversion, or a cause in
 * History-Info); else NULL. */
char *sf_diverted(const SfAnswer *answer);

/** Why that user forwards: "forwards all calls"; NULL where sf_diverted() is. */
char *sf_diverted_why(const SfAnswer *answer);

/** "all calls", "when busy": as the first of the three headers that tells; else, of a route for one
 * call (routing.h), that it is that. To be freed with g_free(); NULL: not known. */
char *sf_forward_why(const SfAnswer *answer);

#endif
