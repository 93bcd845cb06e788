/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/story/story.h"
#include "core/ledger/view.h"
#include "sip_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HEAD(via, call)                                                                            \
    "Via: SIP/2.0/UDP " via "\n"                                                                   \
    "From: <sip:alice@example.com>;tag=a\n"                                                        \
    "Call-ID: " call "\n"                                                                          \
    "CSeq: 1 INVITE\n"
#define INVITE(via, call)                                                                          \
    "INVITE sip:bob@example.net SIP/2.0\n" HEAD(via, call) "To: <sip:bob@example.net>\n"
#define MOVED(via, call)                                                                           \
    "SIP/2.0 301 Moved Permanently\n" HEAD(via, call) "To: <sip:bob@example.net>;tag=b\n"          \
                                                      "Contact: <sip:bob@example.org>\n"
#define REFUSED(via, call)                                                                         \
    "SIP/2.0 486 Busy Here\n" HEAD(via, call) "To: <sip:bob@example.net>;tag=b\n"

#define V1 "192.0.2.1;branch=z9hG4bK1"
#define V2 "192.0.2.2;branch=z9hG4bK2"

static SfAnswer *answer(SfLedger *ledger, guint nth)
{
    assert_true(nth < sf_ledger_answers(ledger)->len);
    return sf_ledger_answers(ledger)->pdata[nth];
}

static int start(void **state)
{
    *state = sf_ledger_new();
    return 0;
}

static int finish(void **state)
{
    sf_ledger_free(*state);
    return 0;
}

static void sum_taken(const char *address, const char *kind, const char *name, guint64 count,
                      gpointer data)
{
    (void)address;
    if (g_str_equal(kind, "took_without") && g_str_equal(name, "100rel"))
        *(guint64 *)data += count;
}

/* An INVITE by way of that call and branch, and its answer from that port. */
static void serve(SfLedger *ledger, guint nth, const char *lists, const char *status, guint port)
{
    const SipTextWay way = {"198.51.100.20", port, "192.0.2.1", 5060};
    g_autofree char *head = g_strdup_printf("Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%u\n"
                                            "From: <sip:alice@example.com>;tag=a\n"
                                            "Call-ID: c%u\nCSeq: 1 INVITE\n",
                                            nth, nth);
    g_autofree char *asked = g_strdup_printf("INVITE sip:bob@example.net SIP/2.0\n%s"
                                             "To: <sip:bob@example.net>\n%s",
                                             head, lists);
    g_autofree char *answered = g_strdup_printf(
        "SIP/2.0 %s\n%sTo: <sip:bob@example.net>;tag=b\nRequire: 100rel\n", status, head);
    sip_text_add(ledger, 2 * nth, nth, asked);
    sip_text_add_on(ledger, 2 * nth + 1, nth + 0.1, &way, answered);
}

/* What a server takes that refuses the like speaks against its always insisting. */
static void what_is_taken_without_is_counted(void **state)
{
    (void)state;
    static const struct {
        const char *name, *lists, *status;
        guint port;
        guint64 taken;
    } rows[] = {{"without", "", "200 OK", 5060, 1},
                {"something else", "Supported: timer\n", "200 OK", 5060, 1},
                {"with it", "Supported: 100rel\n", "200 OK", 5060, 0},
                {"refused again", "", "421 Extension Required", 5060, 0},
                {"refused otherwise", "", "404 Not Found", 5060, 0},
                {"by another program there", "", "200 OK", 5070, 0}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfLedger *ledger = sf_ledger_new();
        SfRunCounts run;
        guint64 taken = 0;
        serve(ledger, 1, "", "421 Extension Required", 5060);
        serve(ledger, 2, rows[i].lists, rows[i].status, rows[i].port);
        sf_ledger_run(ledger, &run);
        sf_elements_each(run.elements, sum_taken, &taken);
        if (taken != rows[i].taken)
            fail_msg("%s: %u taken", rows[i].name, (guint)taken);
        sf_ledger_free(ledger);
    }
}

static void joins_answer_to_request(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, INVITE(V1, "one"));
    sip_text_add(ledger, 2, 0.1, MOVED(V1, "one"));
    assert_int_equal(sf_ledger_answers(ledger)->len, 1);
    assert_int_equal(answer(ledger, 0)->request->frame, 1);
    assert_null(sf_answer_finding(answer(ledger, 0), "answer.no-request"));
    assert_int_equal(g_array_index(sf_ledger_marks(ledger, 1), SfMark, 0).role, SF_ROLE_REQUEST);
    assert_int_equal(g_array_index(sf_ledger_marks(ledger, 2), SfMark, 0).role, SF_ROLE_ANSWER);
}

