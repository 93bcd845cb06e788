/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the knowledge tells of an option tag that a message names. */
#ifndef SIPFIX_TAG_FACTS_H
#define SIPFIX_TAG_FACTS_H

#include "core/checks/checks.h"

/** The words under @key, or NULL; the list, NULL-terminated, empty where there is none. */
const char *sf_tag_words(SfText tag, const char *key);
const char *const *sf_tag_list(SfText tag, const char *key);

/** TRUE where a client lists the tag in that header; Supported for a tag that nobody knows. */
gboolean sf_tag_belongs_in(SfText tag, SfHeaderName name);

/** TRUE where the tag's RFC says for which methods it is, and this is none of them. OPTIONS asks
 * what an INVITE would get (RFC 3261 §11.2), and is never that. */
gboolean sf_tag_means_nothing_for(SfText tag, SfText method);

/** The methods for which the tag is, with commas. */
GString *sf_tag_methods(SfText tag);

/** The header by which the request itself uses the extension that it does not list; NULL: it does
 * not, or somebody on the way may have put it there (RFC 4028 §8.1). */
const char *sf_tag_is_used_by(const SfAnswer *answer, SfText tag);

/** TRUE for a tag of the table, and for one that the user declared (sf_checks_set_own_tags()). */
gboolean sf_tag_is_known(SfText tag);

/** TRUE where one of these (SfTag) is not: no client can bring them all. */
gboolean sf_tags_hold_unknown(const GArray *tags);

#endif
