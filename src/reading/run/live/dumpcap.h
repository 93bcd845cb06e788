/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dumpcap, which captures with whatever rights it has: how it is started, asked to end, and what it
 * said of packets that the kernel lost.
 */
#ifndef SIPFIX_READING_DUMPCAP_H
#define SIPFIX_READING_DUMPCAP_H

#include "reading/results/spool.h"

#include <gio/gio.h>

typedef struct {
    GSubprocess *process; /* NULL: not started */
    SfSpool *words;       /* what it says; there before it is started */
    gboolean has_ended;
    GSource *asking; /* private: to end, until it has; NULL: nobody does */
} SfDumpcap;

/** Captures on @interface what @filter (may be NULL) lets through, into @out, which it takes.
 * @return FALSE with @error */
gboolean sf_dumpcap_start(SfDumpcap *dumpcap, const char *interface, const char *filter, int out,
                          GError **error);

/** TRUE from its start to its end. */
gboolean sf_dumpcap_runs(const SfDumpcap *dumpcap);

/** Asks it to end, again and again: one that has just begun forgets what it was asked before it
 * captures. */
void sf_dumpcap_end(SfDumpcap *dumpcap, GMainContext *context);

/** To be told when its process has ended. */
void sf_dumpcap_note_end(SfDumpcap *dumpcap);

/** How many packets reached the machine and not its output, as it says at its end. */
guint64 sf_dumpcap_dropped(const SfDumpcap *dumpcap);

/** What it said before it ended of itself, but for what it always says. To be freed. */
char *sf_dumpcap_last_words(const SfDumpcap *dumpcap);

void sf_dumpcap_clear(SfDumpcap *dumpcap);

/** The interfaces that it can capture on, one a line, as it lists them; to be freed.
 * @return NULL with @error */
char *sf_dumpcap_interfaces(GError **error);

#endif
