/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/shell_word.h"

#include <string.h>

gboolean sf_is_harmless(gunichar character)
{
    switch (g_unichar_type(character)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
        return FALSE;
    default:
        return TRUE;
    }
}

static gboolean is_plain_shell_character(char c)
{
    return g_ascii_isalnum(c) || strchr("_-./:=@%+,", c) != NULL;
}

static gboolean is_plain_shell_word(const char *word)
{
    if (!*word)
        return FALSE;
    for (const char *at = word; *at; at++)
        if (!is_plain_shell_character(*at))
            return FALSE;
    return TRUE;
}

/* $'...' with every byte that is not plain written as an octal escape. */
static char *ansi_c_quoted(const char *word)
{
    GString *out = g_string_new("$'");
    for (const char *at = word; *at; at++) {
        if (is_plain_shell_character(*at) || *at == ' ')
            g_string_append_c(out, *at);
        else
            g_string_append_printf(out, "\\%03o", (guchar)*at);
    }
    g_string_append_c(out, '\'');
    return g_string_free(out, FALSE);
}

/* Not to be changed by whoever makes it harmless for a terminal. */
static gboolean is_shown_as_it_is(const char *word)
{
    if (!g_utf8_validate(word, -1, NULL))
        return FALSE;
    for (const char *at = word; *at; at = g_utf8_next_char(at))
        if (!sf_is_harmless(g_utf8_get_char(at)))
            return FALSE;
    return TRUE;
}

char *sf_shell_word(const char *word)
{
    if (is_plain_shell_word(word))
        return g_strdup(word);
    return is_shown_as_it_is(word) ? g_shell_quote(word) : ansi_c_quoted(word);
}
