/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small steps that the files of the grammar share. Every step looks at each byte once: the bytes
 * are a stranger's, and nothing may cost more than their number.
 */
#ifndef SIPFIX_SCAN_H
#define SIPFIX_SCAN_H

#include "core/grammar/grammar.h"

#include <string.h>

/** Kinds of characters (RFC 3261 §25.1); a character may be of several. Escapes are no kind:
 * whoever allows them looks for % before. */
typedef enum {
    SF_KIND_LWS = 1 << 0, /* white space; CR and LF stand in a value only as part of a fold */
    SF_KIND_DIGIT = 1 << 1,
    SF_KIND_TOKEN = 1 << 2,
    SF_KIND_UNRESERVED = 1 << 3,
    SF_KIND_RESERVED = 1 << 4,
    SF_KIND_USER = 1 << 5,
    SF_KIND_PASSWORD = 1 << 6,
    SF_KIND_URI_PARAM = 1 << 7,  /* paramchar */
    SF_KIND_URI_HEADER = 1 << 8, /* in hname and hvalue */
    SF_KIND_SCHEME = 1 << 9,
    SF_KIND_HOST_NAME = 1 << 10,
    SF_KIND_PHONE = 1 << 11, /* RFC 3966 §3, phonedigit-hex */
    SF_KIND_VISUAL = 1 << 12 /* RFC 3966 §3, visual-separator */
} SfCharKind;

/** SfCharKind of every byte. */
extern const guint16 sf_char_kinds[256];

/** TRUE where @c is of one of the @kinds. */
static inline gboolean sf_is(char c, guint kinds)
{
    return (sf_char_kinds[(guchar)c] & kinds) != 0;
}

/** As g_ascii_tolower(), without a call: names of headers and hosts are compared by the million. */
static inline char sf_lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static inline gboolean sf_is_one_of(char c, const char *set)
{
    for (; *set; set++)
        if (*set == c)
            return TRUE;
    return FALSE;
}

/** Offset of the first character from @i on that is of none of the @kinds; the length if there is
 *  none. */
static inline gsize sf_skip(SfText text, gsize i, guint kinds)
{
    while (i < text.length && sf_is(text.at[i], kinds))
        i++;
    return i;
}

static inline gsize sf_skip_lws(SfText text, gsize i)
{
    return sf_skip(text, i, SF_KIND_LWS);
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

/** TRUE where a %HH begins at @i. */
static inline gboolean sf_is_escape(SfText text, gsize i)
{
    return text.length - i >= 3 && text.at[i] == '%' && g_ascii_isxdigit(text.at[i + 1]) &&
           g_ascii_isxdigit(text.at[i + 2]);
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

/** Offset behind the > that closes the < at @open, or @open where it is not closed. */
gsize sf_bracket_end(SfText text, gsize open);

/** Offset of the first @stop from @i on that stands outside quotes and angle brackets, or the
 *  length; @stop may be < itself. A quote or < that is not closed hides nothing. */
gsize sf_skip_outside(SfText text, gsize i, char stop);

/** Parts of hostport (RFC 3261 §25.1), or of Via's sent-by. */
typedef struct {
    SfText host; /* without brackets */
    guint port;  /* 0: none */
} SfHostPort;

/** Splits `host[:port]`, which must fill @text. Offsets in *@flaw are relative to it. */
gboolean sf_host_port_parse(SfText text, SfHostPort *parts, SfFlaw *flaw);

/** Appends the host in its one canonical form; an IPv6 address in brackets. */
void sf_host_append(GString *out, SfText host);

/** Appends the text with each character in its one canonical form: what URIs may hold plain, plain,
 *  everything else as %HH. */
void sf_escaped_append(GString *out, SfText text);

#endif
