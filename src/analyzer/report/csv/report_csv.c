// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/csv/report_csv.h"

static const char *const names[] = {"problems", "answers", "routes", "coverage", NULL};

static const SfReportFormat *const tables[] = {&sf_report_csv_problems, &sf_report_csv_answers,
                                               &sf_report_csv_routes, &sf_report_csv_coverage};

G_STATIC_ASSERT(G_N_ELEMENTS(names) == G_N_ELEMENTS(tables) + 1);

const SfReportFormat *sf_report_csv_table(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
        if (g_str_equal(name, names[i]))
            return tables[i];
    return NULL;
}

const char *const *sf_report_csv_table_names(void)
{
    return names;
}

void sf_report_csv_write(const SfReport *report, SfCsv *csv)
{
    GString *text = sf_csv_steal(csv);
    sf_output_write(report->output, text->str, text->len);
    g_string_free(text, TRUE);
}
