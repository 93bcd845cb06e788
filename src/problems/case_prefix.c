// SPDX-License-Identifier: GPL-2.0-or-later
#include "problems/case_prefix.h"

#include "core/grammar/strings/string_hash.h"
#include "knowledge/knowledge.h"

#include <string.h>

char *sf_case_prefix_flaw(const char *prefix)
{
    const gsize length = strlen(prefix);
    if (length < SF_CASE_LEAST_PREFIX || length > SF_CASE_DIGITS)
        return sf_phrase_with("case", "length", "least", G_STRINGIFY(SF_CASE_LEAST_PREFIX), "most",
                              G_STRINGIFY(SF_CASE_DIGITS), NULL);
    if (strspn(prefix, "0123456789abcdefABCDEF") != length)
        return g_strdup(sf_phrase("case", "digits"));
    return NULL;
}

static gboolean all_differ(const GPtrArray *case_ids, guint digits)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < case_ids->len; i++)
        if (!g_hash_table_add(seen, g_strndup(case_ids->pdata[i], digits)))
            return FALSE;
    return TRUE;
}

guint sf_case_shown_digits(const GPtrArray *case_ids)
{
    guint digits = SF_CASE_LEAST_PREFIX;
    while (digits < SF_CASE_DIGITS && !all_differ(case_ids, digits))
        digits++;
    return digits;
}
