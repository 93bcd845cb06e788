/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many calls there were: what somebody dialled is one, whatever its Call-IDs, where the capture
 * shows it; and what may be two is two. */
#include "sip_text.h"
#include "want.h"

#include <string.h>

#define PHONE  "203.0.113.5"
#define AGENT  "198.51.100.20"
#define INSIDE "192.0.2.20"
#define SERVER "192.0.2.30"

/** A message: who calls whom in which call, from where to where; an answer goes back there. */
typedef struct {
    double time;
    const char *call;
    const char *from_host;
    const char *to_host;
    const char *caller;
    const char *callee;
    const char *status; /* NULL: it is the INVITE */
    const char *more;   /* headers; NULL: none */
    guint port;         /* of who asks; 0: 5060 */
} Step;

#define MAX_STEPS 10

typedef struct {
    const char *name;
    Step steps[MAX_STEPS];
    guint64 calls;
    guint64 call_ids;
} Case;

static void add(SfLedger *ledger, guint32 frame, const Step *step)
{
    g_autofree char *begin = step->status ? g_strdup_printf("SIP/2.0 %s", step->status)
                                          : g_strdup_printf("INVITE sip:%s SIP/2.0", step->callee);
    g_autofree char *text = g_strdup_printf(
        "%s\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%s\nFrom: \"A: B\" <sip:%s>;tag=f%s\n"
        "To: <sip:%s>%s\nCall-ID: %s\nCSeq: 1 INVITE\n%s",
        begin, step->from_host, step->call, step->caller, step->call, step->callee,
        step->status ? ";tag=t" : "", step->call, step->more ? step->more : "");
    const guint port = step->port ? step->port : 5060;
    const SipTextWay there = {step->from_host, port, step->to_host, 5060};
    const SipTextWay back = {step->to_host, 5060, step->from_host, port};
    sip_text_add_on(ledger, frame, step->time, step->status ? &back : &there, text);
}

