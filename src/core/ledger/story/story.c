/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/story/story.h"

/* ---- what an answer tells of ---- */

static gboolean is_last(const SfAnswer *answer, const SfMessage *message)
{
    if (answer->messages->len == 0)
        return FALSE;
    const SfSpot last =
        g_array_index(answer->messages, SfFlowPacket, answer->messages->len - 1).spot;
    return last.frame == message->frame && last.part == message->part;
}

/* How it began stays; behind that, the oldest goes. */
static void make_room(SfAnswer *answer)
{
    if (answer->messages->len < SF_MAX_MESSAGES)
        return;
    g_array_remove_index(answer->messages, SF_MAX_MESSAGES / 2);
    answer->messages_left_out++;
}

void sf_messages_add(SfAnswer *answer, const SfMessage *message)
{
    if (is_last(answer, message))
        return;
    make_room(answer);
    sf_flows_add(answer->messages, message);
}

void sf_messages_move(SfAnswer *to, SfAnswer *from)
{
    for (guint i = 0; i < from->messages->len; i++) {
        make_room(to);
        g_array_append_vals(to->messages, &g_array_index(from->messages, SfFlowPacket, i), 1);
    }
    to->messages_left_out += from->messages_left_out;
    from->messages_left_out = 0;
    sf_flows_forget(from->messages); /* what they hold has moved */
}

void sf_messages_take(SfAnswer *answer, SfSightings *sightings)
{
    SfMessage message;
    for (gsize at = 0; sf_sightings_next(sightings, &at, &message);)
        sf_messages_add(answer, &message);
    sf_sightings_clear(sightings);
}

/* ---- stories ---- */

/* Where the first answer of a status stands, or may stand: none before it does. */
typedef struct {
    guint status;
    guint index;
} First;

SfStory *sf_story_new(void)
{
    SfStory *story = g_new0(SfStory, 1);
    story->references = 1;
    story->answers = g_ptr_array_new_with_free_func((GDestroyNotify)sf_answer_free);
    story->firsts = g_array_new(FALSE, FALSE, sizeof(First));
    return story;
}

SfStory *sf_story_ref(SfStory *story)
{
    story->references++;
    return story;
}

void sf_story_unref(SfStory *story)
{
    if (--story->references > 0)
        return;
    g_ptr_array_unref(story->answers);
    g_array_unref(story->firsts);
    g_free(story);
}

static First *first_of(const SfStory *story, guint status)
{
    for (guint i = 0; i < story->firsts->len; i++) {
        First *first = &g_array_index(story->firsts, First, i);
        if (first->status == status)
            return first;
    }
    const First first = {.status = status};
    g_array_append_val(story->firsts, first);
    return &g_array_index(story->firsts, First, story->firsts->len - 1);
}

SfAnswer *sf_story_first(const SfStory *story, guint status)
{
    /* Answers are only added, and one that has another nearer to the caller keeps it: what is
     * passed over once is not looked at again. */
    First *first = story ? first_of(story, status) : NULL;
    for (; first && first->index < story->answers->len; first->index++) {
        SfAnswer *answer = story->answers->pdata[first->index];
        if (answer->message->status == status && sf_answer_is_nearest(answer))
            return answer;
    }
    return NULL;
}