static void keeps_interleaved_calls_apart(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, INVITE(V1, "one"));
    sip_text_add(ledger, 2, 0.0, INVITE(V2, "two"));
    sip_text_add(ledger, 3, 0.1, MOVED(V2, "two"));
    sip_text_add(ledger, 4, 0.1, MOVED(V1, "one"));
    assert_int_equal(answer(ledger, 0)->request->frame, 2);
    assert_int_equal(answer(ledger, 1)->request->frame, 1);
    SfRunCounts run;
    sf_ledger_run(ledger, &run);
    assert_int_equal(run.calls, 2);
    assert_int_equal(run.sip, 4);
}

static guint n_settled(SfLedger *ledger, gboolean all)
{
    g_autoptr(GPtrArray) settled = sf_ledger_settled(ledger, all);
    return settled ? settled->len : 0;
}

static void settles_each_answer_once_its_window_has_closed(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, INVITE(V1, "one"));
    sip_text_add(ledger, 2, 0.1, MOVED(V1, "one"));
    sf_ledger_frame(ledger, G_GINT64_CONSTANT(32000000000));
    assert_int_equal(n_settled(ledger, FALSE), 0);
    sip_text_add(ledger, 6, 60, INVITE(V2, "two"));
    sip_text_add(ledger, 7, 60.1, MOVED(V2, "two"));
    sf_ledger_frame(ledger, G_GINT64_CONSTANT(61000000000));
    assert_int_equal(n_settled(ledger, FALSE), 1);
    assert_true(sf_answer_window_is_over(answer(ledger, 0)));
    assert_int_equal(n_settled(ledger, FALSE), 0);
    assert_int_equal(n_settled(ledger, TRUE), 1);
    assert_int_equal(n_settled(ledger, TRUE), 0);
}

static void takes_an_answer_before_its_request(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.1, MOVED(V1, "one"));
    assert_non_null(sf_answer_finding(answer(ledger, 0), "answer.no-request"));
    sip_text_add(ledger, 2, 0.0, INVITE(V1, "one"));
    assert_null(sf_answer_finding(answer(ledger, 0), "answer.no-request"));
    assert_int_equal(answer(ledger, 0)->request->frame, 2);
    assert_int_equal(g_array_index(sf_ledger_marks(ledger, 2), SfMark, 0).role, SF_ROLE_REQUEST);
}

static void tells_sent_again_from_captured_twice(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, INVITE(V1, "one"));
    sip_text_add(ledger, 2, 0.1, MOVED(V1, "one"));
    sip_text_add(ledger, 3, 0.1004, MOVED(V1, "one")); /* the same packet on another interface */
    sip_text_add(ledger, 4, 0.6, MOVED(V1, "one"));    /* T1 later */
    sip_text_add(ledger, 5, 0.65, INVITE(V1, "one"));  /* asked again ... */
    sip_text_add(ledger, 6, 0.66, MOVED(V1, "one"));   /* ... so answered again, however soon */
    assert_int_equal(sf_ledger_answers(ledger)->len, 1);
    assert_int_equal(answer(ledger, 0)->copies.duplicates, 1);
    assert_int_equal(answer(ledger, 0)->copies.retransmissions, 2);
    assert_int_equal(g_array_index(sf_ledger_marks(ledger, 4), SfMark, 0).role, SF_ROLE_COPY);
    assert_int_equal(g_array_index(sf_ledger_marks(ledger, 5), SfMark, 0).role, SF_ROLE_REQUEST);
}

static void orders_the_hops_of_one_call(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, INVITE(V1, "one"));
    sip_text_add(ledger, 2, 0.0, INVITE(V2 "\nVia: SIP/2.0/UDP " V1, "one"));
    sip_text_add(ledger, 3, 0.1, MOVED(V2 "\nVia: SIP/2.0/UDP " V1, "one"));
    assert_non_null(sf_answer_finding(answer(ledger, 0), "moved.permanently"));
    sip_text_add(ledger, 4, 0.1, MOVED(V1, "one"));
    assert_int_equal(answer(ledger, 0)->hop, 2);
    assert_int_equal(answer(ledger, 1)->hop, 1);
    assert_int_equal(answer(ledger, 0)->request->frame, 2);
    assert_int_equal(answer(ledger, 1)->request->frame, 1);
    assert_ptr_equal(answer(ledger, 1)->made_at, answer(ledger, 0));
    /* Once a call, on the hop nearest the caller. */
    assert_null(sf_answer_finding(answer(ledger, 0), "moved.permanently"));
    assert_non_null(sf_answer_finding(answer(ledger, 1), "moved.permanently"));
}

