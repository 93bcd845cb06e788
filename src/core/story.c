/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "story.h"

/* A tale of more packets than this is told by its first ones. */
#define MAX_SCENES 500

static void scene_clear(gpointer data)
{
    SfScene *scene = data;
    g_ref_string_release(scene->source);
    g_ref_string_release(scene->destination);
    g_ref_string_release(scene->what);
}

GArray *sf_scenes_new(void)
{
    GArray *scenes = g_array_new(FALSE, FALSE, sizeof(SfScene));
    g_array_set_clear_func(scenes, scene_clear);
    return scenes;
}

/* Addresses and first lines repeat: each is kept once for all scenes. */
static char *intern(char *taken)
{
    char *interned = g_ref_string_new_intern(taken);
    g_free(taken);
    return interned;
}

static char *what(const SfMessage *message)
{
    if (message->is_request)
        return sf_text_show(message->method);
    g_autofree char *reason = sf_text_show(message->reason_phrase);
    return g_strdup_printf("%u%s%s", message->status, *reason ? " " : "", reason);
}

gboolean sf_scenes_add(GArray *scenes, const SfMessage *message)
{
    if (scenes->len >= MAX_SCENES)
        return FALSE;
    SfScene scene = {.frame = message->frame,
                     .part = message->part,
                     .place = message->place,
                     .time = message->time,
                     .source = intern(sf_message_source(message)),
                     .destination = intern(sf_message_destination(message)),
                     .what = intern(what(message))};
    g_array_append_val(scenes, scene);
    return TRUE;
}

void sf_scenes_move(GArray *to, GArray *from)
{
    for (guint i = 0; i < from->len && to->len < MAX_SCENES; i++) {
        SfScene scene = g_array_index(from, SfScene, i);
        g_ref_string_acquire(scene.source);
        g_ref_string_acquire(scene.destination);
        g_ref_string_acquire(scene.what);
        g_array_append_val(to, scene);
    }
    g_array_set_size(from, 0);
}

SfStory *sf_story_new(void)
{
    SfStory *story = g_new0(SfStory, 1);
    story->references = 1;
    story->answers = g_ptr_array_new_with_free_func((GDestroyNotify)sf_answer_free);
    story->scenes = sf_scenes_new();
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
    g_array_unref(story->scenes);
    g_free(story);
}

const SfAnswer *sf_story_first(const SfStory *story, guint status)
{
    for (guint i = 0; story && i < story->answers->len; i++) {
        const SfAnswer *answer = story->answers->pdata[i];
        if (answer->message->status == status && answer->nearest == answer)
            return answer;
    }
    return NULL;
}
