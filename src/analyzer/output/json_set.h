/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Members of a JSON object that are there only where something is known, as in events: unknown is
 * absent, neither null nor "".
 */
#ifndef SIPFIX_JSON_SET_H
#define SIPFIX_JSON_SET_H

#include <json-glib/json-glib.h>

/** Sets a string; nothing where @value is NULL or "". */
void sf_json_set(JsonObject *object, const char *name, const char *value);

/** The same, and frees @value, which may be NULL. */
void sf_json_take(JsonObject *object, const char *name, char *value);

/** Sets a count; nothing where it is 0. */
void sf_json_set_count(JsonObject *object, const char *name, guint64 count);

/** Sets an array of the @strings (NULL-terminated); an empty one where there are none. */
void sf_json_set_strings(JsonObject *object, const char *name, char *const *strings);

#endif
