/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a server need not insist: what the option tags say. */
#ifndef SIPFIX_RELAX_H
#define SIPFIX_RELAX_H

#include "core/ledger/answer.h"

/** TRUE where a server can do with "supported" in place of "required": the request can be served
 * without the tag, in part at least (RFC 3261 §8.2.4). */
gboolean sf_tag_may_be_relaxed(SfText tag);

/** TRUE where calls work without each of @tags (SfTag), in part at least, so that "supported" would
 * do (RFC 3261 §8.2.4). FALSE for none. */
gboolean sf_tags_may_be_relaxed(const GArray *tags);

#endif
