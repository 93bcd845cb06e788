/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Splitting URIs: sip and sips (RFC 3261 §19.1.1, §25.1), tel (RFC 3966 §3), others. */
#include "core/grammar/scan.h"

#define SIP_PORT  5060u
#define SIPS_PORT 5061u

/* Every character of @part, a part of @whole, must be of these kinds or escaped. The parts are
 * clear in any case, so the flaw is a slight one: who does not ask for flaws need not wait. */
static void check_chars(SfText whole, SfText part, guint kinds, const char *reason, SfFlaw *flaw)
{
    for (gsize i = 0; flaw && i < part.length; i++) {
        if (sf_is_escape(part, i)) {
            i += 2;
            continue;
        }
        if (sf_is(part.at[i], kinds))
            continue;
        const gsize at = (gsize)(part.at - whole.at) + i;
        sf_flaw_slight(flaw, part.at[i] == '%' ? "percent" : reason, at);
        return;
    }
}

/* ---- sip and sips ---- */

/* Reads userinfo, which ends before the @ at @at; @from is its first byte. */
static void parse_userinfo(SfText text, gsize from, gsize at, SfUri *uri, SfFlaw *flaw)
{
    const SfText userinfo = sf_text_slice(text, from, at - from);
    const gsize colon = sf_skip_to(userinfo, 0, ":");
    uri->user = sf_text_slice(userinfo, 0, colon);
    if (colon < userinfo.length)
        uri->password = sf_text_slice(userinfo, colon + 1, G_MAXSIZE);
    if (uri->user.length == 0)
        sf_flaw_slight(flaw, "no-user", from);
    check_chars(text, uri->user, SF_KIND_USER, "user-character", flaw);
    check_chars(text, uri->password, SF_KIND_PASSWORD, "password-character", flaw);
}

/* *( ";" pname [ "=" pvalue ] ) */
static void check_uri_params(SfText whole, SfText params, SfFlaw *flaw)
{
    for (gsize i = 0, end = 0; flaw && i < params.length; i = end) {
        end = sf_skip_to(params, i + 1, ";");
        const SfText param = sf_text_slice(params, i + 1, end - i - 1);
        const gsize equal = sf_skip_to(param, 0, "=");
        const gsize at = (gsize)(param.at - whole.at);
        const SfText value = sf_text_slice(param, equal + 1, G_MAXSIZE);
        if (equal == 0)
            sf_flaw_slight(flaw, "no-parameter", at);
        else if (equal < param.length && value.length == 0)
            sf_flaw_slight(flaw, "no-value", at + param.length);
        check_chars(whole, sf_text_slice(param, 0, equal), SF_KIND_URI_PARAM,
                    "escaped-parameter-character", flaw);
        check_chars(whole, value, SF_KIND_URI_PARAM, "escaped-parameter-character", flaw);
    }
}

/* header *( "&" header ), header = hname "=" hvalue */
static void check_uri_headers(SfText whole, SfText headers, SfFlaw *flaw)
{
    static const char *const reason = "header-character";
    SfParam header;
    while (flaw && sf_uri_header_next(&headers, &header)) {
        const gsize at = (gsize)(header.name.at - whole.at);
        if (header.name.length == 0)
            sf_flaw_slight(flaw, "no-header-name", at);
        else if (!sf_text_is_present(header.value))
            sf_flaw_slight(flaw, "header-without-value", at + header.name.length);
        check_chars(whole, header.name, SF_KIND_URI_HEADER, reason, flaw);
        check_chars(whole, header.value, SF_KIND_URI_HEADER, reason, flaw);
    }
}

/* Takes ;params and ?headers, from @i on. */
static void parse_tail(SfText text, gsize i, SfUri *uri, SfFlaw *flaw)
{
    const gsize question = sf_skip_to(text, i, "?");
    if (question > i) {
        uri->params = sf_text_slice(text, i, question - i);
        check_uri_params(text, uri->params, flaw);
    }
    if (question == text.length)
        return;
    uri->headers = sf_text_slice(text, question + 1, G_MAXSIZE);
    check_uri_headers(text, uri->headers, flaw);
}