#define BRANCHES 2 /* and the caller's own hop behind them */

static const char *const ways[BRANCHES + 1] = {
    "192.0.2.10;branch=z9hG4bKb1\nVia: SIP/2.0/UDP " V1,
    "192.0.2.10;branch=z9hG4bKb2\nVia: SIP/2.0/UDP " V1,
    V1,
};

static void add_on_way(SfLedger *ledger, guint32 frame, guint way, const char *text, guint call,
                       const char *tag)
{
    g_autofree char *name = g_strdup_printf("call-%u", call);
    g_autofree char *head = g_strdup_printf(HEAD("%s", "%s"), ways[way], name);
    g_autofree char *whole =
        g_strdup_printf("%s\n%sTo: <sip:bob@example.net>%s\n", text, head, tag);
    sip_text_add(ledger, frame, frame * 0.01, whole);
}

/* A proxy follows a redirect by itself, gets another one, and passes one of the two on: the other
 * stays where it was made, whatever comes behind it. */
static void of_several_branches_one_is_passed_on(void **state)
{
    SfLedger *ledger = *state;
    static const struct {
        const char *tags[BRANCHES + 1]; /* of the branches' answers, and of what the caller gets */
        guint passed_on;
    } table[] = {
        {{";tag=a", ";tag=b", ";tag=b"}, 1},
        {{";tag=a", ";tag=b", ";tag=a"}, 0},
        {{";tag=a", ";tag=b", ";tag=c"}, 1},
    };
    guint32 frame = 0;
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        add_on_way(ledger, ++frame, BRANCHES, "INVITE sip:bob@example.net SIP/2.0", i, "");
        for (guint way = 0; way < BRANCHES; way++)
            add_on_way(ledger, ++frame, way, "INVITE sip:bob@example.net SIP/2.0", i, "");
        for (guint way = 0; way <= BRANCHES; way++)
            add_on_way(ledger, ++frame, way, "SIP/2.0 301 Moved", i, table[i].tags[way]);
        const guint first = i * (BRANCHES + 1);
        const SfAnswer *top = answer(ledger, first + BRANCHES);
        assert_ptr_equal(top->made_at, answer(ledger, first + table[i].passed_on));
        for (guint way = 0; way < BRANCHES; way++) {
            const SfAnswer *branch = answer(ledger, first + way);
            assert_ptr_equal(branch->made_at, branch);
            assert_ptr_equal(branch->nearest, top);
            assert_int_equal(branch->hop, 2);
        }
    }
}

/* What is said once a call may have to be said there. */
static void a_provisional_answer_shows_the_hop_above(void **state)
{
    SfLedger *ledger = *state;
    add_on_way(ledger, 1, 0, "INVITE sip:bob@example.net SIP/2.0", 0, "");
    add_on_way(ledger, 2, BRANCHES, "SIP/2.0 100 Trying", 0, "");
    add_on_way(ledger, 3, 0, "SIP/2.0 301 Moved", 0, ";tag=a");
    assert_false(sf_answer_finding(answer(ledger, 0), "moved.permanently")->is_final);
}

static void matches_nothing_by_a_cut_message(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, INVITE(V1, "one"));
    sip_text_add_cut(ledger, 2, 0.1, "SIP/2.0 421 Extension Required\n");
    assert_null(answer(ledger, 0)->request);
    assert_non_null(sf_answer_finding(answer(ledger, 0), "answer.no-request"));
    assert_null(sf_answer_finding(answer(ledger, 0), "extension.no-require"));
    SfRunCounts run;
    sf_ledger_run(ledger, &run);
    assert_int_equal(run.cut, 1);
    assert_int_equal(run.no_request, 1);
}

static void forgets_by_capture_time(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, INVITE(V1, "one"));
    sip_text_add(ledger, 2, SF_LEDGER_INVITE_SECONDS - 1.0, MOVED(V1, "one"));
    assert_int_equal(answer(ledger, 0)->request->frame, 1);
    sip_text_add(ledger, 3, 1000.0, INVITE(V2, "two"));
    assert_int_equal(sf_ledger_open(ledger), 1);
    SfRunCounts run;
    sf_ledger_run(ledger, &run);
    assert_true(run.complete);
}

