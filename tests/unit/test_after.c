/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What came after an answer: each test tells one call, packet by packet, and asks what is made of
 * it. */
#include "core/describe/absence.h"
#include "core/describe/facts.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/story/story.h"
#include "core/ledger/view.h"
#include "sip_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define OLD       "sip:bob@old.example.net"
#define NEW       "sip:bob@198.51.100.20" /* where the tests' server is: a follow-up would be seen */
#define NEW2      "sip:bob@new2.example.net"
#define BY_SERVER "Route: <sip:198.51.100.20;lr>\n" /* then all that follows goes there, too */

static guint32 frame;

/* Which transaction: client (sent-by), branch, Call-ID, CSeq, method. */
typedef struct {
    const char *client;
    const char *branch;
    const char *call;
    guint cseq;
    const char *method;
} Leg;

static char *head(const Leg *leg, const char *to_tag)
{
    return g_strdup_printf("Via: SIP/2.0/UDP %s;branch=z9hG4bK%s\n"
                           "From: <sip:alice@example.com>;tag=a\n"
                           "To: <" OLD ">%s\n"
                           "Call-ID: %s\n"
                           "CSeq: %u %s\n",
                           leg->client, leg->branch, to_tag, leg->call, leg->cseq, leg->method);
}

static guint32 ask_in(SfLedger *ledger, double time, Leg leg, const char *uri, const char *to_tag,
                      const char *more)
{
    g_autofree char *rest = head(&leg, to_tag);
    g_autofree char *text = g_strdup_printf("%s %s SIP/2.0\n%s%s", leg.method, uri, rest, more);
    sip_text_add(ledger, ++frame, time, text);
    return frame;
}

static guint32 ask(SfLedger *ledger, double time, Leg leg, const char *uri, const char *more)
{
    return ask_in(ledger, time, leg, uri, "", more);
}

static guint32 reply(SfLedger *ledger, double time, Leg leg, const char *status, const char *more)
{
    g_autofree char *rest = head(&leg, ";tag=b");
    g_autofree char *text = g_strdup_printf("SIP/2.0 %s\n%s%s", status, rest, more);
    sip_text_add(ledger, ++frame, time, text);
    return frame;
}

static void ack(SfLedger *ledger, double time, Leg leg)
{
    leg.method = "ACK";
    ask_in(ledger, time, leg, OLD, ";tag=b", "");
}

/* The capture goes on: another call, that has nothing to do with it. */
static void wait_until(SfLedger *ledger, double time)
{
    ask(ledger, time, (Leg){"203.0.113.99", "clock", "clock", 1, "OPTIONS"}, "sip:x@example.org",
        "");
}

static SfAnswer *answer(SfLedger *ledger, guint nth)
{
    assert_true(nth < sf_ledger_answers(ledger)->len);
    return sf_ledger_answers(ledger)->pdata[nth];
}

static const SfFinding *finding(SfLedger *ledger, guint nth, const char *id)
{
    return sf_answer_finding(answer(ledger, nth), id);
}

static void assert_outcome(SfLedger *ledger, guint nth, const char *outcome)
{
    assert_string_equal(sf_outcome_name(sf_answer_outcome(answer(ledger, nth)).kind), outcome);
}

/* The words hold, too: nothing unknown in them. */
static void assert_found(SfLedger *ledger, guint nth, const char *id)
{
    const SfFinding *found = finding(ledger, nth, id);
    if (!found)
        fail_msg("%s is missing", id);
    g_autofree char *text = sf_finding_text(found);
    g_autofree char *why = sf_finding_why(found);
    g_autoptr(GPtrArray) fixes = sf_finding_fixes(found);
    if (strstr(text, "unknown") || (why && strstr(why, "unknown")))
        fail_msg("%s: %s\n%s", id, text, why);
    for (guint i = 0; i < fixes->len; i++) {
        const SfFixWords *fix = fixes->pdata[i];
        if (!fix->text || strstr(fix->text, "unknown") || !fix->side)
            fail_msg("%s: fix %s", id, fix->text ? fix->text : "without text");
    }
}

static void assert_not_found(SfLedger *ledger, guint nth, const char *id)
{
    if (finding(ledger, nth, id))
        fail_msg("%s speaks, and should not", id);
}

static int start(void **state)
{
    frame = 0;
    *state = sf_ledger_new();
    return 0;
}

static int finish(void **state)
{
    sf_ledger_free(*state);
    return 0;
}

static const Leg first = {"192.0.2.1", "1", "call", 1, "INVITE"};
static const Leg second = {"192.0.2.1", "2", "call", 2, "INVITE"};
static const Leg third = {"192.0.2.1", "3", "call", 3, "INVITE"};

/* INVITE, 301 with @contact, ACK. */
static void move(SfLedger *ledger, const char *contact)
{
    ask(ledger, 0.0, first, OLD, "");
    reply(ledger, 0.1, first, "301 Moved Permanently", contact);
    ack(ledger, 0.11, first);
}

static void refuse(SfLedger *ledger)
{
    ask(ledger, 0.0, first, OLD, "Supported: replaces\n");
    reply(ledger, 0.1, first, "421 Extension Required", "Require: 100rel\n");
    ack(ledger, 0.11, first);
}

/* Two hops: the client's, and the proxy's with one Via more. */
static const Leg upper = {"192.0.2.1", "1", "call", 1, "INVITE"};
static const Leg lower = {"203.0.113.5;branch=z9hG4bKp\nVia: SIP/2.0/UDP 192.0.2.1", "1", "call", 1,
                          "INVITE"};

static void follows_with_the_next_cseq(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">\n");
    const guint32 followup = ask(ledger, 0.2, second, NEW, "");
    assert_int_equal(finding(ledger, 0, "moved.followed")->frame, followup);
    reply(ledger, 1.0, second, "200 OK", "");
    assert_outcome(ledger, 0, "answered");
    assert_true(sf_answer_outcome(answer(ledger, 0)).certain);
    assert_found(ledger, 0, "moved.followed");
    assert_not_found(ledger, 0, "answer.not-acked");
    assert_int_equal(g_array_index(sf_ledger_marks(ledger, followup), SfMark, 0).role,
                     SF_ROLE_FOLLOWUP);
}

static void follows_by_a_recursing_proxy(void **state)
{
    SfLedger *ledger = *state;
    Leg fork = lower;
    ask(ledger, 0.0, fork, OLD, "");
    reply(ledger, 0.1, fork, "301 Moved Permanently", "Contact: <" NEW ">\n");
    fork.client = "203.0.113.5;branch=z9hG4bKq\nVia: SIP/2.0/UDP 192.0.2.1";
    ask(ledger, 0.2, fork, NEW, "");
    reply(ledger, 1.0, fork, "200 OK", "");
    assert_outcome(ledger, 0, "answered");
    assert_found(ledger, 0, "answer.upstream");
}

static void a_client_that_does_not_count_on_is_no_proxy(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">\n");
    Leg same = first;
    same.branch = "another";
    ask(ledger, 0.2, same, NEW, "");
    reply(ledger, 1.0, same, "200 OK", "");
    assert_outcome(ledger, 0, "answered");
    assert_found(ledger, 0, "moved.followed");
    assert_not_found(ledger, 0, "answer.upstream");
}

static void follows_with_a_new_call_id(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">\n");
    const Leg other = {"192.0.2.1", "9", "other", 1, "INVITE"};
    const guint32 followup = ask(ledger, 0.5, other, NEW, "");
    reply(ledger, 1.0, other, "200 OK", "");
    assert_outcome(ledger, 0, "answered");
    const GArray *marks = sf_ledger_marks(ledger, followup);
    assert_ptr_equal(g_array_index(marks, SfMark, 0).story, answer(ledger, 0)->story);
}

static void takes_another_callers_call_for_what_it_is(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">\n");
    ask(ledger, 0.5, (Leg){"192.0.2.77", "9", "other", 1, "INVITE"}, NEW, "");
    assert_int_equal(answer(ledger, 0)->followups->len, 0);
}

static void counts_a_challenge_and_its_answer_as_one_try(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">\n");
    ask(ledger, 0.2, second, NEW, "");
    reply(ledger, 0.3, second, "401 Unauthorized", "");
    assert_not_found(ledger, 0, "moved.gave-up");
    ask(ledger, 0.4, third, NEW, "");
    reply(ledger, 1.0, third, "200 OK", "");
    assert_int_equal(answer(ledger, 0)->followups->len, 1);
    assert_outcome(ledger, 0, "answered");
}

/* A call that one proxy gave to two others: what the one was told, the other had not asked for. */
static void what_another_element_was_told_is_no_fork(void **state)
{
    SfLedger *ledger = *state;
    Leg leg = {"203.0.113.5;branch=z9hG4bKb\nVia: SIP/2.0/UDP 203.0.113.2;branch=z9hG4bKa1\nVia: "
               "SIP/2.0/UDP 192.0.2.1",
               "1", "call", 1, "INVITE"};
    ask(ledger, 0.0, leg, OLD, "");
    reply(ledger, 0.1, leg, "301 Moved Permanently", "Contact: <" NEW2 ">\n");
    leg.client = "203.0.113.6;branch=z9hG4bKc\nVia: SIP/2.0/UDP 203.0.113.2;branch=z9hG4bKa2\nVia: "
                 "SIP/2.0/UDP 192.0.2.1";
    ask(ledger, 0.2, leg, OLD, "");
    reply(ledger, 0.3, leg, "482 Loop Detected", "");
    assert_int_equal(answer(ledger, 0)->fork.other, 0);
    leg.client = "203.0.113.5;branch=z9hG4bKd\nVia: SIP/2.0/UDP 203.0.113.2;branch=z9hG4bKa1\nVia: "
                 "SIP/2.0/UDP 192.0.2.1";
    ask(ledger, 0.4, leg, OLD, "");
    reply(ledger, 0.5, leg, "404 Not Found", "");
    assert_int_equal(answer(ledger, 0)->fork.other, 404);
}

static void who_signs_off_loses_nothing(void **state)
{
    SfLedger *ledger = *state;
    const Leg sign_off = {"192.0.2.1", "1", "call", 1, "REGISTER"};
    ask(ledger, 0.0, sign_off, "sip:example.com", BY_SERVER "Contact: *\nExpires: 0\n");
    reply(ledger, 0.1, sign_off, "301 Moved Permanently", "Contact: <sip:198.51.100.77>\n");
    wait_until(ledger, 40);
    assert_outcome(ledger, 0, "unknown");
    assert_not_found(ledger, 0, "moved.not-followed");
}

/* Where the capture holds no SIP for hours, it may have been stopped: the silence is likely one. */
static void a_silence_in_a_hole_is_likely_only(void **state)
{
    static const struct {
        double next;
        gboolean certain;
    } cases[] = {{40, TRUE}, {3000, TRUE}, {86400, FALSE}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        move(ledger, "Contact: <" NEW2 ">\n");
        sip_text_add_on(
            ledger, ++frame, cases[i].next, &(SipTextWay){"192.0.2.1", 5060, "192.0.2.77", 5060},
            "OPTIONS sip:192.0.2.77 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK8\n"
            "From: <sip:a@example.org>;tag=8\nTo: <sip:192.0.2.77>\nCall-ID: alive\n"
            "CSeq: 1 OPTIONS\n");
        wait_until(ledger, cases[i].next + 1);
        assert_outcome(ledger, 0, "lost");
        if (sf_answer_outcome(answer(ledger, 0)).certain != cases[i].certain)
            fail_msg("case %u", i);
        g_autofree char *why = sf_finding_why(finding(ledger, 0, "moved.not-followed"));
        g_autofree char *shown = g_strdup_printf("sends elsewhere (frame %u)", frame - 1);
        assert_non_null(strstr(why, shown));
        assert_int_equal(strstr(why, "no SIP is in it for 2") == NULL, cases[i].certain);
        sf_ledger_free(ledger);
    }
}

static void a_place_where_it_rang_out_is_the_right_one(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">\n");
    ask(ledger, 0.2, second, NEW, "");
    reply(ledger, 0.3, second, "180 Ringing", "");
    reply(ledger, 30.0, second, "408 Request Timeout", "");
    wait_until(ledger, 80);
    assert_outcome(ledger, 0, "declined");
    assert_not_found(ledger, 0, "moved.all-failed");
}

static void a_place_that_never_rang_is_not(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">\n");
    ask(ledger, 0.2, second, NEW, "");
    reply(ledger, 30.0, second, "408 Request Timeout", "");
    wait_until(ledger, 80);
    assert_outcome(ledger, 0, "refused");
    assert_found(ledger, 0, "moved.all-failed");
}

static void says_not_followed_only_when_it_could_tell(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, OLD, BY_SERVER);
    reply(ledger, 0.1, first, "301 Moved Permanently", "Contact: <" NEW2 ">\n");
    assert_not_found(ledger, 0, "moved.not-followed");
    assert_outcome(ledger, 0, "unknown");
    wait_until(ledger, 40);
    assert_found(ledger, 0, "moved.not-followed");
    assert_outcome(ledger, 0, "lost");
}

/* The same server by another transport: who was seen going there was not served inside of it. */
static void who_goes_by_another_transport_is_told_which(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, NEW, "");
    reply(ledger, 0.1, first, "301 Moved Permanently", "Contact: <" NEW ";transport=tcp>\n");
    assert_string_equal(finding(ledger, 0, "moved.permanently")->variant, "inside");
    ask(ledger, 0.2, second, NEW ";transport=tcp", "");
    reply(ledger, 1.0, second, "200 OK", "");
    assert_outcome(ledger, 0, "answered");
    assert_string_equal(finding(ledger, 0, "moved.permanently")->variant, "transport");
}

/* A refresh is sent on: the client subscribes there, in a dialog of its own. */
static void a_subscription_begins_anew_at_the_new_place(void **state)
{
    SfLedger *ledger = *state;
    const Leg refresh = {"192.0.2.1", "1", "call", 2, "SUBSCRIBE"};
    const Leg anew = {"192.0.2.1", "2", "other", 1, "SUBSCRIBE"};
    ask_in(ledger, 0.0, refresh, "sip:198.51.100.9", ";tag=b", "");
    reply(ledger, 0.1, refresh, "301 Moved Permanently", "Contact: <" NEW ">\n");
    ask(ledger, 0.2, anew, NEW, "");
    reply(ledger, 0.3, anew, "200 OK", "");
    assert_found(ledger, 0, "moved.in-dialog");
    assert_found(ledger, 0, "moved.followed");
    assert_outcome(ledger, 0, "answered");
}

/* The old address is in use, so it is nothing to write down, and some never follow after it rang.
 */
static void after_ringing_the_callee_is_to_forward(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, OLD, BY_SERVER);
    reply(ledger, 0.1, first, "180 Ringing", "");
    reply(ledger, 18, first, "301 Moved Permanently", "Contact: <" NEW2 ">\n");
    ack(ledger, 18.1, first);
    wait_until(ledger, 60);
    assert_found(ledger, 0, "moved.not-followed");
    assert_outcome(ledger, 0, "lost");
    const SfFinding *found = finding(ledger, 0, "moved.not-followed");
    assert_string_equal(found->variant, "rang");
    g_autoptr(GPtrArray) fixes = sf_finding_fixes(found);
    assert_int_equal(fixes->len, 2);
    assert_non_null(strstr(((const SfFixWords *)fixes->pdata[0])->text, "let it call " NEW2));
}

/* Packets are missing between the frame before and one that comes at @until. */
static void lose_until(SfLedger *ledger, double until)
{
    sf_ledger_lost(ledger, (gint64)(until * 1e9));
    wait_until(ledger, until);
}

static void is_silent_where_packets_are_missing(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, OLD, BY_SERVER);
    reply(ledger, 0.1, first, "301 Moved Permanently", "Contact: <" NEW2 ">\n");
    wait_until(ledger, 10);
    lose_until(ledger, 12);
    wait_until(ledger, 40);
    assert_not_found(ledger, 0, "moved.not-followed");
    assert_not_found(ledger, 0, "answer.not-acked");
    assert_outcome(ledger, 0, "unknown");
}

static void what_is_missing_at_another_time_is_no_matter(void **state)
{
    SfLedger *ledger = *state;
    sf_ledger_lost(ledger, 0); /* just before the call */
    ask(ledger, 0.0, first, OLD, BY_SERVER);
    reply(ledger, 0.1, first, "301 Moved Permanently", "Contact: <" NEW2 ">\n");
    wait_until(ledger, 35);
    for (guint n = 0; n < 4; n++) { /* and when all is over */
        lose_until(ledger, 40 + 10 * n);
        wait_until(ledger, 45 + 10 * n);
    }
    assert_found(ledger, 0, "moved.not-followed");
    assert_outcome(ledger, 0, "lost");
}

static void a_try_may_have_been_answered_where_packets_are_missing(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">\n");
    ask(ledger, 0.2, second, NEW, "");
    for (guint n = 0; n < 4; n++)
        lose_until(ledger, 5 + 10 * n);
    wait_until(ledger, 80);
    assert_outcome(ledger, 0, "unknown");
    assert_not_found(ledger, 0, "moved.all-failed");
}

