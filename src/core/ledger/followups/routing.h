/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A redirect that tells of a route in the telephone network: the answer of a portability or routing
 * data base for one call, and no move (RFC 3398 §7.2.4.1, RFC 4694). So is one that brings the
 * call's signature.
 */
#ifndef SIPFIX_ROUTING_H
#define SIPFIX_ROUTING_H

#include "core/ledger/answer.h"

/** What such an answer tells. */
typedef struct {
    const SfTarget *target; /* the same number, with routing data; NULL: it is no such answer */
    GString *parameters;    /* owned: those that the old address did not have; NULL: none */
    SfText cause;       /* entry of Reason with a cause of the telephone network; absent: none */
    gboolean is_signed; /* it brings an Identity (RFC 8224): the signature is what was asked for */
} SfRouting;

/** What the answer tells of a route; its parameters are to be freed with g_string_free(). */
SfRouting sf_routing_of(const SfAnswer *answer);

/** TRUE where the answer tells of a route for one call, not of a move. */
gboolean sf_is_routing_answer(const SfAnswer *answer);

/** TRUE where the answer brings the Identity of the call that was asked about (RFC 8224): signing
 * services answer a query so, and name the same number again. */
gboolean sf_is_signature(const SfAnswer *answer);

/** The digits of a telephone number in the user part, without leading + and zeros: a view into it;
 * empty where the user is no plain number. */
SfText sf_uri_number(const SfUri *uri);

/** TRUE for one number in two forms: with or without country code, trunk prefix or the digit for an
 * outside line. The last digits tell, if there are enough of them. */
gboolean sf_uri_same_number(const SfUri *a, const SfUri *b);

/** The routing number (rn) of an address. FALSE where it has none. @param number  a view into it */
gboolean sf_uri_routing_number(const SfUri *uri, SfText *number);

/** TRUE where @asked, which goes to the place that @target names, has its number, and not the
 * routing number (rn) that @target has for it (RFC 4694). */
gboolean sf_uri_lacks_route(const SfUri *asked, const SfUri *target);

#endif
