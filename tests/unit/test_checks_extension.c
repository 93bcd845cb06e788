/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a 421 says as a whole, what its request offered, the security agreement. */
#include "check_cases.h"

#include "core/checks/check.h"
#include "core/describe/root.h"

/* ---- what is missing ---- */

static void required(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "one tag",
         .request = "Supported: replaces\n",
         .answer = "Require: 100rel\n",
         .variant = PLAIN,
         .says = "by its own setting, \"100rel\" (also"},
        {.name = "a tag that brings a header with it",
         .asks = "REFER sip:bob@example.net",
         .answer = "Require: tdialog\n",
         .variant = PLAIN,
         .says = "in a header Target-Dialog"},
        {.name = "two tags: what the client has to do for the second",
         .answer = "Require: 100rel, timer\n",
         .variant = PLAIN,
         .says = "timer: When made refresher"},
        {.name = "a line written badly is not handed back as good",
         .request = "Supported: 100rel timer\n",
         .answer = "Require: 100rel\n",
         .variant = PLAIN,
         .says = "(Supported: timer, 100rel)"},
        {.name = "a list, which no server can do without",
         .asks = "SUBSCRIBE sip:friends@example.net",
         .answer = "Require: eventlist\n",
         .variant = "list",
         .says = "let it subscribe to each person on the list by itself"},
        {.name = "a tag that is for other methods is taken out, on purpose or not",
         .asks = "REGISTER sip:example.net",
         .answer = "Require: 100rel\n",
         .variant = PLAIN,
         .says = "take 100rel out of what is required of REGISTER"},
        {.name = "a tag of nobody's",
         .answer = "Require: rel100\n",
         .variant = "unknown",
         .says = "Look at 198.51.100.20, not at 203.0.113.5"},
        {.name = "one of two is known",
         .answer = "Require: rel100, timer\n",
         .variant = "unknown",
         .says = "it wants rel100, which is in no standard"},
    };
    EXTENSION_CASES("extension.required", cases);
}

/* ---- a 421 that does not say what it wants ---- */

static void no_require(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "nothing to go by",
         .answer = "",
         .variant = PLAIN,
         .says = "name it in a Require header of the 421"},
        {.name = "what the caller lacks stands in the other header",
         .request = "Supported: replaces\n",
         .answer = "Supported: 100rel\n",
         .variant = PLAIN,
         .says = "Its Supported names 100rel, which 203.0.113.5 does not offer: likely"},
        {.name = "it is asked for",
         .answer = "Supported: 100rel\n",
         .variant = PLAIN,
         .says = "Is it for want of 100rel?"},
        {.name = "the caller offers that",
         .request = "Supported: 100rel\n",
         .answer = "Supported: 100rel\n",
         .variant = PLAIN,
         .says = "what sends this 421? Search"},
        {.name = "a list of what it can do",
         .answer = "Supported: 100rel, timer\n",
         .variant = PLAIN,
         .says = "what sends this 421? Search"},
        {.name = "a word that nobody knows",
         .answer = "Supported: rel100\n",
         .variant = PLAIN,
         .says = "what sends this 421? Search"},
    };
    EXTENSION_CASES("extension.no-require", cases);
}

/* ---- how the lists are written ---- */