/* A user may hold ; ? and / , and neither parameters nor headers an @ : the first @, if any, ends
 * the user part. */
static gboolean parse_sip(SfText text, gsize i, SfUri *uri, SfFlaw *flaw)
{
    const gsize at = sf_skip_to(text, i, "@");
    if (at < text.length) {
        parse_userinfo(text, i, at, uri, flaw);
        i = at + 1;
    }
    const gsize semicolon = sf_skip_to(text, i, ";");
    const gsize question = sf_skip_to(text, i, "?");
    const gsize end = MIN(semicolon, question);
    const gsize second = sf_skip_to(text, i, "@");
    if (second < end)
        return sf_flaw_refuse(flaw, "second-at", second);
    SfHostPort parts;
    SfFlaw host_flaw = {0};
    const gboolean good = sf_host_port_parse(sf_text_slice(text, i, end - i), &parts, &host_flaw);
    uri->host = parts.host;
    uri->port = parts.port;
    if (!good)
        return sf_flaw_refuse(flaw, host_flaw.reason, i + host_flaw.at);
    if (host_flaw.reason)
        sf_flaw_slight(flaw, host_flaw.reason, i + host_flaw.at);
    parse_tail(text, end, uri, flaw);
    return TRUE;
}

/* ---- tel and others ---- */

static gboolean parse_tel(SfText text, gsize i, SfUri *uri, SfFlaw *flaw)
{
    const gsize end = sf_skip_to(text, i, ";");
    uri->user = sf_text_slice(text, i, end - i);
    const gboolean global = sf_has_at(text, i, '+');
    const SfText digits = sf_text_slice(uri->user, global ? 1 : 0, G_MAXSIZE);
    gboolean some = FALSE;
    for (gsize d = 0; d < digits.length && !some; d++)
        some = !sf_is(digits.at[d], SF_KIND_VISUAL);
    if (!some)
        return sf_flaw_refuse(flaw, "no-number", i);
    const gsize bad = sf_skip(digits, 0, SF_KIND_PHONE);
    if (bad < digits.length)
        sf_flaw_slight(flaw, "number-character", i + (global ? 1 : 0) + bad);
    uri->params = end < text.length ? sf_text_slice(text, end, G_MAXSIZE) : SF_TEXT_NONE;
    check_uri_params(text, uri->params, flaw);
    return TRUE;
}

static gboolean parse_other(SfText text, gsize i, SfUri *uri, SfFlaw *flaw)
{
    uri->opaque = sf_text_slice(text, i, G_MAXSIZE);
    if (uri->opaque.length == 0)
        return sf_flaw_refuse(flaw, "empty-scheme", i);
    check_chars(text, uri->opaque, SF_KIND_UNRESERVED | SF_KIND_RESERVED, "uri-character", flaw);
    return TRUE;
}

/* ---- the whole ---- */

