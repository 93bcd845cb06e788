/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One file to be read, from the moment it is named to what became of it. */
#ifndef SIPFIX_READING_INPUT_H
#define SIPFIX_READING_INPUT_H

#include <json-glib/json-glib.h>

#include "reading/find/line_map.h"
#include "reading/reading_types.h"

typedef enum {
    SF_INPUT_FILE,
    SF_INPUT_PIPE, /* a FIFO named as path: can be read once */
    SF_INPUT_STDIN
} SfInputKind;

/** How much the times of a log say; those of a capture say all. */
typedef enum {
    SF_TIMES_WHOLE,
    SF_TIMES_LOCAL,  /* nobody says in which zone: taken as UTC */
    SF_TIMES_OF_DAY, /* how long something took, but not when it was */
    SF_TIMES_NONE
} SfTimes;

typedef struct {
    char *path;      /* for open(); NULL: standard input */
    char *name;      /* for people and events: valid UTF-8 */
    char *true_name; /* where name must not tell it (--anonymize); else NULL */
    SfInputKind kind;
    guint number;      /* place in the order of the report, from 0 */
    gboolean doubtful; /* taken from a folder for a suffix that other kinds of file have too */
    guint64 size;      /* bytes, 0 for pipes */
    char *digest;      /* of its bytes, by the intake; NULL: not asked for */
    char *stamp;       /* size and time of change when it was opened for the digest */

    /* what the intake told of it */
    gboolean told;    /* it did */
    gboolean alien;   /* it is no capture */
    guint64 records;  /* frames in it, as Wireshark counts them */
    guint64 left_out; /* of them, packets that cannot carry SIP, which tshark was not shown */
    guint64 skipped;  /* of them, those that are no packets or cannot be shown to it */
    guint64 lost;     /* packets that the capturing machine lost */
    gboolean timed;   /* first and last are known: ns since 1970 */
    gint64 first;
    gint64 last;
    char *interfaces; /* the same text for captures of the same interfaces */
    gboolean unseen;  /* tshark came to no end: nobody knows what is in it */
    char *trouble;    /* why it was not, or not wholly, read; NULL: all is well */

    /* of a log */
    char *read_as;    /* "FreeSWITCH sofia trace"; NULL: it is none */
    SfTimes times;    /* what its times say */
    SfLineMap *lines; /* of its messages; NULL: not told */
    JsonObject
        *notes; /* what else is to be said of it, counted: coverage's logs_*; NULL: nothing */
} SfInput;

/** All that was found under the paths given. */
typedef struct {
    GPtrArray *inputs;       /* SfInput, in the order of the report */
    GPtrArray *unreadable;   /* SfUnread: paths that lead nowhere */
    GPtrArray *not_captures; /* SfUnread */
} SfInputs;

/** Gives the suffixes of captures, lower case, without dot; asked only when there is a folder. */
typedef GHashTable *(*SfSuffixFunction)(gpointer data, GError **error);

/**
 * Finds the files: paths as given; of a folder those with a capture's suffix, in byte order of what
 * follows the folder's name. A file that is named twice is taken once.
 *
 * @return to be freed with sf_inputs_free(); NULL with @error only when @suffixes failed
 */
SfInputs *sf_inputs_find(const char *const *paths, gboolean recursive, SfSuffixFunction suffixes,
                         gpointer data, GError **error);

void sf_inputs_free(SfInputs *inputs);

/**
 * Opens the file for being handed to a child. A FIFO is opened without waiting for whoever writes
 * to it.
 *
 * @return the descriptor, or -1 and trouble says why
 */
int sf_input_open(SfInput *input);

/** Takes what the intake said of the file. */
void sf_input_take_report(SfInput *input, JsonObject *report);

/** Takes what the intake said of the lines of its messages: "first" and "lines". */
void sf_input_take_lines(SfInput *input, JsonObject *message);

/** The same as the intake would report it; to be freed with json_object_unref(). */
JsonObject *sf_input_report(const SfInput *input);

/** Whether the files (SfInput) have not changed since their digests were made. */
gboolean sf_inputs_are_as_digested(const GPtrArray *inputs);

/** Forgets what a survey said: it is not true of what is read now until the intake says it again.
 */
void sf_input_forget(SfInput *input);

void sf_input_free(SfInput *input);

/** A new SfUnread of copies. @param trouble  why (trouble_words.h); may be NULL */
SfUnread *sf_unread_new(const char *path, const char *trouble);

void sf_unread_free(SfUnread *unread);

/** Puts SfUnread in byte order of their paths, then of the reasons; what is there twice is left
 * out. */
void sf_unread_sort(GPtrArray *list);

#endif
