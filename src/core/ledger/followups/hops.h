/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hops of one answer, in their order (hop.h). */
#ifndef SIPFIX_HOPS_H
#define SIPFIX_HOPS_H

#include "core/ledger/answer.h"

/**
 * Sets hop, above, nearest and made_at of all answers of one kind to one request. Of several
 * branches an element passes one answer on: the one whose To tag it keeps (RFC 3261 §16.7), else
 * the last that it had. The others were made where they were seen.
 *
 * @param answers  SfAnswer, in the order in which they were captured
 * @param changed  gets those (SfAnswer) that are elsewhere now
 */
void sf_hops_order(const GPtrArray *answers, GPtrArray *changed);

#endif
