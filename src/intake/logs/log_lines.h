/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines of a log, however long the log and its lines are: of a line no more than
 * SF_LOG_LINE_MOST bytes are kept, and of the lines before it a few thousand. What does not hold a
 * word that is looked for is passed over as fast as memory can be searched.
 */
#ifndef SIPFIX_INTAKE_LOG_LINES_H
#define SIPFIX_INTAKE_LOG_LINES_H

#include "core/grammar/text.h"

#define SF_LOG_LINE_MOST 65536

typedef struct SfLogLines SfLogLines;

/** @param descriptor  stays the caller's; what is compressed is unpacked */
SfLogLines *sf_log_lines_new(int descriptor);

void sf_log_lines_free(SfLogLines *lines);

/** Takes what is behind the next @most bytes for not there. */
void sf_log_lines_limit(SfLogLines *lines, guint64 most);

/** Goes on to the next line. @return FALSE at the end */
gboolean sf_log_lines_next(SfLogLines *lines);

/** Goes on to the next line that holds @word. @return FALSE where there is none */
gboolean sf_log_lines_find(SfLogLines *lines, const char *word);

/** Goes back by one line: it will be the next one. Once only after each step. */
void sf_log_lines_again(SfLogLines *lines);

/** The line, without its end; good until the next step. */
SfText sf_log_lines_text(const SfLogLines *lines);

/** Its number, from 1. */
guint64 sf_log_lines_number(const SfLogLines *lines);

/** The line @back lines before this one, as far as it is kept and not forgotten; absent: none. */
SfText sf_log_lines_before(const SfLogLines *lines, guint back);

/** This line is the last one, so far, that sf_log_lines_forget() will forget. */
void sf_log_lines_mark(SfLogLines *lines);

/** Forgets the marked line and those before it, for sf_log_lines_before(). */
void sf_log_lines_forget(SfLogLines *lines);

/** Why reading ended before the end of the file, or NULL. */
const char *sf_log_lines_trouble(const SfLogLines *lines);

#endif
