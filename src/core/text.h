/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A view into somebody else's bytes: a header value, a part of a URI. Nothing is copied and nothing
 * is NUL-terminated; the bytes are a stranger's and need not be UTF-8. A view lives as long as the
 * bytes it looks at (in practice: the message it came from).
 */
#ifndef SIPFIX_TEXT_H
#define SIPFIX_TEXT_H

#include <glib.h>

typedef struct {
    const char *at; /* NULL in the absent text, which also has length 0 */
    gsize length;   /* bytes */
} SfText;

#define SF_TEXT_NONE ((SfText){NULL, 0})

/** A view of a NUL-terminated string; NULL gives the absent text. */
SfText sf_text(const char *string);

/** TRUE where the text is present at all (an empty value is present). */
gboolean sf_text_is_present(SfText text);

/** Bytewise equality; an absent text equals only an absent one. */
gboolean sf_text_equal(SfText a, SfText b);

/** Equality of ASCII letters without regard to case, as SIP compares tokens (RFC 3261 §7.3.1). */
gboolean sf_text_equal_nocase(SfText a, SfText b);

/** The text without linear white space, folds included, at both ends (RFC 3261 §25.1, LWS). */
SfText sf_text_trim(SfText text);

/** The part of the text from byte @from on, at most @length bytes; both are clipped to the text. */
SfText sf_text_slice(SfText text, gsize from, gsize length);

/** Offset of the first @byte, or -1. */
gssize sf_text_find(SfText text, char byte);

/** TRUE where the text is a token of RFC 3261 §25.1: not empty, token characters only. */
gboolean sf_text_is_token(SfText text);

/** TRUE for a character that a token may hold (RFC 3261 §25.1). */
gboolean sf_is_token_char(char c);

/** A NUL-terminated copy, to be freed with g_free(); "" for the absent text. */
char *sf_text_dup(SfText text);

/**
 * A copy fit for showing: valid UTF-8, control characters and invalid bytes written as \xNN, folds
 * as one blank. To be freed with g_free().
 */
char *sf_text_show(SfText text);

/**
 * A copy of a NUL-terminated UTF-8 @string of at most @limit bytes, cut at a character and ended by
 * an ellipsis where it was cut. To be freed with g_free().
 */
char *sf_text_shorten(const char *string, gsize limit);

#endif
