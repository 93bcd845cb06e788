/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small steps that the files of the grammar share. Every step looks at each byte once: the bytes
 * are a stranger's, and nothing may cost more than their number.
 */
#ifndef SIPFIX_SCAN_H
#define SIPFIX_SCAN_H

#include <string.h>

#include "core/grammar/grammar.h"

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

/** Takes the character at *@i, escaped or plain; a % without two digits is itself. Numbers of equal
 * characters are equal; a reserved one (RFC 2396 §2.2) that is escaped is another than that one. */
int sf_escaped_next(SfText text, gsize *i, gboolean fold_case);

/** Appends the text with each character in its one canonical form: what URIs may hold plain, plain,
 *  everything else as %HH. */
void sf_escaped_append(GString *out, SfText text);

#endif
