/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Redirects that lead to one another: each follow-up that gets a redirect is the next link
 * (RFC 3261 §8.1.3.4). Where a chain leads, and whether it comes back to where it was.
 */
#ifndef SIPFIX_CHAIN_H
#define SIPFIX_CHAIN_H

#include "core/ledger/followups/followup.h"

/** TRUE for a follow-up that does what the answer said: to a target, or with what was asked for. */
gboolean sf_followup_heeds(const SfFollowup *followup);

/** The try of this answer that got a 2xx, or NULL. */
const SfFollowup *sf_answer_reached(const SfAnswer *answer);

/** How many redirects follow one another from this answer on, itself included, at most
 * SF_MAX_LINKS; 0 for a 421. */
guint sf_answer_hops(const SfAnswer *answer);

/** The answer is what @followup got: from now on it is the next link of that chain. */
void sf_answer_set_came_by(SfAnswer *answer, SfFollowup *followup);

/** The redirect that a follow-up of this one got; NULL also where a follow-up got a 2xx. */
const SfAnswer *sf_answer_next_link(const SfAnswer *answer);

/** The last answer of that chain; itself where nothing follows. */
const SfAnswer *sf_answer_last_link(const SfAnswer *answer);

/**
 * Where the chain ends: the address that was reached, else the best that the last link names. NULL
 * for a circle, and where no address is named. To be freed with g_free(); not escaped for showing.
 */
char *sf_answer_final(const SfAnswer *answer);

/**
 * The target of this answer that had been tried before it on the way here, or NULL (RFC 3261
 * §8.1.3.4). The answer's own old address is moved.self, not this.
 *
 * @param circle  may be NULL; else gets the keys of the addresses of the circle (char *, with free
 *                function), sorted
 */
const SfTarget *sf_answer_closes_circle(const SfAnswer *answer, GPtrArray **circle);

/** TRUE where a link before it closed the circle already: a client that does not stop closes it
 * with each further answer, which is one fault. */
gboolean sf_answer_is_behind_circle(const SfAnswer *answer);

/** TRUE where the circle that it closes is one of its own hops: an element between wrote another
 * address into the request, and the redirect names the one that stood there before. */
gboolean sf_answer_circle_is_over_hops(const SfAnswer *answer);

/** TRUE where the target is at the element that asked: by its address, or by the domain that the
 * call was for (To), which that element serves. */
gboolean sf_target_is_at_home(const SfAnswer *answer, const SfTarget *target);

/** TRUE where the target is the very address that was asked for. */
gboolean sf_target_names_itself(const SfAnswer *answer, const SfTarget *target);

/** TRUE where a request to the URI goes to that address; @port_counts: and to that port, a missing
 * one being the usual one. */
gboolean sf_uri_is_at(const SfUri *uri, SfText address, guint port, gboolean port_counts);

#endif
