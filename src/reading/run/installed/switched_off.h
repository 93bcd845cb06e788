/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The protocols that somebody switched off in Wireshark (Analyze > Enabled Protocols). */
#ifndef SIPFIX_READING_SWITCHED_OFF_H
#define SIPFIX_READING_SWITCHED_OFF_H

#include <glib.h>

/** In a folder of Wireshark's settings. */
#define SF_SWITCHED_OFF_FILE "disabled_protos"

/**
 * Looks into the file of a configuration folder for the protocols that an analysis needs.
 *
 * @param folder  may be NULL
 * @param sudo    the file can be changed by root only, and the caller is not root
 * @param faults  gets a SfFault for each of them that is there, with file and line
 * @return how many they are
 */
guint sf_switched_off_find(const char *folder, gboolean sudo, GPtrArray *faults);

/** The lines of such a file without those of the protocols that an analysis needs. To be freed. */
char *sf_switched_off_without(const char *text);

#endif
