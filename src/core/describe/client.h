/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The software of the one that asked, as far as it tells what that is. */
#ifndef SIPFIX_CLIENT_H
#define SIPFIX_CLIENT_H

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

#endif
