/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/trouble_words.h"

#include <string.h>

char *sf_trouble_quote(const char *words)
{
    g_auto(GStrv) lines = g_strsplit(words, "\n", -1);

    return g_strjoinv("\\x0a", lines);
}

char *sf_trouble_add(const char *trouble, const char *more)
{
    const gsize cause = strcspn(trouble, "\n");

    return g_strdup_printf("%.*s%s%s", (int)cause, trouble, more, trouble + cause);
}

/* Some causes are sentences. */
static const char *between(const char *line)
{
    return g_str_has_suffix(line, ".") ? " " : ". ";
}

char *sf_trouble_line(const char *trouble)
{
    g_autoptr(GString) line = g_string_new(NULL);
    g_auto(GStrv) parts = trouble ? g_strsplit(trouble, "\n", -1) : NULL;

    for (char **part = parts; part && *part; part++)
        g_string_append_printf(line, "%s%s", part == parts ? "" : between(part[-1]), *part);
    return trouble ? g_strdup(line->str) : NULL;
}

gboolean sf_trouble_set(GError **error, GQuark domain, int code, const char *what,
                        const char *detail)
{
    g_autofree char *quoted = sf_trouble_quote(detail ? detail : "");
    g_autofree char *more = *quoted ? g_strconcat(": ", quoted, NULL) : g_strdup("");
    g_autofree char *words = sf_trouble_add(what, more);
    g_set_error_literal(error, domain, code, words);
    return FALSE;
}
