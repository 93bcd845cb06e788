// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * warnings.md: the codes of the Warning header.
 */
#include "reference/page_parts.h"

#define SHELF SF_SHELF_WARNINGS

void sf_page_warnings(GString *page)
{
    sf_md_title(page, "The warn-codes",
                "A Warning header tells more than the status code beside it. Its code is a number "
                "of its own: "
                "a warning 301 has nothing to do with a status 301. The check answer.warning shows "
                "what stands "
                "in a 301 or a 421.");
    for (const char *const *code = sf_shelf_stanzas(SHELF); *code; code++) {
        g_autofree char *heading =
            g_strdup_printf("%s %s", *code, sf_shelf_words(SHELF, *code, "name"));
        sf_md_heading(page, 2, *code, heading);
        sf_part_words(page, SHELF, *code, NULL, "meaning");
        sf_part_words(page, SHELF, *code, "What to do about it:", "fix");
        sf_part_example(page, "warnings", *code);
        sf_part_references(page, SHELF, *code);
    }
}
