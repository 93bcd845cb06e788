// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/size_option.h"

#include <string.h>

#define LEAST ((guint64)256 << 20)

gboolean sf_size_parse(const char *text, guint64 *bytes)
{
    static const char units[] = "KMGT";
    char *end = NULL;
    guint64 number = g_ascii_isdigit(*text) ? g_ascii_strtoull(text, &end, 10) : 0;
    const char *unit = end && *end ? strchr(units, g_ascii_toupper(*end)) : NULL;

    if (!end || (*end && (!unit || end[1] != '\0')))
        return FALSE;
    for (const char *at = units; unit && at <= unit; at++) {
        if (number > G_MAXUINT64 / 1024)
            return FALSE;
        number *= 1024;
    }
    if (number < LEAST)
        return FALSE;
    *bytes = number;
    return TRUE;
}
