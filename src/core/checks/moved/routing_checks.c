/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A 301 that tells of a route in the telephone network, where 302 fits (RFC 3398 §7.2.4.1). */
#include "core/checks/judged.h"
#include "core/describe/absence.h"
#include "core/describe/outcome.h"
#include "core/ledger/followups/routing.h"

/* Whoever asked took the route for this call, and got through: that is what such an answer is for,
 * whatever its code. */
static gboolean is_as_designed(const SfAnswer *answer)
{
    return sf_answer_outcome(answer).kind == SF_OUTCOME_ANSWERED;
}

void sf_check_moved_number_routing(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_made_here(answer, 301))
        return;
    const SfRouting routing = sf_routing_of(answer);
    if (!routing.target)
        return;
    const gboolean by_cause = !routing.parameters && sf_text_is_present(routing.cause);
    const char *variant = routing.parameters ? NULL : by_cause ? "cause" : "signed";
    const gboolean is_used = is_as_designed(answer);
    if (!is_used)
        sf_answer_may_change(answer); /* the call may be answered yet */
    SfFinding *finding = sf_report(check, answer, is_used ? "used" : variant);
    sf_finding_about(finding, routing.target);
    if (routing.parameters)
        sf_finding_take_string(finding, "parameters", routing.parameters);
    else if (by_cause)
        sf_finding_value(finding, "value", routing.cause);
    if (sf_target_is_of_asker(answer, routing.target))
        sf_finding_value(finding, "own", routing.target->entry.uri.host);
    if (!is_used)
        sf_finding_fix(finding, "temporary");
}
