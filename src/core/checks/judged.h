/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What several checks ask of an answer, and how they name what they found. */
#ifndef SIPFIX_JUDGED_H
#define SIPFIX_JUDGED_H

#include "core/checks/checks.h"

/** TRUE for a 301 (@code 301) or 421 (@code 421), or a code of its kind that the check covers too,
 * on the hop where it was made: what the answering side did is judged there (rule 2 of the checks).
 */
gboolean sf_is_made_here(const SfAnswer *answer, guint code);

/** The same on the hop nearest the caller: what the client offered is judged there. */
gboolean sf_is_received_here(SfAnswer *answer, guint code);

/** FALSE for a value that the capture may have cut. */
gboolean sf_header_is_whole(const SfMessage *message, const SfHeader *header);

/** TRUE where the target is the very element that asked, with the same user: moved.to-caller. */
gboolean sf_target_is_caller(const SfAnswer *answer, const SfTarget *target);

/** TRUE where the target's address holds only inside a network that the caller is not in, and
 * nobody answered there: moved.private-target. */
gboolean sf_target_is_out_of_reach(const SfAnswer *answer, const SfTarget *target);

/** TRUE where nobody at all can go there: a name that stands for no address. */
gboolean sf_target_is_nowhere(const SfAnswer *answer, const SfTarget *target);

/** Equality by RFC 3261 §19.1.4 of what a client would send: without headers and method (rule 4 of
 * the checks). */
gboolean sf_uri_same_place(const SfUri *a, const SfUri *b);

/** The host that a request to the URI goes to: maddr where there is one (RFC 3261 §19.1.1). */
SfText sf_uri_next_host(const SfUri *uri);

/** Points the finding at a target: lights it up, and sets {entry}, {target} and {target_host}. */
void sf_finding_about(SfFinding *finding, const SfTarget *target);

/** Sets a placeholder to what was put together of a stranger's bytes, and takes it. */
/** An entry of Contact that is malformed, as it was probably meant: to be freed with
 * g_string_free(); NULL: nobody can guess. */
GString *sf_mended_entry(const SfTarget *target);

void sf_finding_take_string(SfFinding *finding, const char *name, GString *value);

/** Adds to a list with commas. */
void sf_list_add(GString *list, SfText item);

/** Adds the word for "and" to a list that has something in it, before a further item. */
void sf_list_and(GString *list);

/** TRUE where the hop above got a refusal that an element between made of the redirect:
 * moved.masked. */
gboolean sf_redirect_is_masked(const SfAnswer *answer);

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
