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

/** Events of one story that a example holds: the example, and those nearest to it. */
#define SF_TALE_EVENTS 32

/** Runs at a time: the files of two rotated captures may lie between one another. */
#define SF_TALE_RUNS 4

typedef struct SfExamples SfExamples;

/** What is shown of one call. */
typedef struct {
    SfEvent *example;  /* the first of the events */
    GPtrArray *events; /* JsonObject, at least one; the others in the order of the capture */
    guint left_out;    /* further events of its story */
} SfExample;

/** Names an example; a problem has one. What it holds is this file's business. */
typedef struct {
    GArray *places;
    guint left_out;
} SfExampleName;

SfExamples *sf_examples_new(void);
void sf_examples_free(SfExamples *examples);

/** Sets an event aside, as long as events of its run come.
 *
 * @param story  name of its story; lent, must live as long as the examples */
void sf_examples_add(SfExamples *examples, const SfEvent *event, const char *story);

/** The event that was added last is the example of that example, whatever it was before. */
void sf_examples_keep(SfExamples *examples, SfExampleName *name);

/** No more events come. To be called before any example is opened. */
void sf_examples_finish(SfExamples *examples);

/** The example alone; as sf_examples_open(). */
const SfEvent *sf_examples_example(SfExamples *examples, const SfExampleName *name);

/**
 * Takes the events of a example out again.
 *
 * @param name  of a example that was kept
 * @return lent until the next call of any of these functions
 */
const SfExample *sf_examples_open(SfExamples *examples, const SfExampleName *name);

/** Frees what it holds. */
void sf_example_name_clear(SfExampleName *name);

#endif
