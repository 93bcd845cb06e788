// SPDX-License-Identifier: GPL-2.0-or-later
#include "want.h"

#include "analyzer/flow/ladder.h"

/* ---- Events in, a ladder as text out ---- */

static JsonObject *parsed(const char *json)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *quoted = g_strdelimit(g_strdup(json), "'", '"');
    g_autoptr(JsonNode) node = json_from_string(quoted, &error);
    if (!node)
        g_error("%s: %s", error->message, quoted);
    return json_object_ref(json_node_get_object(node));
}

static SfLadder *ladder_of(const char *first, const char *second)
{
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)json_object_unref);
    g_ptr_array_add(events, parsed(first));
    if (second)
        g_ptr_array_add(events, parsed(second));
    return sf_ladder_new(events);
}

static char *elements_of(const SfLadder *ladder)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < ladder->elements->len; i++) {
        const SfElement *element = ladder->elements->pdata[i];
        g_string_append_printf(text, "%s%s [%s] %s", i > 0 ? " | " : "", element->address,
                               element->ports, element->product ? element->product : "-");
    }
    return g_string_free(text, FALSE);
}

static char *steps_of(const SfLadder *ladder)
{
    static const char *const roles[] = {
        [SF_STEP_OTHER] = "",         [SF_STEP_REQUEST] = " request",
        [SF_STEP_ANSWER] = " answer", [SF_STEP_FOLLOWUP] = " followup",
        [SF_STEP_RESULT] = " result", [SF_STEP_UNREACHABLE] = " unreachable",
        [SF_STEP_GAP] = " gap",
    };
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < ladder->steps->len; i++) {
        const SfStep *step = ladder->steps->pdata[i];
        g_string_append_printf(text, "%" G_GINT64_FORMAT ": %u>%u %s%s\n", step->frame, step->from,
                               step->to, step->label, roles[step->role]);
    }
    return g_string_free(text, FALSE);
}

static void want_ladder(const char *row, const SfLadder *ladder, const char *elements,
                        const char *steps)
{
    g_autofree char *got_elements = elements_of(ladder);
    g_autofree char *got_steps = steps_of(ladder);
    want_string(row, got_elements, elements);
    want_string(row, got_steps, steps);
}

/* ---- Stories ---- */

#define CALLER "203.0.113.5:5060"
#define PROXY  "192.0.2.10:5060"
#define INSIDE "192.0.2.10:5080"
#define PBX    "198.51.100.20:5060"
#define NEW    "198.51.100.30:5060"

#define MESSAGE(frame, src, dst, what)                                                             \
    "{'frame':" #frame ",'src':'" src "','dst':'" dst "','what':'" what                            \
    "','time':'2026-03-02T08:15:00.00000" #frame "Z'}"

#define REFUSED_MESSAGES                                                                                  \
    "'messages':[" MESSAGE(1, CALLER, PROXY, "INVITE") "," MESSAGE(2, INSIDE, PBX, "INVITE") "," MESSAGE( \
        3, PBX, INSIDE,                                                                                   \
        "421 Extension Required") "," MESSAGE(4, INSIDE, PBX,                                             \
                                              "ACK") "," MESSAGE(5, PROXY, CALLER,                        \
                                                                 "421 Extension "                         \
                                                                 "Required") "," MESSAGE(6,               \
                                                                                         CALLER,          \
                                                                                         PROXY,           \
                                                                                         "ACK") "]"

static const char refused_outside[] =
    "{'capture':'a','frame':5,'status':421,'hop':1,'src':'" PROXY "','dst':'" CALLER "',"
    "'server':'PBX 1','user_agent':'Phone','request':{'frame':1}," REFUSED_MESSAGES "}";
static const char refused_inside[] =
    "{'capture':'a','frame':3,'status':421,'hop':2,'src':'" PBX "','dst':'" INSIDE "',"
    "'server':'PBX 1','user_agent':'Phone','request':{'frame':2}," REFUSED_MESSAGES "}";

