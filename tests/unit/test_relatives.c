/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers of the family that nobody asked for: counted with what became of them, forgotten in time,
 * and of no consequence for those that somebody did ask for. */
#include "core/describe/root.h"
#include "core/ledger/relatives.h"
#include "sip_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define BOB "sip:bob@198.51.100.20"

static guint32 frame;

static void ask(SfLedger *ledger, double time, const char *call, guint cseq, const char *method,
                const char *more)
{
    g_autofree char *text =
        g_strdup_printf("%s " BOB " SIP/2.0\nVia: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK%s%u\n"
                        "From: <sip:alice@example.com>;tag=a\nTo: <" BOB ">\nCall-ID: %s\n"
                        "CSeq: %u %s\n%s",
                        method, call, cseq, call, cseq, method, more);
    sip_text_add(ledger, ++frame, time, text);
}

static void reply(SfLedger *ledger, double time, const char *call, guint cseq, const char *method,
                  const char *status, const char *more)
{
    g_autofree char *text =
        g_strdup_printf("SIP/2.0 %s\nVia: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK%s%u\n"
                        "From: <sip:alice@example.com>;tag=a\nTo: <" BOB ">;tag=b\nCall-ID: %s\n"
                        "CSeq: %u %s\n%s",
                        status, call, cseq, call, cseq, method, more);
    sip_text_add(ledger, ++frame, time, text);
}

static void refuse(SfLedger *ledger, double time, const char *call, guint cseq, const char *asked,
                   const char *status, const char *more)
{
    ask(ledger, time, call, cseq, "INVITE", asked);
    reply(ledger, time + 0.1, call, cseq, "INVITE", status, more);
}

/* The capture goes on. */
static void wait_until(SfLedger *ledger, double time)
{
    ask(ledger, time, "clock", (guint)time, "OPTIONS", "");
}

/* The only kind that there was. */
static void assert_only(SfLedger *ledger, guint status, guint64 count, SfOutcomeKind outcome,
                        guint64 so_many)
{
    SfRunCounts run;
    sf_ledger_run(ledger, &run);
    g_autoptr(GPtrArray) list = sf_relatives_list(run.relatives);
    assert_int_equal(list->len, 1);
    const SfRelative *relative = list->pdata[0];
    assert_int_equal(relative->status, status);
    assert_int_equal(relative->count, count);
    assert_int_equal(relative->outcomes[outcome], so_many);
    assert_int_equal(sf_ledger_answers(ledger)->len, 0);
}

/* Whoever lost something is named, so that it can be found. */
static void who_lost_something_is_named(void **state)
{
    SfLedger *ledger = *state;
    refuse(ledger, 0, "c", 1, "Require: 100rel\n", "420 Bad Extension", "Unsupported: 100rel\n");
    wait_until(ledger, 600);
    SfRunCounts run;
    sf_ledger_run(ledger, &run);
    g_autoptr(GPtrArray) list = sf_relatives_list(run.relatives);
    const SfRelative *relative = list->pdata[0];
    assert_int_equal(relative->clients->len, 1);
    assert_string_equal(relative->clients->pdata[0], "203.0.113.5");
}

static void one_that_is_lost(void **state)
{
    refuse(*state, 0, "c", 1, "Require: 100rel\n", "420 Bad Extension", "Unsupported: 100rel\n");
    wait_until(*state, 600);
    assert_only(*state, 420, 1, SF_OUTCOME_LOST, 1);
}

/* The first one's call ended with the second, which asked for the same once more; it has one end,
 * which both tell. */
static void two_of_one_call_ended_alike(void **state)
{
    refuse(*state, 0, "c", 1, "Require: 100rel\n", "420 Bad Extension", "Unsupported: 100rel\n");
    refuse(*state, 1, "c", 2, "Require: 100rel\n", "420 Bad Extension", "Unsupported: 100rel\n");
    assert_only(*state, 420, 2, SF_OUTCOME_REFUSED, 2);
}

