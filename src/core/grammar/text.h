/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A view into somebody else's bytes: a header value, a part of a URI. Nothing is copied and nothing
 * is NUL-terminated; the bytes are a stranger's and need not be UTF-8. A view lives as long as the
 * bytes it looks at (in practice: the message it came from).
 */
#ifndef SIPFIX_TEXT_H
#define SIPFIX_TEXT_H

#include <string.h>

#include "core/grammar/chars.h"

/* The smallest of them are asked a hundred times for each message, and stand here to spare the
 * call. */

/** A view of a NUL-terminated string; NULL gives the absent text. */
static inline SfText sf_text(const char *string)
{
    return string ? (SfText){string, strlen(string)} : SF_TEXT_NONE;
}

/** TRUE where the text is present at all (an empty value is present). */
static inline gboolean sf_text_is_present(SfText text)
{
    return text.at != NULL;
}

/** Bytewise equality; an absent text equals only an absent one. */
static inline gboolean sf_text_equal(SfText a, SfText b)
{
    return a.length == b.length && sf_text_is_present(a) == sf_text_is_present(b) &&
           (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

/** As sf_text_equal(), without regard to the case of ASCII letters: how SIP compares tokens
 *  (RFC 3261 §7.3.1). */
gboolean sf_text_equal_nocase(SfText a, SfText b);

/** The part of the text from byte @from on, at most @length bytes; both are clipped to the text.
 *  G_MAXSIZE as @length: all the rest. A part of the absent text is absent. */
static inline SfText sf_text_slice(SfText text, gsize from, gsize length)
{
    if (!sf_text_is_present(text))
        return SF_TEXT_NONE;
    from = MIN(from, text.length);
    return (SfText){text.at + from, MIN(length, text.length - from)};
}

/** The text without linear white space, folds included, at both ends (RFC 3261 §25.1, LWS). */
static inline SfText sf_text_trim(SfText text)
{
    const gsize from = sf_skip_lws(text, 0);
    gsize to = text.length;
    while (to > from && sf_is(text.at[to - 1], SF_KIND_LWS))
        to--;
    return sf_text_slice(text, from, to - from);
}

/** Offset of the first @byte, or -1. */
static inline gssize sf_text_find(SfText text, char byte)
{
    const char *found = text.length > 0 ? (const char *)memchr(text.at, byte, text.length) : NULL;
    return found ? found - text.at : -1;
}

/** TRUE where the text is a token of RFC 3261 §25.1: not empty, token characters only. */
gboolean sf_text_is_token(SfText text);

/** TRUE for a character that a token may hold (RFC 3261 §25.1). */
gboolean sf_is_token_char(char c);

/** A NUL-terminated copy, to be freed with g_free(); "" for the absent text. A NUL among the bytes
 *  ends it early for whoever reads it as a string: for showing, take sf_text_show(). */
char *sf_text_dup(SfText text);

/** TRUE where it is shown as it is, as nearly every text: printable ASCII. */
gboolean sf_text_is_plain(SfText text);

/**
 * A copy fit for showing: valid UTF-8 in one line, whatever comes in. Invalid bytes and ASCII
 * controls are written as \x1b; other controls, line separators and invisible format characters,
 * the ones that turn the direction of writing among them, as \u{202e}; a fold as one blank. To be
 * freed with g_free(). Escaping for HTML, CSV, JSON is the caller's own.
 */
char *sf_text_show(SfText text);

/** Adds the number as digits: what is written for each frame cannot wait for printf(). */
void sf_append_number(GString *out, guint64 number);

/** As sf_text_show(), for what stood between quotes: \" and \\ lose their backslash (RFC 3261
 *  §25.1, quoted-pair). To be freed with g_free(). */
char *sf_text_show_quoted(SfText text);

/**
 * A copy of a NUL-terminated UTF-8 @string of at most @limit bytes, cut at a character and ended by
 * an ellipsis where it was cut (none where @limit is below the ellipsis' own 3 bytes). To be freed
 * with g_free().
 */
char *sf_text_shorten(const char *string, gsize limit);

#endif
