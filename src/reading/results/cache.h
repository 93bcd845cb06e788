/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What finished runs told, kept in a folder, so that the same files need not be read by tshark
 * again. An entry is found by all that its events depend on: the bytes of the files in their order,
 * the programs, and the options; never by a name or a time. It is there whole or not at all,
 * carries its own checksum, and counts only where it belongs to this user and nobody else may touch
 * it.
 */
#ifndef SIPFIX_READING_CACHE_H
#define SIPFIX_READING_CACHE_H

#include "reading/run/run.h"
#include "reading/run/sandbox.h"

typedef struct SfCache SfCache;

/**
 * Opens the folder, and makes it where there is none.
 *
 * @param sandbox  where the programs are, whose versions are part of every key
 * @return NULL with @error (SF_READING_ERROR_OPTIONS): it is another user's, or others may enter it
 */
SfCache *sf_cache_open(const char *folder, const SfSandbox *sandbox, const SfRunOptions *options,
                       GError **error);

void sf_cache_free(SfCache *cache);

/** Puts what is known of the run's files into @run, which is then as if it had come to its end.
 * @return FALSE when nothing, or nothing whole, is known */
gboolean sf_cache_recall(SfCache *cache, SfRun *run);

/** Keeps a run that went well. What cannot be written is not kept, and nobody is told. */
void sf_cache_keep(SfCache *cache, SfRun *run);

#endif
