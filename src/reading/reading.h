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
    guint captures; /* files read, wholly or in part, and looked at to the end by tshark */
    guint taken;    /* files that were to be read; more than captures where one could not be, or
                       where the reading was interrupted */
    guint runs;     /* of these files: 1 to runs are the numbers in the events */
    GPtrArray *unreadable; /* SfUnread: given or taken files that could not be read to their end */
    GPtrArray *not_captures; /* SfUnread: files of a folder that do not look like captures; both in
                                byte order of their paths, none twice */
    GPtrArray *planned;   /* SfPlannedRun, with the option plan: whatever would be read, and what is
                             named as unreadable, in the order of the report; else NULL */
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

/**
 * Reads all captures. While it runs SIGINT, SIGTERM and SIGHUP end the reading (the second one at
 * once, the third one the program), and, while events are handed on, the handing on; afterwards
 * they end the program, but with the option keep only after sf_reading_let_go().
 *
 * @param listener  lent for the call
 * @return what was read and what was not, to be freed with sf_reading_free(); NULL with @error
 *         (SF_READING_ERROR) when nothing could be started at all (no tshark, no plugin)
 */
SfReading *sf_reading_run(const SfReadingOptions *options, const SfReadingListener *listener,
                          GError **error);

/** A reading of nothing, for who fills it; to be freed with sf_reading_free(). */
SfReading *sf_reading_new(void);

/** Lets go of what the option keep has kept: there will be no more sf_cut(). Does nothing without
 * it. */
void sf_reading_let_go(SfReading *reading);

void sf_reading_free(SfReading *reading);

G_END_DECLS

#endif
