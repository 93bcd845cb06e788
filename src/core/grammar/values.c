/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small values: q, seconds, tokens in a list, Via (RFC 3261 §25.1). */
#include "core/grammar/scan.h"

gboolean sf_qvalue_parse(SfText text, double *q)
{
    static const guint weights[] = {100, 10, 1};
    if (text.length == 0 || text.length > 5 || (text.at[0] != '0' && text.at[0] != '1') ||
        (text.length > 1 && text.at[1] != '.'))
        return FALSE;
    guint thousandths = text.at[0] == '1' ? 1000 : 0;
    for (gsize i = 2; i < text.length; i++) {
        if (!g_ascii_isdigit(text.at[i]))
            return FALSE;
        thousandths += (guint)(text.at[i] - '0') * weights[i - 2];
    }
    if (thousandths > 1000)
        return FALSE;
    *q = thousandths / 1000.0;
    return TRUE;
}

gboolean sf_delta_seconds_parse(SfText text, guint32 *seconds)
{
    guint64 sum = 0;
    for (gsize i = 0; i < text.length; i++) {
        if (!g_ascii_isdigit(text.at[i]))
            return FALSE;
        sum = sum * 10 + (guint64)(text.at[i] - '0');
        if (sum > G_MAXUINT32)
            return FALSE;
    }
    if (text.length == 0)
        return FALSE;
    *seconds = (guint32)sum;
    return TRUE;
}

static void check_token(SfText entry, gsize offset, SfFlaw *flaw)
{
    const gsize bad = sf_skip(entry, 0, SF_KIND_TOKEN);
    if (entry.length == 0)
        sf_flaw_refuse(flaw, "empty-entry", offset);
    else if (bad < entry.length && sf_is(entry.at[bad], SF_KIND_LWS))
        sf_flaw_refuse(flaw, "no-comma", offset + bad);
    else if (bad < entry.length)
        sf_flaw_refuse(flaw, "token-character", offset + bad);
}

gboolean sf_token_next(SfText *rest, SfText *entry, SfFlaw *flaw)
{
    const char *begin = rest->at;
    sf_flaw_clear(flaw);
    if (!sf_list_next(rest, entry))
        return FALSE;
    check_token(*entry, (gsize)(entry->at - begin), flaw);
    return TRUE;
}

/* ---- Via ---- */

/* Takes the token at *@i; *@i is then the offset behind it. */
static gboolean take_token(SfText text, gsize *i, SfText *token, SfFlaw *flaw)
{
    const gsize from = sf_skip_lws(text, *i);
    const gsize end = sf_skip(text, from, SF_KIND_TOKEN);
    *token = sf_text_slice(text, from, end - from);
    *i = end;
    return end > from || sf_flaw_refuse(flaw, "no-transport", from);
}

static gboolean take_slash(SfText text, gsize *i, SfFlaw *flaw)
{
    const gsize slash = sf_skip_lws(text, *i);
    *i = slash + 1;
    return sf_has_at(text, slash, '/') || sf_flaw_refuse(flaw, "no-transport", slash);
}

/* sent-protocol = protocol-name SLASH protocol-version SLASH transport */
static gboolean take_protocol(SfText text, gsize *i, SfText *transport, SfFlaw *flaw)
{
    static const char usual[] = "SIP/2.0/UDP ";
    const gsize length = strlen("SIP/2.0/");
    SfText name;
    SfText version;
    if (text.length - *i >= sizeof usual - 1 &&
        memcmp(text.at + *i, usual, sizeof usual - 1) == 0) {
        *transport = (SfText){text.at + *i + length, strlen("UDP")};
        *i += length + transport->length;
        return TRUE;
    }
    if (text.length - *i > length && memcmp(text.at + *i, usual, length) == 0)
        *i += length;
    else if (!take_token(text, i, &name, flaw) || !take_slash(text, i, flaw) ||
             !take_token(text, i, &version, flaw) || !take_slash(text, i, flaw))
        return FALSE;
    return take_token(text, i, transport, flaw);
}

/* Nearly always it is the first one, and nothing in it is to be puzzled out. */
static SfText branch_of(SfText params)
{
    static const char first[] = ";branch=";
    const gsize from = sizeof first - 1;
    SfParam branch;
    if (params.length > from && memcmp(params.at, first, from) == 0) {
        const gsize end = sf_skip_long(params, from, SF_KIND_TOKEN);
        if (end > from && (end == params.length || params.at[end] == ';'))
            return (SfText){params.at + from, end - from};
    }
    return sf_param_find(params, "branch", &branch) ? branch.value : SF_TEXT_NONE;
}

gboolean sf_via_next(SfText *rest, SfVia *via, SfFlaw *flaw)
{
    const SfText value = *rest;
    SfText entry;
    *via = (SfVia){0};
    sf_flaw_clear(flaw);
    if (!sf_list_next(rest, &entry))
        return sf_flaw_refuse(flaw, "empty-via", 0);
    gsize i = (gsize)(entry.at - value.at);
    const SfText text = {value.at, i + entry.length};
    if (!take_protocol(text, &i, &via->transport, flaw))
        return FALSE;
    const gsize end = sf_skip_to(text, i, ";");
    via->sent_by = sf_text_trim(sf_text_slice(text, i, end - i));
    if (via->sent_by.length == 0)
        return sf_flaw_refuse(flaw, "no-sender", i);
    if (end < text.length)
        via->params = sf_text_slice(text, end, G_MAXSIZE);
    via->branch = branch_of(via->params);
    return TRUE;
}
