/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is kept of a reading so that its captures can be read once more. */
#ifndef SIPFIX_READING_KEPT_H
#define SIPFIX_READING_KEPT_H

#include "home.h"
#include "input.h"

struct SfKept {
    SfHome *home;
    SfInputs *found;
    GPtrArray *runs; /* GPtrArray of SfInput, lent by found; run 1 is the first */
    GArray *ends;    /* gint64: of each run the time of its last frame, ns; a later look at a part
                        of a file does not see it */
    int keylog;      /* open file, or -1 */
};

/** Takes all of it over. */
SfKept *sf_kept_new(SfHome *home, SfInputs *found, GPtrArray *runs, int keylog);

void sf_kept_free(SfKept *kept);

#endif
