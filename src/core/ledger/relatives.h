/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers of the family (knowledge.h) that nobody asked for: how many there were, what they wanted,
 * and what became of them. Links of a chain that an answer tells of which was asked for are not
 * among them: one call is told of once. None is explained but one of those that were lost, at the
 * end, or where none was lost one whose end is not known; a report names them, so that nobody takes
 * silence for health.
 */
#ifndef SIPFIX_RELATIVES_H
#define SIPFIX_RELATIVES_H

#include "core/describe/outcome.h"

/** Tags that are told of one kind of answer; strangers name what they like. */
#define SF_RELATIVE_TAGS 16

/** Clients that are told of one kind of answer; more help nobody to begin with. */
#define SF_RELATIVE_CLIENTS 16

/** What an example shows, in the order in which one takes the place of another. */
typedef enum {
    SF_RELATIVE_OPEN,   /* an end that is not known */
    SF_RELATIVE_LIKELY, /* a loss that only likely is one */
    SF_RELATIVE_LOST,
} SfRelativeWorth;

/** All of one status to one method. */
typedef struct {
    guint status;
    const char *method; /* static; "other" for one that is not of the usual ones */
    guint64 count;      /* on the hop nearest the caller, and of copies the first */
    guint64 outcomes[SF_N_OUTCOMES];
    guint64 likely;     /* of those that were lost or refused: not certain */
    GPtrArray *tags;    /* char *: what they named as wanted or unknown, in order; at most
                           SF_RELATIVE_TAGS */
    GPtrArray *clients; /* char *: addresses of those whose requests were lost or refused; at most
                           SF_RELATIVE_CLIENTS */
    SfAnswer *example;  /* the first of those that were lost or refused, a certain one before one
                           that only likely is; else the first whose end is not known; its story is
                           held; NULL: none, or its story is told by another answer, which was
                           asked for */
    SfRelativeWorth worth; /* of that example */
} SfRelative;

typedef struct SfRelatives SfRelatives;

/** Empty; to be freed with sf_relatives_free(), which lets go of the stories. */
SfRelatives *sf_relatives_new(void);
void sf_relatives_free(SfRelatives *relatives);

/**
 * Takes note of a new answer, of whose story it holds a reference until it is known what became of
 * it.
 *
 * @param before  the answer that its request had followed up, whose story it holds as long; NULL:
 *                none
 */
void sf_relatives_add(SfRelatives *relatives, SfAnswer *answer, SfAnswer *before, gint64 window);

/** To be called once for each frame: counts those of which nothing more is to be expected. */
void sf_relatives_clock(SfRelatives *relatives, gint64 clock, gint64 window);

/** The example, as it is looked at where its status was asked for; to be called when the capture
 * has ended. NULL: there is none, or its end became known after it was counted. Owned by its
 * story. */
const SfAnswer *sf_relative_example(const SfRelative *relative);

/** Those counted so far, and those that still wait as they stand: SfRelative, by status and method.
 * Where any of them was lost or refused, none has an example whose end is not known: who lost
 * something comes first. To be freed with g_ptr_array_unref(). */
GPtrArray *sf_relatives_list(const SfRelatives *relatives);

#endif
