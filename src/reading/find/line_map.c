/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/find/line_map.h"

/* A look goes through so many steps at most. */
#define BETWEEN_MARKS 64

typedef struct {
    gsize place;  /* of the step behind */
    guint64 line; /* before it */
} SfLineMark;

struct SfLineMap {
    GByteArray *steps; /* seven bits in each byte, the low ones first; the eighth: more follow */
    GArray *marks;     /* SfLineMark, before every BETWEEN_MARKS-th */
    guint64 count;
    guint64 last;
};

SfLineMap *sf_line_map_new(void)
{
    SfLineMap *map = g_new0(SfLineMap, 1);

    map->steps = g_byte_array_new();
    map->marks = g_array_new(FALSE, FALSE, sizeof(SfLineMark));
    return map;
}

void sf_line_map_free(SfLineMap *map)
{
    if (!map)
        return;
    g_byte_array_unref(map->steps);
    g_array_unref(map->marks);
    g_free(map);
}

static void add_step(SfLineMap *map, guint64 step)
{
    const SfLineMark mark = {map->steps->len, map->last};

    if (map->count % BETWEEN_MARKS == 0)
        g_array_append_val(map->marks, mark);
    map->count++;
    map->last += step;
    do {
        const guint8 byte = (guint8)((step & 0x7f) | (step > 0x7f ? 0x80 : 0));
        g_byte_array_append(map->steps, &byte, 1);
        step >>= 7;
    } while (step > 0);
}

static guint64 take_step(const SfLineMap *map, gsize *place)
{
    guint64 step = 0;
    guint8 byte;
    guint shift = 0;

    do {
        byte = map->steps->data[(*place)++];
        step |= (guint64)(byte & 0x7f) << shift;
        shift += 7;
    } while (byte & 0x80);
    return step;
}

static gboolean are_steps(JsonArray *steps)
{
    for (guint i = 0; i < json_array_get_length(steps); i++) {
        JsonNode *node = json_array_get_element(steps, i);
        if (!JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_INT64 ||
            json_node_get_int(node) < 0)
            return FALSE;
    }
    return TRUE;
}

gboolean sf_line_map_add(SfLineMap *map, guint64 first, JsonArray *steps)
{
    if (!are_steps(steps) || (first != 1 && first != map->count + 1))
        return FALSE;
    if (first == 1) {
        g_byte_array_set_size(map->steps, 0);
        g_array_set_size(map->marks, 0);
        map->count = map->last = 0;
    }
    for (guint i = 0; i < json_array_get_length(steps); i++)
        add_step(map, (guint64)json_array_get_int_element(steps, i));
    return TRUE;
}

guint64 sf_line_map_find(const SfLineMap *map, guint64 number)
{
    if (number == 0 || number > map->count)
        return 0;
    const SfLineMark *mark =
        &g_array_index(map->marks, SfLineMark, (guint)((number - 1) / BETWEEN_MARKS));
    gsize place = mark->place;
    guint64 line = mark->line;
    for (guint64 i = 0; i <= (number - 1) % BETWEEN_MARKS; i++)
        line += take_step(map, &place);
    return line;
}

JsonArray *sf_line_map_steps(const SfLineMap *map)
{
    JsonArray *steps = json_array_sized_new((guint)map->count);
    gsize place = 0;

    for (guint64 i = 0; i < map->count; i++)
        json_array_add_int_element(steps, (gint64)take_step(map, &place));
    return steps;
}
