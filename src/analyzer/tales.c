// SPDX-License-Identifier: GPL-2.0-or-later
#include "tales.h"

#include "json.h"
#include "json_print.h"
#include "spool.h"

struct SfTales {
    SfSpool *spool;       /* NULL until needed, or where there is no room for one */
    GPtrArray *in_memory; /* JsonObject: what could not be written */
    const GArray *opened; /* the places of the open tale; NULL: none is open */
    SfTale tale;
};

SfTales *sf_tales_new(void)
{
    SfTales *tales = g_new0(SfTales, 1);
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
    g_ptr_array_unref(tales->in_memory);
    g_clear_pointer(&tales->spool, sf_spool_free);
    g_free(tales);
}

/* Places below 0 are in memory. */
static gint64 keep_in_memory(SfTales *tales, JsonObject *event)
{
    g_ptr_array_add(tales->in_memory, json_object_ref(event));
    return -(gint64)tales->in_memory->len;
}

gint64 sf_tales_put(SfTales *tales, JsonObject *event)
{
    close_tale(tales);
    if (!tales->spool)
        tales->spool = sf_spool_new(g_get_tmp_dir(), NULL);
    GString *line = sf_json_print(event, FALSE);
    const gint64 place = tales->spool ? sf_spool_add(tales->spool, line->str, line->len) : -1;
    g_string_free(line, TRUE);
    return place >= 0 ? place : keep_in_memory(tales, event);
}

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

const SfTale *sf_tales_open(SfTales *tales, const GArray *places)
{
    if (tales->opened == places)
        return &tales->tale;
    close_tale(tales);
    for (guint i = 0; i < places->len; i++)
        g_ptr_array_add(tales->tale.events, take_out(tales, g_array_index(places, gint64, i)));
    tales->tale.example = sf_event_new(tales->tale.events->pdata[0]);
    tales->opened = places;
    return &tales->tale;
}
