/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What whoever asks for a reading and all who do a part of it have in common: what was asked for,
 * who is told, what was read and what was not, and what can be wrong before anything is read.
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
    char *path;    /* valid UTF-8; may hold control characters, as file names do */
    char *reason;  /* "cut short after frame 1200", on one line; NULL in not_captures. May quote the
                      file: escape it */
    char *trouble; /* the same as trouble_words.h has it */
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

/** What was read, and what was not. */
typedef struct {
    guint captures; /* files read, wholly or in part, and looked at to the end by tshark */
    guint taken;    /* files that were to be read; more than captures where one could not be, or
                       where the reading was interrupted */
    guint runs;     /* of these files: 1 to runs are the numbers in the events */
    GPtrArray *unreadable; /* SfUnread: given or taken files that could not be read to their end */
    GPtrArray *not_captures; /* SfUnread: files of a folder that do not look like captures; both in
                                byte order of their paths, none twice */
    GPtrArray *planned; /* SfPlannedRun, with the option plan: whatever would be read, and what is
                           named as unreadable, in the order of the report; else NULL */
    char *other_plugin; /* version of the plugin that told of them, where it is not this program's;
                           "": it does not say; NULL: it is */
    gboolean interrupted; /* Ctrl-C: what is here is what was known */
    JsonObject
        *total; /* the run lines added up: frames, sip, calls, first, last, complete, coverage;
                   frames, first and last are of all records read, whatever tshark was shown;
                   left_out is how many of them it was not, since they cannot carry SIP.
                   coverage has two more members than a run line: "dropped", packets that the
                   machine capturing lost, and "skipped", records that are no packets */
    gboolean anonymized; /* of events that were told before: names and values are not the true ones
                          */
    char *asked_for;     /* of such events: only this problem's were told; NULL: all were */
    gboolean is_mixed;   /* of such events: not all of them were asked for the same */
    JsonArray *common_codes; /* of such events: those that all were looked at for; else NULL */
    gint64 case_rule;        /* by which they name problems; 0: nobody says */
    guint heard;             /* signals, up to the end of the reading; private */
    SfKept *kept;            /* private to cut.c; NULL unless asked for */
} SfReading;

/** Called now and then while reading; bytes as read from the files. total_bytes 0: nobody knows. */
typedef void (*SfProgressFunction)(guint64 bytes, guint64 total_bytes, guint files, gpointer data);

/** Who is told. */
typedef struct {
    SfEventFunction event;       /* gets each event */
    SfRunLineFunction run_line;  /* gets each run line, lent; may be NULL */
    SfProgressFunction progress; /* may be NULL */
    gpointer data;
} SfReadingListener;

G_END_DECLS

#endif
