/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a server need not insist: what the option tags say. */
#ifndef SIPFIX_RELAX_H
#define SIPFIX_RELAX_H

#include "../answer.h"

/** TRUE where calls work without each of @tags (SfTag), in part at least, so that "supported" would
 * do (RFC 3261 §8.2.4). FALSE for none. */
gboolean sf_tags_may_be_relaxed(const GArray *tags);

#endif
