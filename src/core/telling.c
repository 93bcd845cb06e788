/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "after.h"

void sf_ledger_number_story(SfLedger *ledger, SfStory *story)
{
    if (story->number)
        return;
    g_ptr_array_add(ledger->stories, sf_story_ref(story));
    story->number = ledger->stories->len;
    for (guint i = 0; i < story->scenes->len; i++) {
        const SfScene *scene = &g_array_index(story->scenes, SfScene, i);
        sf_ledger_mark_story(ledger, (SfSpot){scene->frame, scene->part, scene->place}, story);
    }
}

void sf_ledger_remember_call(SfLedger *ledger, const SfCall *call)
{
    if (call->story && call->story->number)
        g_hash_table_replace(ledger->told, g_strndup(call->call_id.bytes, call->call_id.length),
                             call->story);
}

void sf_ledger_join_story(SfLedger *ledger, SfCall *call, SfStory *story)
{
    if (call->story)
        return;
    call->story = sf_story_ref(story);
    for (guint i = 0; story->number && i < call->sightings->len; i++) {
        const SfSighting *seen = &g_array_index(call->sightings, SfSighting, i);
        sf_ledger_mark_story(ledger, (SfSpot){seen->frame, seen->part, seen->place}, story);
    }
    sf_scenes_take(story->scenes, call->sightings);
    sf_ledger_remember_call(ledger, call);
}

void sf_ledger_add_scene(SfLedger *ledger, SfCall *call, const SfMessage *message)
{
    if (!call->story) {
        sf_sightings_add(call->sightings, message);
        return;
    }
    sf_scenes_add(call->story->scenes, message);
    sf_ledger_mark_story(ledger, sf_spot_of(message), call->story);
}

/* A message of a call that was forgotten, but whose story is told: the BYE, a refresh. A new
 * request with the old Call-ID is another call. */
void sf_ledger_add_epilogue(SfLedger *ledger, const SfMessage *message)
{
    if (!message->is_request || !sf_text_is_present(message->to_tag))
        return;
    g_autofree char *call_id = sf_text_dup(message->call_id);
    SfStory *story = g_hash_table_lookup(ledger->told, call_id);
    if (!story)
        return;
    sf_scenes_add(story->scenes, message);
    sf_ledger_mark_story(ledger, sf_spot_of(message), story);
    sf_after_in_dialog(ledger, story, message);
}