/* Another try than the first one names what to mend once more, so a third may come. */
static void one_that_did_as_it_was_told_may_come_again(void **state)
{
    refuse(*state, 0, "c", 1, "Session-Expires: 90\n", "422 Too Small", "Min-SE: 1800\n");
    refuse(*state, 1, "c", 2, "Session-Expires: 1800\n", "422 Too Small", "Min-SE: 3600\n");
    assert_only(*state, 422, 2, SF_OUTCOME_UNKNOWN, 2);
}

static void one_that_comes_back_without(void **state)
{
    refuse(*state, 0, "c", 1, "Require: 100rel\n", "420 Bad Extension", "Unsupported: 100rel\n");
    ask(*state, 1, "c", 2, "INVITE", "");
    reply(*state, 2, "c", 2, "INVITE", "200 OK", "");
    wait_until(*state, 600);
    assert_only(*state, 420, 1, SF_OUTCOME_ANSWERED, 1);
}

static void one_that_comes_back_in_a_call_of_its_own(void **state)
{
    refuse(*state, 0, "c", 1, "Session-Expires: 90\n", "422 Too Small", "Min-SE: 1800\n");
    ask(*state, 1, "d", 1, "INVITE", "Session-Expires: 1800\n");
    reply(*state, 2, "d", 1, "INVITE", "180 Ringing", "");
    wait_until(*state, 200); /* it rings, when all else of the first call is forgotten */
    reply(*state, 201, "d", 1, "INVITE", "200 OK", "");
    wait_until(*state, 900);
    assert_only(*state, 422, 1, SF_OUTCOME_ANSWERED, 1);
}

/* One Call-ID for days: what is remembered of it does not grow, and each is counted. */
static void a_registration_that_is_refused_each_minute(void **state)
{
    enum { TIMES = 2000 };
    for (guint i = 0; i < TIMES; i++) {
        ask(*state, 60.0 * i, "r", 2 * i + 1, "REGISTER", "Expires: 30\n");
        reply(*state, 60.0 * i + 0.1, "r", 2 * i + 1, "REGISTER", "423 Interval Too Brief",
              "Min-Expires: 300\n");
        ask(*state, 60.0 * i + 0.2, "r", 2 * i + 2, "REGISTER", "Expires: 300\n");
        reply(*state, 60.0 * i + 0.3, "r", 2 * i + 2, "REGISTER", "200 OK", "");
    }
    assert_only(*state, 423, TIMES, SF_OUTCOME_ANSWERED, TIMES);
    assert_true(sf_ledger_open(*state) < 16);
}

static guint kinds_of_relatives(SfLedger *ledger)
{
    SfRunCounts run;
    sf_ledger_run(ledger, &run);
    g_autoptr(GPtrArray) list = sf_relatives_list(run.relatives);
    return list->len;
}

/* A 421, then a 420 for what was brought, then the call without: the 421 is what it was. It tells
 * of the 420, which is what is wrong with it, so nothing else does. */
static void of_no_consequence_for_a_421(void **state)
{
    SfLedger *ledger = *state;
    refuse(ledger, 1, "c", 1, "Supported: timer\n", "421 Extension Required", "Require: 100rel\n");
    refuse(ledger, 2, "c", 2, "Require: 100rel\n", "420 Bad Extension", "Unsupported: 100rel\n");
    ask(ledger, 3, "c", 3, "INVITE", "Supported: 100rel\n");
    reply(ledger, 4, "c", 3, "INVITE", "200 OK", "");
    wait_until(ledger, 600);
    assert_int_equal(sf_ledger_answers(ledger)->len, 1);
    SfAnswer *answer = sf_ledger_answers(ledger)->pdata[0];
    assert_int_equal(sf_answer_outcome(answer).kind, SF_OUTCOME_ANSWERED);
    assert_int_equal(kinds_of_relatives(ledger), 0);
}

