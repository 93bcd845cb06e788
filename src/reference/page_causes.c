// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * causes.md: the causes of the telephone network.
 */
#include "reference/page_parts.h"

#define SHELF SF_SHELF_CAUSES

void sf_page_causes(GString *page)
{
    sf_md_title(page, "The causes of the telephone network",
                "A gateway tells by Reason: Q.850;cause=N why the telephone network refused or "
                "ended a call. Where a new address refuses so, the report says what the number "
                "means.");
    for (const char *const *cause = sf_shelf_stanzas(SHELF); *cause; cause++) {
        g_autofree char *heading =
            g_strdup_printf("%s %s", *cause, sf_shelf_words(SHELF, *cause, "name"));
        sf_md_heading(page, 2, *cause, heading);
        sf_part_words(page, SHELF, *cause, NULL, "meaning");
    }
}
