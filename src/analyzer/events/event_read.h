/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a line of the plugin (sipfix-event/2) to an event. A member of another type than it should
 * have counts as absent.
 */
#ifndef SIPFIX_EVENT_READ_H
#define SIPFIX_EVENT_READ_H

#include <json-glib/json-glib.h>

#include "problems/event.h"
#include "reading/reading_types.h"

/** Reads @line, which must live as long as the event. Never fails: what is not understood is
 * absent. To be freed with sf_event_free(). */
SfEvent *sf_event_read(const SfEventLine *line);

/** The same of a text, which is copied. @return NULL where it is no object */
SfEvent *sf_event_read_text(const char *text, gsize length);

/** The same of what json-glib has read already. */
SfEvent *sf_event_of(JsonObject *object);

/** The line that an event was read from. Lent. */
const SfEventLine *sf_event_line(const SfEvent *event);

/** All that the line says, as json-glib has it: slow, for the few events that are shown whole.
 * Lent. */
JsonObject *sf_event_object(const SfEvent *event);

/** Who answered, and who was answered, by their addresses; with their ports where both are at one,
 * for there only the port tells who is who. NULL: not known. Lent. */
const char *sf_event_server_end(const SfEvent *event);
const char *sf_event_caller_end(const SfEvent *event);

/** TRUE where the server sent the answer by a connection that it opened itself, as that of the
 * request was gone (RFC 3261 §18.2.2): it is at the port of sent_to, and that of src is no
 * server's.
 */
gboolean sf_event_is_by_own_connection(const SfEvent *event);

#endif