static void a_proxy_is_one_column(void **state)
{
    (void)state;
    static const char elements[] = "203.0.113.5 [5060] Phone | 192.0.2.10 [5060, 5080] - | "
                                   "198.51.100.20 [5060] PBX 1";
    static const char steps[] = "1: 0>1 INVITE request\n"
                                "2: 1>2 INVITE request\n"
                                "3: 2>1 421 Extension Required answer\n"
                                "4: 1>2 ACK\n"
                                "5: 1>0 421 Extension Required answer\n"
                                "6: 0>1 ACK\n";
    g_autoptr(SfLadder) outside = ladder_of(refused_outside, NULL);
    want_ladder("from the hop nearest the caller", outside, elements, steps);
    g_autoptr(SfLadder) inside = ladder_of(refused_inside, NULL);
    want_ladder("from the hop behind the proxy", inside, elements, steps);
    g_autoptr(SfLadder) both = ladder_of(refused_outside, refused_inside);
    want_ladder("from both", both, elements, steps);
}

static void who_names_itself_on_the_way_has_that_name(void **state)
{
    (void)state;
    g_auto(GStrv) parts = g_strsplit(refused_outside, "PBX 1", -1);
    g_autofree char *renamed = g_strjoinv("SBC 2", parts);
    g_autoptr(SfLadder) ladder = ladder_of(renamed, refused_inside);
    g_autofree char *elements = elements_of(ladder);
    want_string("an SBC between", elements,
                "203.0.113.5 [5060] Phone | 192.0.2.10 [5060, 5080] SBC 2 | "
                "198.51.100.20 [5060] PBX 1");
}

static void what_came_after_is_marked(void **state)
{
    (void)state;
    g_autoptr(SfLadder) ladder = ladder_of(
        "{'capture':'a','frame':2,'status':301,'hop':1,'src':'" PBX "','dst':'" CALLER "',"
        "'request':{'frame':1},'followups':["
        "{'frame':4,'delay':0.1,'unreachable_frame':5},"
        "{'frame':6,'delay':0.2,'status':200,'status_frame':1,'status_capture':'b'}],"
        "'messages':[" MESSAGE(1, CALLER, PBX, "INVITE") "," MESSAGE(
            2, PBX, CALLER,
            "301 Moved") "," MESSAGE(3, CALLER, PBX,
                                     "ACK") "," MESSAGE(4, CALLER, "198.51.100.99:5060",
                                                        "INVITE") "," MESSAGE(6, CALLER, NEW,
                                                                              "INVITE") ",{'frame':"
                                                                                        "1,'"
                                                                                        "capture':'"
                                                                                        "b','src':"
                                                                                        "'" NEW
                                                                                        "','dst':"
                                                                                        "'" CALLER
                                                                                        "','what':'"
                                                                                        "200 "
                                                                                        "OK'}]}",
        NULL);
    want_ladder("301", ladder,
                "203.0.113.5 [5060] - | 198.51.100.20 [5060] - | 198.51.100.99 [5060] - | "
                "198.51.100.30 [5060] -",
                "1: 0>1 INVITE request\n"
                "2: 1>0 301 Moved answer\n"
                "3: 0>1 ACK\n"
                "4: 0>2 INVITE followup\n"
                "5: 2>0 ICMP: unreachable unreachable\n"
                "6: 0>3 INVITE followup\n"
                "1: 3>0 200 OK result\n");
    const SfStep *answer = ladder->steps->pdata[1], *last = ladder->steps->pdata[6];
    want_string("its file", answer->capture, "a");
    want_string("another file", last->capture, "b");
    want_number("301", "status", answer->status, 301);
    assert_true(answer->seconds > 0.9e-6 && answer->seconds < 1.1e-6);
    assert_true(last->seconds < 0);
}

