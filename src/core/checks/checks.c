/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/checks/checks.h"

/* In the order of checks.ini, which is that of the reference page, and the order in which equals
 * speak. */
#define ROW(function, id, severity, beside, heads, ...)                                            \
    {id, sf_check_##function, severity, beside, heads, {__VA_ARGS__}},
static const SfCheck checks[] = {SF_CHECK_LIST(ROW)};
#undef ROW

const SfCheck *sf_checks(guint *n)
{
    *n = G_N_ELEMENTS(checks);
    return checks;
}

SfFinding *sf_report(const SfCheck *check, SfAnswer *answer, const char *variant)
{
    SfFinding *finding = g_new0(SfFinding, 1);
    finding->answer = answer;
    finding->check = check;
    finding->variant = variant;
    finding->is_final = !answer->judged.is_provisional;
    finding->frame = answer->message->frame;
    finding->part = answer->message->part;
    finding->fixes = g_ptr_array_new();
    g_ptr_array_add(answer->judged.findings, finding);
    return finding;
}
