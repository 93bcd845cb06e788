/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A path in a command that somebody is told to paste. */
#ifndef SIPFIX_READING_SHELL_WORD_H
#define SIPFIX_READING_SHELL_WORD_H

#include <glib.h>

/** FALSE for what a terminal obeys or does not show: control, format, private, unassigned
 * characters. */
gboolean sf_is_harmless(gunichar character);

/**
 * @word as a POSIX shell must get it, on one line of harmless characters, so that it can be pasted.
 * A name with control or format characters becomes $'...', which bash, ksh and zsh read.
 *
 * @param word  NUL-terminated, any bytes
 * @return to be freed with g_free()
 */
char *sf_shell_word(const char *word);

#endif