static void malformed_list(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "no comma in Require",
         .answer = "Require: 100rel timer\n",
         .variant = "comma",
         .says = "Put a comma between the tags in Require: \"100rel timer\""},
        {.name = "no comma, and the caller offers one of the two",
         .request = "Supported: timer\n",
         .answer = "Require: 100rel timer\n",
         .variant = "comma",
         .says = "203.0.113.5 does not offer 100rel: with the list mended, too, it gets a 421 "
                 "until it does"},
        {.name = "a tag with a parameter in Require",
         .answer = "Require: timer, 100rel;q=1\n",
         .variant = "stray",
         .says = "\"100rel;q=1\" is another word (4 signs too many)"},
        {.name = "a tag with a byte too many",
         .answer = "Require: 100rel\xe9\n",
         .variant = "stray",
         .says = "write 100rel, and nothing with it"},
        {.name = "it may be the software that writes it",
         .answer = "Require: 100rel\xe9\n",
         .variant = "stray",
         .says = "Nothing to set there? Report it to its maker, with frame 2"},
        {.name = "a sign too many, and the caller offers it",
         .request = "Supported: 100rel\n",
         .answer = "Require: <100rel>\n",
         .variant = "stray",
         .says = "configuration names this extension."},
        {.name = "the same sign too many at the caller",
         .request = "Supported: replaces, 100rel\xe9x\n",
         .answer = "Require: 100rel\xe9\n",
         .variant = "stray",
         .says = "And at 203.0.113.5, in its Supported, write 100rel in place of 100rel\\xe9x"},
        {.name = "another tag is broken at the caller",
         .request = "Supported: replaces, timer\xe9\n",
         .answer = "Require: 100rel\xe9\n",
         .variant = "stray",
         .says = "203.0.113.5 does not offer 100rel"},
        {.name = "no tag at either side",
         .request = "Supported: =cmd|'/C calc'!A0x\n",
         .answer = "Require: =cmd|'/C calc'!A0\n",
         .variant = "unlike",
         .says = "203.0.113.5 has the like in its Supported"},
        {.name = "other signs than commas",
         .answer = "Require: 100rel;timer\n",
         .variant = "signs",
         .says = "Put commas between the tags in Require, in place of other signs"},
        {.name = "no tag at all",
         .answer = "Require: =cmd|'/C calc'!A0\n",
         .variant = "unlike",
         .says = "Ask whoever runs 198.51.100.20 what Require is to name"},
        {.name = "no tag: what is required is changed, not the 421 alone",
         .answer = "Require: see: manual!\n",
         .variant = "unlike",
         .says = "take \"see: manual!\" out of what is required of callers"},
        {.name = "a quoted word that is no tag",
         .answer = "Require: \"foo\"\n",
         .variant = "unlike",
         .says = "So no caller can know what is wanted."},
        {.name = "an empty Require",
         .answer = "Require:\n",
         .variant = "empty",
         .says = "Name a tag in Require"},
        {.name = "a Require of commas", .answer = "Require: , ,\n", .variant = "empty"},
        {.name = "no comma in Supported",
         .request = "Supported: replaces, timer 100rel\n",
         .answer = "Require: 100rel\n",
         .variant = "comma",
         .says = "\"timer 100rel\""},
        {.name = "a tag in two parts",
         .request = "Supported: 100 rel\n",
         .answer = "Require: 100rel\n",
         .variant = "stray"},
        {.name = "in the request's Require",
         .request = "Require: (100REL)\n",
         .answer = "Require: 100rel\n",
         .variant = "stray",
         .says = "Write 100REL in Require"},
        {.name = "no tag at all in the request's Supported",
         .request = "Supported: use:100rel\n",
         .answer = "Require: 100rel\n",
         .variant = PLAIN,
         .says = "Report it to whoever runs 203.0.113.5"},
        {.name = "refused, although offered",
         .request = "Supported: 100rel, a b\n",
         .answer = "Require: 100rel\n",
         .variant = "comma"},
        {.name = "not why the tag was not found",
         .request = "Supported: 100rel, a b\n",
         .answer = "Require: path\n",
         .variant = QUIET},
        {.name = "an empty Supported is legal",
         .request = "Supported:\n",
         .answer = "Require: 100rel\n",
         .variant = QUIET},
        {.name = "a comma too many",
         .request = "Supported: timer,,replaces,\n",
         .answer = "Require: 100rel,\n",
         .variant = QUIET},
        {.name = "blanks around commas", .answer = "Require: 100rel \t, timer\n", .variant = QUIET},
        {.name = "what nobody sees in the caller's own list is shown, whatever is meant",
         .request = "Supported: replaces, 100\xe2\x80\x8brelx\n",
         .answer = "Require: 100\xe2\x80\x8brel\n",
         .variant = "stray",
         .says = "203.0.113.5 itself writes \"100\\u{200b}relx\" in its Supported (frame 1)"},
        {.name = "also where the server's is sound",
         .request = "Supported: replaces, 100\xe2\x80\x8brelx\n",
         .answer = "Require: 100rel\n",
         .variant = PLAIN,
         .says = "\"100\\u{200b}relx\" is no single word"},
    };
    EXTENSION_CASES("extension.malformed-list", cases);
}

