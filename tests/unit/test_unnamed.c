/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages without Call-ID or CSeq, cut off or never sent: the branch tells whose they are, and
 * where it does not, nothing is joined. */
#include "core/ledger/story/story.h"
#include "core/ledger/view.h"
#include "sip_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* What stands in a message behind its start line; the rest may be cut off. */
#define VIA(branch)  "Via: SIP/2.0/UDP 192.0.2.1;branch=" branch "\n"
#define FROM         "From: <sip:alice@example.com>;tag=a\n"
#define ID           "Call-ID: one\n"
#define CSEQ(number) "CSeq: " number " INVITE\n"
#define CONTACT      "Contact: <sip:bob@example.org>\n"
#define INVITE       "INVITE sip:bob@example.net SIP/2.0\n"
#define MOVED        "SIP/2.0 301 Moved Permanently\n"
#define CHALLENGED   "SIP/2.0 401 Unauthorized\n"
#define FIRST        "z9hG4bK1"
#define SECOND       "z9hG4bK2"
#define WHOLE(n, more)                                                                             \
    FROM ID CSEQ(n)                                                                                \
    more

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

static SfAnswer *answer(SfLedger *ledger, guint nth)
{
    assert_true(nth < sf_ledger_answers(ledger)->len);
    return sf_ledger_answers(ledger)->pdata[nth];
}

static guint64 calls_of(SfLedger *ledger)
{
    SfRunCounts run;
    sf_ledger_run(ledger, &run);
    return run.calls;
}

static void assert_call_id(const SfMessage *message, const char *call_id)
{
    const SfText text = sf_message_call_id(message);
    assert_true(call_id ? sf_text_equal(text, sf_text(call_id)) : !sf_text_is_present(text));
}

static void both_are_cut(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add_cut(ledger, 1, 0.0, INVITE VIA(FIRST));
    sip_text_add_cut(ledger, 2, 0.1, MOVED VIA(FIRST) FROM);
    sip_text_add_cut(ledger, 3, 0.2, "ACK sip:bob@example.net SIP/2.0\n" VIA(FIRST));
    sip_text_add_cut(ledger, 4, 0.9, MOVED VIA(FIRST) FROM);
    sip_text_add_cut(ledger, 5, 1.0, "INVITE sip:carol@example.net SIP/2.0\n" VIA(SECOND));
    sip_text_add_cut(ledger, 6, 1.1, "SIP/2.0 421 Extension Required\n" VIA(SECOND) FROM);
    assert_int_equal(sf_ledger_answers(ledger)->len, 2);
    assert_int_equal(answer(ledger, 0)->request->frame, 1);
    assert_int_equal(answer(ledger, 0)->ack.frame, 3);
    assert_int_equal(answer(ledger, 0)->copies.retransmissions, 1);
    assert_int_equal(answer(ledger, 1)->request->frame, 5);
    assert_int_equal(answer(ledger, 1)->offer_known, FALSE);
    assert_call_id(answer(ledger, 0)->message, NULL);
    assert_false(sf_message_has_cseq(answer(ledger, 0)->message));
    assert_true(sf_text_equal(sf_message_method(answer(ledger, 0)->message), sf_text("INVITE")));
    assert_ptr_not_equal(answer(ledger, 0)->story, answer(ledger, 1)->story);
    assert_null(sf_answer_finding(answer(ledger, 0), "answer.no-request"));
    assert_int_equal(calls_of(ledger), 2);
    SfRunCounts run;
    sf_ledger_run(ledger, &run);
    assert_int_equal(run.call_ids, 0);
    assert_int_equal(run.cut, 6);
    assert_int_equal(run.no_request, 0);
}

static void the_answer_comes_first(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add_cut(ledger, 1, 0.0, INVITE VIA(SECOND));
    sip_text_add(ledger, 2, 0.1, MOVED VIA(FIRST) FROM CSEQ("1") CONTACT);
    sip_text_add_cut(ledger, 3, 0.1, INVITE VIA(FIRST));
    assert_int_equal(answer(ledger, 0)->request->frame, 3);
    assert_int_equal(calls_of(ledger), 2);
}

