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
