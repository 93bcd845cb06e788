// SPDX-License-Identifier: GPL-2.0-or-later
/* Which answers are of one call, and what is kept of it. */
#include "want.h"

#include "analyzer/events/seen_runs.h"
#include "problems/calls/met_calls.h"

#include <signal.h>
#include <sys/resource.h>

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
    SfMetCalls *calls = sf_met_calls_new((SfSeenStore){0});
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
    SfMetCalls *calls = sf_met_calls_new((SfSeenStore){0});
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

static void tell_many_apart(SfSeenStore store)
{
    SfMetCalls *calls = sf_met_calls_new(store);
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

static void many_are_told_apart(void **state)
{
    (void)state;
    tell_many_apart((SfSeenStore){0});
    tell_many_apart(sf_seen_runs_store(30, "test")); /* 166 runs: they are merged twice */
    tell_many_apart(sf_seen_runs_store(1300, "test"));
    tell_many_apart(sf_seen_runs_store(0, "test"));
}

/* The same calls, with few of them in memory: other addresses, other times, copies of copies. */
static void few_in_memory_tell_the_same(void **state)
{
    (void)state;
    SfMetCalls *one = sf_met_calls_new((SfSeenStore){0});
    SfMetCalls *other = sf_met_calls_new(sf_seen_runs_store(7, "test"));
    GRand *random = g_rand_new_with_seed(301);
    guint copies = 0;
    for (guint i = 0; i < 4000; i++) {
        g_autoptr(SfEvent) event = sf_event_new(NULL, NULL);
        g_autofree char *call_id = g_strdup_printf("%d", g_rand_int_range(random, 0, 300));
        g_autofree char *uri = g_strdup_printf("sip:%d", g_rand_int_range(random, 0, 4));
        g_autofree char *time =
            g_strdup_printf("2026-03-02T12:00:%02d.000000Z", g_rand_int_range(random, 0, 60));
        gboolean is_copy = FALSE, is_other_copy = FALSE;
        event->run = i / 500;
        event->story = g_rand_int_range(random, 0, 200);
        event->frame = (gint64)i + 1;
        event->call_id = call_id;
        event->from_tag = event->to_tag = "t";
        event->request_uri = uri;
        event->time = g_rand_boolean(random) ? time : NULL;
        assert_int_equal(sf_met_calls_take(one, event, &is_copy),
                         sf_met_calls_take(other, event, &is_other_copy));
        assert_int_equal(is_copy, is_other_copy);
        copies += is_copy ? 1 : 0;
    }
    assert_true(copies > 100 && copies < 3900);
    assert_int_equal(sf_met_calls_count(one), sf_met_calls_count(other));
    g_rand_free(random);
    sf_met_calls_free(one);
    sf_met_calls_free(other);
}

/* All is kept in memory then, and what was put away before is found. */
static void a_full_disk_changes_nothing(void **state)
{
    (void)state;
    static const rlim_t sizes[] = {0, 2500}; /* nothing; 125 answers, but not eight times 20 */
    struct rlimit before;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        const struct rlimit limit = {sizes[i], before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        tell_many_apart(sf_seen_runs_store(20, "test"));
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_call_is_one_call),
        cmocka_unit_test(times_are_kept),
        cmocka_unit_test(many_are_told_apart),
        cmocka_unit_test(few_in_memory_tell_the_same),
        cmocka_unit_test(a_full_disk_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
