/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a line of the plugin (sipfix-event/2) to an event. A member of another type than it should
 * have counts as absent.
 */
#ifndef SIPFIX_EVENT_READ_H
#define SIPFIX_EVENT_READ_H

#include <json-glib/json-glib.h>

#include "problems/event.h"

/** Reads @object, which the event keeps. Never fails: what is not understood is absent. To be freed
 * with sf_event_free(). */
SfEvent *sf_event_read(JsonObject *object);

/** What an event of sf_event_read() was read from: all that the line says. Lent. */
JsonObject *sf_event_object(const SfEvent *event);

#endif
