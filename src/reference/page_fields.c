// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fields.md: what to filter on.
 */
#include "reference/page_parts.h"

#define SHELF SF_SHELF_FIELDS

static void describe_field(GString *page, const char *field)
{
    sf_md_heading(page, 2, field, field);
    g_string_append_printf(page, "*%s.* ", sf_shelf_words(SHELF, field, "type"));
    sf_part_words(page, SHELF, field, NULL, "meaning");
    g_string_append(page, "**As a filter:** ");
    sf_md_code(page, sf_shelf_words(SHELF, field, "example"));
    g_string_append(page, "\n\n");
    sf_part_example(page, "fields", field);
}

static void list_fields(GString *page)
{
    sf_md_table(page, "field; type; meaning");
    for (const char *const *field = sf_shelf_stanzas(SHELF); *field; field++) {
        g_string_append(page, "| [");
        sf_md_code(page, *field);
        g_string_append_printf(page, "](#%s) | %s | ", *field,
                               sf_shelf_words(SHELF, *field, "type"));
        sf_md_words(page, sf_shelf_words(SHELF, *field, "meaning"));
        g_string_append(page, " |\n");
    }
    g_string_append_c(page, '\n');
}

void sf_page_fields(GString *page)
{
    sf_md_title(page, "The fields",
                "What the plugin adds to Wireshark's and tshark's display filters, columns and -e. "
                "Every check is a filter too, by its id: sipfix.check.moved.loop.\n\n"
                "Fields about later packets (what came after an answer) are complete in Wireshark "
                "once the file is loaded, and in tshark with -2. Without -2 tshark looks at each "
                "packet once, when what comes later is not known yet.");
    list_fields(page);
    for (const char *const *field = sf_shelf_stanzas(SHELF); *field; field++)
        describe_field(page, *field);
}
