/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small steps that the files of the grammar share. Every step looks at each byte once: the bytes
 * are a stranger's, and nothing may cost more than their number.
 */
#ifndef SIPFIX_SCAN_H
#define SIPFIX_SCAN_H

#include "grammar.h"

#include <string.h>

typedef gboolean (*SfCharClass)(char c);

static inline gboolean sf_is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

/** Linear white space; CR and LF stand in a value only as part of a fold (RFC 3261 §25.1). */
static inline gboolean sf_is_lws(char c)
{
    return sf_is_one_of(c, " \t\r\n");
}

/** Offset of the first character from @i on that is not in @class; the length if there is none. */
static inline gsize sf_skip_while(SfText text, gsize i, SfCharClass class)
{
    while (i < text.length && class(text.at[i]))
        i++;
    return i;
}

static inline gsize sf_skip_lws(SfText text, gsize i)
{
    return sf_skip_while(text, i, sf_is_lws);
}

/** Offset of the first of the characters of @set from @i on; the length if there is none. */
static inline gsize sf_skip_to(SfText text, gsize i, const char *set)
{
    while (i < text.length && !sf_is_one_of(text.at[i], set))
        i++;
    return i;
}

static inline gboolean sf_has_at(SfText text, gsize i, char c)
{
    return i < text.length && text.at[i] == c;
}

/** Nothing wrong so far. @flaw may be NULL, here and below. */
static inline void sf_flaw_clear(SfFlaw *flaw)
{
    if (flaw)
        *flaw = (SfFlaw){0};
}

/** The value cannot be read: replaces a slight flaw. Always FALSE, to be returned. */
static inline gboolean sf_flaw_refuse(SfFlaw *flaw, const char *reason, gsize at)
{
    if (flaw)
        *flaw = (SfFlaw){.reason = reason, .at = at};
    return FALSE;
}

/** The grammar forbids it, but the parts are clear. The first one is kept. */
static inline void sf_flaw_slight(SfFlaw *flaw, const char *reason, gsize at)
{
    if (flaw && !flaw->reason)
        *flaw = (SfFlaw){.reason = reason, .at = at, .slight = TRUE};
}

/**
 * Offset behind the closing quote of the quoted string that opens at @open (RFC 3261 §25.1,
 * quoted-string), or @open where it is not closed.
 */
gsize sf_quote_end(SfText text, gsize open);

/** Parts of hostport (RFC 3261 §25.1), or of Via's sent-by. */
typedef struct {
    SfText host; /* without brackets */
    guint port;  /* 0: none */
} SfHostPort;

/** Splits `host[:port]`, which must fill @text. Offsets in *@flaw are relative to it. */
gboolean sf_host_port_parse(SfText text, SfHostPort *parts, SfFlaw *flaw);

/** Equality of two hosts: addresses by value, names without regard to case and closing dot. */
gboolean sf_host_equal(SfText a, SfText b);

/** Appends the host in its one canonical form; an IPv6 address in brackets. */
void sf_host_append(GString *out, SfText host);

/**
 * Compares two texts in which %HH may stand for a character (RFC 3261 §19.1.4): an escaped
 * character equals the plain one unless it is reserved (RFC 2396 §2.2). Below, at or above 0, for
 * sorting.
 */
int sf_escaped_compare(SfText a, SfText b, gboolean fold_case);

/** Appends the text with each character in its one canonical form: what URIs may hold plain, plain,
 *  everything else as %HH. */
void sf_escaped_append(GString *out, SfText text);

#endif
