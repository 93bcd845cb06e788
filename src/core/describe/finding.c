/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/describe/finding.h"

void sf_finding_fix(SfFinding *finding, const char *fix)
{
    g_ptr_array_add(finding->fixes, (gpointer)fix);
}

void sf_finding_value(SfFinding *finding, const char *name, SfText value)
{
    if (value.length == 0)
        return; /* what is not there is not said */
    if (!finding->values)
        finding->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_replace(finding->values, g_strdup(name), sf_text_show(value));
}

void sf_finding_number(SfFinding *finding, const char *name, guint64 number)
{
    g_autofree char *digits = g_strdup_printf("%" G_GUINT64_FORMAT, number);
    sf_finding_value(finding, name, sf_text(digits));
}

void sf_finding_free(SfFinding *finding)
{
    g_ptr_array_unref(finding->fixes);
    g_clear_pointer(&finding->values, g_hash_table_unref);
    g_free(finding);
}
