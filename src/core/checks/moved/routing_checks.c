/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A 301 that tells of a route in the telephone network, where 302 fits (RFC 3398 §7.2.4.1). */
#include "core/checks/judged.h"
#include "core/describe/absence.h"
#include "core/ledger/followups/routing.h"

void sf_check_moved_number_routing(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_made_here(answer, 301))
        return;
    const SfRouting routing = sf_routing_of(answer);
    if (!routing.target)
        return;
    const gboolean by_cause = !routing.parameters && sf_text_is_present(routing.cause);
    const char *variant = routing.parameters ? NULL : by_cause ? "cause" : "signed";
    SfFinding *finding = sf_report(check, answer, variant);
    sf_finding_about(finding, routing.target);
    if (routing.parameters)
        sf_finding_take_string(finding, "parameters", routing.parameters);
    else if (by_cause)
        sf_finding_value(finding, "value", routing.cause);
    if (sf_target_is_of_asker(answer, routing.target))
        sf_finding_value(finding, "own", routing.target->entry.uri.host);
    sf_finding_fix(finding, "temporary");
}
