/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A message that is put together again from the lines of a log, until it is whole. */
#ifndef SIPFIX_INTAKE_LOG_BODY_H
#define SIPFIX_INTAKE_LOG_BODY_H

#include "core/grammar/text.h"

/** A message that is longer is cut here: libwiretap refuses records above 262,144 bytes. */
#define SF_LOG_MESSAGE_MOST 200000

/** What a line turned out to be. */
typedef enum {
    SF_LOG_TAKEN,   /* a part of the message */
    SF_LOG_STRANGE, /* not of the message, which may go on behind it */
    SF_LOG_LAST,    /* a part of it, and the message is whole */
    SF_LOG_BEHIND   /* of what comes behind the message */
} SfLogVerdict;

typedef struct {
    GString *bytes;
    gboolean in_body;
    gboolean is_spaced; /* an empty line behind each */
    gboolean is_sdp;
    gboolean has_length;
    gboolean
        has_end; /* the empty line behind the headers was there, or a Content-Length at their end */
    gboolean is_full;  /* a line had no place: none behind it has */
    gboolean has_hole; /* that was a header */
    guint empty;       /* lines, one behind the other */
    guint lines;
    guint strange;        /* lines that were none of it, one behind the other */
    gboolean is_fragment; /* its body is SIP, too: message/sipfrag, or parts that may be */
    gboolean has_joined;  /* lines that a page had broken */
    gsize length;         /* Content-Length */
    gsize body;           /* bytes of it so far */
} SfLogBody;

/** Begins a message. @param bytes  emptied */
void sf_log_body_begin(SfLogBody *body, GString *bytes, SfText start_line);

/** Takes a line, freed of all that the log put around it. */
SfLogVerdict sf_log_body_take(SfLogBody *body, SfText line);

/** Takes what belongs to the end of the line before. */
void sf_log_body_join(SfLogBody *body, SfText rest);

/** Whether a line that looks like @line can be the next one of the message. */
gboolean sf_log_body_may_go_on(const SfLogBody *body, SfText line);

/** Whether the next line is of a body that may hold SIP itself. */
gboolean sf_log_body_is_in_fragment(const SfLogBody *body);

/** No more lines: ends the headers, if they have no end. @return whether some may be missing */
gboolean sf_log_body_finish(SfLogBody *body);

#endif
