/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What several ask of a new address; each is worked out beside the check that it is named after. */
#ifndef SIPFIX_NEW_ADDRESS_H
#define SIPFIX_NEW_ADDRESS_H

#include "core/ledger/answer.h"

/** The target that is the very address that was asked for, or NULL: moved.self. */
const SfTarget *sf_target_at_old(const SfAnswer *answer);

/** TRUE where the target is the very element that asked, with the same user: moved.to-caller. */
gboolean sf_target_is_caller(const SfAnswer *answer, const SfTarget *target);

/** TRUE where the target's address holds only inside a network that the caller is not in, and
 * nobody answered there: moved.private-target. */
gboolean sf_target_is_out_of_reach(const SfAnswer *answer, const SfTarget *target);

/** TRUE where nobody at all can go there: a name that stands for no address. */
gboolean sf_target_is_nowhere(const SfAnswer *answer, const SfTarget *target);

/** The registrable domain of the address that was asked for. Where that is no name, the one of who
 * forwards (Diversion), else of whom the caller called (To). To be freed with g_free(); NULL: none:
 * moved.foreign-domain. */
char *sf_old_domain(const SfAnswer *answer);

/** An entry of Contact that is malformed (moved.contact-malformed), as it was probably meant: to be
 * freed with g_string_free(); NULL: nobody can guess. */
GString *sf_mended_entry(const SfTarget *target);

/**
 * What a redirect is where its new address is for nobody to keep: "not-sip" (no SIP address),
 * "look-up" (a route for one call), "masked" (the caller never heard of it), "inside" (for the two
 * elements alone), "doubtful" (so, and the call failed). The variants of the "always" checks are
 * named so.
 *
 * @param best  its best target, or NULL
 * @return a word, static; NULL: none of these
 */
const char *sf_redirect_kind(const SfAnswer *answer, const SfTarget *best);

#endif
