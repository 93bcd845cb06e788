/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files that put findings into words share: filled_words.c, finding_words.c, and those in
 * changes/. */
#ifndef SIPFIX_FINDING_WORDS_H
#define SIPFIX_FINDING_WORDS_H

#include "core/describe/finding.h"
#include "knowledge/knowledge.h"

/** The words that checks.ini has under @key: the variant's, else those for the method, else the
 * plain ones, with their placeholders; NULL: none. */
const char *sf_finding_unfilled(const SfFinding *finding, const char *key);

/** The variant that stands in where another fault of the answer says that nobody is to write the
 * new address down yet; NULL: none does. */
const char *sf_finding_doubt(const SfFinding *finding);

/** What a placeholder stands for; @data is the finding. To be freed with g_free(); NULL: nothing.
 */
char *sf_finding_fact(const char *name, gpointer data);

/** The words that checks.ini has under @key for the finding and its variant, filled with its facts;
 * NULL: it has none. To be freed with g_free(). */
char *sf_finding_words(const SfFinding *finding, const char *key);

/** The same; NULL also where they are "none". */
char *sf_finding_words_or_none(const SfFinding *finding, const char *key);

/** Any words of the knowledge, filled with the finding's facts; NULL for NULL. To be freed with
 * g_free(). */
char *sf_finding_filled(const SfFinding *finding, const char *words);

/** Which side a fix of the finding asks for what its product cannot do, or does anyway
 * (`rules_out` in recipes.ini): "not-caller", "not-answering", "not-both"; NULL: none. */
const char *sf_finding_spared(const SfFinding *finding);

/** "pjsip.conf, the endpoint of 203.0.113.5": where the product of @side keeps the setting of a
 * recipe; NULL where the recipe names no place. To be freed with g_free(). */
char *sf_setting_place(const SfFinding *finding, const char *side, const char *recipe);

/** TRUE for a line of a script, behind which a full stop would be copied with it. */
gboolean sf_is_script_line(const char *setting);

/** What makes the product read again what the recipe sets: "a restart of Kamailio"; NULL: not
 * known. @product may be NULL. */
const char *sf_setting_applied_by(const char *recipe, const char *product);

/**
 * What an element that names itself nowhere may be, and what its setting of that aim is called
 * then, a sentence each: first how to find out what it is, then the usual products.
 *
 * @param element  what the element is called
 * @param told     what its tags tell it to be, whose own setting nobody knows; NULL: nothing
 * @return owned strings; NULL where no setting is known
 */
GPtrArray *sf_usual_settings(const SfFinding *finding, const SfUse *use, const char *aim,
                             const char *element, const char *told);

#endif
