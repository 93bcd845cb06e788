/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/results/frame_map.h"

typedef struct {
    guint64 written;
    guint64 frame;
    guint64 count;
    SfInput *input;
} SfMappedRange;

struct SfFrameMap {
    GArray *ranges; /* SfMappedRange, ascending and without gaps in written */
    guint64 count;
    gboolean differs; /* a frame has another number in its file, or there are two files */
};

SfFrameMap *sf_frame_map_new(void)
{
    SfFrameMap *map = g_new0(SfFrameMap, 1);
    map->ranges = g_array_new(FALSE, FALSE, sizeof(SfMappedRange));
    return map;
}

void sf_frame_map_free(SfFrameMap *map)
{
    g_array_unref(map->ranges);
    g_free(map);
}

gboolean sf_frame_map_add(SfFrameMap *map, SfInput *input, guint64 written, guint64 frame,
                          guint64 count)
{
    const guint64 limit = G_MAXINT64; /* frame numbers in events are JSON integers */
    SfMappedRange range = {written, frame, count, input};

    if (written != map->count + 1 || frame == 0 || count == 0 || count > limit - map->count ||
        count > limit - frame)
        return FALSE;
    map->count += count;
    g_array_append_val(map->ranges, range);
    map->differs = map->differs || written != frame ||
                   g_array_index(map->ranges, SfMappedRange, 0).input != input;
    return TRUE;
}

JsonArray *sf_frame_map_ranges(const SfFrameMap *map, const GPtrArray *inputs)
{
    JsonArray *ranges = json_array_sized_new(4 * map->ranges->len);
    guint place = 0;

    for (guint i = 0; i < map->ranges->len; i++) {
        const SfMappedRange *range = &g_array_index(map->ranges, SfMappedRange, i);
        while (place + 1 < inputs->len && g_ptr_array_index(inputs, place) != range->input)
            place++; /* ranges come in the order of the inputs */
        json_array_add_int_element(ranges, place);
        json_array_add_int_element(ranges, (gint64)range->written);
        json_array_add_int_element(ranges, (gint64)range->frame);
        json_array_add_int_element(ranges, (gint64)range->count);
    }
    return ranges;
}

SfInput *sf_frame_map_find(const SfFrameMap *map, guint64 written, guint64 *frame)
{
    guint low = 0;
    guint high = map->ranges->len;

    if (written == 0 || written > map->count)
        return NULL;
    /* The last range that starts at or before the frame. */
    while (high - low > 1) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(map->ranges, SfMappedRange, middle).written <= written)
            low = middle;
        else
            high = middle;
    }
    const SfMappedRange *range = &g_array_index(map->ranges, SfMappedRange, low);
    *frame = range->frame + (written - range->written);
    return range->input;
}

SfInput *sf_frame_map_same(const SfFrameMap *map)
{
    if (map->differs || map->count == 0)
        return NULL;
    return g_array_index(map->ranges, SfMappedRange, 0).input;
}

guint64 sf_frame_map_count(const SfFrameMap *map)
{
    return map->count;
}
