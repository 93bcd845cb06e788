/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What pages, mails and forums do to a log: numbers, ">" and "-" before its lines, "| |" behind
 * them, &lt; for <, dashes and quotation marks of printers. Undone where it is certain.
 */
#ifndef SIPFIX_INTAKE_LOG_PASTE_H
#define SIPFIX_INTAKE_LOG_PASTE_H

#include "core/grammar/text.h"

/** What stands before each line. */
typedef enum { SF_MARGIN_NONE, SF_MARGIN_NUMBERS, SF_MARGIN_QUOTES, SF_MARGIN_DASHES } SfLogMargin;

typedef struct {
    SfLogMargin margin;
    gboolean has_entities; /* in this message */
    gboolean has_undone;   /* something in this message */
    GString *line;         /* the one that was changed */
    GString *head;         /* one before it, likewise: both are needed at once */
    GStringChunk *heads;   /* those before a message */
} SfLogPaste;

void sf_log_paste_init(SfLogPaste *paste);

void sf_log_paste_clear(SfLogPaste *paste);

/** A message may begin in @line. @param before  the line before it; absent: none */
void sf_log_paste_begin(SfLogPaste *paste, SfText line, SfText before);

/** A line of a message as it was; lent until the next call. */
SfText sf_log_paste_line(SfLogPaste *paste, SfText line);

/** A line before a message as it was; lent until the next message. */
SfText sf_log_paste_head(SfLogPaste *paste, SfText line);

#endif
