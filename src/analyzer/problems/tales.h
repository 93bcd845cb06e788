/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The events that bear witness for problems, set aside in a file without a name until a report
 * shows the problem. A long analysis has thousands of problems; of one at a time the events are in
 * memory.
 *
 * An event tells of its own messages and its follow-ups'; the call's whole story takes the events
 * of that story, whatever problems they are of. Which story a problem is shown by is only known
 * when its run is over: till then all events of the run are at hand.
 */
#ifndef SIPFIX_TALES_H
#define SIPFIX_TALES_H

#include "analyzer/events/event.h"

/** Events of one story that a tale holds: the example, and those nearest to it. */
#define SF_TALE_EVENTS 32

/** Runs at a time: the files of two rotated captures may lie between one another. */
#define SF_TALE_RUNS 4

typedef struct SfTales SfTales;

/** What is shown of one call. */
typedef struct {
    SfEvent *example;  /* the first of the events */
    GPtrArray *events; /* JsonObject, at least one; the others in the order of the capture */
} SfTale;

/** Names a tale; a problem has one. What it holds is the tales' business. */
typedef struct {
    GArray *places;
} SfTaleName;

SfTales *sf_tales_new(void);
void sf_tales_free(SfTales *tales);

/** Sets an event aside, as long as events of its run come.
 *
 * @param story  name of its story; lent, must live as long as the tales */
void sf_tales_add(SfTales *tales, const SfEvent *event, const char *story);

/** The event that was added last is the example of that tale, whatever it was before. */
void sf_tales_keep(SfTales *tales, SfTaleName *name);

/** No more events come. To be called before any tale is opened. */
void sf_tales_finish(SfTales *tales);

/** The example alone; as sf_tales_open(). */
const SfEvent *sf_tales_example(SfTales *tales, const SfTaleName *name);

/**
 * Takes the events of a tale out again.
 *
 * @param name  of a tale that was kept
 * @return lent until the next call of any of these functions
 */
const SfTale *sf_tales_open(SfTales *tales, const SfTaleName *name);

/** Frees what it holds. */
void sf_tale_name_clear(SfTaleName *name);

#endif