/* What it lacks, its request has. */
static void the_answer_is_broken(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, INVITE VIA(FIRST) WHOLE("1", ""));
    sip_text_add(ledger, 2, 0.1, MOVED VIA(FIRST) FROM CONTACT);
    sip_text_add(ledger, 3, 0.2, MOVED VIA(FIRST) FROM ID CONTACT);
    sip_text_add(ledger, 4, 0.3, MOVED VIA(FIRST) CSEQ("1") CONTACT);
    sip_text_add(ledger, 5, 0.4, "INVITE sip:bob@example.org SIP/2.0\n" VIA(SECOND) WHOLE("2", ""));
    assert_int_equal(sf_ledger_answers(ledger)->len, 1);
    assert_int_equal(answer(ledger, 0)->request->frame, 1);
    assert_call_id(answer(ledger, 0)->message, "one");
    assert_int_equal(answer(ledger, 0)->message->cseq, 1);
    assert_int_equal(answer(ledger, 0)->followups->len, 1);
    assert_int_equal(calls_of(ledger), 1);
}

static void another_call_or_another_caller(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, INVITE VIA(FIRST) WHOLE("1", ""));
    sip_text_add(ledger, 2, 0.1, MOVED VIA(FIRST) FROM "Call-ID: two\n");
    sip_text_add(ledger, 3, 0.2, MOVED VIA(FIRST) CSEQ("7"));
    sip_text_add(ledger, 4, 0.3, MOVED VIA(FIRST) "From: <sip:alice@example.com>;tag=x\n" ID);
    sip_text_add(ledger, 5, 0.4, MOVED VIA(SECOND) FROM);
    for (guint i = 0; i < 4; i++)
        assert_null(answer(ledger, i)->request);
}

static void the_request_is_cut(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add_cut(ledger, 1, 0.0, INVITE VIA(FIRST));
    sip_text_add(ledger, 2, 0.1, MOVED VIA(FIRST) WHOLE("4", CONTACT));
    sip_text_add(ledger, 3, 0.2, "INVITE sip:bob@example.org SIP/2.0\n" VIA(SECOND) WHOLE("5", ""));
    assert_int_equal(answer(ledger, 0)->request->frame, 1);
    assert_int_equal(answer(ledger, 0)->followups->len, 1);
    assert_int_equal(answer(ledger, 0)->messages->len, 3);
    assert_int_equal(calls_of(ledger), 1);
}

/* The first one told the Call-ID; the second one is of that call. */
static void each_request_is_cut(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add_cut(ledger, 1, 0.0, INVITE VIA(FIRST));
    sip_text_add(ledger, 2, 0.1, CHALLENGED VIA(FIRST) WHOLE("1", ""));
    sip_text_add_cut(ledger, 3, 0.2, INVITE VIA(SECOND));
    sip_text_add(ledger, 4, 0.3, MOVED VIA(SECOND) WHOLE("2", CONTACT));
    assert_int_equal(answer(ledger, 0)->request->frame, 3);
    assert_int_equal(answer(ledger, 0)->messages->len, 4);
    assert_int_equal(calls_of(ledger), 1);
    SfRunCounts run;
    sf_ledger_run(ledger, &run);
    assert_int_equal(run.one_way, 0);
}

/* On its way a request gets branches, but keeps that of who began. */
static void two_hops_are_one_call(void **state)
{
    SfLedger *ledger = *state;
    static const char below[] = "Via: SIP/2.0/UDP 203.0.113.9;branch=z9hG4bKp\n" VIA(FIRST);
    g_autofree char *asked = g_strconcat(INVITE, below, FROM, NULL);
    g_autofree char *moved = g_strconcat(MOVED, below, FROM, NULL);
    sip_text_add_cut(ledger, 1, 0.0, INVITE VIA(FIRST) FROM);
    sip_text_add_cut(ledger, 2, 0.1, asked);
    sip_text_add_cut(ledger, 3, 0.2, moved);
    sip_text_add_cut(ledger, 4, 0.3, MOVED VIA(FIRST) FROM);
    assert_int_equal(answer(ledger, 0)->request->frame, 2);
    assert_int_equal(answer(ledger, 1)->request->frame, 1);
    assert_ptr_equal(answer(ledger, 0)->story, answer(ledger, 1)->story);
    assert_int_equal(sf_answer_hop(answer(ledger, 1)), 1);
    assert_int_equal(calls_of(ledger), 1);
}

