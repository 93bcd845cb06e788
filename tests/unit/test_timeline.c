// SPDX-License-Identifier: GPL-2.0-or-later
#include "want.h"

#include "analyzer/flow/timeline.h"
#include "rehearsal.h"

/* @detour: seconds; below 0: it had none. */
static void rehearse_detour(Rehearsal *rehearsal, guint story, guint status, const char *time,
                            const char *outcome, double detour)
{
    g_autofree char *seconds =
        detour < 0 ? g_strdup("") : g_strdup_printf(",\"detour\":%.1f", detour);
    /* A 301 is something to mend, a 421 that was heeded is not. */
    rehearse(rehearsal,
             "{'run':1,'frame':%u,'status':%u,'story':%u,'time':'%s','outcome':{'is':'%s'}%s,"
             "'case':'%08u','findings':[{'check':'%s','severity':'%s','text':'.','fix':[]}]}",
             story, status, story, time, outcome, seconds, story,
             status == 301 ? "moved.permanently" : "extension.required",
             status == 301 ? "note" : "warn");
}

static void rehearse_call(Rehearsal *rehearsal, guint story, guint status, const char *time,
                          const char *outcome)
{
    rehearse_detour(rehearsal, story, status, time, outcome, -1);
}

/* "LSUW LSUW": lost, slower, unknown, well of each slot. */
static char *slots_of(const SfTimeline *timeline)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < timeline->slots->len; i++) {
        const SfSlot *slot = &g_array_index(timeline->slots, SfSlot, i);
        g_string_append_printf(text, "%s", i > 0 ? " " : "");
        for (guint fate = 0; fate < SF_N_FATES; fate++)
            g_string_append_printf(text, "%" G_GUINT64_FORMAT, slot->calls[fate]);
    }
    return g_string_free(text, FALSE);
}

static SfTimeline *timeline_of(Rehearsal *rehearsal)
{
    g_autoptr(SfSummary) summary = rehearsal_summary(rehearsal);
    SfTimeline *timeline = sf_timeline_new(summary);
    rehearsal_clear(rehearsal);
    return timeline;
}

static void calls_are_counted_by_what_became_of_them(void **state)
{
    (void)state;
    Rehearsal rehearsal;
    rehearsal_init(&rehearsal);
    rehearse_call(&rehearsal, 1, 301, "2026-03-02T08:15:01.5Z", "lost");
    rehearse_call(&rehearsal, 2, 421, "2026-03-02T08:15:01.9Z", "refused");
    rehearse_detour(&rehearsal, 3, 301, "2026-03-02T08:15:02.0Z", "answered", 0.5);
    rehearse_call(&rehearsal, 7, 301, "2026-03-02T08:15:03.2Z", "answered"); /* by another branch */
    rehearse_call(&rehearsal, 4, 421, "2026-03-02T08:15:02.1Z", "answered");
    rehearse_call(&rehearsal, 4, 421, "2026-03-02T08:15:09.1Z", "answered"); /* the same call */
    rehearse_call(&rehearsal, 5, 421, "2026-03-02T08:15:04.1Z", "cancelled");
    rehearse_call(&rehearsal, 6, 301, "yesterday", "lost");
    g_autoptr(SfTimeline) timeline = timeline_of(&rehearsal);
    g_autofree char *slots = slots_of(timeline);
    g_autofree char *first = sf_timeline_label(timeline, 0, TRUE);
    g_autofree char *end = sf_timeline_label(timeline, timeline->slots->len, FALSE);
    want_string("seconds", slots, "2000 0101 0001 0001");
    want_string("seconds", first, "2026-03-02 08:15:01");
    want_string("seconds", end, "08:15:05");
    want_number("seconds", "most", timeline->most, 2);
    want_number("seconds", "lost in all", timeline->total[SF_FATE_LOST], 3);
}

static void slots_are_round(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *first, *width;
    } rows[] = {
        {"2026-03-02T08:15:07Z", "2026-03-02T08:16:00Z", "08:15:07", "1 second"},
        {"2026-03-02T08:15:07Z", "2026-03-02T08:17:00Z", "08:15:06", "2 seconds"},
        {"2026-03-02T08:17:07Z", "2026-03-02T12:00:00Z", "08:15", "5 minutes"},
        {"2026-03-02T08:17:07Z", "2026-03-04T07:00:00Z", "08:00", "1 hour"},
        {"2026-03-02T08:17:07Z", "2026-04-02T07:00:00Z", "2026-03-02", "1 day"},
        {"1926-03-02T08:17:07Z", "2026-04-02T07:00:00Z", "1925-01-31", "631 days"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Rehearsal rehearsal;
        rehearsal_init(&rehearsal);
        rehearse_call(&rehearsal, 1, 301, rows[i].from, "lost");
        rehearse_call(&rehearsal, 2, 301, rows[i].to, "lost");
        g_autoptr(SfTimeline) timeline = timeline_of(&rehearsal);
        g_autofree char *width = sf_timeline_width_words(timeline);
        g_autofree char *label = sf_timeline_label(timeline, 0, FALSE);
        want_string(rows[i].to, width, rows[i].width);
        want_string(rows[i].to, label, rows[i].first);
        assert_true(timeline->slots->len >= 2 && timeline->slots->len <= SF_TIMELINE_SLOTS);
    }
}

static void without_calls_there_are_no_slots(void **state)
{
    (void)state;
    Rehearsal rehearsal;
    rehearsal_init(&rehearsal);
    g_autoptr(SfTimeline) timeline = timeline_of(&rehearsal);
    want_number("none", "slots", timeline->slots->len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_are_counted_by_what_became_of_them),
        cmocka_unit_test(slots_are_round),
        cmocka_unit_test(without_calls_there_are_no_slots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
