/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From an interface to events, as long as nobody stops it: dumpcap captures, with whatever rights
 * it has; sipfix-intake keeps the clock going (live.h there); tshark looks. The last two have given
 * up root, as for every capture.
 */
#ifndef SIPFIX_READING_LIVE_RUN_H
#define SIPFIX_READING_LIVE_RUN_H

#include <json-glib/json-glib.h>

#include "reading/reading_types.h"

typedef struct {
    const char *interface;        /* as dumpcap names it */
    const char *filter;           /* capture filter, or NULL */
    const char *const *decode_as; /* NULL-terminated, may be NULL */
    const char *codes;            /* as in SfReadingOptions */
    guint64 buffer;               /* bytes on disk that may wait for tshark, at least 1 */
    guint patience;               /* as in SfReadingOptions */
    SfToolPaths tools;
} SfLiveOptions;

/** Packets that were captured, or were to be, and that nobody looked at. */
typedef struct {
    gboolean at_capture; /* dumpcap lost them, and says so at its end; else the buffer was full */
    gboolean is_over;    /* FALSE: it begins just now; how many and until when is told later */
    gint64 from;         /* nanoseconds since 1970: the first of them; at_capture: unknown, 0 */
    gint64 to;           /* the last of them; where is_over and not at_capture */
    guint64 packets;     /* how many, where is_over */
} SfLiveGap;

/** Who hears what goes on; all of it from within sf_live_watch(). */
typedef struct {
    /** The plugin is of that other version; before anything is captured. */
    void (*other_plugin)(const char *version, gpointer data);
    /** What is captured comes, from here on. */
    void (*begun)(gpointer data);
    /** Each event when nothing more is to be expected of it, and at the end those that are left.
     * Their frames are counted as tshark counts, and there is no file. */
    SfEventFunction event;
    /** Each gap, at once: as it begins, and as it ends. */
    void (*gap)(const SfLiveGap *gap, gpointer data);
    /** The run line, at the end; what gaps took is in its coverage, as "dropped". Not where tshark
     * came to no end. */
    void (*run)(JsonObject *run, gpointer data);
    /** It was asked to end, and packets wait in the buffer still. */
    void (*hold_on)(gpointer data);
} SfLiveListener;

/**
 * Captures until SIGINT, SIGTERM or SIGHUP (the second one ends it at once), or until dumpcap ends
 * by itself. A tshark that is slower than the line loses nothing that the buffer can hold.
 *
 * @return FALSE with @error when it did not start, or broke off (SF_READING_ERROR), or was made to
 * end at once (G_IO_ERROR_CANCELLED): what was known by then was told all the same
 */
gboolean sf_live_watch(const SfLiveOptions *options, const SfLiveListener *listener, gpointer data,
                       GError **error);

#endif
