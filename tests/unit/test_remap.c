// SPDX-License-Identifier: GPL-2.0-or-later
/* Events as tshark tells them, and as they are handed on. */
#include "want.h"

#include <string.h>

#include "reading/json/json.h"
#include "reading/results/remap.h"

#define A     "{'schema':'sipfix-event/2',"
#define FRAME A "'frame':"

/* Frames 1 to 9 as tshark counts them: of a log, or of captures. */
typedef struct {
    SfInput a, b;
    SfFrameMap *map;
    SfRemap *remap;
} Scene;

static void scene_init(Scene *scene, guint64 first_in_a, gboolean with_b)
{
    *scene = (Scene){.a = {.name = (char *)"a.pcap"}, .b = {.name = (char *)"dir/b \"2\".pcap"}};
    scene->map = sf_frame_map_new();
    scene->remap = sf_remap_new();
    assert_true(sf_frame_map_add(scene->map, &scene->a, 1, first_in_a, with_b ? 5 : 9));
    if (with_b)
        assert_true(sf_frame_map_add(scene->map, &scene->b, 6, 1, 4));
}

static void scene_clear(Scene *scene)
{
    sf_frame_map_free(scene->map);
    sf_remap_free(scene->remap);
}

static char *quoted(const char *text)
{
    return g_strdelimit(g_strdup(text), "'", '"');
}

static void want_settled(const Scene *scene, const char *told, const char *wanted)
{
    g_autofree char *line = quoted(told);
    g_autofree char *settled = quoted(wanted);
    SfEventLine event = {0};
    want_number(told, "result", sf_remap(scene->remap, line, strlen(line), scene->map, 3, &event),
                SF_REMAPPED);
    want_string(told, event.text, settled);
    want_number(told, "length", event.length, strlen(settled));
    want_string(told, sf_item_text(sf_item_member(event.root, "capture")), "a.pcap");
}

static void where_numbers_stay_two_names_come_in(void **state)
{
    (void)state;
    Scene scene;
    scene_init(&scene, 1, FALSE);
    want_settled(&scene, FRAME "4,'time':'x','detour':0.25}",
                 A "'capture':'a.pcap','run':3,'frame':4,'time':'x','detour':0.25}");
    scene_clear(&scene);
}

static void every_frame_gets_its_number(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {FRAME "4,'request':{'frame':2},'q':0.9,'n':-7,'no':null,'is':true,'a':[1,'\\n\\\\']}",
         A "'capture':'a.pcap','run':3,'frame':13,'request':{'frame':11},'q':0.9,'n':-7,'no':null,"
           "'is':true,'a':[1,'\\n\\\\']}"},
        /* no frame of the run is none, but of a name that only ends like one */
        {FRAME "4,'status_frame':99,'frameless':1,'subframe':99}",
         A "'capture':'a.pcap','run':3,'frame':13,'frameless':1,'subframe':99}"},
        {FRAME "4,'capture':'evil','run':77}", A "'capture':'a.pcap','run':3,'frame':13}"},
        {FRAME "4,'findings':[{'text':'frame 2, frame 20 and frame x','frames':[{'frame':2}]}]}", A
         "'capture':'a.pcap','run':3,'frame':13,'findings':[{'text':'frame 11, frame 20 and frame "
         "x','frames':[{'frame':11}]}]}"},
        /* those of its changes name frames of the finding, and whatever comes behind does not */
        {FRAME "4,'findings':[{'frames':[{'frame':2}],'fix':[{'what':'frame 2','new':'frame 2'}]},"
               "{'why':'frame 2'}]}",
         A "'capture':'a.pcap','run':3,'frame':13,'findings':[{'frames':[{'frame':11}],'fix':[{"
           "'what':'frame 11','new':'frame 2'}]},{'why':'frame 2'}]}"},
        /* without a list of them, a sentence names none */
        {FRAME "4,'findings':[{'text':'frame 2','fix':[{'text':'frame 3'}],'frames':7}]}",
         A "'capture':'a.pcap','run':3,'frame':13,'findings':[{'text':'frame "
           "2','fix':[{'text':'frame 3'}],'frames':7}]}"},
    };
    Scene scene;
    scene_init(&scene, 10, FALSE);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        want_settled(&scene, rows[i][0], rows[i][1]);
    scene_clear(&scene);
}

