/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each problem is shown by one of its calls. Which one, the problem decides; how its event is kept
 * until somebody looks is the business of who uses this room.
 */
#ifndef SIPFIX_EXAMPLE_STORE_H
#define SIPFIX_EXAMPLE_STORE_H

#include "problems/event.h"

typedef struct {
    gpointer data; /* owned: what the functions are given */

    /** Each event, before any problem looks at it; @call is the number of its call (met_calls.h).
     * NULL: nothing to do. */
    void (*add)(gpointer data, const SfEvent *event, guint call);

    /**
     * The event that is looked at is the example of a problem.
     *
     * @param earlier  what this gave that problem before; NULL: nothing yet
     * @return a name for it, not NULL; may be @earlier
     */
    gpointer (*keep)(gpointer data, const SfEvent *event, gpointer earlier);

    void (*drop)(gpointer name);   /* frees a name; NULL: nothing to do */
    void (*finish)(gpointer data); /* no more events come; NULL: nothing to do */
    void (*free)(gpointer data);   /* NULL: nothing to do */
} SfExampleStore;

#endif
