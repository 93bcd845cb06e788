/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the Contact of a 301 is written: what makes each check speak, and what looks alike and must
 * not. */
#include "check_cases.h"

#include "core/checks/check.h"

static void no_contact(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "none",
         .variant = PLAIN,
         .says = "The user has left for good: at 198.51.100.20, answer 410 Gone"},
        {.name = "an empty one", .answer = "Contact: \n", .variant = "unreadable"},
        {.name = "a broken one", .answer = "Contact: <sip:bob@\n", .variant = "unreadable"},
        {.name = "one of two can be read",
         .answer = "Contact: <sip:bob@, <sip:bob@example.org>\n",
         .variant = QUIET},
        {.name = "a wildcard has its own check", .answer = "Contact: *\n", .variant = QUIET},
    };
    MOVED_CASES("moved.no-contact", cases);
}

static void contact_malformed(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "a comma behind the last",
         .answer = "Contact: <sip:bob@example.org>,\n",
         .variant = "empty",
         .says = "Take one comma out of the Contact"},
        {.name = "no closing >",
         .answer = "Contact: <sip:bob@example.org\n",
         .variant = PLAIN,
         .says = "no closing >, at byte 1 of <sip:bob@example.org"},
        {.name = "the good one still counts",
         .answer = "Contact: <sip:bob@example.org>, nonsense\n",
         .variant = PLAIN,
         .says = "nonsense"},
        {.name = "a comma in a quoted name",
         .answer = "Contact: \"Doe, <Bob>\" <sip:bob@example.org>\n",
         .variant = QUIET},
        {.name = "a slight flaw",
         .answer = "Contact: <sip:bob@pbx_2.example.org>\n",
         .variant = QUIET},
        {.name = "a wildcard", .answer = "Contact: *\n", .variant = QUIET},
    };
    MOVED_CASES("moved.contact-malformed", cases);
}

static void contact_wildcard(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "alone",
         .answer = "Contact: *\n",
         .variant = PLAIN,
         .says = "must name an address"},
        {.name = "beside an address",
         .answer = "Contact: <sip:bob@example.org>, *\n",
         .variant = PLAIN},
        {.name = "for a REGISTER",
         .asks = "REGISTER sip:example.net",
         .answer = "Contact: *\n",
         .variant = PLAIN},
        {.name = "a user of that name",
         .answer = "Contact: <sip:*@example.org>\n",
         .variant = QUIET},
    };
    MOVED_CASES("moved.contact-wildcard", cases);
}

static void unbracketed(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "transport",
         .answer = "Contact: sip:bob@example.org;transport=tcp\n",
         .variant = PLAIN,
         .says = "<sip:bob@example.org;transport=tcp>"},
        {.name = "what belongs to the header stays there",
         .answer = "Contact: sip:bob@example.org;q=0.5;maddr=192.0.2.9;expires=60\n",
         .variant = PLAIN,
         .says = "<sip:bob@example.org;maddr=192.0.2.9>;q=0.5;expires=60"},
        {.name = "user",
         .answer = "Contact: sip:+4930555010199@example.org ; user = phone\n",
         .variant = PLAIN,
         .says = "without, ;user = phone is no part"},
        {.name = "headers",
         .answer = "Contact: sip:bob@example.org?Subject=x;q=0.1\n",
         .variant = PLAIN,
         .says = "<sip:bob@example.org?Subject=x>;q=0.1"},
        {.name = "headers behind parameters",
         .answer = "Contact: sip:bob@example.org;transport=tcp?Subject=x\n",
         .variant = PLAIN,
         .says = "<sip:bob@example.org;transport=tcp?Subject=x>"},
        {.name = "a number's context",
         .answer = "Contact: tel:5550100;phone-context=+4930\n",
         .variant = PLAIN,
         .says = "<tel:5550100;phone-context=+4930>"},
        {.name = "parameters of the header",
         .answer = "Contact: sip:bob@example.org;q=0.5;expires=60\n",
         .variant = QUIET},
        {.name = "in brackets",
         .answer = "Contact: <sip:bob@example.org;transport=tcp>;q=0.5\n",
         .variant = QUIET},
        {.name = "no parameters", .answer = "Contact: sip:bob@example.org\n", .variant = QUIET},
        {.name = "in a quoted value",
         .answer = "Contact: sip:bob@example.org;x=\";transport=tcp?a\"\n",
         .variant = QUIET},
    };
    MOVED_CASES("moved.unbracketed", cases);
}

