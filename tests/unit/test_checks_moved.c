/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a 301 says as a whole; several hops, cut messages. */
#include "check_cases.h"

#include "core/checks/check.h"
#include "core/describe/facts.h"

#define CALL_NUMBER "INVITE sip:+49-30-5550100@example.net;user=phone"

static void what_is_to_be_written_down(void **state)
{
    (void)state;
    static const CheckCase cases[] = {
        {.name = "nothing to write down",
         .asks = CALL_NUMBER,
         .answer = "Contact: <sip:+49305550100;npdi@gw.example.net>\n",
         .variant = "look-up",
         .says = "No address book has to change"},
        {.name = "only another server",
         .asks = CALL_NUMBER,
         .answer = "Contact: <sip:+49-30-5550100@example.net:5070>\n",
         .variant = "same-address"},
        {.name = "only another transport",
         .asks = CALL_NUMBER,
         .answer = "Contact: <sip:+49-30-5550100@example.net;transport=TCP;user=phone>\n",
         .variant = "transport",
         .says = "from udp to TCP"},
        {.name = "another transport at another port",
         .asks = CALL_NUMBER,
         .answer = "Contact: <sip:+49-30-5550100@example.net:5070;transport=tcp>\n",
         .variant = "same-address"},
        {.name = "a telephone number",
         .answer = "Contact: <tel:+49305550100>\n",
         .variant = "tel",
         .says = "the number of tel:+49305550100"},
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
        {.name = "the caller itself",
         .request = "Contact: <sip:alice@203.0.113.5>\n",
         .answer = "Contact: <sip:bob@203.0.113.5>\n",
         .variant = "doubtful-caller"},
        {.name = "out of reach, the second only",
         .answer = "Contact: <sip:bob@example.org>, <sip:bob@127.0.0.1>\n",
         .variant = PLAIN},
        {.name = "nine places for one",
         .answer = "Contact: <sip:1@example.org>, <sip:2@example.org>, <sip:3@example.org>, "
                   "<sip:4@example.org>, <sip:5@example.org>, <sip:6@example.org>, "
                   "<sip:7@example.org>, <sip:8@example.org>, <sip:9@example.org>\n",
         .variant = PLAIN,
         .says = "sip:7@example.org, sip:8@example.org, sip:9@example.org"},
        {.name = "two places for one",
         .answer = "Contact: <sip:b@example.org>;q=0.5, <sip:a@example.org>;q=0.9\n",
         .variant = PLAIN,
         .says = "which of sip:a@example.org, sip:b@example.org takes the place"},
        {.name = "the first place does not answer",
         .answer = "Contact: <sip:a@example.org>, <sip:b@example.org>\n",
         .variant = PLAIN,
         .says = "try the next of them"},
        {.name = "one place by two transports",
         .answer = "Contact: <sip:b@example.org;transport=udp>, <sip:b@example.org>\n",
         .variant = PLAIN,
         .says = "write sip:b@example.org;transport=udp in place of"},
        {.name = "so many are no move",
         .answer = "Contact: <sip:1@example.org>, <sip:2@example.org>, <sip:3@example.org>, "
                   "<sip:4@example.org>, <sip:5@example.org>, <sip:6@example.org>, "
                   "<sip:7@example.org>, <sip:8@example.org>, <sip:9@example.org>, "
                   "<sip:10@example.org>\n",
         .variant = "many",
         .says = "names 10 new addresses for one old"},
        {.name = "bytes that nobody types",
         .answer = "Contact: <sip:b\xf6"
                   "b@example.org>\n",
         .variant = "bytes",
         .says = "write the new address as sip:b%F6b@example.org"},
        {.name = "the same escaped",
         .answer = "Contact: <sip:b%F6b@example.org>\n",
         .variant = PLAIN},
        {.name = "a letter that is no ASCII",
         .answer = "Contact: <sip:j\xc3\xb6rg@example.org>\n",
         .variant = "bytes",
         .says = "write the new address as sip:j%C3%B6rg@example.org"},
        {.name = "what turns the direction is never kept",
         .answer = "Contact: <sip:bob\xe2\x80\xae@example.org>\n",
         .variant = "unseen",
         .says = "take U+202E out of the new address, where it is set, so that it is "
                 "sip:bob@example.org."},
        {.name = "nor escaped",
         .answer = "Contact: <sip:bob%E2%80%ae@example.org>\n",
         .variant = "unseen",
         .says = "so that it is sip:bob@example.org."},
        {.name = "whether it belongs there is asked first",
         .answer = "Contact: <sip:b\xe2\x80\x8b\xc2\xad\xc3\xb6@example.org>\n",
         .variant = "unseen",
         .says = "If not: Ask whoever runs 198.51.100.20, and show frame 2: do these characters "
                 "(U+200B and U+00AD) belong into the new address?"},
        {.name = "and letters stay letters",
         .answer = "Contact: <sip:b\xe2\x80\x8b\xc2\xad\xc3\xb6@example.org>\n",
         .variant = "unseen",
         .says = "so that it is sip:b%C3%B6@example.org."},
        {.name = "the caller's own address too",
         .asks = "INVITE sip:b\xe2\x81\xa6ob@example.net",
         .answer = "Contact: <sip:b\xef\xbb\xbfob@example.org>\n",
         .variant = "unseen",
         .says = "and at 203.0.113.5 out of the old one, so that it is sip:bob@example.net"},
        {.name = "a move", .answer = "Contact: <sip:bob@example.org>\n", .variant = PLAIN},
    };
    MOVED_CASES("moved.permanently", cases);
}

