// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sipfix report: events in, which analyze or watch told on whatever machines, a report out.
 */
#include "analyzer/cli/analysis/reporting.h"

/* What takes packets is named as such, rather than as an option that nobody knows. */
static gboolean check(const SfReporting *reporting)
{
    const char *option = reporting->evidence             ? "--evidence"
                         : reporting->captures.anonymize ? "--anonymize"
                                                         : NULL;
    if (option)
        sf_complain(sf_command_report.name,
                    "%s needs the packets, and events have none: sipfix analyze %s", option,
                    option);
    return !option;
}

static SfExit run(const char *const *arguments)
{
    g_auto(SfReporting) reporting = {.captures = {.told = TRUE}};
    SfExit status = SF_EXIT_DONE;
    const GOptionEntry own[] = {
        {"anonymize", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &reporting.captures.anonymize,
         NULL, NULL},
        {"evidence", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &reporting.evidence, NULL,
         NULL},
        SF_NO_MORE_OPTIONS,
    };
    if (!sf_reporting_parse(&reporting, &sf_command_report, arguments, own, &status))
        return status;
    return check(&reporting) ? sf_reporting_run(&reporting, &sf_command_report) : SF_EXIT_USE;
}

const SfCommand sf_command_report = {
    .name = "report",
    .parameters = "[OPTION...] EVENTS...",
    .brief = "Any report, of events that analyze or watch told elsewhere",
    .summary = "Reads what 'sipfix analyze --format ndjson' (or watch) printed, on however many\n"
               "machines: files, folders, or - for standard input; .gz and .zst too. Writes the\n"
               "report that one analyze of all their captures would have written.",
    .description = "In a folder, files that end in .ndjson, .ndjson.gz or .ndjson.zst are taken.\n"
                   "--codes looks at fewer answers than the events tell of, never at more.\n\n"
                   "Exit status: 0 done; 1 done, and --fail-on was met; 2 wrong use, or nothing\n"
                   "could be read, or written; 3 done, but part of the input could not be read,\n"
                   "here or where the captures were.",
    .examples = "  sipfix analyze --format ndjson --output site7.ndjson /var/captures\n"
                "  sipfix report --format html --output report.html site*.ndjson\n",
    .run = run,
    .choices = sf_reporting_choices,
};
