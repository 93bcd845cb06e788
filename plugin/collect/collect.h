/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the SIP dissector's tree of one frame to SfMessage. Only the first pass over a capture has
 * the fields that are wanted here, so that is when the ledger is filled; everything later is shown
 * from it.
 */
#ifndef SIPFIX_COLLECT_H
#define SIPFIX_COLLECT_H

#include "plugin/compat.h"

#include "core/ledger/ledger.h"

/** Looks the SIP dissector's fields up. Once, when all dissectors are registered. */
void sf_collect_init(void);

/** Adds the ids of the fields that sf_collect_frame() needs in the tree. */
void sf_collect_want(GArray *hfids);

/**
 * Hands every SIP message of the frame to @ledger, in wire order. A message quoted in an ICMP
 * error, or carried as the body of another one, was not sent, and is none.
 *
 * @param tree  of the frame, with the wanted fields in it; NULL: nothing can be told
 * @return how many messages were sent in it
 */
guint sf_collect_frame(SfLedger *ledger, packet_info *pinfo, proto_tree *tree);

#endif
