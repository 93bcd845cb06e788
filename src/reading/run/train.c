/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/train.h"

#include "reading/json/json.h"
#include "reading/results/remap.h"
#include "reading/run/run_private.h"

#define OF_A_FILE  100000
#define MOST_BYTES ((guint64)64 * 1024 * 1024) /* more are better read beside each other */

guint64 sf_train_weight(const SfRun *run)
{
    const SfInput *input = g_ptr_array_index(run->inputs, 0);
    return input->size + OF_A_FILE;
}

gboolean sf_train_takes(const SfRun *run)
{
    return run->inputs->len == 1 && sf_run_may_go_the_short_way(run) && !run->options.all_frames &&
           run->options.keylog < 0 && sf_train_weight(run) <= MOST_BYTES;
}

SfRun *sf_train_new(const SfRunOptions *options, SfRun *first, SfRun *(*next)(gpointer data),
                    void (*done)(SfRun *train, gpointer data), gpointer data)
{
    GPtrArray *inputs = g_ptr_array_new();

    g_ptr_array_add(inputs, g_ptr_array_index(first->inputs, 0));
    SfRun *train = sf_run_new(options, inputs, done, data);
    train->riders = g_ptr_array_new();
    g_ptr_array_add(train->riders, first);
    train->next_rider = next;
    return train;
}

gboolean sf_train_carried(const SfRun *rider)
{
    return rider->carried;
}

/* Copies what was told up to the next run line. @return that line, or NULL: there is none */
static JsonObject *take_run(SfSpool *from, SfSpool *to)
{
    static const char run_line[] = "{\"schema\":\"sipfix-run/";
    gsize length = 0;
    const char *line;

    while ((line = sf_spool_line(from, &length)) != NULL) {
        if (sf_spool_add(to, line, length) < 0)
            return NULL;
        if (g_str_has_prefix(line, run_line))
            return sf_json_object(line, length, NULL);
    }
    return NULL;
}

static void arrive(const SfRun *train, SfRun *rider, SfSpool *events, JsonObject *line)
{
    rider->carried = TRUE;
    rider->stopped = train->stopped;
    rider->events = events;
    rider->line = line;
    rider->next = 1;
}

/* A run of which tshark does not say what the intake gave to it is in doubt. */
static gboolean is_good(const SfRun *rider, JsonObject *line)
{
    return sf_is_run_line(line) && !rider->map_broken &&
           (guint64)json_object_get_int_member_with_default(line, "frames", 0) ==
               sf_frame_map_count(rider->map);
}

/* @return FALSE where nothing more was told */
static gboolean unload(const SfRun *train, SfRun *rider)
{
    SfSpool *events = sf_spool_new(train->options.sandbox->folder, NULL);
    JsonObject *line = events ? take_run(train->events, events) : NULL;

    if (line && is_good(rider, line)) {
        arrive(train, rider, events, line);
        return TRUE;
    }
    const gboolean is_told = line != NULL;
    g_clear_pointer(&line, json_object_unref);
    g_clear_pointer(&events, sf_spool_free);
    return is_told;
}

gboolean sf_train_dropped(const SfRun *rider)
{
    return rider->dropped;
}

/* A file that could not be opened, or was not come to, was not told of; neither is its run. */
void sf_train_unload(SfRun *train)
{
    gboolean more = train->events != NULL;
    gboolean is_whole =
        train->tshark && g_subprocess_get_successful(train->tshark) && !train->feed_trouble;

    if (more)
        sf_spool_go(train->events, 0);
    for (guint i = 0; i < train->riders->len; i++) {
        SfRun *rider = g_ptr_array_index(train->riders, i);
        const SfInput *input = g_ptr_array_index(rider->inputs, 0);
        if (more && input->told)
            more = unload(train, rider);
        if (rider->carried)
            continue;
        rider->dropped = input->told || input->trouble || !is_whole;
        is_whole = TRUE; /* one is enough */
        sf_run_forget(rider);
    }
}
