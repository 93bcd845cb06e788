/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A reading that was told before: what `analyze` and `watch` printed as ndjson, in any number of
 * files and in any order, is handed on as one reading of all the captures would hand it on, in byte
 * order of their paths.
 *
 * A run that is there twice, line by line, counts once (a part that was done again). Captures of
 * the same name that are not the same (of two sites) are two.
 */
#ifndef SIPFIX_TOLD_READING_H
#define SIPFIX_TOLD_READING_H

#include "reading/reading.h"

typedef struct {
    const char *const *paths; /* NULL-terminated: files, folders, "-" */
    gboolean recursive;
} SfToldOptions;

/**
 * Reads it all.
 *
 * @return to be freed with sf_reading_free(); what is wrong with the files is in `unreadable`
 */
SfReading *sf_told_reading_run(const SfToldOptions *options, const SfReadingListener *listener);

#endif
