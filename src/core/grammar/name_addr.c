/* SPDX-License-Identifier: GPL-2.0-or-later */
/* name-addr and addr-spec with parameters: Contact, From, To (RFC 3261 §20.10, §25.1). */
#include "core/grammar/scan.h"

/* Takes what stands before the < : nothing, tokens, or one quoted string. */
static gboolean parse_display_name(SfText before, SfNameAddr *entry, SfFlaw *flaw)
{
    const SfText name = sf_text_trim(before);
    if (name.length == 0)
        return TRUE;
    const gsize offset = (gsize)(name.at - before.at);
    const gsize quote_end = name.at[0] == '"' ? sf_quote_end(name, 0) : 0;
    if (name.at[0] == '"' && quote_end == 0)
        return sf_flaw_refuse(flaw, "no-closing-quote", offset);
    if (quote_end == name.length) {
        entry->display_name = sf_text_slice(name, 1, name.length - 2);
        return TRUE;
    }
    entry->display_name = name;
    const gsize bad = sf_skip(name, quote_end, SF_KIND_TOKEN | SF_KIND_LWS);
    if (quote_end > 0)
        sf_flaw_slight(flaw, "behind-quotes", offset + sf_skip_lws(name, quote_end));
    else if (bad < name.length)
        sf_flaw_slight(flaw, "name-needs-quotes", offset + bad);
    return TRUE;
}

/* Only the characters: how ;name=value is put together sf_param_next() knows. */
static void check_header_param(SfText whole, const SfParam *param, SfFlaw *flaw)
{
    const gsize name_end = sf_skip(param->name, 0, SF_KIND_TOKEN);
    if (name_end < param->name.length)
        sf_flaw_slight(flaw, "parameter-character", (gsize)(param->name.at - whole.at) + name_end);
    if (param->quoted)
        return;
    for (gsize i = 0; i < param->value.length; i++) {
        const char c = param->value.at[i];
        if (sf_is(c, SF_KIND_TOKEN) || sf_is_one_of(c, "[]:")) /* token or host */
            continue;
        sf_flaw_slight(flaw, "value-needs-quotes", (gsize)(param->value.at - whole.at) + i);
        return;
    }
}

/* Takes the header's parameters, from @i on. Whatever is wrong with them, the URI is clear. */
static void parse_header_params(SfNameAddr *entry, gsize i, SfFlaw *flaw)
{
    if (i == entry->whole.length)
        return;
    entry->params = sf_text_slice(entry->whole, i, G_MAXSIZE);
    SfText rest = entry->params;
    while (flaw && sf_text_is_present(rest)) { /* all that follows is slight */
        const gsize at = (gsize)(rest.at - entry->whole.at);
        SfParam param;
        SfFlaw here;
        if (sf_param_next(&rest, &param, &here))
            check_header_param(entry->whole, &param, flaw);
        else if (here.reason)
            sf_flaw_slight(flaw, here.reason, at + here.at);
        if (entry->bracketed && sf_has_at(rest, 0, '?'))
            sf_flaw_slight(flaw, "parameter-character", (gsize)(rest.at - entry->whole.at));
    }
}

static gboolean parse_uri_text(SfNameAddr *entry, SfText text, SfFlaw *flaw)
{
    const gsize offset = (gsize)(text.at - entry->whole.at);
    SfFlaw here;
    entry->uri_text = text;
    if (!flaw)
        return sf_uri_parse(text, &entry->uri, NULL);
    if (!sf_uri_parse(text, &entry->uri, &here))
        return sf_flaw_refuse(flaw, here.reason, offset + here.at);
    if (here.reason)
        sf_flaw_slight(flaw, here.reason, offset + here.at);
    return TRUE;
}

/* Offset of a < from @i on that is not merely a value without its quotes: ;+sip.instance=<urn:x> */
static gsize find_second_address(SfText whole, gsize i)
{
    while ((i = sf_skip_outside(whole, i, '<')) < whole.length) {
        const SfText before = sf_text_trim(sf_text_slice(whole, 0, i));
        if (before.length == 0 || before.at[before.length - 1] != '=')
            break;
        const gsize end = sf_bracket_end(whole, i);
        i = end > i ? end : i + 1;
    }
    return i;
}

