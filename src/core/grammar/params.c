/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ;name[=value] of headers (RFC 3261 §25.1, generic-param) and of URIs (uri-parameter). */
#include "core/grammar/scan.h"

/* What a name or a bare value may hold in either of the two. */
#define PARAM_CHARS (SF_KIND_TOKEN | SF_KIND_URI_PARAM)

/* Takes a bare or quoted value at @i; returns the offset behind it, or @i where there is none. */
static gsize take_value(SfText text, gsize i, SfParam *param, SfFlaw *flaw)
{
    if (sf_has_at(text, i, '"')) {
        const gsize end = sf_quote_end(text, i);
        if (end == i) {
            sf_flaw_refuse(flaw, "no-closing-quote", i);
            return i;
        }
        param->quoted = TRUE;
        param->value = sf_text_slice(text, i + 1, end - i - 2);
        return end;
    }
    const gsize end = sf_skip(text, i, PARAM_CHARS);
    if (end == i)
        sf_flaw_refuse(flaw, "no-value", i);
    param->value = sf_text_slice(text, i, end - i);
    return end;
}

/* Reads the parameter at @i, which must be a ; . Returns the offset where reading ended: behind the
 * parameter, or where the flaw is. */
static gsize read_param(SfText text, gsize i, SfParam *param, SfFlaw *flaw)
{
    if (!sf_has_at(text, i, ';')) {
        sf_flaw_refuse(flaw, "no-semicolon", i);
        return i;
    }
    i = sf_skip_lws(text, i + 1);
    const gsize name_end = sf_skip(text, i, PARAM_CHARS);
    param->name = sf_text_slice(text, i, name_end - i);
    if (name_end == i) {
        sf_flaw_refuse(flaw, "no-parameter", i);
        return i;
    }
    i = sf_skip_lws(text, name_end);
    if (sf_has_at(text, i, '=')) {
        i = take_value(text, sf_skip_lws(text, i + 1), param, flaw);
        if (flaw->reason)
            return i;
        i = sf_skip_lws(text, i);
    }
    if (i < text.length && !sf_is_one_of(text.at[i], ";?"))
        sf_flaw_refuse(flaw, "parameter-character", i);
    return i;
}

gboolean sf_param_next(SfText *rest, SfParam *param, SfFlaw *flaw)
{
    const SfText text = *rest;
    SfFlaw unwanted;
    if (!flaw)
        flaw = &unwanted;
    sf_flaw_clear(flaw);
    *param = (SfParam){0};
    *rest = SF_TEXT_NONE;
    gsize i = sf_skip_lws(text, 0);
    if (sf_has_at(text, i, '?'))
        i = sf_skip_to(text, i, ";");
    if (i == text.length)
        return FALSE;
    i = read_param(text, i, param, flaw);
    if (flaw->reason)
        i = sf_skip_to(text, i, ";");
    if (i < text.length)
        *rest = sf_text_slice(text, i, G_MAXSIZE);
    return !flaw->reason;
}

gboolean sf_param_find(SfText params, const char *name, SfParam *param)
{
    const SfText wanted = sf_text(name);
    while (sf_text_is_present(params))
        if (sf_param_next(&params, param, NULL) && sf_text_equal_nocase(param->name, wanted))
            return TRUE;
    return FALSE;
}

SfText sf_param_as_written(const SfParam *param)
{
    const char *end = param->name.at + param->name.length;
    if (sf_text_is_present(param->value))
        end = param->value.at + param->value.length + (param->quoted ? 1 : 0);
    return (SfText){param->name.at, (gsize)(end - param->name.at)};
}
