/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/story.h"

#include <string.h>

/* Of a call that is no story yet at most so many packets are remembered, the newest. */
#define MAX_SIGHTINGS 500

static void scene_clear(gpointer data)
{
    SfFlow *scene = data;
    g_ref_string_release(scene->source);
    g_ref_string_release(scene->destination);
    g_ref_string_release(scene->what);
    g_free(scene->parts);
}

GArray *sf_flows_new(void)
{
    GArray *scenes = g_array_new(FALSE, FALSE, sizeof(SfFlow));
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

static SfTransport connection_of(const SfMessage *message)
{
    return message->in_connection ? message->transport : SF_TRANSPORT_UNKNOWN;
}

static guint32 *parts_of(const SfMessage *message)
{
    if (message->n_parts == 0)
        return NULL;
    guint32 *parts = g_new(guint32, message->n_parts + 1);
    memcpy(parts, message->parts, message->n_parts * sizeof *parts);
    parts[message->n_parts] = 0;
    return parts;
}

static gboolean is_last(const SfAnswer *answer, const SfMessage *message)
{
    if (answer->messages->len == 0)
        return FALSE;
    const SfFlow *last = &g_array_index(answer->messages, SfFlow, answer->messages->len - 1);
    return last->frame == message->frame && last->part == message->part;
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
    SfFlow scene = {.frame = message->frame,
                    .part = message->part,
                    .place = message->place,
                    .time = message->time,
                    .source = intern(sf_message_source(message)),
                    .destination = intern(sf_message_destination(message)),
                    .what = intern(what(message)),
                    .connection = connection_of(message),
                    .parts = parts_of(message)};
    g_array_append_val(answer->messages, scene);
}

void sf_messages_move(SfAnswer *to, SfAnswer *from)
{
    for (guint i = 0; i < from->messages->len; i++) {
        make_room(to);
        g_array_append_vals(to->messages, &g_array_index(from->messages, SfFlow, i), 1);
    }
    to->messages_left_out += from->messages_left_out;
    from->messages_left_out = 0;
    g_array_set_clear_func(from->messages, NULL); /* what they hold has moved */
    g_array_set_size(from->messages, 0);
    g_array_set_clear_func(from->messages, scene_clear);
}

/* ---- sightings ---- */

static void sighting_clear(gpointer data)
{
    g_free(((SfSighting *)data)->texts);
    g_free(((SfSighting *)data)->parts);
}

GArray *sf_sightings_new(void)
{
    GArray *sightings = g_array_new(FALSE, FALSE, sizeof(SfSighting));
    g_array_set_clear_func(sightings, sighting_clear);
    return sightings;
}

static char *append(char *end, SfText text)
{
    if (text.length > 0)
        memcpy(end, text.at, text.length);
    return end + text.length;
}

void sf_sightings_add(GArray *sightings, const SfMessage *message)
{
    if (sightings->len >= MAX_SIGHTINGS)
        g_array_remove_range(sightings, 0, MAX_SIGHTINGS / 2);
    const SfText source = message->source_address;
    const SfText destination = message->destination_address;
    const SfText words = message->is_request ? message->method : message->reason_phrase;
    SfSighting sighting = {.frame = message->frame,
                           .part = message->part,
                           .place = message->place,
                           .time = message->time,
                           .is_request = message->is_request,
                           .status = message->status,
                           .source_port = message->source_port,
                           .destination_port = message->destination_port,
                           .source_length = source.length,
                           .destination_length = destination.length,
                           .what_length = words.length,
                           .connection = connection_of(message),
                           .parts = parts_of(message)};
    char *at = sighting.room;
    if (source.length + destination.length + words.length > sizeof sighting.room)
        at = sighting.texts = g_malloc(source.length + destination.length + words.length);
    append(append(append(at, source), destination), words);
    g_array_append_val(sightings, sighting);
}

static guint count_parts(const guint32 *parts)
{
    guint n = 0;
    while (parts && parts[n] != 0)
        n++;
    return n;
}

static SfMessage message_seen(const SfSighting *sighting)
{
    const char *at = sighting->texts ? sighting->texts : sighting->room;
    const SfText source = {at, sighting->source_length};
    const SfText destination = {source.at + source.length, sighting->destination_length};
    const SfText words = {destination.at + destination.length, sighting->what_length};
    return (SfMessage){.frame = sighting->frame,
                       .part = sighting->part,
                       .place = sighting->place,
                       .time = sighting->time,
                       .is_request = sighting->is_request,
                       .status = sighting->status,
                       .source_address = source,
                       .destination_address = destination,
                       .source_port = sighting->source_port,
                       .destination_port = sighting->destination_port,
                       .transport = sighting->connection,
                       .in_connection = sighting->connection != SF_TRANSPORT_UNKNOWN,
                       .parts = sighting->parts,
                       .n_parts = count_parts(sighting->parts),
                       .method = words,
                       .reason_phrase = words};
}

void sf_messages_take(SfAnswer *answer, GArray *sightings)
{
    for (guint i = 0; i < sightings->len; i++) {
        const SfMessage message = message_seen(&g_array_index(sightings, SfSighting, i));
        sf_messages_add(answer, &message);
    }
    g_array_set_size(sightings, 0);
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
