/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a reader of the ledger would ask for, all of it. */
#ifndef SIPFIX_LEDGER_ASK_H
#define SIPFIX_LEDGER_ASK_H

#include "core/ledger/ledger.h"

/**
 * Asks for everything that the ledger tells: what is shown must be text, and the bounds must hold.
 *
 * @param frames  how many there were
 * @return how each answer ended, and how many findings it has; to be freed
 */
char *ledger_tale(SfLedger *ledger, guint32 frames);

/** Asks in the middle of it, as Wireshark does for the frame that it reads, and for one before. */
void ledger_look(SfLedger *ledger, guint32 frame);

/** Has the whole family explained, in place of 301 and 421. */
void ledger_explain_all(SfLedger *ledger);

#endif
