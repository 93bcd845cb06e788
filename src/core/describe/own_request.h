/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an element makes of a request that it got: a proxy sends it on as it is, a back-to-back
 * agent (PBX, session border controller) makes one of its own. */
#ifndef SIPFIX_OWN_REQUEST_H
#define SIPFIX_OWN_REQUEST_H

#include "core/message/message.h"

/**
 * TRUE where @went is no copy of @came with a Via more. What no proxy may change shows it (RFC 3261
 * §16.6): Call-ID, CSeq or From tag is another, or From and Contact bear the sender's own address.
 */
gboolean sf_is_own_request(const SfMessage *came, const SfMessage *went);

/** TRUE where @went is @came with a Via more, as only a proxy sends it. */
gboolean sf_is_passed_on_whole(const SfMessage *came, const SfMessage *went);

/** What of these, and of To, is another one: "Call-ID, CSeq, From". Empty: nothing is. */
GString *sf_own_parts(const SfMessage *came, const SfMessage *went);

/** TRUE where both name the same user in that header: From, To. */
gboolean sf_is_same_user(const SfMessage *came, const SfMessage *went, SfHeaderName name);

#endif