static void no_supported(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "none",
         .answer = "Require: 100rel\n",
         .variant = PLAIN,
         .says = "send a Supported header with what it can do: this INVITE has none"},
        {.name = "empty",
         .request = "Supported: \n",
         .answer = "Require: 100rel\n",
         .variant = "empty"},
        {.name = "two empty ones",
         .request = "Supported:\nSupported: ,\n",
         .answer = "Require: 100rel\n",
         .variant = "empty"},
        {.name = "the second is not empty",
         .request = "Supported:\nSupported: timer\n",
         .answer = "Require: 100rel\n",
         .variant = QUIET},
        {.name = "something else",
         .request = "Supported: replaces\n",
         .answer = "Require: 100rel\n",
         .variant = QUIET},
        {.name = "extension.only-in-require says more",
         .request = "Require: 100rel\n",
         .answer = "Require: 100rel\n",
         .variant = QUIET},
    };
    EXTENSION_CASES("extension.no-supported", cases);
}

/* ---- what was offered, and where ---- */

static void only_in_require(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "one",
         .request = "Require: 100rel\nSupported: timer\n",
         .answer = "Require: 100rel\n",
         .variant = PLAIN,
         .says = "List 100rel in Supported too"},
        {.name = "one of two",
         .request = "Require: 100REL\n",
         .answer = "Require: timer, 100rel\n",
         .variant = PLAIN,
         .says = "List 100rel in Supported too"},
        {.name = "two",
         .request = "Require: timer, 100rel\n",
         .answer = "Require: 100rel, timer\n",
         .variant = PLAIN,
         .says = "List 100rel, timer in"},
        {.name = "in both",
         .request = "Require: 100rel\nSupported: 100rel\n",
         .answer = "Require: 100rel\n",
         .variant = QUIET},
        {.name = "it belongs there",
         .request = "Require: explicitsub\n",
         .asks = "REFER sip:bob@example.net",
         .answer = "Require: explicitsub\n",
         .variant = QUIET},
        {.name = "in neither",
         .request = "Require: timer\n",
         .answer = "Require: 100rel\n",
         .variant = QUIET},
    };
    EXTENSION_CASES("extension.only-in-require", cases);
}

static void already_offered(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "one",
         .request = "Supported: timer, 100REL\n",
         .answer = "Require: 100rel\n",
         .variant = "spelling",
         .says = "Try 100rel in place of 100REL"},
        {.name = "as it is asked for",
         .request = "Supported: timer, 100rel\n",
         .answer = "Require: 100rel\n",
         .variant = PLAIN,
         .says = "lists 100rel in Supported as it arrived here"},
        {.name = "in both ways",
         .request = "Supported: timer, 100REL, 100rel\n",
         .answer = "Require: 100rel\n",
         .variant = PLAIN},
        {.name = "in a second header",
         .request = "Supported: timer\nSupported: 100rel\n",
         .answer = "Require: 100rel, timer\n",
         .variant = "further",
         .says = "100rel stands in a further one"},
        {.name = "in the first of two",
         .request = "Supported: 100rel\nSupported: timer\n",
         .answer = "Require: 100rel\n",
         .variant = PLAIN},
        {.name = "one of two",
         .request = "Supported: timer\n",
         .answer = "Require: 100rel, timer\n",
         .variant = QUIET},
        {.name = "only in Require",
         .request = "Require: 100rel\n",
         .answer = "Require: 100rel\n",
         .variant = QUIET},
        {.name = "not the place",
         .asks = "REFER sip:bob@example.net",
         .request = "Supported: nosub\n",
         .answer = "Require: nosub\n",
         .variant = QUIET},
        {.name = "sec-agree",
         .request = "Supported: sec-agree\n",
         .answer = "Require: sec-agree\nSecurity-Server: tls\n",
         .variant = QUIET},
        {.name = "nothing required", .request = "Supported: timer\n", .variant = QUIET},
        {.name = "a tag that begins alike",
         .request = "Supported: 100relx\n",
         .answer = "Require: 100rel\n",
         .variant = QUIET},
    };
    EXTENSION_CASES("extension.already-offered", cases);
}

