/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What `analyze` and `report` have in common: the options that say what the report looks like, and
 * the report itself.
 */
#ifndef SIPFIX_REPORTING_H
#define SIPFIX_REPORTING_H

#include "analyzer/cli/analysis/captures.h"
#include "analyzer/diff/baseline.h"
#include "analyzer/report/report.h"

/** The options; to be filled by sf_reporting_parse(). */
typedef struct {
    SfCaptures captures;
    char *format;
    char *table;
    char *title;
    char *fail_on;
    char *evidence; /* of `analyze` only */
    char *baseline;
    gboolean verbose;
    gboolean terse;
} SfReporting;

void sf_reporting_clear(SfReporting *reporting);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SfReporting, sf_reporting_clear)

/** Parses @arguments with the command's @own options (ended by SF_NO_MORE_OPTIONS), those of
 * reports and those of SfCaptures; as sf_captures_parse(). */
gboolean sf_reporting_parse(SfReporting *reporting, const SfCommand *command,
                            const char *const *arguments, const GOptionEntry *own, SfExit *status);

/** The values of the options that reports have, for completion; as SfCommand.choices. */
const char *const *sf_reporting_choices(const char *option);

/** Reads what was given, and writes the report. Complaints go to standard error. */
SfExit sf_reporting_run(const SfReporting *reporting, const SfCommand *command);

#endif
