/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/run/masking.h"

#include "reading/json/json.h"
#include "reading/results/remap.h"
#include "reading/run/bounds/watchdog.h"
#include "reading/run/child/child.h"
#include "reading/run/child/signals.h"
#include "reading/run/tshark.h"
#include "reading/trouble_words.h"

#include <string.h>
#include <unistd.h>

struct SfMasking {
    SfRunOptions options;
    SfSpool *memory; /* the mask, from one run to the next; gone with this program */
};

SfMasking *sf_masking_new(const SfRunOptions *options, GError **error)
{
    SfSpool *memory = sf_spool_new(options->sandbox->folder, error);
    if (!memory)
        return NULL;
    SfMasking *masking = g_new0(SfMasking, 1);
    masking->options = *options;
    masking->memory = memory;
    return masking;
}

void sf_masking_free(SfMasking *masking)
{
    sf_spool_free(masking->memory);
    g_free(masking);
}

/* ------------------------------------------------------------------ children */

static int rewound(const SfSpool *spool)
{
    int descriptor = sf_spool_descriptor(spool);
    lseek(descriptor, 0, SEEK_SET);
    return descriptor;
}

static void on_child_ended(GObject *child, GAsyncResult *result, gpointer data)
{
    g_subprocess_wait_finish(G_SUBPROCESS(child), result, NULL);
    *(gboolean *)data = TRUE;
}

/* In the main loop, so that signals are heard. No other run is under way. */
static void wait_for(GSubprocess *child)
{
    gboolean ended = FALSE;

    g_subprocess_wait_async(child, NULL, on_child_ended, &ended);
    while (!ended) {
        if (sf_signals_heard() > 1)
            sf_child_kill(child);
        g_main_context_iteration(g_main_context_get_thread_default(), TRUE);
    }
}

static gboolean run_child(const SfSandbox *sandbox, const char *const *argv,
                          SfChildDescriptors descriptors, GError **error)
{
    g_autoptr(GSubprocess) child =
        sf_child_start(sandbox->identity, argv, sandbox->environment, descriptors, error);

    if (!child)
        return FALSE;
    SfWatchdog *watchdog =
        sf_watchdog_new(child, sandbox->patience, FALSE, sandbox->identity->memory);
    wait_for(child);
    g_autofree char *ending = sf_child_ending(child);
    g_autofree char *reason = ending ? sf_watchdog_reason(watchdog, "") : NULL;
    sf_watchdog_free(watchdog);
    if (!ending)
        return TRUE;
    g_autofree char *program = g_path_get_basename(argv[0]);
    if (reason)
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s, while anonymising, %s", program,
                    reason);
    else
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s ended with %s while anonymising",
                    program, ending);
    return FALSE;
}

static gboolean make_packets(const SfMasking *masking, const SfSpool *messages, SfSpool *packets,
                             GError **error)
{
    const SfSandbox *sandbox = masking->options.sandbox;
    const char *argv[] = {sandbox->intake, "anonymize", NULL};
    SfChildDescriptors descriptors = {rewound(messages), sf_spool_descriptor(packets), -1,
                                      sf_spool_descriptor(masking->memory)};

    return run_child(sandbox, argv, descriptors, error);
}

static gboolean make_events(const SfMasking *masking, const SfSpool *packets, SfSpool *events,
                            GError **error)
{
    g_auto(GStrv) argv = sf_tshark_arguments(masking->options.sandbox->tshark, "sipfix,events",
                                             masking->options.codes, masking->options.decode_as);
    SfChildDescriptors descriptors = {rewound(packets), sf_spool_descriptor(events), -1, -1};

    return run_child(masking->options.sandbox, (const char *const *)argv, descriptors, error);
}

/* ------------------------------------------------------------------ the map */

static gboolean add_frame(SfFrameMap *map, const SfFrameMap *known, guint64 seen)
{
    guint64 frame = 0;
    SfInput *input = sf_frame_map_find(known, seen, &frame);

    return input && sf_frame_map_add(map, input, sf_frame_map_count(map) + 1, frame, 1);
}

/* Each line has become one packet, and the last one, the run line, the end of the capture. */
static SfFrameMap *map_of(SfSpool *messages, const SfFrameMap *known)
{
    SfFrameMap *map = sf_frame_map_new();
    const char *line;
    gsize length = 0;
    gboolean good = TRUE;

    sf_spool_go(messages, 0);
    while (good && (line = sf_spool_line(messages, &length)) != NULL) {
        g_autoptr(JsonObject) object = sf_json_object(line, length, NULL);
        gint64 frame = object ? json_object_get_int_member_with_default(
                                    object, "frame", (gint64)sf_frame_map_count(known))
                              : 0;
        good = sf_frame_map_count(known) == 0 || add_frame(map, known, (guint64)MAX(frame, 0));
    }
    if (!good)
        g_clear_pointer(&map, sf_frame_map_free);
    return map;
}

