/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a frame holds that nobody can look into: encrypted SIP, fragments without their other parts.
 * The ledger counts it, so that a report can say what it could not see.
 */
#ifndef SIPFIX_UNSEEN_H
#define SIPFIX_UNSEEN_H

#include "plugin/compat.h"

#include "core/ledger/ledger.h"

/** Looks the fields up. Once, when all dissectors are registered. */
void sf_coverage_init(void);

/** Adds the ids of the fields that sf_coverage_frame() needs in the tree. */
void sf_coverage_want(GArray *hfids);

/** Looks at one frame without SIP messages in it, or (for fragments put together) with them. */
void sf_coverage_frame(SfLedger *ledger, packet_info *pinfo, proto_tree *tree, guint n_messages);

#endif
