/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/followups/followups.h"
#include "core/message/message_keys.h"

static void mark_messages(SfLedger *ledger, const SfAnswer *answer)
{
    for (guint i = 0; i < answer->messages->len; i++)
        sf_ledger_mark_story(ledger, g_array_index(answer->messages, SfFlowPacket, i).spot,
                             answer->story);
}

void sf_ledger_number_story(SfLedger *ledger, SfStory *story)
{
    if (story->number)
        return;
    g_ptr_array_add(ledger->stories, sf_story_ref(story));
    story->number = ++ledger->n_stories;
    for (guint i = 0; i < story->answers->len; i++)
        mark_messages(ledger, story->answers->pdata[i]);
}

void sf_ledger_remember_call(SfLedger *ledger, const SfCall *call)
{
    if (call->story && call->story->number)
        g_hash_table_replace(ledger->told, sf_key_new(&call->call_id.key), call->story);
}

/* ---- which answer tells of a message ---- */

static SfAnswer *teller_of(SfAnswer *answer)
{
    while (answer->teller != answer) /* at most twice: see sf_ledger_choose_teller() */
        answer = answer->teller;
    return answer;
}

const SfAnswer *sf_answer_teller(const SfAnswer *answer)
{
    return teller_of((SfAnswer *)answer);
}

void sf_ledger_choose_teller(SfAnswer *answer)
{
    SfAnswer *before = answer->link.came_by ? teller_of(answer->link.came_by->answer) : NULL;
    if (before && !answer->explained) {
        sf_messages_move(before, answer);
        answer->teller = before;
    } else if (before && !before->explained) {
        sf_messages_move(answer, before);
        before->teller = answer;
    }
}

void sf_ledger_join_story(SfLedger *ledger, SfCall *call, SfAnswer *answer)
{
    SfStory *story = answer->story;
    call->latest = call->story && call->story != story ? call->latest : answer;
    if (call->story)
        return;
    call->story = sf_story_ref(story);
    SfMessage seen;
    for (gsize at = 0; story->number && sf_sightings_next(&call->sightings, &at, &seen);)
        sf_ledger_mark_story(ledger, sf_spot_of(&seen), story);
    sf_messages_take(teller_of(answer), &call->sightings);
    sf_ledger_remember_call(ledger, call);
}

/* Follow-ups that one request is; a further one comes of a fault (moved.same-branch). */
#define MAX_TOLD 4

static void tell_followed(const SfTransaction *transaction, const SfMessage *message)
{
    const GPtrArray *followups = transaction->followups;
    for (guint i = followups->len; i > 0 && followups->len - i < MAX_TOLD; i--) {
        SfFollowup *followup = followups->pdata[i - 1];
        sf_messages_add(teller_of(followup->answer), message);
    }
}

/* Asides tell of nothing. */
static SfAnswer *latest_answer(const SfTransaction *transaction)
{
    const GPtrArray *answers = transaction->answers;
    for (guint i = answers ? answers->len : 0; i > 0; i--) {
        SfAnswer *answer = answers->pdata[i - 1];
        if (!answer->is_aside)
            return answer;
    }
    return NULL;
}

void sf_ledger_tell(SfLedger *ledger, SfCall *call, const SfTransaction *transaction,
                    SfAnswer *answer, const SfMessage *message)
{
    if (!call->story) {
        sf_sightings_add(&call->sightings, message);
        return;
    }
    if (!answer && transaction)
        answer = latest_answer(transaction);
    const gboolean follows = transaction && transaction->followups;
    if (follows)
        tell_followed(transaction, message);
    if (answer || !follows)
        sf_messages_add(teller_of(answer ? answer : call->latest), message);
    sf_ledger_mark_story(ledger, sf_spot_of(message), call->story);
}

/* The story that is told of a call which was forgotten. A new request with the old Call-ID is
 * another call. */
static SfStory *told_story(SfLedger *ledger, const SfMessage *message)
{
    if (!sf_text_is_present(message->to_tag) || g_hash_table_size(ledger->told) == 0)
        return NULL;
    const SfKey call_id = sf_call_key(message);
    return g_hash_table_lookup(ledger->told, &call_id);
}

void sf_ledger_resume_story(SfLedger *ledger, SfCall *call, const SfMessage *request)
{
    SfStory *story = call->story ? NULL : told_story(ledger, request);
    if (!story)
        return;
    call->counted = TRUE; /* when it was told */
    sf_ledger_join_story(ledger, call, story->latest);
}

void sf_ledger_add_epilogue(SfLedger *ledger, const SfMessage *ack)
{
    SfStory *story = told_story(ledger, ack);
    if (!story)
        return;
    sf_messages_add(teller_of(story->latest), ack);
    sf_ledger_mark_story(ledger, sf_spot_of(ack), story);
}
