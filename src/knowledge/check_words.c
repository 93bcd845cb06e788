// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How bad a check is, and what it is for.
 */
#include "knowledge/knowledge.h"

static const char *const severity_names[] = {
    [SF_CHAT] = "chat",
    [SF_NOTE] = "note",
    [SF_WARN] = "warn",
    [SF_ERROR] = "error",
};

SfSeverity sf_check_severity(const char *id)
{
    const char *name = sf_shelf_words(SF_SHELF_CHECKS, id, "severity");
    for (guint i = 0; name && i < G_N_ELEMENTS(severity_names); i++)
        if (g_str_equal(name, severity_names[i]))
            return (SfSeverity)i;
    return SF_NOTE;
}

const char *sf_severity_name(SfSeverity severity)
{
    return severity_names[severity];
}

SfSeverity sf_severity_named(const char *name, SfSeverity otherwise)
{
    for (SfSeverity severity = SF_CHAT; severity <= SF_ERROR; severity++)
        if (g_strcmp0(name, sf_severity_name(severity)) == 0)
            return severity;
    return otherwise;
}
