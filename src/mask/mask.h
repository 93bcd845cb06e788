/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Putting other values in the place of those that tell who called whom: users, hosts, addresses,
 * numbers, names, Call-IDs, tags, branches. The same value gets the same replacement as long as the
 * mask lives, numbered in the order of first appearance, so that there is no way back without it.
 * What the checks look at stays: kind and reach of an address, whether two names have one owner,
 * length of a number.
 */
#ifndef SIPFIX_MASK_H
#define SIPFIX_MASK_H

#include "core/grammar/text.h"

typedef struct SfMask SfMask;

SfMask *sf_mask_new(void);
void sf_mask_free(SfMask *mask);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SfMask, sf_mask_free)

/** Takes over what another mask knew, as sf_mask_remember() wrote it. */
void sf_mask_recall(SfMask *mask, const char *memory);

/** All that the mask knows, for sf_mask_recall(). To be freed with g_free(). */
char *sf_mask_remember(const SfMask *mask);

/** Appends a number to @stem that is the same for the same @value: "call1" for a Call-ID. Kinds are
 * told apart by their stems. */
void sf_mask_token(SfMask *mask, const char *stem, SfText value, GString *out);

/** The tag of From or To. One that tells what software made it goes on telling that. */
void sf_mask_tag(SfMask *mask, SfText tag, GString *out);

/** An IP literal (without brackets) or a name, of which case and closing dot do not count. */
void sf_mask_host(SfMask *mask, SfText host, GString *out);

/** The address behind the bytes (4 or 16), in place. */
void sf_mask_address(SfMask *mask, guint8 *address, gsize length);

/**
 * A whole header value, well-formed or not: white space, punctuation and the words of SIP stay, all
 * other words are replaced as what they are by their place.
 *
 * @param stem  for words whose place tells nothing; "host": they are hosts
 */
void sf_mask_value(SfMask *mask, SfText value, const char *stem, GString *out);

/** What User-Agent or Server holds: a known product keeps its name and version. */
void sf_mask_product(SfMask *mask, SfText value, GString *out);

/** TRUE for a word of SIP that tells nothing about who called whom. */
gboolean sf_mask_knows_word(SfText word);

#endif