static void allow_without_tag(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "PRACK",
         .request = "Allow: INVITE, ACK, PRACK\nSupported: replaces\n",
         .answer = "Require: 100rel\n",
         .variant = PLAIN,
         .says = "203.0.113.5 seems to have 100rel, should you switch it on there: its Allow names "
                 "PRACK"},
        {.name = "methods that are there for other things too",
         .request = "Allow: UPDATE\nAllow: PRACK\n",
         .answer = "Require: precondition\n",
         .variant = QUIET},
        {.name = "one of both",
         .request = "Allow: UPDATE\n",
         .answer = "Require: precondition\n",
         .variant = QUIET},
        {.name = "no PRACK",
         .request = "Allow: INVITE, ACK\n",
         .answer = "Require: 100rel\n",
         .variant = QUIET},
        {.name = "with the tag",
         .request = "Allow: PRACK\nSupported: 100rel\n",
         .answer = "Require: 100rel\n",
         .variant = QUIET},
        {.name = "a tag without a method of its own",
         .request = "Allow: PRACK, UPDATE\n",
         .answer = "Require: timer\n",
         .variant = QUIET},
        {.name = "what the request itself does",
         .request = "Supported: timer\nReplaces: a@b;to-tag=1;from-tag=2\n",
         .answer = "Require: replaces\n",
         .variant = "used",
         .says = "its INVITE carries Replaces"},
        {.name = "session timers, asked for and not listed",
         .request = "Session-Expires: 1800\n",
         .answer = "Require: timer\n",
         .variant = "used"},
        {.name = "a proxy may have put it there",
         .request = "Session-Expires: 1800\n",
         .vias = "192.0.2.2,203.0.113.5",
         .answer = "Require: timer\n",
         .variant = QUIET},
        {.name = "the header of another extension",
         .request = "Session-Expires: 1800\n",
         .answer = "Require: replaces\n",
         .variant = QUIET},
        {.name = "INFO proves nothing",
         .request = "Allow: INFO\n",
         .answer = "Require: trickle-ice\n",
         .variant = QUIET},
    };
    EXTENSION_CASES("extension.allow-without-tag", cases);
}

/* ---- other answers that were meant ---- */

static void looks_like_420(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "what the request requires",
         .request = "Require: 100rel\n",
         .answer = "Unsupported: 100rel, timer\n",
         .variant = "required",
         .says = "only offer 100rel (Supported)"},
        {.name = "what it requires, behind others",
         .request = "Require: timer\n",
         .answer = "Unsupported: 100rel\nUnsupported: timer\n",
         .variant = "required",
         .says = "only offer timer (Supported)"},
        {.name = "beside Require",
         .answer = "Require: timer\nUnsupported: 100rel\n",
         .variant = PLAIN,
         .says = "header Unsupported (100rel)"},
        {.name = "empty", .answer = "Unsupported:\n", .variant = PLAIN},
        {.name = "of the request",
         .request = "Unsupported: 100rel\n",
         .answer = "Require: timer\n",
         .variant = QUIET},
        {.name = "Supported", .answer = "Require: timer\nSupported: 100rel\n", .variant = QUIET},
    };
    EXTENSION_CASES("extension.looks-like-420", cases);
}

#define AGREE    "Require: sec-agree\n"
#define LIST     "Security-Server: tls;q=0.2, digest;q=0.1\n"
#define TWO_VIAS "SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2, SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK1"

