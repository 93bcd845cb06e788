/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a log puts around the lines of a message: indentation, times, names of programs, colours. */
#ifndef SIPFIX_INTAKE_LOG_DRESS_H
#define SIPFIX_INTAKE_LOG_DRESS_H

#include "intake/logs/layout/log_layouts.h"

typedef enum { SF_DRESS_NONE, SF_DRESS_UNSURE, SF_DRESS_BLANKS, SF_DRESS_ALIKE } SfDressKind;

typedef struct {
    const SfLogLayout *layout; /* may be NULL */
    SfDressKind kind;
    char cr;          /* stands for the carriage return; 0: nothing does */
    GString *prefix;  /* of the first line */
    GString *cleaned; /* a line without colours */
    SfLogPaste paste;
    gboolean had_tail;  /* the line before: it was the last of a packet of syslog */
    gboolean has_tail;  /* this one */
    gboolean is_packet; /* it is the first of one */
} SfLogDress;

void sf_log_dress_init(SfLogDress *dress);

void sf_log_dress_clear(SfLogDress *dress);

/** What stood before the first line of the message. @param prefix  copied */
void sf_log_dress_begin(SfLogDress *dress, const SfLogLayout *layout, SfText prefix);

/** The line without its carriage return and the colours of a terminal, and without what a page made
 * of it; lent until the next call. */
SfText sf_log_dress_clean(SfLogDress *dress, SfText line);

/** The same of a line in which a message may begin. @param before  the line before it */
SfText sf_log_dress_first(SfLogDress *dress, SfText line, SfText before);

/** Takes all that is around the text off a cleaned line. @return FALSE: the line is of another
 * program, or thread */
gboolean sf_log_dress_off(SfLogDress *dress, SfText *line);

#endif