static void what_stays_at_the_server_need_not_be_seen(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, OLD, BY_SERVER);
    reply(ledger, 0.1, first, "301 Moved Permanently", "Contact: <" NEW ">\n");
    wait_until(ledger, 40);
    assert_not_found(ledger, 0, "moved.not-followed");
    assert_found(ledger, 0, "moved.to-server");
    assert_outcome(ledger, 0, "unknown");
}

static void is_silent_where_the_target_lies_elsewhere(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW2 ">\n"); /* the client is seen to send to the server only */
    wait_until(ledger, 40);
    assert_not_found(ledger, 0, "moved.not-followed");
    assert_outcome(ledger, 0, "unknown");
}

/* A capture of udp.port 5060 would not hold it. */
static void is_silent_where_the_follow_up_would_be_encrypted(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ";transport=TLS>\n");
    wait_until(ledger, 40);
    assert_not_found(ledger, 0, "moved.not-followed");
    assert_outcome(ledger, 0, "unknown");
    assert_true(sf_answer_leads_into_tls(answer(ledger, 0)));
}

static void speaks_where_what_is_encrypted_is_read(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, "sips:bob@old.example.net", BY_SERVER);
    reply(ledger, 0.1, first, "301 Moved Permanently", "Contact: <sips:bob@new2.example.net>\n");
    wait_until(ledger, 40);
    assert_found(ledger, 0, "moved.not-followed");
}

static void a_fork_that_was_answered_needs_no_follow_up(void **state)
{
    SfLedger *ledger = *state;
    Leg fork = first;
    fork.branch = "fork";
    ask(ledger, 0.0, first, OLD, "");
    ask(ledger, 0.0, fork, "sip:bob@desk.example.net", "");
    reply(ledger, 0.1, first, "301 Moved Permanently", "Contact: <" NEW ">\n");
    reply(ledger, 0.2, fork, "200 OK", "");
    wait_until(ledger, 40);
    assert_not_found(ledger, 0, "moved.not-followed");
    assert_outcome(ledger, 0, "answered");
}

/* Who dials the new address instead loses whoever lives at the other places of the old one. */
static void where_others_live_no_caller_is_sent_to_one_place(void **state)
{
    static const struct {
        const char *status;
        gboolean lives;
    } cases[] = {
        {"200 OK", TRUE},        {"486 Busy Here", FALSE}, {"480 Temporarily Unavailable", FALSE},
        {"603 Decline", TRUE},   {"604 Nobody", FALSE},    {"404 Not Found", FALSE},
        {"503 No Route", FALSE}, {"408 No Answer", FALSE},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        Leg fork = lower;
        fork.branch = "fork";
        fork.client = "203.0.113.5;branch=z9hG4bKq\nVia: SIP/2.0/UDP 192.0.2.1";
        ask(ledger, 0.0, upper, OLD, "");
        ask(ledger, 0.1, lower, OLD, "");
        ask(ledger, 0.1, fork, "sip:bob@desk.example.net", "");
        reply(ledger, 0.2, lower, "301 Moved Permanently", "Contact: <" NEW2 ">\n");
        reply(ledger, 0.3, fork, cases[i].status, "");
        reply(ledger, 0.4, upper, cases[i].status, "");
        wait_until(ledger, 40);
        const SfFinding *moved = finding(ledger, 0, "moved.permanently");
        assert_int_equal(g_strcmp0(moved->variant, "other-places") == 0, cases[i].lives);
        assert_int_equal(moved->fixes->len == 0, cases[i].lives);
        sf_ledger_free(ledger);
    }
}

static void a_target_that_a_fork_had_tried_is_neither(void **state)
{
    SfLedger *ledger = *state;
    Leg fork = first;
    fork.branch = "fork";
    ask(ledger, 0.0, first, OLD, "");
    ask(ledger, 0.0, fork, NEW, "");
    reply(ledger, 0.1, first, "301 Moved Permanently", "Contact: <" NEW ">\n");
    wait_until(ledger, 40);
    assert_not_found(ledger, 0, "moved.not-followed");
    assert_int_equal(answer(ledger, 0)->followups->len, 0);
}

static void a_cancelled_call_is_not_lost(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, OLD, "");
    Leg cancel = first;
    cancel.method = "CANCEL";
    ask(ledger, 0.05, cancel, OLD, "");
    reply(ledger, 0.1, first, "301 Moved Permanently", "Contact: <" NEW ">\n");
    ack(ledger, 0.11, first);
    wait_until(ledger, 40);
    assert_found(ledger, 0, "answer.cancelled");
    assert_not_found(ledger, 0, "moved.not-followed");
    assert_outcome(ledger, 0, "cancelled");
}

static void tells_gave_up_from_all_failed(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">;q=0.9, <" NEW2 ">;q=0.4\n");
    ask(ledger, 0.2, second, NEW, "");
    reply(ledger, 0.3, second, "480 Temporarily Unavailable", "");
    wait_until(ledger, 40);
    assert_found(ledger, 0, "moved.gave-up");
    assert_not_found(ledger, 0, "moved.all-failed");
    assert_outcome(ledger, 0, "declined");
}

static void asks_whether_a_number_that_nobody_knows_was_meant(void **state)
{
    static const struct {
        const char *target, *says;
        gboolean asks;
    } ways[] = {
        {"sip:+49171555@198.51.100.30", "404 Not Found", TRUE},
        {"sip:0171555@198.51.100.30", "484 Address Incomplete", TRUE},
        {"sip:601@198.51.100.30", "604 Does Not Exist Anywhere", TRUE},
        {"sip:601@198.51.100.30", "410 Gone", FALSE},            /* known there once */
        {"sip:voicemail@198.51.100.30", "404 Not Found", FALSE}, /* no number */
        {"sip:601@198.51.100.20", "404 Not Found", FALSE},       /* sent back to the server */
    };
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
        SfLedger *ledger = sf_ledger_new();
        g_autofree char *contact = g_strdup_printf("Contact: <%s>\n", ways[i].target);
        move(ledger, contact);
        ask(ledger, 0.2, second, ways[i].target, "");
        reply(ledger, 0.3, second, ways[i].says, "");
        wait_until(ledger, 40);
        const SfFinding *failed = finding(ledger, 0, "moved.all-failed");
        assert_non_null(failed);
        assert_int_equal(g_strcmp0(failed->variant, "number") == 0, ways[i].asks);
        sf_ledger_free(ledger);
    }
    (void)state;
}

static void says_when_every_target_failed(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">;q=0.9, <" NEW2 ">;q=0.4\n");
    ask(ledger, 0.2, second, NEW, "");
    reply(ledger, 0.3, second, "410 Gone", "");
    ask(ledger, 0.4, third, NEW2, "");
    const guint32 last = reply(ledger, 0.5, third, "404 Not Found", "");
    assert_found(ledger, 0, "moved.all-failed");
    assert_int_equal(finding(ledger, 0, "moved.all-failed")->frame, last);
    assert_not_found(ledger, 0, "moved.gave-up");
    assert_not_found(ledger, 0, "moved.order");
}

/* Until the window is over: so one pass says nothing of it. */
static void what_failed_may_be_tried_again(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">\n");
    ask(ledger, 0.2, second, NEW, "");
    reply(ledger, 0.3, second, "404 Not Found", "");
    assert_found(ledger, 0, "moved.all-failed");
    assert_false(finding(ledger, 0, "moved.all-failed")->is_final);
    ask(ledger, 0.4, third, NEW, "");
    reply(ledger, 0.5, third, "200 OK", "");
    assert_not_found(ledger, 0, "moved.all-failed");
}

static void a_user_who_is_busy_is_no_wrong_address(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">\n");
    ask(ledger, 0.2, second, NEW, "");
    reply(ledger, 0.3, second, "486 Busy Here", "");
    assert_not_found(ledger, 0, "moved.all-failed");
    assert_not_found(ledger, 0, "moved.target-refused");
    assert_outcome(ledger, 0, "declined");
}

#define SILENT "sip:bob@192.0.2.77"

/* The caller goes on to the second place @waited seconds after it asked the first. */
static void go_on_after(SfLedger *ledger, double waited)
{
    move(ledger, "Contact: <" SILENT ">;q=0.9, <" NEW ">;q=0.4\n");
    ask(ledger, 0.2, second, SILENT, "");
    if (waited > 1) /* RFC 3261 §17.1.1.2 */
        ask(ledger, 0.7, second, SILENT, "");
    ask(ledger, 0.2 + waited, third, NEW, "");
}

static void names_a_target_that_stays_silent(void **state)
{
    SfLedger *ledger = *state;
    go_on_after(ledger, 4);
    assert_not_found(ledger, 0, "moved.silent-target");
    reply(ledger, 4.3, third, "200 OK", "");
    assert_found(ledger, 0, "moved.silent-target");
    assert_outcome(ledger, 0, "answered");
    g_autofree char *text = sf_finding_text(finding(ledger, 0, "moved.silent-target"));
    assert_non_null(strstr(text, "Take " SILENT " out"));
}

/* Who does not know the user is named, where the next place answered. */
static void names_a_target_that_is_unknown(void **state)
{
    static const struct {
        const char *first, *then, *variant;
    } cases[] = {{"404 Not Found", "200 OK", "unknown"},
                 {"410 Gone", "200 OK", "unknown"},
                 {"404 Not Found", "486 Busy Here", NULL},
                 {"486 Busy Here", "200 OK", NULL},
                 {"503 Service Unavailable", "200 OK", NULL}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        move(ledger, "Contact: <" NEW ">;q=0.9, <sip:bob@198.51.100.20:5070>;q=0.4\n");
        ask(ledger, 0.2, second, NEW, "");
        reply(ledger, 0.3, second, cases[i].first, "");
        ask(ledger, 0.4, third, "sip:bob@198.51.100.20:5070", "");
        reply(ledger, 0.5, third, cases[i].then, "");
        const SfFinding *found = finding(ledger, 0, "moved.silent-target");
        if (g_strcmp0(found ? found->variant : NULL, cases[i].variant) != 0)
            fail_msg("%s, %s: %s", cases[i].first, cases[i].then, found ? "found" : "not found");
        sf_ledger_free(ledger);
    }
}

static void blames_no_target_that_was_not_waited_for(void **state)
{
    SfLedger *ledger = *state;
    go_on_after(ledger, 1);
    reply(ledger, 1.3, third, "200 OK", "");
    assert_not_found(ledger, 0, "moved.silent-target");
}

static void blames_no_target_that_says_trying(void **state)
{
    SfLedger *ledger = *state;
    go_on_after(ledger, 4);
    reply(ledger, 4.1, second, "100 Trying", "");
    reply(ledger, 4.3, third, "200 OK", "");
    assert_not_found(ledger, 0, "moved.silent-target");
}

static void blames_no_target_where_packets_are_missing(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" SILENT ">;q=0.9, <" NEW ">;q=0.4\n");
    ask(ledger, 0.2, second, SILENT, "");
    lose_until(ledger, 2);
    ask(ledger, 4.2, third, NEW, "");
    reply(ledger, 4.3, third, "200 OK", "");
    assert_not_found(ledger, 0, "moved.silent-target");
}

/* One place answered, so the call is not lost in silence. */
static void what_one_place_says_outweighs_the_silence_of_another(void **state)
{
    static const struct {
        const char *status, *outcome;
    } cases[] = {{"486 Busy Here", "declined"}, {"404 Not Found", "refused"}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        go_on_after(ledger, 4);
        reply(ledger, 4.3, third, cases[i].status, "");
        wait_until(ledger, 80);
        assert_outcome(ledger, 0, cases[i].outcome);
        sf_ledger_free(ledger);
    }
}

/* A back-to-back agent dials the number in a form of its own, at the new place. */
static void a_number_may_be_written_in_another_form_at_the_new_place(void **state)
{
    static const struct {
        const char *uri;
        gboolean follows;
    } cases[] = {{"sip:+4930555011@198.51.100.20", TRUE},
                 {"sip:+4930555012@198.51.100.20", FALSE},
                 {"sip:+4930555011@old.example.net", FALSE},
                 {"sip:+4930555011@203.0.113.77", FALSE}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        ask(ledger, 0.0, first, "sip:4930555011@old.example.net", "");
        reply(ledger, 0.1, first, "301 Moved Permanently",
              "Contact: <sip:4930555011@198.51.100.20>\n");
        const Leg other = {"192.0.2.1", "9", "other", 1, "INVITE"};
        ask(ledger, 0.5, other, cases[i].uri, "Route: <sip:198.51.100.99;lr>\n");
        reply(ledger, 1.0, other, "200 OK", "");
        assert_int_equal(finding(ledger, 0, "moved.followed") != NULL, cases[i].follows);
        sf_ledger_free(ledger);
    }
}

/* What the new place takes for another request than it is, its sender has to mend. */
static void a_new_request_is_new(void **state)
{
    static const struct {
        guint cseq;
        const char *to_tag, *status, *variant;
    } cases[] = {{1, "", "482 Loop Detected", "copy"},
                 {2, "", "482 Loop Detected", NULL},
                 {2, ";tag=b", "481 Call/Transaction Does Not Exist", "no-call"},
                 {2, "", "481 Call/Transaction Does Not Exist", NULL}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        Leg again = second;
        again.cseq = cases[i].cseq;
        move(ledger, "Contact: <" NEW ">\n");
        ask_in(ledger, 0.2, again, NEW, cases[i].to_tag, "");
        reply(ledger, 0.3, again, cases[i].status, "");
        assert_found(ledger, 0, "moved.target-refused");
        assert_outcome(ledger, 0, "refused");
        const SfFinding *found = finding(ledger, 0, "moved.target-refused");
        if (g_strcmp0(found->variant, cases[i].variant) != 0)
            fail_msg("%s: %s", cases[i].status, found->variant);
        sf_ledger_free(ledger);
    }
}

/* Without realm and nonce no client can answer; what the capture cut off is not missing. */
static void a_challenge_without_a_way_to_answer_it(void **state)
{
    static const struct {
        const char *status, *headers, *variant;
    } cases[] = {
        {"401 Unauthorized", "", "unanswerable"},
        {"407 Proxy Authentication Required", "", "unanswerable"},
        {"407 Proxy Authentication Required", "Proxy-Authenticate:\n", "unanswerable"},
        {"407 Proxy Authentication Required", "Authentication-Info: qop=auth\n", "unanswerable"},
        {"401 Unauthorized", "WWW-Authenticate: Digest realm=\"b\", nonce=\"1\"\n", "credentials"},
        {"401 Unauthorized", "www-authenticate : Basic realm=\"b\"\n", "credentials"},
        {"407 Proxy Authentication Required",
         "Proxy-Authenticate: Digest realm=\"b\", nonce=\"1\"\n", "credentials"},
        {"407 Proxy Authentication Required", "WWW-Authenticate: Digest realm=\"b\", nonce=\"1\"\n",
         "credentials"}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        move(ledger, "Contact: <" NEW ">\n");
        ask(ledger, 0.2, second, NEW, "");
        reply(ledger, 0.3, second, cases[i].status, cases[i].headers);
        wait_until(ledger, 80);
        assert_outcome(ledger, 0, "challenged");
        const SfFinding *found = finding(ledger, 0, "moved.target-refused");
        if (g_strcmp0(found->variant, cases[i].variant) != 0)
            fail_msg("%s, %s: %s", cases[i].status, cases[i].headers, found->variant);
        sf_ledger_free(ledger);
    }
}

static void try_connection(SfLedger *ledger, const char *server, SfAttemptStep step)
{
    const SfAttempt seen = {.client = sf_text("192.0.2.1"),
                            .server = sf_text(server),
                            .port = 5060,
                            .step = step,
                            .frame = ++frame};
    sf_ledger_connection(ledger, &seen);
}

/* No request went to the first place, but the caller did try it. */
static void names_a_target_that_takes_no_connection(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" SILENT ";transport=tcp>;q=0.9, <" NEW ">;q=0.4\n");
    try_connection(ledger, "192.0.2.77", SF_ATTEMPT_ASKED);
    try_connection(ledger, "192.0.2.77", SF_ATTEMPT_REFUSED);
    ask(ledger, 1.0, second, NEW, "");
    assert_not_found(ledger, 0, "moved.silent-target");
    reply(ledger, 1.1, second, "404 Not Found", "");
    assert_string_equal(finding(ledger, 0, "moved.silent-target")->variant, "no-connection");
    wait_until(ledger, 80);
    assert_not_found(ledger, 0, "moved.gave-up");
    assert_found(ledger, 0, "moved.all-failed");
}

/* A name is where DNS told the client that it is. */
static void a_name_is_tried_where_dns_says(void **state)
{
    static const struct {
        const char *name, *address, *outcome;
    } cases[] = {{"silent.example.net", "192.0.2.78", "no-connection"},
                 {"other.example.net", "192.0.2.78", NULL},
                 {"silent.example.net", "192.0.2.79", NULL}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        move(ledger, "Contact: <sip:bob@silent.example.net;transport=tcp>\n");
        sf_ledger_name(ledger, sf_text("192.0.2.1"), sf_text(cases[i].name),
                       sf_text(cases[i].address));
        try_connection(ledger, "192.0.2.78", SF_ATTEMPT_ASKED);
        wait_until(ledger, 80);
        const SfFinding *found = finding(ledger, 0, "moved.all-failed");
        assert_int_equal(found != NULL, cases[i].outcome != NULL);
        if (found) {
            assert_string_equal(found->variant, cases[i].outcome);
            assert_found(ledger, 0, "moved.all-failed");
        }
        sf_ledger_free(ledger);
    }
}

