/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which characters may stand where, as a table: every byte of every Via and Contact is looked up.
 */
#include "core/grammar/chars.h"

#define BETWEEN(c, low, high) ((c) >= (low) && (c) <= (high))
#define IS_DIGIT(c)           BETWEEN(c, '0', '9')
#define IS_ALNUM(c)           (IS_DIGIT(c) || BETWEEN(c, 'A', 'Z') || BETWEEN(c, 'a', 'z'))
#define IS_HEX(c)             (IS_DIGIT(c) || BETWEEN(c, 'A', 'F') || BETWEEN(c, 'a', 'f'))

#define IS_LWS(c)    ((c) == ' ' || (c) == '\t' || (c) == '\r' || (c) == '\n')
#define IS_VISUAL(c) ((c) == '-' || (c) == '.' || (c) == '(' || (c) == ')')
#define IS_MARK(c)                                                                                 \
    (IS_VISUAL(c) || (c) == '_' || (c) == '!' || (c) == '~' || (c) == '*' || (c) == '\'')
#define IS_TOKEN(c)                                                                                \
    (IS_ALNUM(c) || (c) == '-' || (c) == '.' || (c) == '!' || (c) == '%' || (c) == '*' ||          \
     (c) == '_' || (c) == '+' || (c) == '`' || (c) == '\'' || (c) == '~')
#define IS_RESERVED(c)                                                                             \
    ((c) == ';' || (c) == '/' || (c) == '?' || (c) == ':' || (c) == '@' || (c) == '&' ||           \
     (c) == '=' || (c) == '+' || (c) == '$' || (c) == ',')
#define IS_UNRESERVED(c) (IS_ALNUM(c) || IS_MARK(c))
#define IS_USER(c)       (IS_UNRESERVED(c) || (IS_RESERVED(c) && (c) != ':' && (c) != '@'))
#define IS_PASSWORD(c)   (IS_USER(c) && (c) != ';' && (c) != '?' && (c) != '/')
#define IS_URI_PARAM(c)                                                                            \
    (IS_UNRESERVED(c) || (c) == '[' || (c) == ']' || (c) == '/' || (c) == ':' || (c) == '&' ||     \
     (c) == '+' || (c) == '$')
#define IS_URI_HEADER(c) ((IS_URI_PARAM(c) && (c) != '&') || (c) == '?')
#define IS_SCHEME(c)     (IS_ALNUM(c) || (c) == '+' || (c) == '-' || (c) == '.')
#define IS_HOST_NAME(c)  (IS_ALNUM(c) || (c) == '-' || (c) == '.')
#define IS_PHONE(c)      (IS_HEX(c) || IS_VISUAL(c) || (c) == '*' || (c) == '#')

#define KINDS_1(c)                                                                                 \
    ((IS_LWS(c) ? SF_KIND_LWS : 0) | (IS_DIGIT(c) ? SF_KIND_DIGIT : 0) |                           \
     (IS_TOKEN(c) ? SF_KIND_TOKEN : 0) | (IS_UNRESERVED(c) ? SF_KIND_UNRESERVED : 0) |             \
     (IS_RESERVED(c) ? SF_KIND_RESERVED : 0) | (IS_USER(c) ? SF_KIND_USER : 0) |                   \
     (IS_PASSWORD(c) ? SF_KIND_PASSWORD : 0) | (IS_URI_PARAM(c) ? SF_KIND_URI_PARAM : 0) |         \
     (IS_URI_HEADER(c) ? SF_KIND_URI_HEADER : 0) | (IS_SCHEME(c) ? SF_KIND_SCHEME : 0) |           \
     (IS_HOST_NAME(c) ? SF_KIND_HOST_NAME : 0) | (IS_PHONE(c) ? SF_KIND_PHONE : 0) |               \
     (IS_VISUAL(c) ? SF_KIND_VISUAL : 0))
#define KINDS_4(c)  KINDS_1(c), KINDS_1((c) + 1), KINDS_1((c) + 2), KINDS_1((c) + 3)
#define KINDS_16(c) KINDS_4(c), KINDS_4((c) + 4), KINDS_4((c) + 8), KINDS_4((c) + 12)

/* The rest, what is not ASCII, is of no kind. */
const guint16 sf_char_kinds[256] = {KINDS_16(0x00), KINDS_16(0x10), KINDS_16(0x20), KINDS_16(0x30),
                                    KINDS_16(0x40), KINDS_16(0x50), KINDS_16(0x60), KINDS_16(0x70)};
