/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a refusal of the family wants of the client, read off the answer and its request. */
#ifndef SIPFIX_WANTS_H
#define SIPFIX_WANTS_H

#include "core/ledger/answer.h"

/** Two times in seconds: of a 422 Session-Expires and Min-SE (RFC 4028 §6), of a 423 Expires and
 * Min-Expires (RFC 3261 §10.3). */
typedef struct {
    gboolean has_asked; /* the request is there and names one */
    gboolean has_minimum;
    guint32 asked;
    guint32 minimum;
} SfInterval;

/** For others than 422 and 423 neither is there. */
SfInterval sf_answer_interval(const SfAnswer *answer);

/** What a request asks for, as a 422 or 423 (@status) looks at it. FALSE where it names none. */
gboolean sf_interval_of_request(const SfMessage *request, guint status, guint32 *seconds);

/**
 * What the answer is about, by name, each once and in small letters: of a 421 and a 420 the option
 * tags (sf_wanted_tags()), of a 494 the mechanisms that it offers; nothing for others.
 *
 * @return char *, to be freed with g_ptr_array_unref()
 */
GPtrArray *sf_answer_wants(const SfAnswer *answer);

/** TRUE where the request, sent again, does what a 420, 422, 423 or 494 asked for, or nobody can
 * tell what that is. */
gboolean sf_want_is_met(const SfAnswer *answer, const SfMessage *request);

#endif
