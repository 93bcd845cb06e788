/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Something that is wrong with an installation, and what mends it. */
#ifndef SIPFIX_READING_FAULT_H
#define SIPFIX_READING_FAULT_H

#include <glib.h>

typedef struct {
    char *what;    /* one sentence */
    char *advice;  /* what to do about it; ends in a colon where a command follows; may be NULL */
    char *command; /* that mends it, to be pasted into a shell; may be NULL */
} SfFault;

/** @param advice, @param command  may be NULL */
SfFault *sf_fault_new(const char *what, const char *advice, const char *command);

/** Of a trouble whose cause is no sentence yet. */
SfFault *sf_fault_of(const char *trouble);

void sf_fault_free(SfFault *fault);

/** What is wrong, and what to do, as trouble_words.h has it. To be freed. */
char *sf_fault_words(const SfFault *fault);

#endif
