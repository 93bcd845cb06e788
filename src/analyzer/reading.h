/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From paths to events. The only room of the command that knows of folders, descriptors and children:
 * it finds the captures, starts sipfix-intake and tshark for each run, and hands every event on with its
 * capture, run and own frame numbers filled in. It opens captures and reads no byte of them.
 */
#ifndef SIPFIX_READING_H
#define SIPFIX_READING_H

#include <json-glib/json-glib.h>

typedef struct {
    const char *const *paths;     /* NULL-terminated, as given; "-" is standard input */
    gboolean recursive;
    const char *keylog;           /* file with TLS secrets, or NULL */
    const char *profile;          /* Wireshark profile of the calling user, or NULL */
    const char *const *decode_as; /* NULL-terminated, may be NULL */
    guint jobs;                   /* runs at the same time; 0: the number of cores */
    gboolean stitch;              /* rotated files of one capture are one run */
} SfReadingOptions;

/** A file that was not, or not wholly, read. */
typedef struct {
    char *path;
    char *reason; /* "cut inside frame 1200: ..."; for a file that is no capture NULL */
} SfUnread;

typedef struct {
    guint captures;          /* files read, wholly or in part */
    guint runs;
    GPtrArray *unreadable;   /* SfUnread: given or taken files that could not be read to their end */
    GPtrArray *not_captures; /* SfUnread: files of a folder that do not look like captures */
    gboolean interrupted;    /* Ctrl-C: what is here is what was known */
    JsonObject *total;       /* the run lines added up: frames, sip, calls, first, last, complete, coverage */
} SfReading;

/** Called for each event, in the order of the report: arguments as given, folders in byte order, frame. */
typedef void (*SfEventFunction)(JsonObject *event, gpointer data);

/** Called now and then while reading; bytes as read from the files. */
typedef void (*SfProgressFunction)(guint64 bytes, guint64 total_bytes, guint files, gpointer data);

/**
 * Reads all captures.
 *
 * @param event     gets each event; the object is lent for the call (json_object_ref() to keep it)
 * @param progress  may be NULL
 * @return what was read and what was not, to be freed with sf_reading_free(); NULL with @error when
 *         nothing could be started at all (no tshark, no plugin)
 */
SfReading *sf_reading_run(const SfReadingOptions *options, SfEventFunction event,
                          SfProgressFunction progress, gpointer data, GError **error);

void sf_reading_free(SfReading *reading);

#endif
