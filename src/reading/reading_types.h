/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What whoever asks for a reading and all who do a part of it have in common: what was asked for,
 * which file could not be read, and what can be wrong before anything is read.
 */
#ifndef SIPFIX_READING_TYPES_H
#define SIPFIX_READING_TYPES_H

#include <json-glib/json-glib.h>

#include "reading/json/tape.h"

G_BEGIN_DECLS

/** Where to take the other programs from. All may be NULL, which is the rule: then they are looked
 * for. */
typedef struct {
    const char *tshark;  /* the program; NULL: the first one in PATH */
    const char *intake;  /* the program sipfix-intake */
    const char *plugins; /* folder that holds VERSION/epan/sipfix.so, as in WIRESHARK_PLUGIN_DIR */
} SfToolPaths;

typedef struct {
    const char *const *paths; /* NULL-terminated, as given; "-" is standard input */
    gboolean recursive;
    const char *keylog;           /* file with TLS secrets, or NULL */
    const char *profile;          /* Wireshark profile of the calling user, or NULL */
    const char *const *decode_as; /* NULL-terminated, may be NULL */
    const char *codes;            /* status codes that are looked at, "302,420"; NULL: the usual */
    guint jobs;                   /* runs at the same time; 0: the number of cores */
    guint64 memory;               /* bytes that a child may have; 0: by the size of the files */
    guint patience;               /* seconds of work that get nowhere; 0: the usual */
    const char *cache;            /* folder for what finished runs told, or NULL */
    gboolean all_frames;          /* tshark is shown those too that cannot carry SIP */
    gboolean long_way;            /* tshark dissects also what needs no dissector */
    gboolean stitch;              /* rotated files of one capture are one run */
    gboolean anonymize;           /* events hold other values, and files have other names */
    gboolean keep;                /* what was read shall be cut afterwards: sf_cut() */
    gboolean brief;               /* only what a report shows of the events is told in words */
    gboolean plan;                /* only find out which runs there are: SfReading.planned */
    SfToolPaths tools;
} SfReadingOptions;

/** A file that was not, or not wholly, read. */
typedef struct {
    char *path;   /* valid UTF-8; may hold control characters, as file names do */
    char *reason; /* "cut short after frame 1200"; NULL in not_captures. May quote the file: escape
                     it */
    char *true_path; /* where path is another name (--anonymize); never for a report; else NULL */
} SfUnread;

typedef enum {
    SF_READING_ERROR_TOOLS,   /* tshark, sipfix-intake or the plugin is missing or does not work */
    SF_READING_ERROR_OPTIONS, /* the key log, the profile or decode_as is not usable */
    SF_READING_ERROR_MACHINE  /* too few open files, processes, too little memory or room on disk */
} SfReadingError;
#define SF_READING_ERROR (sf_reading_error_quark())
GQuark sf_reading_error_quark(void);

/** A run that there would be. */
typedef struct {
    guint64 bytes;    /* of its files */
    GPtrArray *paths; /* char *, owned, as they are given to open() */
} SfPlannedRun;

typedef struct SfKept SfKept;

/** An event: its line, without the end, and what stands in it. */
typedef struct {
    const char *text;
    gsize length;
    SfItem root; /* an object */
} SfEventLine;

/** Called for each event, in the order of the report: arguments as given, folders in byte order,
 * frame. The line is lent for the call. */
typedef void (*SfEventFunction)(const SfEventLine *event, gpointer data);

/** Called for each run that was read, behind all its events, with its run line (remap.h): no event
 * of it comes any more. */
typedef void (*SfRunLineFunction)(JsonObject *line, gpointer data);

G_END_DECLS

#endif
