// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/analysis/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/output/terminal.h"
#include "analyzer/report/words.h"

#define FIRST_AFTER 1.0 /* seconds */
#define EVERY       0.1 /* seconds */
#define BAR_COLUMNS 10

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
        return g_strdup_printf(", %.0f min left", left / 60);
    return g_strdup_printf(", %.0f s left", left);
}

/* ", 12.3 MB/s"; nothing in the first moments, which say little. */
static char *rate(guint64 bytes, double seconds)
{
    if (bytes == 0 || seconds < FIRST_AFTER)
        return g_strdup("");
    g_autofree char *each_second = size((guint64)((double)bytes / seconds));
    return g_strdup_printf(", %s/s", each_second);
}

static char *problems_so_far(guint problems)
{
    if (problems == 0)
        return g_strdup("");
    g_autofree char *number = sf_words_quantity(problems, "problem", "problems");
    return g_strdup_printf(", %s", number);
}

char *sf_progress_line(const SfProgressState *state, double seconds, guint width)
{
    g_autofree char *problems = problems_so_far(state->problems);
    if (state->total == 0) { /* a pipe: nobody knows where it ends */
        g_autofree char *line = g_strdup_printf("Reading, %.0f s so far%s", seconds, problems);
        return sf_visible_clip(line, width);
    }
    g_autofree char *read = size(state->bytes);
    g_autofree char *fast = rate(state->bytes, seconds);
    g_autofree char *number = sf_words_quantity(state->files, "file", "files");
    const double share = MIN((double)state->bytes / (double)state->total, 1.0);
    const int done = (int)(share * BAR_COLUMNS);
    g_autofree char *full = g_strnfill((gsize)done, '#');
    g_autofree char *empty = g_strnfill((gsize)(BAR_COLUMNS - done), '.');
    g_autofree char *left = time_left(share, seconds);
    g_autofree char *line = g_strdup_printf("[%s%s] %3.0f %%  %s%s, %s%s%s", full, empty,
                                            share * 100, read, fast, number, problems, left);
    return sf_visible_clip(line, width);
}

void sf_progress_show(SfProgress *progress, const SfProgressState *state)
{
    const double seconds = (double)(g_get_monotonic_time() - progress->began) / G_USEC_PER_SEC;
    if (!progress->wanted || seconds < FIRST_AFTER || seconds - progress->last < EVERY)
        return;
    g_autofree char *line = sf_progress_line(state, seconds, progress->width - 1);
    progress->last = seconds;
    if (g_strcmp0(line, progress->line) == 0)
        return;
    wipe();
    (void)fputs(line, stderr);
    g_free(progress->line);
    progress->line = g_steal_pointer(&line);
}
