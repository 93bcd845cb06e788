/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a 301 or 421 that was dealt with well still costs: time.
 */
#ifndef SIPFIX_DETOUR_H
#define SIPFIX_DETOUR_H

#include <json-glib/json-glib.h>

/**
 * How much later the call set out to where it was answered: seconds from the request that got the
 * 301 or 421 until the follow-up that got a 2xx, as both were sent past the place of capture. Had
 * that been the first request, nobody would have waited them.
 *
 * @param event  of the plugin (sipfix-event/2)
 * @return below 0 where no follow-up got a 2xx, or the request was not seen
 */
double sf_detour_of(JsonObject *event);

#endif
