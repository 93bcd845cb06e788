/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/results/emitter.h"

#include "reading/json/json.h"
#include "reading/results/remap.h"
#include "reading/run/child/signals.h"

/* Where in what tshark wrote an event is, and the file that it belongs to. */
typedef struct {
    guint number;
    gint64 place;
} SfEventPlace;

struct SfEmitter {
    SfRun *run;
    guint run_number;
    guint heard;       /* signals, when this call of it began: one more, and it is the last */
    gboolean straight; /* the run's files follow each other in the report too: no looking ahead */
    GArray *spots;     /* SfEventPlace, by file and place; NULL until needed */
    SfRemap *remap;
};

/* Parts of a capture are read in the order of time. Most often that is the order of the report; it
 * is not where a ring of files has come round, or where two captures lie file by file in one
 * folder. */
gboolean sf_emitter_is_straight(const GPtrArray *inputs)
{
    for (guint i = 1; i < inputs->len; i++) {
        const SfInput *before = g_ptr_array_index(inputs, i - 1);
        const SfInput *after = g_ptr_array_index(inputs, i);
        if (after->number != before->number + 1)
            return FALSE;
    }
    return TRUE;
}

SfEmitter *sf_emitter_new(SfRun *run)
{
    SfEmitter *emitter = g_new0(SfEmitter, 1);

    emitter->run = run;
    emitter->remap = sf_remap_new();
    emitter->straight = sf_emitter_is_straight(sf_run_inputs(run));
    return emitter;
}

void sf_emitter_free(SfEmitter *emitter)
{
    g_clear_pointer(&emitter->spots, g_array_unref);
    sf_remap_free(emitter->remap);
    g_free(emitter);
}

/* What is neither an event nor the run line is a fault of tshark's. */
static void take_stray(SfEmitter *emitter, const char *line, gsize length)
{
    g_autoptr(JsonObject) object = length > 0 ? sf_json_object(line, length, NULL) : NULL;
    g_autofree char *foreign = object ? sf_foreign_version(object) : NULL;

    if (length > 0 && (!object || !sf_is_run_line(object)))
        sf_run_blame(emitter->run, foreign ? foreign : "tshark wrote lines that are no events");
}

/* FALSE: there is no line any more. */
static gboolean tell_next(SfEmitter *emitter, SfEventFunction function, gpointer data)
{
    SfEventLine event;
    gsize length = 0;
    const char *line = sf_spool_line(sf_run_events(emitter->run), &length);

    if (!line)
        return FALSE;
    switch (sf_remap(emitter->remap, line, length, sf_run_map(emitter->run), emitter->run_number,
                     &event)) {
    case SF_REMAPPED:
        function(&event, data);
        break;
    case SF_REMAPPED_NOTHING:
        take_stray(emitter, line, length);
        break;
    case SF_REMAPPED_STRANGER:
        sf_run_blame(emitter->run, "tshark spoke of frames that it was not given");
        break;
    }
    return TRUE;
}

static void tell_all(SfEmitter *emitter, SfEventFunction function, gpointer data)
{
    sf_spool_go(sf_run_events(emitter->run), 0);
    while (sf_signals_heard() == emitter->heard && tell_next(emitter, function, data))
        ;
}

static int compare_spots(gconstpointer a, gconstpointer b)
{
    const SfEventPlace *one = a;
    const SfEventPlace *other = b;

    if (one->number != other->number)
        return one->number < other->number ? -1 : 1;
    return one->place < other->place ? -1 : one->place > other->place;
}

static void look_ahead(SfEmitter *emitter)
{
    SfSpool *spool = sf_run_events(emitter->run);
    const char *line;
    gsize length = 0;

    emitter->spots = g_array_new(FALSE, FALSE, sizeof(SfEventPlace));
    sf_spool_go(spool, 0);
    for (SfEventPlace spot = {0}; sf_signals_heard() == emitter->heard;
         spot.place = sf_spool_place(spool)) {
        SfItem event;
        line = sf_spool_line(spool, &length);
        if (!line)
            break;
        if (!sf_remap_look(emitter->remap, line, length, &event)) {
            take_stray(emitter, line, length);
            continue;
        }
        const SfInput *input = sf_event_input(event, sf_run_map(emitter->run));
        spot.number = input ? input->number : G_MAXUINT;
        g_array_append_val(emitter->spots, spot);
    }
    g_array_sort(emitter->spots, compare_spots);
}

static guint first_spot(const GArray *spots, guint number)
{
    guint low = 0;
    guint high = spots->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(spots, SfEventPlace, middle).number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void sf_emitter_emit(SfEmitter *emitter, const SfInput *input, guint run, SfEventFunction event,
                     gpointer data)
{
    emitter->run_number = run;
    emitter->heard = sf_signals_heard();
    if (emitter->straight) {
        if (input == g_ptr_array_index(sf_run_inputs(emitter->run), 0))
            tell_all(emitter, event, data);
        return;
    }
    if (!emitter->spots)
        look_ahead(emitter);
    for (guint i = first_spot(emitter->spots, input->number); i < emitter->spots->len; i++) {
        SfEventPlace spot = g_array_index(emitter->spots, SfEventPlace, i);
        if (spot.number != input->number || sf_signals_heard() != emitter->heard)
            break;
        sf_spool_go(sf_run_events(emitter->run), spot.place);
        (void)tell_next(emitter, event, data);
    }
}