/* The question of security comes first wherever a name is read as another than it is; not where
 * people write as people do. */
static void names_that_nobody_reads_are_asked_about(void **state)
{
    (void)state;
    static const struct {
        const char *name, *request, *answer;
        const char *asks; /* NULL: no such question */
    } rows[] = {
        {"a product", "", "Server: pbx \xe2\x80\xaeten.elpmaxe\n", "Show frame 2 to whoever"},
        {"of the caller", "User-Agent: \xe2\x80\x8bphone\n", "", "Show frame 1 to whoever"},
        {"a person", "Subject: x\n", "From: \"\xe2\x81\xa6 x\" <sip:a@example.com>;tag=a\n",
         "(U+2066)"},
        {"a control", "", "Server: pbx \x1b[31m\n", "(U+001B)"},
        {"a soft hyphen", "",
         "Server: p\xc2\xad"
         "bx\n",
         "(U+00AD)"},
        {"many", "", "Server: \xe2\x80\xae\xe2\x80\xac\xe2\x81\xa6\xe2\x81\xa9\xe2\x80\x8b\n",
         "(U+202E, U+202C, U+2066, U+2069 and 1 more)"},
        {"umlauts", "User-Agent: J\xc3\xb6rg\n",
         "Server: B\xc3\xb6"
         "b\n",
         NULL},
        {"Hebrew with a mark", "", "Server: \xd7\xa9\xe2\x80\x8f x\n", NULL},
        {"Persian with a joiner", "", "Server: \xd9\x85\xe2\x80\x8c\xd9\x85\n", NULL},
        {"a fold", "", "Server: pbx\n\t1\n", NULL},
        {"bytes that are no text", "", "Server: \xff\xfe\x80\n", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfLedger *ledger = sf_ledger_new();
        g_autofree char *asked =
            g_strconcat(ASKED("sip:bob@example.net", V1), rows[i].request, NULL);
        g_autofree char *moved =
            g_strconcat(MOVED(V1) "Contact: <sip:bob@example.org>\n", rows[i].answer, NULL);
        sip_text_add(ledger, 1, 0.0, asked);
        sip_text_add(ledger, 2, 0.1, moved);
        const SfFinding *finding =
            want_finding(judged_answer(ledger, 0), "moved.permanently", NULL);
        g_autoptr(GPtrArray) fixes = sf_finding_fixes(finding);
        g_autofree char *question = sf_finding_beforehand(finding, fixes);
        const gboolean asks = question && strstr(question, "Is it an attack?") != NULL;
        if (asks != (rows[i].asks != NULL) || (asks && !strstr(question, rows[i].asks)))
            fail_msg("%s: %s", rows[i].name, question ? question : "no question");
        sf_ledger_free(ledger);
    }
}

/* Somebody is there, who forwards: nobody has moved. A proxy that rings elsewhere is no sign. */
static void what_rang_has_not_moved(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, ASKED("sip:bob@example.net", V1));
    sip_text_add(ledger, 2, 0.1, ANSWERED("180 Ringing", V1));
    sip_text_add(ledger, 3, 18, MOVED(V1) "Contact: <sip:bob@example.org>\n");
    want_words("rang", want_finding(judged_answer(ledger, 0), "moved.permanently", "rang"),
               "rang first (frame 2)");
}

