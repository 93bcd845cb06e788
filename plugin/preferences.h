/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Protocols > SIP Fix, and -o sipfix.NAME: what the user may set. */
#ifndef SIPFIX_PREFERENCES_H
#define SIPFIX_PREFERENCES_H

#include "core/ledger/ledger.h"

/** Registers the preferences of @protocol. */
void sf_preferences_register(int protocol);

/** Sets a new ledger up as the user wants it: the window, the codes. */
void sf_preferences_apply(SfLedger *ledger);

/** TRUE: say why and how to fix it; FALSE: only the facts. */
gboolean sf_preferences_texts(void);

/** TRUE: a hint in the Info column. */
gboolean sf_preferences_info(void);

/** Findings below this severity are not shown. */
SfSeverity sf_preferences_floor(void);

#endif
