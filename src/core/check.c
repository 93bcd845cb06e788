/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include "checks/checks.h"

/* In the order of the reference page, which is also the order in which equals speak. */
static const SfCheck checks[] = {
    {"answer.no-request", sf_check_answer_no_request},
    {"moved.permanently", sf_check_moved_permanently},
    {"moved.no-contact", sf_check_moved_no_contact},
    {"moved.contact-malformed", sf_check_moved_contact_malformed},
    {"extension.required", sf_check_extension_required},
    {"extension.no-require", sf_check_extension_no_require},
};

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
    finding->frame = answer->message->frame;
    finding->part = answer->message->part;
    finding->fixes = g_ptr_array_new();
    g_ptr_array_add(answer->findings, finding);
    return finding;
}