static void should_be_494(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "in Supported",
         .request = "Supported: Sec-Agree\n",
         .answer = AGREE LIST,
         .variant = PLAIN,
         .says = "Answer 494 at 198.51.100.20, in place of the 421 in frame"},
        {.name = "in Require",
         .request = "Require: sec-agree\n",
         .answer = AGREE LIST,
         .variant = PLAIN},
        {.name = "in Proxy-Require",
         .request = "Proxy-Require: sec-agree\n",
         .answer = AGREE LIST,
         .variant = PLAIN},
        {.name = "not listed",
         .request = "Supported: timer\n",
         .answer = AGREE LIST,
         .variant = QUIET},
        {.name = "another tag",
         .request = "Supported: sec-agree\n",
         .answer = "Require: timer\n",
         .variant = QUIET},
        {.name = "behind another element, where 502 is due",
         .vias = TWO_VIAS,
         .request = "Supported: sec-agree\n",
         .answer = AGREE LIST,
         .variant = QUIET},
    };
    EXTENSION_CASES("extension.should-be-494", cases);
}

static void no_security_server(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "none", .answer = AGREE, .variant = PLAIN, .says = "Add Security-Server"},
        {.name = "the client's is another",
         .request = "Security-Client: tls\n",
         .answer = AGREE,
         .variant = PLAIN},
        {.name = "there", .answer = AGREE LIST, .variant = QUIET},
        {.name = "behind another element, where nobody may list any",
         .vias = TWO_VIAS,
         .answer = AGREE,
         .variant = QUIET},
        {.name = "another tag", .answer = "Require: timer\n", .variant = QUIET},
    };
    EXTENSION_CASES("extension.no-security-server", cases);
}

static void not_first_hop(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "with a list",
         .vias = TWO_VIAS,
         .answer = AGREE LIST,
         .variant = PLAIN,
         .says = "requests that other elements pass on (here 2 Via entries)"},
        {.name = "without a list", .vias = TWO_VIAS, .answer = AGREE, .variant = PLAIN},
        {.name = "though offered",
         .vias = TWO_VIAS,
         .request = "Supported: sec-agree\n",
         .answer = AGREE LIST,
         .variant = PLAIN},
        {.name = "the first hop", .answer = AGREE LIST, .variant = QUIET},
        {.name = "another tag", .vias = TWO_VIAS, .answer = "Require: timer\n", .variant = QUIET},
    };
    EXTENSION_CASES("extension.not-first-hop", cases);
}

static void sec_agree(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "best first",
         .answer = AGREE "Security-Server: digest;q=0.1;d-alg=MD5;d-ver=\"0\"\n"
                         "Security-Server: TLS;q=0.2, ipsec-ike\n",
         .variant = PLAIN,
         .says = "best first: TLS (q=0.2), digest (q=0.1, d-alg=MD5), ipsec-ike"},
        {.name = "IMS",
         .answer = AGREE "Security-Server: ipsec-3gpp;q=0.1;alg=hmac-sha-1-96;spi-c=1;port-c=2\n",
         .variant = "ims",
         .says = "offered: ipsec-3gpp (q=0.1, alg=hmac-sha-1-96)"},
        {.name = "IMS, and a way for who has no SIM",
         .answer = AGREE "Security-Server: tls;q=0.2, ipsec-3gpp;q=0.9\n",
         .variant = "ims-first",
         .says =
             "a client that has none may take another that is offered: ipsec-3gpp (q=0.9), tls"},
        {.name = "two algorithms of one mechanism",
         .answer = AGREE "Security-Server: ipsec-3gpp;alg=a, ipsec-3gpp;alg=b\n",
         .variant = "ims"},
        {.name = "equal",
         .answer = AGREE "Security-Server: tls;q=0.5, digest;q=0.50\n",
         .variant = "equal-q",
         .says = "Give each mechanism a q of its own"},
        {.name = "no q at all",
         .answer = AGREE "Security-Server: tls, digest\n",
         .variant = "equal-q"},
        {.name = "one without q",
         .answer = AGREE "Security-Server: tls, digest;q=0.1\n",
         .variant = PLAIN,
         .says = "digest (q=0.1), tls"},
        {.name = "behind another element, where nobody may ask for it",
         .vias = TWO_VIAS,
         .answer = AGREE LIST,
         .variant = QUIET},
        {.name = "no list", .answer = AGREE, .variant = QUIET},
        {.name = "a list that is none",
         .answer = AGREE "Security-Server: ;q=1, ,\n",
         .variant = QUIET},
        {.name = "another tag", .answer = "Require: timer\n" LIST, .variant = QUIET},
    };
    EXTENSION_CASES("extension.sec-agree", cases);
}

