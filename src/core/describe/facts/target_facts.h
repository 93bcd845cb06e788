/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What became of a new address that a redirect names, and why nobody should write it down without a
 * look. */
#ifndef SIPFIX_TARGET_FACTS_H
#define SIPFIX_TARGET_FACTS_H

#include "core/ledger/answer.h"
#include "core/ledger/story/later_calls.h"
#include "knowledge/refusal.h"

/** The final answer of the try of @target that got furthest: a 2xx before any other, else the
 * last. 0: none was seen. */
guint sf_target_status(const SfAnswer *answer, const SfTarget *target);

/** The frame of the first answer that a try of @target got, or another call of the client to it,
 * and that shows the address to be right: a 2xx, or the refusal of a person or telephone
 * (sf_status_declines()). 0: none was seen. */
guint32 sf_target_served_frame(const SfAnswer *answer, const SfTarget *target);

/** What the client met when it called @target in another call; NULL: it was not seen to. Lent. */
const SfLaterCall *sf_target_later_call(const SfAnswer *answer, const SfTarget *target);

/** What that answer said; 0: none was seen. */
guint sf_target_served_status(const SfAnswer *answer, const SfTarget *target);

/** The best target that was seen to take the call; where none was, the best. NULL: there is none.
 */
const SfTarget *sf_target_to_dial(const SfAnswer *answer);

/**
 * What speaks against @target as the place to call from now on, as far as the two addresses and how
 * they are reached tell: SF_REFUSAL_INSECURE (out of TLS), SF_REFUSAL_FOREIGN_DOMAIN,
 * SF_REFUSAL_PRIVATE (as moved.private-target judges it) and SF_REFUSAL_EXPIRES.
 */
SfRefusals sf_target_refusals(const SfAnswer *answer, const SfTarget *target);

/** The new addresses that may be chosen, best first: all but those that were tried in vain. To be
 * freed with its array only; may be empty. */
GPtrArray *sf_targets_open(const SfAnswer *answer);

/** The new addresses of which nobody can tell which one is to be written down: all but those that
 * were tried in vain, as sf_targets_named() puts them. To be freed; NULL: there is no choice. */
char *sf_targets_to_choose_from(const SfAnswer *answer);

/** The domain in which alone a telephone number holds (its phone-context); absent: it holds
 * everywhere, or in a plan of numbers ("+49"), or nobody knows where. */
SfText sf_number_context(const SfUri *uri);

/** The best tel: number that holds in one domain alone, or where @within is FALSE, of the others;
 * NULL: there is none. */
const SfTarget *sf_target_number(const SfAnswer *answer, gboolean within);

/** The first try that came to nothing where another place answered: that one is dead, or out of
 * order. NULL: there is none. */
const SfFollowup *sf_target_out_of_order(const SfAnswer *answer);

#endif
