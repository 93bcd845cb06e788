/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why nobody should copy or trust what an answer and its request name before somebody looked. */
#ifndef SIPFIX_CAUTION_H
#define SIPFIX_CAUTION_H

#include "core/ledger/answer.h"

/**
 * What the words of phrases.ini are called that ask for that look ([caution]); static. NULL: none
 * is needed.
 *
 * "acted-on": an old or new address, or an option tag, holds characters that shells, dial plans and
 * databases act on (quotes, $, ;, `, |, <, > or a - in front). "unseen": an address, a tag, or the
 * name of a person, a product or a call holds characters that no reader sees (unseen.h).
 */
const char *sf_answer_caution(const SfAnswer *answer);

/** "U+202E, U+2066 and 3 more": characters (gunichar) for a sentence; to be freed. */
char *sf_unseen_named(const GArray *found);

/** Those of the answer's names, else of its request's, so named; to be freed. NULL: there are none.
 */
char *sf_answer_unseen(const SfAnswer *answer);

/** The frame that shows them; 0: there are none. */
guint32 sf_answer_unseen_frame(const SfAnswer *answer);

#endif
