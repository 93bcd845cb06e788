/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests for a new address that never got there: by whom, and by which way. */
#ifndef SIPFIX_ASTRAY_H
#define SIPFIX_ASTRAY_H

#include "core/checks/course.h"

/** TRUE where @place is not the new address that the follow-up is for. @place: where the request
 * went. A name may stand for any address. */
gboolean sf_followup_is_surely_not_at(const SfFollowup *followup, SfText place);

/** The Route by which it went to the old server and was refused there, as its sender had added it
 * for the old place: the way to one is not the way to the other. NULL: no. */
const SfHeader *sf_followup_stale_route(const SfFollowup *followup);

/** TRUE where the client's own proxy, and not the client, sent it to the old server, and that
 * refused it. */
gboolean sf_followup_was_led_astray(const SfFollowup *followup);

/** TRUE where a telephone number, which names no server, was asked of the one that had sent it
 * away. */
gboolean sf_followup_went_back_with_number(const SfFollowup *followup);

/** TRUE where the target was never asked, in one of these ways or another. */
gboolean sf_followup_went_astray(const SfFollowup *followup);

#endif
