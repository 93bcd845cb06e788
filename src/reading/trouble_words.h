/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How this room says what went wrong, in the message of a GError and as the reason of a file that
 * was not read: on the first line the cause, and no more; what would help behind it, each on a line
 * of its own. "\n" stands nowhere else.
 */
#ifndef SIPFIX_READING_TROUBLE_WORDS_H
#define SIPFIX_READING_TROUBLE_WORDS_H

#include <glib.h>

/** A name, or words of a stranger, as they may stand in a trouble: their line ends written \x0a. To
 * be freed. */
char *sf_trouble_quote(const char *words);

/** @trouble with @more at the end of its cause. To be freed. */
char *sf_trouble_add(const char *trouble, const char *more);

/** @trouble on one line, for a report: "cause. What would help." To be freed; NULL of NULL. */
char *sf_trouble_line(const char *trouble);

/** Sets @error to @what, with a stranger's @detail (may be NULL) at the end of its cause.
 * @return FALSE */
gboolean sf_trouble_set(GError **error, GQuark domain, int code, const char *what,
                        const char *detail);

#endif
