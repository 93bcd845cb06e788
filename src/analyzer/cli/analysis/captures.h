/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all commands that read captures have in common: the options that say how, the reading itself
 * with its progress bar, and the complaints about files that could not be read.
 */
#ifndef SIPFIX_CAPTURES_H
#define SIPFIX_CAPTURES_H

#include "analyzer/cli/command.h"
#include "analyzer/output/output.h"
#include "analyzer/output/terminal.h"
#include "problems/calls/seen_answers.h"
#include "problems/event.h"
#include "reading/reading.h"

/** The options that all of them have; to be filled by sf_captures_parse(). */
typedef struct {
    char *output;
    char *case_prefix;
    gboolean recursive;
    char *keylog;
    char **decode_as;
    char *codes; /* as given; once parsed, each code once: "302,420"; NULL: the usual ones */
    char *profile;
    int jobs;
    gboolean no_stitch;
    gboolean all_frames;
    char *memory_text; /* as given; NULL: by the size of the captures */
    guint64 memory;    /* the same, in bytes */
    int patience;      /* seconds; 0: the usual */
    char *cache;
    gboolean quiet;
    gboolean no_progress;
    int seen_in_memory; /* for tests: answers, before they are put on disk; 0: the usual */
    char **paths;
    gboolean told;      /* no option: the paths are of events that were told before */
    gboolean anonymize; /* no option of all commands */
    gboolean keep;      /* no option: what was read shall be cut afterwards */
    gboolean brief;     /* no option: only what a report shows of the events is told in words */
} SfCaptures;

void sf_captures_clear(SfCaptures *captures);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SfCaptures, sf_captures_clear)

/**
 * Parses @arguments with the command's @own options (ended by SF_NO_MORE_OPTIONS) and those of
 * SfCaptures, and checks the latter.
 *
 * @param status  gets the exit status where there is nothing left to do
 * @return TRUE: go on; FALSE: help or version was printed, or the use was wrong and was told
 */
gboolean sf_captures_parse(SfCaptures *captures, const SfCommand *command,
                           const char *const *arguments, const GOptionEntry *own, SfExit *status);

/** Sets told where the paths are of events: by their first lines, by the names in folders. FALSE
 * where they are some of this and some of that, and that was told. */
gboolean sf_captures_look(SfCaptures *captures, const SfCommand *command);

/** FALSE where no path was given, and that was told. */
gboolean sf_captures_are_given(const SfCaptures *captures, const SfCommand *command);

/** Who is told; all are lent for the call. */
typedef struct {
    void (*event)(const SfEvent *event, gpointer data);
    void (*run_line)(JsonObject *line, gpointer data); /* behind the run's events; or NULL */
    gpointer data;
} SfCapturesListener;

/**
 * Reads the captures, and hands over the events of the case that was asked for, or all, and the run
 * lines. Complaints go to standard error.
 *
 * @return to be freed with sf_reading_free(); NULL where nothing could be read, and that was told
 */
SfReading *sf_captures_read(const SfCaptures *captures, const SfCommand *command,
                            const SfCapturesListener *listener);

/** SF_EXIT_DONE, or SF_EXIT_PART where part of the input could not be read. */
SfExit sf_captures_exit(const SfReading *reading);

/** Where answers that were seen lie when they are too many for memory (seen_runs.h). */
SfSeenStore sf_captures_seen_store(const SfCaptures *captures, const SfCommand *command);

/** Opens what --output names. To be freed with sf_output_free(); NULL after a complaint. */
SfOutput *sf_captures_open_output(const SfCaptures *captures, const SfCommand *command);

/** Puts it in place. FALSE where that failed, as sf_cannot_write() told. */
gboolean sf_captures_close_output(SfOutput *output, const SfCommand *command);

/** What stands behind the output: a terminal, or a file of the default width. */
SfTerminal sf_captures_terminal(const SfCaptures *captures);

#endif
