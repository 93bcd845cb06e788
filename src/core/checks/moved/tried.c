/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/checks/moved/tried.h"

#include "core/checks/judged.h"
#include "core/checks/moved/astray.h"
#include "core/ledger/view.h"

guint sf_count_untried(const SfAnswer *answer)
{
    guint untried = 0;
    for (guint i = 0; i < answer->targets->len; i++)
        untried += sf_target_is_untried(answer, i) ? 1 : 0;
    return untried;
}

/* The place was reached, and does not know whom to call (RFC 3261 §21.4.5, §21.4.11, §21.4.22,
 * §21.6.3), or could not reach anybody itself (§21.4.9, §21.5.5; 478 is what some proxies say). */
static gboolean leads_nowhere(const SfFollowup *followup)
{
    static const guint statuses[] = {0, 404, 408, 410, 478, 484, 504, 604};
    for (guint i = 0; i < G_N_ELEMENTS(statuses); i++)
        if (statuses[i] == followup->status)
            return TRUE;
    return FALSE;
}

gboolean sf_followup_was_left_challenged(const SfFollowup *followup)
{
    return !followup->secured &&
           (followup->unanswerable ||
            sf_text_equal(followup->request->method, sf_text("INVITE"))) &&
           sf_view_window_is_over(followup->answer->view, followup->activity);
}

static gboolean has_own_reason(const SfFollowup *followup)
{
    if (!followup->status || leads_nowhere(followup) || sf_followup_went_astray(followup) ||
        followup->refused_by || sf_followup_declines(followup))
        return FALSE;
    return !sf_followup_is_challenge(followup) || sf_followup_was_left_challenged(followup);
}

SfTries sf_look_at_tries(const SfAnswer *answer)
{
    SfTries tries = {0};
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind != SF_FOLLOWUP_TARGET)
            continue;
        tries.last = followup;
        tries.ended |= followup->status / 100 == 2 || followup->status / 100 == 6;
        tries.rejected |= followup->status / 100 == 6;
        tries.declined += sf_followup_declines(followup) ? 1 : 0;
        if (!sf_followup_failed(followup)) {
            tries.open++;
            continue;
        }
        tries.failed++;
        if (has_own_reason(followup)) {
            tries.own = followup;
            tries.own_first = tries.own_first ? tries.own_first : followup;
        } else if (leads_nowhere(followup) && !sf_followup_went_astray(followup))
            tries.nowhere++;
    }
    return tries;
}

gboolean sf_tries_may_be_judged(SfAnswer *answer, const SfTries *tries)
{
    return sf_is_received_here(answer, 301) && tries->failed > 0 && tries->open == 0 &&
           answer->cancel.frame == 0 && answer->fork.status == 0 && !answer->went_on.well;
}