/* The capture ends there, as one does that shows two who want what excludes the other. */
static void a_420_that_proves_what_is_wrong_with_a_421_is_told_there(void **state)
{
    SfLedger *ledger = *state;
    refuse(ledger, 1, "c", 1, "Supported: timer\n", "421 Extension Required", "Require: 100rel\n");
    refuse(ledger, 2, "c", 2, "Require: 100rel\n", "420 Bad Extension", "Unsupported: 100rel\n");
    assert_int_equal(kinds_of_relatives(ledger), 0);
}

/* What it does not know is another tag than the 421 asks for: a thing of its own. */
static void a_420_for_something_else_behind_a_421_is_counted(void **state)
{
    SfLedger *ledger = *state;
    refuse(ledger, 1, "c", 1, "Supported: timer\n", "421 Extension Required", "Require: 100rel\n");
    refuse(ledger, 2, "c", 2, "Supported: 100rel\nRequire: precondition\n", "420 Bad Extension",
           "Unsupported: precondition\n");
    assert_int_equal(kinds_of_relatives(ledger), 1);
}

/* A 420 names what was too much, a 422 a time; a Require in them says nothing of that. */
static void of_other_matter_than_their_require(void **state)
{
    static const guint codes[] = {420, 422};
    SfLedger *ledger = *state;
    sf_ledger_set_codes(ledger, codes, G_N_ELEMENTS(codes));
    refuse(ledger, 0, "c", 1, "Require: 100rel\n", "420 Bad Extension",
           "Unsupported: 100rel\nRequire: timer\n");
    refuse(ledger, 1, "d", 1, "Session-Expires: 90\n", "422 Too Small",
           "Min-SE: 1800\nRequire: timer\n");
    for (guint i = 0; i < 2; i++) {
        const SfAnswer *answer = sf_ledger_answers(ledger)->pdata[i];
        assert_int_equal(answer->required->len, 0);
        assert_int_equal(answer->unsupported->len, i == 0 ? 1 : 0);
    }
}

static void redirect(SfLedger *ledger, double time, const char *call, guint cseq,
                     const char *status, const char *to)
{
    g_autofree char *contact = g_strdup_printf("Contact: <%s>\n", to);
    reply(ledger, time, call, cseq, "INVITE", status, contact);
}

/* To a place that says nothing. */
static void ask_there(SfLedger *ledger, double time, const char *call, guint cseq, const char *uri)
{
    for (guint i = 0; i < 2; i++) {
        g_autofree char *text = g_strdup_printf(
            "INVITE %s SIP/2.0\nVia: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK%s%u\n"
            "From: <sip:alice@example.com>;tag=a\nTo: <" BOB ">\nCall-ID: %s\nCSeq: %u INVITE\n",
            uri, call, cseq, call, cseq);
        sip_text_add(ledger, ++frame, time + 0.5 * i, text);
    }
}

static guint n_relatives(SfLedger *ledger)
{
    SfRunCounts run;
    sf_ledger_run(ledger, &run);
    g_autoptr(GPtrArray) list = sf_relatives_list(run.relatives);
    return list->len;
}

/* ---- The one that is shown ---- */

/* NULL: of that status none is. */
static const SfAnswer *example_of(GPtrArray *list, guint status, SfRelativeWorth worth)
{
    for (guint i = 0; i < list->len; i++) {
        const SfRelative *relative = list->pdata[i];
        const SfAnswer *example = relative->status == status ? sf_relative_example(relative) : NULL;
        if (example)
            assert_int_equal(relative->worth, worth);
        if (example)
            return example;
    }
    return NULL;
}

static GPtrArray *list_of(SfLedger *ledger)
{
    SfRunCounts run;
    sf_ledger_run(ledger, &run);
    assert_false(run.has_stories);
    return sf_relatives_list(run.relatives);
}

