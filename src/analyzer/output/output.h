/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a result goes: standard output, or a file that is there whole or not at all.
 */
#ifndef SIPFIX_OUTPUT_H
#define SIPFIX_OUTPUT_H

#include <glib.h>

typedef struct SfOutput SfOutput;

/**
 * Opens the output. A regular file is written beside its name and put in place by
 * sf_output_close(); what is there and is no regular file (/dev/null, a FIFO) is written to as it
 * is. The file beside is made at the first write, so that a folder that is being read does not show
 * it.
 *
 * @param path  NULL or "-" for standard output
 * @return to be freed with sf_output_free(); NULL with @error where it is plain already that the
 * file cannot be written
 */
SfOutput *sf_output_open(const char *path, GError **error);

/** Adds @length bytes. A failure is remembered, and told by sf_output_close(). */
void sf_output_write(SfOutput *output, const char *text, gsize length);

/** Puts the file in place. FALSE with @error when anything went wrong since the opening. */
gboolean sf_output_close(SfOutput *output, GError **error);

/** Frees it; a file that was not closed well leaves nothing behind. */
void sf_output_free(SfOutput *output);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SfOutput, sf_output_free)

/** Removes what is written of a file that is not yet in its place; for a handler of signals, which
 * ends the program then. */
void sf_output_abandon(void);

#endif
