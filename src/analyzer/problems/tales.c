// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/problems/tales.h"

#include "analyzer/output/json_print.h"
#include "reading/results/json.h"
#include "reading/results/spool.h"

/* What is kept of a run, when it is over. */
typedef struct {
    SfTaleName *name;
    const char *story;
    gint64 place;        /* of the example, among the run's; -1: there was no room for it */
    JsonObject *example; /* owned; only where there was no room */
} Kept;

/* A run of which events come. */
typedef struct {
    gint64 run;
    SfSpool *spool;      /* NULL: there is no room for one */
    GHashTable *stories; /* name -> GArray of gint64: the places of its events */
    GHashTable *kept;    /* SfTaleName -> Kept, owned */
} Shelf;

struct SfTales {
    GPtrArray *shelves; /* Shelf, the one that was used last at the end */
    SfSpool *spool;     /* of what is kept; NULL until needed, or where there is no room for one */
    GPtrArray *in_memory; /* JsonObject: what could not be written */

    JsonObject *last; /* owned: the event that was added last; its story, lent, and its place */
    const char *last_story;
    gint64 last_place;

    const SfTaleName *opened; /* NULL: none is open */
    SfTale tale;
};

static void places_free(gpointer places)
{
    g_array_unref(places);
}

static void kept_free(gpointer data)
{
    Kept *kept = data;
    g_clear_pointer(&kept->example, json_object_unref);
    g_free(kept);
}

static void shelf_free(gpointer data)
{
    Shelf *shelf = data;
    g_clear_pointer(&shelf->spool, sf_spool_free);
    g_hash_table_unref(shelf->stories);
    g_hash_table_unref(shelf->kept);
    g_free(shelf);
}

SfTales *sf_tales_new(void)
{
    SfTales *tales = g_new0(SfTales, 1);
    tales->shelves = g_ptr_array_new_with_free_func(shelf_free);
    tales->in_memory = g_ptr_array_new_with_free_func((GDestroyNotify)json_object_unref);
    tales->tale.events = g_ptr_array_new_with_free_func((GDestroyNotify)json_object_unref);
    return tales;
}

static void close_tale(SfTales *tales)
{
    tales->opened = NULL;
    g_clear_pointer(&tales->tale.example, sf_event_free);
    g_ptr_array_set_size(tales->tale.events, 0);
}

void sf_tales_free(SfTales *tales)
{
    close_tale(tales);
    g_ptr_array_unref(tales->tale.events);
    g_clear_pointer(&tales->last, json_object_unref);
    g_ptr_array_unref(tales->shelves);
    g_ptr_array_unref(tales->in_memory);
    g_clear_pointer(&tales->spool, sf_spool_free);
    g_free(tales);
}

void sf_tale_name_clear(SfTaleName *name)
{
    g_clear_pointer(&name->places, g_array_unref);
}

/* ---- what is kept of a run ---- */

/* Places below 0 are in memory. */
static gint64 keep_in_memory(SfTales *tales, JsonObject *event)
{
    g_ptr_array_add(tales->in_memory, json_object_ref(event));
    return -(gint64)tales->in_memory->len;
}

static gint64 keep_line(SfTales *tales, const char *line, gsize length)
{
    if (!tales->spool)
        tales->spool = sf_spool_new(g_get_tmp_dir(), NULL);
    g_autofree char *whole = g_strdup_printf("%.*s\n", (int)length, line);
    const gint64 place = tales->spool ? sf_spool_add(tales->spool, whole, length + 1) : -1;
    if (place >= 0)
        return place;
    g_autoptr(JsonObject) event = sf_json_object(line, length, NULL);
    return keep_in_memory(tales, event);
}

static void keep_event(SfTales *tales, const Shelf *shelf, gint64 place, GArray *places)
{
    gsize length = 0;
    sf_spool_go(shelf->spool, place);
    const char *line = sf_spool_line(shelf->spool, &length);
    if (!line)
        g_error("a temporary file in %s cannot be read back", g_get_tmp_dir());
    const gint64 kept = keep_line(tales, line, length);
    g_array_append_val(places, kept);
}

/* The example, and of its story those around it. */
static void keep_story(SfTales *tales, const Shelf *shelf, const Kept *kept)
{
    const GArray *story = g_hash_table_lookup(shelf->stories, kept->story);
    GArray *places = kept->name->places;
    guint example = 0;
    while (example + 1 < story->len && g_array_index(story, gint64, example) != kept->place)
        example++;
    const guint most = MIN(story->len, SF_TALE_EVENTS);
    const guint before = MIN(example, most / 2);
    const guint first = MIN(example - before, story->len - most);
    keep_event(tales, shelf, kept->place, places);
    for (guint i = first; i < first + most; i++)
        if (i != example)
            keep_event(tales, shelf, g_array_index(story, gint64, i), places);
}

