/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files of a folder are worth opening. */
#ifndef SIPFIX_READING_FOLDER_H
#define SIPFIX_READING_FOLDER_H

#include <glib.h>

typedef enum {
    SF_SUFFIX_OTHER,   /* not a capture's */
    SF_SUFFIX_CAPTURE, /* a capture's */
    SF_SUFFIX_DOUBTFUL /* a capture's, but more often another file's: .log, .xml, .ts */
} SfSuffix;

/**
 * What the end of a file's name says.
 *
 * @param suffixes  those that Wireshark knows, lower case, without dot: "pcap", "pcap.gz"
 */
SfSuffix sf_folder_suffix(const char *name, GHashTable *suffixes);

/**
 * Lists the files in a folder: their paths below it ("a.pcap", "sub/b.pcap"), in byte order. Links
 * to folders are not followed and hidden folders not entered.
 *
 * @param failed  called with the path below the folder ("" for itself) and an errno value, where a
 * folder cannot be listed
 * @return char *, owned
 */
GPtrArray *sf_folder_list(const char *folder, gboolean recursive,
                          void (*failed)(const char *below, int number, gpointer data),
                          gpointer data);

#endif