static void in_dialog(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "a To tag",
         .request = "To: <sip:bob@example.net>;tag=b\n",
         .answer = "Require: timer\n",
         .variant = PLAIN,
         .says = "Only this INVITE was refused"},
        {.name = "a BYE ends its call, whatever is answered",
         .asks = "BYE sip:bob@192.0.2.9",
         .request = "To: <sip:bob@example.net>;tag=b\n",
         .answer = "Require: timer\n",
         .variant = "bye",
         .says = "a BYE needs no consent"},
        {.name = "no To tag", .answer = "Require: timer\n", .variant = QUIET},
    };
    EXTENSION_CASES("extension.in-dialog", cases);
}

/* ---- cut messages, several hops, hostile input ---- */

static void want_silence(const SfAnswer *answer, const char *const *ids, guint n)
{
    for (guint i = 0; i < n; i++)
        if (sf_answer_finding(answer, ids[i]))
            fail_msg("%s must say nothing", ids[i]);
}

static void a_cut_request_lacks_nothing(void **state)
{
    static const char *const ids[] = {"extension.no-supported",    "extension.only-in-require",
                                      "extension.already-offered", "extension.allow-without-tag",
                                      "extension.needs-more",      "extension.malformed-list"};
    sip_text_add_cut(*state, 1, 0.0,
                     ASKED("sip:bob@example.net",
                           V1) "Require: 100rel\nAllow: PRACK\nSupported: precondition timer\n");
    sip_text_add(*state, 2, 0.1, REFUSED(V1) "Require: 100rel, precondition\n");
    want_silence(judged_answer(*state, 0), ids, G_N_ELEMENTS(ids));
}

static void a_cut_answer_lacks_nothing(void **state)
{
    static const char *const ids[] = {"extension.no-require", "extension.unknown-tag",
                                      "extension.malformed-list", "extension.already-offered",
                                      "extension.no-security-server"};
    sip_text_add(*state, 1, 0.0, ASKED("sip:bob@example.net", V1) "Supported: sec-agree\n");
    sip_text_add_cut(*state, 2, 0.1, REFUSED(V1) "Require: sec-agree, 100rel tim\n");
    want_silence(judged_answer(*state, 0), ids, G_N_ELEMENTS(ids));
}

static void without_the_request_nothing_was_offered_or_not(void **state)
{
    static const char *const ids[] = {"extension.no-supported",    "extension.only-in-require",
                                      "extension.already-offered", "extension.allow-without-tag",
                                      "extension.needs-more",      "extension.should-be-494",
                                      "extension.in-dialog"};
    sip_text_add(*state, 1, 0.1,
                 REFUSED(V1) "Require: precondition, sec-agree\nSecurity-Server: tls\n");
    const SfAnswer *answer = judged_answer(*state, 0);
    want_silence(answer, ids, G_N_ELEMENTS(ids));
    /* The server need not insist, whatever was offered. */
    want_finding(answer, "extension.optional", "partly");
}

/* One call through a proxy that takes the tag away. */
static void each_side_is_judged_on_its_hop(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, ASKED("sip:bob@example.net", V1) "Supported: 100rel\n");
    sip_text_add(ledger, 2, 0.1, ASKED("sip:bob@example.net", V2));
    sip_text_add(ledger, 3, 0.2, REFUSED(V2) "Require: 100rel\nUnsupported: timer\n");
    sip_text_add(ledger, 4, 0.3, REFUSED(V1) "Require: 100rel\nUnsupported: timer\n");
    const SfAnswer *made = judged_answer(ledger, 0);
    const SfAnswer *received = judged_answer(ledger, 1);
    static const char *const client[] = {"extension.no-supported", "extension.already-offered"};
    static const char *const server[] = {"extension.looks-like-420", "extension.optional",
                                         "extension.no-supported", "extension.already-offered"};
    want_finding(made, "extension.looks-like-420", NULL);
    want_finding(made, "extension.optional", NULL);
    want_silence(made, client, G_N_ELEMENTS(client));
    want_silence(received, server, G_N_ELEMENTS(server));
}

