// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/output/json_print.h"

#include <string.h>

#include "analyzer/output/terminal.h"

/* json-glib escapes what JSON must; a terminal obeys U+009B too. Such characters stand in strings
 * only, and \u escapes there change no value. */
static void append_escaped(GString *out, gunichar character)
{
    if (character <= 0xffff) {
        g_string_append_printf(out, "\\u%04x", character);
        return;
    }
    const gunichar rest = character - 0x10000;
    g_string_append_printf(out, "\\u%04x\\u%04x", 0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff));
}

/* Appends what is ASCII and nothing but itself, as nearly all is; returns what is behind it. */
static const char *append_plain(GString *out, const char *at)
{
    const char *end = at;
    while (*end >= ' ' && *end <= '~' && *end != '"' && *end != '\\')
        end++;
    g_string_append_len(out, at, end - at);
    return end;
}

/* The string that begins at @at, which is its quote; returns what is behind it. */
static const char *append_string(GString *out, const char *at)
{
    gboolean escaped = FALSE;
    const char *begin = at;
    while (*at && (at == begin || escaped || *at != '"')) {
        const char *behind = escaped ? at : append_plain(out, at);
        if (behind > at) {
            at = behind;
            continue;
        }
        const gunichar character = g_utf8_get_char(at);
        escaped = !escaped && character == '\\';
        if (sf_is_harmless(character))
            g_string_append_unichar(out, character);
        else
            append_escaped(out, character);
        at = g_utf8_next_char(at);
    }
    if (*at)
        g_string_append_c(out, *at++);
    return at;
}

/* json-glib writes 17 digits, and a q of 0.9 comes out as 0.90000000000000002: the fewest digits
 * that give the same number will do. */
static void append_decimal(GString *out, const char *written)
{
    static const char *const forms[] = {"%.15g", "%.16g"};
    const double value = g_ascii_strtod(written, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
        char digits[G_ASCII_DTOSTR_BUF_SIZE];
        g_ascii_formatd(digits, sizeof digits, forms[i], value);
        if (g_ascii_strtod(digits, NULL) == value) {
            g_string_append(out, digits);
            return;
        }
    }
    g_string_append(out, written);
}

static const char *append_number(GString *out, const char *at)
{
    const gsize length = strspn(at, "+-.0123456789eE");
    g_autofree char *written = g_strndup(at, length);
    if (strpbrk(written, ".eE"))
        append_decimal(out, written);
    else
        g_string_append(out, written);
    return at + length;
}

GString *sf_json_print(JsonObject *object, gboolean pretty)
{
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
    g_autofree char *json = json_to_string(node, pretty);
    GString *text = g_string_new(NULL);
    for (const char *at = json; *at;) {
        if (*at == '"')
            at = append_string(text, at);
        else if (*at == '-' || g_ascii_isdigit(*at))
            at = append_number(text, at);
        else
            g_string_append_c(text, *at++);
    }
    g_string_append_c(text, '\n');
    return text;
}
