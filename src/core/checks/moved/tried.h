/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the tries of the new addresses went, as several checks ask it. */
#ifndef SIPFIX_TRIED_H
#define SIPFIX_TRIED_H

#include "core/checks/course.h"

/** How the tries of an answer went. */
typedef struct {
    guint failed;
    guint open; /* not known yet, cancelled, or redirected */
    gboolean
        ended; /* a 2xx, or a 6xx after which nothing more is to be tried (RFC 3261 §8.1.3.4) */
    gboolean rejected;           /* ended by a 6xx */
    guint declined;              /* failed by the user's own doing */
    guint nowhere;               /* failed because nobody is there */
    const SfFollowup *own;       /* refused for a reason of the place's own; NULL: none */
    const SfFollowup *own_first; /* the first of these */
    const SfFollowup *last;
} SfTries;

/** Counts how the follow-ups to its targets ended (RFC 3261 §8.1.3.4); what the result points to is
 * the answer's. */
SfTries sf_look_at_tries(const SfAnswer *answer);

/** TRUE on the hop to judge where tries failed, none is open, and the call did not go on in some
 * other way. */
gboolean sf_tries_may_be_judged(SfAnswer *answer, const SfTries *tries);

/** How many of its targets nobody tried. */
guint sf_count_untried(const SfAnswer *answer);

/** A call that was left at a challenge, or any request at one that nobody can answer; where an
 * agreement was named, it may go on inside IPsec. */
gboolean sf_followup_was_left_challenged(const SfFollowup *followup);

#endif
