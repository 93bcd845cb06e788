/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From an interface to events, as long as nobody stops it: dumpcap captures, with whatever rights
 * it has; sipfix-intake keeps the clock going (live.h there); tshark looks. The last two have given
 * up root, as for every capture.
 */
#ifndef SIPFIX_READING_LIVE_H
#define SIPFIX_READING_LIVE_H

#include "reading.h"

typedef struct {
    const char *interface;        /* as dumpcap names it */
    const char *filter;           /* capture filter, or NULL */
    const char *const *decode_as; /* NULL-terminated, may be NULL */
    SfToolPaths tools;
} SfLiveOptions;

/**
 * Captures until SIGINT, SIGTERM or SIGHUP (the second one ends it at once), or until dumpcap ends
 * by itself.
 *
 * @param event  gets each event when nothing more is to be expected of it, and at the end those
 *               that are left. Their frames are counted as tshark counts, and there is no file
 * @return FALSE with @error (SF_READING_ERROR) when it did not start, or broke off
 */
gboolean sf_live_watch(const SfLiveOptions *options, SfEventFunction event, gpointer data,
                       GError **error);

/** The interfaces that dumpcap can capture on, one a line, as it lists them; to be freed.
 * @return NULL with @error */
char *sf_live_interfaces(GError **error);

#endif
