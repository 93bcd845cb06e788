/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The events that bear witness for problems, set aside in a file without a name until a report
 * shows the problem. A long analysis has thousands of problems; of one at a time the events are in
 * memory.
 */
#ifndef SIPFIX_TALES_H
#define SIPFIX_TALES_H

#include "event.h"

typedef struct SfTales SfTales;

/** What is shown of one call. */
typedef struct {
    SfEvent *example;  /* the first of the events */
    GPtrArray *events; /* JsonObject, at least one */
} SfTale;

SfTales *sf_tales_new(void);
void sf_tales_free(SfTales *tales);

/** Sets an event aside; in memory where there is no room for the file. @return its place */
gint64 sf_tales_put(SfTales *tales, JsonObject *event);

/**
 * Takes events out again.
 *
 * @param places  gint64, at least one: what sf_tales_put() said
 * @return lent until the next call of any of these functions
 */
const SfTale *sf_tales_open(SfTales *tales, const GArray *places);

#endif
