/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Markdown as GitHub shows it. Words go in as they are spoken; what would be markup in them is
 * escaped here, and what they name (a check, a field, an RFC) becomes a link.
 */
#ifndef SIPFIX_MARKDOWN_H
#define SIPFIX_MARKDOWN_H

#include <glib.h>

/** Title of a page, the note that it is generated, and a first paragraph (may be NULL). */
void sf_md_title(GString *page, const char *title, const char *about);

/** A heading that other pages can link to as #@id; @id may be NULL. */
void sf_md_heading(GString *page, guint level, const char *id, const char *text);

/** A place to link to, without a heading. */
void sf_md_anchor(GString *page, const char *id);

/** @words in the running text or in a cell of a table: one line, escaped, with links; `code`
 * between backticks. */
void sf_md_words(GString *page, const char *words);

/** Paragraphs, one for each part of @words between blank lines; nothing for NULL. @label, in bold,
 * stands in front of the first; it may be NULL. */
void sf_md_paragraphs(GString *page, const char *label, const char *words);

/** @text as code, in the running text or in a cell of a table. */
void sf_md_code(GString *page, const char *text);

/** Lines of code, as they are. */
void sf_md_block(GString *page, const char *language, const char *lines);

/** [@text](@target), @text escaped. */
void sf_md_link(GString *page, const char *text, const char *target);

/** The head of a table: "key; type; meaning". */
void sf_md_table(GString *page, const char *titles);

#endif
