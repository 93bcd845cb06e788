// SPDX-License-Identifier: GPL-2.0-or-later
#include "want.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "analyzer/problems/tales.h"
#include "reading/results/json.h"

#define SMALL 800 /* bytes: room for some of the events */

/* One event of a story in a run. */
static void put(SfTales *tales, guint run, const char *story, guint frame)
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
    sf_tales_add(tales, event, story);
}

static gint64 frame_at(const SfTale *tale, guint i)
{
    return sf_member_count(tale->events->pdata[i], "frame");
}

static void want_event(const SfTale *tale, guint frame)
{
    assert_int_equal(tale->example->frame, frame);
    assert_string_equal(sf_member_string(tale->events->pdata[0], "reason"),
                        "two\nlines \xc2\x9b and \"quotes\"");
    assert_true(tale->example->detour == 1e22);
}

static void a_tale_has_all_events_of_its_story(void **state)
{
    (void)state;
    SfTales *tales = sf_tales_new();
    SfTaleName one = {0}, other = {0};
    put(tales, 1, "a", 10);
    put(tales, 1, "b", 20);
    sf_tales_keep(tales, &other);
    put(tales, 1, "a", 30);
    sf_tales_keep(tales, &one);
    put(tales, 1, "a", 40);
    put(tales, 2, "c", 50);
    sf_tales_finish(tales);
    for (guint i = 0; i < 2; i++) {
        const SfTale *tale = sf_tales_open(tales, &one);
        want_event(tale, 30);
        assert_int_equal(tale->events->len, 3);
        assert_int_equal(frame_at(tale, 1), 10);
        assert_int_equal(frame_at(tale, 2), 40);
        tale = sf_tales_open(tales, &other);
        want_event(tale, 20);
        assert_int_equal(tale->events->len, 1);
        assert_int_equal(sf_tales_example(tales, &one)->frame, 30);
    }
    sf_tale_name_clear(&one);
    sf_tale_name_clear(&other);
    sf_tales_free(tales);
}

static void a_long_story_is_told_around_its_example(void **state)
{
    (void)state;
    SfTales *tales = sf_tales_new();
    SfTaleName name = {0};
    for (guint frame = 1; frame <= 1000; frame++) {
        put(tales, 1, "a", frame);
        if (frame == 500)
            sf_tales_keep(tales, &name);
    }
    sf_tales_finish(tales);
    const SfTale *tale = sf_tales_open(tales, &name);
    want_event(tale, 500);
    assert_int_equal(tale->events->len, SF_TALE_EVENTS);
    assert_int_equal(frame_at(tale, 1), 500 - SF_TALE_EVENTS / 2);
    assert_int_equal(frame_at(tale, SF_TALE_EVENTS - 1), 499 + SF_TALE_EVENTS / 2);
    sf_tale_name_clear(&name);
    sf_tales_free(tales);
}

static void what_is_kept_of_a_run_outlives_it(void **state)
{
    (void)state;
    SfTales *tales = sf_tales_new();
    SfTaleName first = {0}, second = {0};
    put(tales, 1, "a", 1);
    sf_tales_keep(tales, &first);
    sf_tales_keep(tales, &second);
    for (guint run = 2; run < 50; run++)
        put(tales, run, "b", 10 * run);
    sf_tales_keep(tales, &second); /* a better one */
    sf_tales_finish(tales);
    want_event(sf_tales_open(tales, &first), 1);
    want_event(sf_tales_open(tales, &second), 490);
    sf_tale_name_clear(&first);
    sf_tale_name_clear(&second);
    sf_tales_free(tales);
}

static void on_a_full_disk_examples_are_kept(void **state)
{
    (void)state;
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit small = {SMALL, before.rlim_max};
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    SfTales *tales = sf_tales_new();
    SfTaleName names[10] = {0};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        put(tales, 1, "a", 10 + i);
        sf_tales_keep(tales, &names[i]);
    }
    sf_tales_finish(tales);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        want_event(sf_tales_open(tales, &names[i]), 10 + i);
        sf_tale_name_clear(&names[i]);
    }
    sf_tales_free(tales);
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
