// SPDX-License-Identifier: GPL-2.0-or-later
#include "want.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "analyzer/problems/examples.h"
#include "reading/results/json.h"

#define SMALL 800 /* bytes: room for some of the events */

/* One event of a story in a run. */
static void put(SfExamples *examples, guint run, const char *story, guint frame)
{
    g_autofree char *text = g_strdup_printf(
        "{\"run\":%u,\"frame\":%u,\"reason\":\"two\\nlines \xc2\x9b and \\\"quotes\\\"\","
        "\"time\":\"2026-03-02T08:15:00.000000Z\",\"request\":{\"frame\":7},"
        "\"messages\":[{\"frame\":7,\"time\":\"2026-03-02T08:15:00.000000Z\"}],"
        "\"followups\":[{\"frame\":9,\"delay\":1e+22,\"status\":200}]}",
        run, frame);
    g_autoptr(JsonObject) object = sf_json_object(text, strlen(text), NULL);
    assert_non_null(object);
    g_autoptr(SfEvent) event = sf_event_new(object);
    sf_examples_add(examples, event, story);
}

static gint64 frame_at(const SfExample *tale, guint i)
{
    return sf_member_count(tale->events->pdata[i], "frame");
}

static void want_event(const SfExample *tale, guint frame)
{
    assert_int_equal(tale->example->frame, frame);
    assert_string_equal(sf_member_string(tale->events->pdata[0], "reason"),
                        "two\nlines \xc2\x9b and \"quotes\"");
    assert_true(tale->example->detour == 1e22);
}

static void a_tale_has_all_events_of_its_story(void **state)
{
    (void)state;
    SfExamples *examples = sf_examples_new();
    SfExampleName one = {0}, other = {0};
    put(examples, 1, "a", 10);
    put(examples, 1, "b", 20);
    sf_examples_keep(examples, &other);
    put(examples, 1, "a", 30);
    sf_examples_keep(examples, &one);
    put(examples, 1, "a", 40);
    put(examples, 2, "c", 50);
    sf_examples_finish(examples);
    for (guint i = 0; i < 2; i++) {
        const SfExample *tale = sf_examples_open(examples, &one);
        want_event(tale, 30);
        assert_int_equal(tale->events->len, 3);
        assert_int_equal(frame_at(tale, 1), 10);
        assert_int_equal(frame_at(tale, 2), 40);
        tale = sf_examples_open(examples, &other);
        want_event(tale, 20);
        assert_int_equal(tale->events->len, 1);
        assert_int_equal(sf_examples_example(examples, &one)->frame, 30);
    }
    sf_example_name_clear(&one);
    sf_example_name_clear(&other);
    sf_examples_free(examples);
}

static void a_long_story_is_told_around_its_example(void **state)
{
    (void)state;
    SfExamples *examples = sf_examples_new();
    SfExampleName name = {0};
    for (guint frame = 1; frame <= 1000; frame++) {
        put(examples, 1, "a", frame);
        if (frame == 500)
            sf_examples_keep(examples, &name);
    }
    sf_examples_finish(examples);
    const SfExample *tale = sf_examples_open(examples, &name);
    want_event(tale, 500);
    assert_int_equal(tale->events->len, SF_TALE_EVENTS);
    assert_int_equal(tale->left_out, 1000 - SF_TALE_EVENTS);
    assert_int_equal(frame_at(tale, 1), 500 - SF_TALE_EVENTS / 2);
    assert_int_equal(frame_at(tale, SF_TALE_EVENTS - 1), 499 + SF_TALE_EVENTS / 2);
    sf_example_name_clear(&name);
    sf_examples_free(examples);
}

static void what_is_kept_of_a_run_outlives_it(void **state)
{
    (void)state;
    SfExamples *examples = sf_examples_new();
    SfExampleName first = {0}, second = {0};
    put(examples, 1, "a", 1);
    sf_examples_keep(examples, &first);
    sf_examples_keep(examples, &second);
    for (guint run = 2; run < 50; run++)
        put(examples, run, "b", 10 * run);
    sf_examples_keep(examples, &second); /* a better one */
    sf_examples_finish(examples);
    want_event(sf_examples_open(examples, &first), 1);
    want_event(sf_examples_open(examples, &second), 490);
    sf_example_name_clear(&first);
    sf_example_name_clear(&second);
    sf_examples_free(examples);
}

static void on_a_full_disk_examples_are_kept(void **state)
{
    (void)state;
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit small = {SMALL, before.rlim_max};
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    SfExamples *examples = sf_examples_new();
    SfExampleName names[10] = {0};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        put(examples, 1, "a", 10 + i);
        sf_examples_keep(examples, &names[i]);
    }
    sf_examples_finish(examples);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        want_event(sf_examples_open(examples, &names[i]), 10 + i);
        sf_example_name_clear(&names[i]);
    }
    sf_examples_free(examples);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tale_has_all_events_of_its_story),
        cmocka_unit_test(a_long_story_is_told_around_its_example),
        cmocka_unit_test(what_is_kept_of_a_run_outlives_it),
        cmocka_unit_test(on_a_full_disk_examples_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
