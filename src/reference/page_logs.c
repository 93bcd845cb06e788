// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * logs.md: the layouts of logs.
 */
#include "reference/page_parts.h"

#include <string.h>

#define SHELF SF_SHELF_LOGS

static gboolean is_layout(const char *stanza)
{
    return sf_shelf_words(SHELF, stanza, "title") != NULL;
}

static void add_examples(GString *page, const char *stanza)
{
    GString *lines = g_string_new(NULL);
    for (const char *const *key = sf_shelf_keys(SHELF, stanza); *key; key++)
        if (g_str_has_prefix(*key, "example"))
            g_string_append_printf(lines, "%s%s", lines->len > 0 ? "\n" : "",
                                   sf_shelf_words(SHELF, stanza, *key));
    sf_md_block(page, "", lines->str);
    g_string_free(lines, TRUE);
}

void sf_page_logs(GString *page)
{
    sf_md_title(page, "The logs",
                "Text logs with SIP messages in them are read like captures, by these layouts. "
                "Which one it is, is found by the lines before the messages, and said in the "
                "report. A message without such a line is read too: who sent it is then known only "
                "as far as its Via says it, and when it was sent only where a time stands in front "
                "of it. Of each layout some lines that may stand before a message:");
    for (const char *const *stanza = sf_shelf_stanzas(SHELF); *stanza; stanza++) {
        if (!is_layout(*stanza))
            continue;
        sf_md_heading(page, 2, *stanza, sf_shelf_words(SHELF, *stanza, "title"));
        sf_part_words(page, SHELF, *stanza, "Written by:", "how");
        add_examples(page, *stanza);
    }
}
