/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Markdown (CommonMark, as tickets take it) in which no stranger's string becomes markup, HTML, a
 * link, a mention or a picture: words that could are written as code.
 */
#ifndef SIPFIX_MARKDOWN_TEXT_H
#define SIPFIX_MARKDOWN_TEXT_H

#include <glib.h>

/** Adds a sentence on one line: plain words as they are, and as code what is an address, a setting
 * or anything that Markdown might read. NULL adds nothing. */
void sf_markdown_words(GString *out, const char *sentence);

/** Adds @value as code in the running text, on one line; nothing for NULL and "". */
void sf_markdown_code(GString *out, const char *value);

/** Adds a block of code. @language: "sh"; @lines: ended by a line feed, harmless but for those. */
void sf_markdown_block(GString *out, const char *language, const char *lines);

#endif
