/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much a finding weighs once it is known what became of the answer. */
#include "core/describe/facts.h"
#include "core/describe/root.h"

/* It tells that the client came back with what was asked for. */
static gboolean tells_of_return(const SfFinding *finding)
{
    static const char *const variants[] = {"retried", "retried-asked", "retried-sim",
                                           "mended",  "goes-on",       NULL};
    return finding->variant && sf_is_always_check(finding->check->id) &&
           g_strv_contains(variants, finding->variant);
}

gboolean sf_answer_is_heeded(const SfAnswer *answer)
{
    const SfFinding *root = sf_answer_root(answer);
    return root &&
           (g_strcmp0(root->variant, "retried") == 0 ||
            g_strcmp0(root->variant, "retried-sim") == 0 || sf_finding_is_way_of_the_moment(root));
}

static gboolean ended_well(const SfAnswer *answer)
{
    switch (sf_answer_outcome(answer).kind) {
    case SF_OUTCOME_ANSWERED:
    case SF_OUTCOME_RESCUED:
    case SF_OUTCOME_WENT_ON:
    case SF_OUTCOME_CANCELLED:
    case SF_OUTCOME_DECLINED:
        return TRUE;
    case SF_OUTCOME_CHALLENGED:
    case SF_OUTCOME_REFUSED:
    case SF_OUTCOME_LOST:
    case SF_OUTCOME_UNKNOWN:
    case SF_N_OUTCOMES:
        break;
    }
    return FALSE;
}

/* A refusal other than the 421 that is how times and extensions are agreed on: a report counts it
 * among what went well (problems/problem_level.c). No time is agreed on where
 * nobody came back with a longer one, though the session goes on without. */
static gboolean is_agreement(const SfAnswer *answer)
{
    const guint status = answer->message->status;
    if (status == 421)
        return FALSE;
    const SfFinding *root = sf_answer_root(answer);
    return root && g_strcmp0(root->check->id, sf_always_check(status)) == 0 && ended_well(answer) &&
           !((status == 422 || status == 423) && sf_answer_is_unmet(answer));
}

/* Before the end is seen: whoever was refused may still come back with what was asked for, unless a
 * fault of the refusal itself names the problem. */
static gboolean may_be_heeded(const SfAnswer *answer)
{
    const GPtrArray *findings = sf_answer_findings(answer);
    for (guint i = 0; i < findings->len; i++) {
        const SfFinding *finding = findings->pdata[i];
        if (finding->is_final && finding->check->severity == SF_ERROR &&
            !sf_finding_is_of_operator(finding))
            return FALSE;
    }
    return TRUE;
}

/* Of redirects the finding itself says it: beside another fault it does not name the problem
 * (root.c). */
SfSeverity sf_finding_severity(const SfFinding *finding, gboolean only_final)
{
    const SfAnswer *answer = finding->answer;
    const SfSeverity severity = finding->check->severity;
    if (severity <= SF_NOTE)
        return severity;
    if (sf_finding_is_way_of_the_moment(finding) || tells_of_return(finding))
        return SF_NOTE;
    if (sf_answer_redirects(answer))
        return severity;
    const gboolean is_note = (only_final && may_be_heeded(answer)) || is_agreement(answer) ||
                             sf_answer_is_heeded(answer);
    return is_note ? SF_NOTE : severity;
}
