/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of lines that are read twice: once through, then at the places that were noted. What can be
 * read only once, or is compressed (told by its bytes, not by its name), is put into a
 * file without a name first. One line at a time is in memory.
 */
#ifndef SIPFIX_LINE_FILES_H
#define SIPFIX_LINE_FILES_H

#include <gio/gio.h>

/** Bytes behind a line that may be read, whatever is in them: readers of JSON look ahead. */
#define SF_LINE_PADDING 64

/** A longer line is none: nothing that sipfix prints comes near. */
#define SF_LONGEST_LINE ((gsize)64 * 1024 * 1024)

typedef struct SfLineFiles SfLineFiles;
typedef struct SfLineFile SfLineFile;

/** None yet; to be freed with sf_line_files_free(), which closes those that were added. */
SfLineFiles *sf_line_files_new(void);
void sf_line_files_free(SfLineFiles *files);

/**
 * Adds a file; "-" is standard input.
 *
 * @return lent by @files; NULL with @error, which does not name it
 */
SfLineFile *sf_line_files_add(SfLineFiles *files, const char *path, GError **error);

/** Why the file could not be read, or unpacked, to its end; NULL: it could. Lent. */
const char *sf_line_file_trouble(const SfLineFile *file);

/** Its size, unpacked. */
gint64 sf_line_file_size(const SfLineFile *file);

/** Goes to a place that sf_line_file_place() told; 0 is the beginning. */
void sf_line_file_go(SfLineFile *file, gint64 place);

/** Where the next line begins, in the file that sf_line_file_go() was called for last. */
gint64 sf_line_file_place(const SfLineFile *file);

/**
 * The next line, without its end, with a NUL behind it; lent until the next call for any of the
 * files.
 *
 * @return NULL at the end
 */
const char *sf_line_file_next(SfLineFile *file, gsize *length);

#endif
