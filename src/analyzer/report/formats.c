// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/formats.h"

#include "analyzer/report/csv/report_csv.h"

static const char *const names[] = {"text",     "json", "ndjson",      "csv",
                                    "markdown", "html", "openmetrics", NULL};

static const SfReportFormat *const formats[] = {
    &sf_report_text,     &sf_report_json, &sf_report_ndjson,     &sf_report_csv_problems,
    &sf_report_markdown, &sf_report_html, &sf_report_openmetrics};

G_STATIC_ASSERT(G_N_ELEMENTS(names) == G_N_ELEMENTS(formats) + 1);

const SfReportFormat *sf_report_format(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(formats); i++)
        if (g_str_equal(name, formats[i]->name))
            return formats[i];
    return NULL;
}

const char *const *sf_report_format_names(void)
{
    return names;
}
