/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Members of an event and of the objects in it, taken with care: another type than the one asked
 * for counts as absent.
 */
#ifndef SIPFIX_EVENT_MEMBERS_H
#define SIPFIX_EVENT_MEMBERS_H

#include <json-glib/json-glib.h>

/** Microseconds since 1970 of an event's time; G_MININT64 for NULL and for what is no time. */
gint64 sf_time_microseconds(const char *time);

/** The string that a node is; NULL where it is none. Lent. */
const char *sf_node_string(JsonNode *node);

/* Members of an object, where they are there and of that type. */
const char *sf_member_string(JsonObject *object, const char *name); /* else NULL */
gint64 sf_member_count(JsonObject *object, const char *name);       /* else, or below 0, 0 */
double sf_member_seconds(JsonObject *object, const char *name);     /* else -1 */
JsonObject *sf_member_object(JsonObject *object, const char *name); /* else NULL; lent */
JsonArray *sf_member_array(JsonObject *object, const char *name);   /* else NULL; lent */

#endif