/* ------------------------------------------------------------------ the run line */

/* What was not seen in the capture: numbers, and nothing else comes along. */
static void copy_coverage(JsonObject *to, JsonObject *from)
{
    JsonObject *seen = json_object_get_object_member(from, "coverage");
    JsonObject *coverage = json_object_new();
    JsonObjectIter iter;
    const char *name;
    JsonNode *node;

    json_object_iter_init_ordered(&iter, seen);
    while (json_object_iter_next_ordered(&iter, &name, &node))
        if (JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_INT64)
            json_object_set_int_member(coverage, name, json_node_get_int(node));
    json_object_set_object_member(to, "coverage", coverage);
}

/* The second tshark's, as it names addresses; but it does not know what the first could not see. */
static JsonObject *line_of(const SfSpool *events, JsonObject *seen)
{
    JsonObject *line = sf_run_line_of(events);

    if (line && json_object_has_member(seen, "coverage"))
        copy_coverage(line, seen);
    else
        g_clear_pointer(&line, json_object_unref);
    return line;
}

/* ------------------------------------------------------------------ all of it */

/* Where there was no room to write, that is why a child failed. */
static gboolean no_room(const SfSpool *spool, GError **error)
{
    g_autofree char *obstacle = sf_spool_obstacle(spool);

    if (obstacle) {
        g_clear_error(error);
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, obstacle);
    }
    return FALSE;
}

static gboolean replace(const SfMasking *masking, SfRun *run, SfSpool *packets, SfSpool *events,
                        GError **error)
{
    SfSpool *messages = sf_run_events(run);

    if (!make_packets(masking, messages, packets, error))
        return no_room(packets, error);
    if (!make_events(masking, packets, events, error))
        return no_room(events, error);
    JsonObject *line = line_of(events, sf_run_line(run));
    SfFrameMap *map = line ? map_of(messages, sf_run_map(run)) : NULL;
    if (!map) {
        g_clear_pointer(&line, json_object_unref);
        no_room(events, error);
        if (*error)
            return FALSE;
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                            "tshark ended too early, or spoke of frames that it was not given");
        return FALSE;
    }
    sf_run_replace(run, events, map, line);
    return TRUE;
}

SfSpool *sf_masking_apply(SfMasking *masking, SfRun *run, GError **error)
{
    const char *folder = masking->options.sandbox->folder;
    SfSpool *packets = sf_spool_new(folder, error);
    SfSpool *events = packets ? sf_spool_new(folder, error) : NULL;
    gboolean good = FALSE;

    if (events && sf_run_line(run))
        good = replace(masking, run, packets, events, error);
    else if (events)
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED, "not read to its end");
    if (good)
        return packets;
    sf_run_replace(run, events, sf_frame_map_new(), NULL); /* what was there must not be told */
    g_clear_pointer(&packets, sf_spool_free);
    return NULL;
}

/* ------------------------------------------------------------------ names of files */

void sf_masking_rename(const SfInputs *inputs)
{
    for (guint i = 0; i < inputs->inputs->len; i++) {
        SfInput *input = g_ptr_array_index(inputs->inputs, i);
        input->true_name = input->name;
        input->name = g_strdup_printf("capture-%u.pcapng", i + 1);
    }
}

/* What follows a colon in the cause quotes the file, or a program that read it. */
static void cut_reason(SfUnread *unread)
{
    char *end = unread->trouble ? unread->trouble + strcspn(unread->trouble, "\n") : NULL;
    char *colon = end ? strstr(unread->trouble, ": ") : NULL;
    if (colon && colon < end)
        memmove(colon, end, strlen(end) + 1);
    g_free(unread->reason);
    unread->reason = sf_trouble_line(unread->trouble);
}

void sf_masking_hide(GPtrArray *unread, const char *stem)
{
    for (guint i = 0; i < unread->len; i++) {
        SfUnread *one = g_ptr_array_index(unread, i);
        cut_reason(one);
        if (one->true_path)
            continue; /* one of the captures, and renamed before */
        one->true_path = one->path;
        one->path = g_strdup_printf("%s-%u", stem, i + 1);
    }
}
