/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Characters that no reader sees as what they are: they turn the direction of writing, take no room
 * or pass for a blank. A name that holds one is read as another than it is, so nobody should copy
 * it, or trust it.
 */
#ifndef SIPFIX_INVISIBLE_H
#define SIPFIX_INVISIBLE_H

#include "core/grammar/text.h"

/** What the text is: scripts that are written from right to left need marks of direction and
 * joiners in a name that people read; in an address nobody needs them. In an address they may also
 * stand escaped (%E2%80%AE). */
typedef enum { SF_INVISIBLE_IN_NAME, SF_INVISIBLE_IN_ADDRESS } SfInvisiblePlace;

/** Adds those of @text to @found (gunichar), each once, in order. Bytes that are no text, line
 * folds and tabs are none. */
void sf_invisible_note(GArray *found, SfText text, SfInvisiblePlace place);

/** TRUE where it holds one. */
gboolean sf_text_has_invisible(SfText text, SfInvisiblePlace place);

/** An address without them, in plain ASCII: what is none stands there as %HH, as the grammar wants
 * it (RFC 3261 §25.1). To be freed. */
GString *sf_address_without_invisible(SfText address);

#endif
