/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Problems, answers and moved addresses of a capture as tables: in the window under Telephony, with
 * `tshark -z sipfix,problems|answers|moved[,FILTER]` in print. They are fed by src/problems, as the
 * report is, so the numbers are the report's.
 *
 * A filter chooses whose rows are shown: those of answers that pass it. What a row counts is the
 * whole capture's.
 */
#ifndef SIPFIX_TABLES_H
#define SIPFIX_TABLES_H

#include "plugin/compat.h"

#include "core/ledger/ledger.h"

/** @param current  gives the ledger of the capture that is open, not owned; NULL: none is */
void sf_tables_register(SfLedger *(*current)(void));

#endif
