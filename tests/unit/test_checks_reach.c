/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the targets of a 301 lead: what makes each check speak, and what looks alike and must not.
 */
#include "check_cases.h"

#include "core/checks/check.h"

static void insecure(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "sip",
         .asks = "INVITE sips:bob@example.net",
         .answer = "Contact: <sips:bob@example.org>, <sip:bob@example.org>\n",
         .variant = PLAIN,
         .says = "sip:bob@example.org has none"},
        {.name = "tel",
         .asks = "INVITE sips:bob@example.net",
         .answer = "Contact: <tel:+49305550100>\n",
         .variant = PLAIN},
        {.name = "sips",
         .asks = "INVITE sips:bob@example.net",
         .answer = "Contact: <sips:bob@example.org>\n",
         .variant = QUIET},
        {.name = "a mail is no call",
         .asks = "INVITE sips:bob@example.net",
         .answer = "Contact: <mailto:bob@example.org>\n",
         .variant = QUIET},
        {.name = "up", .answer = "Contact: <sips:bob@example.org>\n", .variant = QUIET},
        {.name = "neither", .answer = "Contact: <sip:bob@example.org>\n", .variant = QUIET},
    };
    MOVED_CASES("moved.insecure", cases);
}

#define FROM(address) "SIP/2.0/UDP " address ";branch=z9hG4bK776asdhds"

static void private_target(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "private",
         .answer = "Contact: <sip:bob@10.1.2.3:5060>\n",
         .variant = PLAIN,
         .says = "10.1.2.3 is a private address, which 203.0.113.5 reaches only where it has a way "
                 "into that network"},
        {.name = "its own inside",
         .asks = "INVITE sip:5551000@192.0.2.20",
         .answer = "Contact: <sip:5552000@10.20.0.5:5060>\n"
                   "Diversion: <sip:5551000@10.20.0.5>;reason=unconditional\n",
         .variant = "inside",
         .says = "Name 192.0.2.20 in place of 10.20.0.5"},
        {.name = "who forwards is another user",
         .asks = "INVITE sip:5551000@192.0.2.20",
         .answer = "Contact: <sip:5552000@10.20.0.5:5060>\n"
                   "Diversion: <sip:5553000@10.20.0.5>;reason=unconditional\n",
         .variant = PLAIN},
        {.name = "who forwards is elsewhere",
         .asks = "INVITE sip:5551000@192.0.2.20",
         .answer = "Contact: <sip:5552000@10.20.0.5:5060>\n"
                   "Diversion: <sip:5551000@10.20.0.6>;reason=unconditional\n",
         .variant = PLAIN},
        {.name = "172.16/12", .answer = "Contact: <sip:bob@172.31.0.1>\n", .variant = PLAIN},
        {.name = "192.168/16", .answer = "Contact: <sip:bob@192.168.0.1>\n", .variant = PLAIN},
        {.name = "carrier NAT",
         .answer = "Contact: <sip:bob@100.127.0.1>\n",
         .variant = PLAIN,
         .says = "carrier-NAT"},
        {.name = "link-local",
         .answer = "Contact: <sip:bob@169.254.0.1>\n",
         .variant = PLAIN,
         .says = "link-local"},
        {.name = "loopback",
         .answer = "Contact: <sip:bob@127.0.0.1>\n",
         .variant = "loopback",
         .says = "is each machine's own"},
        {.name = "loopback, IPv6", .answer = "Contact: <sip:bob@[::1]>\n", .variant = "loopback"},
        {.name = "link-local, IPv6", .answer = "Contact: <sip:bob@[fe80::1]>\n", .variant = PLAIN},
        {.name = "unique local",
         .answer = "Contact: <sip:bob@[fd00::1]>\n",
         .variant = PLAIN,
         .says = "unique-local"},
        {.name = "mapped", .answer = "Contact: <sip:bob@[::ffff:10.1.2.3]>\n", .variant = PLAIN},
        {.name = "maddr",
         .answer = "Contact: <sip:bob@example.org;maddr=10.1.2.3>\n",
         .variant = PLAIN,
         .says = "10.1.2.3 is a private"},
        {.name = "loopback, for one inside",
         .vias = FROM("10.0.0.7"),
         .answer = "Contact: <sip:bob@127.0.0.1>\n",
         .variant = "loopback"},
        {.name = "the caller is inside too",
         .vias = FROM("192.168.0.7"),
         .answer = "Contact: <sip:bob@10.1.2.3>\n",
         .variant = QUIET},
        {.name = "the old address was inside too",
         .asks = "INVITE sip:bob@10.0.0.9",
         .answer = "Contact: <sip:bob@10.1.2.3>\n",
         .variant = QUIET},
        {.name = "by an outbound proxy",
         .request = "Route: <sip:192.0.2.8;lr>\n",
         .answer = "Contact: <sip:bob@10.1.2.3>\n",
         .variant = QUIET},
        {.name = "documentation", .answer = "Contact: <sip:bob@192.0.2.9>\n", .variant = QUIET},
        {.name = "just outside",
         .answer = "Contact: <sip:a@172.32.0.1>, <sip:b@100.128.0.1>,"
                   "<sip:c@11.0.0.1>, <sip:d@[2001:db8::1]>\n",
         .variant = QUIET},
        {.name = "a name", .answer = "Contact: <sip:bob@pbx.local>\n", .variant = QUIET},
        {.name = "a name that has no address",
         .answer = "Contact: <sip:anonymous@anonymous.invalid>\n",
         .variant = "made-up",
         .says = "anonymous.invalid is a name that stands for none"},
        {.name = "with its dot",
         .answer = "Contact: <sip:bob@Anonymous.INVALID.>\n",
         .variant = "made-up"},
        {.name = "a browser",
         .answer = "Contact: <sip:bob@df7jal23ls0d.invalid;transport=ws>\n",
         .variant = QUIET},
        {.name = "a name that ends alike",
         .answer = "Contact: <sip:bob@pbx.notinvalid>\n",
         .variant = QUIET},
        {.name = "made up, by an outbound proxy",
         .request = "Route: <sip:192.0.2.8;lr>\n",
         .answer = "Contact: <sip:bob@anonymous.invalid>\n",
         .variant = QUIET},
    };
    MOVED_CASES("moved.private-target", cases);
}

