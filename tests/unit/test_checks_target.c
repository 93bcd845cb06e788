/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the targets of a 301 are: what makes each check speak, and what looks alike and must not. */
#include "check_cases.h"

#include "core/checks/check.h"

static void duplicate_target(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "twice",
         .answer = "Contact: <sip:bob@example.org>;q=0.9, <sip:bob@EXAMPLE.org>;q=0.5\n",
         .variant = PLAIN,
         .says = "twice: <sip:bob@example.org>;q=0.9 and <sip:bob@EXAMPLE.org>;q=0.5"},
        {.name = "in two headers, with another between",
         .answer = "Contact: <sip:bob@example.org>\nContact: <sip:al@example.org>\n"
                   "Contact: <sip:b%6fb@example.org>\n",
         .variant = PLAIN},
        {.name = "headers do not count: they go into the next request",
         .answer = "Contact: <sip:bob@example.org>, <sip:bob@example.org?Subject=x>\n",
         .variant = PLAIN},
        {.name = "the second and the third",
         .answer = "Contact: <sip:bob@example.org;transport=tcp>, <sip:bob@example.org>,"
                   "<sip:bob@example.org>\n",
         .variant = PLAIN},
        {.name = "tel",
         .answer = "Contact: <tel:+49-30-5550100>, <tel:+49305550100>\n",
         .variant = PLAIN},
        {.name = "another transport",
         .answer = "Contact: <sip:bob@example.org>, <sip:bob@example.org;transport=tcp>\n",
         .variant = QUIET},
        {.name = "another port",
         .answer = "Contact: <sip:bob@example.org>, <sip:bob@example.org:5060>\n",
         .variant = QUIET},
        {.name = "another line of one phone",
         .answer = "Contact: <sip:bob@192.0.2.9;line=1>, <sip:bob@192.0.2.9;line=2>\n",
         .variant = QUIET},
        {.name = "another instance",
         .answer = "Contact: <sip:bob@example.org;gr=1>, <sip:bob@example.org;gr=2>\n",
         .variant = QUIET},
        {.name = "another scheme",
         .answer = "Contact: <sip:bob@example.org>, <sips:bob@example.org>\n",
         .variant = QUIET},
        {.name = "another case of the user",
         .answer = "Contact: <sip:bob@example.org>, <sip:Bob@example.org>\n",
         .variant = QUIET},
    };
    MOVED_CASES("moved.duplicate-target", cases);
}

static void uri_headers(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "the usual cargo",
         .answer = "Contact: <sip:bob@example.org?User-to-User=56a3&History-Info=x>\n",
         .variant = PLAIN,
         .says = "brings User-to-User, History-Info behind its ?"},
        {.name = "beside unsafe ones",
         .answer = "Contact: <sip:bob@example.org?From=x&Subject=y>\n",
         .variant = PLAIN,
         .says = "brings Subject behind its ?"},
        {.name = "only unsafe ones",
         .answer = "Contact: <sip:bob@example.org?From=x>\n",
         .variant = QUIET},
        {.name = "in the user part",
         .answer = "Contact: <sip:bob?Subject=x@example.org>\n",
         .variant = QUIET},
        {.name = "of a mail",
         .answer = "Contact: <mailto:bob@example.org?subject=x>\n",
         .variant = QUIET},
    };
    MOVED_CASES("moved.uri-headers", cases);
}

static void uri_headers_unsafe(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "Route",
         .answer = "Contact: <sip:bob@example.org?Route=%3Csip:198.51.100.66%3Blr%3E>\n",
         .variant = PLAIN,
         .says = "Take Route out of the address"},
        {.name = "escaped",
         .answer = "Contact: <sip:bob@example.org?%52oute=x>\n",
         .variant = PLAIN},
        {.name = "the compact form",
         .answer = "Contact: <sip:bob@example.org?f=x>\n",
         .variant = PLAIN},
        {.name = "capabilities",
         .answer = "Contact: <sip:bob@example.org?Supported=100rel&Subject=x&user-agent=y>\n",
         .variant = PLAIN,
         .says = "Supported, user-agent"},
        {.name = "a wish is no claim",
         .answer = "Contact: <sip:bob@example.org?Accept-Contact=x>\n",
         .variant = QUIET},
        {.name = "User-to-User",
         .answer = "Contact: <sip:bob@example.org?User-to-User=x>\n",
         .variant = QUIET},
        {.name = "no header",
         .answer = "Contact: <sip:From@example.org;From=x>\n",
         .variant = QUIET},
    };
    MOVED_CASES("moved.uri-headers-unsafe", cases);
}

