/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages that no sane network would send, in every order, from a small vocabulary so that they
 * meet: whatever comes, the ledger keeps its bounds and its pointers. Runs under the sanitizers.
 */
#include "core/describe/facts.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/story/story.h"
#include "sip_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MESSAGES 6000
#define MAX_OPEN 40

static const char *pick(GRand *chance, const char *const *words, guint n)
{
    return words[g_rand_int_range(chance, 0, (gint32)n)];
}
#define PICK(words) pick(chance, words, G_N_ELEMENTS(words))

static char *message(GRand *chance)
{
    static const char *const methods[] = {"INVITE", "INVITE", "INVITE", "ACK",     "CANCEL",
                                          "PRACK",  "BYE",    "UPDATE", "REGISTER"};
    static const char *const uris[] = {"sip:bob@a.example.net", "sip:bob@b.example.net",
                                       "sip:bob@198.51.100.20", "sip:eve@a.example.net",
                                       "tel:+49305550100",      "nonsense"};
    static const char *const statuses[] = {"100 Trying",
                                           "183 Session Progress",
                                           "200 OK",
                                           "301 Moved Permanently",
                                           "301 Moved Permanently",
                                           "302 Moved Temporarily",
                                           "401 Unauthorized",
                                           "420 Bad Extension",
                                           "421 Extension Required",
                                           "421 Extension Required",
                                           "486 Busy Here",
                                           "487 Request Terminated",
                                           "603 Decline"};
    static const char *const more[] = {
        "Contact: <sip:bob@b.example.net>;q=0.5, <sip:bob@a.example.net>\n",
        "Contact: <sip:bob@198.51.100.20>;expires=5\n",
        "Contact: *\n",
        "Contact: <sip:bob@broken\n",
        "Require: 100rel\nRSeq: 1\n",
        "Require: timer, 100rel\n",
        "Supported: 100rel, timer\n",
        "Session-Expires: 90;refresher=uac\n",
        ""};
    static const char *const clients[] = {
        "192.0.2.1", "192.0.2.2", "203.0.113.5;branch=z9hG4bKp\nVia: SIP/2.0/UDP 192.0.2.1"};
    static const char *const tags[] = {"", "", ";tag=b", ";tag=c"};

    const char *method = PICK(methods);
    g_autofree char *first = g_rand_boolean(chance)
                                 ? g_strdup_printf("%s %s SIP/2.0", method, PICK(uris))
                                 : g_strdup_printf("SIP/2.0 %s", PICK(statuses));
    static const char *const call_ids[] = {"Call-ID", "Call-ID", "Call-ID", "X-No-Call-ID"};
    static const char *const cseqs[] = {"CSeq", "CSeq", "CSeq", "X-No-CSeq"};
    return g_strdup_printf("%s\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%d\n"
                           "From: <sip:alice@example.com>;tag=a\nTo: <sip:bob@a.example.net>%s\n"
                           "%s: call-%d\n%s: %d %s\n%s%s",
                           first, PICK(clients), g_rand_int_range(chance, 0, 300), PICK(tags),
                           PICK(call_ids), g_rand_int_range(chance, 0, 12), PICK(cseqs),
                           g_rand_int_range(chance, 1, 4), method, PICK(more), PICK(more));
}

/* Everything that a reader of the ledger would ask for. */
static void read_all(SfLedger *ledger)
{
    const GPtrArray *answers = sf_ledger_answers(ledger);
    for (guint i = 0; i < answers->len; i++) {
        const SfAnswer *answer = answers->pdata[i];
        g_autofree char *summary = sf_answer_summary(answer);
        g_autofree char *problem = sf_answer_case(answer);
        g_autofree char *final = sf_answer_final(answer);
        assert_non_null(summary);
        assert_true(answer->story->number > 0);
        assert_true(sf_answer_hops(answer) <= SF_MAX_LINKS);
        assert_non_null(sf_outcome_name(sf_answer_outcome(answer).kind));
        for (guint k = 0; k < sf_answer_findings(answer)->len; k++) {
            const SfFinding *finding = sf_answer_findings(answer)->pdata[k];
            g_autofree char *text = sf_finding_text(finding);
            g_autofree char *why = sf_finding_why(finding);
            g_autoptr(GPtrArray) fixes = sf_finding_fixes(finding);
            assert_true(g_utf8_validate(text, -1, NULL));
            assert_true(finding->frame > 0);
        }
    }
}

static void stands_whatever_comes(void **state)
{
    (void)state;
    for (guint32 seed = 1; seed <= 8; seed++) {
        GRand *chance = g_rand_new_with_seed(seed);
        SfLedger *ledger = sf_ledger_new();
        sf_ledger_set_max_open(ledger, MAX_OPEN);
        double time = 0;
        for (guint32 frame = 1; frame <= MESSAGES; frame++) {
            /* Sometimes a long silence, in which calls are forgotten; sometimes backwards. */
            time += g_rand_int_range(chance, 0, 200) == 0 ? 100
                                                          : g_rand_double_range(chance, -0.2, 0.4);
            g_autofree char *text = message(chance);
            if (g_rand_int_range(chance, 0, 20) == 0)
                sip_text_add_cut(ledger, frame, time, text);
            else
                sip_text_add(ledger, frame, time, text);
            assert_true(sf_ledger_open(ledger) <= MAX_OPEN);
            sf_ledger_news(ledger, frame);
            if (frame % 50 == 0)
                sf_ledger_marks(ledger, frame / 2);
        }
        read_all(ledger);
        SfRunCounts run;
        sf_ledger_run(ledger, &run);
        assert_int_equal(run.sip, MESSAGES);
        sf_ledger_free(ledger);
        g_rand_free(chance);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stands_whatever_comes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
