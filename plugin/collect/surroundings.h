/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where and when a message was sent, and in what. */
#ifndef SIPFIX_SURROUNDINGS_H
#define SIPFIX_SURROUNDINGS_H

#include "plugin/compat.h"

#include "core/message/message.h"

/** Looks the protocols up. Once, when all dissectors are registered. */
void sf_surroundings_init(void);

/** The frame's time, nanoseconds since 1970; 0 where it is no time that these could hold. */
gint64 sf_surroundings_time(const packet_info *pinfo);

/** Whether the capture says that packets before this one are missing. */
gboolean sf_surroundings_lost(const packet_info *pinfo);

/** The transport of a message that was seen in a UDP datagram: its top Via may know better. */
SfTransport sf_surroundings_datagram(const SfMessage *message);

/** The transport of a message without the packets that it came in. @param said  by whoever exported
 * it; its top Via may know better */
SfTransport sf_surroundings_exported(SfTransport said, const SfMessage *message);

/** Fills time, addresses, ports and transport of @message, whose headers are there already. */
void sf_surroundings_read(packet_info *pinfo, SfMessage *message);

#endif