static void foreign_domain(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "another domain",
         .asks = "INVITE sip:bob@pbx1.example.net",
         .answer = "Contact: <sip:bob@pbx.EXAMPLE.org.>\n",
         .variant = PLAIN,
         .says = "the owner of example.net confirms the move: example.org"},
        {.name = "below a suffix of two parts",
         .asks = "INVITE sip:bob@a.co.uk",
         .answer = "Contact: <sip:bob@b.co.uk>\n",
         .variant = PLAIN,
         .says = "the owner of a.co.uk confirms the move: b.co.uk"},
        {.name = "another host of the domain",
         .asks = "INVITE sip:bob@pbx1.example.net",
         .answer = "Contact: <sip:bob@sip.pbx2.Example.Net>\n",
         .variant = QUIET},
        {.name = "an address", .answer = "Contact: <sip:bob@192.0.2.9>\n", .variant = QUIET},
        {.name = "of an address that nobody names",
         .asks = "INVITE sip:bob@192.0.2.9",
         .request = "To: <sip:bob@192.0.2.9>\n",
         .answer = "Contact: <sip:bob@example.org>\n",
         .variant = QUIET},
        {.name = "an address that was looked up for the one called",
         .asks = "INVITE sip:bob@192.0.2.9",
         .answer = "Contact: <sip:bob@example.org>\n",
         .variant = PLAIN,
         .says = "the owner of example.net confirms the move: example.org"},
        {.name = "an address within the domain of the one called",
         .asks = "INVITE sip:bob@192.0.2.9",
         .answer = "Contact: <sip:bob@pbx.example.net>\n",
         .variant = QUIET},
        {.name = "an address that forwards, and says whose it is",
         .asks = "INVITE sip:101@192.0.2.9",
         .request = "To: <sip:101@192.0.2.9>\n",
         .answer = "Contact: <sip:0090@example.org>\nDiversion: <sip:101@pbx.example.com>\n",
         .variant = PLAIN,
         .says = "the owner of example.com confirms the move: example.org"},
        {.name = "a forwarder of the new domain",
         .asks = "INVITE sip:101@192.0.2.9",
         .answer = "Contact: <sip:0090@example.org>\nDiversion: <sip:101@pbx.example.org>\n",
         .variant = QUIET},
        {.name = "a name of one's own",
         .asks = "INVITE sip:bob@pbx1.lan",
         .answer = "Contact: <sip:bob@pbx2.lan>\n",
         .variant = QUIET},
        {.name = "a short name", .answer = "Contact: <sip:bob@pbx2>\n", .variant = QUIET},
        {.name = "a number", .answer = "Contact: <tel:+49305550100>\n", .variant = QUIET},
    };
    MOVED_CASES("moved.foreign-domain", cases);
}