static void a_frame_of_another_file_says_so(void **state)
{
    (void)state;
    Scene scene;
    scene_init(&scene, 1, TRUE);
    want_settled(&scene,
                 FRAME "4,'followups':[{'frame':6,'status_frame':7}],'findings':[{'why':'see frame "
                       "6','frames':[{'frame':6}]}]}",
                 A "'capture':'a.pcap','run':3,'frame':4,'followups':[{'frame':1,'capture':'dir/b "
                   "\\'2\\'.pcap','status_frame':2,'status_capture':'dir/b "
                   "\\'2\\'.pcap'}],'findings':[{'why':'see frame 1 of b "
                   "\\'2\\'.pcap','frames':[{'frame':1,'capture':'dir/b \\'2\\'.pcap'}]}]}");
    scene_clear(&scene);
}

static void a_log_has_lines_and_perhaps_no_times(void **state)
{
    (void)state;
    Scene scene;
    g_autoptr(JsonArray) steps = json_array_new();
    scene_init(&scene, 1, FALSE);
    for (int i = 0; i < 9; i++)
        json_array_add_int_element(steps, 10);
    scene.a.lines = sf_line_map_new();
    scene.a.times = SF_TIMES_NONE;
    assert_true(sf_line_map_add(scene.a.lines, 1, steps));
    want_settled(&scene,
                 FRAME "4,'time':'x','delay':1.5,'detour':2,'findings':[{'text':'frame "
                       "2','frames':[{'frame':2}]}]}",
                 A "'capture':'a.pcap','run':3,'frame':4,'line':40,'findings':[{'text':'line "
                   "20','frames':[{'frame':2,'line':20}]}]}");
    sf_line_map_free(scene.a.lines);
    scene_clear(&scene);
}

static void what_is_no_event_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        SfRemapped result;
    } rows[] = {
        {"", SF_REMAPPED_NOTHING},
        {"tshark: something", SF_REMAPPED_NOTHING},
        {"{'schema':'sipfix-run/2','frame':1}", SF_REMAPPED_NOTHING},
        {FRAME "4", SF_REMAPPED_NOTHING},
        {FRAME "4,}", SF_REMAPPED_NOTHING},
        {FRAME "4,'a':'\xff'}", SF_REMAPPED_NOTHING},
        {FRAME "4}}", SF_REMAPPED_NOTHING},
        {FRAME "10}", SF_REMAPPED_STRANGER},
        {FRAME "0}", SF_REMAPPED_STRANGER},
        {A "'time':'x'}", SF_REMAPPED_STRANGER},
    };
    for (guint64 first = 1; first < 3; first++) {
        Scene scene;
        scene_init(&scene, first, FALSE);
        for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
            g_autofree char *line = quoted(rows[i].line);
            SfEventLine event;
            want_number(line, "result",
                        sf_remap(scene.remap, line, strlen(line), scene.map, 3, &event),
                        rows[i].result);
        }
        scene_clear(&scene);
    }
}

static void a_tape_goes_so_deep(void **state)
{
    (void)state;
    for (guint depth = SF_JSON_DEPTH - 2; depth <= SF_JSON_DEPTH + 2; depth++) {
        g_autoptr(SfTape) tape = sf_tape_new();
        g_autoptr(GError) error = NULL;
        g_autoptr(GString) text = g_string_new("{\"a\":");
        SfItem root;
        for (guint i = 1; i < depth; i++)
            g_string_append_c(text, '[');
        for (guint i = 1; i < depth; i++)
            g_string_append_c(text, ']');
        g_string_append_c(text, '}');
        g_autoptr(JsonObject) slow = sf_json_object(text->str, text->len, NULL);
        const gboolean fast = sf_tape_read(tape, text->str, text->len, &root, &error);
        want_number(text->str, "read", fast, slow != NULL);
        if (!fast)
            assert_string_equal(error->message, "nested too deep");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_numbers_stay_two_names_come_in),
        cmocka_unit_test(every_frame_gets_its_number),
        cmocka_unit_test(a_frame_of_another_file_says_so),
        cmocka_unit_test(a_log_has_lines_and_perhaps_no_times),
        cmocka_unit_test(what_is_no_event_is_told),
        cmocka_unit_test(a_tape_goes_so_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
