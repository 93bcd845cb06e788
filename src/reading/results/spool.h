/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines, most often what a child writes, kept in a file without a name until their turn comes.
 * Children never wait for sipfix to read, so there is nothing to lock up; memory holds one line at
 * a time; and nothing is left behind however sipfix ends.
 */
#ifndef SIPFIX_READING_SPOOL_H
#define SIPFIX_READING_SPOOL_H

#include <gio/gio.h>

typedef struct SfSpool SfSpool;

/** @param folder  where there is room for it */
SfSpool *sf_spool_new(const char *folder, GError **error);

void sf_spool_free(SfSpool *spool);

/** A descriptor for a child to write to. The caller's. */
int sf_spool_descriptor(const SfSpool *spool);

/** Why no more can be written to it: then what a child wrote last may be lost. @return for people,
 * to be freed; NULL where there is room */
char *sf_spool_obstacle(const SfSpool *spool);

/** Adds a line at the end, where no child writes to it. @param line  without its end
 * @return its place; -1 where there is no room */
gint64 sf_spool_add(SfSpool *spool, const char *line, gsize length);

/** Goes to a line that sf_spool_place() named; 0 is the first. To be called before reading. */
void sf_spool_go(SfSpool *spool, gint64 place);

/** A temporary file in @folder cannot be read back: a disk that loses what it took is as memory
 * that does. Says so, and ends the program with status 2. */
G_NORETURN void sf_spool_lost(const char *folder);

/** Where the next line begins. */
gint64 sf_spool_place(SfSpool *spool);

/** The next line, without its end; lent until the next call. @return NULL at the end */
const char *sf_spool_line(SfSpool *spool, gsize *length);

/**
 * The line that says what went wrong: the first that begins with @prefix (without it) and does not
 * just call an option deprecated, of those in the first 64 KiB, else the last that is not blank.
 *
 * @param prefix  may be NULL
 * @return its first 1000 bytes, owned, "" when there is nothing; valid UTF-8
 */
char *sf_spool_complaint(const SfSpool *spool, const char *prefix);

/** What a child said last: the first 1000 bytes of the last line that is not blank. @return owned,
 * "" when there is none; valid UTF-8 */
char *sf_spool_last_words(const SfSpool *spool);

/** The last line that is not blank, however long; as it was written. @return owned, empty when
 * there is none */
GString *sf_spool_end(const SfSpool *spool);

#endif