static void close_shelf(SfTales *tales, guint index)
{
    const Shelf *shelf = tales->shelves->pdata[index];
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, shelf->kept);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        Kept *kept = value;
        if (kept->place >= 0) {
            keep_story(tales, shelf, kept);
            continue;
        }
        const gint64 place = keep_in_memory(tales, kept->example);
        g_array_append_val(kept->name->places, place);
    }
    g_ptr_array_remove_index(tales->shelves, index);
}

/* ---- events that come ---- */

static Shelf *shelf_of(SfTales *tales, gint64 run)
{
    for (guint i = tales->shelves->len; i > 0; i--) {
        Shelf *shelf = tales->shelves->pdata[i - 1];
        if (shelf->run != run)
            continue;
        if (i < tales->shelves->len)
            g_ptr_array_insert(tales->shelves, -1, g_ptr_array_steal_index(tales->shelves, i - 1));
        return shelf;
    }
    if (tales->shelves->len == SF_TALE_RUNS)
        close_shelf(tales, 0);
    Shelf *shelf = g_new0(Shelf, 1);
    shelf->run = run;
    shelf->spool = sf_spool_new(g_get_tmp_dir(), NULL);
    shelf->stories = g_hash_table_new_full(NULL, NULL, NULL, places_free);
    shelf->kept = g_hash_table_new_full(NULL, NULL, NULL, kept_free);
    g_ptr_array_add(tales->shelves, shelf);
    return shelf;
}

void sf_tales_add(SfTales *tales, const SfEvent *event, const char *story)
{
    Shelf *shelf = shelf_of(tales, event->run);
    close_tale(tales);
    g_clear_pointer(&tales->last, json_object_unref);
    tales->last = json_object_ref(event->object);
    tales->last_story = story;
    tales->last_place = -1;
    if (shelf->spool) {
        GString *line = sf_json_print(event->object, FALSE);
        tales->last_place = sf_spool_add(shelf->spool, line->str, line->len);
        g_string_free(line, TRUE);
    }
    if (tales->last_place < 0)
        return;
    GArray *places = g_hash_table_lookup(shelf->stories, story);
    if (!places) {
        places = g_array_sized_new(FALSE, FALSE, sizeof(gint64), 1);
        g_hash_table_insert(shelf->stories, (gpointer)story, places);
    }
    g_array_append_val(places, tales->last_place);
}

void sf_tales_keep(SfTales *tales, SfTaleName *name)
{
    Shelf *shelf = tales->shelves->pdata[tales->shelves->len - 1];
    for (guint i = 0; i < tales->shelves->len; i++)
        g_hash_table_remove(((Shelf *)tales->shelves->pdata[i])->kept, name);
    g_clear_pointer(&name->places, g_array_unref);
    name->places = g_array_new(FALSE, FALSE, sizeof(gint64));
    Kept *kept = g_new0(Kept, 1);
    kept->name = name;
    kept->story = tales->last_story;
    kept->place = tales->last_place;
    kept->example = kept->place < 0 ? json_object_ref(tales->last) : NULL;
    g_hash_table_insert(shelf->kept, name, kept);
}

void sf_tales_finish(SfTales *tales)
{
    while (tales->shelves->len > 0)
        close_shelf(tales, 0);
}

/* ---- opening ---- */

static JsonObject *take_out(SfTales *tales, gint64 place)
{
    if (place < 0)
        return json_object_ref(tales->in_memory->pdata[-place - 1]);
    gsize length = 0;
    sf_spool_go(tales->spool, place);
    const char *line = sf_spool_line(tales->spool, &length);
    JsonObject *event = line ? sf_json_object(line, length, NULL) : NULL;
    if (!event) /* A disk that loses what it took is as memory that does. */
        g_error("a temporary file in %s cannot be read back", g_get_tmp_dir());
    return event;
}

static void take_out_event(SfTales *tales, const SfTaleName *name, guint i)
{
    g_ptr_array_add(tales->tale.events, take_out(tales, g_array_index(name->places, gint64, i)));
}

const SfEvent *sf_tales_example(SfTales *tales, const SfTaleName *name)
{
    if (tales->opened == name)
        return tales->tale.example;
    close_tale(tales);
    take_out_event(tales, name, 0);
    tales->tale.example = sf_event_new(tales->tale.events->pdata[0]);
    tales->opened = name;
    return tales->tale.example;
}

const SfTale *sf_tales_open(SfTales *tales, const SfTaleName *name)
{
    sf_tales_example(tales, name);
    while (tales->tale.events->len < name->places->len)
        take_out_event(tales, name, tales->tale.events->len);
    return &tales->tale;
}
