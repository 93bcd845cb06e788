// SPDX-License-Identifier: GPL-2.0-or-later
#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "terminal.h"
#include "words.h"

#define FIRST_AFTER 1.0 /* seconds */
#define EVERY       0.1 /* seconds */
#define BAR_COLUMNS 24

struct SfProgress {
    gboolean wanted;
    guint width;
    gint64 began; /* microseconds, monotonic */
    double last;  /* seconds since the beginning */
    char *line;   /* that stands there now */
};

SfProgress *sf_progress_new(gboolean wanted)
{
    const SfTerminal terminal = sf_terminal_look(STDERR_FILENO);
    SfProgress *progress = g_new0(SfProgress, 1);
    progress->wanted = wanted && terminal.is_terminal;
    progress->width = terminal.width;
    progress->began = g_get_monotonic_time();
    return progress;
}

static void wipe(void)
{
    (void)fputs("\r\033[K", stderr);
}

void sf_progress_free(SfProgress *progress)
{
    if (!progress)
        return;
    if (progress->line)
        wipe();
    g_free(progress->line);
    g_free(progress);
}

/* As g_format_size(), whose blanks differ between versions of GLib. */
static char *size(guint64 bytes)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    if (bytes < 1000)
        return g_strdup_printf("%" G_GUINT64_FORMAT " B", bytes);
    guint unit = 0;
    guint64 one = 1000;
    while (bytes / one >= 1000) {
        one *= 1000;
        unit++;
    }
    return g_strdup_printf("%.1f %s", (double)bytes / (double)one, units[unit]);
}

static char *time_left(double share, double seconds)
{
    if (share < 0.02)
        return g_strdup("");
    const double left = seconds / share - seconds;
    if (left >= 90)
        return g_strdup_printf(", about %.0f min left", left / 60);
    return g_strdup_printf(", about %.0f s left", left);
}

char *sf_progress_line(guint64 bytes, guint64 total_bytes, guint files, double seconds, guint width)
{
    if (total_bytes == 0) { /* a pipe: nobody knows where it ends */
        g_autofree char *line = g_strdup_printf("Reading, %.0f s so far", seconds);
        return sf_visible_clip(line, width);
    }
    g_autofree char *read = size(bytes);
    g_autofree char *number = sf_words_quantity(files, "file", "files");
    const double share = MIN((double)bytes / (double)total_bytes, 1.0);
    const int done = (int)(share * BAR_COLUMNS);
    g_autofree char *full = g_strnfill((gsize)done, '#');
    g_autofree char *empty = g_strnfill((gsize)(BAR_COLUMNS - done), '.');
    g_autofree char *left = time_left(share, seconds);
    g_autofree char *line =
        g_strdup_printf("[%s%s] %3.0f %%  %s, %s%s", full, empty, share * 100, read, number, left);
    return sf_visible_clip(line, width);
}

void sf_progress_show(SfProgress *progress, guint64 bytes, guint64 total_bytes, guint files)
{
    const double seconds = (double)(g_get_monotonic_time() - progress->began) / G_USEC_PER_SEC;
    if (!progress->wanted || seconds < FIRST_AFTER || seconds - progress->last < EVERY)
        return;
    g_autofree char *line =
        sf_progress_line(bytes, total_bytes, files, seconds, progress->width - 1);
    progress->last = seconds;
    if (g_strcmp0(line, progress->line) == 0)
        return;
    wipe();
    (void)fputs(line, stderr);
    g_free(progress->line);
    progress->line = g_steal_pointer(&line);
}