static void an_announcement_may_tell_of_a_move(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, ASKED("sip:bob@example.net", V1));
    sip_text_add(ledger, 2, 0.1, ANSWERED("183 Session Progress", V1));
    sip_text_add(ledger, 3, 18, MOVED(V1) "Contact: <sip:bob@example.org>\n");
    want_finding(judged_answer(ledger, 0), "moved.permanently", NULL);
}

static void what_rang_above_is_no_sign(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, ASKED("sip:bob@example.net", V1));
    sip_text_add(ledger, 2, 0.1, ASKED("sip:bob@10.0.0.9", V2));
    sip_text_add(ledger, 3, 0.2, ANSWERED("180 Ringing", V1));
    sip_text_add(ledger, 4, 0.3, MOVED(V2) "Contact: <sip:bob@example.org>\n");
    sip_text_add(ledger, 5, 0.4, MOVED(V1) "Contact: <sip:bob@example.org>\n");
    want_finding(judged_answer(ledger, 1), "moved.permanently", NULL);
}

/* A proxy that passes on what its caller asks for, and follows the redirect itself, has nothing
 * written down. */
static void the_caller_behind_a_proxy_is_named(void **state)
{
    static const struct {
        const char *asked, *variant, *says;
    } rows[] = {{"sip:bob@example.net", "by-way", "At 203.0.113.5 (phone 1), which asks for"},
                {"sip:alias@example.net", NULL, "At 192.0.2.2"}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        stop_ledger(state);
        start_ledger(state);
        g_autofree char *above = g_strdup_printf(
            "INVITE %s SIP/2.0\nVia: " V1 "\n" TO CALL "User-Agent: phone 1\n", rows[i].asked);
        sip_text_add_to(*state, 1, 0.0, "192.0.2.2", above);
        sip_text_add(*state, 2, 0.1, ASKED("sip:bob@example.net", V2));
        sip_text_add(*state, 3, 0.2, MOVED(V2) "Contact: <sip:bob@example.org>\n");
        sip_text_add(*state, 4, 0.3, ANSWERED("200 OK", V1));
        want_words("behind a proxy",
                   want_finding(judged_answer(*state, 0), "moved.permanently", rows[i].variant),
                   rows[i].says);
    }
}

#define SIGNS_ON(uri, cseq)                                                                        \
    "REGISTER " uri " SIP/2.0\nVia: " V1 cseq "\nTo: <sip:alice@example.net>\n"                    \
    "From: <sip:alice@example.net>;tag=a\nCall-ID: one\nCSeq: " cseq " REGISTER\n"
#define SIGNING_ON(line, cseq)                                                                     \
    "SIP/2.0 " line "\nVia: " V1 cseq "\nTo: <sip:alice@example.net>;tag=b\n"                      \
    "From: <sip:alice@example.net>;tag=a\nCall-ID: one\nCSeq: " cseq " REGISTER\n"

