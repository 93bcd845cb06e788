/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The reference pages, and the parts that several of them have.
 */
#ifndef SIPFIX_REFERENCE_PAGE_PARTS_H
#define SIPFIX_REFERENCE_PAGE_PARTS_H

#include <gio/gio.h>

#include "knowledge/knowledge.h"
#include "reference/markdown.h"

/** The pages. Each appends itself whole to @page. */
void sf_page_index(GString *page);
void sf_page_checks(GString *page);
void sf_page_option_tags(GString *page);
void sf_page_status_codes(GString *page);
void sf_page_fields(GString *page);
void sf_page_warnings(GString *page);
void sf_page_logs(GString *page);
void sf_page_causes(GString *page);
void sf_page_recipes(GString *page);

/**
 * The page about events, from the schemas (docs/schemas).
 *
 * @param schemas  the folder with sipfix-event-2.json, sipfix-run-2.json and an example of each
 * @return FALSE with @error where one of them cannot be read
 */
gboolean sf_page_events(GString *page, const char *schemas, GError **error);

/** The words under @key with @label in front, as paragraphs; nothing where there are none. */
void sf_part_words(GString *page, SfShelf shelf, const char *stanza, const char *label,
                   const char *key);

/** The list under @key with commas between, each word as code; nothing where it is empty. */
void sf_part_list(GString *page, SfShelf shelf, const char *stanza, const char *label,
                  const char *key);

/** "RFC 3261 21.3.2, RFC ..." with links, from the key reference. */
void sf_part_references(GString *page, SfShelf shelf, const char *stanza);

/** The capture that shows a word, with a link, the frame, and what the capture shows. */
void sf_part_example(GString *page, const char *kind, const char *word);

/** `capture` with a link. */
void sf_part_capture(GString *page, const char *capture);

/** Products with settings for a topic of recipes.ini, with links; FALSE where there are none. */
gboolean sf_part_products(GString *page, const char *label, const char *topic);

/** What a key of an example holds, or NULL: sf_example("checks", "moved.self", "capture"). */
const char *sf_example(const char *kind, const char *word, const char *key);

#endif