static void uri_method(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "method",
         .answer = "Contact: <sip:bob@example.org;method=MESSAGE>\n",
         .variant = PLAIN,
         .says = "Take ;method=MESSAGE out"},
        {.name = "lr",
         .answer = "Contact: <sip:example.org;LR>\n",
         .variant = PLAIN,
         .says = "Take ;LR out"},
        {.name = "both",
         .answer = "Contact: <sip:example.org;lr;method=INVITE>\n",
         .variant = PLAIN,
         .says = "Take ;method=INVITE;lr out"},
        {.name = "of two addresses",
         .answer = "Contact: <sip:bob@example.org;method=BYE>, <sip:example.net;lr>\n",
         .variant = "several",
         .says = "Take ;method=BYE and ;lr out"},
        {.name = "of the header",
         .answer = "Contact: <sip:bob@example.org>;lr;method=x\n",
         .variant = QUIET},
        {.name = "of the user", .answer = "Contact: <sip:bob;lr@example.org>\n", .variant = QUIET},
        {.name = "others",
         .answer = "Contact: <sip:bob@example.org;lrx;methods=y>\n",
         .variant = QUIET},
    };
    MOVED_CASES("moved.uri-method", cases);
}

/* Where another new address names the user, the one without may be taken out, too. */
static void user_lost(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "the only one",
         .answer = "Contact: <sip:example.org>\n",
         .variant = PLAIN,
         .says = "Name the user in the new address"},
        {.name = "beside one with a user",
         .answer = "Contact: <sip:carol@example.org>, <sip:example.net;lr>\n",
         .variant = "beside",
         .says = "sip:example.net;lr, or take it out: sip:carol@example.org names one"},
        {.name = "beside a number",
         .answer = "Contact: <sip:example.org>, <tel:+49305550100>\n",
         .variant = PLAIN},
        {.name = "none", .answer = "Contact: <sip:bob@example.org>\n", .variant = QUIET},
    };
    MOVED_CASES("moved.user-lost", cases);
}

static void tel(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "global",
         .answer = "Contact: <tel:+49305550100>\n",
         .variant = PLAIN,
         .says = "write the number of tel:+49305550100 in its place"},
        {.name = "local",
         .answer = "Contact: <tel:0305550100>\n",
         .variant = "local",
         .says = "world-wide form"},
        {.name = "local, and what it lacks",
         .answer = "Contact: <tel:8005550177;cic=0222;rn=18005550177>\n",
         .variant = "local",
         .says = "8005550177 has no + and country code, nor a phone-context; rn=18005550177 has no "
                 "+, nor rn-context; cic=0222 has no"},
        {.name = "looked up, by a number that holds somewhere only",
         .answer = "Contact: <tel:+18005550177;npdi;rn=18005550199>\n",
         .variant = "by-rn",
         .says = "rn=18005550199 has no +"},
        {.name = "looked up, and whole",
         .answer = "Contact: <tel:+18005550177;npdi;rn=18005550199;rn-context=+1>\n",
         .variant = "by-rn",
         .says = "the look-up has been done"},
        {.name = "local, and where",
         .answer = "Contact: <tel:5550100;phone-context=+4930>\n",
         .variant = PLAIN},
        {.name = "looked up",
         .answer = "Contact: <tel:+49305550100;enumdi>\n",
         .variant = "looked-up"},
        {.name = "behind a sip: address",
         .answer = "Contact: <sip:bob@example.org>, <TEL:+49305550100>;q=0.1\n",
         .variant = PLAIN},
        {.name = "a number in a sip: address",
         .answer = "Contact: <sip:+49305550100@example.org;user=phone>\n",
         .variant = QUIET},
        {.name = "broken", .answer = "Contact: <tel:>\n", .variant = QUIET},
    };
    MOVED_CASES("moved.tel", cases);
}

static void not_sip(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "mail",
         .answer = "Contact: <mailto:bob@example.org>\n",
         .variant = PLAIN,
         .says = "At 198.51.100.20: list the sip: address in the Contact before mailto:"},
        {.name = "web, beside a sip: address",
         .answer = "Contact: <https://www.example.org/bob>, <sip:bob@example.org>\n",
         .variant = PLAIN,
         .says = "the scheme https"},
        {.name = "sips", .answer = "Contact: <SIPS:bob@example.org>\n", .variant = QUIET},
        {.name = "tel", .answer = "Contact: <tel:+49305550100>\n", .variant = QUIET},
    };
    MOVED_CASES("moved.not-sip", cases);
}

