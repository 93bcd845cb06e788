/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files that put changes into words share: who is to change something, what software that
 * is, and what recipes.ini files the answer under. Strings are to be freed with g_free(). */
#ifndef SIPFIX_CHANGE_PARTS_H
#define SIPFIX_CHANGE_PARTS_H

#include "core/describe/facts.h"
#include "knowledge/knowledge.h"

/** The placeholders that name the element of a side and its product. */
typedef struct {
    const char *side;
    const char *at;
    const char *product;
} SfSideFacts;

#define SF_N_SIDES 3
extern const SfSideFacts sf_side_facts[SF_N_SIDES];

/** What checks.ini has of the fix under that key; NULL: nothing. */
char *sf_fix_part(const SfFinding *finding, const char *fix, const char *part);

/** The software of the element on @side. @name: its product by its own words; NULL: not known. */
SfSoftware sf_software_at(const SfFinding *finding, const char *side, const char *name);

/** An element whose address nobody knows has a name in words: NULL. */
char *sf_address_or_null(const char *element);

/** The request's method; "" where it is not known. */
char *sf_method_or_empty(const SfAnswer *answer);

/** What recipes.ini files this answer under: the tags wanted, or the redirect and the address, or
 * what another refusal is about. @aim: NULL for facts. Owned strings, in an array to be freed. */
GPtrArray *sf_recipe_topics(const SfAnswer *answer, const char *aim);

/**
 * The plain fix as its product writes it (recipes.ini): where, from what, to what, with what
 * effect. NULL where the setting cannot hold what is to be changed.
 */
SfFixWords *sf_recipe_fix(const SfFinding *finding, const SfFixWords *plain, const char *aim,
                          const char *recipe, const SfSoftware *software);

#endif
