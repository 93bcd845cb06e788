/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From paths to events. The only room of the command that knows of folders, descriptors and
 * children: it finds the captures, starts sipfix-intake and tshark for each run, and hands every
 * event on with its capture, run and own frame numbers filled in. It opens captures and reads no
 * byte of them.
 */
#ifndef SIPFIX_READING_H
#define SIPFIX_READING_H

#include <json-glib/json-glib.h>

#include "reading/reading_types.h"

G_BEGIN_DECLS

typedef struct {
    guint captures;        /* files read, wholly or in part, and looked at to the end by tshark */
    guint runs;            /* that were read: 1 to runs are the numbers in the events */
    GPtrArray *unreadable; /* SfUnread: given or taken files that could not be read to their end */
    GPtrArray *not_captures; /* SfUnread: files of a folder that do not look like captures */
    gboolean interrupted;    /* Ctrl-C: what is here is what was known */
    JsonObject
        *total;   /* the run lines added up: frames, sip, calls, first, last, complete, coverage;
                     frames, first and last are of all records read, whatever tshark was shown;
                     left_out is how many of them it was not, since they cannot carry SIP.
                     coverage has two more members than a run line: "dropped", packets that the
                     machine capturing lost, and "skipped", records that are no packets */
    guint heard;  /* signals, up to the end of the reading; private */
    SfKept *kept; /* private to cut.c; NULL unless asked for */
} SfReading;

/** Called now and then while reading; bytes as read from the files. total_bytes 0: nobody knows. */
typedef void (*SfProgressFunction)(guint64 bytes, guint64 total_bytes, guint files, gpointer data);

/**
 * Reads all captures. While it runs SIGINT, SIGTERM and SIGHUP end the reading (the second one at
 * once, the third one the program), and, while events are handed on, the handing on; afterwards
 * they end the program, but with the option keep only after sf_reading_let_go().
 *
 * @param event     gets each event; the object is lent for the call (json_object_ref() to keep it)
 * @param progress  may be NULL
 * @return what was read and what was not, to be freed with sf_reading_free(); NULL with @error
 *         (SF_READING_ERROR) when nothing could be started at all (no tshark, no plugin)
 */
SfReading *sf_reading_run(const SfReadingOptions *options, SfEventFunction event,
                          SfProgressFunction progress, gpointer data, GError **error);

/** Lets go of what the option keep has kept: there will be no more sf_cut(). Does nothing without
 * it. */
void sf_reading_let_go(SfReading *reading);

void sf_reading_free(SfReading *reading);

/** What `sipfix doctor` looks at. Text that is NULL is unknown. */
typedef struct {
    char *tshark;           /* path */
    char *tshark_version;   /* "4.0.17"; NULL: it is missing or does not start */
    char *intake;           /* path */
    char *intake_version;   /* "0.1.0"; NULL: it is missing or does not start */
    char *intake_wireshark; /* version of Wireshark that it was built with: "4.0.17" */
    char *plugin;           /* the file sipfix.so that tshark should load */
    char *plugin_wireshark; /* version of Wireshark that the file's place stands for: "4.0" */
    char *plugin_version;   /* as tshark lists it; NULL: tshark does not list it */
    char *runs_as;          /* user that the children run as: "nobody" */
    gboolean machine;       /* what is wrong is not with the programs: the machine has too little */
    gboolean fit;           /* all of it is there and works together */
    char *reason;           /* one sentence: what is wrong first of all; NULL when fit */
    char *advice;           /* one sentence: what to do about it; NULL when fit */
} SfTools;

/**
 * Looks for the programs and the plugin, starts each as the unprivileged user that would run it,
 * and asks tshark whether it loads the plugin. Takes about a second; never fails, the verdict is in
 * the result.
 *
 * @param given  may be NULL
 * @return to be freed with sf_tools_free()
 */
SfTools *sf_tools_find(const SfToolPaths *given);

void sf_tools_free(SfTools *tools);

G_END_DECLS

#endif
