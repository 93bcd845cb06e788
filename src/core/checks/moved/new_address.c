// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/checks/moved/new_address.h"

#include "core/checks/judged.h"
#include "core/describe/absence.h"
#include "core/ledger/followups/routing.h"

const char *sf_redirect_kind(const SfAnswer *answer, const SfTarget *best)
{
    if (!best)
        return NULL;
    if (best->entry.uri.scheme == SF_SCHEME_OTHER)
        return "not-sip";
    if (sf_is_signature(answer->made_at))
        return "signed";
    if (sf_is_routing_answer(answer->made_at))
        return "look-up";
    if (sf_redirect_is_masked(answer->made_at))
        return "masked";
    if (sf_answer_stays_inside(answer) && !sf_target_is_caller(answer, best))
        return answer->nearest->agent.caller_status >= 300 ? "doubtful" : "inside";
    return NULL;
}
