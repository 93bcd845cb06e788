/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report as one JSON object: docs/schemas/sipfix-report-1.json. All that the text tells is in
 * it, whole; nothing in it depends on when or how fast it was made.
 */
#ifndef SIPFIX_REPORT_JSON_H
#define SIPFIX_REPORT_JSON_H

#include "analyzer/events/members.h"
#include "analyzer/report/report.h"

#define SF_REPORT_SCHEMA "sipfix-report/1"

/** The rule by which cases are named. It grows when equal faults get other names: then reports of
 * before cannot be compared with those of after. */
#define SF_CASE_RULE 2

/** The report, to be freed with json_object_unref(). */
JsonObject *sf_report_json_object(const SfReport *report);

#endif
