// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/html_link.h"

#include <glib.h>

/* The names on the way from the root; of "/" alone there is none. */
static char **steps_of(const char *path)
{
    g_autofree char *whole = g_canonicalize_filename(path, NULL);
    return g_strsplit(g_path_skip_root(whole), G_DIR_SEPARATOR_S, -1);
}

static char **steps_to_page(const char *page)
{
    g_autofree char *folder = page ? g_path_get_dirname(page) : g_strdup(".");
    return steps_of(folder);
}

char *sf_html_link(const char *page, const char *file)
{
    g_auto(GStrv) from = steps_to_page(page);
    g_auto(GStrv) to = steps_of(file);
    guint common = 0;
    while (from[common] && to[common] && g_str_equal(from[common], to[common]))
        common++;
    GString *link = g_string_new(NULL);
    for (guint i = common; from[i]; i++)
        if (*from[i])
            g_string_append(link, "../");
    for (guint i = common; to[i]; i++) {
        g_autofree char *step = g_uri_escape_string(to[i], NULL, FALSE);
        g_string_append_printf(link, "%s%s", i > common ? "/" : "", step);
    }
    return g_string_free(link, FALSE);
}
