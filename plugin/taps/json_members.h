/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A JSON object in one line, written member by member. What is absent gets no member. A name of
 * NULL stands for no name: for the whole, and for what stands in an array.
 *
 * Not on Wireshark's json_dumper: that goes letter by letter, and takes as long as it takes to find
 * out what is to be said.
 */
#ifndef SIPFIX_JSON_MEMBERS_H
#define SIPFIX_JSON_MEMBERS_H

#include "core/grammar/text.h"

/** @param value  UTF-8; NULL: no member */
void sf_json_string(GString *json, const char *name, const char *value);

/** As sf_json_string(); @owned is freed. */
void sf_json_owned(GString *json, const char *name, char *owned);

/** Bytes of a packet, made fit to be shown; empty: no member. */
void sf_json_text(GString *json, const char *name, SfText text);

void sf_json_number(GString *json, const char *name, guint64 value);
void sf_json_signed(GString *json, const char *name, gint64 value);
void sf_json_decimal(GString *json, const char *name, double value);
void sf_json_bool(GString *json, const char *name, gboolean value);

/** Nanoseconds since 1970 as ISO 8601, UTC, truncated to microseconds; NULL where the calendar has
 * no such day. To be freed with g_free(). */
char *sf_iso_time(gint64 nanoseconds);

/** Nanoseconds since 1970 as ISO 8601, UTC, truncated to microseconds; no member where the calendar
 * has no such day. */
void sf_json_time(GString *json, const char *name, gint64 nanoseconds);

/** One that is written already. */
void sf_json_written(GString *json, const char *name, const char *object);

void sf_json_begin_object(GString *json, const char *name);
void sf_json_end_object(GString *json);

void sf_json_begin_array(GString *json, const char *name);
void sf_json_end_array(GString *json);

/** An array of texts (char *), made fit to be shown; none, or NULL: no member. */
void sf_json_texts(GString *json, const char *name, const GPtrArray *texts);

/** Ends the line. @return it, to be freed with g_free(); @json is freed. */
char *sf_json_end_line(GString *json);

#endif
