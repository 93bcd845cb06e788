/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the knowledge has to say about one word: a status code, an option tag, a check, a field, a
 * warn-code, a product.
 */
#ifndef SIPFIX_EXPLAIN_H
#define SIPFIX_EXPLAIN_H

#include "analyzer/report/text/page.h"

/** Adds to @page all that @word names. FALSE where it names nothing; then nothing is added. */
gboolean sf_explain(SfPage *page, const char *word);

/** Adds to @page every word that sf_explain() knows. */
void sf_explain_list(SfPage *page);

/** The words nearest to a misspelt one, at most one a kind, NULL-terminated; to be freed with
 * g_free(). */
const char **sf_explain_nearest(const char *word);

/** "RFC 3261 21.3.2  https://..." for each of a list of references. To be freed with
 *  g_ptr_array_unref(). */
GPtrArray *sf_explain_references(const char *const *references);

#endif
