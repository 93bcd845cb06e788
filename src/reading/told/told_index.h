/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What files of events hold, and where: runs, their captures, and the places of their events. Made
 * by one look at all lines; memory grows by captures, not by events.
 */
#ifndef SIPFIX_TOLD_INDEX_H
#define SIPFIX_TOLD_INDEX_H

#include <json-glib/json-glib.h>

#include "reading/told/line_files.h"

/** A file of events. */
typedef struct {
    char *name; /* as given, in valid UTF-8; in a folder, folder/relative path */
    SfLineFile *lines;
    guint64 damaged;       /* lines that could not be read */
    guint64 first_damaged; /* the number of the first of them, from 1 */
    char *damage;          /* what is wrong with that; NULL: none is damaged */
    char *trouble;         /* why it is not, or not wholly, told; NULL: it is */
} SfToldFile;

/** A run, as one analysis of all would have it. */
typedef struct {
    SfToldFile *file;
    gint64 place;        /* of its run line; -1: there is none */
    gint64 own_number;   /* in its file */
    guint64 identity[2]; /* a digest of its run line: two that are equal are one run */
    GPtrArray *captures; /* const char *, lent by the index; in byte order */
    guint number;        /* among all, from 1; 0: it is there twice, and this is not the first */
} SfToldRun;

/** Events of one capture that follow one another in a file. */
typedef struct {
    const char *capture; /* lent by the index; "": its events name none */
    SfToldRun *run;
    SfToldFile *file;
    gint64 place;
    guint64 line; /* number of the first one in the file, from 1 */
    guint64 events;
} SfToldPiece;

typedef struct {
    GPtrArray *files; /* SfToldFile */
    GPtrArray *runs;  /* SfToldRun, by their numbers; those that are there twice at the end */
    guint n_runs;     /* that are told */
    GArray *pieces;   /* SfToldPiece, in the order of the report */
    GPtrArray *ends;  /* JsonObject: the end lines */
    GStringChunk *names;
} SfToldIndex;

/**
 * Looks through files.
 *
 * @param files  SfToldFile, taken over; their damage and trouble are filled in
 */
SfToldIndex *sf_told_index_new(GPtrArray *files);
void sf_told_index_free(SfToldIndex *index);

/** Without damage; to be freed with sf_told_file_free(). @param name  its path @param lines  lent
 */
SfToldFile *sf_told_file_new(const char *name, SfLineFile *lines);
void sf_told_file_free(SfToldFile *file);

/** Notes a damaged line. @why  for people */
void sf_told_file_blame(SfToldFile *file, guint64 line, const char *why);

/** TRUE where a line begins as those of events files do. */
gboolean sf_told_is_line(const char *line, gsize length);

#endif
