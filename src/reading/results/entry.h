/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One entry of the cache as a file: a line with its kind and the SHA-256 of all that follows; a
 * line of JSON with what the intake told (files, frames); then what tshark wrote, byte for byte.
 */
#ifndef SIPFIX_READING_ENTRY_H
#define SIPFIX_READING_ENTRY_H

#include "reading/run/run.h"

#define SF_ENTRY_KIND "sipfix-cache/1"

/** Writes the run to @descriptor, a new file. @return whether all of it was written */
gboolean sf_entry_write(int descriptor, SfRun *run);

/** Reads it into a run that has not started. @return FALSE, and the run is as it was, when the file
 * is damaged or something else */
gboolean sf_entry_read(int descriptor, SfRun *run);

#endif
