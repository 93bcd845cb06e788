/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a problem that is gone is mended. */
#ifndef SIPFIX_DIFF_JUDGE_H
#define SIPFIX_DIFF_JUDGE_H

#include "analyzer/events/event.h"

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

#endif