static void judges_reach_by_who_follows(void **state)
{
    add_two_hops(*state, MOVED(V2) "Contact: <sip:bob@10.1.2.3>\n",
                 MOVED(V1) "Contact: <sip:bob@10.1.2.3>\n");
    want_finding(judged_answer(*state, 0), "moved.private-target", NULL);
    assert_null(sf_answer_finding(judged_answer(*state, 1), "moved.private-target"));
}

static void a_place_that_answers_is_within_reach(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, ASKED("sip:bob@example.net", V1));
    sip_text_add(ledger, 2, 0.1, MOVED(V1) "Contact: <sip:bob@10.1.2.3>, <sip:bob@10.1.2.4>\n");
    want_words("silent", want_finding(judged_answer(ledger, 0), "moved.private-target", NULL),
               "10.1.2.3 is a private");
#define NEXT(number, branch)                                                                       \
    "Via: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK" branch "\n"                                      \
    "From: <sip:alice@example.com>;tag=a\nCall-ID: one\nCSeq: " number " INVITE\n"
    sip_text_add(ledger, 3, 0.2, "INVITE sip:bob@10.1.2.3 SIP/2.0\n" NEXT("2", "3") TO);
    sip_text_add(ledger, 4, 0.3,
                 "SIP/2.0 486 Busy Here\n" NEXT("2", "3") "To: <sip:bob@example.net>;tag=c\n");
    want_words("one answered", want_finding(judged_answer(ledger, 0), "moved.private-target", NULL),
               "10.1.2.4 is a private");
    sip_text_add(ledger, 5, 0.4, "INVITE sip:bob@10.1.2.4 SIP/2.0\n" NEXT("3", "4") TO);
    sip_text_add(ledger, 6, 0.5,
                 "SIP/2.0 180 Ringing\n" NEXT("3", "4") "To: <sip:bob@example.net>;tag=d\n");
    assert_null(sf_answer_finding(judged_answer(ledger, 0), "moved.private-target"));
}

/* A proxy that follows by itself keeps the caller's Via below its own. */
static void add_recursion(SfLedger *ledger, const char *old, const char *target)
{
    g_autofree char *asked = g_strdup_printf("INVITE %s SIP/2.0\nVia: " V2 "\n" TO CALL, old);
    g_autofree char *moved = g_strdup_printf(MOVED(V2) "Contact: <%s>\n", target);
    g_autofree char *followed = g_strdup_printf(
        "INVITE %s SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK9, " V1 "\n" TO CALL, target);
    sip_text_add(ledger, 1, 0.0, asked);
    sip_text_add(ledger, 2, 0.1, moved);
    sip_text_add(ledger, 3, 0.2, followed);
}

static void a_proxy_must_not_leave_tls(void **state)
{
    add_recursion(*state, "sips:bob@example.net", "sip:bob@pbx.example.net");
    const SfFinding *finding = want_finding(judged_answer(*state, 0), "moved.insecure", "recursed");
    assert_int_equal(finding->frame, 3);
    want_words("recursed", finding, "At 192.0.2.2, do not follow");
}

static void a_proxy_must_not_pretend_tls(void **state)
{
    add_recursion(*state, "sip:bob@example.net", "sips:bob@pbx.example.net");
    want_finding(judged_answer(*state, 0), "moved.insecure", "upgraded");
}

static void a_proxy_may_follow_to_the_same_scheme(void **state)
{
    add_recursion(*state, "sip:bob@example.net", "sip:bob@pbx.example.net");
    assert_null(sf_answer_finding(judged_answer(*state, 0), "moved.insecure"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(insecure),
        cmocka_unit_test(private_target),
        cmocka_unit_test(foreign_domain),
        LEDGER_TEST(judges_reach_by_who_follows),
        LEDGER_TEST(a_place_that_answers_is_within_reach),
        LEDGER_TEST(a_proxy_must_not_leave_tls),
        LEDGER_TEST(a_proxy_must_not_pretend_tls),
        LEDGER_TEST(a_proxy_may_follow_to_the_same_scheme),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
