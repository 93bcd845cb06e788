/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of several run lines, which answers were looked at, and which relatives of them there were. */
#ifndef SIPFIX_READING_FAMILY_TOTAL_H
#define SIPFIX_READING_FAMILY_TOTAL_H

#include <json-glib/json-glib.h>

/** Adds a run line's "codes" to those of the total: each once. */
void sf_total_add_codes(JsonObject *total, JsonArray *codes);

/** Adds relatives to others: by status and method, in that order. */
void sf_relatives_add_all(JsonArray *to, JsonArray *relatives);

/** Adds a run line's "relatives" to those of the total, by status and method. */
void sf_total_add_relatives(JsonObject *total, JsonArray *relatives);

#endif
