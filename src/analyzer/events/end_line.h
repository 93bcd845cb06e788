/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The last line of what programs read (docs/schemas/sipfix-end-1.json): who finds it knows that
 * nothing is missing before it.
 */
#ifndef SIPFIX_END_LINE_H
#define SIPFIX_END_LINE_H

#include <json-glib/json-glib.h>

#define SF_END_SCHEMA "sipfix-end/1"

/** The rule by which cases are named. It grows when equal faults get other names: then reports of
 * before cannot be compared with those of after. */
#define SF_CASE_RULE 2

/** The end of an analysis of @runs runs that met nothing unreadable; what else there is to tell is
 * added. To be freed with json_object_unref(). */
JsonObject *sf_end_line_new(guint runs);

#endif
