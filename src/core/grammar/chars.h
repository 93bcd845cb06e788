/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Characters, and the smallest steps from one to the next. Every step looks at each byte once: the
 * bytes are a stranger's, and nothing may cost more than their number.
 */
#ifndef SIPFIX_CHARS_H
#define SIPFIX_CHARS_H

#include <glib.h>
#include <string.h>

/** A view into bytes, see text.h. */
typedef struct {
    const char *at; /* NULL in the absent text, which also has length 0 */
    gsize length;   /* bytes */
} SfText;

#define SF_TEXT_NONE ((SfText){NULL, 0})

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

static inline gboolean sf_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/** Offset of the first character from @i on that is of none of the @kinds; the length if there is
 *  none. */
static inline gsize sf_skip(SfText text, gsize i, guint kinds)
{
    while (i < text.length && sf_is(text.at[i], kinds))
        i++;
    return i;
}

/** The same for what is long, four bytes at a step; @i is an offset in the text. */
static inline gsize sf_skip_long(SfText text, gsize i, SfCharKind kind)
{
    const guchar *at = (const guchar *)text.at;
    while (text.length - i >= 4 && (sf_char_kinds[at[i]] & sf_char_kinds[at[i + 1]] &
                                    sf_char_kinds[at[i + 2]] & sf_char_kinds[at[i + 3]] & kind))
        i += 4;
    return sf_skip(text, i, kind);
}

static inline gsize sf_skip_lws(SfText text, gsize i)
{
    return sf_skip(text, i, SF_KIND_LWS);
}

/** Offset of the first of the characters of @set from @i on; the length if there is none. */
static inline gsize sf_skip_to(SfText text, gsize i, const char *set)
{
    if (set[0] != '\0' && set[1] == '\0' && i < text.length) {
        const char *found = (const char *)memchr(text.at + i, set[0], text.length - i);
        return found ? (gsize)(found - text.at) : text.length;
    }
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

#endif
