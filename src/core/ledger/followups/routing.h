/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A redirect that tells of a route in the telephone network: the answer of a portability or routing
 * data base for one call, and no move (RFC 3398 §7.2.4.1, RFC 4694).
 */
#ifndef SIPFIX_ROUTING_H
#define SIPFIX_ROUTING_H

#include "core/ledger/answer.h"

/** What such an answer tells. */
typedef struct {
    const SfTarget *target; /* the same number, with routing data; NULL: it is no such answer */
    GString *parameters;    /* owned: those that the old address did not have; NULL: none */
    SfText cause; /* entry of Reason with a cause of the telephone network; absent: none */
} SfRouting;

SfRouting sf_routing_of(const SfAnswer *answer);

/** TRUE where the answer tells of a route for one call, not of a move. */
gboolean sf_is_routing_answer(const SfAnswer *answer);

/** The routing number (rn) of an address. FALSE where it has none. @param number  a view into it */
gboolean sf_uri_routing_number(const SfUri *uri, SfText *number);

#endif