/* A proxy follows up by itself: the caller sees only the end of it. */
static void a_result_is_one_up_to_the_caller(void **state)
{
    (void)state;
    g_autoptr(SfLadder) ladder = ladder_of(
        "{'capture':'a','frame':3,'status':301,'hop':1,'user_agent':'Phone','request'"
        ":{'frame':2},"
        "'followups':[{'frame':4,'status':200,'status_frame':5}],'messages':"
        "[" MESSAGE(1, CALLER, PROXY, "INVITE") "," MESSAGE(2, PROXY, PBX, "INVITE") "," MESSAGE(3, PBX, PROXY, "301 Moved") "," MESSAGE(
            4, PROXY, NEW,
            "INVITE") "," MESSAGE(5, NEW, PROXY,
                                  "200 OK") "," MESSAGE(6, PROXY, CALLER,
                                                        "200 OK") "," MESSAGE(7, CALLER, PROXY,
                                                                              "BYE") "," MESSAGE(8,
                                                                                                 PROXY,
                                                                                                 CALLER,
                                                                                                 "2"
                                                                                                 "0"
                                                                                                 "0"
                                                                                                 " "
                                                                                                 "O"
                                                                                                 "K") "]}",
        NULL);
    want_ladder("recursion", ladder,
                "203.0.113.5 [5060] Phone | 192.0.2.10 [5060] - | 198.51.100.20 [5060] - | "
                "198.51.100.30 [5060] -",
                "1: 0>1 INVITE\n"
                "2: 1>2 INVITE request\n"
                "3: 2>1 301 Moved answer\n"
                "4: 1>3 INVITE followup\n"
                "5: 3>1 200 OK result\n"
                "6: 1>0 200 OK result\n"
                "7: 0>1 BYE\n"
                "8: 1>0 200 OK\n");
}

static void ports_that_talk_to_each_other_are_apart(void **state)
{
    (void)state;
    g_autoptr(SfLadder) ladder =
        ladder_of("{'frame':2,'status':301,'messages':[" MESSAGE(
                      1, "127.0.0.1:5061", "127.0.0.1:5060",
                      "OPTIONS") "," MESSAGE(2, "127.0.0.1:5060", "127.0.0.1:5061",
                                             "301 Moved") "," MESSAGE(3, "[::1]:5060", "[::1]:5060",
                                                                      "INVITE") "]}",
                  NULL);
    want_ladder("loopback", ladder,
                "127.0.0.1:5061 [5061] - | 127.0.0.1:5060 [5060] - | [::1]:5060 [5060] -",
                "1: 0>1 OPTIONS request\n"
                "2: 1>0 301 Moved answer\n"
                "3: 2>2 INVITE\n");
}

/* ---- Little, odd and much ---- */

static void an_answer_alone_is_a_ladder_too(void **state)
{
    (void)state;
    g_autoptr(SfLadder) ladder = ladder_of(
        "{'frame':4,'status':421,'method':'INVITE','src':'[2001:db8::20]:5060','dst':'" CALLER
        "','reason':'Extension Required','request':{'frame':3}}",
        NULL);
    want_ladder("without messages", ladder, "203.0.113.5 [5060] - | 2001:db8::20 [5060] -",
                "3: 0>1 INVITE request\n4: 1>0 421 Extension Required answer\n");
    g_autoptr(SfLadder) unseen =
        ladder_of("{'frame':4,'status':421,'src':'" PBX "','dst':'" CALLER "'}", NULL);
    want_ladder("without its request", unseen, "203.0.113.5 [5060] - | 198.51.100.20 [5060] -",
                "4: 1>0 421 answer\n");
}

static void what_is_not_as_it_should_is_left_out(void **state)
{
    (void)state;
    g_autoptr(SfLadder) ladder = ladder_of(
        "{'frame':4,'status':421,'followups':[1,{'frame':'x'},{'frame':9}],'messages':[7,[],"
        "{'what':'INVITE'},{'src':'','dst':'','what':''},{'src':1,'dst':2,'what':3}]}",
        NULL);
    want_ladder("odd", ladder, " [] -", "0: 0>0 \n");
    g_autoptr(SfLadder) nothing = ladder_of("{}", NULL);
    want_ladder("nothing", nothing, "", "");
}

static char *long_story(guint n)
{
    GString *event = g_string_new("{'capture':'a','frame':500,'status':301,'messages':[");
    for (guint i = 1; i <= n; i++)
        g_string_append_printf(event, "%s{'frame':%u,'src':'%s','dst':'" PBX "','what':'%s'}",
                               i > 1 ? "," : "", i, CALLER, i == 500 ? "301 Moved" : "INFO");
    g_string_append(event, "]}");
    return g_string_free(event, FALSE);
}

