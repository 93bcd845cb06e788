/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What kind of line one is, and which capture and run it is of. */
#ifndef SIPFIX_TOLD_LINE_H
#define SIPFIX_TOLD_LINE_H

#include <json-glib/json-glib.h>

typedef enum {
    SF_TOLD_DAMAGED,
    SF_TOLD_FOREIGN, /* of another version of sipfix, which is not read */
    SF_TOLD_OTHER,   /* another kind, which is passed over; an empty line too */
    SF_TOLD_EVENT,
    SF_TOLD_RUN,
    SF_TOLD_END
} SfToldKind;

typedef struct {
    SfToldKind kind;
    GString *capture;   /* of an event; kept from line to line */
    gint64 run;         /* of events and run lines; 0: not told */
    JsonObject *object; /* owned; of run lines and end lines, else NULL */
    char *flaw;         /* owned; of damaged and foreign lines, for people */
} SfToldLine;

/** Looks at a line. Of events as sipfix writes them only the beginning is looked at: whether the
 * rest is well is known when they are read. */
void sf_told_line_look(SfToldLine *line, const char *text, gsize length);

/** Frees what it holds. */
void sf_told_line_clear(SfToldLine *line);

/**
 * Where the number of the run stands in an event as sipfix writes them.
 *
 * @param end  gets what is behind the number
 * @return NULL where it does not stand where it always does
 */
const char *sf_told_line_run(const char *text, gsize length, const char **end);

#endif
