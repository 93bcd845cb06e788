// SPDX-License-Identifier: GPL-2.0-or-later
#include "want.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "json.h"
#include "tales.h"

#define SMALL 800 /* bytes: room for some of the events */

static gint64 put(SfTales *tales, guint frame)
{
    g_autofree char *text =
        g_strdup_printf("{\"frame\":%u,\"reason\":\"two\\nlines \xc2\x9b and \\\"quotes\\\"\","
                        "\"time\":\"2026-03-02T08:15:00.000000Z\",\"request\":{\"frame\":7},"
                        "\"messages\":[{\"frame\":7,\"time\":\"2026-03-02T08:15:00.000000Z\"}],"
                        "\"followups\":[{\"frame\":9,\"delay\":1e+22,\"status\":200}]}",
                        frame);
    g_autoptr(JsonObject) event = sf_json_object(text, strlen(text), NULL);
    assert_non_null(event);
    return sf_tales_put(tales, event);
}

static GArray *put_two(SfTales *tales, guint frame)
{
    GArray *places = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint i = 0; i < 2; i++) {
        const gint64 place = put(tales, frame + i);
        g_array_append_val(places, place);
    }
    return places;
}

static void want_two(SfTales *tales, const GArray *places, guint frame)
{
    const SfTale *tale = sf_tales_open(tales, places);
    assert_int_equal(tale->events->len, 2);
    assert_int_equal(tale->example->frame, frame);
    assert_int_equal(sf_member_count(tale->events->pdata[1], "frame"), frame + 1);
    assert_string_equal(sf_member_string(tale->events->pdata[1], "reason"),
                        "two\nlines \xc2\x9b and \"quotes\"");
    assert_true(tale->example->detour == 1e22);
}

static void put_and_open(void)
{
    SfTales *tales = sf_tales_new();
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    for (guint i = 0; i < 10; i++)
        g_ptr_array_add(all, put_two(tales, 100 + 10 * i));
    for (guint i = 10; i > 0; i--) {
        want_two(tales, all->pdata[i - 1], 90 + 10 * i);
        want_two(tales, all->pdata[i - 1], 90 + 10 * i);
    }
    sf_tales_free(tales);
}

static void what_is_put_is_what_is_opened(void **state)
{
    (void)state;
    put_and_open();
}

static void a_full_disk_loses_nothing(void **state)
{
    struct rlimit before;
    (void)state;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit small = {SMALL, before.rlim_max};
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    put_and_open();
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
}

static void what_is_put_later_does_not_show_in_what_is_open(void **state)
{
    (void)state;
    SfTales *tales = sf_tales_new();
    g_autoptr(GArray) places = put_two(tales, 10);
    want_two(tales, places, 10);
    const gint64 third = put(tales, 30);
    g_array_append_val(places, third);
    assert_int_equal(sf_tales_open(tales, places)->events->len, 3);
    sf_tales_free(tales);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_is_what_is_opened),
        cmocka_unit_test(a_full_disk_loses_nothing),
        cmocka_unit_test(what_is_put_later_does_not_show_in_what_is_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
