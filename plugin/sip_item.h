/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One SIP message, from the item "sip" of the tree. The SIP dissector says where a message is, on
 * whatever transport and however reassembled; its bytes are read by core (message_read.h). To have
 * the dissector make a field of each header of each message would double what the plugin costs,
 * and Wireshark 4.0 makes none in a message that the capture cut.
 */
#ifndef SIPFIX_SIP_ITEM_H
#define SIPFIX_SIP_ITEM_H

#include "compat.h"

#include "core/message/message.h"

/** Looks the SIP dissector up. Once, when all dissectors are registered. */
void sf_sip_item_init(void);

/** Adds the ids of the fields that must be in the tree. */
void sf_sip_item_want(GArray *hfids);

/** The id of the item "sip". */
int sf_sip_item_id(void);

/** The bytes that the item covers, as far as they were captured; absent: none. Cannot throw. */
SfText sf_sip_item_bytes(const field_info *item);

/**
 * Fills @message with what stands in it, and whether all of it does; where it came from is not
 * touched.
 *
 * @param node     an item "sip"
 * @param message  all zero but for frame, part and quoted; its views are the packet's bytes, and
 *                 its headers last until the next message is read
 * @return FALSE where the item holds no message: data that the dissector could not place, a
 *         keep-alive
 */
gboolean sf_sip_item_read(packet_info *pinfo, proto_node *node, SfMessage *message);

#endif
