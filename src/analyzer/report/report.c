// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/report.h"
#include "analyzer/events/members.h"

guint64 sf_report_calls(const SfReport *report)
{
    return MAX((guint64)sf_member_count(report->reading->total, "calls"), report->summary->calls);
}
