// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From "3261 21.3.2" to a page that a browser opens.
 */
#include "knowledge/knowledge.h"

#include <string.h>

/* An appendix is "A" or "B.1" and has an anchor of its own kind at the RFC editor's. */
static const char *anchor_kind(const char *section)
{
    return g_ascii_isdigit(*section) ? "section" : "appendix";
}

static const char *make_url(const char *reference)
{
    g_autofree char *first = g_strndup(reference, strcspn(reference, ";"));
    g_auto(GStrv) parts = g_strsplit(g_strstrip(first), " ", 2);
    if (!parts[0])
        return NULL;
    g_autofree char *page = g_strconcat("https://www.rfc-editor.org/rfc/rfc", parts[0], NULL);
    if (!parts[1])
        return g_intern_string(page);
    g_autofree char *url = g_strconcat(page, "#", anchor_kind(parts[1]), "-", parts[1], NULL);
    return g_intern_string(url);
}

/* There are few, and each finding asks for its own. */
const char *sf_reference_url(const char *reference)
{
    static GHashTable *urls; /* reference, owned -> its URL, interned; NULL: none */
    gpointer url = NULL;
    if (!reference)
        return NULL;
    if (!urls)
        urls = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (g_hash_table_lookup_extended(urls, reference, NULL, &url))
        return url;
    url = (gpointer)make_url(reference);
    g_hash_table_insert(urls, g_strdup(reference), url);
    return url;
}
