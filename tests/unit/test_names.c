/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What elements call themselves: whose name a message bears, and what of it reaches a sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/describe/facts.h"
#include "sip_text.h"

#define CALLER  "203.0.113.5:5060;branch=z9hG4bKa"
#define SERVER  "198.51.100.20;branch=z9hG4bKs"
#define PROXY   "203.0.113.9:5060;branch=z9hG4bKb"
#define THROUGH "203.0.113.9:5060;branch=z9hG4bKc\nVia: SIP/2.0/UDP 203.0.113.77;branch=z9hG4bKd"

#define REQUEST(method, via, call, more)                                                           \
    method " sip:bob@pbx1.example.net SIP/2.0\nVia: SIP/2.0/UDP " via                              \
           "\nFrom: <sip:alice@example.net>;tag=f\nTo: <sip:bob@pbx1.example.net>\nCall-ID: " call \
           "\nCSeq: 1 " method "\n" more "\n"
#define ANSWER(status, method, via, call, more)                                                    \
    "SIP/2.0 " status "\nVia: SIP/2.0/UDP " via                                                    \
    "\nFrom: <sip:alice@example.net>;tag=f\nTo: <sip:bob@pbx1.example.net>;tag=t\nCall-ID: " call  \
    "\nCSeq: 1 " method "\n" more "\n"
#define MOVED "Contact: <sip:bob@pbx2.example.net>\n"

typedef struct {
    const char *name;
    const char *before[2]; /* earlier messages */
    const char *via;
    const char *request;  /* headers of the INVITE */
    const char *answered; /* headers of its 301 */
    const char *caller;   /* names, NULL: not known */
    const char *server;
} Case;

static void assert_name(const Case *c, SfLedger *ledger, const char *fact, const char *wanted)
{
    const SfAnswer *answer = sf_ledger_answers(ledger)->pdata[0];
    g_autofree char *got = sf_fact(answer, NULL, fact);
    if (g_strcmp0(got, wanted) != 0)
        fail_msg("%s: %s is %s", c->name, fact, got);
}

static void names(void **state)
{
    (void)state;
    static const Case cases[] = {
        {.name = "in the messages themselves",
         .via = CALLER,
         .request = "User-Agent: phone 1\n",
         .answered = "Server: pbx 1\n",
         .caller = "phone 1",
         .server = "pbx 1"},
        {.name = "nowhere", .via = CALLER, .request = "", .answered = ""},
        {.name = "in an earlier request",
         .before = {REQUEST("REGISTER", CALLER, "r", "User-Agent: phone 1\n")},
         .via = CALLER,
         .request = "",
         .answered = "",
         .caller = "phone 1"},
        {.name = "in an earlier answer",
         .before = {REQUEST("OPTIONS", CALLER, "o", ""),
                    ANSWER("200 OK", "OPTIONS", CALLER, "o", "Server: pbx 1\n")},
         .via = CALLER,
         .request = "",
         .answered = "",
         .server = "pbx 1"},
        {.name = "of an INVITE, which may be another's",
         .before = {REQUEST("INVITE", CALLER, "o", ""),
                    ANSWER("200 OK", "INVITE", CALLER, "o", "Server: far away\n")},
         .via = CALLER,
         .request = "",
         .answered = ""},
        {.name = "of the same call, where nobody else was seen to answer so",
         .before = {ANSWER("180 Ringing", "INVITE", CALLER, "one", ""),
                    ANSWER("486 Busy Here", "INVITE", CALLER, "one", "Server: pbx 1\n")},
         .via = CALLER,
         .request = "",
         .answered = "",
         .server = "pbx 1"},
        {.name = "in a 100, which nobody passes on",
         .before = {REQUEST("INVITE", CALLER, "o", ""),
                    ANSWER("100 Trying", "INVITE", CALLER, "o", "Server: pbx 1\n")},
         .via = CALLER,
         .request = "",
         .answered = "",
         .server = "pbx 1"},
        {.name = "a proxy passes the phone's on",
         .via = THROUGH,
         .request = "User-Agent: phone 1\n",
         .answered = "Server: pbx 1\n",
         .server = "pbx 1"},
        {.name = "the proxy's own",
         .before = {REQUEST("OPTIONS", PROXY, "o", "User-Agent: proxy 1\n")},
         .via = THROUGH,
         .request = "User-Agent: phone 1\n",
         .answered = "Server: pbx 1\n",
         .caller = "proxy 1",
         .server = "pbx 1"},
        {.name = "topology hiding: the phone's name, passed on as its own",
         .before = {REQUEST("INVITE", CALLER, "one", "User-Agent: phone 1\n")},
         .via = SERVER,
         .request = "User-Agent: phone 1\n",
         .answered = ""},
        {.name = "it answers in this call, and who asked it is not seen",
         .before = {ANSWER("100 Trying", "INVITE", CALLER, "one", "Server: proxy 1\n")},
         .via = SERVER,
         .request = "User-Agent: phone 1\n",
         .answered = "",
         .caller = "proxy 1",
         .server = "proxy 1"},
        {.name = "the same software on both sides",
         .before = {REQUEST("INVITE", CALLER, "other", "User-Agent: pbx 1\n")},
         .via = SERVER,
         .request = "User-Agent: pbx 1\n",
         .answered = "",
         .caller = "pbx 1",
         .server = "pbx 1"},
        {.name = "two at one address",
         .before = {REQUEST("OPTIONS", PROXY, "o", "User-Agent: proxy 1\n"),
                    REQUEST("OPTIONS", PROXY, "p", "User-Agent: phone 2\n")},
         .via = THROUGH,
         .request = "",
         .answered = ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Case *c = &cases[i];
        SfLedger *ledger = sf_ledger_new();
        for (guint j = 0; j < G_N_ELEMENTS(c->before) && c->before[j]; j++)
            sip_text_add(ledger, 1 + j, 0.1 * j, c->before[j]);
        g_autofree char *request =
            g_strdup_printf(REQUEST("INVITE", "%s", "one", "%s"), c->via, c->request);
        g_autofree char *moved =
            g_strdup_printf(ANSWER("301 Moved Permanently", "INVITE", "%s", "one", MOVED "%s"),
                            c->via, c->answered);
        sip_text_add(ledger, 3, 1.0, request);
        sip_text_add(ledger, 4, 1.1, moved);
        assert_name(c, ledger, "caller_product", c->caller);
        assert_name(c, ledger, "server_product", c->server);
        sf_ledger_free(ledger);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