static void a_long_story_is_shown_around_what_counts(void **state)
{
    (void)state;
    g_autofree char *event = long_story(1000);
    g_autoptr(SfLadder) ladder = ladder_of(event, NULL);
    g_autofree char *steps = steps_of(ladder);
    want_string("1000 messages", steps,
                "0: 0>0 496 messages gap\n"
                "497: 0>1 INFO\n"
                "498: 0>1 INFO\n"
                "499: 0>1 INFO\n"
                "500: 0>1 301 Moved answer\n"
                "501: 0>1 INFO\n"
                "502: 0>1 INFO\n"
                "503: 0>1 INFO\n"
                "0: 0>0 497 messages gap\n");
}

/* Redirect after redirect, @n messages, of which the one in @frame is asked about. */
static SfLadder *chain(guint n, guint frame)
{
    GString *event = g_string_new(NULL);
    g_string_printf(event, "{'capture':'a','frame':%u,'status':301,'messages':[", frame);
    for (guint i = 1; i <= n; i++)
        g_string_append_printf(event, "%s{'frame':%u,'src':'%s','dst':'%s','what':'%s'}",
                               i > 1 ? "," : "", i, i % 2 ? CALLER : PBX, i % 2 ? PBX : CALLER,
                               i % 2 ? "INVITE" : "301 Moved");
    g_string_append(event, "]}");
    SfLadder *ladder = ladder_of(event->str, NULL);
    g_string_free(event, TRUE);
    return ladder;
}

static gint64 frame_of(const SfLadder *ladder, guint i)
{
    const SfStep *step = g_ptr_array_index(ladder->steps, i);
    return step->frame;
}

/* "1-5 +384 390-419 +176 596-600": the frames that are shown, and how many are left out between. */
static char *parts_of(const SfLadder *ladder)
{
    GString *text = g_string_new(NULL);
    gint64 last = -1;
    for (guint i = 0; i < ladder->steps->len; i++) {
        const gint64 frame = frame_of(ladder, i);
        if (frame == 0)
            continue; /* a gap: what follows it tells how long it is */
        if (last < 0)
            g_string_append_printf(text, "%" G_GINT64_FORMAT "-", frame);
        else if (frame != last + 1)
            g_string_append_printf(
                text, "%" G_GINT64_FORMAT " +%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "-", last,
                frame - last - 1, frame);
        last = frame;
    }
    g_string_append_printf(text, "%" G_GINT64_FORMAT, last);
    return g_string_free(text, FALSE);
}

static void a_long_chain_is_shown_in_three_parts(void **state)
{
    (void)state;
    static const struct {
        guint n, frame;
        const char *parts;
    } rows[] = {
        {40, 36, "1-40"},
        {41, 4, "1-35 +1 37-41"},
        {600, 2, "1-35 +560 596-600"},
        {600, 400, "1-5 +384 390-419 +176 596-600"},
        {600, 598, "1-5 +560 566-600"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(SfLadder) ladder = chain(rows[i].n, rows[i].frame);
        g_autofree char *parts = parts_of(ladder);
        want_string(rows[i].parts, parts, rows[i].parts);
    }
}

static void a_crowd_is_not_drawn(void **state)
{
    (void)state;
    GString *event = g_string_new("{'frame':1,'status':301,'messages':[");
    for (guint i = 0; i < 30; i++)
        g_string_append_printf(
            event, "%s{'frame':%u,'src':'203.0.113.%u:5060','dst':'" PBX "','what':'INVITE'}",
            i > 0 ? "," : "", i + 1, i);
    g_string_append(event, "]}");
    g_autoptr(SfLadder) ladder = ladder_of(event->str, NULL);
    g_string_free(event, TRUE);
    want_number("30 callers", "columns", ladder->elements->len, SF_LADDER_ELEMENTS);
    const SfStep *last = ladder->steps->pdata[ladder->steps->len - 1];
    want_string("the rest", last->label, "23 messages");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_proxy_is_one_column),
        cmocka_unit_test(who_names_itself_on_the_way_has_that_name),
        cmocka_unit_test(what_came_after_is_marked),
        cmocka_unit_test(a_result_is_one_up_to_the_caller),
        cmocka_unit_test(ports_that_talk_to_each_other_are_apart),
        cmocka_unit_test(an_answer_alone_is_a_ladder_too),
        cmocka_unit_test(what_is_not_as_it_should_is_left_out),
        cmocka_unit_test(a_long_story_is_shown_around_what_counts),
        cmocka_unit_test(a_long_chain_is_shown_in_three_parts),
        cmocka_unit_test(a_crowd_is_not_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
