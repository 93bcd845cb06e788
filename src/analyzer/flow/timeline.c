// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/flow/timeline.h"

#define MINUTE G_GINT64_CONSTANT(60)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/* Lengths that people count in; beyond them whole days. */
static gint64 round_width(gint64 seconds)
{
    static const gint64 widths[] = {1,           2,           5,          10,         15,
                                    30,          MINUTE,      2 * MINUTE, 5 * MINUTE, 10 * MINUTE,
                                    15 * MINUTE, 30 * MINUTE, HOUR,       2 * HOUR,   3 * HOUR,
                                    6 * HOUR,    12 * HOUR,   DAY};
    for (guint i = 0; i < G_N_ELEMENTS(widths); i++)
        if (seconds / widths[i] + 2 <= SF_TIMELINE_SLOTS)
            return widths[i];
    return (seconds / (SF_TIMELINE_SLOTS - 2) / DAY + 1) * DAY;
}

static gint64 floor_to(gint64 at, gint64 width)
{
    const gint64 rest = at % width;
    return at - (rest < 0 ? rest + width : rest);
}

/* FALSE: no call has a time. */
static gboolean lay_out(SfTimeline *timeline, const SfMetCalls *calls)
{
    gint64 first = G_MAXINT64, last = G_MININT64, at = 0;
    for (guint call = 0; call < sf_met_calls_count(calls); call++) {
        if (!sf_met_calls_time(calls, call, &at))
            continue;
        first = MIN(first, at);
        last = MAX(last, at);
    }
    if (first > last)
        return FALSE;
    timeline->width = round_width(last - first);
    timeline->start = floor_to(first, timeline->width);
    g_array_set_size(timeline->slots, (guint)((last - timeline->start) / timeline->width) + 1);
    return TRUE;
}

static void fill(SfTimeline *timeline, const SfMetCalls *calls)
{
    gint64 at = 0;
    for (guint call = 0; call < sf_met_calls_count(calls); call++) {
        if (!sf_met_calls_time(calls, call, &at))
            continue;
        const guint nth = (guint)((at - timeline->start) / timeline->width);
        SfSlot *slot = &g_array_index(timeline->slots, SfSlot, nth);
        slot->calls[sf_met_calls_fate(calls, call)]++;
        timeline->most = MAX(timeline->most, sf_slot_calls(slot));
    }
}

SfTimeline *sf_timeline_new(const SfSummary *summary)
{
    const SfMetCalls *calls = summary->each;
    SfTimeline *timeline = g_new0(SfTimeline, 1);
    timeline->slots = g_array_new(FALSE, TRUE, sizeof(SfSlot));
    for (guint call = 0; call < sf_met_calls_count(calls); call++)
        timeline->total[sf_met_calls_fate(calls, call)]++;
    if (lay_out(timeline, calls))
        fill(timeline, calls);
    return timeline;
}

void sf_timeline_free(SfTimeline *timeline)
{
    if (!timeline)
        return;
    g_array_unref(timeline->slots);
    g_free(timeline);
}

guint64 sf_slot_calls(const SfSlot *slot)
{
    guint64 calls = 0;
    for (guint fate = 0; fate < SF_N_FATES; fate++)
        calls += slot->calls[fate];
    return calls;
}

char *sf_timeline_label(const SfTimeline *timeline, guint i, gboolean with_date)
{
    g_autoptr(GDateTime) time =
        g_date_time_new_from_unix_utc(timeline->start + timeline->width * (gint64)i);
    if (!time)
        return g_strdup("");
    const gboolean whole_days = timeline->width % DAY == 0;
    const gboolean seconds = timeline->width % MINUTE != 0;
    if (whole_days)
        return g_date_time_format(time, "%Y-%m-%d");
    if (with_date)
        return g_date_time_format(time, seconds ? "%Y-%m-%d %H:%M:%S" : "%Y-%m-%d %H:%M");
    return g_date_time_format(time, seconds ? "%H:%M:%S" : "%H:%M");
}

char *sf_timeline_width_words(const SfTimeline *timeline)
{
    static const struct {
        gint64 seconds;
        const char *name;
    } units[] = {{DAY, "day"}, {HOUR, "hour"}, {MINUTE, "minute"}, {1, "second"}};
    guint i = 0;
    while (timeline->width % units[i].seconds != 0)
        i++;
    const gint64 n = timeline->width / units[i].seconds;
    return g_strdup_printf("%" G_GINT64_FORMAT " %s%s", n, units[i].name, n == 1 ? "" : "s");
}
