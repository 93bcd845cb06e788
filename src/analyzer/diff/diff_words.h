/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sentences of a comparison. Strings are to be freed with g_free(). */
#ifndef SIPFIX_DIFF_WORDS_H
#define SIPFIX_DIFF_WORDS_H

#include "analyzer/diff/diff.h"

/** "2 mended, 1 still there, 1 not seen again, 1 new." */
char *sf_diff_words_verdict(const SfDiff *diff);

/** "12 calls, 3 of them lost"; of a problem in a report. */
char *sf_diff_words_calls(JsonObject *problem);

/** What of a side could not be seen, or was not looked at though the @other was looked at for it,
 * as one sentence; NULL where there is nothing to doubt. */
char *sf_diff_words_doubt(const SfDiffSide *side, const SfDiffSide *other);

/** "46 captures, 61,233 SIP messages, 9,310 calls, 2026-11-21 08:59-18:00 UTC". */
char *sf_diff_words_looked(const SfDiffSide *side);

#endif
