/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report as a table (csv.h). A table is a form of report of its own; which one is chosen by
 * --table.
 */
#ifndef SIPFIX_REPORT_CSV_H
#define SIPFIX_REPORT_CSV_H

#include "analyzer/report/csv/csv.h"
#include "analyzer/report/report.h"

/** The form for a table's name, or NULL. */
const SfReportFormat *sf_report_csv_table(const char *name);

/** The names of all tables, NULL-terminated; the first is the one that counts unless told. */
const char *const *sf_report_csv_table_names(void);

/** Writes what the table has, and ends it. */
void sf_report_csv_write(const SfReport *report, SfCsv *csv);

extern const SfReportFormat sf_report_csv_problems;
extern const SfReportFormat sf_report_csv_answers;
extern const SfReportFormat sf_report_csv_routes;
extern const SfReportFormat sf_report_csv_coverage;

#endif