/* Of several calls the first. */
static void one_whose_end_is_not_known_is_shown(void **state)
{
    refuse(*state, 0, "c", 1, "Require: 100rel\n", "420 Bad Extension", "Unsupported: 100rel\n");
    const guint32 first = frame;
    refuse(*state, 1, "d", 1, "Require: 100rel\n", "420 Bad Extension", "Unsupported: 100rel\n");
    g_autoptr(GPtrArray) list = list_of(*state);
    const SfAnswer *example = example_of(list, 420, SF_RELATIVE_OPEN);
    assert_non_null(example);
    assert_int_equal(example->message->frame, first);
    assert_true(example->explained);
}

/* Nobody saw what came of it, as that is encrypted. */
static void redirect_into_tls(SfLedger *ledger, double time, const char *call)
{
    ask(ledger, time, call, 1, "INVITE", "");
    redirect(ledger, time + 0.1, call, 1, "302 Moved Temporarily",
             "sips:bob@198.51.100.30;transport=tcp");
}

/* Long after it was counted it is still there. */
static void one_whose_end_nobody_saw_is_shown_later(void **state)
{
    redirect_into_tls(*state, 0, "c");
    const guint32 first = frame;
    wait_until(*state, 900);
    assert_only(*state, 302, 1, SF_OUTCOME_UNKNOWN, 1);
    g_autoptr(GPtrArray) list = list_of(*state);
    const SfAnswer *example = example_of(list, 302, SF_RELATIVE_OPEN);
    assert_non_null(example);
    assert_int_equal(example->message->frame, first);
}

static void a_loss_takes_its_place(void **state)
{
    redirect_into_tls(*state, 0, "c");
    wait_until(*state, 600);
    ask(*state, 601, "d", 1, "INVITE", "");
    redirect(*state, 601.1, "d", 1, "302 Moved Temporarily", "sip:bob@198.51.100.40");
    const guint32 lost = frame;
    ask_there(*state, 601.2, "d", 2, "sip:bob@198.51.100.40");
    wait_until(*state, 1300);
    redirect_into_tls(*state, 1301, "e");
    g_autoptr(GPtrArray) list = list_of(*state);
    const SfAnswer *example = example_of(list, 302, SF_RELATIVE_LIKELY);
    assert_non_null(example);
    assert_int_equal(example->message->frame, lost);
}

/* Whoever has lost something comes first, of whatever status. */
static void beside_a_loss_of_another_kind_it_is_not_shown(void **state)
{
    refuse(*state, 0, "c", 1, "Require: 100rel\n", "420 Bad Extension", "Unsupported: 100rel\n");
    wait_until(*state, 600);
    redirect_into_tls(*state, 601, "d");
    g_autoptr(GPtrArray) list = list_of(*state);
    assert_int_equal(list->len, 2);
    assert_non_null(example_of(list, 420, SF_RELATIVE_LOST));
    assert_null(example_of(list, 302, SF_RELATIVE_OPEN));
}

static void beside_what_was_asked_for_it_says_so(void **state)
{
    SfRunCounts run;
    redirect_into_tls(*state, 0, "c");
    refuse(*state, 1, "d", 1, "", "421 Extension Required", "Require: 100rel\n");
    sf_ledger_run(*state, &run);
    assert_true(run.has_stories);
}

/* ---- Chains ---- */

/* One loss, which the 301 tells of, wherever in the chain that stands: none beside it. */
static void a_link_of_a_chain_that_is_told_of(void **state)
{
    static const char *const chains[][2] = {{"301 Moved Permanently", "302 Moved Temporarily"},
                                            {"302 Moved Temporarily", "301 Moved Permanently"}};
    for (guint i = 0; i < G_N_ELEMENTS(chains); i++) {
        const char *call = i ? "second" : "first";
        const double time = 1000.0 * i;
        ask(*state, time, call, 1, "INVITE", "");
        redirect(*state, time + 0.1, call, 1, chains[i][0], "sip:bob@198.51.100.30");
        ask_there(*state, time + 0.2, call, 2, "sip:bob@198.51.100.30");
        redirect(*state, time + 0.8, call, 2, chains[i][1], "sip:bob@198.51.100.99");
        ask_there(*state, time + 0.9, call, 3, "sip:bob@198.51.100.99");
        wait_until(*state, time + 600);
        const SfAnswer *told = sf_ledger_answers(*state)->pdata[i];
        assert_true(sf_outcome_is_loss(sf_answer_outcome(told).kind));
        assert_int_equal(n_relatives(*state), 0);
        assert_int_equal(n_relatives(*state), 0); /* whoever asks again is told the same */
    }
}

