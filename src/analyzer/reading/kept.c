/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kept.h"

#include <unistd.h>

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

SfKept *sf_kept_new(SfHome *home, SfInputs *found, GPtrArray *runs, int keylog)
{
    SfKept *kept = g_new0(SfKept, 1);

    kept->home = home;
    kept->found = found;
    kept->runs = runs;
    kept->keylog = keylog;
    kept->ends = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint i = 0; i < runs->len; i++) {
        gint64 end = end_of(g_ptr_array_index(runs, i));
        g_array_append_val(kept->ends, end);
    }
    return kept;
}

void sf_kept_free(SfKept *kept)
{
    g_ptr_array_unref(kept->runs);
    g_array_unref(kept->ends);
    sf_inputs_free(kept->found);
    sf_home_free(kept->home);
    if (kept->keylog >= 0)
        close(kept->keylog);
    g_free(kept);
}
