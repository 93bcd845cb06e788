/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plain text on a page of so many columns: wrapped at blanks, indented, coloured where a terminal
 * can. All text is made safe here (sf_visible()), so that no caller can forget it.
 */
#ifndef SIPFIX_PAGE_H
#define SIPFIX_PAGE_H

#include "analyzer/output/terminal.h"

typedef enum {
    SF_STYLE_PLAIN,
    SF_STYLE_BOLD,
    SF_STYLE_ERROR,
    SF_STYLE_WARN,
    SF_STYLE_CHANGE,
} SfStyle;

typedef struct {
    GString *text; /* owned by the caller */
    guint width;
    gboolean colour;
} SfPage;

/** @text wrapped, each line from column @indent on. */
void sf_page_paragraph(SfPage *page, guint indent, const char *text);

/** As sf_page_paragraph(), with blank lines where @text has them ("\n\n"). */
void sf_page_paragraphs(SfPage *page, guint indent, const char *text);

/**
 * @label at column @indent, then @text wrapped from column @hang on, on the label's line where
 * there is room beside it.
 */
void sf_page_labelled(SfPage *page, guint indent, SfStyle style, const char *label, guint hang,
                      const char *text);

/** One line, @label styled, and @right (may be "") flush with the right edge where it fits, else on
 * a line below. */
void sf_page_heading(SfPage *page, SfStyle style, const char *label, const char *text,
                     const char *right);

/** What is to be found out first, and below it what each answer leads to (@decisions,
 * NULL-terminated); @indent, @hang: as of sf_page_labelled(). */
void sf_page_question(SfPage *page, guint indent, guint hang, const char *question,
                      char *const *decisions);

/** One line that is never wrapped, because it is to be pasted. */
void sf_page_verbatim(SfPage *page, guint indent, const char *text);

void sf_page_blank(SfPage *page);

/**
 * @text broken into lines of at most @columns columns, at blanks where possible.
 *
 * @return NULL-terminated, at least one line; to be freed with g_strfreev()
 */
char **sf_wrap(const char *text, guint columns);

#endif
