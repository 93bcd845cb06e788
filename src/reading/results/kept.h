/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is kept of a reading so that its captures can be read once more. */
#ifndef SIPFIX_READING_KEPT_H
#define SIPFIX_READING_KEPT_H

#include "reading/find/input.h"
#include "reading/results/frame_map.h"
#include "reading/results/spool.h"
#include "reading/run/sandbox.h"

typedef struct {
    GPtrArray *inputs;  /* SfInput, lent by found */
    SfSpool *packets;   /* what to cut from in their place (--anonymize); else NULL */
    GHashTable *places; /* with packets: "frame capture" -> GArray of guint64, its packets */
    gint64 end; /* time of the last frame, ns; a later look at a part of a file does not see it */
} SfKeptRun;

/** One reference, the caller's. @param inputs  SfInput, lent; holds a reference to the array */
SfKeptRun *sf_kept_run_new(GPtrArray *inputs);
SfKeptRun *sf_kept_run_ref(SfKeptRun *run);
void sf_kept_run_unref(SfKeptRun *run);

/** Only @packets, which are taken over, are to be cut from. @param map  where they are from */
void sf_kept_run_mask(SfKeptRun *run, SfSpool *packets, const SfFrameMap *map);

struct SfKept {
    SfSandbox *sandbox;
    SfInputs *found;
    GPtrArray *runs; /* SfKeptRun; run 1 is the first */
    int keylog;      /* open file, or -1 */
};

/** Takes all of it over. */
SfKept *sf_kept_new(SfSandbox *sandbox, SfInputs *found, GPtrArray *runs, int keylog);

void sf_kept_free(SfKept *kept);

#endif
