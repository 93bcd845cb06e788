/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks on a 301 and its request: each with what makes it speak, and what looks alike and must
 * not. */
#include "check_cases.h"

#include <string.h>

#include "check.h"

/* ---- how the Contact is written ---- */

static void no_contact(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "none", .variant = PLAIN, .says = "or answer 410"},
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
         .says = "in angle brackets: <sip:bob@example.org;transport=tcp>."},
        {.name = "what belongs to the header stays there",
         .answer = "Contact: sip:bob@example.org;q=0.5;maddr=192.0.2.9;expires=60\n",
         .variant = PLAIN,
         .says = "<sip:bob@example.org;maddr=192.0.2.9>;q=0.5;expires=60"},
        {.name = "user",
         .answer = "Contact: sip:+4930555010199@example.org ; user = phone\n",
         .variant = PLAIN,
         .says = "without, ;user = phone does not belong"},
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
         .says = "q=1.5 is not that"},
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
         .says = "closing bracket: <sip:bob@example.org>;q=0.5."},
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
         .says = "sip:bob@example.org holds for 3600 s"},
        {.name = "of the header",
         .answer = "Contact: <sip:bob@example.org>\nExpires: 60\n",
         .variant = PLAIN,
         .says = "for 60 s"},
        {.name = "of the second entry",
         .answer = "Contact: <sip:bob@example.org>, <sip:al@example.org>;expires=7\n",
         .variant = PLAIN,
         .says = "sip:al@example.org holds for 7 s"},
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

/* ---- what the targets are ---- */

static void duplicate_target(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "twice",
         .answer = "Contact: <sip:bob@example.org>;q=0.9, <sip:bob@EXAMPLE.org>;q=0.5\n",
         .variant = PLAIN,
         .says = "twice: <sip:bob@EXAMPLE.org>;q=0.5"},
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
         .says = "must copy User-to-User, History-Info into"},
        {.name = "beside unsafe ones",
         .answer = "Contact: <sip:bob@example.org?From=x&Subject=y>\n",
         .variant = PLAIN,
         .says = "must copy Subject into"},
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

static void tel(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "global",
         .answer = "Contact: <tel:+49305550100>\n",
         .variant = PLAIN,
         .says = "dial tel:+49305550100 in place of the old address"},
        {.name = "local",
         .answer = "Contact: <tel:0305550100>\n",
         .variant = "local",
         .says = "world-wide form"},
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
         .says = "if there is a sip: address, list it too"},
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
         .says = "302 at 198.51.100.20: ;rn=+4930555099;npdi is the result"},
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

static void what_is_to_be_written_down(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "nothing to write down",
         .asks = CALL_NUMBER,
         .answer = "Contact: <sip:+49305550100;npdi@gw.example.net>\n",
         .variant = "look-up",
         .says = "Nothing to write down"},
        {.name = "only another server",
         .asks = CALL_NUMBER,
         .answer = "Contact: <sip:+49-30-5550100@example.net:5070>\n",
         .variant = "same-address"},
        {.name = "itself", .answer = "Contact: <sip:bob@EXAMPLE.net>\n", .variant = "self"},
        {.name = "a mail", .answer = "Contact: <mailto:bob@example.net>\n", .variant = "not-sip"},
        {.name = "nothing that can be read", .answer = "Contact: *\n", .variant = "nowhere"},
        {.name = "a registrar",
         .asks = "REGISTER sip:example.net",
         .answer = "Contact: <sip:example.org>\n",
         .variant = "register"},
        {.name = "inside a dialog",
         .request = "To: <sip:bob@example.net>;tag=b\n",
         .answer = "Contact: <sip:bob@example.org>\n",
         .variant = "in-dialog"},
        {.name = "a move", .answer = "Contact: <sip:bob@example.org>\n", .variant = PLAIN},
    };
    MOVED_CASES("moved.permanently", cases);
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
         .answer = "Contact: <sip:al@example.org>, <SIP:b%6Fb@EXAMPLE.NET;x=y>\n",
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

/* ---- where they lead ---- */

