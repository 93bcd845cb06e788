/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/results/kept.h"

#include <unistd.h>

/* ------------------------------------------------------------------ runs */

SfKeptRun *sf_kept_run_new(GPtrArray *inputs)
{
    SfKeptRun *run = g_rc_box_new0(SfKeptRun);

    run->inputs = g_ptr_array_ref(inputs);
    return run;
}

SfKeptRun *sf_kept_run_ref(SfKeptRun *run)
{
    return g_rc_box_acquire(run);
}

static void clear(gpointer data)
{
    SfKeptRun *run = data;

    g_ptr_array_unref(run->inputs);
    g_clear_pointer(&run->packets, sf_spool_free);
    g_clear_pointer(&run->places, g_hash_table_unref);
}

void sf_kept_run_unref(SfKeptRun *run)
{
    g_rc_box_release_full(run, clear);
}

static void note_place(GHashTable *places, const char *capture, guint64 frame, guint64 packet)
{
    g_autofree char *key = g_strdup_printf("%" G_GUINT64_FORMAT " %s", frame, capture);
    GArray *packets = g_hash_table_lookup(places, key);

    if (!packets) {
        packets = g_array_new(FALSE, FALSE, sizeof(guint64));
        g_hash_table_insert(places, g_steal_pointer(&key), packets);
    }
    g_array_append_val(packets, packet);
}

/* The last packet stands for the end of the capture, and for no frame. */
void sf_kept_run_mask(SfKeptRun *run, SfSpool *packets, const SfFrameMap *map)
{
    run->packets = packets;
    run->places =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
    for (guint64 i = 1; i < sf_frame_map_count(map); i++) {
        guint64 frame = 0;
        const SfInput *input = sf_frame_map_find(map, i, &frame);
        note_place(run->places, input->name, frame, i);
    }
}

/* ------------------------------------------------------------------ all of it */

static gint64 end_of(const GPtrArray *inputs)
{
    gint64 end = G_MININT64;

    for (guint i = 0; i < inputs->len; i++) {
        const SfInput *input = g_ptr_array_index(inputs, i);
        if (input->timed)
            end = MAX(end, input->last);
    }
    return end;
}

SfKept *sf_kept_new(SfSandbox *sandbox, SfInputs *found, GPtrArray *runs, int keylog)
{
    SfKept *kept = g_new0(SfKept, 1);

    kept->sandbox = sandbox;
    kept->found = found;
    kept->runs = runs;
    kept->keylog = keylog;
    for (guint i = 0; i < runs->len; i++) {
        SfKeptRun *run = g_ptr_array_index(runs, i);
        run->end = end_of(run->inputs);
    }
    return kept;
}

void sf_kept_free(SfKept *kept)
{
    g_ptr_array_unref(kept->runs);
    sf_inputs_free(kept->found);
    sf_sandbox_free(kept->sandbox);
    if (kept->keylog >= 0)
        close(kept->keylog);
    g_free(kept);
}
