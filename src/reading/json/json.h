/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON that another program wrote, taken with care: sipfix may be root, that program is not. */
#ifndef SIPFIX_READING_JSON_H
#define SIPFIX_READING_JSON_H

#include <json-glib/json-glib.h>

/** Deepest nesting that is believed. The events have six levels. */
#define SF_JSON_DEPTH 32

/** Reads one object. @return owned; NULL with @error for anything else, or anything nested too deep
 */
JsonObject *sf_json_object(const char *text, gsize length, GError **error);

/** A member that should be text. @return lent; @otherwise when it is missing or anything else */
const char *sf_json_text(JsonObject *object, const char *name, const char *otherwise);

#endif