static void insecure(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "sip",
         .asks = "INVITE sips:bob@example.net",
         .answer = "Contact: <sips:bob@example.org>, <sip:bob@example.org>\n",
         .variant = PLAIN,
         .says = "sip:bob@example.org gives none"},
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
         .says = "10.1.2.3 is a private address, out of reach for 203.0.113.5"},
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
         .variant = PLAIN,
         .says = "loopback"},
        {.name = "loopback, IPv6", .answer = "Contact: <sip:bob@[::1]>\n", .variant = PLAIN},
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
         .variant = PLAIN},
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
         .says = "example.org is not example.net"},
        {.name = "below a suffix of two parts",
         .asks = "INVITE sip:bob@a.co.uk",
         .answer = "Contact: <sip:bob@b.co.uk>\n",
         .variant = PLAIN,
         .says = "b.co.uk is not a.co.uk"},
        {.name = "another host of the domain",
         .asks = "INVITE sip:bob@pbx1.example.net",
         .answer = "Contact: <sip:bob@sip.pbx2.Example.Net>\n",
         .variant = QUIET},
        {.name = "an address", .answer = "Contact: <sip:bob@192.0.2.9>\n", .variant = QUIET},
        {.name = "of an address",
         .asks = "INVITE sip:bob@192.0.2.9",
         .answer = "Contact: <sip:bob@example.org>\n",
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

static void in_dialog(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "a To tag",
         .asks = "INVITE sip:bob@192.0.2.9:5070",
         .request = "To: <sip:bob@example.net>;tag=b\n",
         .answer = "Contact: <sip:bob@192.0.2.10>\n",
         .variant = PLAIN,
         .says = "given: sip:bob@192.0.2.9:5070"},
        {.name = "no To tag",
         .asks = "INVITE sip:bob@192.0.2.9:5070",
         .answer = "Contact: <sip:bob@192.0.2.10>\n",
         .variant = QUIET},
    };
    MOVED_CASES("moved.in-dialog", cases);
}

/* ---- several hops, what came after, hostile input ---- */

#define V1   "SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK1"
#define V2   "SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2, " V1
#define CALL "From: <sip:alice@example.com>;tag=a\nCall-ID: one\nCSeq: 1 INVITE\n"
#define TO   "To: <sip:bob@example.net>\n"
#define MOVED(via)                                                                                 \
    "SIP/2.0 301 Moved Permanently\nVia: " via "\nTo: <sip:bob@example.net>;tag=b\n" CALL

static int start(void **state)
{
    *state = sf_ledger_new();
    return 0;
}

static int stop(void **state)
{
    sf_ledger_unref(*state);
    return 0;
}

static void add_two_hops(SfLedger *ledger, const char *made, const char *passed_on)
{
    sip_text_add(ledger, 1, 0.0, "INVITE sip:bob@example.net SIP/2.0\nVia: " V1 "\n" TO CALL);
    sip_text_add(ledger, 2, 0.1, "INVITE sip:bob@10.0.0.9 SIP/2.0\nVia: " V2 "\n" TO CALL);
    sip_text_add(ledger, 3, 0.2, made);
    sip_text_add(ledger, 4, 0.3, passed_on);
}

static void judges_where_the_answer_was_made(void **state)
{
    add_two_hops(*state, MOVED(V2) "Contact: <sip:bob@10.0.0.9>;q=2\n",
                 MOVED(V1) "Contact: <sip:bob@10.0.0.9>;q=2\n");
    const SfAnswer *made = judged_answer(*state, 0);
    const SfAnswer *passed_on = judged_answer(*state, 1);
    want_finding(made, "moved.bad-q", NULL);
    assert_null(sf_answer_finding(passed_on, "moved.bad-q"));
    /* Only on the lower hop is it the address that was asked for. */
    want_words("self", want_finding(made, "moved.self", NULL), "redirects sip:bob@10.0.0.9");
    assert_null(sf_answer_finding(passed_on, "moved.self"));
}

