/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of several new addresses: which of them rang at the same time. */
#ifndef SIPFIX_CHOICE_FACTS_H
#define SIPFIX_CHOICE_FACTS_H

#include "core/ledger/answer.h"

/** Adds to @frames (guint32) those in which the new addresses of @answer rang that rang at the same
 * time: what the fact "rang_at_once" names. */
void sf_add_ringing_at_once(const SfAnswer *answer, GArray *frames);

#endif
