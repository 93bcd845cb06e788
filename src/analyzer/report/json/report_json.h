/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report as one JSON object: docs/schemas/sipfix-report-1.json. All that the text tells is in
 * it, whole; nothing in it depends on when or how fast it was made.
 */
#ifndef SIPFIX_REPORT_JSON_H
#define SIPFIX_REPORT_JSON_H

#include "analyzer/events/end_line.h"
#include "analyzer/events/members.h"
#include "analyzer/report/report.h"

#define SF_REPORT_SCHEMA "sipfix-report/1"

/** The report, to be freed with json_object_unref(). */
JsonObject *sf_report_json_object(const SfReport *report);

/** What could not be read, as path and reason; to be freed with json_array_unref(). */
JsonArray *sf_report_json_unreadable(const SfReading *reading);

/** The paths of what does not look like a capture; to be freed with json_array_unref(). */
JsonArray *sf_report_json_not_captures(const SfReading *reading);

#endif
