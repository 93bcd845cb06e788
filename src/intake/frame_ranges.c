/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/frame_ranges.h"

#include "intake/protocol.h"

/* A message must fit into one packet of the socket: 500 ranges are at most 32 kB of digits. */
#define RANGES_A_MESSAGE 500

typedef struct {
    guint64 written;
    guint64 frame;
    guint64 count;
} SfFrameRange;

static SfFrameRange ranges[RANGES_A_MESSAGE];
static guint filled;

void sf_frame_ranges_note(guint64 written, guint64 frame)
{
    SfFrameRange *last = filled > 0 ? &ranges[filled - 1] : NULL;

    if (last && written == last->written + last->count && frame == last->frame + last->count) {
        last->count++;
        return;
    }
    if (filled == RANGES_A_MESSAGE)
        sf_frame_ranges_tell();
    ranges[filled++] = (SfFrameRange){written, frame, 1};
}

void sf_frame_ranges_tell(void)
{
    if (filled == 0)
        return;

    JsonArray *numbers = json_array_sized_new(3 * filled);
    for (guint i = 0; i < filled; i++) {
        json_array_add_int_element(numbers, (gint64)ranges[i].written);
        json_array_add_int_element(numbers, (gint64)ranges[i].frame);
        json_array_add_int_element(numbers, (gint64)ranges[i].count);
    }
    filled = 0;

    JsonObject *message = json_object_new();
    json_object_set_string_member(message, "is", "frames");
    json_object_set_array_member(message, "ranges", numbers);
    sf_protocol_say(message);
}
