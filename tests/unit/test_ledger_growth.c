/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a message costs, whatever came before it: counted, not timed. */
#include "core/ledger/followups/followup.h"
#include "core/ledger/ledger_private.h"
#include "core/ledger/story/story.h"
#include "sip_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* What a ledger did for its messages. */
typedef struct {
    guint judgements;
    guint told;   /* messages that answers tell of */
    guint most;   /* of one answer */
    guint news;   /* answers that one frame brought news of, at most */
    guint proofs; /* frames named beside messages, of all answers */
    guint answers;
} Costs;

static void add(SfLedger *ledger, Costs *costs, guint32 frame, const char *text)
{
    sip_text_add(ledger, frame, frame * 0.001, text);
    costs->news = MAX(costs->news, ledger->news->len);
}

/* @n redirects, each followed up by the next request; @calls: with a Call-ID each. */
static Costs chain(guint n, gboolean calls)
{
    Costs costs = {0};
    SfLedger *ledger = sf_ledger_new();
    for (guint i = 0; i < n; i++) {
        g_autofree char *rest = g_strdup_printf(
            "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%u\nFrom: <sip:alice@example.com>;tag=a\n"
            "To: <sip:bob@example.net>;tag=b%u\nCall-ID: call-%u\nCSeq: %u INVITE\n",
            i, i, calls ? i : 0, calls ? 1 : i + 1);
        g_autofree char *asked =
            g_strdup_printf("INVITE sip:bob@h%u.example.net SIP/2.0\n%s", i, rest);
        g_autofree char *answered = g_strdup_printf(
            "SIP/2.0 301 Moved Permanently\n%sContact: <sip:bob@h%u.example.net>\n", rest, i + 1);
        char *tag = strstr(asked, ";tag=b"); /* a request that begins a call has none */
        memset(tag, ' ', strcspn(tag, "\n"));
        add(ledger, &costs, 2 * i + 1, asked);
        add(ledger, &costs, 2 * i + 2, answered);
    }
    const GPtrArray *answers = sf_ledger_answers(ledger);
    costs.answers = answers->len;
    for (guint i = 0; i < answers->len; i++) {
        const SfAnswer *answer = answers->pdata[i];
        g_autoptr(GArray) proof = sf_answer_proof(answer);
        costs.judgements += answer->judged.number;
        costs.told += answer->messages->len;
        costs.most = MAX(costs.most, answer->messages->len);
        costs.proofs += proof->len;
        assert_int_equal(answer->followups->len, i + 1 < n ? 1 : 0);
    }
    sf_ledger_free(ledger);
    return costs;
}

static void want_linear(gboolean calls)
{
    const Costs small = chain(200, calls), large = chain(2000, calls);
    assert_int_equal(small.answers, 200);
    assert_int_equal(large.answers, 2000);
    assert_int_equal(large.judgements, 2000);
    assert_true(large.told <= 10 * small.told + 20);
    assert_true(large.proofs <= 10 * small.proofs + 10);
    assert_true(large.most <= 6);
    assert_true(large.news <= 4);
}

static void a_long_chain_costs_no_more_a_link(void **state)
{
    (void)state;
    want_linear(FALSE);
    want_linear(TRUE);
}

/* One answer, sent again for ever. */
static void an_answer_tells_of_so_many_messages(void **state)
{
    (void)state;
    static const char rest[] = "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\n"
                               "From: <sip:alice@example.com>;tag=a\nCall-ID: call\n"
                               "CSeq: 1 INVITE\nTo: <sip:bob@example.net>";
    g_autofree char *asked = g_strconcat("INVITE sip:bob@example.net SIP/2.0\n", rest, "\n", NULL);
    g_autofree char *answered =
        g_strconcat("SIP/2.0 421 Extension Required\n", rest, ";tag=b\nRequire: 100rel\n", NULL);
    SfLedger *ledger = sf_ledger_new();
    sip_text_add(ledger, 1, 0, asked);
    for (guint i = 0; i < 1000; i++)
        sip_text_add(ledger, i + 2, i * 0.5, answered);
    const SfAnswer *answer = sf_ledger_answers(ledger)->pdata[0];
    const GArray *messages = answer->messages;
    assert_int_equal(messages->len, SF_MAX_MESSAGES);
    assert_int_equal(answer->messages_left_out, 1001 - SF_MAX_MESSAGES);
    assert_int_equal(g_array_index(messages, SfFlowPacket, 0).spot.frame, 1);
    assert_int_equal(g_array_index(messages, SfFlowPacket, messages->len - 1).spot.frame, 1001);
    sf_ledger_free(ledger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_long_chain_costs_no_more_a_link),
                                       cmocka_unit_test(an_answer_tells_of_so_many_messages)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
