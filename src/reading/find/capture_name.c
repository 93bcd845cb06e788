/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/find/capture_name.h"

/* The byte that is written at @at, as "\\xe9"; 0, which no path has: none is. */
static int written_byte(const char *at)
{
    const int high = at[0] == '\\' && at[1] == 'x' ? g_ascii_xdigit_value(at[2]) : -1;
    const int low = high < 0 ? -1 : g_ascii_xdigit_value(at[3]);

    return low < 0 ? 0 : high * 16 + low;
}

char *sf_capture_name(const char *path)
{
    GString *name = g_string_new(NULL);

    while (*path) {
        const gunichar character = g_utf8_get_char_validated(path, -1);
        const gboolean is_odd = character == (gunichar)-1 || character == (gunichar)-2;
        const gsize length = is_odd ? 1 : (gsize)(g_utf8_next_char(path) - path);
        if (is_odd || written_byte(path) > 0)
            g_string_append_printf(name, "\\x%02x", (guchar)*path);
        else
            g_string_append_len(name, path, (gssize)length);
        path += length;
    }
    return g_string_free(name, FALSE);
}

char *sf_capture_path(const char *name)
{
    GString *path = g_string_new(NULL);

    while (*name) {
        const int byte = written_byte(name);
        g_string_append_c(path, byte > 0 ? (char)byte : *name);
        name += byte > 0 ? 4 : 1;
    }
    return g_string_free(path, FALSE);
}
