/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One problem as JSON: docs/schemas/sipfix-report-1.json, "problem". */
#ifndef SIPFIX_PROBLEM_JSON_H
#define SIPFIX_PROBLEM_JSON_H

#include "analyzer/events/members.h"
#include "analyzer/report/report.h"

/** All that is known of a problem. To be freed with json_object_unref(). */
JsonObject *sf_problem_json(const SfReport *report, const SfProblem *problem);

/** What there is to say of calls that went as they should: case, check, server, calls. */
JsonObject *sf_problem_json_well(const SfProblem *problem);

#endif
