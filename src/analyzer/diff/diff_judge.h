/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a problem that is gone is mended, and whether one that is there is new. */
#ifndef SIPFIX_DIFF_JUDGE_H
#define SIPFIX_DIFF_JUDGE_H

#include "analyzer/events/members.h"
#include "problems/event.h"

/**
 * Judges by what the new report had the opportunity to show, compared with the old one.
 *
 * @param before      a problem that the new report does not have
 * @param old_report  the one that has it
 * @param after       the new report
 * @param reason  gets why, as a sentence; to be freed
 * @return TRUE: mended; FALSE: nobody knows
 */
gboolean sf_diff_judge(JsonObject *before, JsonObject *old_report, JsonObject *after,
                       char **reason);

/** TRUE where all of the report's captures were looked at for answers of this status (--codes). */
gboolean sf_diff_looks_at(JsonObject *report, gint64 status);

/**
 * Why nobody knows whether a problem that the old report does not have is new.
 *
 * @param after  the problem
 * @return a sentence, to be freed; NULL: the old report would have told of it
 */
char *sf_diff_why_unsure(JsonObject *after, JsonObject *old_report);

#endif