static void judges_reach_by_who_follows(void **state)
{
    add_two_hops(*state, MOVED(V2) "Contact: <sip:bob@10.1.2.3>\n",
                 MOVED(V1) "Contact: <sip:bob@10.1.2.3>\n");
    want_finding(judged_answer(*state, 0), "moved.private-target", NULL);
    assert_null(sf_answer_finding(judged_answer(*state, 1), "moved.private-target"));
}

static void sees_a_contact_that_was_taken(void **state)
{
    add_two_hops(*state, MOVED(V2) "Contact: <sip:bob@10.1.2.3>\n", MOVED(V1));
    assert_null(sf_answer_finding(judged_answer(*state, 0), "moved.no-contact"));
    const SfFinding *finding = want_finding(judged_answer(*state, 1), "moved.no-contact", "taken");
    want_words("taken", finding, "had named sip:bob@10.1.2.3");
}

static void a_contact_that_never_was_is_told_once(void **state)
{
    add_two_hops(*state, MOVED(V2), MOVED(V1));
    want_finding(judged_answer(*state, 0), "moved.no-contact", NULL);
    assert_null(sf_answer_finding(judged_answer(*state, 1), "moved.no-contact"));
}

#define ASKED "INVITE sip:bob@example.net SIP/2.0\nVia: " V1 "\n" TO CALL

static void a_place_that_answers_is_within_reach(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, ASKED);
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
    want_words("recursed", finding, "Do not follow at 192.0.2.2");
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

static void what_is_cut_is_nobodys_fault(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, ASKED);
    sip_text_add_cut(ledger, 2, 0.1, MOVED(V1) "Contact: <sip:bob@example.org>;q=1.5\n");
    assert_null(sf_answer_finding(judged_answer(ledger, 0), "moved.bad-q"));
    sf_ledger_unref(ledger);
    *state = ledger = sf_ledger_new();
    sip_text_add(ledger, 1, 0.0, ASKED);
    sip_text_add_cut(ledger, 2, 0.1, MOVED(V1) "Contact: <sip:bob@ex\n");
    assert_null(sf_answer_finding(judged_answer(ledger, 0), "moved.contact-malformed"));
    assert_null(sf_answer_finding(judged_answer(ledger, 0), "moved.no-contact"));
}

static void without_the_request_nothing_is_compared(void **state)
{
    static const char *const ids[] = {
        "moved.self",           "moved.to-caller",      "moved.insecure",      "moved.in-dialog",
        "moved.private-target", "moved.foreign-domain", "moved.number-routing"};
    sip_text_add(*state, 1, 0.0,
                 MOVED(V1) "Contact: <sip:bob@10.1.2.3>, <sip:+49305550100;npdi@a.org>\n"
                           "Reason: Q.850;cause=34\n");
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
        assert_null(sf_answer_finding(judged_answer(*state, 0), ids[i]));
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

#define TEST(function) cmocka_unit_test_setup_teardown(function, start, stop)

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
        cmocka_unit_test(duplicate_target),
        cmocka_unit_test(uri_headers),
        cmocka_unit_test(uri_headers_unsafe),
        cmocka_unit_test(uri_method),
        cmocka_unit_test(tel),
        cmocka_unit_test(not_sip),
        cmocka_unit_test(number_routing),
        cmocka_unit_test(what_is_to_be_written_down),
        cmocka_unit_test(self),
        cmocka_unit_test(to_caller),
        cmocka_unit_test(insecure),
        cmocka_unit_test(private_target),
        cmocka_unit_test(foreign_domain),
        cmocka_unit_test(in_dialog),
        TEST(judges_where_the_answer_was_made),
        TEST(judges_reach_by_who_follows),
        TEST(sees_a_contact_that_was_taken),
        TEST(a_contact_that_never_was_is_told_once),
        TEST(a_place_that_answers_is_within_reach),
        TEST(a_proxy_must_not_leave_tls),
        TEST(a_proxy_must_not_pretend_tls),
        TEST(a_proxy_may_follow_to_the_same_scheme),
        TEST(what_is_cut_is_nobodys_fault),
        TEST(without_the_request_nothing_is_compared),
        TEST(hostile_contacts_cost_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