/* Where the domain is kept, the registrar is, and only the first hop is another. */
static void a_first_hop_is_no_registrar(void **state)
{
    static const struct {
        const char *follows;
        const char *variant;
        const char *then;
    } rows[] = {
        {SIGNS_ON("sip:example.net", "2"), "first-hop", "401 Unauthorized"},
        {SIGNS_ON("sip:example.net", "2"), "first-server", "200 OK"},
        {SIGNS_ON("sip:example.net", "2") "Security-Client: ipsec-3gpp\n", "first-hop", "200 OK"},
        {SIGNS_ON("sip:198.51.100.99", "2"), "register", "401 Unauthorized"},
        {NULL, "register", NULL}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        stop_ledger(state);
        start_ledger(state);
        sip_text_add(*state, 1, 0.0, SIGNS_ON("sip:example.net", "1"));
        sip_text_add(*state, 2, 0.1,
                     SIGNING_ON("301 Moved Permanently", "1") "Contact: <sip:198.51.100.99>\n");
        if (rows[i].follows) {
            sip_text_add_to(*state, 3, 0.2, "198.51.100.99", rows[i].follows);
            g_autofree char *answer = g_strdup_printf(SIGNING_ON("%s", "2"), rows[i].then);
            sip_text_add(*state, 4, 0.3, answer);
        }
        want_finding(judged_answer(*state, 0), "moved.permanently", rows[i].variant);
    }
}

/* What is cut off was not left out. */
static void a_target_may_be_cut_off(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, ASKED("sip:bob@example.net", V1));
    sip_text_add_cut(ledger, 2, 0.1, MOVED(V1) "Allow: INVI");
    want_words("cut", want_finding(judged_answer(ledger, 0), "moved.permanently", "cut"),
               "the captured part of this 301 ends before");
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
        {.name = "the refresh of a subscription",
         .asks = "SUBSCRIBE sip:192.0.2.9",
         .request = "To: <sip:bob@example.net>;tag=b\n",
         .answer = "Contact: <sip:bob@192.0.2.10>\n",
         .variant = PLAIN,
         .says = "reason=deactivated"},
        {.name = "no To tag",
         .asks = "INVITE sip:bob@192.0.2.9:5070",
         .answer = "Contact: <sip:bob@192.0.2.10>\n",
         .variant = QUIET},
    };
    MOVED_CASES("moved.in-dialog", cases);
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

static void sees_a_contact_that_was_taken(void **state)
{
    add_two_hops(*state, MOVED(V2) "Contact: <sip:bob@10.1.2.3>\n", MOVED(V1));
    assert_null(sf_answer_finding(judged_answer(*state, 0), "moved.no-contact"));
    const SfFinding *finding = want_finding(judged_answer(*state, 1), "moved.no-contact", "taken");
    want_words("taken", finding, "that named sip:bob@10.1.2.3");
}

static void a_contact_that_never_was_is_told_once(void **state)
{
    add_two_hops(*state, MOVED(V2), MOVED(V1));
    want_finding(judged_answer(*state, 0), "moved.no-contact", NULL);
    assert_null(sf_answer_finding(judged_answer(*state, 1), "moved.no-contact"));
}

static void what_is_cut_is_nobodys_fault(void **state)
{
    SfLedger *ledger = *state;
    sip_text_add(ledger, 1, 0.0, ASKED("sip:bob@example.net", V1));
    sip_text_add_cut(ledger, 2, 0.1, MOVED(V1) "Contact: <sip:bob@example.org>;q=1.5\n");
    assert_null(sf_answer_finding(judged_answer(ledger, 0), "moved.bad-q"));
    sf_ledger_free(ledger);
    *state = ledger = sf_ledger_new();
    sip_text_add(ledger, 1, 0.0, ASKED("sip:bob@example.net", V1));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_to_be_written_down),
        cmocka_unit_test(in_dialog),
        cmocka_unit_test(names_that_nobody_reads_are_asked_about),
        LEDGER_TEST(what_rang_has_not_moved),
        LEDGER_TEST(the_caller_behind_a_proxy_is_named),
        LEDGER_TEST(a_first_hop_is_no_registrar),
        LEDGER_TEST(a_target_may_be_cut_off),
        LEDGER_TEST(an_announcement_may_tell_of_a_move),
        LEDGER_TEST(what_rang_above_is_no_sign),
        LEDGER_TEST(judges_where_the_answer_was_made),
        LEDGER_TEST(sees_a_contact_that_was_taken),
        LEDGER_TEST(a_contact_that_never_was_is_told_once),
        LEDGER_TEST(what_is_cut_is_nobodys_fault),
        LEDGER_TEST(without_the_request_nothing_is_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
