// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/html.h"

#include <stdarg.h>
#include <string.h>

#include "analyzer/output/terminal.h"

static void add_value(GString *html, const char *value)
{
    g_autofree char *visible = sf_visible(value);
    g_autofree char *escaped = g_markup_escape_text(visible, -1);
    g_string_append(html, escaped);
}

void sf_html_add(GString *html, const char *markup, ...)
{
    va_list values;
    va_start(values, markup);
    const char *at = markup;
    for (const char *gap = strstr(at, "%s"); gap; gap = strstr(at, "%s")) {
        g_string_append_len(html, at, gap - at);
        // Set four lines above; clang 14 loses sight of that, but not in every run.
        // NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized)
        add_value(html, va_arg(values, const char *));
        at = gap + strlen("%s");
    }
    va_end(values);
    g_string_append(html, at);
}

gboolean sf_html_is_safe_url(const char *url)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "-._~:/#%=+";
    return url && g_str_has_prefix(url, "https://") && strspn(url, allowed) == strlen(url);
}
