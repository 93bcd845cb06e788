/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many calls a run tells of: what somebody dialled is one, whatever its Call-IDs. */
#include "core/ledger/followups/followups.h"
#include "core/ledger/followups/relation.h"

/* Nobody dials again so soon: what comes by then is the work of a machine, for the same call. */
#define NOBODY_DIALS SF_SECOND

static SfDialled *dialled_of(SfCall *call)
{
    if (!call->dialled)
        call->dialled = sf_dialled_new(call);
    return call->dialled;
}

static void count(SfLedger *ledger, SfCall *call)
{
    if (call->counted)
        return;
    call->counted = TRUE;
    /* The Call-ID of another call that was told of, which was forgotten since, is none more. */
    const gboolean is_known =
        !call->story && g_hash_table_contains(ledger->told, &call->call_id.key);
    ledger->run.call_ids += call->stands_in || is_known ? 0 : 1;
    ledger->run.calls += sf_dialled_count(dialled_of(call)) ? 1 : 0;
}

static void note_twin(SfLedger *ledger, SfCall *call, SfDialled *twin)
{
    if (!twin)
        return;
    sf_ledger_unite(ledger, call, twin);
    call->twin = sf_dialled_ref(twin);
}

const SfCall *sf_ledger_twin(const SfLedger *ledger, const SfCall *call, const SfMessage *invite)
{
    SfDialled *twin = call->twin;
    if (!twin && call->dialled) {
        const SfParties parties = sf_parties_of(invite);
        twin = sf_agents_twin(ledger->agents, invite, &parties, call->dialled);
    }
    return twin ? sf_dialled_call(twin) : NULL;
}

void sf_ledger_count_invite(SfLedger *ledger, SfCall *call, const SfMessage *invite)
{
    /* Who sends on what it got, made nothing of its own for another call that waits there. */
    const gboolean is_first = !call->counted;
    call->invited = ledger->view.clock;
    count(ledger, call);
    if (invite->cut)
        return;
    const SfParties parties = sf_parties_of(invite);
    if (is_first) {
        sf_ledger_unite(ledger, call,
                        sf_agents_find(ledger->agents, invite, &parties, call->dialled));
        note_twin(ledger, call, sf_agents_twin(ledger->agents, invite, &parties, call->dialled));
    }
    sf_agents_note(ledger->agents, invite, &parties, dialled_of(call));
}

void sf_ledger_count_answer(SfLedger *ledger, SfCall *call, SfAnswer *answer)
{
    /* A call that was forgotten since it began is no other for what happens inside it. */
    call->counted |=
        sf_answer_in_dialog(answer) && sf_dialogs_know(ledger->dialogs, answer->message->call_id);
    if (answer->explained)
        count(ledger, call);
    answer->dialled = sf_dialled_ref(dialled_of(call));
}

void sf_ledger_unite(SfLedger *ledger, SfCall *call, SfDialled *with)
{
    if (with && sf_dialled_unite(with, dialled_of(call)))
        ledger->run.calls--;
}

void sf_ledger_go_on_with(SfLedger *ledger, SfCall *call, SfAnswer *answer,
                          const SfMessage *request)
{
    /* Its Call-ID was counted before the call was forgotten. */
    call->counted |= sf_text_equal(request->call_id, answer->message->call_id);
    sf_ledger_unite(ledger, call, answer->dialled);
    sf_ledger_join_story(ledger, call, answer);
}

void sf_ledger_unite_followup(SfLedger *ledger, SfCall *call, const SfFollowup *followup,
                              const SfMessage *request)
{
    const SfAnswer *answer = followup->answer;
    const gboolean does_as_told =
        followup->kind == SF_FOLLOWUP_TARGET || followup->kind == SF_FOLLOWUP_RETRY;
    if (!sf_has_same_caller(answer, request)) /* it may be that of another call */
        return;
    if (does_as_told || request->time - answer->message->time <= NOBODY_DIALS)
        sf_ledger_unite(ledger, call, answer->dialled);
}