/* Another call's is none. */
static void a_redirect_beside_one_that_is_told_of(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0, "c", 1, "INVITE", "");
    redirect(ledger, 0.1, "c", 1, "301 Moved Permanently", "sip:bob@198.51.100.30");
    ask(ledger, 300, "d", 1, "INVITE", "");
    redirect(ledger, 300.1, "d", 1, "302 Moved Temporarily", "sip:bob@198.51.100.30");
    wait_until(ledger, 900);
    assert_int_equal(n_relatives(ledger), 1);
    assert_int_equal(n_relatives(ledger), 1);
}

/* ---- Another number takes the place of the one that was refused ---- */

static const SfFollowup *after_421(SfLedger *ledger, const char *uri, const char *diversion)
{
    ask(ledger, 1, "c", 1, "INVITE", "Supported: timer\n");
    reply(ledger, 1.1, "c", 1, "INVITE", "421 Extension Required", "Require: 100rel\n");
    g_autofree char *text = g_strdup_printf(
        "INVITE %s SIP/2.0\nVia: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bKd1\n"
        "From: <sip:alice@example.com>;tag=a\nTo: <%s>\nCall-ID: d\nCSeq: 1 INVITE\n%s",
        uri, uri, diversion);
    sip_text_add(ledger, ++frame, 2, text);
    reply(ledger, 3, "d", 1, "INVITE", "200 OK", "");
    const SfAnswer *answer = sf_ledger_answers(ledger)->pdata[0];
    return answer->followups->len > 0 ? answer->followups->pdata[0] : NULL;
}

static void one_that_another_number_took(void **state)
{
    const SfFollowup *followup =
        after_421(*state, "sip:carol@198.51.100.40", "Diversion: <" BOB ">;reason=unavailable\n");
    assert_non_null(followup);
    assert_int_equal(followup->kind, SF_FOLLOWUP_OTHER_WAY);
    assert_true(followup->other_number);
    assert_int_equal(sf_answer_outcome(followup->answer).kind, SF_OUTCOME_RESCUED);
}

/* The same user by another way is not somebody else. */
static void one_that_the_same_user_took(void **state)
{
    const SfFollowup *followup =
        after_421(*state, "sip:bob@198.51.100.40", "Diversion: <" BOB ">;reason=unavailable\n");
    assert_non_null(followup);
    assert_false(followup->other_number);
}

/* Nothing says that it is for that call. */
static void another_call_of_the_same_caller(void **state)
{
    assert_null(after_421(*state, "sip:carol@198.51.100.40", ""));
}

static void another_call_that_somebody_else_forwards(void **state)
{
    assert_null(after_421(*state, "sip:carol@198.51.100.40",
                          "Diversion: <sip:dave@198.51.100.20>;reason=unavailable\n"));
}

/* ---- Calls to which no answer is seen ---- */

static guint64 unanswered(SfLedger *ledger)
{
    SfRunCounts run;
    sf_ledger_run(ledger, &run);
    return run.unanswered;
}

static void a_call_without_any_answer_is_counted(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 1, "c", 1, "INVITE", "");
    wait_until(ledger, 20);
    assert_int_equal(unanswered(ledger), 0); /* it may be answered yet */
    wait_until(ledger, 40);
    assert_int_equal(unanswered(ledger), 1);
    wait_until(ledger, 2000); /* forgotten meanwhile */
    assert_int_equal(unanswered(ledger), 1);
}