#define CALL_NUMBER "INVITE sip:+49-30-5550100@example.net;user=phone"

static void number_routing(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "portability",
         .asks = CALL_NUMBER,
         .answer = "Contact: <sip:+49305550100;npdi;rn=+4930555099@gw.example.net;user=phone>\n",
         .variant = PLAIN,
         .says = "302 at 198.51.100.20, in place of the 301 in frame 2: ;rn="},
        {.name = "tel",
         .asks = "INVITE tel:+49305550100",
         .answer = "Contact: <tel:+49305550100;cic=+4901>\n",
         .variant = PLAIN},
        {.name = "behind the host",
         .asks = CALL_NUMBER,
         .answer = "Contact: <sip:49305550100@gw.example.net;tgrp=tg1>\n",
         .variant = PLAIN},
        {.name = "another routing number",
         .asks = "INVITE sip:+49305550100;rn=+4930555098@example.net",
         .answer = "Contact: <sip:+49305550100;rn=+4930555099@gw.example.net>\n",
         .variant = PLAIN},
        {.name = "a cause",
         .asks = CALL_NUMBER,
         .answer = "Contact: <sip:+49305550100@gw2.example.net>\n"
                   "Reason: SIP;cause=503, q.850 ; cause=34 ; text=\"No circuit\"\n",
         .variant = "cause",
         .says = "q.850 ; cause=34 ; text=\"No circuit\""},
        {.name = "number changed: what 301 is for",
         .asks = CALL_NUMBER,
         .answer = "Contact: <sip:+49305550100@gw2.example.net>\nReason: Q.850;cause=22\n",
         .variant = QUIET},
        {.name = "normal clearing",
         .asks = CALL_NUMBER,
         .answer = "Contact: <sip:+49305550100@gw2.example.net>\nReason: Q.850;cause=16\n",
         .variant = QUIET},
        {.name = "a cause of SIP",
         .asks = CALL_NUMBER,
         .answer = "Contact: <sip:+49305550100@gw2.example.net>\nReason: SIP;cause=503\n",
         .variant = QUIET},
        {.name = "another number",
         .asks = CALL_NUMBER,
         .answer = "Contact: <sip:+49305550199;npdi@gw.example.net>\nReason: Q.850;cause=34\n",
         .variant = QUIET},
        {.name = "looked up before",
         .asks = "INVITE sip:+49305550100;npdi;rn=+4930555099@gw1.example.net",
         .answer = "Contact: <sip:+49305550100;npdi;rn=+4930555099@gw2.example.net>\n",
         .variant = QUIET},
        {.name = "only another server",
         .asks = CALL_NUMBER,
         .answer = "Contact: <sip:+49305550100@gw2.example.net;user=phone>\n",
         .variant = QUIET},
        {.name = "no number", .answer = "Contact: <sip:bob;rn=1@example.org>\n", .variant = QUIET},
    };
    MOVED_CASES("moved.number-routing", cases);
}

static void self(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "the same",
         .answer = "Contact: <sip:bob@example.net>\n",
         .variant = PLAIN,
         .says = "it redirects sip:bob@example.net to itself"},
        {.name = "the same in other letters",
         .answer = "Contact: <SIP:b%6Fb@EXAMPLE.NET;x=y>\n",
         .variant = PLAIN},
        {.name = "beside one that leads somewhere",
         .answer = "Contact: <sip:al@example.org>, <SIP:b%6Fb@EXAMPLE.NET;x=y>\n",
         .variant = "beside",
         .says = "take SIP:b%6Fb@EXAMPLE.NET;x=y out of the new addresses"},
        {.name = "beside what is no SIP",
         .answer = "Contact: <mailto:al@example.org>, <sip:bob@example.net>\n",
         .variant = PLAIN},
        {.name = "but for what a client drops",
         .answer = "Contact: <sip:bob@example.net;method=INVITE?Subject=x>\n",
         .variant = PLAIN},
        {.name = "a registrar",
         .asks = "REGISTER sip:example.net",
         .answer = "Contact: <sip:example.net>\n",
         .variant = PLAIN},
        {.name = "a number",
         .asks = "INVITE tel:+49305550100",
         .answer = "Contact: <tel:+49-30-5550100>\n",
         .variant = PLAIN},
        {.name = "another transport",
         .answer = "Contact: <sip:bob@example.net;transport=tcp>\n",
         .variant = QUIET},
        {.name = "a port", .answer = "Contact: <sip:bob@example.net:5060>\n", .variant = QUIET},
        {.name = "another server",
         .answer = "Contact: <sip:bob@example.net;maddr=192.0.2.9>\n",
         .variant = QUIET},
        {.name = "one of its instances",
         .answer = "Contact: <sip:bob@example.net;gr=urn:x>\n",
         .variant = QUIET},
        {.name = "with protection",
         .answer = "Contact: <sips:bob@example.net>\n",
         .variant = QUIET},
        {.name = "another user", .answer = "Contact: <sip:Bob@example.net>\n", .variant = QUIET},
    };
    MOVED_CASES("moved.self", cases);
}

