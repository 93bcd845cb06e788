/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conversation Filter > SIP Fix: all packets of one call's tale. */
#ifndef SIPFIX_STORY_FILTER_H
#define SIPFIX_STORY_FILTER_H

#include "core/ledger/ledger.h"

/** Registers the filter. @current gives the ledger of the capture that is open, or NULL. */
void sf_story_filter_register(SfLedger *(*current)(void));

#endif