static void a_call_of_which_anything_tells_is_not(void **state)
{
    SfLedger *ledger = *state;
    ask(ledger, 0.5, "c", 1, "INVITE", "");
    reply(ledger, 0.6, "c", 1, "INVITE", "100 Trying", "");
    ask(ledger, 1, "d", 1, "INVITE", "");
    ask(ledger, 2, "d", 1, "CANCEL", "");
    ask(ledger, 3, "e", 1, "INVITE", "");
    ask(ledger, 4, "e", 1, "ACK", "");
    refuse(ledger, 5, "f", 1, "", "421 Extension Required", "Require: 100rel\n");
    ask(ledger, 6, "g", 1, "OPTIONS", "");
    wait_until(ledger, 2000);
    assert_int_equal(unanswered(ledger), 0);
}

/* More than are waited for at once, in one window. */
static void very_many_at_once(void **state)
{
    enum { TIMES = 50100 };
    for (guint i = 0; i < TIMES; i++) {
        g_autofree char *call = g_strdup_printf("m%u", i);
        refuse(*state, i / 10000.0, call, 1, "Require: 100rel\n", "420 Bad Extension",
               "Unsupported: 100rel\n");
    }
    assert_only(*state, 420, TIMES, SF_OUTCOME_UNKNOWN, TIMES);
}

static int start(void **state)
{
    frame = 0;
    *state = sf_ledger_new();
    return 0;
}

/* ---- behind IPsec, nothing is lost ---- */

/* A 421 for the security agreement, the REGISTER with it, and the 401 that ends what is in clear
 * (RFC 3329, 3GPP TS 33.203). */
static void agree_on_ipsec(SfLedger *ledger)
{
    ask(ledger, 0, "r", 1, "REGISTER", "");
    reply(ledger, 0.1, "r", 1, "REGISTER", "421 Extension Required",
          "Require: sec-agree\nSecurity-Server: ipsec-3gpp;alg=hmac-sha-1-96\n");
    ask(ledger, 0.2, "r", 2, "REGISTER",
        "Require: sec-agree\nProxy-Require: sec-agree\nSecurity-Client: ipsec-3gpp;"
        "alg=hmac-sha-1-96;spi-c=1;spi-s=2;port-c=5062;port-s=5063\n");
    reply(
        ledger, 0.3, "r", 2, "REGISTER", "401 Unauthorized",
        "Security-Server: ipsec-3gpp;alg=hmac-sha-1-96;spi-c=3;spi-s=4;port-c=5064;port-s=5065\n");
}

static void assert_outcome(SfLedger *ledger, SfOutcomeKind kind)
{
    const GPtrArray *answers = sf_ledger_answers(ledger);
    assert_int_equal(answers->len, 1);
    assert_int_equal(sf_answer_outcome(answers->pdata[0]).kind, kind);
}

static void a_challenge_before_ipsec(void **state)
{
    agree_on_ipsec(*state);
    wait_until(*state, 600);
    assert_outcome(*state, SF_OUTCOME_CHALLENGED);
}

/* What a 401 asks for decides who has it; where the two agreed on IPsec, nobody sees it brought. */
static void what_a_challenge_asks_for(void **state)
{
#define SECURED "Security-Server: ipsec-3gpp;alg=hmac-sha-1-96\n"
#define DIGEST  "WWW-Authenticate: Digest realm=\"a, b\", nonce=\"1\""
    static const struct {
        const char *headers;
        gboolean for_sim;
        const char *variant;
    } cases[] = {
        {DIGEST ", algorithm=AKAv1-MD5\n" SECURED, TRUE, "retried-sim"},
        {DIGEST ",algorithm = \"akav2-md5\"\n" SECURED, TRUE, "retried-sim"},
        {"WWW-Authenticate: Digest algorithm=AKAv1-MD5,realm=\"a\"\n" SECURED, TRUE, "retried-sim"},
        {DIGEST ", algorithm=AKAv1-MD5\n", TRUE, "retried-asked"},
        {DIGEST ", algorithm=MD5\n" SECURED, FALSE, "retried"},
        {DIGEST ", opaque=\"algorithm=AKAv1-MD5\"\n", FALSE, "retried-asked"},
        {DIGEST "\n", FALSE, "retried-asked"}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        ask(ledger, 0, "r", 1, "REGISTER", "");
        reply(ledger, 0.1, "r", 1, "REGISTER", "421 Extension Required",
              "Require: sec-agree\n" SECURED);
        ask(ledger, 0.2, "r", 2, "REGISTER", "Require: sec-agree\nProxy-Require: sec-agree\n");
        reply(ledger, 0.3, "r", 2, "REGISTER", "401 Unauthorized", cases[i].headers);
        wait_until(ledger, 600);
        SfAnswer *answer = sf_ledger_answers(ledger)->pdata[0];
        const SfFollowup *followup = answer->followups->pdata[0];
        assert_int_equal(followup->for_sim, cases[i].for_sim);
        assert_string_equal(sf_answer_root(answer)->variant, cases[i].variant);
        sf_ledger_free(ledger);
    }
}