/* Who writes the address of the new host where its name stood went there, and no other way. */
static void a_name_may_be_followed_by_its_address(void **state)
{
    SfLedger *ledger = *state;
    const Leg anew = {"192.0.2.1", "9", "call of its own", 1, "INVITE"};
    move(ledger, "Contact: <sip:bob@new.example.net>\n");
    sf_ledger_name(ledger, sf_text("192.0.2.1"), sf_text("new.example.net"),
                   sf_text("203.0.113.77"));
    g_autofree char *rest = head(&anew, "");
    g_autofree char *text = g_strconcat("INVITE sip:bob@203.0.113.77 SIP/2.0\n", rest, NULL);
    sip_text_add_to(ledger, ++frame, 0.2, "203.0.113.77", text);
    reply(ledger, 0.3, anew, "200 OK", "");
    assert_outcome(ledger, 0, "answered");
    assert_found(ledger, 0, "moved.followed");
    assert_not_found(ledger, 0, "moved.not-followed");
}

/* It brings what was missing, in a request that is built like one of a running call. */
static void what_a_421_asks_for_is_brought_in_a_new_request(void **state)
{
    static const struct {
        const char *to_tag, *variant;
    } cases[] = {{";tag=b", "then-no-call"}, {"", "then-refused"}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        refuse(ledger);
        ask_in(ledger, 0.2, second, OLD, cases[i].to_tag, "Supported: 100rel\n");
        reply(ledger, 0.3, second, "481 Call/Transaction Does Not Exist", "");
        assert_found(ledger, 0, "extension.required");
        assert_string_equal(finding(ledger, 0, "extension.required")->variant, cases[i].variant);
        assert_outcome(ledger, 0, "refused");
        sf_ledger_free(ledger);
    }
}

/* What is required may stand behind the end of what was captured. */
static void a_421_that_is_cut_names_no_extension_here(void **state)
{
    SfLedger *ledger = *state;
    g_autofree char *rest = head(&first, ";tag=b");
    g_autofree char *text = g_strdup_printf("SIP/2.0 421 Extension Required\n%sAllow: INVI", rest);
    ask(ledger, 0.0, first, OLD, BY_SERVER);
    sip_text_add_cut(ledger, ++frame, 0.1, text);
    wait_until(ledger, 80);
    assert_found(ledger, 0, "extension.required");
    assert_string_equal(finding(ledger, 0, "extension.required")->variant, "cut");
    assert_not_found(ledger, 0, "extension.no-require");
    assert_outcome(ledger, 0, "unknown");
}

/* Asked for one thing after the other, the client brings both, and is served. */
static void what_is_asked_for_in_two_answers_is_brought(void **state)
{
    static const struct {
        const char *supported, *status;
        gboolean is_heeded;
    } cases[] = {{"Supported: 100rel, timer\n", "200 OK", TRUE},
                 {"Supported: timer\n", "200 OK", FALSE},
                 {"Supported: 100rel, timer\n", "403 Forbidden", FALSE}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        refuse(ledger);
        ask(ledger, 0.2, second, OLD, "Supported: 100rel\n");
        reply(ledger, 0.3, second, "421 Extension Required", "Require: timer\n");
        ask(ledger, 0.4, third, OLD, cases[i].supported);
        reply(ledger, 0.5, third, cases[i].status, "");
        const SfFinding *found = finding(ledger, 0, "extension.required");
        assert_int_equal(g_strcmp0(found->variant, "retried") == 0, cases[i].is_heeded);
        sf_ledger_free(ledger);
    }
}

/* A capture that ends behind the retry: what was missing was brought, so nobody is asked to bring
 * it. */
static void a_retry_whose_answer_is_not_there_is_one(void **state)
{
    (void)state;
    for (guint seconds = 1; seconds <= 80; seconds += 79) {
        SfLedger *ledger = sf_ledger_new();
        refuse(ledger);
        ask(ledger, 0.2, second, OLD, "Supported: 100rel\n");
        ask(ledger, 0.7, second, OLD, "Supported: 100rel\n");
        wait_until(ledger, seconds);
        const SfFinding *found = finding(ledger, 0, "extension.required");
        assert_int_equal(g_strcmp0(found->variant, "retried") == 0, seconds == 1);
        sf_ledger_free(ledger);
    }
}

/* A call of its own, with what was missing, and the number in another form. */
static void a_refused_number_may_be_written_in_another_form(void **state)
{
    static const struct {
        const char *uri, *outcome;
    } cases[] = {{"sip:+4989555777@pbx.example.net", "answered"},
                 {"sip:+4989555778@pbx.example.net", "lost"}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        const Leg other = {"192.0.2.1", "9", "other", 1, "INVITE"};
        ask(ledger, 0.0, first, "sip:4989555777@pbx.example.net", BY_SERVER "Supported: timer\n");
        reply(ledger, 0.1, first, "421 Extension Required", "Require: 100rel\n");
        ask(ledger, 0.5, other, cases[i].uri, "Supported: 100rel\n");
        reply(ledger, 0.6, other, "200 OK", "");
        wait_until(ledger, 80);
        assert_outcome(ledger, 0, cases[i].outcome);
        sf_ledger_free(ledger);
    }
}

/* Nobody is to try whether help comes. */
static void no_trial_call_goes_to_an_emergency_number(void **state)
{
    static const struct {
        const char *user;
        gboolean may_be_tried;
    } cases[] = {{"112", FALSE}, {"911", FALSE}, {"1120", TRUE}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        g_autofree char *old = g_strdup_printf("sip:%s@old.example.net", cases[i].user);
        g_autofree char *contact = g_strdup_printf("Contact: <sip:%s@192.0.2.77>\n", cases[i].user);
        ask(ledger, 0.0, first, old, BY_SERVER);
        reply(ledger, 0.1, first, "301 Moved Permanently", contact);
        wait_until(ledger, 80);
        const SfFinding *found = finding(ledger, 0, "moved.not-followed");
        g_autoptr(GPtrArray) fixes = sf_finding_fixes(found);
        g_autofree char *question = sf_finding_beforehand(found, fixes);
        assert_int_equal(strstr(question, "make no trial call") == NULL, cases[i].may_be_tried);
        assert_int_equal(strstr(question, "Try one call") != NULL, cases[i].may_be_tried);
        sf_ledger_free(ledger);
    }
}

static void says_when_the_lower_q_came_first(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">;q=0.2, <" NEW2 ">;q=0.9\n");
    ask(ledger, 0.2, second, NEW, "");
    reply(ledger, 0.3, second, "480 Temporarily Unavailable", "");
    ask(ledger, 0.4, third, NEW2, "");
    assert_found(ledger, 0, "moved.order");
    reply(ledger, 0.5, third, "200 OK", "");
    g_autofree char *text = sf_finding_text(finding(ledger, 0, "moved.order"));
    assert_non_null(strstr(text, "answered 480"));
    /* The detour is there whatever the order was: what ends it is what is to be done. */
    assert_string_equal(sf_answer_root_check(answer(ledger, 0)), "moved.permanently");
    g_autoptr(GPtrArray) fixes = sf_answer_fixes(answer(ledger, 0), FALSE);
    assert_true(fixes->len > 0);
}

/* A Route in the new address is what the call lives by where the caller heeds it, and is answered.
 */
static void a_route_that_was_heeded_stays(void **state)
{
    static const struct {
        const char *route;
        const char *end;
        const char *variant;
    } rows[] = {{"Route: <sip:192.0.2.48;lr>\n", "200 OK", "heeded"},
                {"Route: <sip:192.0.2.48;lr>\n", "404 Not Found", NULL},
                {"Route: <sip:192.0.2.49;lr>\n", "200 OK", NULL},
                {"", "200 OK", NULL}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfLedger *ledger = sf_ledger_new();
        move(ledger, "Contact: <" NEW "?Route=%3Csip%3A192.0.2.48%3Blr%3E>\n");
        ask(ledger, 0.2, second, NEW, rows[i].route);
        reply(ledger, 0.3, second, rows[i].end, "");
        const SfFinding *found = finding(ledger, 0, "moved.uri-headers-unsafe");
        assert_string_equal(found->variant ? found->variant : "",
                            rows[i].variant ? rows[i].variant : "");
        assert_int_equal(found->fixes->len, rows[i].variant ? 0 : 1);
        sf_ledger_free(ledger);
    }
}

static void finds_the_end_of_a_chain(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">\n");
    ask(ledger, 0.2, second, NEW, "");
    reply(ledger, 0.3, second, "302 Moved Temporarily", "Contact: <" NEW2 ">\n");
    ask(ledger, 0.4, third, NEW2, "");
    const guint32 end = reply(ledger, 0.5, third, "200 OK", "");
    assert_int_equal(sf_ledger_answers(ledger)->len, 1); /* the 302 is a link, no event */
    assert_int_equal(sf_answer_hops(answer(ledger, 0)), 2);
    g_autofree char *final = sf_answer_final(answer(ledger, 0));
    assert_string_equal(final, NEW2);
    assert_found(ledger, 0, "moved.chain");
    assert_int_equal(finding(ledger, 0, "moved.chain")->frame, end);
    assert_outcome(ledger, 0, "answered");
    assert_not_found(ledger, 0, "moved.loop");
}

/* Two redirects can be one; where the user was busy just then, they cannot. */
static void only_what_lasts_can_be_shortened(void **state)
{
    (void)state;
    static const struct {
        const char *diversion;
        gboolean speaks;
    } cases[] = {{"", TRUE},
                 {"Diversion: <" OLD ">;reason=unconditional\n", TRUE},
                 {"Diversion: <" OLD ">;reason=user-busy\n", FALSE}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        g_autofree char *more = g_strdup_printf("Contact: <" NEW2 ">\n%s", cases[i].diversion);
        move(ledger, "Contact: <" NEW ">\n");
        ask(ledger, 0.2, second, NEW, "");
        reply(ledger, 0.3, second, "301 Moved Permanently", more);
        ask(ledger, 0.4, third, NEW2, "");
        reply(ledger, 0.5, third, "200 OK", "");
        if (cases[i].speaks)
            assert_found(ledger, 0, "moved.chain");
        else
            assert_not_found(ledger, 0, "moved.chain");
        sf_ledger_free(ledger);
    }
}

static void finds_a_circle(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">\n");
    ask(ledger, 0.2, second, NEW, "");
    reply(ledger, 0.3, second, "301 Moved Permanently", "Contact: <" OLD ":5060>\n");
    assert_found(ledger, 1, "moved.loop");
    assert_not_found(ledger, 0, "moved.chain");
    assert_null(sf_answer_final(answer(ledger, 0)));
    g_autofree char *one = sf_answer_case(answer(ledger, 0));
    g_autofree char *other = sf_answer_case(answer(ledger, 1));
    assert_string_equal(one, other);
    assert_null(finding(ledger, 1, "moved.loop")->variant);
    ask(ledger, 0.4, third, OLD, "");
    assert_string_equal(finding(ledger, 1, "moved.loop")->variant, "tried-again");
}

/* The proxy wrote another address into the request, and the redirect of that one names the first.
 */
static void a_circle_may_lie_on_the_hops_of_one_request(void **state)
{
#define BELOW "sip:bob@below.example.net"
    static const struct {
        const char *below;
        const char *contact;
        const char *end; /* of a further request for the address; NULL: there is none */
        gboolean is_circle;
    } rows[] = {{BELOW, "Contact: <" OLD ">\n", NULL, TRUE},
                {BELOW, "Contact: <" OLD ":5060>\n", "482 Loop Detected", TRUE},
                {BELOW, "Contact: <" OLD ">\n", "200 OK", FALSE},
                {BELOW, "Contact: <" OLD ">\n", "486 Busy Here", FALSE},
                {BELOW, "Contact: <" OLD ">, <" NEW ">\n", NULL, FALSE},
                {BELOW, "Contact: <" OLD ";cause=302>\n", NULL, FALSE},
                {BELOW, "Contact: <" NEW ">\n", NULL, FALSE},
                {OLD, "Contact: <" OLD ">\n", NULL, FALSE}}; /* that is moved.self */
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfLedger *ledger = sf_ledger_new();
        ask(ledger, 0.0, upper, OLD, "");
        ask(ledger, 0.1, lower, rows[i].below, "");
        reply(ledger, 0.2, lower, "301 Moved Permanently", rows[i].contact);
        reply(ledger, 0.3, upper, "301 Moved Permanently", rows[i].contact);
        if (rows[i].end) {
            ask(ledger, 0.4, second, OLD, "");
            reply(ledger, 0.5, second, rows[i].end, "");
        }
        const SfFinding *circle = finding(ledger, 1, "moved.loop");
        if (!circle != !rows[i].is_circle)
            fail_msg("row %u: %s", i, circle ? "a circle" : "no circle");
        assert_not_found(ledger, 0, "moved.loop");
        if (circle) {
            assert_found(ledger, 1, "moved.loop");
            assert_string_equal(circle->variant, "hops");
            assert_string_equal(sf_answer_root_check(answer(ledger, 1)), "moved.loop");
            assert_string_equal(sf_answer_root_check(answer(ledger, 0)), "moved.loop");
            assert_string_equal(finding(ledger, 1, "moved.permanently")->variant,
                                "doubtful-circle");
        }
        sf_ledger_free(ledger);
    }
#undef BELOW
}

/* Of a telephone that sends on to its own address, the forward is what a person finds there. */
static void a_telephone_forwards_to_its_own_address(void **state)
{
    static const struct {
        const char *product;
        const char *variant;
    } rows[] = {{"User-Agent: Yealink SIP-T46S 66.84.0.15\n", "forward"},
                {"Server: Asterisk PBX 22.1.0\n", NULL},
                {"", NULL}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfLedger *ledger = sf_ledger_new();
        g_autofree char *contact =
            g_strconcat("Contact: <sip:1001@198.51.100.20>\n", rows[i].product, NULL);
        ask(ledger, 0.0, first, "sip:1000@198.51.100.20", "");
        reply(ledger, 0.1, first, "301 Moved Permanently", contact);
        ask(ledger, 0.2, second, "sip:1001@198.51.100.20", "");
        reply(ledger, 0.3, second, "301 Moved Permanently", contact);
        const SfFinding *self = finding(ledger, 1, "moved.self");
        assert_non_null(self);
        assert_string_equal(self->variant ? self->variant : "",
                            rows[i].variant ? rows[i].variant : "");
        if (rows[i].variant) {
            g_autofree char *text = sf_finding_text(self);
            assert_non_null(strstr(text, "name sip:1001@192.0.2.1"));
        }
        sf_ledger_free(ledger);
    }
}

/* What a back-to-back agent told the caller for whom it asked, in that one's call. */
static void an_agent_tells_its_own_caller_something_else(void **state)
{
    static const struct {
        const char *told;
        const char *says; /* NULL: it is not told */
    } rows[] = {{"503 Service Unavailable", "told it 503 in place of the 301 (frame 5)"},
                {"301 Moved Permanently", NULL},
                {"200 OK", NULL},
                {"487 Request Terminated", NULL}};
    const Leg in = {"192.0.2.70", "in", "in", 1, "INVITE"};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfLedger *ledger = sf_ledger_new();
        frame = 0;
        g_autofree char *invite = g_strdup_printf(
            "INVITE sip:bob@192.0.2.1 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.70;branch=z9hG4bKin\n"
            "From: <sip:alice@example.com>;tag=x\nTo: <" OLD ">\nCall-ID: in\nCSeq: 1 INVITE\n");
        sip_text_add_to(ledger, ++frame, 0.0, "192.0.2.1", invite);
        ask(ledger, 0.1, first, OLD, "");
        reply(ledger, 0.2, first, "301 Moved Permanently", "Contact: <tel:+49305550100>\n");
        ack(ledger, 0.21, first);
        g_autofree char *rest = head(&in, ";tag=y");
        g_autofree char *told =
            g_strdup_printf("SIP/2.0 %s\n%sReason: Q.850;cause=47\n", rows[i].told, rest);
        const SipTextWay back = {"192.0.2.1", 5060, "192.0.2.70", 5060};
        sip_text_add_on(ledger, ++frame, 0.3, &back, told);
        const SfFinding *found = finding(ledger, 0, "answer.upstream");
        if (!found != !rows[i].says)
            fail_msg("row %u", i);
        g_autofree char *text = found ? sf_finding_text(found) : g_strdup("");
        if (found && rows[i].says && !strstr(text, rows[i].says))
            fail_msg("%s", text);
        if (found) {
            const SfFinding *number = finding(ledger, 0, "moved.tel");
            g_autoptr(GPtrArray) fixes = sf_finding_fixes(number);
            const SfFixWords *last = fixes->pdata[fixes->len - 1];
            assert_non_null(strstr(last->text, "At 192.0.2.70, which dials this number"));
        }
        sf_ledger_free(ledger);
    }
}

