/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the shelves look like inside the knowledge: a data file read into memory, stanza by stanza.
 */
#ifndef SIPFIX_SHELF_H
#define SIPFIX_SHELF_H

#include "knowledge/knowledge.h"

/**
 * Reads a data file: GKeyFile's format, with continuation lines as in a Debian control file. A line
 * that begins with a blank goes on with the value above it; such a line with a lone full stop
 * begins a new paragraph.
 *
 * @param text  the file, UTF-8, NUL-terminated
 * @return NULL with @error where it does not parse; to be freed with g_key_file_free()
 */
GKeyFile *sf_shelf_parse(const char *text, GError **error);

/** For tables by the names of stanzas, which compare without regard to case. */
guint sf_name_hash(gconstpointer name);
gboolean sf_name_equal(gconstpointer a, gconstpointer b);

#endif
