/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One SIP message, from the item "sip" of the tree. The SIP dissector says where a message is, on
 * whatever transport and however reassembled; its bytes are read by core (message_read.h). To have
 * the dissector make a field of each header of each message would double what the plugin costs,
 * and Wireshark 4.0 makes none in a message that the capture cut.
 */
#ifndef SIPFIX_SIP_ITEM_H
#define SIPFIX_SIP_ITEM_H

#include "plugin/compat.h"

#include "core/message/message.h"

/** Looks the SIP dissector up. Once, when all dissectors are registered. */
void sf_sip_item_init(void);

/** Adds the ids of the fields that must be in the tree. */
void sf_sip_item_want(GArray *hfids);

/** The id of the item "sip". */
int sf_sip_item_id(void);

/**
 * The bytes of the item's message, as far as they were captured: up to the next message, or to the
 * end of what was there. What stands behind its body may be with them. The same, whether somebody
 * looks at the tree or not. Cannot throw.
 *
 * @param next  the item of the message behind it; NULL: none
 * @return absent: none
 */
SfText sf_sip_item_bytes(const field_info *item, const field_info *next);

/**
 * Fills @message with what stands in it, and whether all of it does; where it came from is not
 * touched.
 *
 * @param item     an item "sip"
 * @param bytes    sf_sip_item_bytes()
 * @param message  all zero but for frame, part, quoted and closed; its views are the packet's
 * bytes, and its headers last until the next message is read
 * @return FALSE where the item holds no message: data that the dissector could not place, a
 *         keep-alive
 */
gboolean sf_sip_item_read(packet_info *pinfo, const field_info *item, SfText bytes,
                          SfMessage *message);

#endif