#define AT_SWITCH "Contact: <sip:alice@203.0.113.5:5080>\n"

static void to_caller(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "where it came from",
         .answer = "Contact: <sip:bob@203.0.113.5>\n",
         .variant = PLAIN,
         .says = "sends the call back to 203.0.113.5"},
        {.name = "its Contact",
         .request = AT_SWITCH,
         .answer = "Contact: <sip:bob@203.0.113.5:5080>\n",
         .variant = PLAIN},
        {.name = "its Contact, by name",
         .request = "Contact: <sip:alice@pbx1.example.com>\n",
         .answer = "Contact: <sip:bob@pbx1.example.com>\n",
         .variant = PLAIN},
        {.name = "the caller itself",
         .request = AT_SWITCH,
         .answer = "Contact: <sip:alice@203.0.113.5:5080>\n",
         .variant = PLAIN},
        {.name = "maddr",
         .answer = "Contact: <sip:bob@example.org;maddr=203.0.113.5>\n",
         .variant = PLAIN},
        {.name = "another user there",
         .request = AT_SWITCH,
         .answer = "Contact: <sip:carol@203.0.113.5:5080>\n",
         .variant = QUIET},
        {.name = "another element on the same host",
         .request = AT_SWITCH,
         .answer = "Contact: <sip:bob@203.0.113.5:5090>\n",
         .variant = QUIET},
        {.name = "a GRUU stands for its whole domain",
         .request = "Contact: <sip:alice@example.com;gr=urn:x>\n",
         .answer = "Contact: <sip:bob@example.com>\n",
         .variant = QUIET},
        {.name = "moved.self says it better",
         .asks = "INVITE sip:bob@203.0.113.5",
         .answer = "Contact: <sip:bob@203.0.113.5>\n",
         .variant = QUIET},
        {.name = "a number",
         .asks = "INVITE tel:+49305550100",
         .request = AT_SWITCH,
         .answer = "Contact: <tel:+49305550100>\n",
         .variant = QUIET},
    };
    MOVED_CASES("moved.to-caller", cases);
}

/* Thousands of targets that all look like the one asked for, and of which each is a little another:
 * done at once, or the test times out. */
static void hostile_contacts_cost_little(void **state)
{
    SfLedger *ledger = *state;
    g_autoptr(GString) asked = g_string_new("INVITE sip:bob@example.net");
    for (guint i = 0; i < 20000; i++)
        g_string_append_printf(asked, ";p%u=%u", i, i);
    g_string_append(asked, " SIP/2.0\nVia: " V1 "\n" TO CALL);
    g_autoptr(GString) moved = g_string_new(MOVED(V1) "Contact: <sip:other@example.net>");
    for (guint i = 0; i < 20000; i++)
        g_string_append_printf(moved, ",<sip:bob@example.net;p%u=x>;q=2", i);
    g_string_append(moved, "\n");
    sip_text_add(ledger, 1, 0.0, asked->str);
    sip_text_add(ledger, 2, 0.1, moved->str);
    assert_non_null(sf_answer_finding(sf_ledger_answers(ledger)->pdata[0], "moved.bad-q"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(duplicate_target),
        cmocka_unit_test(uri_headers),
        cmocka_unit_test(uri_headers_unsafe),
        cmocka_unit_test(uri_method),
        cmocka_unit_test(user_lost),
        cmocka_unit_test(tel),
        cmocka_unit_test(not_sip),
        cmocka_unit_test(number_routing),
        cmocka_unit_test(self),
        cmocka_unit_test(to_caller),
        LEDGER_TEST(hostile_contacts_cost_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
