/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading/results/frame_words.h"

#include <string.h>

#define WORD "frame "

/* "frame 12", or of a log "line 4711", in another file "frame 12 of b.pcapng". */
static void append_named(GString *out, const SfFramePlace *place)
{
    g_autofree char *name = place->capture ? g_path_get_basename(place->capture) : NULL;

    if (place->line > 0)
        g_string_append_printf(out, "line %" G_GUINT64_FORMAT, place->line);
    else
        g_string_append_printf(out, WORD "%" G_GUINT64_FORMAT, place->frame);
    if (name)
        g_string_append_printf(out, " of %s", name);
}

gboolean sf_frame_words_name(const char *words)
{
    return strstr(words, WORD) != NULL;
}

char *sf_frame_words(const char *words, SfFrameFinder find, gpointer data)
{
    GString *out = g_string_new(NULL);
    const char *at;

    while ((at = strstr(words, WORD)) != NULL) {
        const char *number = at + strlen(WORD);
        char *end = NULL;
        SfFramePlace place = {0};
        guint64 frame = g_ascii_isdigit(*number) ? g_ascii_strtoull(number, &end, 10) : 0;
        g_string_append_len(out, words, at - words);
        if (frame > 0 && find(frame, &place, data)) {
            append_named(out, &place);
            words = end;
        } else {
            g_string_append(out, WORD);
            words = number;
        }
    }
    g_string_append(out, words);
    return g_string_free(out, FALSE);
}