/* A ring group: of two telephones that an agent rings by calls of its own, one says 301, and the
 * other takes the call. That is a way round only where it was asked after the 301. */
static void a_telephone_that_rang_before_is_no_way_round(void **state)
{
    static const struct {
        double asked;
        gboolean is_beside;
    } rows[] = {{0.15, TRUE}, {0.25, FALSE}};
    const Leg ring = {"192.0.2.1", "ring", "ring", 1, "INVITE"};
    const Leg in = {"192.0.2.70", "in", "in", 1, "INVITE"};
    const SipTextWay back = {"192.0.2.1", 5060, "192.0.2.70", 5060};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfLedger *ledger = sf_ledger_new();
        frame = 0;
        g_autofree char *rest = head(&in, "");
        g_autofree char *invite = g_strconcat("INVITE sip:600@192.0.2.1 SIP/2.0\n", rest, NULL);
        g_autofree char *told = g_strconcat("SIP/2.0 200 OK\n", rest, NULL);
        sip_text_add_to(ledger, ++frame, 0.0, "192.0.2.1", invite);
        ask(ledger, 0.1, first, OLD, "");
        if (rows[i].is_beside)
            ask(ledger, rows[i].asked, ring, "sip:602@198.51.100.20", "");
        reply(ledger, 0.2, first, "301 Moved Permanently", "Contact: <tel:+49305550100>\n");
        ack(ledger, 0.21, first);
        if (!rows[i].is_beside)
            ask(ledger, rows[i].asked, ring, "sip:602@198.51.100.20", "");
        reply(ledger, 3.0, ring, "200 OK", "");
        sip_text_add_on(ledger, ++frame, 3.1, &back, told);
        const SfAgent *agent = &sf_answer_received(answer(ledger, 0))->agent;
        assert_string_equal(agent->served_by.uri, "sip:602@198.51.100.20");
        assert_int_equal(agent->served_by.asked_frame, rows[i].is_beside ? 3 : 5);
        assert_int_equal(agent->served_by.frame, 6);
        assert_int_equal(sf_answer_was_served_beside(answer(ledger, 0)), rows[i].is_beside);
        sf_ledger_free(ledger);
    }
}

/* To its error label Cisco's CVP sends what had failed there before; another number is somebody's,
 * and so is this one at another product. */
static void an_error_label_is_nobodys_number(void **state)
{
    static const struct {
        const char *number;
        const char *server;
        gboolean is_label;
    } cases[] = {{"92929292", "CVP 12.5 (1) ES-2", TRUE},
                 {"92929293", "CVP 12.5 (1) ES-2", FALSE},
                 {"92929292", "Asterisk PBX 20.5.0", FALSE}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        g_autofree char *more = g_strdup_printf("Contact: <sip:%s@192.0.2.77>\nServer: %s\n",
                                                cases[i].number, cases[i].server);
        ask(ledger, 0.0, first, OLD, BY_SERVER);
        reply(ledger, 0.1, first, "301 Moved Permanently", more);
        wait_until(ledger, 80);
        const SfFinding *found = finding(ledger, 0, "moved.not-followed");
        g_autoptr(GPtrArray) known = sf_finding_known(found);
        const SfKnownWords *cause = known->len > 0 ? known->pdata[0] : NULL;
        assert_int_equal(cause && strstr(cause->text, "error message"), cases[i].is_label);
        g_autoptr(GPtrArray) fixes = sf_finding_fixes(found);
        for (guint j = 0; cases[i].is_label && j < fixes->len; j++)
            assert_string_not_equal(((SfFixWords *)fixes->pdata[j])->name, "update");
        sf_ledger_free(ledger);
    }
}

/* Who forwards is asked first whether that is wanted; a redirect that says nothing of it asks
 * nobody. */
static void a_forwarding_is_said_where_the_redirect_says_it(void **state)
{
    static const char *const headers[] = {"Diversion: <" OLD ">;reason=unconditional\n", ""};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(headers); i++) {
        SfLedger *ledger = sf_ledger_new();
        g_autofree char *more = g_strconcat("Contact: <sip:carol@192.0.2.77>\n", headers[i], NULL);
        ask(ledger, 0.0, first, OLD, BY_SERVER);
        reply(ledger, 0.1, first, "301 Moved Permanently", more);
        wait_until(ledger, 80);
        g_autofree char *why = sf_finding_why(finding(ledger, 0, "moved.not-followed"));
        assert_int_equal(strstr(why, "is forwarded (forwards all calls)") != NULL,
                         *headers[i] != 0);
        sf_ledger_free(ledger);
    }
}

/* A gateway has neither a handset nor an address book, and its setting mends every number. */
static void an_agent_is_no_telephone(void **state)
{
    SfLedger *ledger = *state;
    frame = 0;
    sip_text_add_to(ledger, ++frame, 0.0, "192.0.2.1",
                    "INVITE sip:bob@192.0.2.1 SIP/2.0\nVia: SIP/2.0/UDP "
                    "192.0.2.70;branch=z9hG4bKin\nFrom: <sip:alice@example.com>;tag=x\nTo: <" OLD
                    ">\nCall-ID: in\nCSeq: 1 INVITE\n");
    ask(ledger, 0.1, first, OLD, BY_SERVER);
    reply(ledger, 0.2, first, "301 Moved Permanently", "Contact: <sip:bob@192.0.2.77>\n");
    wait_until(ledger, 80);
    const SfFinding *found = finding(ledger, 0, "moved.not-followed");
    assert_non_null(found);
    g_autoptr(GPtrArray) fixes = sf_finding_fixes(found);
    const SfFixWords *change = fixes->pdata[0];
    const SfFixWords *second_best = fixes->pdata[1];
    assert_string_equal(change->name, "follow");
    assert_non_null(change->usual);
    assert_non_null(strstr(change->usual->pdata[0],
                           "is a gateway, PBX or border controller between 192.0.2.70 and "));
    assert_null(strstr(change->old_value, "off"));
    assert_string_equal(second_best->name, "update");
    assert_null(strstr(second_best->text, "telephone"));
    assert_null(strstr(second_best->text, "address book"));
    g_autofree char *question = sf_finding_beforehand(found, fixes);
    assert_non_null(strstr(question, "from a telephone whose calls go by 192.0.2.1"));
    g_autofree char *why = sf_finding_why(found);
    assert_null(strstr(why, "telephones"));
}

/* An agent that is sent to itself takes the call, and sends its own caller on. */
static void an_agent_sends_its_caller_on(void **state)
{
    static const struct {
        const char *to;
        const char *variant;
    } rows[] = {{"Refer-To: <sip:378@192.0.2.240>\n", "referred"},
                {"r: <sip:378@192.0.2.240>\n", "referred"},
                {"Refer-To: <sip:379@192.0.2.240>\n", "inside"},
                {"", "inside"}};
    const Leg in = {"192.0.2.70", "in", "in", 1, "INVITE"};
    const SipTextWay to_agent = {"192.0.2.70", 5060, "192.0.2.1", 5060};
    const SipTextWay to_caller = {"192.0.2.1", 5060, "192.0.2.70", 5060};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfLedger *ledger = sf_ledger_new();
        frame = 0;
        g_autofree char *asking = head(&in, "");
        g_autofree char *invite = g_strconcat("INVITE sip:bob@192.0.2.1 SIP/2.0\n", asking, NULL);
        sip_text_add_on(ledger, ++frame, 0.0, &to_agent, invite);
        ask(ledger, 0.1, first, OLD, "");
        reply(ledger, 0.2, first, "301 Moved Permanently", "Contact: <sip:378@192.0.2.1>\n");
        g_autofree char *answering = head(&in, ";tag=y");
        g_autofree char *served = g_strconcat("SIP/2.0 200 OK\n", answering, NULL);
        sip_text_add_on(ledger, ++frame, 0.3, &to_caller, served);
        g_autofree char *refer = g_strconcat(
            "REFER sip:alice@192.0.2.70 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKr\n"
            "From: <" OLD ">;tag=y\nTo: <sip:alice@example.com>;tag=a\nCall-ID: in\n"
            "CSeq: 1 REFER\n",
            rows[i].to, NULL);
        sip_text_add_on(ledger, ++frame, 0.4, &to_caller, refer);
        assert_string_equal(finding(ledger, 0, "moved.permanently")->variant, rows[i].variant);
        sf_ledger_free(ledger);
    }
}

static void says_when_the_branch_is_the_old_one(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">\n");
    Leg same = second;
    same.branch = "1";
    ask(ledger, 0.2, same, NEW, "");
    assert_found(ledger, 0, "moved.same-branch");
}

static void leaves_a_constant_branch_alone(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, (Leg){"192.0.2.1", "1", "earlier", 1, "OPTIONS"}, OLD, "");
    move(ledger, "Contact: <" NEW ">\n");
    Leg same = second;
    same.branch = "1";
    ask(ledger, 0.2, same, NEW, "");
    assert_not_found(ledger, 0, "moved.same-branch");
}

static void says_what_the_follow_up_lost(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, OLD, "Replaces: x;to-tag=1;from-tag=2\n");
    reply(ledger, 0.1, first, "301 Moved Permanently", "Contact: <" NEW ">\n");
    ask(ledger, 0.2, second, NEW, "");
    assert_found(ledger, 0, "moved.history-lost");
}

static void busy_without_its_replaces_is_no_end_to_be_content_with(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, OLD,
        "Replaces: x;to-tag=1;from-tag=2\nDiversion: <sip:team@example.net>\n");
    reply(ledger, 0.1, first, "301 Moved Permanently", "Contact: <" NEW ">\n");
    ask(ledger, 0.2, second, NEW, "");
    reply(ledger, 0.3, second, "486 Busy Here", "");
    const SfFinding *lost = finding(ledger, 0, "moved.history-lost");
    g_autofree char *why = sf_finding_why(lost);
    assert_non_null(strstr(why, "had Replaces and Diversion. By Replaces"));
    assert_non_null(strstr(why, "says 486 only because Replaces is missing"));
    const SfOutcome outcome = sf_answer_outcome(lost->answer);
    /* Busy with whatever call: nobody can tell. */
    assert_int_equal(outcome.kind, SF_OUTCOME_UNKNOWN);
}

/* What can be said of an end is decided by how much time the capture has left, and in one place: by
 * what the last try got, whatever the method and the code. */
typedef struct {
    const char *got;          /* status line of the try; NULL: nothing */
    const char *soon, *later; /* at once, and a window later */
    gboolean sure;            /* and then it is certain */
} End;

static const End ends[] = {
    {"200 OK", "answered", "answered", TRUE},
    {"404 Not Found", "refused", "refused", TRUE},
    {"503 Service Unavailable", "refused", "refused", TRUE},
    {"486 Busy Here", "declined", "declined", TRUE},
    {"603 Decline", "declined", "declined", TRUE},
    {"401 Unauthorized", "challenged", "challenged", TRUE},
    {"407 Proxy Authentication Required", "challenged", "challenged", TRUE},
    /* what names what it wants is no end yet */
    {"415 Unsupported Media Type", "unknown", "refused", TRUE},
    {"420 Bad Extension", "unknown", "refused", TRUE},
    {"421 Extension Required", "unknown", "refused", TRUE},
    {"422 Session Interval Too Small", "unknown", "refused", TRUE},
    {"423 Interval Too Brief", "unknown", "refused", TRUE},
    {"494 Security Agreement Required", "unknown", "refused", TRUE},
    {NULL, "unknown", "unknown", FALSE}, /* by UDP, and not sent again: it may have got one */
};

static void play_end(SfLedger *ledger, const char *method, const char *refusal, const End *end)
{
    Leg legs[] = {first, second};
    legs[0].method = legs[1].method = method;
    const char *contact = g_str_has_prefix(refusal, "301") ? "Contact: <" NEW ">\n" : "";
    frame = 0;
    ask(ledger, 0.0, legs[0], OLD, "Expires: 60\nSupported: replaces\n");
    reply(ledger, 0.1, legs[0], refusal, *contact ? contact : "Require: 100rel\nMin-Expires: 90\n");
    ask(ledger, 0.2, legs[1], *contact ? NEW : OLD, "Expires: 90\nSupported: 100rel\n");
    if (end->got)
        reply(ledger, 0.3, legs[1], end->got, "");
}

static void want_end(const char *row, SfOutcome got, const char *kind, gboolean sure)
{
    const gboolean is_told = strcmp(kind, "unknown") != 0;
    if (strcmp(sf_outcome_name(got.kind), kind) != 0 || (is_told && got.certain != sure))
        fail_msg("%s: %s%s, not %s", row, got.certain ? "" : "likely ", sf_outcome_name(got.kind),
                 kind);
}

static void an_end_is_weighed_by_the_time_that_is_left(void **state)
{
    (void)state;
    static const char *const methods[] = {"INVITE", "REGISTER", "SUBSCRIBE", "MESSAGE"};
    static const char *const refusals[] = {"301 Moved Permanently", "421 Extension Required"};
    for (guint i = 0; i < G_N_ELEMENTS(ends) * G_N_ELEMENTS(methods); i++) {
        const End *end = &ends[i / G_N_ELEMENTS(methods)];
        const char *method = methods[i % G_N_ELEMENTS(methods)];
        for (guint k = 0; k < G_N_ELEMENTS(refusals); k++) {
            SfLedger *ledger = sf_ledger_new();
            play_end(ledger, method, refusals[k], end);
            g_autofree char *row =
                g_strdup_printf("%s, %s, %s", method, refusals[k], end->got ? end->got : "nothing");
            const gboolean is_final = g_str_equal(end->soon, "answered");
            want_end(row, sf_answer_outcome(answer(ledger, 0)), end->soon, is_final);
            sf_ledger_frame(ledger, G_GINT64_CONSTANT(90) * SF_SECOND);
            want_end(row, sf_answer_outcome(answer(ledger, 0)), end->later, end->sure);
            sf_ledger_free(ledger);
        }
    }
}

/* A session that goes on, and a call that is answered, are no proof that what was asked for was
 * done. */
static void what_was_asked_for_is_another_thing_than_its_call(void **state)
{
    (void)state;
    static const struct {
        const char *name, *to_tag, *asks, *tries, *got;
        gboolean unmet;
    } rows[] = {
        {"a transfer", "", "Replaces: x;to-tag=1;from-tag=2\n", "", "200 OK", TRUE},
        {"to join", "", "Join: x;to-tag=1;from-tag=2\n", "", "200 OK", TRUE},
        {"kept", "", "Replaces: x;to-tag=1;from-tag=2\n", "Replaces: x;to-tag=1;from-tag=2\n",
         "200 OK", FALSE},
        {"who forwarded is no wish", "", "Diversion: <sip:x@example.net>\n", "", "200 OK", FALSE},
        {"busy", "", "Replaces: x;to-tag=1;from-tag=2\n", "", "486 Busy Here", FALSE},
        {"in a session", ";tag=b", "", NULL, NULL, TRUE},
        {"served there later", ";tag=b", "", "", "200 OK", FALSE},
        {"refused again", ";tag=b", "", "", "488 Not Acceptable Here", TRUE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfLedger *ledger = sf_ledger_new();
        const double later = *rows[i].to_tag ? 60.0 : 0.2;
        frame = 0;
        ask_in(ledger, 0.0, first, OLD, rows[i].to_tag, rows[i].asks);
        reply(ledger, 0.1, first, "301 Moved Permanently", "Contact: <" NEW ">\n");
        if (rows[i].tries)
            ask_in(ledger, later, second, *rows[i].to_tag ? OLD : NEW, rows[i].to_tag,
                   rows[i].tries);
        if (rows[i].got)
            reply(ledger, later + 0.1, second, rows[i].got, "");
        if (sf_answer_is_unmet(answer(ledger, 0)) != rows[i].unmet)
            fail_msg("%s: %s", rows[i].name, rows[i].unmet ? "it was not done" : "it was");
        sf_ledger_free(ledger);
    }
}

/* A look-up that was used is what such an answer is for: nobody has anything to change. */
static void a_look_up_that_was_used_is_as_designed(void **state)
{
    (void)state;
    static const char *const got[] = {"200 OK", "404 Not Found", NULL};
    for (guint i = 0; i < G_N_ELEMENTS(got); i++) {
        SfLedger *ledger = sf_ledger_new();
        frame = 0;
        ask(ledger, 0.0, first, "sip:+4930555@old.example.net;user=phone", "");
        reply(ledger, 0.1, first, "301 Moved Permanently",
              "Contact: <sip:+4930555;rn=+49191;npdi@198.51.100.20;user=phone>\n");
        ask(ledger, 0.2, second, "sip:+4930555;rn=+49191;npdi@198.51.100.20;user=phone", "");
        if (got[i])
            reply(ledger, 0.3, second, got[i], "");
        const SfFinding *found = finding(ledger, 0, "moved.number-routing");
        assert_non_null(found);
        assert_int_equal(g_strcmp0(found->variant, "used") == 0, i == 0);
        assert_int_equal(found->fixes->len, i == 0 ? 0 : 1);
        sf_ledger_free(ledger);
    }
}

/* A call that was refused has nothing that a BYE could end; who sends one shows that the capture
 * sees what it sends there. */
static void a_bye_is_no_ack(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        gboolean acked, in_dialog, found;
    } rows[] = {{"in its place", FALSE, FALSE, TRUE},
                {"behind it", TRUE, FALSE, FALSE},
                {"of a session", FALSE, TRUE, FALSE}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfLedger *ledger = sf_ledger_new();
        Leg bye = second;
        bye.method = "BYE";
        frame = 0;
        ask_in(ledger, 0.0, first, OLD, rows[i].in_dialog ? ";tag=b" : "", "");
        reply(ledger, 0.1, first, "421 Extension Required", "Require: 100rel\n");
        if (rows[i].acked)
            ack(ledger, 0.11, first);
        ask_in(ledger, 0.2, bye, OLD, ";tag=b", "");
        const SfFinding *found = finding(ledger, 0, "answer.not-acked");
        if ((found != NULL) != rows[i].found || (found && g_strcmp0(found->variant, "bye") != 0))
            fail_msg("%s: %s", rows[i].name, found ? "told" : "not told");
        sf_ledger_free(ledger);
    }
}

