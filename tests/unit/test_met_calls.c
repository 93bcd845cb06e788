// SPDX-License-Identifier: GPL-2.0-or-later
/* Which answers are of one call, and what is kept of it. */
#include "want.h"

#include "problems/met_calls.h"

/* What an answer says. */
typedef struct {
    gint64 run;
    gint64 story; /* 0: it has none */
    const char *call_id;
    const char *uri;
    const char *time;
    guint call; /* that it is of */
    gboolean is_copy;
} Told;

static void take_all(SfMetCalls *calls, const Told *rows, guint n)
{
    for (guint i = 0; i < n; i++) {
        g_autoptr(SfEvent) event = sf_event_new(NULL, NULL);
        g_autofree char *row = g_strdup_printf("row %u", i);
        gboolean is_copy = FALSE;
        event->run = rows[i].run;
        event->story = rows[i].story;
        event->frame = (gint64)i + 1;
        event->call_id = rows[i].call_id;
        event->from_tag = event->to_tag = "t";
        event->request_uri = rows[i].uri;
        event->time = rows[i].time;
        want_number(row, "call", sf_met_calls_take(calls, event, &is_copy), rows[i].call);
        want_number(row, "copy", (guint64)is_copy, (guint64)rows[i].is_copy);
    }
}

static void one_call_is_one_call(void **state)
{
    (void)state;
    static const char noon[] = "2026-03-02T12:00:00.000000Z";
    static const Told rows[] = {
        {1, 1, "a", "sip:x", noon, 0, FALSE},
        {1, 1, "a", "sip:x", noon, 0, FALSE}, /* another hop */
        {1, 1, "b", "sip:x", noon, 0, FALSE}, /* another answer of the story */
        {2, 1, "a", "sip:x", "2026-03-04T12:00:00.000000Z", 0, TRUE}, /* the same address */
        {2, 2, "a", "sip:y", "2026-03-02T12:00:05.000000Z", 0, TRUE}, /* within 5 s */
        {2, 3, "a", "sip:y", "2026-03-02T12:00:05.001000Z", 1, FALSE},
        {3, 1, "a", "sip:y", "2026-03-09T12:00:00.000000Z", 1, TRUE}, /* as that one */
        {3, 2, "a", "sip:z", "2026-03-02T12:00:10.001000Z", 1, TRUE},
        {3, 3, "a", "sip:z", "2026-03-02T12:00:10.002000Z", 2, FALSE},
        {3, 4, "b", "sip:x", NULL, 0, TRUE},
        {3, 5, NULL, "sip:x", noon, 3, FALSE}, /* nobody can tell */
        {3, 5, NULL, "sip:x", noon, 3, FALSE},
        {4, 0, NULL, "sip:x", noon, 4, FALSE},
        {4, 0, NULL, "sip:x", noon, 5, FALSE},
        {4, G_MAXINT64, "c", "sip:x", noon, 6, FALSE},
        {4, G_MAXINT64, "c", "sip:x", noon, 6, FALSE},
    };
    SfMetCalls *calls = sf_met_calls_new();
    take_all(calls, rows, G_N_ELEMENTS(rows));
    assert_int_equal(sf_met_calls_count(calls), 7);
    sf_met_calls_end_run(calls, 1);
    const Told later = {5, 1, "a", "sip:x", noon, 0, TRUE};
    take_all(calls, &later, 1);
    sf_met_calls_free(calls);
}

static void times_are_kept(void **state)
{
    (void)state;
    static const struct {
        const char *time;
        gboolean is_told;
        gint64 seconds;
    } rows[] = {
        {"2026-03-02T12:00:00.999999Z", TRUE, 1772452800},
        {"1969-12-31T23:59:58.500000Z", TRUE, -2},
        {"2200-01-01T00:00:00Z", TRUE, 7258118400},
        {NULL, FALSE, 0},
        {"noon", FALSE, 0},
    };
    SfMetCalls *calls = sf_met_calls_new();
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Told told = {1, (gint64)i + 1, NULL, NULL, rows[i].time, i, FALSE};
        gint64 seconds = 0;
        take_all(calls, &told, 1);
        assert_int_equal(sf_met_calls_time(calls, i, &seconds), rows[i].is_told);
        if (rows[i].is_told)
            assert_int_equal(seconds, rows[i].seconds);
    }
    sf_met_calls_free(calls);
}

static void many_are_told_apart(void **state)
{
    (void)state;
    SfMetCalls *calls = sf_met_calls_new();
    for (guint round = 0; round < 2; round++) {
        for (guint i = 0; i < 5000; i++) {
            g_autofree char *call_id = g_strdup_printf("%u@example", i);
            const Told told = {round, (gint64)i + 1, call_id, "sip:x", NULL, i, round > 0};
            take_all(calls, &told, 1);
            sf_met_calls_set_fate(calls, i, (SfFate)(i % SF_N_FATES));
            sf_met_calls_set_outcome(calls, i, (SfCallEnd)(i % SF_N_ENDS));
        }
        sf_met_calls_end_run(calls, round);
    }
    assert_int_equal(sf_met_calls_count(calls), 5000);
    for (guint i = 0; i < 5000; i++) {
        assert_int_equal(sf_met_calls_fate(calls, i), i % SF_N_FATES);
        assert_int_equal(sf_met_calls_outcome(calls, i), i % SF_N_ENDS);
    }
    sf_met_calls_free(calls);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_call_is_one_call),
        cmocka_unit_test(times_are_kept),
        cmocka_unit_test(many_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
