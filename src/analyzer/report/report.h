/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A report turns events and their summary into one form of output. A new form is one file with one
 * SfReportFormat and a line in the table of formats.c.
 */
#ifndef SIPFIX_REPORT_H
#define SIPFIX_REPORT_H

#include "analyzer/events/members.h"
#include "analyzer/output/output.h"
#include "analyzer/output/terminal.h"
#include "problems/summary.h"
#include "reading/reading.h"

/** What every report may want to know besides the events. */
typedef struct {
    SfOutput *output;
    SfTerminal terminal; /* behind the output */
    gboolean verbose;
    const char *title;        /* of the page; NULL: none was given */
    gboolean terse;           /* the words of SIP are not explained */
    gboolean quiet;           /* nothing on standard error but what ends the work */
    const char *case_prefix;  /* only this case was asked for; NULL: all */
    const char *output_path;  /* of the file that it is written to; NULL: standard output */
    gboolean anonymized;      /* the captures that it names are nobody's files */
    const SfReading *reading; /* what was read and what was not; set when the reading is done */
    const SfSummary *summary; /* finished; set when the reading is done */
    const SfSummary *beside;  /* of relatives that nobody asked for; set when the reading is done */
    double seconds;           /* that the reading took */
    gpointer state; /* the format's own, from its first event to its finish; NULL at first */
} SfReport;

typedef struct {
    const char *name;
    gboolean shows_all; /* events in words, not only those that problems are shown by */
    /** Called for each event, in the order of the report. NULL: the form shows problems only. */
    void (*event)(SfReport *report, const SfEvent *event);
    /** Called for each run, behind all its events, with its run line. NULL: the form has none. */
    void (*run_line)(SfReport *report, JsonObject *line);
    /** Called once, at the end. NULL: there is nothing to add. */
    void (*finish)(SfReport *report);
} SfReportFormat;

/** All calls looked at, those with a 301 or 421 among them. */
guint64 sf_report_calls(const SfReport *report);

#endif
