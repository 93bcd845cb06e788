/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/story/other_refusals.h"

/* A challenge is no refusal, what is cancelled was given up by the caller, and OPTIONS asks for any
 * answer. */
static gboolean is_plain_refusal(const SfLedger *ledger, const SfMessage *answer)
{
    const guint status = answer->status;
    return status >= 400 && status < 400 + SF_OTHER_REFUSALS && status != 401 && status != 407 &&
           status != 487 && !sf_is_of_family(status) && !sf_ledger_explains(ledger, status) &&
           !sf_text_equal(answer->cseq_method, sf_text("OPTIONS"));
}

static void take_back(SfLedger *ledger, SfCall *call)
{
    if (call->other_refusal)
        ledger->run.other_refusals[call->other_refusal - 400]--;
    call->other_refusal = 0;
}

void sf_other_refusals_note(SfLedger *ledger, SfCall *call, const SfMessage *answer)
{
    const guint64 ended = (guint64)answer->cseq + 1;
    const gboolean is_known = call->ended == ended;
    if (is_known && answer->status < 300)
        take_back(ledger, call);
    if (is_known)
        return;
    call->ended = ended;
    call->other_refusal = 0;
    if (call->story || call->asides || !is_plain_refusal(ledger, answer))
        return;
    call->other_refusal = answer->status;
    ledger->run.other_refusals[answer->status - 400]++;
}
