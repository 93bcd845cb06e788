/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A SIP message made anew from another one: what is not known to be harmless is not taken over.
 */
#ifndef SIPFIX_MASK_MESSAGE_H
#define SIPFIX_MASK_MESSAGE_H

#include "mask/mask.h"

/**
 * Appends the message. Start line and known headers come with other values (mask.h), in their
 * order; unknown ones, credentials and challenges are dropped. Of bodies, only SDP comes along,
 * reduced to addresses and codecs. Content-Length fits.
 *
 * @param bytes      the message, or the beginning of one
 * @param transport  what its topmost Via is to say, "TLS"; NULL: what it says
 */
void sf_mask_message(SfMask *mask, SfText bytes, const char *transport, GString *out);

#endif
