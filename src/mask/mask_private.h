/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of the mask share. */
#ifndef SIPFIX_MASK_PRIVATE_H
#define SIPFIX_MASK_PRIVATE_H

#include "mask/mask.h"

/** The replacement of a value, or NULL: it is new. Lent. */
const char *sf_mask_known(const SfMask *mask, const char *stem, const char *value, gsize length);

/** How many of that stem there are with the new one. */
guint sf_mask_next(SfMask *mask, const char *stem);

/** Remembers @replacement, which holds no blank and is taken over. @return it */
const char *sf_mask_learn(SfMask *mask, const char *stem, const char *value, gsize length,
                          char *replacement);

/** A number that somebody dials: digits are replaced one by one, all else stays. */
void sf_mask_number(SfMask *mask, SfText number, GString *out);

/** Appends a character that no address and no token may hold, if @original holds such: that it is
 * ill-formed stays. */
void sf_mask_flaw(SfText original, GString *out);

/** TRUE for what somebody may dial: digits and visual separators, + in front. */
gboolean sf_is_number(SfText text);

#endif
