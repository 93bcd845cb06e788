/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tags of a 421 are: what makes each check speak, and what looks alike and must not. */
#include "check_cases.h"

#include "core/checks/check.h"

static void unknown_tag(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "two letters swapped",
         .answer = "Require: tiemr\n",
         .variant = PLAIN,
         .says = "did 198.51.100.20 mean timer?"},
        {.name = "who offers neither has a step to take",
         .answer = "Require: tiemr\n",
         .variant = PLAIN,
         .says = "does not offer timer, and gets a 421 until it does"},
        {.name = "behind a known one",
         .answer = "Require: timer, replace\n",
         .variant = PLAIN,
         .says = "mean replaces?"},
        {.name = "like nothing",
         .answer = "Require: com.example.billing\n",
         .variant = "unlike",
         .says = "No such tag is registered: com.example.billing"},
        {.name = "several like nothing",
         .answer = "Require: timer, x-a1, x-b2, X-A1, x-c3, x-d4, x-e5, x-f6, x-g7\n",
         .variant = "several",
         .says = "No such tags are registered: x-a1, x-b2, x-c3, x-d4, x-e5 and 2 more"},
        {.name = "known, in another case", .answer = "Require: 100Rel, TIMER\n", .variant = QUIET},
        {.name = "no header", .variant = QUIET},
    };
    EXTENSION_CASES("extension.unknown-tag", cases);
}

static void own_tags_are_known(void **state)
{
    (void)state;
    static const char *const own[] = {"Com.Example.Billing", NULL};
    static const CheckCase known[] = {
        {.name = "own", .answer = "Require: com.example.billing\n", .variant = QUIET},
        {.name = "not own", .answer = "Require: com.example.other\n", .variant = "unlike"},
    };
    static const CheckCase forgotten[] = {
        {.name = "no longer own", .answer = "Require: com.example.billing\n", .variant = "unlike"},
    };
    sf_checks_set_own_tags(own);
    EXTENSION_CASES("extension.unknown-tag", known);
    sf_checks_set_own_tags(NULL);
    EXTENSION_CASES("extension.unknown-tag", forgotten);
}

static void optional(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "one",
         .answer = "Require: 100rel\n",
         .variant = PLAIN,
         .says = "Set 100rel to \"supported\", not \"required\", at 198.51.100.20"},
        {.name = "timer",
         .answer = "Require: timer\n",
         .variant = "timer",
         .says = "one side is enough"},
        {.name = "histinfo", .answer = "Require: histinfo\n", .variant = "histinfo"},
        {.name = "in part",
         .asks = "REGISTER sip:example.net",
         .answer = "Require: outbound\n",
         .variant = "partly"},
        {.name = "two",
         .answer = "Require: timer, 100rel\n",
         .variant = PLAIN,
         .says = "Set timer, 100rel to"},
        {.name = "of two the one",
         .request = "Supported: timer\n",
         .answer = "Require: timer, 100rel\n",
         .variant = PLAIN,
         .says = "Set 100rel to"},
        {.name = "the other is needed",
         .answer = "Require: siprec, 100rel\n",
         .variant = PLAIN,
         .says = "Set 100rel to"},
        {.name = "offered",
         .request = "Supported: timer\n",
         .answer = "Require: timer\n",
         .variant = QUIET},
        {.name = "needed", .answer = "Require: siprec\n", .variant = QUIET},
        {.name = "path",
         .asks = "REGISTER sip:example.net",
         .answer = "Require: path\n",
         .variant = QUIET},
        {.name = "eventlist",
         .asks = "SUBSCRIBE sip:list@example.net",
         .answer = "Require: eventlist\n",
         .variant = QUIET},
        {.name = "sec-agree",
         .answer = "Require: sec-agree\nSecurity-Server: tls\n",
         .variant = QUIET},
        {.name = "nobody knows it", .answer = "Require: com.example.billing\n", .variant = QUIET},
        {.name = "extension.wrong-method says more",
         .asks = "REGISTER sip:example.net",
         .answer = "Require: 100rel\n",
         .variant = QUIET},
    };
    EXTENSION_CASES("extension.optional", cases);
}

