/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the first request of each dialog offered, for as long as the dialog may last: a tag that was
 * offered at first and is missing later was forgotten, not unknown (RFC 4028 §7.4).
 */
#ifndef SIPFIX_DIALOGS_H
#define SIPFIX_DIALOGS_H

#include "core/ledger/answer.h"

typedef struct SfDialogs SfDialogs;

/** Empty; to be freed with sf_dialogs_free(). */
SfDialogs *sf_dialogs_new(void);
void sf_dialogs_free(SfDialogs *dialogs);

/** Notes the Supported of a first INVITE or SUBSCRIBE; forgets the dialog with BYE. Bounded: the
 * oldest go first. */
void sf_dialogs_note(SfDialogs *dialogs, const SfMessage *message);

/** TRUE where the first INVITE of a dialog with that Call-ID was seen, and no BYE. */
gboolean sf_dialogs_know(const SfDialogs *dialogs, SfText call_id);

/** Where @answer's request was made inside a dialog by the one who began it: sets what it offered
 * then; where it was made by the other one: what who answers had listed. */
void sf_dialogs_recall(const SfDialogs *dialogs, SfAnswer *answer);

#endif
