// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sipfix analyze: captures in, a report out.
 */
#include "analyzer/cli/analysis/reporting.h"
#include "analyzer/cli/commands/list_runs.h"

static SfExit run(const char *const *arguments)
{
    g_auto(SfReporting) reporting = {0};
    gboolean list_runs = FALSE;
    SfExit status = SF_EXIT_DONE;
    const GOptionEntry own[] = {
        {"anonymize", 0, 0, G_OPTION_ARG_NONE, &reporting.captures.anonymize,
         "Replace users, hosts, addresses, numbers, names", NULL},
        {"list-runs", 0, 0, G_OPTION_ARG_NONE, &list_runs, "Only list which files are read as one",
         NULL},
        {"evidence", 0, 0, G_OPTION_ARG_FILENAME, &reporting.evidence,
         "A call of each problem, as a commented capture in DIR", "DIR"},
        SF_NO_MORE_OPTIONS,
    };
    if (!sf_reporting_parse(&reporting, &sf_command_analyze, arguments, own, &status))
        return status;
    if (list_runs)
        return sf_list_runs(&reporting.captures, &sf_command_analyze);
    return sf_reporting_run(&reporting, &sf_command_analyze);
}

const SfCommand sf_command_analyze = {
    .name = "analyze",
    .parameters = "[OPTION...] PATH...",
    .brief = "What the 301 and 421 in captures mean, and what to change where",
    .summary = "Reads captures (files, folders, or - for standard input), and tells what their\n"
               "SIP 301 and 421 mean, why they came, and what to change where.",
    .description = "Exit status: 0 done; 1 done, and --fail-on was met; 2 wrong use, or nothing\n"
                   "could be read, or written; 3 done, but part of the input could not be read.",
    .examples = "  sipfix analyze trunk.pcapng\n"
                "  sipfix analyze --recursive /var/captures\n"
                "  sipfix analyze --format html --output report.html trunk.pcapng\n"
                "  sipfix analyze --evidence vendor --anonymize trunk.pcapng\n",
    .run = run,
    .choices = sf_reporting_choices,
};
