/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The forms that a report can take, by name.
 */
#ifndef SIPFIX_REPORT_FORMATS_H
#define SIPFIX_REPORT_FORMATS_H

#include "analyzer/report/report.h"

/** The format of that name, or NULL. */
const SfReportFormat *sf_report_format(const char *name);

/** The names of all formats, NULL-terminated. */
const char *const *sf_report_format_names(void);

extern const SfReportFormat sf_report_text;
extern const SfReportFormat sf_report_ndjson;
extern const SfReportFormat sf_report_json;
extern const SfReportFormat sf_report_markdown;
extern const SfReportFormat sf_report_html;
extern const SfReportFormat sf_report_openmetrics;

#endif
