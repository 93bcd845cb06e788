/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Feeds bytes to every function of the grammar and checks what must hold whatever comes in: views
 * lie within the value, lists end, offsets of flaws are in the text, equal URIs have equal keys,
 * what is shown is UTF-8. Built for libFuzzer with -DSIPFIX_FUZZ=ON; replay.c runs it over files
 * without.
 */
#include "fuzz.h"

#include "core/grammar/grammar.h"

static void must_lie_within(SfText part, SfText whole)
{
    MUST(part.at || part.length == 0);
    if (part.at)
        MUST(part.at >= whole.at && part.at + part.length <= whole.at + whole.length);
}

static void must_be_sound(const SfFlaw *flaw, SfText text)
{
    MUST(flaw->reason || (flaw->at == 0 && !flaw->slight));
    MUST(flaw->at <= text.length);
    MUST(!flaw->reason || (g_utf8_validate(flaw->reason, -1, NULL) && strlen(flaw->reason) < 60));
}

static void feed_text(SfText text)
{
    g_autofree char *shown = sf_text_show(text);
    g_autofree char *quoted = sf_text_show_quoted(text);
    MUST(g_utf8_validate(shown, -1, NULL) && g_utf8_validate(quoted, -1, NULL));
    for (const char *at = shown; *at; at++)
        MUST(!g_ascii_iscntrl(*at));
    for (gsize limit = 0; limit < 8; limit++) {
        g_autofree char *cut = sf_text_shorten(shown, limit);
        MUST(strlen(cut) <= limit && g_utf8_validate(cut, -1, NULL));
    }
    must_lie_within(sf_text_trim(text), text);
    MUST(sf_text_equal(text, text) && sf_text_equal_nocase(text, text));
}

static void feed_params(SfText text)
{
    SfParam param;
    SfFlaw flaw;
    SfText rest = text;
    while (sf_text_is_present(rest)) {
        const SfText before = rest;
        const gboolean good = sf_param_next(&rest, &param, &flaw);
        must_be_sound(&flaw, before);
        must_lie_within(rest, before);
        MUST(!rest.at || rest.length < before.length);
        MUST(!good || (!flaw.reason && param.name.length > 0));
        must_lie_within(param.name, before);
        must_lie_within(param.value, before);
    }
    sf_param_find(text, "q", &param);
}

static void must_be_split(const SfUri *uri, SfText text)
{
    must_lie_within(uri->scheme_name, text);
    must_lie_within(uri->user, text);
    must_lie_within(uri->password, text);
    must_lie_within(uri->host, text);
    must_lie_within(uri->params, text);
    must_lie_within(uri->headers, text);
    must_lie_within(uri->opaque, text);
    MUST(uri->port <= G_MAXUINT16);
}

/* What one URI must hold by itself, refused or not: callers may ask it all the same. */
static void feed_uri(SfText text, SfUri *uri)
{
    SfFlaw flaw;
    SfParam param;
    const gboolean good = sf_uri_parse(text, uri, &flaw);
    must_be_sound(&flaw, text);
    MUST(good == (!flaw.reason || flaw.slight));
    must_be_split(uri, text);
    MUST(sf_uri_equal(uri, uri));
    sf_uri_effective_port(uri);
    sf_uri_param(uri, "transport", &param);
    sf_host_is_literal(text);
    g_autofree char *key = sf_uri_key(uri);
    g_autofree char *request = sf_uri_for_request(uri);
    MUST(g_str_is_ascii(key));
    if (!good || uri->scheme == SF_SCHEME_OTHER || uri->scheme == SF_SCHEME_TEL)
        return;
    /* What a client sends has no headers and no method left, and is the same place. */
    SfUri sent;
    MUST(sf_uri_parse(sf_text(request), &sent, NULL));
    MUST(!sf_uri_param(&sent, "method", &param) && !sf_text_is_present(sent.headers));
    g_autofree char *sent_key = sf_uri_key(&sent);
    MUST(strcmp(key, sent_key) == 0);
}

static void feed_uri_pair(SfText a, SfText b)
{
    SfUri one;
    SfUri other;
    feed_uri(a, &one);
    feed_uri(b, &other);
    const gboolean equal = sf_uri_equal(&one, &other);
    MUST(equal == sf_uri_equal(&other, &one));
    g_autofree char *key = sf_uri_key(&one);
    g_autofree char *other_key = sf_uri_key(&other);
    g_autofree char *who = sf_uri_user_at_host(&one);
    g_autofree char *other_who = sf_uri_user_at_host(&other);
    if (equal)
        MUST(strcmp(key, other_key) == 0 && strcmp(who, other_who) == 0);
}

static void feed_name_addr(SfText text)
{
    SfText rest = text;
    SfNameAddr entry;
    SfFlaw flaw;
    gsize n = 0;
    while (sf_name_addr_next(&rest, &entry, &flaw)) {
        MUST(++n <= text.length);
        must_lie_within(entry.whole, text);
        must_be_sound(&flaw, entry.whole);
        must_lie_within(entry.display_name, entry.whole);
        must_lie_within(entry.uri_text, entry.whole);
        must_lie_within(entry.params, entry.whole);
        must_be_split(&entry.uri, entry.whole);
        MUST((flaw.reason && !flaw.slight) || entry.wildcard ||
             sf_text_equal(entry.uri.whole, entry.uri_text));
        feed_params(entry.params);
    }
    sf_name_addr_parse(text, &entry, &flaw);
    must_be_sound(&flaw, entry.whole);
}

static void feed_values(SfText text)
{
    SfText rest = text;
    SfText entry;
    SfFlaw flaw;
    SfVia via;
    double q;
    guint32 seconds;
    if (sf_qvalue_parse(text, &q))
        MUST(q >= 0 && q <= 1);
    sf_delta_seconds_parse(text, &seconds);
    while (TRUE) {
        const SfText before = rest;
        if (!sf_token_next(&rest, &entry, &flaw))
            break;
        must_be_sound(&flaw, before);
        must_lie_within(entry, before);
        MUST((flaw.reason == NULL) == sf_text_is_token(entry));
    }
    if (!sf_via_parse(text, &via, &flaw))
        MUST(flaw.reason);
    must_be_sound(&flaw, text);
    must_lie_within(via.transport, text);
    must_lie_within(via.sent_by, text);
    must_lie_within(via.branch, text);
}

/* The first byte says which part of the grammar the rest is for, so that each is fed often. */
static void feed(char part, SfText text)
{
    const gssize line = sf_text_find(text, '\n');
    const gsize half = line < 0 ? text.length : (gsize)line;

    switch (part) {
    case 'p':
        feed_params(text);
        break;
    case 'u':
        feed_uri_pair(sf_text_slice(text, 0, half), sf_text_slice(text, half + 1, G_MAXSIZE));
        break;
    case 'n':
        feed_name_addr(text);
        break;
    case 'v':
        feed_values(text);
        break;
    default:
        feed_text(text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    /* A copy of exactly that size, so that a look past its end is seen. */
    g_autofree char *copy = g_malloc(size);
    memcpy(copy, data, size);
    const SfText text = {copy + 1, size - 1};
    feed(copy[0], text);
    return 0;
}
