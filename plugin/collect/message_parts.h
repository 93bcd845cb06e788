/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What else it takes to read a message: the frames that hold other parts of it, and the connection
 * that it came through. Whoever wants to show a message to others must hand these over too.
 */
#ifndef SIPFIX_MESSAGE_PARTS_H
#define SIPFIX_MESSAGE_PARTS_H

#include "plugin/compat.h"

#include "core/message/message.h"

/**
 * The frames that hold other parts of what this frame completes, by Wireshark's numbers.
 *
 * @param parts  set to their numbers, rising, in the packet's pool; untouched where there are none
 * @return how many
 */
guint sf_parts_of_frame(packet_info *pinfo, guint32 **parts);

/** Sets parts (by our numbers), n_parts (in the packet's pool) and in_connection of @message. */
void sf_parts_read(packet_info *pinfo, SfMessage *message);

#endif
