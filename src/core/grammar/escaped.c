/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Characters, escaped or not (RFC 3261 §19.1.4, RFC 2396 §2). */
#include "core/grammar/scan.h"

/* Added to a reserved character (RFC 2396 §2.2) that is escaped: it is another one then. */
#define ESCAPED 0x100

static int next_character(SfText text, gsize *i)
{
    const char *at = text.at + *i;
    const gboolean escape = sf_is_escape(text, *i);
    *i += escape ? 3 : 1;
    if (!escape)
        return (guchar)at[0];
    const int byte = g_ascii_xdigit_value(at[1]) * 16 + g_ascii_xdigit_value(at[2]);
    return sf_is((char)byte, SF_KIND_RESERVED) ? byte + ESCAPED : byte;
}

int sf_escaped_next(SfText text, gsize *i, gboolean fold_case)
{
    const int character = next_character(text, i);
    return fold_case && character < 0x80 ? g_ascii_tolower((char)character) : character;
}

int sf_escaped_compare(SfText a, SfText b, gboolean fold_case)
{
    gsize i = 0;
    gsize j = 0;
    while (i < a.length && j < b.length) {
        const int difference =
            sf_escaped_next(a, &i, fold_case) - sf_escaped_next(b, &j, fold_case);
        if (difference != 0)
            return difference;
    }
    return (i < a.length) - (j < b.length);
}

void sf_escaped_append(GString *out, SfText text)
{
    if (sf_skip(text, 0, SF_KIND_UNRESERVED) == text.length) { /* nearly every one */
        g_string_append_len(out, text.at, (gssize)text.length);
        return;
    }
    for (gsize i = 0; i < text.length;) {
        const int character = next_character(text, &i);
        const char byte = (char)(character & 0xff);
        if (character < ESCAPED && sf_is(byte, SF_KIND_UNRESERVED | SF_KIND_RESERVED))
            g_string_append_c(out, byte);
        else
            g_string_append_printf(out, "%%%02X", (guchar)byte);
    }
}
