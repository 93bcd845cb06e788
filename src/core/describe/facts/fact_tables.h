/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Facts by the names that placeholders have, a table a topic: what sf_fact() looks them up in
 * (facts.c). A value is to be freed with g_free(); NULL: not known.
 */
#ifndef SIPFIX_FACT_TABLES_H
#define SIPFIX_FACT_TABLES_H

#include "core/ledger/answer.h"

typedef struct {
    const char *name;
    char *(*value)(const SfAnswer *answer);
} SfFactRow;

typedef struct {
    const SfFactRow *rows;
    guint n;
} SfFactTable;

extern const SfFactTable sf_facts_of_call;
extern const SfFactTable sf_facts_of_redirect;
extern const SfFactTable sf_facts_of_choice;
extern const SfFactTable sf_facts_of_later_call;
extern const SfFactTable sf_facts_of_extension;

#endif