static void bad_q(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "above 1",
         .answer = "Contact: <sip:bob@example.org>;q=1.5\n",
         .variant = PLAIN,
         .says = "q=1.5 is no number from 0 to 1"},
        {.name = "no leading 0",
         .answer = "Contact: <sip:bob@example.org>;q=.5\n",
         .variant = PLAIN},
        {.name = "four decimals",
         .answer = "Contact: <sip:bob@example.org>;q=0.1234\n",
         .variant = PLAIN},
        {.name = "quoted",
         .answer = "Contact: <sip:bob@example.org>;q=\"0.5\"\n",
         .variant = PLAIN},
        {.name = "no value", .answer = "Contact: <sip:bob@example.org>;q\n", .variant = PLAIN},
        {.name = "in the second entry",
         .answer = "Contact: <sip:bob@example.org>;q=0.5, <sip:al@example.org>;q=2\n",
         .variant = PLAIN,
         .says = "<sip:al@example.org>;q=2"},
        {.name = "inside",
         .answer = "Contact: \"Bob\" <sip:bob@example.org;q=0.7;transport=tcp?Subject=x>;x=y\n",
         .variant = "inside",
         .says = "\"Bob\" <sip:bob@example.org;transport=tcp?Subject=x>;x=y;q=0.7"},
        {.name = "expires inside",
         .answer = "Contact: <sip:bob@example.org;expires=60>\n",
         .variant = "inside",
         .says = "Move ;expires=60 behind the >"},
        {.name = "inside and outside",
         .answer = "Contact: <sip:bob@example.org;q=0.7>;q=0.5\n",
         .variant = "inside",
         .says = "<sip:bob@example.org>;q=0.5"},
        {.name = "good ones",
         .answer = "Contact: <sip:a@example.org>;q=1, <sip:b@example.org>;q=0.123,"
                   "<sip:c@example.org>;q=0., <sip:d@example.org>;Q=0\n",
         .variant = QUIET},
        {.name = "in the user part",
         .answer = "Contact: <sip:bob;q=1.5@example.org>\n",
         .variant = QUIET},
        {.name = "another parameter",
         .answer = "Contact: <sip:bob@example.org>;qq=1.5\n",
         .variant = QUIET},
    };
    MOVED_CASES("moved.bad-q", cases);
}

static void expires(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "of the entry",
         .answer = "Contact: <sip:bob@example.org>;expires=3600\n",
         .variant = PLAIN,
         .says = "If sip:bob@example.org may change back"},
        {.name = "of the header",
         .answer = "Contact: <sip:bob@example.org>\nExpires: 60\n",
         .variant = PLAIN,
         .says = "its expiry \"60 s\""},
        {.name = "of the second entry",
         .answer = "Contact: <sip:bob@example.org>, <sip:al@example.org>;expires=7\n",
         .variant = PLAIN,
         .says = "If sip:al@example.org may change back"},
        {.name = "0 has its own check",
         .answer = "Contact: <sip:bob@example.org>;expires=0\n",
         .variant = QUIET},
        {.name = "the entry has the last word",
         .answer = "Contact: <sip:bob@example.org>;expires=0\nExpires: 60\n",
         .variant = QUIET},
        {.name = "not of the request",
         .request = "Expires: 60\n",
         .answer = "Contact: <sip:bob@example.org>\n",
         .variant = QUIET},
        {.name = "nothing to hold", .answer = "Expires: 60\n", .variant = QUIET},
    };
    MOVED_CASES("moved.expires", cases);
}

static void bad_expires(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "0",
         .answer = "Contact: <sip:bob@example.org>;expires=0\n",
         .variant = "zero",
         .says = "0 says that sip:bob@example.org is out of date"},
        {.name = "0 in the header",
         .answer = "Contact: <sip:bob@example.org>\nExpires: 0\n",
         .variant = "zero"},
        {.name = "a date",
         .answer = "Contact: <sip:bob@example.org>;expires=\"Thu, 01 Jan 2026 00:00:00 GMT\"\n",
         .variant = PLAIN,
         .says = "expires=\"Thu, 01 Jan 2026 00:00:00 GMT\" is no plain number of seconds"},
        {.name = "a date in the header",
         .answer = "Contact: <sip:bob@example.org>\nExpires: Thu, 01 Jan 2026 00:00:00 GMT\n",
         .variant = PLAIN},
        {.name = "no number",
         .answer = "Contact: <sip:bob@example.org>;expires=never\n",
         .variant = PLAIN},
        {.name = "no value",
         .answer = "Contact: <sip:bob@example.org>;expires\n",
         .variant = PLAIN},
        {.name = "too great",
         .answer = "Contact: <sip:bob@example.org>;expires=4294967296\n",
         .variant = PLAIN},
        {.name = "below 0",
         .answer = "Contact: <sip:bob@example.org>;expires=-1\n",
         .variant = PLAIN},
        {.name = "each of several",
         .answer = "Contact: <sip:a@example.org>;expires=0, <sip:b@example.org>;expires=60,\n"
                   " <sip:c@example.org>;expires=soon\n",
         .variant = "each",
         .says =
             "of each of these: <sip:a@example.org>;expires=0, <sip:c@example.org>;expires=soon"},
        {.name = "one of several",
         .answer = "Contact: <sip:a@example.org>;expires=60, <sip:b@example.org>;expires=0\n",
         .variant = "zero",
         .says = "0 says that sip:b@example.org is out of date"},
        {.name = "one header for several",
         .answer = "Contact: <sip:a@example.org>, <sip:b@example.org>\nExpires: 0\n",
         .variant = "zero"},
        {.name = "the greatest",
         .answer = "Contact: <sip:bob@example.org>;expires=4294967295\n",
         .variant = QUIET},
        {.name = "the entry has the last word",
         .answer = "Contact: <sip:bob@example.org>;expires=60\nExpires: never\n",
         .variant = QUIET},
        {.name = "none", .answer = "Contact: <sip:bob@example.org>\n", .variant = QUIET},
    };
    MOVED_CASES("moved.bad-expires", cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_contact),
        cmocka_unit_test(contact_malformed),
        cmocka_unit_test(contact_wildcard),
        cmocka_unit_test(unbracketed),
        cmocka_unit_test(bad_q),
        cmocka_unit_test(expires),
        cmocka_unit_test(bad_expires),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
