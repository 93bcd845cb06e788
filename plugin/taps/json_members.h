/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Members of a JSON object, on Wireshark's json_dumper. What is absent gets no member. */
#ifndef SIPFIX_JSON_MEMBERS_H
#define SIPFIX_JSON_MEMBERS_H

#include <wireshark.h>

#include <wsutil/json_dumper.h>

#include "core/grammar/text.h"

/** @param value  NULL: no member */
void sf_json_string(json_dumper *json, const char *name, const char *value);

/** As sf_json_string(); @owned is freed. */
void sf_json_owned(json_dumper *json, const char *name, char *owned);

/** Bytes of a packet, made fit to be shown; empty: no member. */
void sf_json_text(json_dumper *json, const char *name, SfText text);

void sf_json_number(json_dumper *json, const char *name, guint64 value);
void sf_json_decimal(json_dumper *json, const char *name, double value);
void sf_json_bool(json_dumper *json, const char *name, gboolean value);

/** Nanoseconds since 1970 as ISO 8601, UTC, truncated to microseconds; NULL where the calendar has
 * no such day. To be freed with g_free(). */
char *sf_iso_time(gint64 nanoseconds);

/** Nanoseconds since 1970 as ISO 8601, UTC, truncated to microseconds; no member where the calendar
 * has no such day. */
void sf_json_time(json_dumper *json, const char *name, gint64 nanoseconds);

/** To be closed by json_dumper_end_object(). */
void sf_json_begin_object(json_dumper *json, const char *name);

/** To be closed by json_dumper_end_array(). */
void sf_json_begin_array(json_dumper *json, const char *name);

#endif
