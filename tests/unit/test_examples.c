// SPDX-License-Identifier: GPL-2.0-or-later
#include "want.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"
#include "reading/json/json.h"

#define SMALL 800 /* bytes: room for some of the events */

static SfEvent *last; /* that was put */

static void put_event(const SfExampleStore *store, guint run, guint call, guint frame,
                      const char *brief)
{
    g_autofree char *text = g_strdup_printf(
        "{\"run\":%u,\"frame\":%u,\"reason\":\"two\\nlines \xc2\x9b and \\\"quotes\\\"\","
        "\"time\":\"2026-03-02T08:15:00.000000Z\",\"request\":{\"frame\":7},"
        "\"messages\":[{\"frame\":7,\"time\":\"2026-03-02T08:15:00.000000Z\"}],"
        "\"detour\":1e+22%s}",
        run, frame, brief);
    sf_event_free(last);
    last = sf_event_read_text(text, strlen(text));
    assert_non_null(last);
    store->add(store->data, last, call);
}

/* One event of a story in a run. */
static void put(const SfExampleStore *store, guint run, guint call, guint frame)
{
    put_event(store, run, call, frame, "");
}

/* The event that was put last is the problem's example. */
static void keep(SfProblem *problem)
{
    problem->example = problem->store->keep(problem->store->data, last, problem->example);
}

static gint64 frame_at(const SfProblem *problem, guint i)
{
    return sf_member_count(sf_problem_example_events(problem)->pdata[i], "frame");
}

static void want_event(const SfProblem *problem, guint frame)
{
    assert_int_equal(frame_at(problem, 0), frame);
    JsonObject *event = sf_problem_example_events(problem)->pdata[0];
    assert_string_equal(sf_member_string(event, "reason"), "two\nlines \xc2\x9b and \"quotes\"");
    assert_int_equal(sf_problem_example(problem)->frame, frame);
    assert_true(sf_problem_example(problem)->detour == 1e22);
}

static void an_example_has_all_events_of_its_story(void **state)
{
    (void)state;
    SfExampleStore store = sf_examples_store();
    SfProblem one = {.store = &store}, other = {.store = &store};
    put(&store, 1, 1, 10);
    put(&store, 1, 2, 20);
    keep(&other);
    put(&store, 1, 1, 30);
    keep(&one);
    put(&store, 1, 1, 40);
    put(&store, 2, 3, 50);
    store.finish(store.data);
    for (guint i = 0; i < 2; i++) {
        want_event(&one, 30);
        assert_int_equal(sf_problem_example_events(&one)->len, 3);
        assert_int_equal(frame_at(&one, 1), 10);
        assert_int_equal(frame_at(&one, 2), 40);
        want_event(&other, 20);
        assert_int_equal(sf_problem_example_events(&other)->len, 1);
        assert_int_equal(sf_problem_example(&one)->frame, 30);
    }
    store.drop(one.example);
    store.drop(other.example);
    store.free(store.data);
}

static void what_has_no_words_is_set_aside_only_where_it_is_kept(void **state)
{
    (void)state;
    SfExampleStore store = sf_examples_store();
    SfProblem one = {.store = &store}, other = {.store = &store};
    put(&store, 1, 1, 10);
    keep(&one);
    put_event(&store, 1, 1, 20, ",\"brief\":true");
    put_event(&store, 1, 2, 30, ",\"brief\":true");
    keep(&other);
    store.finish(store.data);
    want_event(&one, 10);
    assert_int_equal(sf_problem_example_events(&one)->len, 1);
    want_event(&other, 30);
    assert_int_equal(sf_problem_example_events(&other)->len, 1);
    store.drop(one.example);
    store.drop(other.example);
    store.free(store.data);
}

static void a_long_story_is_told_around_its_example(void **state)
{
    (void)state;
    SfExampleStore store = sf_examples_store();
    SfProblem problem = {.store = &store};
    for (guint frame = 1; frame <= 1000; frame++) {
        put(&store, 1, 1, frame);
        if (frame == 500)
            keep(&problem);
    }
    store.finish(store.data);
    want_event(&problem, 500);
    assert_int_equal(sf_problem_example_events(&problem)->len, SF_EXAMPLE_EVENTS);
    assert_true(sf_problem_example_is_cut(&problem));
    assert_int_equal(frame_at(&problem, 1), 500 - SF_EXAMPLE_EVENTS / 2);
    assert_int_equal(frame_at(&problem, SF_EXAMPLE_EVENTS - 1), 499 + SF_EXAMPLE_EVENTS / 2);
    store.drop(problem.example);
    store.free(store.data);
}

static void what_is_kept_of_a_run_outlives_it(void **state)
{
    (void)state;
    SfExampleStore store = sf_examples_store();
    SfProblem first = {.store = &store}, second = {.store = &store};
    put(&store, 1, 1, 1);
    keep(&first);
    keep(&second);
    for (guint run = 2; run < 50; run++)
        put(&store, run, 2, 10 * run);
    keep(&second); /* a better one */
    store.finish(store.data);
    want_event(&first, 1);
    want_event(&second, 490);
    store.drop(first.example);
    store.drop(second.example);
    store.free(store.data);
}

static void on_a_full_disk_examples_are_kept(void **state)
{
    (void)state;
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit small = {SMALL, before.rlim_max};
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    SfExampleStore store = sf_examples_store();
    SfProblem problems[10];
    for (guint i = 0; i < G_N_ELEMENTS(problems); i++) {
        put(&store, 1, 1, 10 + i);
        problems[i] = (SfProblem){.store = &store};
        keep(&problems[i]);
    }
    store.finish(store.data);
    for (guint i = 0; i < G_N_ELEMENTS(problems); i++) {
        want_event(&problems[i], 10 + i);
        store.drop(problems[i].example);
    }
    store.free(store.data);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_example_has_all_events_of_its_story),
        cmocka_unit_test(what_has_no_words_is_set_aside_only_where_it_is_kept),
        cmocka_unit_test(a_long_story_is_told_around_its_example),
        cmocka_unit_test(what_is_kept_of_a_run_outlives_it),
        cmocka_unit_test(on_a_full_disk_examples_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