/* [display-name] <addr-spec> *(;param), with the < at @open */
static gboolean parse_bracketed(SfNameAddr *entry, gsize open, SfFlaw *flaw)
{
    const SfText whole = entry->whole;
    const gsize close = sf_skip_to(whole, open + 1, "<>");
    entry->bracketed = TRUE;
    if (close == open + 1 && sf_has_at(whole, close, '<'))
        return sf_flaw_refuse(flaw, "doubled-angle", close);
    if (!sf_has_at(whole, close, '>'))
        return sf_flaw_refuse(flaw, "no-closing-angle", open);
    if (!parse_display_name(sf_text_slice(whole, 0, open), entry, flaw))
        return FALSE;
    const SfText inside = sf_text_slice(whole, open + 1, close - open - 1);
    const SfText uri_text = sf_text_trim(inside);
    if (uri_text.length < inside.length)
        sf_flaw_slight(flaw, "blank-between-angles",
                       sf_is(inside.at[0], SF_KIND_LWS) ? open + 1 : open + 1 + uri_text.length);
    if (!parse_uri_text(entry, uri_text, flaw))
        return FALSE;
    gsize i = sf_skip_lws(whole, close + 1);
    const gsize second = find_second_address(whole, i);
    if (second < whole.length)
        return sf_flaw_refuse(flaw, "no-comma-before-address", second);
    if (i < whole.length && whole.at[i] != ';') {
        sf_flaw_slight(flaw, "behind-angle", i);
        i = sf_skip_outside(whole, i, ';');
    }
    parse_header_params(entry, i, flaw);
    return TRUE;
}

/* addr-spec *(;param) */
static gboolean parse_bare(SfNameAddr *entry, SfFlaw *flaw)
{
    const SfText whole = entry->whole;
    const gsize end = sf_skip_to(whole, 0, ";?");
    if (whole.at[0] == '"')
        return sf_flaw_refuse(flaw, sf_quote_end(whole, 0) == 0 ? "no-closing-quote" : "no-address",
                              0);
    const SfText uri_text = sf_text_trim(sf_text_slice(whole, 0, end));
    const gsize close = sf_skip_to(uri_text, 0, ">");
    if (close < uri_text.length)
        return sf_flaw_refuse(flaw, "no-opening-angle", close);
    const gsize blank = sf_skip_to(uri_text, 0, " \t\r\n");
    if (blank < uri_text.length)
        return sf_flaw_refuse(flaw, "blank-without-angles", blank);
    if (!parse_uri_text(entry, uri_text, flaw))
        return FALSE;
    /* sip:alice;day=tuesday@atlanta.com (RFC 3261 §19.1.3) is cut apart here: alice is no host. */
    const gsize at = sf_skip_outside(whole, end, '@');
    if (at < whole.length && sf_text_is_present(entry->uri.host) &&
        !sf_text_is_present(entry->uri.user))
        return sf_flaw_refuse(flaw, "needs-angles", end);
    parse_header_params(entry, end, flaw);
    return TRUE;
}

static gboolean parse_wildcard(SfNameAddr *entry, SfFlaw *flaw)
{
    const gsize i = sf_skip_lws(entry->whole, 1);
    entry->wildcard = TRUE;
    if (i < entry->whole.length) {
        sf_flaw_slight(flaw, "behind-wildcard", i);
        parse_header_params(entry, i, flaw);
    }
    return TRUE;
}

static gboolean is_wildcard(SfText whole)
{
    const gsize behind = sf_skip_lws(whole, 1);
    return sf_has_at(whole, 0, '*') && (behind == whole.length || whole.at[behind] == ';');
}

static gboolean parse_entry(SfText whole, SfNameAddr *entry, SfFlaw *flaw)
{
    sf_flaw_clear(flaw);
    *entry = (SfNameAddr){.whole = whole};
    if (whole.length == 0)
        return sf_flaw_refuse(flaw, "empty-entry", 0);
    if (is_wildcard(whole))
        return parse_wildcard(entry, flaw);
    const gsize open = sf_skip_outside(whole, 0, '<');
    return open < whole.length ? parse_bracketed(entry, open, flaw) : parse_bare(entry, flaw);
}

gboolean sf_name_addr_next(SfText *rest, SfNameAddr *entry, SfFlaw *flaw)
{
    SfText whole;
    if (!sf_list_next(rest, &whole))
        return FALSE;
    parse_entry(whole, entry, flaw);
    return TRUE;
}

gboolean sf_name_addr_parse(SfText value, SfNameAddr *entry, SfFlaw *flaw)
{
    return parse_entry(sf_text_trim(value), entry, flaw);
}
