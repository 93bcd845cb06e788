// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/output/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* ---- The terminal itself ---- */

static guint columns_of(int fd)
{
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    const char *columns = g_getenv("COLUMNS");
    const guint64 n = columns ? g_ascii_strtoull(columns, NULL, 10) : 0;
    return n > 0 && n < 10000 ? (guint)n : SF_WIDTH_DEFAULT;
}

/* https://no-color.org: set and not empty, whatever the value. */
static gboolean wants_colour(void)
{
    const char *no_color = g_getenv("NO_COLOR");
    if (no_color && *no_color)
        return FALSE;
    const char *kind = g_getenv("TERM"); /* what nobody names may be one that knows no colours */
    return kind && *kind && !g_str_equal(kind, "dumb");
}

SfTerminal sf_terminal_look(int fd)
{
    SfTerminal terminal = {.width = SF_WIDTH_DEFAULT};
    if (!isatty(fd))
        return terminal;
    terminal.is_terminal = TRUE;
    terminal.width = CLAMP(columns_of(fd), SF_WIDTH_LEAST, SF_WIDTH_MOST);
    terminal.colour = wants_colour();
    return terminal;
}

/* ---- Showing a stranger's bytes ---- */

static void append_visible(GString *out, gunichar character)
{
    if (sf_is_harmless(character))
        g_string_append_unichar(out, character);
    else if (character < 0x80)
        g_string_append_printf(out, "\\x%02x", character);
    else if (character <= 0xffff)
        g_string_append_printf(out, "\\u%04x", character);
    else
        g_string_append_printf(out, "\\U%08x", character);
}

char *sf_visible(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *at = text ? text : ""; *at;) {
        const gunichar character = g_utf8_get_char_validated(at, -1);
        if (character == (gunichar)-1 || character == (gunichar)-2) {
            g_string_append_printf(out, "\\x%02x", (guchar)*at);
            at++;
            continue;
        }
        append_visible(out, character);
        at = g_utf8_next_char(at);
    }
    return g_string_free(out, FALSE);
}

guint sf_character_columns(gunichar character)
{
    if (g_unichar_iszerowidth(character))
        return 0;
    return g_unichar_iswide(character) ? 2 : 1;
}

guint sf_columns(const char *text)
{
    guint columns = 0;
    for (const char *at = text; *at; at = g_utf8_next_char(at))
        columns += sf_character_columns(g_utf8_get_char(at));
    return columns;
}

/* The longest part of @text from its start that fits in @columns. Marks that take no column count
 * too: a tower of a thousand accents is not one character wide to its reader. */
static const char *end_of_head(const char *text, guint columns)
{
    guint used = 0;
    const char *at = text;
    while (*at) {
        used += MAX(sf_character_columns(g_utf8_get_char(at)), 1);
        if (used > columns)
            break;
        at = g_utf8_next_char(at);
    }
    return at;
}

static const char *start_of_tail(const char *text, guint columns)
{
    guint used = 0;
    const char *at = text + strlen(text);
    while (at > text) {
        const char *before = g_utf8_prev_char(at);
        used += MAX(sf_character_columns(g_utf8_get_char(before)), 1);
        if (used > columns)
            break;
        at = before;
    }
    return at;
}

char *sf_visible_clip(const char *text, guint columns)
{
    static const char gap[] = "...";
    char *visible = sf_visible(text);
    if (*end_of_head(visible, columns) == '\0')
        return visible;
    const guint room = columns > strlen(gap) ? columns - (guint)strlen(gap) : 0;
    const char *head_end = end_of_head(visible, room - room / 3);
    const char *tail = start_of_tail(visible, room / 3);
    char *clipped = g_strdup_printf("%.*s%s%s", (int)(head_end - visible), visible, gap, tail);
    g_free(visible);
    return clipped;
}
