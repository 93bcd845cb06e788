/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/results/entry.h"

#include "reading/json/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK         65536
#define DIGEST_LENGTH 64
#define HEAD          (strlen(SF_ENTRY_KIND) + 1 + DIGEST_LENGTH + 1)

/* ------------------------------------------------------------------ writing */

static gboolean put(int descriptor, GChecksum *sum, const char *bytes, gsize length)
{
    g_checksum_update(sum, (const guchar *)bytes, (gssize)length);
    while (length > 0) {
        gssize written = write(descriptor, bytes, length);
        if (written <= 0)
            return FALSE;
        bytes += written;
        length -= (gsize)written;
    }
    return TRUE;
}

static char *told_by_intake(const SfRun *run)
{
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
    const GPtrArray *inputs = sf_run_inputs(run);
    JsonObject *told = json_object_new();
    JsonArray *files = json_array_new();

    for (guint i = 0; i < inputs->len; i++)
        json_array_add_object_element(files, sf_input_report(g_ptr_array_index(inputs, i)));
    json_object_set_array_member(told, "files", files);
    json_object_set_array_member(told, "ranges", sf_frame_map_ranges(sf_run_map(run), inputs));
    json_node_take_object(node, told);
    char *text = json_to_string(node, FALSE);
    return text;
}

static gboolean put_events(int descriptor, GChecksum *sum, SfSpool *events)
{
    gsize length = 0;
    const char *line;

    sf_spool_go(events, 0);
    while ((line = sf_spool_line(events, &length)) != NULL) {
        if (!put(descriptor, sum, line, length) || !put(descriptor, sum, "\n", 1))
            return FALSE;
    }
    return TRUE;
}

gboolean sf_entry_write(int descriptor, SfRun *run)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *told = told_by_intake(run);

    if (lseek(descriptor, (off_t)HEAD, SEEK_SET) < 0 || !put(descriptor, sum, told, strlen(told)) ||
        !put(descriptor, sum, "\n", 1) || !put_events(descriptor, sum, sf_run_events(run)))
        return FALSE;
    g_autofree char *head = g_strdup_printf(SF_ENTRY_KIND " %s\n", g_checksum_get_string(sum));
    return pwrite(descriptor, head, strlen(head), 0) == (gssize)strlen(head);
}

/* ------------------------------------------------------------------ reading */

static gboolean is_whole(int descriptor)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *head = g_malloc0(HEAD + 1);
    guchar chunk[CHUNK];
    off_t place = (off_t)HEAD;
    gssize got;

    if (pread(descriptor, head, HEAD, 0) != (gssize)HEAD)
        return FALSE;
    while ((got = pread(descriptor, chunk, sizeof chunk, place)) > 0) {
        g_checksum_update(sum, chunk, got);
        place += got;
    }
    g_autofree char *expected = g_strdup_printf(SF_ENTRY_KIND " %s\n", g_checksum_get_string(sum));
    return got == 0 && strcmp(head, expected) == 0;
}

static JsonArray *array_in(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

static gboolean take_told(SfRun *run, const char *line, gsize length)
{
    g_autoptr(JsonObject) told = sf_json_object(line, length, NULL);
    const GPtrArray *inputs = sf_run_inputs(run);
    JsonArray *files = told ? array_in(told, "files") : NULL;
    JsonArray *ranges = told ? array_in(told, "ranges") : NULL;

    if (!files || !ranges || json_array_get_length(files) != inputs->len)
        return FALSE;
    for (guint i = 0; i < inputs->len; i++) {
        JsonNode *file = json_array_get_element(files, i);
        if (!JSON_NODE_HOLDS_OBJECT(file))
            return FALSE;
    }
    if (!sf_run_recall_frames(run, ranges))
        return FALSE;
    for (guint i = 0; i < inputs->len; i++)
        sf_input_take_report(g_ptr_array_index(inputs, i), json_array_get_object_element(files, i));
    return TRUE;
}

gboolean sf_entry_read(int descriptor, SfRun *run)
{
    if (!is_whole(descriptor) || lseek(descriptor, (off_t)HEAD, SEEK_SET) < 0)
        return FALSE;
    FILE *file = fdopen(dup(descriptor), "r");
    char *line = NULL;
    gsize room = 0;
    gssize length = file ? getline(&line, &room, file) : -1;
    gboolean good =
        length > 0 && take_told(run, line, (gsize)length) && sf_run_recall_events(run, file);
    free(line);
    if (file)
        fclose(file);
    if (!good)
        sf_run_forget(run);
    return good;
}