static void stays_within_its_bound_and_says_so(void **state)
{
    SfLedger *ledger = *state;
    sf_ledger_set_max_open(ledger, 100);
    for (guint i = 0; i < 1000; i++) {
        g_autofree char *call = g_strdup_printf(INVITE(V1, "call-%u"), i);
        sip_text_add(ledger, i + 1, i * 0.001, call);
        assert_true(sf_ledger_open(ledger) <= 100);
    }
    SfRunCounts run;
    sf_ledger_run(ledger, &run);
    assert_false(run.complete);
    assert_int_equal(run.calls, 1000);
    /* The newest are the ones that are kept. */
    sip_text_add(ledger, 1001, 1.0, MOVED(V1, "call-999"));
    assert_int_equal(answer(ledger, 0)->request->frame, 1000);
}

/* A call a second that is moved to yet another place, so that each contradicts the one before;
 * every tenth without its request. */
static void lets_go_of_what_was_told(void **state)
{
    SfLedger *ledger = *state;
    enum { CALLS = 3000 };
    guint told = 0, most = 0, last_story = 0;
    sf_ledger_show_nothing(ledger);
    for (guint i = 0; i < CALLS; i++) {
        g_autofree char *call = g_strdup_printf(INVITE(V1, "call-%u"), i);
        g_autofree char *moved = g_strdup_printf(
            "SIP/2.0 301 Moved Permanently\n" HEAD(
                V1,
                "call-%u") "To: <sip:bob@example.net>;tag=b\nContact: <sip:bob@n%u.example.org>\n",
            i, i);
        if (i % 10)
            sip_text_add(ledger, 2 * i + 1, i, call);
        sip_text_add(ledger, 2 * i + 2, i + 0.1, moved);
        g_autoptr(GPtrArray) settled = sf_ledger_settled(ledger, FALSE);
        for (guint k = 0; settled && k < settled->len; k++, told++) {
            const SfAnswer *answer = settled->pdata[k];
            assert_true(answer->story->number > last_story);
            last_story = answer->story->number;
            sf_answer_findings(answer);
        }
        sf_ledger_forget_told(ledger);
        most = MAX(most, sf_ledger_answers(ledger)->len);
    }
    SfRunCounts run;
    sf_ledger_run(ledger, &run);
    assert_int_equal(told + n_settled(ledger, TRUE), CALLS);
    assert_int_equal(run.no_request, CALLS / 10);
    assert_true(most >= 100 && most <= 1000);
}

static void says_when_one_direction_only_was_captured(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, REFUSED(V1, "answers-only"));
    sip_text_add(ledger, 2, 0.0, INVITE(V1, "not answered"));
    sip_text_add(ledger, 3, 0.0, INVITE(V2, "acked"));
    sip_text_add(ledger, 4, 0.1,
                 "ACK sip:bob@example.net SIP/2.0\nVia: SIP/2.0/UDP " V2
                 "\nCall-ID: acked\nCSeq: 1 ACK\n");
    SfRunCounts run;
    sf_ledger_run(ledger, &run);
    assert_int_equal(run.one_way, 2);
    assert_int_equal(run.refusals, 1);
    /* It came behind its ACK, as packets may stand in a capture. */
    sip_text_add(ledger, 5, 0.2, REFUSED(V2, "acked"));
    sf_ledger_run(ledger, &run);
    assert_int_equal(run.refusals, 0);
}

static void gives_other_codes_no_mark(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, INVITE(V1, "one"));
    sip_text_add(ledger, 2, 0.1, REFUSED(V1, "one"));
    assert_int_equal(sf_ledger_answers(ledger)->len, 0);
    assert_null(sf_ledger_marks(ledger, 1));
    assert_null(sf_ledger_marks(ledger, 2));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, start, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_taken_without_is_counted),
        TEST(joins_answer_to_request),
        TEST(keeps_interleaved_calls_apart),
        TEST(settles_each_answer_once_its_window_has_closed),
        TEST(takes_an_answer_before_its_request),
        TEST(tells_sent_again_from_captured_twice),
        TEST(orders_the_hops_of_one_call),
        TEST(of_several_branches_one_is_passed_on),
        TEST(a_provisional_answer_shows_the_hop_above),
        TEST(matches_nothing_by_a_cut_message),
        TEST(forgets_by_capture_time),
        TEST(stays_within_its_bound_and_says_so),
        TEST(lets_go_of_what_was_told),
        TEST(says_when_one_direction_only_was_captured),
        TEST(gives_other_codes_no_mark),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