static void nothing_is_lost_that_was_kept(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, OLD, "Replaces: x;to-tag=1;from-tag=2\n");
    reply(ledger, 0.1, first, "301 Moved Permanently", "Contact: <" NEW ">\n");
    ask(ledger, 0.2, second, NEW, "Replaces: x;to-tag=1;from-tag=2\n");
    assert_not_found(ledger, 0, "moved.history-lost");
}

static void counts_those_who_do_not_listen(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">\n");
    ask(ledger, 5.0, (Leg){"192.0.2.1", "8", "again", 1, "INVITE"}, OLD, "");
    assert_found(ledger, 0, "moved.ignored");
    assert_int_equal(answer(ledger, 0)->repeated.n, 1);
    assert_int_equal(answer(ledger, 0)->followups->len, 0);
}

/* Whatever it was refused with, and whatever it brings: that it came again is seen. */
static void sees_what_is_asked_again(void **state)
{
    (void)state;
    static const guint codes[] = {420, 421, 439};
    static const struct {
        const char *status, *method, *call_id;
        guint cseq;
        gboolean is_again;
    } rows[] = {
        {"439 First Hop Lacks Outbound Support", "REGISTER", "1", 2, TRUE},
        {"439 First Hop Lacks Outbound Support", "REGISTER", "8", 1, TRUE},
        {"439 First Hop Lacks Outbound Support", "OPTIONS", "8", 1, FALSE},
        {"421 Extension Required", "INVITE", "8", 1, TRUE},
        {"420 Bad Extension", "INVITE", "8", 1, TRUE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfLedger *ledger = sf_ledger_new();
        sf_ledger_set_codes(ledger, codes, G_N_ELEMENTS(codes));
        Leg asks = first;
        asks.method = g_str_equal(rows[i].method, "OPTIONS") ? "REGISTER" : rows[i].method;
        frame = 0;
        ask(ledger, 0.0, asks, OLD, "");
        reply(ledger, 0.1, asks, rows[i].status, "");
        const guint32 again = ask(
            ledger, 60.0,
            (Leg){"192.0.2.1", rows[i].call_id, "again", rows[i].cseq, rows[i].method}, OLD, "");
        if (answer(ledger, 0)->again != (rows[i].is_again ? again : 0))
            fail_msg("%s, row %u: again in %u", rows[i].status, i, answer(ledger, 0)->again);
        sf_ledger_free(ledger);
    }
}

/* Links of a chain that are not explained themselves are judged by the same clock. */
static void a_chain_that_ends_in_silence_is_lost(void **state)
{
    (void)state;
    static const char *const redirects[] = {"300 Multiple Choices", "301 Moved Permanently",
                                            "302 Moved Temporarily", "305 Use Proxy"};
    for (guint i = 0; i < G_N_ELEMENTS(redirects); i++) {
        SfLedger *ledger = sf_ledger_new();
        frame = 0;
        move(ledger, "Contact: <" NEW ">\n");
        ask(ledger, 0.2, second, NEW, "");
        reply(ledger, 0.3, second, redirects[i], "Contact: <" NEW2 ">\n");
        ask(ledger, 0.4, third, NEW2, "");
        ask(ledger, 0.9, third, NEW2, "");
        ask(ledger, 20.0, (Leg){"192.0.2.1", "8", "again", 1, "INVITE"}, OLD, "");
        assert_outcome(ledger, 0, "unknown");
        sf_ledger_frame(ledger, G_GINT64_CONSTANT(90) * SF_SECOND);
        assert_outcome(ledger, 0, "lost");
        assert_not_found(ledger, 0, "moved.ignored"); /* the new place was dead */
        sf_ledger_free(ledger);
    }
}

/* Nothing of it is shown, and nothing of it is left when it is forgotten. */
static void a_call_without_an_explained_answer_leaves_no_marks(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, OLD, "");
    reply(ledger, 0.1, first, "302 Moved Temporarily", "Contact: <" NEW ">\n");
    const guint32 followup = ask(ledger, 0.2, second, NEW, "");
    reply(ledger, 0.3, second, "200 OK", "");
    assert_null(sf_ledger_news(ledger, followup));
    sf_ledger_frame(ledger, G_GINT64_CONSTANT(900) * SF_SECOND);
    assert_int_equal(sf_ledger_open(ledger), 0);
    for (guint32 number = 1; number <= followup + 1; number++)
        assert_null(sf_ledger_marks(ledger, number));
}

/* Whoever looks first, and at whatever: the marks are the same. */
static void what_is_shown_does_not_depend_on_who_looks(void **state)
{
    (void)state;
    guint n[2];
    for (guint looks = 0; looks < 2; looks++) {
        SfLedger *one = sf_ledger_new();
        frame = 0;
        move(one, "Contact: <" NEW ">\n");
        ask(one, 0.2, second, NEW, "");
        const guint32 failed = reply(one, 0.3, second, "404 Not Found", "");
        if (looks)
            sf_ledger_marks(one, failed);
        ask(one, 1.0, third, NEW, "");
        if (looks)
            sf_ledger_marks(one, failed);
        reply(one, 1.1, third, "200 OK", "");
        n[looks] = sf_ledger_marks(one, failed)->len;
        sf_ledger_free(one);
    }
    assert_int_equal(n[0], n[1]);
}

/* Packets whose time goes back are not at once the last of their window. */
static void time_that_goes_back_closes_no_window(void **state)
{
    SfLedger *ledger = *state;
    sf_ledger_frame(ledger, G_GINT64_CONSTANT(9000) * SF_SECOND);
    move(ledger, "Contact: <" NEW ">\n");
    assert_not_found(ledger, 0, "moved.not-followed");
    ask(ledger, 0.2, second, NEW, "");
    reply(ledger, 0.3, second, "200 OK", "");
    assert_outcome(ledger, 0, "answered");
}

static void an_expired_move_may_be_asked_again(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">;expires=3\n");
    ask(ledger, 5.0, (Leg){"192.0.2.1", "8", "again", 1, "INVITE"}, OLD, "");
    assert_not_found(ledger, 0, "moved.ignored");
}

static void finds_a_change_of_mind(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">\n");
    const Leg later = {"192.0.2.5", "7", "later", 1, "INVITE"};
    ask(ledger, 100, later, OLD, "");
    reply(ledger, 100.1, later, "301 Moved Permanently", "Contact: <" NEW2 ">\n");
    assert_found(ledger, 1, "moved.conflict");
    assert_not_found(ledger, 0, "moved.conflict");
}

/* Which of two addresses is right, the old place has to say first. */
static void nobody_is_to_write_down_what_changes(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">\n");
    const Leg later = {"192.0.2.1", "7", "later", 1, "INVITE"};
    ask(ledger, 100, later, OLD, "");
    assert_found(ledger, 0, "moved.ignored");
    reply(ledger, 100.1, later, "301 Moved Permanently", "Contact: <" NEW2 ">\n");
    assert_not_found(ledger, 0, "moved.ignored");
}

/* A move that comes long after the last call for the old place is another one. */
static void a_later_move_is_no_contradiction(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">\n");
    ask(ledger, 100, (Leg){"192.0.2.1", "7", "again", 1, "INVITE"}, OLD, "");
    const double window = sf_answer_window(answer(ledger, 0));
    wait_until(ledger, 100 + window - 0.1);
    assert_false(finding(ledger, 0, "moved.ignored")->is_final);
    wait_until(ledger, 100 + window + 0.1);
    assert_true(finding(ledger, 0, "moved.ignored")->is_final);
    const Leg later = {"192.0.2.5", "9", "later", 1, "INVITE"};
    ask(ledger, 200, later, OLD, "");
    reply(ledger, 200.1, later, "301 Moved Permanently", "Contact: <" NEW2 ">\n");
    assert_found(ledger, 0, "moved.ignored");
    assert_found(ledger, 1, "moved.conflict");
}

/* A back-to-back agent is sent to itself, where it knows more of the user a moment later. */
static void who_is_sent_to_itself_writes_nothing_down(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <sip:alice@192.0.2.1>\n");
    ask(ledger, 100, (Leg){"192.0.2.1", "7", "later", 1, "INVITE"}, OLD, "");
    assert_not_found(ledger, 0, "moved.ignored");
}

/* Who comes back with a part of what was asked for has heard it. */
static void part_of_what_was_asked_is_no_deafness(void **state)
{
    for (guint part = 0; part < 2; part++) {
        SfLedger *ledger = *state;
        const Leg one = {"192.0.2.1", part ? "p1" : "w1", part ? "p" : "w", 1, "INVITE"};
        const Leg again = {"192.0.2.1", part ? "p2" : "w2", part ? "p" : "w", 2, "INVITE"};
        ask(ledger, part * 100, one, OLD, "Supported: replaces\n");
        reply(ledger, part * 100 + 0.1, one, "421 Extension Required",
              "Require: 100rel, precondition\n");
        ask(ledger, part * 100 + 0.2, again, OLD,
            part ? "Supported: replaces, 100rel\n" : "Supported: replaces\n");
        if (part)
            assert_not_found(ledger, part, "extension.retried-unchanged");
        else
            assert_found(ledger, part, "extension.retried-unchanged");
    }
}

/* Who stands on the way and refuses says nothing of the place behind. */
static void tells_the_way_from_the_place(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, OLD, "Route: <sip:192.0.2.2;lr>\n");
    reply(ledger, 0.1, first, "301 Moved Permanently", "Contact: <sip:bob@198.51.100.7>\n");
    ask(ledger, 0.2, second, "sip:bob@198.51.100.7", "Route: <sip:192.0.2.2;lr>\n");
    reply(ledger, 0.3, second, "403 Not Relaying", "");
    assert_string_equal(finding(ledger, 0, "moved.target-refused")->variant, "on-the-way");
}

/* 478 is what a proxy says that cannot reach what the redirect names. */
static void a_proxy_that_reaches_nobody_is_no_refusal(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, OLD, "Route: <sip:192.0.2.2;lr>\n");
    reply(ledger, 0.1, first, "301 Moved Permanently", "Contact: <sip:bob@10.1.2.3>\n");
    ask(ledger, 0.2, second, "sip:bob@10.1.2.3", "Route: <sip:192.0.2.2;lr>\n");
    reply(ledger, 0.3, second, "478 Unresolvable destination", "");
    assert_not_found(ledger, 0, "moved.target-refused");
    assert_found(ledger, 0, "moved.all-failed");
}

static void clock_strikes(SfLedger *ledger)
{
    wait_until(ledger, 60.0);
    ask(ledger, 61.0, (Leg){"192.0.2.1", "8", "clock2", 1, "OPTIONS"}, "sip:x@example.org", "");
}

/* An answer to a request that the capture lacks tells that there was one. */
static void what_the_capture_lacks_is_not_lost(void **state)
{
    static const struct {
        const char *status;
        const char *outcome;
    } cases[] = {{"200 OK", "unknown"}, {"404 Not Found", "unknown"}, {"180 Ringing", "unknown"}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        move(ledger, "Contact: <" NEW ">\n");
        reply(ledger, 0.3, second, cases[i].status, "");
        clock_strikes(ledger);
        assert_outcome(ledger, 0, cases[i].outcome);
        assert_not_found(ledger, 0, "moved.not-followed");
        sf_ledger_free(ledger);
    }
}

/* Only what was answered 2xx has an ACK with a branch of its own. */
static void an_ack_tells_of_the_answer(void **state)
{
    static const struct {
        const char *branch;
        const char *outcome;
    } cases[] = {{"of-its-own", "answered"}, {NULL, "unknown"}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        Leg acked = second;
        acked.branch = cases[i].branch ? cases[i].branch : second.branch;
        move(ledger, "Contact: <" NEW ">\n");
        ask(ledger, 0.2, second, NEW, "");
        ack(ledger, 3.0, acked);
        clock_strikes(ledger);
        assert_outcome(ledger, 0, cases[i].outcome);
        assert_not_found(ledger, 0, "moved.all-failed");
        sf_ledger_free(ledger);
    }
}

/* The client asks another server: the capture sees what it sends to others. */
static void is_seen_elsewhere(SfLedger *ledger, double time)
{
    sip_text_add_to(ledger, ++frame, time, "203.0.113.77",
                    "OPTIONS sip:x@example.org SIP/2.0\n"
                    "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK8\nFrom: <sip:a@b>;tag=o\n"
                    "To: <sip:x@example.org>\nCall-ID: o\nCSeq: 1 OPTIONS\n");
}

/* No setting of the caller leads to a name that stands for no address. */
static void nobody_is_to_follow_to_nowhere(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <sip:anonymous@anonymous.invalid>\n");
    is_seen_elsewhere(ledger, 30.0);
    wait_until(ledger, 60.0);
    assert_not_found(ledger, 0, "moved.not-followed");
}

