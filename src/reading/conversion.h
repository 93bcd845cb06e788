/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A log as a capture: an intake that writes its messages, each an "Exported PDU". */
#ifndef SIPFIX_READING_CONVERSION_H
#define SIPFIX_READING_CONVERSION_H

#include "reading/reading_types.h"

/** What became of the log. */
typedef struct {
    char *read_as; /* "FreeSWITCH sofia trace"; NULL: there was no message in it */
    guint64 messages;
    char *trouble; /* why it was not, or not wholly, read; NULL: all is well */
} SfConverted;

/** Gets what is to be written, piece by piece. */
typedef void (*SfConversionFunction)(const char *bytes, gsize length, gpointer data);

/**
 * Reads a log and writes it as pcapng.
 *
 * @param path   "-" is standard input
 * @param write  called at the end; not where there is no message in it
 * @return FALSE with @error where the tools or the machine fail; of the log itself @converted tells
 */
gboolean sf_conversion_run(const char *path, SfConversionFunction write, gpointer data,
                           SfConverted *converted, GError **error);

void sf_converted_clear(SfConverted *converted);

#endif