static const Case cases[] = {
    {"one call",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {1, "a", PHONE, AGENT, "100@x", "200@x", "200 OK", NULL, 0}},
     1,
     1},
    {"it follows with a new Call-ID",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {1, "a", PHONE, AGENT, "100@x", "200@x", "301 Moved", "Contact: <sip:300@192.0.2.30>\n", 0},
      {1.1, "b", PHONE, SERVER, "100@x", "300@192.0.2.30", NULL, NULL, 0}},
     1,
     2},
    {"after seconds, for somebody may have to confirm it",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {1, "a", PHONE, AGENT, "100@x", "200@x", "301 Moved", "Contact: <sip:300@192.0.2.30>\n", 0},
      {9, "b", PHONE, SERVER, "100@x", "300@192.0.2.30", NULL, NULL, 0}},
     1,
     2},
    {"it tries again with a new Call-ID and what was asked for",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {1, "a", PHONE, AGENT, "100@x", "200@x", "421 Needs", "Require: timer\n", 0},
      {1.1, "b", PHONE, AGENT, "100@x", "200@x", NULL, "Supported: timer\n", 0}},
     1,
     2},
    {"somebody dials once more",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {1, "a", PHONE, AGENT, "100@x", "200@x", "421 Needs", "Require: timer\n", 0},
      {9, "b", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {9.1, "b", PHONE, AGENT, "100@x", "200@x", "200 OK", NULL, 0}},
     2,
     2},
    {"of an answer that nobody asked about",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, "Require: timer\n", 0},
      {1, "a", PHONE, AGENT, "100@x", "200@x", "420 Bad", "Unsupported: timer\n", 0},
      {1.1, "b", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0}},
     1,
     2},
    {"an agent asks in a call of its own",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {0.1, "b", AGENT, SERVER, "100@y", "200@y", NULL, NULL, 0},
      {0.2, "b", AGENT, SERVER, "100@y", "200@y", "200 OK", NULL, 0},
      {0.3, "a", PHONE, AGENT, "100@x", "200@x", "200 OK", NULL, 0}},
     1,
     2},
    {"which is refused, and the next, too",
     {{0, "a", PHONE, AGENT, "+14155550100@x", "200@x", NULL, NULL, 0},
      {0.1, "a", PHONE, AGENT, "+14155550100@x", "200@x", "100 Trying", NULL, 0},
      {0.2, "b", AGENT, SERVER, "4155550100@y", "200@y", NULL, NULL, 0},
      {0.3, "b", AGENT, SERVER, "4155550100@y", "200@y", "421 Needs", "Require: timer\n", 0},
      {20, "c", AGENT, INSIDE, "4155550100@y", "777@y", NULL, NULL, 0}},
     1,
     3},
    {"a number of the agent's own calls",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {0.1, "b", AGENT, SERVER, "4930555@y", "200@y", NULL, NULL, 0}},
     1,
     2},
    {"an agent with an address on each side",
     {{0, "a", PHONE, AGENT, "+14155550100@x", "200@x", NULL, NULL, 0},
      {0.1, "b", INSIDE, SERVER, "4155550100@y", "200@y", NULL, NULL, 0}},
     1,
     2},
    {"both legs bring a redirect, one after the other",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {0.1, "b", AGENT, SERVER, "100@y", "200@y", NULL, NULL, 0},
      {0.2, "b", AGENT, SERVER, "100@y", "200@y", "301 Moved", "Contact: <sip:300@192.0.2.31>\n",
       0},
      {0.3, "a", PHONE, AGENT, "100@x", "200@x", "301 Moved", "Contact: <sip:300@192.0.2.31>\n", 0},
      {0.4, "c", PHONE, AGENT, "100@x", "300@192.0.2.31", NULL, NULL, 0}},
     1,
     3},
    {"two at once by one agent",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {0.01, "b", SERVER, AGENT, "101@x", "201@x", NULL, NULL, 0},
      {0.02, "c", AGENT, INSIDE, "100@x", "200@x", NULL, NULL, 0},
      {0.03, "d", AGENT, INSIDE, "101@x", "201@x", NULL, NULL, 0}},
     2,
     4},
    {"two that are redirected at once, and each follows",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {0.01, "b", PHONE, AGENT, "101@x", "200@x", NULL, NULL, 0},
      {0.1, "a", PHONE, AGENT, "100@x", "200@x", "301 Moved", "Contact: <sip:200@192.0.2.30>\n", 0},
      {0.2, "b", PHONE, AGENT, "101@x", "200@x", "301 Moved", "Contact: <sip:200@192.0.2.30>\n", 0},
      {0.3, "c", PHONE, SERVER, "100@x", "200@192.0.2.30", NULL, NULL, 0},
      {0.4, "d", PHONE, SERVER, "101@x", "200@192.0.2.30", NULL, NULL, 0}},
     2,
     4},
    {"at two places at once",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {0.02, "b", PHONE, SERVER, "100@x", "200@y", NULL, NULL, 0},
      {0.1, "a", PHONE, AGENT, "100@x", "200@x", "421 Needs", "Require: timer\n", 0},
      {9, "b", PHONE, SERVER, "100@x", "200@y", "200 OK", NULL, 0}},
     1,
     2},
    {"at three places at once, and two refuse",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {0.02, "b", PHONE, SERVER, "100@x", "200@y", NULL, NULL, 0},
      {0.04, "c", PHONE, INSIDE, "100@x", "200@z", NULL, NULL, 0},
      {0.1, "a", PHONE, AGENT, "100@x", "200@x", "421 Needs", "Require: timer\n", 0},
      {0.2, "c", PHONE, INSIDE, "100@x", "200@z", "421 Needs", "Require: timer\n", 0}},
     1,
     3},
    /* What may be two is two. */
    {"at two places, seconds apart",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {3, "b", PHONE, SERVER, "100@x", "200@y", NULL, NULL, 0}},
     2,
     2},
    {"two callers at one address, at two places at once",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {0.02, "b", PHONE, SERVER, "101@x", "200@y", NULL, NULL, 0}},
     2,
     2},
    {"for two others at two places at once",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {0.02, "b", PHONE, SERVER, "100@x", "201@y", NULL, NULL, 0}},
     2,
     2},
    {"those who do not tell who they are, at two places at once",
     {{0, "a", PHONE, AGENT, "anonymous@x", "200@x", NULL, NULL, 0},
      {0.02, "b", PHONE, SERVER, "anonymous@x", "200@y", NULL, NULL, 0}},
     2,
     2},
    {"it is answered before the agent asks",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {0.1, "a", PHONE, AGENT, "100@x", "200@x", "200 OK", NULL, 0},
      {5, "b", AGENT, SERVER, "100@x", "200@x", NULL, NULL, 0}},
     2,
     2},
    {"somebody else at the same address calls meanwhile",
     {{0, "a", SERVER, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {0.1, "b", AGENT, SERVER, "201@x", "202@x", NULL, NULL, 0}},
     2,
     2},
    {"another port of a shared address, which calls the one that it rings at",
     {{0, "a", SERVER, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {0.1, "b", AGENT, SERVER, "201@x", "200@x", NULL, NULL, 1026}},
     2,
     2},
    {"who does not tell who it is",
     {{0, "a", PHONE, AGENT, "anonymous@x", "200@x", NULL, NULL, 0},
      {0.1, "b", AGENT, SERVER, "anonymous@x", "201@x", NULL, NULL, 0}},
     2,
     2},
    {"one that calls the same number twice",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {0.1, "b", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0}},
     2,
     2},
    {"two exchanges with the same extensions",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {0.1, "b", INSIDE, SERVER, "100@y", "200@y", NULL, NULL, 0}},
     2,
     2},
    {"a proxy that sends two calls to one number on",
     {{0, "a", PHONE, AGENT, "100@x", "200@x", NULL, NULL, 0},
      {0.01, "b", INSIDE, AGENT, "101@x", "200@x", NULL, NULL, 0},
      {0.1, "a", AGENT, SERVER, "100@x", "200@x", NULL, NULL, 0},
      {0.2, "b", AGENT, SERVER, "101@x", "200@x", NULL, NULL, 0}},
     2,
     2},
    {"two callers under one name, seconds apart",
     {{0, "a", PHONE, AGENT, "4155550100@x", "200@x", NULL, NULL, 0},
      {9, "b", INSIDE, SERVER, "4155550100@x", "200@x", NULL, NULL, 0}},
     2,
     2},
};

static void calls_are_counted(void **state G_GNUC_UNUSED)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Case *one = &cases[i];
        SfLedger *ledger = sf_ledger_new();
        SfRunCounts run;
        for (guint k = 0; k < MAX_STEPS && one->steps[k].call; k++)
            add(ledger, k + 1, &one->steps[k]);
        sf_ledger_run(ledger, &run);
        want_number(one->name, "calls", run.calls, one->calls);
        want_number(one->name, "Call-IDs", run.call_ids, one->call_ids);
        sf_ledger_free(ledger);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(calls_are_counted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
