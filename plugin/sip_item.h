/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One SIP message, from the item "sip" of the tree and what stands below it. The SIP dissector says
 * where the first line and each header are; the values are the packet's own bytes.
 */
#ifndef SIPFIX_SIP_ITEM_H
#define SIPFIX_SIP_ITEM_H

#include "compat.h"

#include "message.h"

/** Looks the SIP dissector's fields up. Once, when all dissectors are registered. */
void sf_sip_item_init(void);

/** Adds the ids of the fields that must be in the tree. */
void sf_sip_item_want(GArray *hfids);

/** The id of the item "sip". */
int sf_sip_item_id(void);

/**
 * Fills @message with what stands in it, and whether all of it does; where it came from is not
 * touched.
 *
 * @param node     an item "sip"
 * @param message  all zero; its views are the packet's bytes, its headers in the packet's pool
 * @return FALSE where the item holds no message: data that the dissector could not place, a
 * keep-alive
 */
gboolean sf_sip_item_read(packet_info *pinfo, proto_node *node, SfMessage *message);

#endif
