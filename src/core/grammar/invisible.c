/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/grammar/invisible.h"

#include "core/grammar/scan.h"

typedef struct {
    gunichar first;
    gunichar last;
} Range;

static gboolean is_in(const Range *ranges, gsize n, gunichar character)
{
    for (gsize i = 0; i < n; i++)
        if (character >= ranges[i].first && character <= ranges[i].last)
            return TRUE;
    return FALSE;
}

/* Persian and half of all emoji are written with joiners, and Hebrew and Arabic text with marks. */
static gboolean is_needed_in_names(gunichar character)
{
    static const Range needed[] = {{0x061c, 0x061c}, {0x200c, 0x200f}};
    return is_in(needed, G_N_ELEMENTS(needed), character);
}

/* Of other categories, and yet nothing is drawn for them: joiner of graphemes, fillers, selectors
 * of variants, the empty pattern of Braille. */
static gboolean is_blank(gunichar character)
{
    static const Range blank[] = {{0x034f, 0x034f}, {0x115f, 0x1160},  {0x17b4, 0x17b5},
                                  {0x2800, 0x2800}, {0x3164, 0x3164},  {0xfe00, 0xfe0f},
                                  {0xffa0, 0xffa0}, {0xe0100, 0xe01ef}};
    return g_unichar_type(character) == G_UNICODE_SPACE_SEPARATOR ||
           is_in(blank, G_N_ELEMENTS(blank), character);
}

static gboolean is_unseen(gunichar character, SfInvisiblePlace place)
{
    if (character == '\t' || character == '\r' || character == '\n')
        return place == SF_INVISIBLE_IN_ADDRESS;
    if (character >= ' ' && character <= '~')
        return FALSE;
    switch (g_unichar_type(character)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
        return TRUE;
    case G_UNICODE_FORMAT:
        return place == SF_INVISIBLE_IN_ADDRESS || !is_needed_in_names(character);
    default:
        return place == SF_INVISIBLE_IN_ADDRESS && is_blank(character);
    }
}

/* The byte at @i, escaped or not; how many bytes of the text it takes. */
static gsize byte_at(SfText text, gsize i, SfInvisiblePlace place, guchar *byte)
{
    const char *at = text.at + i;
    const gboolean is_escaped = place == SF_INVISIBLE_IN_ADDRESS && sf_is_escape(text, i);
    *byte = is_escaped ? (guchar)(g_ascii_xdigit_value(at[1]) * 16 + g_ascii_xdigit_value(at[2]))
                       : (guchar)*at;
    return is_escaped ? 3 : 1;
}

/* Bytes of UTF-8 that begin with this one; 1 also for what is none. */
static gsize length_by(guchar first)
{
    return first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

#define NO_TEXT 0xfffd

/* The character at @i; NO_TEXT for a byte that is none. Returns how many bytes of the text it
 * takes. */
static gsize character_at(SfText text, gsize i, SfInvisiblePlace place, gunichar *character)
{
    guchar bytes[4];
    const gsize first = byte_at(text, i, place, &bytes[0]);
    const gsize length = length_by(bytes[0]);
    gsize taken = first;
    *character = bytes[0] < 0x80 ? bytes[0] : NO_TEXT;
    if (bytes[0] < 0xc0)
        return first;
    for (gsize n = 1; n < length; n++) {
        if (i + taken >= text.length)
            return first;
        taken += byte_at(text, i + taken, place, &bytes[n]);
    }
    const gunichar found = g_utf8_get_char_validated((const char *)bytes, (gssize)length);
    if (found == (gunichar)-1 || found == (gunichar)-2)
        return first;
    *character = found;
    return taken;
}

static void note_new(GArray *found, gunichar character)
{
    for (guint i = 0; i < found->len; i++)
        if (g_array_index(found, gunichar, i) == character)
            return;
    g_array_append_val(found, character);
}

/* Nothing to look for, as nearly always. */
static gboolean may_hide(SfText text, SfInvisiblePlace place)
{
    return !sf_text_is_plain(text) ||
           (place == SF_INVISIBLE_IN_ADDRESS && sf_text_find(text, '%') >= 0);
}

void sf_invisible_note(GArray *found, SfText text, SfInvisiblePlace place)
{
    gunichar character;
    if (!may_hide(text, place))
        return;
    for (gsize i = 0; i < text.length;) {
        i += character_at(text, i, place, &character);
        if (is_unseen(character, place))
            note_new(found, character);
    }
}

gboolean sf_text_has_invisible(SfText text, SfInvisiblePlace place)
{
    gunichar character;
    if (!may_hide(text, place))
        return FALSE;
    for (gsize i = 0; i < text.length;) {
        i += character_at(text, i, place, &character);
        if (is_unseen(character, place))
            return TRUE;
    }
    return FALSE;
}

GString *sf_address_without_invisible(SfText address)
{
    GString *plain = g_string_sized_new(address.length);
    for (gsize i = 0; i < address.length;) {
        gunichar character;
        const gsize from = i;
        i += character_at(address, i, SF_INVISIBLE_IN_ADDRESS, &character);
        if (is_unseen(character, SF_INVISIBLE_IN_ADDRESS))
            continue;
        for (gsize at = from; at < i; at++) {
            const guchar byte = (guchar)address.at[at];
            if (byte < 0x80)
                g_string_append_c(plain, (char)byte);
            else
                g_string_append_printf(plain, "%%%02X", byte);
        }
    }
    return plain;
}
