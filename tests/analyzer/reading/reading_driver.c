/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The reading room alone, for tests: takes options and paths, prints each event on a line and then
 * one object that says how the reading went.
 */
#include "reading/reading.h"
#include "reading/run/tools.h"

#include <stdio.h>
#include <stdlib.h>

static void print_object(JsonObject *object)
{
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
    json_node_set_object(node, object);
    g_autofree char *text = json_to_string(node, FALSE);
    puts(text);
    fflush(stdout);
}

static void on_event(const SfEventLine *event, gpointer data)
{
    (void)data;
    printf("%.*s\n", (int)event->length, event->text);
    fflush(stdout);
}

static void on_progress(guint64 bytes, guint64 total_bytes, guint files, gpointer data)
{
    (void)data;
    fprintf(stderr, "progress %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %u\n", bytes, total_bytes,
            files);
}

static JsonArray *unread_array(const GPtrArray *unread)
{
    JsonArray *array = json_array_new();

    for (guint i = 0; i < unread->len; i++) {
        const SfUnread *one = g_ptr_array_index(unread, i);
        JsonArray *pair = json_array_new();
        json_array_add_string_element(pair, one->path);
        if (one->reason)
            json_array_add_string_element(pair, one->reason);
        json_array_add_array_element(array, pair);
    }
    return array;
}

static void print_reading(const SfReading *reading)
{
    JsonObject *object = json_object_new();

    json_object_set_int_member(object, "captures", reading->captures);
    json_object_set_int_member(object, "runs", reading->runs);
    json_object_set_boolean_member(object, "interrupted", reading->interrupted);
    json_object_set_array_member(object, "unreadable", unread_array(reading->unreadable));
    json_object_set_array_member(object, "not_captures", unread_array(reading->not_captures));
    json_object_set_object_member(object, "total", json_object_ref(reading->total));
    print_object(object);
    json_object_unref(object);
}

static void set_text(JsonObject *object, const char *name, const char *text)
{
    if (text)
        json_object_set_string_member(object, name, text);
}

static void print_tools(const SfToolPaths *paths)
{
    SfTools *tools = sf_tools_find(paths);
    JsonObject *object = json_object_new();

    set_text(object, "tshark", tools->tshark);
    set_text(object, "tshark_version", tools->tshark_version);
    set_text(object, "intake", tools->intake);
    set_text(object, "intake_version", tools->intake_version);
    set_text(object, "intake_wireshark", tools->intake_wireshark);
    set_text(object, "plugin", tools->plugin);
    set_text(object, "plugin_wireshark", tools->plugin_wireshark);
    set_text(object, "plugin_version", tools->plugin_version);
    set_text(object, "runs_as", tools->runs_as);
    g_autofree char *reason = sf_tools_reason(tools);
    set_text(object, "reason", reason);
    json_object_set_boolean_member(object, "fit", tools->fit);
    print_object(object);
    json_object_unref(object);
    sf_tools_free(tools);
}

int main(int argc, char **argv)
{
    g_auto(GStrv) paths = NULL;
    g_auto(GStrv) decode_as = NULL;
    g_autofree char *keylog = NULL, *cache = NULL, *profile = NULL, *tshark = NULL, *intake = NULL,
                    *plugins = NULL;
    gboolean recursive = FALSE, stitch = FALSE, all_frames = FALSE, long_way = FALSE,
             progress = FALSE, tools = FALSE;
    int jobs = 2;
    GOptionEntry entries[] = {
        {"recursive", 0, 0, G_OPTION_ARG_NONE, &recursive, NULL, NULL},
        {"stitch", 0, 0, G_OPTION_ARG_NONE, &stitch, NULL, NULL},
        {"all-frames", 0, 0, G_OPTION_ARG_NONE, &all_frames, NULL, NULL},
        {"long-way", 0, 0, G_OPTION_ARG_NONE, &long_way, NULL, NULL},
        {"progress", 0, 0, G_OPTION_ARG_NONE, &progress, NULL, NULL},
        {"tools", 0, 0, G_OPTION_ARG_NONE, &tools, NULL, NULL},
        {"jobs", 0, 0, G_OPTION_ARG_INT, &jobs, NULL, NULL},
        {"keylog", 0, 0, G_OPTION_ARG_FILENAME, &keylog, NULL, NULL},
        {"cache", 0, 0, G_OPTION_ARG_FILENAME, &cache, NULL, NULL},
        {"profile", 0, 0, G_OPTION_ARG_STRING, &profile, NULL, NULL},
        {"decode-as", 0, 0, G_OPTION_ARG_STRING_ARRAY, &decode_as, NULL, NULL},
        {"tshark", 0, 0, G_OPTION_ARG_FILENAME, &tshark, NULL, NULL},
        {"intake", 0, 0, G_OPTION_ARG_FILENAME, &intake, NULL, NULL},
        {"plugins", 0, 0, G_OPTION_ARG_FILENAME, &plugins, NULL, NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &paths, NULL, NULL},
        {0},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;

    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return EXIT_FAILURE;
    }
    SfReadingOptions options = {
        .paths = (const char *const *)paths,
        .recursive = recursive,
        .keylog = keylog,
        .cache = cache,
        .profile = profile,
        .decode_as = (const char *const *)decode_as,
        .jobs = (guint)jobs,
        .stitch = stitch,
        .all_frames = all_frames,
        .long_way = long_way,
        .tools = {tshark, intake, plugins},
    };
    if (tools) {
        print_tools(&options.tools);
        return EXIT_SUCCESS;
    }
    const SfReadingListener listener = {.event = on_event,
                                        .progress = progress ? on_progress : NULL};
    SfReading *reading = sf_reading_run(&options, &listener, &error);
    if (!reading) {
        printf("{\"error\":%d}\n", error->code);
        fprintf(stderr, "%s\n", error->message);
        return 2;
    }
    print_reading(reading);
    sf_reading_free(reading);
    return EXIT_SUCCESS;
}
