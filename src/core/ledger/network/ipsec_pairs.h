/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who speaks to whom inside IPsec. A registration that was asked for a security agreement goes on
 * there, where no SIP can be seen (RFC 3329, TS 33.203): that is no silence.
 */
#ifndef SIPFIX_IPSEC_PAIRS_H
#define SIPFIX_IPSEC_PAIRS_H

#include "core/ledger/answer.h"

typedef struct SfIpsecPairs SfIpsecPairs;

/** Empty; to be freed with sf_ipsec_pairs_free(), which lets go of the stories that wait. */
SfIpsecPairs *sf_ipsec_pairs_new(void);
void sf_ipsec_pairs_free(SfIpsecPairs *pairs);

/** An answer that asks for the agreement: the first packet in IPsec between its two sides is waited
 * for, unless they had IPsec before. Holds a reference to its story.
 *
 * @return FALSE: they had
 */
gboolean sf_ipsec_pairs_await(SfIpsecPairs *pairs, SfAnswer *answer);

/** A packet in IPsec. @return the answer that waited for it, once; its story is held by @story,
 * which is to be unreferenced. NULL: none. */
SfAnswer *sf_ipsec_pairs_note(SfIpsecPairs *pairs, SfText a, SfText b, SfStory **story);

#endif