/* The act is at who requires what the server does not know, not at a server that insists. */
static void a_420_sent_as_421_is_mended_where_it_is_required(void **state)
{
    static const struct {
        const char *asked;
        const char *passed_on;
        const char *root;
        const char *fix;
    } cases[] = {
        {"Require: 100rel\n", "Require: 100rel\n", "extension.looks-like-420", "ask-less"},
        {"", "Require: 100rel\n", "extension.looks-like-420", "require-less"},
        {"", "", "extension.no-require", "relax"},
        {"Require: timer\n", "Require: timer\n", "extension.no-require", "relax"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SfLedger *ledger = sf_ledger_new();
        g_autofree char *asked =
            g_strconcat(ASKED("sip:bob@example.net", V1), cases[i].asked, NULL);
        g_autofree char *passed =
            g_strconcat(ASKED("sip:bob@example.net", V2), cases[i].passed_on, NULL);
        sip_text_add(ledger, 1, 0.0, asked);
        sip_text_add(ledger, 2, 0.1, passed);
        sip_text_add(ledger, 3, 0.2, REFUSED(V2) "Unsupported: 100rel\n");
        sip_text_add(ledger, 4, 0.3, REFUSED(V1) "Unsupported: 100rel\n");
        const SfFinding *root = sf_answer_root(judged_answer(ledger, 1));
        assert_string_equal(root->check->id, cases[i].root);
        assert_string_equal(root->fixes->pdata[0], cases[i].fix);
        sf_ledger_free(ledger);
    }
}

/* Thousands of tags and mechanisms: done at once, or the test times out. */
static void hostile_lists_cost_little(void **state)
{
    g_autoptr(GString) asked = g_string_new(ASKED("sip:bob@example.net", V1) "Supported: x");
    g_autoptr(GString) refused = g_string_new(REFUSED(V1) "Require: sec-agree");
    for (guint i = 0; i < 20000; i++) {
        g_string_append_printf(asked, ", a%u b", i);
        g_string_append_printf(refused, ", t%u", i);
    }
    g_string_append(asked, "\n");
    g_string_append(refused, "\nSecurity-Server: tls");
    for (guint i = 0; i < 20000; i++)
        g_string_append_printf(refused, ", m%u;q=0.%u", i, i % 1000);
    g_string_append(refused, "\n");
    sip_text_add(*state, 1, 0.0, asked->str);
    sip_text_add(*state, 2, 0.1, refused->str);
    const SfAnswer *answer = sf_ledger_answers(*state)->pdata[0];
    want_finding(answer, "extension.sec-agree", "equal-q");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(required),
        cmocka_unit_test(no_require),
        cmocka_unit_test(malformed_list),
        cmocka_unit_test(no_supported),
        cmocka_unit_test(only_in_require),
        cmocka_unit_test(already_offered),
        cmocka_unit_test(allow_without_tag),
        cmocka_unit_test(looks_like_420),
        cmocka_unit_test(should_be_494),
        cmocka_unit_test(no_security_server),
        cmocka_unit_test(not_first_hop),
        cmocka_unit_test(sec_agree),
        cmocka_unit_test(in_dialog),
        LEDGER_TEST(a_cut_request_lacks_nothing),
        LEDGER_TEST(a_cut_answer_lacks_nothing),
        LEDGER_TEST(without_the_request_nothing_was_offered_or_not),
        LEDGER_TEST(a_420_sent_as_421_is_mended_where_it_is_required),
        LEDGER_TEST(each_side_is_judged_on_its_hop),
        LEDGER_TEST(hostile_lists_cost_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
