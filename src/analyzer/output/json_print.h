/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON as text that may be shown on a terminal, which obeys more than what JSON escapes.
 * json-glib's own printer would have to be gone through once more, and takes twice as long as this
 * alone.
 */
#ifndef SIPFIX_JSON_PRINT_H
#define SIPFIX_JSON_PRINT_H

#include <json-glib/json-glib.h>

/**
 * @object as JSON, ended by a line feed. Characters that sf_is_harmless() does not pass are written
 * as \u escapes, and numbers with the fewest digits that give the same number.
 *
 * @param pretty  on many lines, for people too
 * @return to be freed with g_string_free()
 */
GString *sf_json_print(JsonObject *object, gboolean pretty);

#endif
