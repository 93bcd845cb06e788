/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A session description (RFC 8866), reduced to addresses, media and codecs. */
#ifndef SIPFIX_MASK_SDP_H
#define SIPFIX_MASK_SDP_H

#include "mask/mask.h"

void sf_mask_sdp(SfMask *mask, SfText body, GString *out);

#endif
