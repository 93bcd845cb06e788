/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Several new places that were asked, none of which took the request: no one of them is the
 * culprit. */
#ifndef SIPFIX_SEVERAL_H
#define SIPFIX_SEVERAL_H

#include "core/checks/moved/tried.h"

/** How many places failed that were asked, where at least two of them answered for themselves; 0:
 * it was one, or something else is the matter with a try. */
guint sf_places_that_failed(const SfAnswer *answer);

/** Sets what the words of several places need: {failed} with the frames of each, {n_tried}, {form}
 * where they answered in different ways, and what the caller of whoever asked got. */
void sf_tell_of_places(SfFinding *finding, const SfAnswer *answer, guint places);

#endif
