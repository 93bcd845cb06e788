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

/** Equality by RFC 3261 §19.1.4 of what a client would send: without headers and method (rule 4 of
 * the checks). */
gboolean sf_uri_same_place(const SfUri *a, const SfUri *b);

/** The host that a request to the URI goes to: maddr where there is one (RFC 3261 §19.1.1). */
SfText sf_uri_next_host(const SfUri *uri);

/** Points the finding at a target: lights it up, and sets {entry}, {target} and {target_host}. */
void sf_finding_about(SfFinding *finding, const SfTarget *target);

/** Sets a placeholder to what was put together of a stranger's bytes, and takes it. */
void sf_finding_take_string(SfFinding *finding, const char *name, GString *value);

/** Adds to a list with commas. */
void sf_list_add(GString *list, SfText item);

/** Adds the word for "and" to a list that has something in it, before a further item. */
void sf_list_and(GString *list);

/** TRUE where the hop above got a refusal that an element between made of the redirect:
 * moved.masked. */
gboolean sf_redirect_is_masked(const SfAnswer *answer);

/** "sip:a@example.net, sip:b@example.net"; of more than three the first three, and how many more
 * there are. Escaped; to be freed with g_free(); NULL: there is none. */
char *sf_targets_named(const GPtrArray *targets);

/** The same of all new addresses of @answer, best first. */
char *sf_answer_named(const SfAnswer *answer);

#endif
