/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a client does before it can send: connections that it opens, names that it looks for. The
 * ledger is told what came of it, for there may never be any SIP.
 */
#ifndef SIPFIX_ATTEMPTS_H
#define SIPFIX_ATTEMPTS_H

#include "plugin/compat.h"

#include "core/ledger/ledger.h"

/** Looks at one frame without SIP messages in it. */
void sf_attempts_frame(SfLedger *ledger, packet_info *pinfo);

#endif