static void what_goes_on_inside_ipsec(void **state)
{
    agree_on_ipsec(*state);
    sf_ledger_frame(*state, G_GINT64_CONSTANT(400000000));
    sf_ledger_ipsec(*state, sf_text("203.0.113.5"), sf_text("198.51.100.20"), ++frame);
    wait_until(*state, 600);
    assert_outcome(*state, SF_OUTCOME_CHALLENGED);
}

/* Between others it says nothing of this one: a 421 that was never heeded stays lost. */
static void ipsec_between_others(void **state)
{
    ask(*state, 0, "r", 1, "REGISTER", "");
    reply(*state, 0.1, "r", 1, "REGISTER", "421 Extension Required", "Require: sec-agree\n");
    sf_ledger_frame(*state, G_GINT64_CONSTANT(400000000));
    sf_ledger_ipsec(*state, sf_text("203.0.113.99"), sf_text("198.51.100.20"), ++frame);
    wait_until(*state, 600);
    assert_outcome(*state, SF_OUTCOME_LOST);
}

static void ipsec_without_the_challenge(void **state)
{
    ask(*state, 0, "r", 1, "REGISTER", "");
    reply(*state, 0.1, "r", 1, "REGISTER", "421 Extension Required", "Require: sec-agree\n");
    sf_ledger_frame(*state, G_GINT64_CONSTANT(400000000));
    sf_ledger_ipsec(*state, sf_text("203.0.113.5"), sf_text("198.51.100.20"), ++frame);
    wait_until(*state, 600);
    assert_outcome(*state, SF_OUTCOME_CHALLENGED);
}

/* Who was inside IPsec before may go on there: silence in clear tells nothing. */
static void ipsec_that_was_there_before(void **state)
{
    sf_ledger_frame(*state, 0);
    sf_ledger_ipsec(*state, sf_text("203.0.113.5"), sf_text("198.51.100.20"), ++frame);
    ask(*state, 0.1, "r", 1, "REGISTER", "");
    reply(*state, 0.2, "r", 1, "REGISTER", "421 Extension Required", "Require: sec-agree\n");
    wait_until(*state, 600);
    assert_outcome(*state, SF_OUTCOME_UNKNOWN);
}

static int finish(void **state)
{
    sf_ledger_free(*state);
    return 0;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, start, finish)

/* ---- Refusals that nobody looks at ---- */

static guint64 others(SfLedger *ledger, guint status)
{
    SfRunCounts run;
    sf_ledger_run(ledger, &run);
    return run.other_refusals[status - 400];
}

static void another_refusal_is_counted_once(void **state)
{
    refuse(*state, 0, "c", 1, "", "488 Not Acceptable Here", "");
    reply(*state, 0.5, "c", 1, "INVITE", "488 Not Acceptable Here", ""); /* sent again */
    refuse(*state, 1, "d", 1, "", "488 Not Acceptable Here", "");
    refuse(*state, 2, "e", 1, "", "503 Service Unavailable", "");
    assert_int_equal(others(*state, 488), 2);
    assert_int_equal(others(*state, 503), 1);
}

