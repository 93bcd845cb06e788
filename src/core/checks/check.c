/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/checks/check.h"

gboolean sf_check_is_for(const SfCheck *check, guint status)
{
    if (check->codes[0] == 0)
        return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(check->codes) && check->codes[i] != 0; i++)
        if (check->codes[i] == status)
            return TRUE;
    return FALSE;
}

const GPtrArray *sf_checks_for(guint status)
{
    static GHashTable *by_status; /* -> GPtrArray; for as long as the program runs */
    if (!by_status)
        by_status = g_hash_table_new(NULL, NULL);
    GPtrArray *chosen = g_hash_table_lookup(by_status, GUINT_TO_POINTER(status));
    if (chosen)
        return chosen;
    guint n;
    const SfCheck *checks = sf_checks(&n);
    chosen = g_ptr_array_new();
    for (guint i = 0; i < n; i++)
        if (sf_check_is_for(&checks[i], status))
            g_ptr_array_add(chosen, (gpointer)&checks[i]);
    g_hash_table_insert(by_status, GUINT_TO_POINTER(status), chosen);
    return chosen;
}