/* Elements of one constant branch, and those of the time before it was unique (RFC 2543). */
static void a_branch_that_tells_nothing(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, INVITE VIA(FIRST) WHOLE("1", ""));
    sip_text_add(ledger, 2, 0.1, INVITE VIA(FIRST) FROM "Call-ID: two\n" CSEQ("1"));
    sip_text_add_cut(ledger, 3, 0.2, MOVED VIA(FIRST) FROM);
    sip_text_add(ledger, 4, 0.3, INVITE VIA("1") WHOLE("1", ""));
    sip_text_add_cut(ledger, 5, 0.4, MOVED VIA("1") FROM);
    assert_null(answer(ledger, 0)->request);
    assert_null(answer(ledger, 1)->request);
}

/* A 200 may be that of the CANCEL; a 301 is not. */
static void a_cancel_has_the_branch_too(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add_cut(ledger, 1, 0.0, INVITE VIA(FIRST) FROM);
    sip_text_add_cut(ledger, 2, 0.1, "CANCEL sip:bob@example.net SIP/2.0\n" VIA(FIRST) FROM);
    sip_text_add_cut(ledger, 3, 0.2, "SIP/2.0 200 OK\n" VIA(FIRST) FROM);
    sip_text_add_cut(ledger, 4, 0.3, MOVED VIA(FIRST) FROM);
    assert_int_equal(answer(ledger, 0)->request->frame, 1);
    assert_int_equal(answer(ledger, 0)->cancel.frame, 2);
}

/* Whichever comes first, and whatever else is lacking, it is one call. */
static void no_via_is_there(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, MOVED WHOLE("1", CONTACT));
    sip_text_add(ledger, 2, 0.1, MOVED VIA(FIRST) WHOLE("1", CONTACT));
    sip_text_add(ledger, 3, 0.2, MOVED VIA(FIRST) FROM ID CONTACT);
    sip_text_add(ledger, 4, 0.3, MOVED WHOLE("1", CONTACT));
    sip_text_add(ledger, 5, 0.4, INVITE VIA(SECOND) FROM "Call-ID: two\n" CSEQ("1"));
    sip_text_add(ledger, 6, 0.5, MOVED FROM "Call-ID: two\n" CSEQ("1") CONTACT);
    const GPtrArray *answers = sf_ledger_answers(ledger);
    for (guint i = 0; i + 1 < answers->len; i++)
        assert_ptr_equal(answer(ledger, i)->story, answer(ledger, 0)->story);
    assert_int_equal(answer(ledger, answers->len - 1)->request->frame, 5);
    assert_int_equal(calls_of(ledger), 2);
}

/* However many share a branch, or have one of their own. */
static void stays_within_its_bound(void **state)
{
    SfLedger *ledger = *state;
    sf_ledger_set_max_open(ledger, 100);
    for (guint i = 0; i < 3000; i++) {
        g_autofree char *invite =
            g_strdup_printf("INVITE sip:%u@example.net SIP/2.0\n"
                            "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%u\nFrom: <sip:a@b>;tag=%u\n",
                            i, i % 2 ? 1 : i, i);
        sip_text_add_cut(ledger, i + 1, i * 0.001, invite);
        assert_true(sf_ledger_open(ledger) <= 100);
    }
    sip_text_add_cut(ledger, 3001, 3.0, MOVED VIA("z9hG4bK2998"));
    assert_int_equal(answer(ledger, 0)->request->frame, 2999);
    sip_text_add(ledger, 3002, 1000.0, INVITE VIA(FIRST) WHOLE("1", ""));
    assert_int_equal(sf_ledger_open(ledger), 1);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, start, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(both_are_cut),
        TEST(the_answer_comes_first),
        TEST(the_answer_is_broken),
        TEST(another_call_or_another_caller),
        TEST(the_request_is_cut),
        TEST(each_request_is_cut),
        TEST(two_hops_are_one_call),
        TEST(a_branch_that_tells_nothing),
        TEST(a_cancel_has_the_branch_too),
        TEST(no_via_is_there),
        TEST(stays_within_its_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
