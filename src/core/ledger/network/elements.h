/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who asked and who answered, by address and method: a problem that is not seen any more is mended
 * only if those who had it still had the opportunity.
 */
#ifndef SIPFIX_ELEMENTS_H
#define SIPFIX_ELEMENTS_H

#include "core/message/message.h"

#define SF_ELEMENTS_MAX                                                                            \
    4096 /* addresses; of later ones it is only counted how much there was of them together */

typedef struct SfElements SfElements;

/** Empty; to be freed with sf_elements_free(). */
SfElements *sf_elements_new(void);
void sf_elements_free(SfElements *elements);

/** Counts a request outside a dialog for its sender; its copies are not to be counted. */
void sf_elements_asked(SfElements *elements, const SfMessage *request);

/** Counts the final answer to such a request for its sender; a challenge (401, 407) is none. */
void sf_elements_answered(SfElements *elements, const SfMessage *answer);

/** The method's name, static; "other" for one that is not of the usual ones. */
const char *sf_elements_method(SfText method);

/** Notes that a call outside a dialog was served, or refused with 421, by who sent the answer: an
 * element that insists on an extension may have taken other calls without. */
void sf_elements_took(SfElements *elements, const SfMessage *request, const SfMessage *answer);

/** Called for a count above 0, elements in the order of their first message. @kind: "asked",
 * "answered"; of one that answers 421 and is one program, "took_without". @name: a method,
 * "INVITE", or "other" for one that is not of the usual ones; an option tag that calls which it
 * served did not list. */
typedef void (*SfElementsFunction)(const char *address, const char *kind, const char *name,
                                   guint64 count, gpointer data);

/** Calls @each for all counts; for an element kind by kind, in that order. */
void sf_elements_each(const SfElements *elements, SfElementsFunction each, gpointer data);

/** How many requests and answers are in no count, since theirs would have been one address too
 * many. A count that there is, is never short of any. */
guint64 sf_elements_left_out(const SfElements *elements);

#endif
