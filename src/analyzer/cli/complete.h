/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completion: what may stand where the cursor is. The shells ask `sipfix --complete WORD...`, so
 * that they need to know nothing themselves; see share/completion.
 */
#ifndef SIPFIX_COMPLETE_H
#define SIPFIX_COMPLETE_H

#include "analyzer/cli/command.h"

/**
 * Prints what may stand in place of the last of @words, a line each: the word, a tab, what it is.
 * The line ":files" or ":folders" stands for names of files or folders.
 *
 * @param words  what stands behind "sipfix" up to the cursor, the word at the cursor (it may be
 *               "") included; NULL-terminated
 */
SfExit sf_complete(const SfCommand *const *commands, guint n_commands, const char *const *words);

#endif
