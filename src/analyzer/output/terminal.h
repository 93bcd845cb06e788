/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a terminal can show, and what must never reach it. Nearly every string of a report was
 * written by a stranger: an escape sequence in it would be obeyed, a bidirectional control would
 * turn the line around. Both are shown instead of sent.
 */
#ifndef SIPFIX_TERMINAL_H
#define SIPFIX_TERMINAL_H

#include "reading/shell_word.h"

#define SF_WIDTH_DEFAULT 80
#define SF_WIDTH_LEAST   20
#define SF_WIDTH_MOST    100 /* longer lines are hard to read */

typedef struct {
    gboolean is_terminal;
    guint width;     /* columns; SF_WIDTH_DEFAULT where it is no terminal */
    gboolean colour; /* a terminal that TERM names, not dumb, and NO_COLOR is not set */
} SfTerminal;

/** What stands behind the descriptor @fd. */
SfTerminal sf_terminal_look(int fd);

/**
 * A copy that is safe to show on a terminal, in HTML and in a log: valid UTF-8 on one line. Control
 * characters are written \x1b, format characters (bidirectional controls, zero-width ones), private
 * and unassigned ones \u202e, bytes that are no UTF-8 \xff. Doing it twice changes nothing.
 *
 * @param text  NUL-terminated, any bytes; NULL gives ""
 * @return to be freed with g_free()
 */
char *sf_visible(const char *text);

/** How many columns a terminal needs for @character: 0, 1 or 2. */
guint sf_character_columns(gunichar character);

/** How many columns a terminal needs for @text, which is valid UTF-8. */
guint sf_columns(const char *text);

/**
 * sf_visible() in at most @columns columns: what is longer loses its middle, as both ends of an
 * address tell something.
 *
 * @return to be freed with g_free()
 */
char *sf_visible_clip(const char *text, guint columns);

#endif
