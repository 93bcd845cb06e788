// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/flow/timeline.h"

#define MINUTE G_GINT64_CONSTANT(60)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

typedef struct {
    gint64 at; /* seconds since 1970 */
    SfFate fate;
} Moment;

/* FALSE where the call has no time that can be read. */
static gboolean moment_of(const SfMetCall *call, Moment *moment)
{
    g_autoptr(GDateTime) time = call->time ? g_date_time_new_from_iso8601(call->time, NULL) : NULL;
    if (!time)
        return FALSE;
    *moment = (Moment){.at = g_date_time_to_unix(time), .fate = call->fate};
    return TRUE;
}

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

static void lay_out(SfTimeline *timeline, const GArray *moments)
{
    gint64 first = G_MAXINT64, last = G_MININT64;
    for (guint i = 0; i < moments->len; i++) {
        first = MIN(first, g_array_index(moments, Moment, i).at);
        last = MAX(last, g_array_index(moments, Moment, i).at);
    }
    timeline->width = round_width(last - first);
    timeline->start = floor_to(first, timeline->width);
    g_array_set_size(timeline->slots, (guint)((last - timeline->start) / timeline->width) + 1);
}

static void fill(SfTimeline *timeline, const GArray *moments)
{
    for (guint i = 0; i < moments->len; i++) {
        const Moment *moment = &g_array_index(moments, Moment, i);
        const guint nth = (guint)((moment->at - timeline->start) / timeline->width);
        SfSlot *slot = &g_array_index(timeline->slots, SfSlot, nth);
        slot->calls[moment->fate]++;
        timeline->most = MAX(timeline->most, sf_slot_calls(slot));
    }
}

SfTimeline *sf_timeline_new(const SfSummary *summary)
{
    SfTimeline *timeline = g_new0(SfTimeline, 1);
    timeline->slots = g_array_new(FALSE, TRUE, sizeof(SfSlot));
    g_autoptr(GArray) moments = g_array_new(FALSE, FALSE, sizeof(Moment));
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, summary->stories);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        Moment moment;
        timeline->total[((const SfMetCall *)value)->fate]++;
        if (moment_of(value, &moment))
            g_array_append_val(moments, moment);
    }
    if (moments->len > 0) {
        lay_out(timeline, moments);
        fill(timeline, moments);
    }
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
