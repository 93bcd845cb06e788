/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists with commas: where one entry ends and the next begins. */
#include "core/grammar/scan.h"

gsize sf_quote_end(SfText text, gsize open)
{
    for (gsize i = open + 1; i < text.length; i++) {
        if (text.at[i] == '"')
            return i + 1;
        if (text.at[i] == '\\')
            i++;
    }
    return open;
}

/*
 * Offset behind the quoted string that opens at @open, or behind the opening quote alone where that
 * quote is a stray one. In  "Bob <sip:b@h>, "Al" <sip:a@h>  the first quote closes before Al by the
 * letter, but nothing but < ; ? , may follow a closing one: where something else does, and the
 * string would hide a comma, it was never closed.
 */
static gsize skip_quoted(SfText text, gsize open)
{
    const gsize end = sf_quote_end(text, open);
    if (end == open)
        return open + 1;
    const gsize next = sf_skip_lws(text, end);
    if (next == text.length || sf_is_one_of(text.at[next], "<;?,"))
        return end;
    return sf_text_find(sf_text_slice(text, open, end - open), ',') < 0 ? end : open + 1;
}

/* A URI holds neither < nor a quote. */
gsize sf_bracket_end(SfText text, gsize open)
{
    const gsize end = sf_skip_to(text, open + 1, "<>\"");
    return sf_has_at(text, end, '>') ? end + 1 : open;
}

/* Offset behind what stands in brackets, or behind the opening one alone. */
static gsize skip_bracket(SfText text, gsize open)
{
    const gsize end = sf_bracket_end(text, open);
    return end > open ? end : open + 1;
}

/* An escaped quote opens nothing: every byte is then looked at a few times at most, however the
 * quotes of a hostile value are arranged. */
gsize sf_skip_outside(SfText text, gsize i, char stop)
{
    while (i < text.length && text.at[i] != stop) {
        if (text.at[i] == '"')
            i = skip_quoted(text, i);
        else if (text.at[i] == '<')
            i = skip_bracket(text, i);
        else if (text.at[i] == '\\' && sf_has_at(text, i + 1, '"'))
            i += 2;
        else
            i++;
    }
    return i;
}

gboolean sf_list_next(SfText *rest, SfText *entry)
{
    const SfText text = sf_text_trim(*rest);
    if (text.length == 0) {
        *entry = text;
        *rest = SF_TEXT_NONE;
        return FALSE;
    }
    if (sf_text_find(text, ',') < 0) { /* most have one entry */
        *entry = text;
        *rest = SF_TEXT_NONE;
        return TRUE;
    }
    const gsize end = sf_skip_outside(text, 0, ',');
    const gboolean last = end == text.length;
    *entry = sf_text_trim(sf_text_slice(text, 0, end));
    /* A comma at the very end has an empty entry behind it; it stays in front of it as its mark. */
    const SfText behind = sf_text_slice(text, end + 1, G_MAXSIZE);
    if (last || text.length == 1)
        *rest = SF_TEXT_NONE;
    else
        *rest = behind.length > 0 ? behind : sf_text_slice(text, end, 1);
    return TRUE;
}
