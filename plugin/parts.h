/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What else it takes to read a message: the frames that hold other parts of it, and the connection
 * that it came through. Whoever wants to show a message to others must hand these over too.
 */
#ifndef SIPFIX_PARTS_H
#define SIPFIX_PARTS_H

#include "compat.h"

#include "message.h"

/** Sets parts, n_parts (in the packet's pool) and in_connection of @message. */
void sf_parts_read(packet_info *pinfo, SfMessage *message);

#endif