/* What the new place said, and what the follow-up lacks, decide what may be the matter. */
static void what_was_in_vain_may_have_other_reasons(void **state)
{
#define DIVERTED "Diversion: <sip:200@192.0.2.20>;reason=user-busy\n"
#define CAUSE_17 "Reason: Q.850;cause=17\n"
    static const struct {
        const char *first, *contact, *followup, *status, *check, *variant, *never;
    } cases[] = {
        {"", "", "", "404 Not Found", "moved.all-failed", NULL, "Q.850"},
        {DIVERTED, "", "", "404 Not Found", "moved.all-failed", "dropped", NULL},
        {DIVERTED, "", DIVERTED, "404 Not Found", "moved.all-failed", NULL, NULL},
        {DIVERTED, "", "", "408 Request Timeout", "moved.all-failed", NULL, NULL},
        {"", "", "", "503 Service Unavailable", "moved.target-refused", "trouble", NULL},
        {"", "", "", "500 Server Internal Error", "moved.target-refused", "trouble", NULL},
        {"", "", "", "403 Forbidden", "moved.target-refused", NULL, NULL},
        {"", "", "", "504 Server Time-out", "moved.all-failed", NULL, NULL},
        /* The cause of the redirect is none of the refusal. */
        {"", CAUSE_17, "", "403 Forbidden", "moved.target-refused", NULL, "user busy"},
        {"", CAUSE_17, "", "404 Not Found", "moved.all-failed", NULL, "user busy"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        g_autofree char *more = g_strconcat("Contact: <" NEW ">\n", cases[i].contact, NULL);
        ask(ledger, 0.0, first, OLD, cases[i].first);
        reply(ledger, 0.1, first, "301 Moved Permanently", more);
        ack(ledger, 0.11, first);
        ask(ledger, 0.2, second, NEW, cases[i].followup);
        reply(ledger, 0.3, second, cases[i].status, "");
        ack(ledger, 0.31, second);
        assert_found(ledger, 0, cases[i].check);
        const SfFinding *found = finding(ledger, 0, cases[i].check);
        if (g_strcmp0(found->variant, cases[i].variant) != 0)
            fail_msg("case %u: %s", i, found->variant);
        g_autofree char *why = sf_finding_why(found);
        if (cases[i].never && strstr(why, cases[i].never))
            fail_msg("case %u: %s", i, why);
        sf_ledger_free(ledger);
    }
}

/* INVITE to another place than the tests' server, and its answer. */
static void ask_other(SfLedger *ledger, double time, const char *status)
{
    const SipTextWay there = {"192.0.2.1", 5060, "192.0.2.77", 5060};
    const SipTextWay back = {"192.0.2.77", 5060, "192.0.2.1", 5060};
    g_autofree char *asks = head(&third, "");
    g_autofree char *answers = head(&third, ";tag=b");
    g_autofree char *request = g_strdup_printf("INVITE sip:bob@192.0.2.77 SIP/2.0\n%s", asks);
    g_autofree char *reply_text = g_strdup_printf("SIP/2.0 %s\n%s", status, answers);
    sip_text_add_on(ledger, ++frame, time, &there, request);
    sip_text_add_on(ledger, ++frame, time + 0.1, &back, reply_text);
}

/* Each of several places, the first tried first; none of them is the culprit alone. */
static void several_places_fail_together(void **state)
{
    static const struct {
        const char *one, *other, *check, *variant;
    } cases[] = {
        {"503 Service Unavailable", "503 Service Unavailable", "moved.target-refused",
         "each-trouble"},
        {"503 Service Unavailable", "404 Not Found", "moved.target-refused", "each-trouble"},
        {"404 Not Found", "500 Oops", "moved.target-refused", "each-trouble"},
        {"403 Forbidden", "404 Not Found", "moved.target-refused", "each"},
        {"486 Busy Here", "503 Service Unavailable", "moved.target-refused", "trouble"},
        {"503 Service Unavailable", "403 Not relaying", "moved.target-refused", "relay"},
        {"404 Not Found", "410 Gone", "moved.all-failed", NULL},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        move(ledger, "Contact: <sip:bob@198.51.100.20>;q=0.9, <sip:bob@192.0.2.77>;q=0.4\n");
        const guint32 asked = ask(ledger, 0.2, second, NEW, "");
        const guint32 answered = reply(ledger, 0.3, second, cases[i].one, "");
        ask_other(ledger, 0.4, cases[i].other);
        wait_until(ledger, 80);
        const SfFinding *found = finding(ledger, 0, cases[i].check);
        assert_non_null(found);
        if (g_strcmp0(found->variant, cases[i].variant) != 0)
            fail_msg("case %u: %s", i, found->variant);
        g_autofree char *why = sf_finding_why(found);
        g_autofree char *frames =
            g_strdup_printf("asked in frame %u, answered in frame %u;", asked, answered);
        const gboolean is_each = cases[i].variant && g_str_has_prefix(cases[i].variant, "each");
        if ((strstr(why, frames) != NULL) != is_each)
            fail_msg("case %u: %s", i, why);
        sf_ledger_free(ledger);
    }
}

/* A list of gateways to one number: that the number is busy is nobody's fault, and says nothing of
 * a move. */
static void a_list_of_gateways_reached_the_number(void **state)
{
    static const struct {
        const char *contact, *answer, *headers, *variant;
    } cases[] = {
        {"<" NEW ">;q=0.9, <sip:bob@192.0.2.77>;q=0.4\n", "486 Busy Here",
         "Reason: Q.850;cause=17\n", "routes-reached"},
        {"<" NEW ">;q=0.9, <sip:bob@192.0.2.77>;q=0.4\n", "480 Gone Home",
         "Reason: Q.850;cause=19\n", "routes-reached"},
        /* the telephone's own word; a gateway's trouble; another user; one rank */
        {"<" NEW ">;q=0.9, <sip:bob@192.0.2.77>;q=0.4\n", "486 Busy Here", "", NULL},
        {"<" NEW ">;q=0.9, <sip:bob@192.0.2.77>;q=0.4\n", "480 No Line", "Reason: Q.850;cause=34\n",
         NULL},
        {"<" NEW ">;q=0.9, <sip:eve@192.0.2.77>;q=0.4\n", "486 Busy Here",
         "Reason: Q.850;cause=17\n", NULL},
        {"<" NEW ">;q=0.5, <sip:bob@192.0.2.77>;q=0.5\n", "486 Busy Here",
         "Reason: Q.850;cause=17\n", NULL},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        g_autofree char *contact = g_strconcat("Contact: ", cases[i].contact, NULL);
        move(ledger, contact);
        ask(ledger, 0.2, second, NEW, "");
        reply(ledger, 0.3, second, cases[i].answer, cases[i].headers);
        const SfFinding *found = finding(ledger, 0, "moved.permanently");
        assert_non_null(found);
        if (g_strcmp0(found->variant, cases[i].variant) != 0)
            fail_msg("case %u: %s", i, found->variant ? found->variant : "plain");
        sf_ledger_free(ledger);
    }
}

static void what_was_looked_up_leads_nowhere(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, "sip:+15085551212@198.51.100.20", "");
    reply(ledger, 0.1, first, "301 Moved Permanently",
          "Contact: <sip:+15085551212;npdi;rn=+15089990000@198.51.100.20>\n");
    ack(ledger, 0.11, first);
    ask(ledger, 0.2, second, "sip:+15085551212;npdi;rn=+15089990000@198.51.100.20", "");
    reply(ledger, 0.3, second, "404 Not Found", "Reason: Q.850;cause=1\n");
    assert_found(ledger, 0, "moved.all-failed");
    const SfFinding *found = finding(ledger, 0, "moved.all-failed");
    assert_string_equal(found->variant, "look-up");
    g_autofree char *why = sf_finding_why(found);
    assert_non_null(strstr(why, "cause 1, unallocated number"));
}

/* What is one thing to mend is one case, the first answer's too, and without what comes later. */
static void contradictions_are_one_case(void **state)
{
    static const struct {
        double later;
        gboolean one;
    } cases[] = {{10.0, TRUE}, {60.0, FALSE}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        const Leg later = {"192.0.2.5", "7", "later", 1, "INVITE"};
        move(ledger, "Contact: <sip:bob@192.0.2.77>\n");
        ask(ledger, cases[i].later, later, OLD, "");
        reply(ledger, cases[i].later + 0.1, later, "301 Moved Permanently",
              "Contact: <sip:bob@192.0.2.78>\n");
        assert_found(ledger, 1, "moved.conflict");
        g_autofree char *one = sf_answer_case(answer(ledger, 0));
        g_autofree char *other = sf_answer_case(answer(ledger, 1));
        assert_int_equal(g_str_equal(one, other), cases[i].one);
        assert_string_equal(sf_answer_root_check(answer(ledger, 0)),
                            cases[i].one ? "moved.conflict" : "moved.permanently");
        sf_ledger_free(ledger);
    }
}

/* What a 421 asked for is brought, and the answer to that decides what is to be looked at. */
static void what_was_brought_is_the_matter_no_longer(void **state)
{
    static const struct {
        const char *status;
        const char *more;
        const char *variant;
        guint changes; /* to the server, which might do without: only where that would help */
    } cases[] = {
        {"200 OK", "", "retried", 1},
        {"486 Busy Here", "", "retried", 1},
        {"580 Precondition Failure", "", "then-refused", 0},
        {"403 Forbidden", "", "then-refused", 0},
        {"420 Bad Extension", "", NULL, 1},
        {"488 Not Acceptable Here", "", "then-untold", 1},
        {"488 Not Acceptable Here", "Warning: 399 pbx \"no idea\"\n", "then-untold", 1},
        {"488 Not Acceptable Here", "Warning: 305 pbx \"Incompatible media\"\n", "then-refused", 0},
        {"488 Not Acceptable Here", "Warning: 399 pbx \"PRACK missing\"\n", "then-over-it", 1},
        {"488 100rel not supported", "", "then-over-it", 1},
        {"503 Service Unavailable", "", "then-untold", 1},
        {"503 Service Unavailable", "Reason: Q.850;cause=34\n", "then-refused", 0},
        {"503 Service Unavailable", "Reason: Q.850;cause=127\n", "then-untold", 1},
        {"500 Server Internal Error", "Require: 100rel\n", "then-over-it", 1},
        {"500 Server Internal Error", "Unsupported: timer\n", "then-untold", 1}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        refuse(ledger);
        ask(ledger, 0.2, second, OLD, "Supported: replaces, 100rel\n");
        reply(ledger, 0.3, second, cases[i].status, cases[i].more);
        assert_found(ledger, 0, "extension.required");
        const SfFinding *found = finding(ledger, 0, "extension.required");
        if (g_strcmp0(found->variant, cases[i].variant) != 0)
            fail_msg("%s %s: %s", cases[i].status, cases[i].more, found->variant);
        assert_int_equal(finding(ledger, 0, "extension.optional")->fixes->len, cases[i].changes);
        sf_ledger_free(ledger);
    }
}

/* Who waits for a refresh in vain says so with its BYE, long after the refusal. */
static void a_session_may_end_for_want_of_its_refresh(void **state)
{
#define TIMER "Require: timer\n"
    static const struct {
        const char *required, *reason, *outcome;
    } cases[] = {{TIMER, "Reason: SIP;cause=408;text=\"Session expired\"\n", "refused"},
                 {TIMER, "Reason: Q.850;cause=102\n", "refused"},
                 {TIMER, "Reason: Q.850;cause=16\n", "went-on"},
                 {TIMER, "", "went-on"},
                 {"Require: 100rel\n", "Reason: SIP;cause=408\n", "went-on"}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        Leg bye = second;
        bye.method = "BYE";
        ask_in(ledger, 0.0, first, OLD, ";tag=b", "");
        reply(ledger, 0.1, first, "421 Extension Required", cases[i].required);
        ack(ledger, 0.11, first);
        ask_in(ledger, 45.0, bye, OLD, ";tag=b", cases[i].reason);
        assert_outcome(ledger, 0, cases[i].outcome);
        assert_string_equal(sf_outcome_name(sf_answer_outcome(answer(ledger, 0)).kind),
                            cases[i].outcome);
        const gboolean ended = g_str_equal(cases[i].outcome, "refused");
        assert_int_equal(finding(ledger, 0, "extension.in-dialog")->variant != NULL, ended);
        sf_ledger_free(ledger);
    }
}

/* What took the call is to be written down, not what refused it. */
static void the_address_that_answered_is_to_be_dialled(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">;q=0.9, <" NEW2 ">;q=0.4\n");
    ask(ledger, 0.2, second, NEW, "");
    reply(ledger, 0.3, second, "404 Not Found", "");
    ask(ledger, 0.4, third, NEW2, "");
    reply(ledger, 0.5, third, "200 OK", "");
    g_autoptr(GPtrArray) fixes = sf_finding_fixes(finding(ledger, 0, "moved.permanently"));
    assert_string_equal(((const SfFixWords *)fixes->pdata[0])->new_value, NEW2);
}

static void who_has_one_ip_version_may_not_reach_the_other(void **state)
{
    static const struct {
        const char *contact, *variant;
    } cases[] = {{"Contact: <sip:bob@[2001:db8:5::5]>\n", "other-family"},
                 {"Contact: <sip:bob@192.0.2.77>\n", NULL},
                 {"Contact: <sip:bob@pbx2.example.org>\n", NULL}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        move(ledger, cases[i].contact);
        is_seen_elsewhere(ledger, 30.0);
        wait_until(ledger, 60.0);
        assert_found(ledger, 0, "moved.not-followed");
        if (g_strcmp0(finding(ledger, 0, "moved.not-followed")->variant, cases[i].variant) != 0)
            fail_msg("%s", cases[i].contact);
        sf_ledger_free(ledger);
    }
}

/* A number names no server: the one that named it is not the place that refused. */
static void a_number_is_not_to_be_brought_back(void **state)
{
    static const struct {
        const char *status;
        gboolean astray;
    } cases[] = {{"400 Bad Request", TRUE},
                 {"404 Not Found", TRUE},
                 {"486 Busy Here", FALSE},
                 {"200 OK", FALSE}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        move(ledger, "Contact: <tel:+15550177>\n");
        ask(ledger, 0.2, second, "tel:+15550177", "");
        reply(ledger, 0.3, second, cases[i].status, "");
        const SfFinding *found = finding(ledger, 0, "moved.wrong-next-hop");
        assert_int_equal(found && g_strcmp0(found->variant, "number") == 0, cases[i].astray);
        assert_not_found(ledger, 0, "moved.target-refused");
        assert_not_found(ledger, 0, "moved.all-failed");
        sf_ledger_free(ledger);
    }
}

/* An outbound proxy leaves a Route, or is asked for what names another server; without either the
 * software is at fault sooner. What whoever refused says itself is told. */
static void why_a_request_goes_to_the_old_place(void **state)
{
#define SERVER    "198.51.100.20"
#define ELSEWHERE "sip:bob@198.51.100.30"
    static const struct {
        const char *old, *route, *variant, *fix;
    } cases[] = {{"sip:bob@" SERVER, "", NULL, "newer"},
                 {"sip:bob@" SERVER, "Route: <sip:" SERVER ";lr>\n", "by-route", "next-hop"},
                 {OLD, "", NULL, "next-hop"}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        ask(ledger, 0.0, first, cases[i].old, "");
        reply(ledger, 0.1, first, "301 Moved Permanently", "Contact: <" ELSEWHERE ">\n");
        ask(ledger, 0.2, second, ELSEWHERE, cases[i].route);
        reply(ledger, 0.3, second, "403 Not relaying", "");
        is_seen_elsewhere(ledger, 30.0);
        wait_until(ledger, 60.0);
        const SfFinding *found = finding(ledger, 0, "moved.wrong-next-hop");
        assert_non_null(found);
        assert_true(g_strcmp0(found->variant, cases[i].variant) == 0);
        assert_string_equal(found->fixes->pdata[0], cases[i].fix);
        g_autofree char *why = sf_finding_why(found);
        assert_non_null(strstr(why, "answered 403 \"Not relaying\"."));
        sf_ledger_free(ledger);
    }
}

static void the_same_target_again_is_no_conflict(void **state)
{
    SfLedger *ledger = *state;
    move(ledger, "Contact: <" NEW ">\n");
    const Leg later = {"192.0.2.5", "7", "later", 1, "INVITE"};
    ask(ledger, 100, later, OLD, "");
    reply(ledger, 100.1, later, "301 Moved Permanently", "Contact: <" NEW ";transport=tcp>\n");
    assert_not_found(ledger, 1, "moved.conflict");
}

static void says_when_nobody_acknowledged(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, OLD, "");
    reply(ledger, 0.1, first, "301 Moved Permanently", "Contact: <" NEW ">\n");
    assert_not_found(ledger, 0, "answer.not-acked");
    const guint32 again =
        reply(ledger, 0.6, first, "301 Moved Permanently", "Contact: <" NEW ">\n");
    assert_found(ledger, 0, "answer.not-acked");
    assert_found(ledger, 0, "answer.retransmitted");
    assert_int_equal(finding(ledger, 0, "answer.retransmitted")->frame, again);
}

/* Sends the 301 three times; the request again at @again seconds, unless that is 0. */
static void leave_unacknowledged(SfLedger *ledger, const char *before, double again)
{
    ask(ledger, 0.0, first, OLD, BY_SERVER);
    if (before)
        reply(ledger, 0.05, first, before, "");
    for (guint i = 0; i < 3; i++)
        reply(ledger, 0.1 + i, first, "301 Moved Permanently", "Contact: <" NEW2 ">\n");
    if (again > 0)
        ask(ledger, again, first, OLD, BY_SERVER);
    wait_until(ledger, 60);
}

/* Over UDP the request is sent again until an answer comes. */
static void what_stopped_the_request_had_arrived(void **state)
{
    SfLedger *ledger = *state;
    leave_unacknowledged(ledger, NULL, 0);
    assert_found(ledger, 0, "answer.not-acked");
    assert_string_equal(finding(ledger, 0, "answer.not-acked")->variant, "arrived");
    assert_not_found(ledger, 0, "moved.not-followed");
}

static void a_provisional_answer_stops_the_request_too(void **state)
{
    SfLedger *ledger = *state;
    leave_unacknowledged(ledger, "100 Trying", 0);
    assert_found(ledger, 0, "answer.not-acked");
    assert_null(finding(ledger, 0, "answer.not-acked")->variant);
    assert_not_found(ledger, 0, "moved.not-followed");
}

static void a_request_sent_again_tells_that_nothing_had_arrived(void **state)
{
    SfLedger *ledger = *state;
    leave_unacknowledged(ledger, NULL, 2.5);
    assert_found(ledger, 0, "answer.not-acked");
    assert_null(finding(ledger, 0, "answer.not-acked")->variant);
}

static void an_ack_with_another_branch_is_told_apart(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, OLD, "");
    reply(ledger, 0.1, first, "301 Moved Permanently", "Contact: <" NEW ">\n");
    Leg wrong = first;
    wrong.branch = "wrong";
    ack(ledger, 0.2, wrong);
    assert_found(ledger, 0, "answer.not-acked");
    assert_string_equal(finding(ledger, 0, "answer.not-acked")->variant, "other-branch");
}

static void sees_a_retry_with_the_tag(void **state)
{
    SfLedger *ledger = *state;
    refuse(ledger);
    const guint32 retry = ask(ledger, 0.2, second, OLD, "Supported: replaces, 100rel\n");
    assert_int_equal(finding(ledger, 0, "extension.retried")->frame, retry);
    reply(ledger, 1.0, second, "200 OK", "");
    assert_found(ledger, 0, "extension.retried");
    assert_not_found(ledger, 0, "extension.retried-unchanged");
    wait_until(ledger, 40);
    assert_not_found(ledger, 0, "extension.not-retried");
    assert_outcome(ledger, 0, "answered");
}

static void sees_a_retry_without_the_tag(void **state)
{
    SfLedger *ledger = *state;
    refuse(ledger);
    ask(ledger, 0.2, second, OLD, "Supported: replaces\n");
    assert_found(ledger, 0, "extension.retried-unchanged");
    assert_not_found(ledger, 0, "extension.retried");
}

