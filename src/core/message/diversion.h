/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who forwards, and why: the Diversion header (RFC 5806), whose first entry is the latest, and
 * History-Info (RFC 7044), which tells the way in its order.
 */
#ifndef SIPFIX_DIVERSION_H
#define SIPFIX_DIVERSION_H

#include "core/message/message.h"

/** One entry of either header, as views into the message. */
typedef struct {
    SfText uri;
    SfText reason; /* why (Diversion): unconditional, user-busy...; absent: not told */
    SfText index;  /* where on the way (History-Info): 1.1; absent: not told */
    gboolean has_counter;
    guint32 counter; /* how often that one forwarded the call (Diversion); valid with has_counter */
} SfForwarder;

/**
 * The next entry of the message's headers of that name that can be read.
 *
 * @param name  SF_HEADER_DIVERSION or SF_HEADER_HISTORY_INFO
 * @param next  number of the entry, 0 at first; moved on
 * @return FALSE at the end
 */
gboolean sf_forwarder_next(const SfMessage *message, SfHeaderName name, guint *next,
                           SfForwarder *forwarder);

#endif