static void what_is_no_refusal_or_is_looked_at_is_not(void **state)
{
    refuse(*state, 0, "c", 1, "", "401 Unauthorized", "");
    refuse(*state, 1, "d", 1, "", "407 Proxy Authentication Required", "");
    refuse(*state, 2, "e", 1, "", "487 Request Terminated", "");
    refuse(*state, 3, "f", 1, "", "420 Bad Extension", "Unsupported: 100rel\n");
    refuse(*state, 4, "f", 2, "", "404 Not Found", ""); /* what came of that */
    refuse(*state, 5, "g", 1, "", "421 Extension Required", "Require: 100rel\n");
    ask(*state, 6, "h", 1, "OPTIONS", "");
    reply(*state, 6.1, "h", 1, "OPTIONS", "404 Not Found", "");
    for (guint status = 400; status < 700; status++)
        assert_int_equal(others(*state, status), 0);
}

/* One branch of a fork refuses, another one takes the call. */
static void a_request_that_a_branch_served_was_not_refused(void **state)
{
    static const char *const answers[] = {"486 Busy Here", "200 OK"};
    for (guint i = 0; i < 2; i++)
        for (guint first = 0; first < 2; first++) { /* either one first */
            const char *call = first ? "first" : "second";
            g_autofree char *text = g_strdup_printf(
                "INVITE " BOB " SIP/2.0\nVia: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK%s%u\n"
                "From: <sip:alice@example.com>;tag=a\nTo: <" BOB ">\nCall-ID: %s\n"
                "CSeq: 1 INVITE\n",
                call, i, call);
            sip_text_add(*state, ++frame, 0, text);
            g_autofree char *answer = g_strdup_printf(
                "SIP/2.0 %s\nVia: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK%s%u\n"
                "From: <sip:alice@example.com>;tag=a\nTo: <" BOB ">;tag=%u\nCall-ID: %s\n"
                "CSeq: 1 INVITE\n",
                answers[(i + first) % 2], call, i, i, call);
            sip_text_add(*state, ++frame, 1, answer);
        }
    assert_int_equal(others(*state, 486), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_lost_something_is_named),
        TEST(one_that_is_lost),
        TEST(two_of_one_call_ended_alike),
        TEST(one_that_did_as_it_was_told_may_come_again),
        TEST(one_that_comes_back_without),
        TEST(one_that_comes_back_in_a_call_of_its_own),
        TEST(a_registration_that_is_refused_each_minute),
        TEST(of_no_consequence_for_a_421),
        TEST(a_420_that_proves_what_is_wrong_with_a_421_is_told_there),
        TEST(a_420_for_something_else_behind_a_421_is_counted),
        TEST(of_other_matter_than_their_require),
        TEST(very_many_at_once),
        TEST(one_that_another_number_took),
        TEST(one_that_the_same_user_took),
        TEST(another_call_of_the_same_caller),
        TEST(another_call_that_somebody_else_forwards),
        TEST(one_whose_end_is_not_known_is_shown),
        TEST(one_whose_end_nobody_saw_is_shown_later),
        TEST(a_loss_takes_its_place),
        TEST(beside_a_loss_of_another_kind_it_is_not_shown),
        TEST(beside_what_was_asked_for_it_says_so),
        TEST(a_link_of_a_chain_that_is_told_of),
        TEST(a_redirect_beside_one_that_is_told_of),
        TEST(a_call_without_any_answer_is_counted),
        TEST(a_call_of_which_anything_tells_is_not),
        TEST(a_challenge_before_ipsec),
        TEST(what_a_challenge_asks_for),
        TEST(what_goes_on_inside_ipsec),
        TEST(ipsec_between_others),
        TEST(ipsec_without_the_challenge),
        TEST(ipsec_that_was_there_before),
        TEST(another_refusal_is_counted_once),
        TEST(what_is_no_refusal_or_is_looked_at_is_not),
        TEST(a_request_that_a_branch_served_was_not_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