static void says_when_the_client_gave_up(void **state)
{
    SfLedger *ledger = *state;
    refuse(ledger);
    assert_not_found(ledger, 0, "extension.not-retried");
    wait_until(ledger, 40);
    assert_found(ledger, 0, "extension.not-retried");
    assert_outcome(ledger, 0, "lost");
}

static void sees_a_rescue(void **state)
{
    SfLedger *ledger = *state;
    refuse(ledger);
    const Leg trunk = {"192.0.2.1", "t", "trunk", 1, "INVITE"};
    ask(ledger, 2.0, trunk, "sip:bob@trunk.example.org", "");
    reply(ledger, 3.0, trunk, "200 OK", "");
    assert_outcome(ledger, 0, "rescued");
    assert_false(sf_answer_outcome(answer(ledger, 0)).certain);
}

static void sees_two_elements_that_disagree(void **state)
{
    SfLedger *ledger = *state;
    refuse(ledger);
    ask(ledger, 0.2, second, OLD, "Require: 100rel\n");
    const guint32 bad = reply(ledger, 0.3, second, "420 Bad Extension", "Unsupported: 100rel\n");
    assert_found(ledger, 0, "extension.deadlock");
    assert_int_equal(finding(ledger, 0, "extension.deadlock")->frame, bad);
    /* Both answers came from one address. */
    assert_string_equal(finding(ledger, 0, "extension.deadlock")->variant, "same");
}

static void counts_what_comes_back_at_its_interval_once(void **state)
{
    SfLedger *ledger = *state;
    for (guint i = 0; i < 3; i++) {
        g_autofree char *branch = g_strdup_printf("r%u", i);
        const Leg again = {"192.0.2.1", branch, "call", i + 1, "REGISTER"};
        ask(ledger, i * 60, again, "sip:example.net", "Supported: timer\n");
        reply(ledger, i * 60 + 0.1, again, "421 Extension Required", "Require: path\n");
    }
    wait_until(ledger, 300);
    assert_found(ledger, 0, "extension.retried-unchanged");
    assert_not_found(ledger, 1, "extension.not-retried");
    assert_not_found(ledger, 2, "extension.not-retried");
}

/* Until it is served, or is silent for hours. */
static void a_registration_goes_on_in_its_story(void **state)
{
    static const struct {
        double apart;
        const char *method, *between;
        gboolean one_call_id, one;
    } cases[] = {{120, "REGISTER", NULL, TRUE, TRUE},      {120, "REGISTER", NULL, FALSE, TRUE},
                 {3600, "REGISTER", NULL, TRUE, TRUE},     {86400, "REGISTER", NULL, TRUE, FALSE},
                 {120, "REGISTER", "200 OK", TRUE, FALSE}, {120, "SUBSCRIBE", NULL, TRUE, TRUE},
                 {120, "SUBSCRIBE", NULL, FALSE, FALSE},   {120, "OPTIONS", NULL, FALSE, FALSE},
                 {120, "INVITE", NULL, TRUE, FALSE}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        const Leg one = {"192.0.2.1", "r1", "call", 1, cases[i].method};
        Leg next = {"192.0.2.1", "r2", "call", 2, cases[i].method};
        ask(ledger, 0, one, "sip:example.net", "Supported: timer\n");
        reply(ledger, 0.1, one, "421 Extension Required", "Require: path\n");
        if (cases[i].between) {
            ask(ledger, 1, next, "sip:example.net", "Supported: timer, path\n");
            reply(ledger, 1.1, next, cases[i].between, "");
        }
        next = (Leg){"192.0.2.1", "r3", cases[i].one_call_id ? "call" : "other", 3, next.method};
        ask(ledger, cases[i].apart, next, "sip:example.net", "Supported: timer\n");
        reply(ledger, cases[i].apart + 0.1, next, "421 Extension Required", "Require: path\n");
        if ((answer(ledger, 0)->story == answer(ledger, 1)->story) != cases[i].one)
            fail_msg("%u: %s", i, cases[i].method);
        sf_ledger_free(ledger);
    }
}

static void says_when_a_listed_tag_is_not_done(void **state)
{
    SfLedger *ledger = *state;
    refuse(ledger);
    ask(ledger, 0.2, second, OLD, "Supported: 100rel\n");
    for (guint i = 0; i < 3; i++)
        reply(ledger, 0.5 + i, second, "183 Session Progress", "Require: 100rel\nRSeq: 1\n");
    assert_found(ledger, 0, "extension.listed-not-done");
}

/* How the call ended that nobody confirmed is told by what is seen, not by the rule. */
static void its_end_is_told_by_frames(void **state)
{
    static const struct {
        const char *method, *status, *says;
    } cases[] = {
        {"CANCEL", "487 Request Terminated", "The call was cancelled 5.5 s later"},
        {NULL, "504 Server Time-out", "It ended 5.6 s later with 504"},
        {NULL, NULL, "Its end is not seen; by RFC 3262 198.51.100.20 gives it up after 32 s"}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        refuse(ledger);
        ask(ledger, 0.2, second, OLD, "Supported: 100rel\n");
        for (guint n = 0; n < 3; n++)
            reply(ledger, 0.5 + n, second, "183 Session Progress", "Require: 100rel\nRSeq: 1\n");
        Leg cancel = second;
        cancel.method = "CANCEL";
        if (cases[i].method)
            ask(ledger, 6, cancel, OLD, "");
        if (cases[i].status)
            reply(ledger, 6.1, second, cases[i].status, "");
        g_autofree char *why = sf_finding_why(finding(ledger, 0, "extension.listed-not-done"));
        assert_non_null(strstr(why, cases[i].says));
        for (guint other = 0; other < G_N_ELEMENTS(cases); other++)
            assert_true(other == i || !strstr(why, cases[other].says));
        sf_ledger_free(ledger);
    }
}

/* Where the PRACK goes nowhere, who sent it did what he lists, and it is said where it went. */
static void a_prack_in_vain_is_told(void **state)
{
    SfLedger *ledger = *state;
    const Leg prack = {"192.0.2.1", "5", "call", 3, "PRACK"};
    refuse(ledger);
    ask(ledger, 0.2, second, OLD, "Supported: 100rel\n");
    for (guint i = 0; i < 4; i++) {
        reply(ledger, 0.3 + i, second, "183 Session Progress", "Require: 100rel\nRSeq: 1\n");
        ask_in(ledger, 0.4 + i, prack, OLD, ";tag=b", "RAck: 1 2 INVITE\n");
    }
    reply(ledger, 32.2, second, "504 Server Time-out", "");
    assert_found(ledger, 0, "extension.required");
    g_autofree char *why = sf_finding_why(finding(ledger, 0, "extension.required"));
    assert_non_null(strstr(why, "and was never answered"));
    assert_not_found(ledger, 0, "extension.listed-not-done");
}

/* One PRACK among several reliable answers may be for any of them: then people are asked. */
static void a_prack_of_several_is_not_compared(void **state)
{
    SfLedger *ledger = *state;
    const Leg prack = {"192.0.2.1", "5", "call", 3, "PRACK"};
    refuse(ledger);
    ask(ledger, 0.2, second, OLD, "Supported: 100rel\n");
    for (guint n = 0; n < 4; n++)
        reply(ledger, 0.3 + n, second, "183 Session Progress",
              n % 2 == 0 ? "Require: 100rel\nRSeq: 1\n" : "Require: 100rel\nRSeq: 2\n");
    ask_in(ledger, 3.4, prack, OLD, ";tag=b", "RAck: 2 2 INVITE\n");
    reply(ledger, 3.5, prack, "481 Call/Transaction Does Not Exist", "");
    reply(ledger, 32.2, second, "504 Server Time-out", "");
    assert_string_equal(finding(ledger, 0, "extension.required")->variant, "then-prack-refused");
}

/* A PRACK that is refused fits or does not: its RAck and the answer that it is for tell which. */
static void a_refused_prack_is_compared(void **state)
{
    (void)state;
    static const struct {
        const char *rack, *variant;
    } cases[] = {{"RAck: 1 2 INVITE\n", "then-prack-fits"},
                 {"RAck: 1   2\tINVITE\n", "then-prack-fits"},
                 {"RAck: 1 1 INVITE\n", "then-prack-unfit"},
                 {"RAck: 1 2\n", "then-prack-unfit"},
                 {"", "then-prack-refused"}};
    const Leg prack = {"192.0.2.1", "5", "call", 3, "PRACK"};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        refuse(ledger);
        ask(ledger, 0.2, second, OLD, "Supported: 100rel\n");
        for (guint n = 0; n < 4; n++) {
            reply(ledger, 0.3 + n, second, "183 Session Progress", "Require: 100rel\nRSeq: 1\n");
            if (n == 0)
                ask_in(ledger, 0.4, prack, OLD, ";tag=b", cases[i].rack);
            if (n == 0)
                reply(ledger, 0.5, prack, "481 Call/Transaction Does Not Exist", "");
        }
        reply(ledger, 32.2, second, "504 Server Time-out", "");
        assert_string_equal(finding(ledger, 0, "extension.required")->variant, cases[i].variant);
        sf_ledger_free(ledger);
    }
}

static void prack_is_doing_it(void **state)
{
    SfLedger *ledger = *state;
    refuse(ledger);
    ask(ledger, 0.2, second, OLD, "Supported: 100rel\n");
    for (guint i = 0; i < 3; i++)
        reply(ledger, 0.5 + i, second, "183 Session Progress", "Require: 100rel\nRSeq: 1\n");
    Leg prack = third;
    prack.method = "PRACK";
    ask_in(ledger, 3.0, prack, OLD, ";tag=b", "RAck: 1 2 INVITE\n");
    assert_not_found(ledger, 0, "extension.listed-not-done");
}

static void a_refresher_must_refresh(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, OLD, "");
    reply(ledger, 0.1, first, "421 Extension Required", "Require: timer\n");
    ack(ledger, 0.11, first);
    ask(ledger, 0.2, second, OLD, "Supported: timer\n");
    reply(ledger, 0.3, second, "200 OK", "Session-Expires: 90;refresher=uac\n");
    wait_until(ledger, 80);
    assert_not_found(ledger, 0, "extension.listed-not-done");
    wait_until(ledger, 200);
    assert_found(ledger, 0, "extension.listed-not-done");
}

static void one_that_did_is_left_alone(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, OLD, "");
    reply(ledger, 0.1, first, "421 Extension Required", "Require: timer\n");
    ask(ledger, 0.2, second, OLD, "Supported: timer\n");
    reply(ledger, 0.3, second, "200 OK", "Session-Expires: 900;refresher=uac\n");
    wait_until(ledger, 300); /* by now the call is forgotten, its story is not */
    Leg update = third;
    update.method = "UPDATE";
    ask_in(ledger, 450, update, OLD, ";tag=b", "");
    wait_until(ledger, 2000);
    assert_not_found(ledger, 0, "extension.listed-not-done");
}

/* The other side ends it before the time is quite over, and says why (RFC 4028 §10). */
static void a_session_that_was_not_refreshed_is_ended(void **state)
{
    static const struct {
        const char *from_tag, *reason;
        gboolean found;
    } cases[] = {{"b", "Reason: SIP;cause=408;text=\"Session expired\"\n", TRUE},
                 {"b", "Reason: Q.850;cause=16\n", FALSE},
                 {"a", "Reason: SIP;cause=408\n", FALSE}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        ask(ledger, 0.0, first, OLD, "");
        reply(ledger, 0.1, first, "421 Extension Required", "Require: timer\n");
        ask(ledger, 0.2, second, OLD, "Supported: timer\n");
        reply(ledger, 0.3, second, "200 OK", "Session-Expires: 90;refresher=uac\n");
        g_autofree char *bye = g_strdup_printf("BYE sip:alice@192.0.2.1 SIP/2.0\n"
                                               "Via: SIP/2.0/UDP 198.51.100.20;branch=z9hG4bKbye\n"
                                               "From: <" OLD ">;tag=%s\n"
                                               "To: <sip:alice@example.com>;tag=c\n"
                                               "Call-ID: call\nCSeq: 9 BYE\n%s",
                                               cases[i].from_tag, cases[i].reason);
        sip_text_add(ledger, ++frame, 80, bye);
        wait_until(ledger, 200);
        assert_outcome(ledger, 0, "answered");
        assert_int_equal(finding(ledger, 0, "extension.listed-not-done") != NULL, cases[i].found);
        sf_ledger_free(ledger);
    }
}

static void remembers_what_the_dialog_began_with(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, OLD, "Supported: timer\n");
    reply(ledger, 0.1, first, "200 OK", "");
    ask_in(ledger, 900, second, OLD, ";tag=b", "");
    reply(ledger, 900.1, second, "421 Extension Required", "Require: timer\n");
    assert_found(ledger, 0, "extension.forgot-in-dialog");
}

/* Who takes the next request of a call without the tag does not insist on it: what the first asked
 * for is another matter. */
static void who_serves_the_next_without_does_not_insist(void **state)
{
    static const struct {
        const char *next, *variant;
    } cases[] = {{"200 OK", "served-without"}, {"488 Not Acceptable Here", NULL}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        ask(ledger, 0.0, first, OLD, "");
        reply(ledger, 0.1, first, "200 OK", "");
        ask_in(ledger, 5.0, second, OLD, ";tag=b", "");
        reply(ledger, 5.1, second, "421 Extension Required", "Require: 100rel\n");
        ask_in(ledger, 5.2, third, OLD, ";tag=b", "");
        reply(ledger, 5.3, third, cases[i].next, "");
        const SfFinding *required = finding(ledger, 0, "extension.required");
        assert_non_null(required);
        if (g_strcmp0(required->variant, cases[i].variant) != 0)
            fail_msg("%s: %s", cases[i].next, required->variant);
        sf_ledger_free(ledger);
    }
}

static void what_was_never_offered_was_not_forgotten(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, first, OLD, "Supported: replaces\n");
    reply(ledger, 0.1, first, "200 OK", "");
    ask_in(ledger, 900, second, OLD, ";tag=b", "");
    reply(ledger, 900.1, second, "421 Extension Required", "Require: timer\n");
    assert_not_found(ledger, 0, "extension.forgot-in-dialog");
}

/* A proxy that adds the tag by itself keeps the CSeq (RFC 3261 §16.6): it asks the same place
 * again, and is no fork. */
static void a_proxy_may_bring_the_tag_itself(void **state)
{
    SfLedger *ledger = *state;
    const Leg again = {"192.0.2.1", "2", "call", 1, "INVITE"};
    ask(ledger, 0.0, first, OLD, "");
    reply(ledger, 0.1, first, "421 Extension Required", "Require: 100rel\n");
    ask(ledger, 0.2, again, OLD, "Supported: 100rel\n");
    reply(ledger, 0.3, again, "200 OK", "");
    assert_outcome(ledger, 0, "answered");
    assert_found(ledger, 0, "extension.retried");
    assert_int_equal(answer(ledger, 0)->fork.status, 0);
}

/* Session timers are listed in what refreshes a session (RFC 4028 §7.4). A digit does not, and the
 * next is another digit. */
static void a_digit_need_not_list_the_timer(void **state)
{
    SfLedger *ledger = *state;
    const Leg digit = {"192.0.2.1", "5", "call", 2, "INFO"};
    const Leg next = {"192.0.2.1", "6", "call", 3, "INFO"};
    ask(ledger, 0.0, first, OLD, "Supported: timer\n");
    reply(ledger, 0.1, first, "200 OK", "");
    ask_in(ledger, 5.0, digit, OLD, ";tag=b", "");
    reply(ledger, 5.1, digit, "421 Extension Required", "Require: timer\n");
    ask_in(ledger, 6.0, next, OLD, ";tag=b", "");
    reply(ledger, 6.1, next, "200 OK", "");
    assert_outcome(ledger, 0, "went-on");
    assert_not_found(ledger, 0, "extension.forgot-in-dialog");
    assert_not_found(ledger, 0, "extension.retried-unchanged");
    assert_found(ledger, 0, "extension.wrong-method");
}

/* A session that its BYE was to end has not gone on for all that anybody knows. */
static void a_refused_bye_says_nothing_of_its_session(void **state)
{
    SfLedger *ledger = *state;
    const Leg end = {"192.0.2.1", "5", "call", 2, "BYE"};
    ask(ledger, 0.0, first, OLD, "");
    reply(ledger, 0.1, first, "200 OK", "");
    ask_in(ledger, 5.0, end, OLD, ";tag=b", "");
    reply(ledger, 5.1, end, "421 Extension Required", "Require: timer\n");
    wait_until(ledger, 200);
    assert_outcome(ledger, 0, "unknown");
}

/* Whoever brings all that can be brought is refused for the same reason as before. */
static void what_nobody_knows_is_one_case(void **state)
{
    SfLedger *ledger = *state;
#define WANTS "Require: com.example.firewall, Timer\n"
    ask(ledger, 0.0, first, OLD, "");
    reply(ledger, 0.1, first, "421 Extension Required", WANTS);
    ask(ledger, 0.2, second, OLD, "Supported: timer\n");
    reply(ledger, 0.3, second, "421 Extension Required", WANTS);
    wait_until(ledger, 200);
    g_autofree char *one = sf_answer_case(answer(ledger, 0));
    g_autofree char *other = sf_answer_case(answer(ledger, 1));
    assert_string_equal(one, other);
    assert_string_equal(sf_answer_root_check(answer(ledger, 0)), "extension.unknown-tag");
}

