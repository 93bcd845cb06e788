/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of a product: how it names itself, its settings by aim, facts. */
#ifndef SIPFIX_EXPLAIN_PRODUCT_H
#define SIPFIX_EXPLAIN_PRODUCT_H

#include "analyzer/report/text/page.h"

/**
 * The product that a word means: its stanza in products.ini, its name, a proper name in that
 * ("CUBE"), or what stands in a User-Agent or Server header ("Yealink SIP-T46S 66.84.0.15").
 *
 * @return lent; NULL: none
 */
const char *sf_explain_find_product(const char *word);

/** The product that a word may have meant: the nearest, or one of several with that name; NULL:
 * none. */
const char *sf_explain_near_product(const char *word);

/** Adds to @page all sections about the product, without its title. */
void sf_explain_product(SfPage *page, const char *product);

#endif
