/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one that asked: what it is, as far as its software tells, and whom elements talk with. */
#ifndef SIPFIX_CLIENT_H
#define SIPFIX_CLIENT_H

#include "core/describe/finding.h"
#include "core/ledger/answer.h"

/**
 * The product of the element that the answer went to: by the User-Agent of its request where it
 * made that itself, else, a proxy passing on the user agent's, by its own 100. To be freed with
 * g_free(); NULL: not known.
 */
char *sf_answer_client_product(const SfAnswer *answer);

/**
 * The account of the one that asked (the user in its Contact), where it is behind an address that
 * others may share: its request came by UDP from another address than it calls its own. To be freed
 * with g_free(); NULL: not so, or not known.
 */
char *sf_answer_client_account(const SfAnswer *answer);

/** What a product is: "telephone", "pbx" and so on (products.ini). @name: as it stands in
 * User-Agent, or NULL. Lent; NULL: not known. */
const char *sf_product_kind(const char *name);

/** What sf_answer_client_product() is. */
const char *sf_answer_client_kind(const SfAnswer *answer);

/** The two ends of a message, for people: "192.0.2.20", or with the port where that is another than
 * the usual one, and the element's own, or tells two on one host apart. To be freed with g_free().
 */
char *sf_named_source(const SfAnswer *answer, const SfMessage *message);
char *sf_named_destination(const SfAnswer *answer, const SfMessage *message);

/**
 * The neighbour of the element of that side, as its settings know it: where elements stand between,
 * it is one of them, and not the other side.
 *
 * @param side     caller, answering, between
 * @param between  address of the element between; NULL: there is none
 * @return to be freed with g_free(); NULL: the capture does not tell
 */
char *sf_peer_of(const SfAnswer *answer, const char *side, const char *between);

#endif