static void wrong_method(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "100rel",
         .asks = "REGISTER sip:example.net",
         .answer = "Require: 100rel\n",
         .variant = PLAIN,
         .says = "Do not ask for 100rel in REGISTER requests at 198.51.100.20"},
        {.name = "two methods",
         .asks = "MESSAGE sip:bob@example.net",
         .answer = "Require: path, timer\n",
         .variant = PLAIN,
         .says = "only for REGISTER"},
        {.name = "the second",
         .asks = "SUBSCRIBE sip:bob@example.net",
         .answer = "Require: eventlist, Timer\n",
         .variant = PLAIN,
         .says = "only for INVITE, UPDATE"},
        {.name = "OPTIONS asks as INVITE would",
         .asks = "OPTIONS sip:bob@example.net",
         .answer = "Require: 100rel\n",
         .variant = QUIET},
        {.name = "the right one", .answer = "Require: 100rel, timer\n", .variant = QUIET},
        {.name = "a list that is open",
         .asks = "MESSAGE sip:bob@example.net",
         .answer = "Require: gruu\n",
         .variant = QUIET},
        {.name = "nobody knows it",
         .asks = "MESSAGE sip:bob@example.net",
         .answer = "Require: com.example.billing\n",
         .variant = QUIET},
    };
    EXTENSION_CASES("extension.wrong-method", cases);
}

static void needs_more(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "precondition",
         .request = "Allow: INVITE, PRACK\nSupported: precondition\n",
         .answer = "Require: precondition\n",
         .variant = PLAIN,
         .says = "the request must then also show Supported: 100rel and Allow: UPDATE"},
        {.name = "gin",
         .asks = "REGISTER sip:example.net",
         .answer = "Require: gin\n",
         .variant = PLAIN,
         .says = "Supported: path"},
        {.name = "outbound",
         .asks = "REGISTER sip:example.net",
         .request = "Supported: gruu\n",
         .answer = "Require: outbound\n",
         .variant = PLAIN,
         .says = "Supported: path"},
        {.name = "outbound, with a plain Contact",
         .asks = "REGISTER sip:example.net",
         .request = "Supported: path\nContact: <sip:bob@203.0.113.5>;reg-id=1\n",
         .answer = "Require: outbound\n",
         .variant = PLAIN,
         .says = "the request must then also show Contact: +sip.instance"},
        {.name = "outbound, with all that it takes",
         .asks = "REGISTER sip:example.net",
         .request = "Supported: path\n"
                    "Contact: <sip:bob@203.0.113.5>;+sip.instance=\"<urn:uuid:1>\";reg-id=1\n",
         .answer = "Require: outbound\n",
         .variant = QUIET},
        {.name = "outbound in a call",
         .request = "Supported: path\nContact: <sip:bob@203.0.113.5;ob>\n",
         .answer = "Require: outbound\n",
         .variant = QUIET},
        {.name = "eventlist",
         .asks = "SUBSCRIBE sip:list@example.net",
         .request = "Accept: application/pidf+xml, Multipart/Related;type=\"a\"\n",
         .answer = "Require: eventlist\n",
         .variant = PLAIN,
         .says = "Accept: application/rlmi+xml"},
        {.name = "trickle-ice",
         .request = "Allow: INVITE\n",
         .answer = "Require: trickle-ice\n",
         .variant = PLAIN,
         .says = "Allow: INFO"},
        {.name = "all there",
         .request = "Allow: UPDATE, PRACK\nSupported: 100rel\n",
         .answer = "Require: precondition\n",
         .variant = QUIET},
        {.name = "both types",
         .asks = "SUBSCRIBE sip:list@example.net",
         .request = "Accept: multipart/related\nAccept: application/rlmi+xml\n",
         .answer = "Require: eventlist\n",
         .variant = QUIET},
        {.name = "any type",
         .asks = "SUBSCRIBE sip:list@example.net",
         .request = "Accept: multipart/*, application/*\n",
         .answer = "Require: eventlist\n",
         .variant = QUIET},
        {.name = "path is asked for anyway",
         .asks = "REGISTER sip:example.net",
         .answer = "Require: outbound, path\n",
         .variant = QUIET},
        {.name = "PRACK is 100rel itself", .answer = "Require: 100rel\n", .variant = QUIET},
        {.name = "alone", .answer = "Require: timer\n", .variant = QUIET},
    };
    EXTENSION_CASES("extension.needs-more", cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_tag), cmocka_unit_test(own_tags_are_known),
        cmocka_unit_test(optional),    cmocka_unit_test(wrong_method),
        cmocka_unit_test(needs_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