static SfScheme scheme_of(SfText name)
{
    static const char *const names[] = {"sip", "sips", "tel"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (sf_text_equal_nocase(name, sf_text(names[i])))
            return (SfScheme)i;
    return SF_SCHEME_OTHER;
}

/* Nobody agrees on where a URI with a blank in it ends. */
static gboolean refuse_blanks(SfText text, SfFlaw *flaw)
{
    if (sf_text_is_plain(text) && sf_text_find(text, ' ') < 0) /* as nearly always */
        return TRUE;
    for (gsize i = 0; i < text.length; i++)
        if (sf_is(text.at[i], SF_KIND_LWS))
            return sf_flaw_refuse(flaw, "blank-in-uri", i);
        else if (g_ascii_iscntrl(text.at[i]))
            return sf_flaw_refuse(flaw, "control-character", i);
    return TRUE;
}

gboolean sf_uri_parse(SfText text, SfUri *uri, SfFlaw *flaw)
{
    sf_flaw_clear(flaw);
    *uri = (SfUri){.whole = text, .scheme = SF_SCHEME_OTHER};
    if (text.length == 0)
        return sf_flaw_refuse(flaw, "no-uri", 0);
    if (!refuse_blanks(text, flaw))
        return FALSE;
    const gsize colon = sf_skip(text, 0, SF_KIND_SCHEME);
    if (!sf_has_at(text, colon, ':') || !g_ascii_isalpha(text.at[0]))
        return sf_flaw_refuse(flaw, "no-scheme", 0);
    uri->scheme_name = sf_text_slice(text, 0, colon);
    uri->scheme = scheme_of(uri->scheme_name);
    switch (uri->scheme) {
    case SF_SCHEME_SIP:
    case SF_SCHEME_SIPS:
        return parse_sip(text, colon + 1, uri, flaw);
    case SF_SCHEME_TEL:
        return parse_tel(text, colon + 1, uri, flaw);
    case SF_SCHEME_OTHER:
    default:
        return parse_other(text, colon + 1, uri, flaw);
    }
}

/* ---- asking a URI ---- */

gboolean sf_uri_param(const SfUri *uri, const char *name, SfParam *param)
{
    const SfText wanted = sf_text(name);
    SfText rest = uri->params;
    while (sf_text_is_present(rest))
        if (sf_param_next(&rest, param, NULL) && sf_escaped_compare(param->name, wanted, TRUE) == 0)
            return TRUE;
    return FALSE;
}

static gboolean is_tls(const SfUri *uri)
{
    SfParam transport;
    return uri->scheme == SF_SCHEME_SIPS ||
           (sf_uri_param(uri, "transport", &transport) &&
            sf_escaped_compare(transport.value, sf_text("tls"), TRUE) == 0);
}

guint sf_uri_effective_port(const SfUri *uri)
{
    if (uri->scheme != SF_SCHEME_SIP && uri->scheme != SF_SCHEME_SIPS)
        return 0;
    if (uri->port != 0)
        return uri->port;
    return is_tls(uri) ? SIPS_PORT : SIP_PORT;
}

gboolean sf_uri_header_next(SfText *rest, SfParam *header)
{
    const SfText text = *rest;
    *rest = SF_TEXT_NONE;
    *header = (SfParam){0};
    if (!sf_text_is_present(text))
        return FALSE;
    const gsize end = sf_skip_to(text, 0, "&");
    const SfText pair = sf_text_slice(text, 0, end);
    const gsize equal = sf_skip_to(pair, 0, "=");
    header->name = sf_text_slice(pair, 0, equal);
    if (equal < pair.length)
        header->value = sf_text_slice(pair, equal + 1, G_MAXSIZE);
    if (end < text.length)
        *rest = sf_text_slice(text, end + 1, G_MAXSIZE);
    return TRUE;
}

/* Bytes before ;params and ?headers. */
static gsize head_length(const SfUri *uri)
{
    if (sf_text_is_present(uri->params))
        return (gsize)(uri->params.at - uri->whole.at);
    if (sf_text_is_present(uri->headers))
        return (gsize)(uri->headers.at - uri->whole.at) - 1;
    return uri->whole.length;
}

char *sf_uri_for_request(const SfUri *uri)
{
    if (uri->scheme != SF_SCHEME_SIP && uri->scheme != SF_SCHEME_SIPS)
        return sf_text_dup(uri->whole);
    GString *request = g_string_new_len(uri->whole.at, (gssize)head_length(uri));
    for (gsize i = 0, end = 0; i < uri->params.length; i = end) {
        end = sf_skip_to(uri->params, i + 1, ";");
        const SfText param = sf_text_slice(uri->params, i, end - i);
        const SfText name = sf_text_slice(param, 1, sf_skip_to(param, 1, "=") - 1);
        if (sf_escaped_compare(name, sf_text("method"), TRUE) != 0)
            g_string_append_len(request, param.at, (gssize)param.length);
    }
    return g_string_free(request, FALSE);
}
