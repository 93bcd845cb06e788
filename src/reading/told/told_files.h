/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files of events there are: those given, and of folders those with their suffix. */
#ifndef SIPFIX_TOLD_FILES_H
#define SIPFIX_TOLD_FILES_H

#include "reading/told/told_index.h"

/**
 * Finds and opens them; a file that is named twice is taken once.
 *
 * @param unreadable  SfUnread: what could not be opened is added
 * @return GPtrArray of SfToldFile, which are the caller's to free (sf_told_index_new() takes them)
 */
GPtrArray *sf_told_files_find(SfLineFiles *lines, const char *const *paths, gboolean recursive,
                              GPtrArray *unreadable);

/** TRUE where a name ends as those of events files do: .ndjson, .ndjson.gz, .ndjson.zst. */
gboolean sf_told_has_suffix(const char *name);

/** TRUE where a path is a file of events, by its first line, or a folder with such files, by their
 * names. FALSE for "-", which cannot be looked at twice. */
gboolean sf_told_is_told(const char *path, gboolean recursive);

#endif
