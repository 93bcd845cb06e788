/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first line of a SIP message (RFC 3261 §7.1, §7.2), wherever it stands in a line of a log. */
#ifndef SIPFIX_INTAKE_LOG_START_H
#define SIPFIX_INTAKE_LOG_START_H

#include "core/grammar/text.h"

/** What every first line holds. */
#define SF_LOG_VERSION "SIP/2.0"

typedef struct {
    gsize offset; /* where it begins in the line */
    SfText text;  /* lent */
    /* How the ends of lines are written, where the whole message stands in this one line:
     * "#015#012", "\r\n"; NULL: it does not. */
    const char *line_end;
} SfLogStart;

/** @return FALSE where @line holds none: a Via, or words about a message */
gboolean sf_log_start_find(SfText line, SfLogStart *start);

/** Whether it is a header: a name and a colon. */
gboolean sf_log_is_header(SfText line);

#endif