static void sees_where_a_tag_was_lost(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, upper, OLD, "Supported: 100rel, timer\n");
    ask(ledger, 0.1, lower, OLD, "Supported: timer\n");
    reply(ledger, 0.2, lower, "421 Extension Required", "Require: 100rel\n");
    reply(ledger, 0.3, upper, "421 Extension Required", "Require: 100rel\n");
    assert_found(ledger, 0, "extension.stripped");
}

static void a_tag_that_passed_was_not_lost(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, upper, OLD, "Supported: timer\n");
    ask(ledger, 0.1, lower, OLD, "Supported: timer\n");
    reply(ledger, 0.2, lower, "421 Extension Required", "Require: 100rel\n");
    reply(ledger, 0.3, upper, "421 Extension Required", "Require: 100rel\n");
    assert_not_found(ledger, 0, "extension.stripped");
    g_autofree char *one = sf_answer_case(answer(ledger, 0));
    g_autofree char *other = sf_answer_case(answer(ledger, 1));
    assert_string_equal(one, other);
}

/* Who loses a tag, and who does not offer it, are mended at different places. */
static void a_lost_tag_is_a_problem_of_its_own(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, upper, OLD, "Supported: 100rel\n");
    ask(ledger, 0.1, lower, OLD, "");
    reply(ledger, 0.2, lower, "421 Extension Required", "Require: 100rel\n");
    reply(ledger, 0.3, upper, "421 Extension Required", "Require: 100rel\n");
    const Leg other = {"192.0.2.9", "x", "another", 1, "INVITE"};
    ask(ledger, 1.0, other, OLD, "");
    reply(ledger, 1.1, other, "421 Extension Required", "Require: 100rel\n");
    const Leg offering = {"192.0.2.8", "y", "third", 1, "INVITE"};
    ask(ledger, 2.0, offering, OLD, "Supported: 100rel\n");
    reply(ledger, 2.1, offering, "421 Extension Required", "Require: 100rel\n");
    g_autofree char *lost = sf_answer_case(answer(ledger, 0));
    g_autofree char *upwards = sf_answer_case(answer(ledger, 1));
    g_autofree char *lacking = sf_answer_case(answer(ledger, 2));
    g_autofree char *refused = sf_answer_case(answer(ledger, 3));
    assert_string_equal(lost, upwards);
    assert_string_not_equal(lost, lacking);
    assert_string_not_equal(refused, lacking);
}

static void sees_what_the_caller_saw(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.0, upper, OLD, "");
    ask(ledger, 0.1, lower, OLD, "");
    reply(ledger, 0.2, lower, "301 Moved Permanently", "Contact: <" NEW ">\n");
    reply(ledger, 0.3, upper, "404 Not Found", "");
    assert_found(ledger, 0, "moved.masked");
    assert_not_found(ledger, 0, "answer.upstream");
    assert_outcome(ledger, 0, "refused");
    wait_until(ledger, 40);
    assert_not_found(ledger, 0, "moved.not-followed");
}

/* The proxy, of which other requests are seen, asks nobody, and says that somebody is busy. */
static void a_proxy_that_asks_nobody_declines_for_nobody(void **state)
{
    static const struct {
        const char *status;
        double until;
        const char *outcome;
        gboolean certain;
    } cases[] = {{"486 Busy Here", 40, "refused", TRUE},
                 {"603 Decline", 40, "refused", TRUE},
                 {"480 Temporarily Unavailable", 40, "refused", TRUE},
                 {"480 Temporarily Unavailable", 10, "refused", FALSE},
                 {"486 Busy Here", 10, "declined", FALSE}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        ask(ledger, 0.0, upper, OLD, "");
        ask(ledger, 0.1, lower, OLD, BY_SERVER);
        reply(ledger, 0.2, lower, "301 Moved Permanently", "Contact: <" NEW ">\n");
        reply(ledger, 0.3, upper, cases[i].status, "");
        wait_until(ledger, cases[i].until);
        assert_outcome(ledger, 0, cases[i].outcome);
        assert_int_equal(sf_answer_outcome(answer(ledger, 0)).certain, cases[i].certain);
        assert_int_equal(finding(ledger, 0, "moved.masked")->variant == NULL, cases[i].until > 32);
        sf_ledger_free(ledger);
    }
}

static void sees_a_proxy_that_kept_the_contact(void **state)
{
    SfLedger *ledger = *state;
    Leg fork = lower;
    fork.branch = "1";
    fork.client = "203.0.113.5;branch=z9hG4bKq\nVia: SIP/2.0/UDP 192.0.2.1";
    ask(ledger, 0.0, upper, OLD, "");
    ask(ledger, 0.1, lower, OLD, "");
    reply(ledger, 0.2, lower, "301 Moved Permanently", "Contact: <" NEW ">\n");
    ask(ledger, 0.3, fork, NEW, "");
    reply(ledger, 0.4, fork, "480 Temporarily Unavailable", "");
    reply(ledger, 0.5, upper, "301 Moved Permanently", "Contact: <" NEW ">\n");
    assert_found(ledger, 0, "moved.proxy-kept-contact");
}

static void equal_faults_share_a_case(void **state)
{
    SfLedger *ledger = *state;
    refuse(ledger);
    const Leg other = {"192.0.2.9", "x", "another", 1, "INVITE"};
    ask(ledger, 50, other, "sip:carol@old.example.net", "Supported: path\n");
    reply(ledger, 50.1, other, "421 Extension Required", "Require: 100REL\n");
    ack(ledger, 50.2, other);
    g_autofree char *one = sf_answer_case(answer(ledger, 0));
    g_autofree char *same = sf_answer_case(answer(ledger, 1));
    assert_string_equal(one, same);
    assert_int_equal(strlen(one), 8);
    assert_int_not_equal(answer(ledger, 0)->story->number, answer(ledger, 1)->story->number);
}

static void other_codes_are_explained_when_asked_for(void **state)
{
    static const guint codes[] = {301, 302, 420, 421};
    SfLedger *ledger = *state;
    sf_ledger_set_codes(ledger, codes, G_N_ELEMENTS(codes));
    ask(ledger, 0.0, first, OLD, "");
    reply(ledger, 0.1, first, "302 Moved Temporarily", "Contact: <" OLD ">;q=1.5\n");
    ask(ledger, 1.0, second, OLD, "Require: 100rel\n");
    reply(ledger, 1.1, second, "420 Bad Extension", "Unsupported: 100rel\n");
    assert_found(ledger, 0, "moved.self");
    assert_found(ledger, 0, "moved.bad-q");
    assert_not_found(ledger, 0, "moved.permanently"); /* it is not for good */
    assert_int_equal(answer(ledger, 1)->message->status, 420);
    assert_not_found(ledger, 1, "extension.no-require"); /* that is 421's */
    g_autofree char *summary = sf_answer_summary(answer(ledger, 1));
    assert_string_equal(summary, "420: 100rel required, not known");
}

static void a_change_is_asked_for_once(void **state)
{
    SfLedger *ledger = *state;
    refuse(ledger); /* extension.required and extension.optional both want it relaxed */
    assert_found(ledger, 0, "extension.optional");
    g_autoptr(GPtrArray) fixes = sf_answer_fixes(answer(ledger, 0), FALSE);
    guint relaxing = 0;
    for (guint i = 0; i < fixes->len; i++)
        relaxing += strcmp(((const SfFixWords *)fixes->pdata[i])->side, "answering") == 0;
    assert_int_equal(relaxing, 1);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, start, finish)

/* Over UDP a client asks again after 0.5, 1, 2, 4, 4... s until it is answered, for 32 s: who stops
 * before that has its answer, or gives up. */
static void who_stops_asking(void **state)
{
    static const double times[] = {0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5};
    static const struct {
        guint copies;
        double end; /* of the capture */
        gboolean is_certain;
    } rows[] = {{6, 60, FALSE}, {3, 60, FALSE}, {G_N_ELEMENTS(times), 80, TRUE}};
    const Leg leg = {"203.0.113.5", "1", "one", 1, "OPTIONS"};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        finish(state);
        start(state);
        for (guint copy = 0; copy < rows[i].copies; copy++) {
            ask(*state, times[copy], leg, OLD, BY_SERVER);
            reply(*state, times[copy] + 0.2, leg, "301 Moved Permanently", "Contact: <" NEW2 ">\n");
        }
        wait_until(*state, rows[i].end);
        const SfOutcome outcome = sf_answer_outcome(answer(*state, 0));
        assert_int_equal(outcome.kind, SF_OUTCOME_LOST);
        assert_int_equal(outcome.certain, rows[i].is_certain);
        assert_found(*state, 0, "answer.not-taken");
        const char *variant = finding(*state, 0, "answer.not-taken")->variant;
        assert_string_equal(variant ? variant : "", rows[i].is_certain ? "" : "stopped");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_stops_asking),
        TEST(follows_with_the_next_cseq),
        TEST(follows_by_a_recursing_proxy),
        TEST(a_client_that_does_not_count_on_is_no_proxy),
        TEST(follows_with_a_new_call_id),
        TEST(takes_another_callers_call_for_what_it_is),
        TEST(counts_a_challenge_and_its_answer_as_one_try),
        TEST(what_another_element_was_told_is_no_fork),
        TEST(who_signs_off_loses_nothing),
        TEST(a_silence_in_a_hole_is_likely_only),
        TEST(a_place_where_it_rang_out_is_the_right_one),
        TEST(a_place_that_never_rang_is_not),
        TEST(says_not_followed_only_when_it_could_tell),
        TEST(is_silent_where_packets_are_missing),
        TEST(what_is_missing_at_another_time_is_no_matter),
        TEST(a_try_may_have_been_answered_where_packets_are_missing),
        TEST(what_stays_at_the_server_need_not_be_seen),
        TEST(is_silent_where_the_target_lies_elsewhere),
        TEST(is_silent_where_the_follow_up_would_be_encrypted),
        TEST(speaks_where_what_is_encrypted_is_read),
        TEST(a_fork_that_was_answered_needs_no_follow_up),
        TEST(where_others_live_no_caller_is_sent_to_one_place),
        TEST(a_target_that_a_fork_had_tried_is_neither),
        TEST(a_cancelled_call_is_not_lost),
        TEST(tells_gave_up_from_all_failed),
        TEST(says_when_every_target_failed),
        TEST(asks_whether_a_number_that_nobody_knows_was_meant),
        TEST(a_number_may_be_written_in_another_form_at_the_new_place),
        TEST(a_new_request_is_new),
        TEST(a_challenge_without_a_way_to_answer_it),
        TEST(names_a_target_that_takes_no_connection),
        TEST(a_name_is_tried_where_dns_says),
        TEST(a_name_may_be_followed_by_its_address),
        TEST(what_a_421_asks_for_is_brought_in_a_new_request),
        TEST(a_421_that_is_cut_names_no_extension_here),
        TEST(what_is_asked_for_in_two_answers_is_brought),
        TEST(a_retry_whose_answer_is_not_there_is_one),
        TEST(a_refused_number_may_be_written_in_another_form),
        TEST(no_trial_call_goes_to_an_emergency_number),
        TEST(names_a_target_that_stays_silent),
        TEST(names_a_target_that_is_unknown),
        TEST(blames_no_target_that_was_not_waited_for),
        TEST(blames_no_target_that_says_trying),
        TEST(blames_no_target_where_packets_are_missing),
        TEST(what_one_place_says_outweighs_the_silence_of_another),
        TEST(a_proxy_that_asks_nobody_declines_for_nobody),
        TEST(a_subscription_begins_anew_at_the_new_place),
        TEST(who_goes_by_another_transport_is_told_which),
        TEST(after_ringing_the_callee_is_to_forward),
        TEST(what_failed_may_be_tried_again),
        TEST(a_user_who_is_busy_is_no_wrong_address),
        TEST(says_when_the_lower_q_came_first),
        cmocka_unit_test(a_route_that_was_heeded_stays),
        TEST(finds_the_end_of_a_chain),
        TEST(only_what_lasts_can_be_shortened),
        TEST(finds_a_circle),
        cmocka_unit_test(a_circle_may_lie_on_the_hops_of_one_request),
        cmocka_unit_test(a_telephone_forwards_to_its_own_address),
        cmocka_unit_test(an_error_label_is_nobodys_number),
        cmocka_unit_test(a_forwarding_is_said_where_the_redirect_says_it),
        TEST(an_agent_is_no_telephone),
        cmocka_unit_test(an_agent_tells_its_own_caller_something_else),
        cmocka_unit_test(a_telephone_that_rang_before_is_no_way_round),
        cmocka_unit_test(an_agent_sends_its_caller_on),
        TEST(says_when_the_branch_is_the_old_one),
        TEST(leaves_a_constant_branch_alone),
        TEST(says_what_the_follow_up_lost),
        TEST(busy_without_its_replaces_is_no_end_to_be_content_with),
        cmocka_unit_test(an_end_is_weighed_by_the_time_that_is_left),
        cmocka_unit_test(what_was_asked_for_is_another_thing_than_its_call),
        cmocka_unit_test(a_look_up_that_was_used_is_as_designed),
        cmocka_unit_test(a_bye_is_no_ack),
        TEST(nothing_is_lost_that_was_kept),
        TEST(counts_those_who_do_not_listen),
        TEST(sees_what_is_asked_again),
        TEST(a_chain_that_ends_in_silence_is_lost),
        TEST(a_call_without_an_explained_answer_leaves_no_marks),
        TEST(what_is_shown_does_not_depend_on_who_looks),
        TEST(time_that_goes_back_closes_no_window),
        TEST(an_expired_move_may_be_asked_again),
        TEST(finds_a_change_of_mind),
        TEST(nobody_is_to_write_down_what_changes),
        TEST(a_later_move_is_no_contradiction),
        TEST(who_is_sent_to_itself_writes_nothing_down),
        TEST(part_of_what_was_asked_is_no_deafness),
        TEST(tells_the_way_from_the_place),
        TEST(a_proxy_that_reaches_nobody_is_no_refusal),
        TEST(what_the_capture_lacks_is_not_lost),
        TEST(an_ack_tells_of_the_answer),
        TEST(nobody_is_to_follow_to_nowhere),
        TEST(what_was_in_vain_may_have_other_reasons),
        TEST(several_places_fail_together),
        TEST(a_list_of_gateways_reached_the_number),
        TEST(what_was_looked_up_leads_nowhere),
        TEST(contradictions_are_one_case),
        TEST(what_was_brought_is_the_matter_no_longer),
        TEST(a_session_may_end_for_want_of_its_refresh),
        TEST(the_address_that_answered_is_to_be_dialled),
        TEST(who_has_one_ip_version_may_not_reach_the_other),
        TEST(a_number_is_not_to_be_brought_back),
        TEST(why_a_request_goes_to_the_old_place),
        TEST(the_same_target_again_is_no_conflict),
        TEST(says_when_nobody_acknowledged),
        TEST(what_stopped_the_request_had_arrived),
        TEST(a_provisional_answer_stops_the_request_too),
        TEST(a_request_sent_again_tells_that_nothing_had_arrived),
        TEST(an_ack_with_another_branch_is_told_apart),
        TEST(sees_a_retry_with_the_tag),
        TEST(sees_a_retry_without_the_tag),
        TEST(says_when_the_client_gave_up),
        TEST(sees_a_rescue),
        TEST(sees_two_elements_that_disagree),
        TEST(counts_what_comes_back_at_its_interval_once),
        TEST(a_registration_goes_on_in_its_story),
        TEST(says_when_a_listed_tag_is_not_done),
        TEST(prack_is_doing_it),
        TEST(its_end_is_told_by_frames),
        TEST(a_prack_in_vain_is_told),
        TEST(a_refused_prack_is_compared),
        TEST(a_prack_of_several_is_not_compared),
        TEST(a_refresher_must_refresh),
        TEST(one_that_did_is_left_alone),
        TEST(a_session_that_was_not_refreshed_is_ended),
        TEST(remembers_what_the_dialog_began_with),
        TEST(who_serves_the_next_without_does_not_insist),
        TEST(what_was_never_offered_was_not_forgotten),
        TEST(a_proxy_may_bring_the_tag_itself),
        TEST(a_digit_need_not_list_the_timer),
        TEST(a_refused_bye_says_nothing_of_its_session),
        TEST(what_nobody_knows_is_one_case),
        TEST(sees_where_a_tag_was_lost),
        TEST(a_tag_that_passed_was_not_lost),
        TEST(a_lost_tag_is_a_problem_of_its_own),
        TEST(sees_what_the_caller_saw),
        TEST(sees_a_proxy_that_kept_the_contact),
        TEST(equal_faults_share_a_case),
        TEST(a_change_is_asked_for_once),
        TEST(other_codes_are_explained_when_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
