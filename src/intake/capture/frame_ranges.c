/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intake/capture/frame_ranges.h"

#include "core/grammar/text.h"
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

/* Of a log: how many lines further each message begins than the one before. */
static guint64 steps[RANGES_A_MESSAGE];
static guint n_steps;
static guint64 first_of_steps;
static guint64 last_line;

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

static void tell_lines(void)
{
    if (n_steps == 0)
        return;
    JsonArray *told = json_array_sized_new(n_steps);
    for (guint i = 0; i < n_steps; i++)
        json_array_add_int_element(told, (gint64)steps[i]);
    JsonObject *message = json_object_new();
    json_object_set_string_member(message, "is", "lines");
    json_object_set_int_member(message, "first_line", (gint64)first_of_steps);
    json_object_set_array_member(message, "lines", told);
    n_steps = 0;
    sf_protocol_say(message);
}

void sf_frame_ranges_note_line(guint64 number, guint64 line)
{
    if (n_steps == RANGES_A_MESSAGE)
        tell_lines();
    if (number == 1)
        last_line = 0;
    if (n_steps == 0)
        first_of_steps = number;
    steps[n_steps++] = line - last_line;
    last_line = line;
}

static void add_number(GString *numbers, guint64 number)
{
    sf_append_number(numbers, number);
    g_string_append_c(numbers, ' ');
}

void sf_frame_ranges_tell(void)
{
    tell_lines();
    if (filled == 0)
        return;

    g_autoptr(GString) numbers = g_string_new(NULL);
    for (guint i = 0; i < filled; i++) {
        add_number(numbers, ranges[i].written);
        add_number(numbers, ranges[i].frame);
        add_number(numbers, ranges[i].count);
    }
    filled = 0;

    JsonObject *message = json_object_new();
    json_object_set_string_member(message, "is", "frames");
    json_object_set_string_member(message, "ranges", numbers->str);
    sf_protocol_say(message);
}
