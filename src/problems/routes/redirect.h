/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one 301 says, as values that can be compared: the old address, and the new ones as a client
 * would send them (RFC 3261 §19.1.5). The event keeps the strings.
 */
#ifndef SIPFIX_REDIRECT_H
#define SIPFIX_REDIRECT_H

#include "core/grammar/grammar.h"
#include "knowledge/refusal.h"
#include "problems/event.h"

typedef struct {
    char *uri; /* owned; without URI headers and method */
    SfUri parts;
    gboolean answered;   /* a follow-up to it got 2xx */
    gboolean redirected; /* a follow-up to it got 3xx */
    SfRefusals refusals; /* foreign-domain, private, insecure, expires */
} SfNewAddress;

typedef struct {
    char *old_uri; /* owned; NULL: the request was not seen, or asked for what is no address */
    SfUri old_parts;
    GArray *targets;            /* SfNewAddress: SIP and tel addresses, best first */
    const SfNewAddress *chosen; /* the one that took the call, else the best one; NULL: none */
    SfRefusals refusals;        /* what the findings say */
} SfRedirect;

/** FALSE where the event is no 301. @redirect is to be cleared in any case. */
gboolean sf_redirect_read(SfRedirect *redirect, const SfEvent *event);
void sf_redirect_clear(SfRedirect *redirect);

#endif
