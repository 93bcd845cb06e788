/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a capture lacks is not lost on the way: each test tells a call of which a message was not
 * captured, or was captured the other way round, and asks what is made of it. */
#include "core/describe/finding.h"
#include "core/describe/outcome.h"
#include "sip_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define OLD       "sip:bob@old.example.net"
#define NEW       "sip:bob@new.example.net"
#define BY_SERVER "Route: <sip:198.51.100.20;lr>\n"
#define MOVED     "Contact: <" NEW ">\n"

/* One message; in an answer, start is its status line behind the version. */
typedef struct {
    double time;
    const char *start;
    const char *vias; /* of the top one sent-by and branch, and what stands below */
    const char *call;
    const char *tags[2]; /* From, To; NULL: none */
    const char *cseq;
    const char *more;
} Sent;

#define CLIENT        "192.0.2.1;branch=z9hG4bK"
#define TOP           CLIENT "1"
#define NEXT          CLIENT "2"
#define PROXY(branch) "203.0.113.5;branch=z9hG4bK" branch "\nVia: SIP/2.0/UDP "

/* All that the client sends goes by the server: a follow-up would be seen. */
#define ASKED                                                                                      \
    {                                                                                              \
        0.0, "INVITE " OLD, TOP, "c", {"a", NULL}, "1 INVITE", BY_SERVER                           \
    }
#define REDIRECT                                                                                   \
    {                                                                                              \
        0.1, "301 Moved Permanently", TOP, "c", {"a", "b"}, "1 INVITE", MOVED                      \
    }
#define TO_TWO                                                                                     \
    {                                                                                              \
        0.1, "301 Moved Permanently", TOP, "c", {"a", "b"}, "1 INVITE",                            \
            "Contact: <" NEW ">;q=1, <sip:bob@198.51.100.31>;q=0.5\n"                              \
    }
#define ACKED                                                                                      \
    {                                                                                              \
        0.11, "ACK " OLD, TOP, "c", {"a", "b"}, "1 ACK", ""                                        \
    }
#define FOLLOWED                                                                                   \
    {                                                                                              \
        0.2, "INVITE " NEW, NEXT, "c", {"a", NULL}, "2 INVITE", ""                                 \
    }
/* As UDP has it where no answer comes (RFC 3261 §17.1.1.2). */
#define SENT_AGAIN                                                                                 \
    {                                                                                              \
        0.7, "INVITE " NEW, NEXT, "c", {"a", NULL}, "2 INVITE", ""                                 \
    }
/* The capture goes on. */
#define GOES_ON                                                                                    \
    {                                                                                              \
        70.0, "OPTIONS sip:x@example.org", CLIENT "9", "o", {"o", NULL}, "1 OPTIONS", ""           \
    }

static void add(SfLedger *ledger, guint32 frame, const Sent *sent)
{
    const gboolean is_answer = g_ascii_isdigit(sent->start[0]);
    g_autofree char *from = g_strconcat(";tag=", sent->tags[0], NULL);
    g_autofree char *to = sent->tags[1] ? g_strconcat(";tag=", sent->tags[1], NULL) : g_strdup("");
    g_autofree char *text =
        g_strdup_printf("%s%s%s\nVia: SIP/2.0/UDP %s\nFrom: <sip:alice@example.com>%s\n"
                        "To: <" OLD ">%s\nCall-ID: %s\nCSeq: %s\n%s",
                        is_answer ? "SIP/2.0 " : "", sent->start, is_answer ? "" : " SIP/2.0",
                        sent->vias, from, to, sent->call, sent->cseq, sent->more);
    sip_text_add(ledger, frame, sent->time, text);
}

typedef struct {
    const char *what;
    const Sent sent[9];
    const char *outcome; /* with ? behind it: likely */
    const char *silent;  /* a check that must not speak; NULL: any may */
    const char *speaks;  /* one that must; NULL: none has to */
} Story;

static const Story stories[] = {
    {"nothing is lacking",
     {ASKED, REDIRECT, ACKED, FOLLOWED, SENT_AGAIN, GOES_ON},
     "lost?",
     NULL,
     "moved.all-failed"},
    {"the answer: who had none would have asked again",
     {ASKED, REDIRECT, ACKED, FOLLOWED, GOES_ON},
     "unknown?",
     "moved.all-failed",
     "moved.followed"},
    {"the 2xx: its ACK has a branch of its own",
     {ASKED,
      REDIRECT,
      ACKED,
      FOLLOWED,
      {3.0, "ACK " NEW, CLIENT "3", "c", {"a", "n"}, "2 ACK", ""},
      GOES_ON},
     "answered?",
     "moved.all-failed",
     NULL},
    {"a final answer: the ACK has the branch of the INVITE",
     {ASKED,
      REDIRECT,
      ACKED,
      FOLLOWED,
      {3.0, "ACK " NEW, NEXT, "c", {"a", "n"}, "2 ACK", ""},
      GOES_ON},
     "unknown?",
     "moved.all-failed",
     NULL},
    {"the same in a call of its own",
     {ASKED,
      REDIRECT,
      ACKED,
      {0.2, "INVITE " NEW, NEXT, "d", {"a", NULL}, "1 INVITE", ""},
      {3.0, "ACK " NEW, CLIENT "3", "d", {"a", "n"}, "1 ACK", ""},
      GOES_ON},
     "answered?",
     "moved.all-failed",
     NULL},
    {"2xx and ACK: somebody hangs up",
     {ASKED,
      REDIRECT,
      ACKED,
      FOLLOWED,
      {9.0, "BYE " NEW, CLIENT "4", "c", {"a", "n"}, "3 BYE", ""},
      GOES_ON},
     "answered?",
     "moved.all-failed",
     NULL},
    {"nothing: who ends with the tag of the 301 ends no session",
     {ASKED,
      REDIRECT,
      ACKED,
      FOLLOWED,
      SENT_AGAIN,
      {9.0, "BYE " NEW, CLIENT "4", "c", {"a", "b"}, "3 BYE", ""},
      GOES_ON},
     "lost?",
     NULL,
     "moved.all-failed"},
    {"the caller's 2xx: the hop below has it",
     {ASKED,
      REDIRECT,
      ACKED,
      FOLLOWED,
      {0.21, "INVITE " NEW, PROXY("p") NEXT, "c", {"a", NULL}, "2 INVITE", ""},
      {3.0, "200 OK", PROXY("p") NEXT, "c", {"a", "n"}, "2 INVITE", ""},
      GOES_ON},
     "answered?",
     "moved.all-failed",
     NULL},
    {"the request that follows up, in a call of its own",
     {ASKED,
      REDIRECT,
      ACKED,
      {3.0, "404 Not Found", NEXT, "d", {"a", "n"}, "1 INVITE", ""},
      GOES_ON},
     "unknown?",
     "moved.not-followed",
     NULL},
    {"nothing: an answer of another kind tells nothing",
     {ASKED, REDIRECT, ACKED, {3.0, "200 OK", NEXT, "d", {"a", "n"}, "1 OPTIONS", ""}, GOES_ON},
     "lost",
     NULL,
     "moved.not-followed"},
    {"the request with credentials",
     {ASKED,
      REDIRECT,
      ACKED,
      FOLLOWED,
      {0.3, "401 Unauthorized", NEXT, "c", {"a", "n"}, "2 INVITE", ""},
      {0.5, "200 OK", CLIENT "3", "c", {"a", "m"}, "3 INVITE", ""},
      GOES_ON},
     "answered?",
     "moved.target-refused",
     NULL},
    {"nothing: the follow-up overtook the redirect",
     {ASKED,
      {0.09, "INVITE " NEW, NEXT, "c", {"a", NULL}, "2 INVITE", ""},
      REDIRECT,
      ACKED,
      {0.3, "200 OK", NEXT, "c", {"a", "n"}, "2 INVITE", ""},
      GOES_ON},
     "answered",
     "moved.not-followed",
     NULL},
    {"nothing: the follow-up and its answer overtook the redirect",
     {ASKED,
      {0.09, "INVITE " NEW, NEXT, "c", {"a", NULL}, "2 INVITE", ""},
      {0.095, "200 OK", NEXT, "c", {"a", "n"}, "2 INVITE", ""},
      REDIRECT,
      ACKED,
      GOES_ON},
     "unknown?",
     "moved.not-followed",
     NULL},
    {"nothing: the end of a chain overtook its middle, and was taken for what follows its begin",
     {{0.0, "INVITE " OLD, TOP, "c", {"a", NULL}, "1 INVITE", BY_SERVER},
      REDIRECT,
      {0.12, "INVITE sip:bob@198.51.100.31", CLIENT "3", "c", {"a", NULL}, "3 INVITE", ""},
      {0.13, "486 Busy Here", CLIENT "3", "c", {"a", "n"}, "3 INVITE", ""},
      FOLLOWED,
      {0.21,
       "301 Moved Permanently",
       NEXT,
       "c",
       {"a", "m"},
       "2 INVITE",
       "Contact: <sip:bob@198.51.100.31>\n"},
      GOES_ON},
     "unknown?",
     "moved.not-followed",
     NULL},
    {"the ACK: the server does not send its answer again",
     {ASKED, REDIRECT, GOES_ON},
     "lost",
     "answer.not-acked",
     "moved.not-followed"},
    {"nothing: it sends it again",
     {ASKED,
      REDIRECT,
      {0.6, "301 Moved Permanently", TOP, "c", {"a", "b"}, "1 INVITE", MOVED},
      GOES_ON},
     "lost",
     NULL,
     "answer.not-acked"},
    {"the try that the caller was served by",
     {ASKED,
      {0.01, "INVITE " OLD, PROXY("p") TOP, "c", {"a", NULL}, "1 INVITE", ""},
      {0.1, "301 Moved Permanently", PROXY("p") TOP, "c", {"a", "b"}, "1 INVITE", MOVED},
      {0.2, "INVITE " NEW, PROXY("q") TOP, "c", {"a", NULL}, "1 INVITE", ""},
      {0.3, "404 Not Found", PROXY("q") TOP, "c", {"a", "n"}, "1 INVITE", ""},
      {2.0, "200 OK", TOP, "c", {"a", "m"}, "1 INVITE", ""},
      GOES_ON},
     "answered",
     NULL,
     NULL},
    {"nothing: the element between makes a refusal of the redirect",
     {ASKED,
      {0.01, "INVITE " OLD, PROXY("p") TOP, "c", {"a", NULL}, "1 INVITE", ""},
      {0.1, "301 Moved Permanently", PROXY("p") TOP, "c", {"a", "b"}, "1 INVITE", MOVED},
      {2.0, "503 Service Unavailable", TOP, "c", {"a", "n"}, "1 INVITE", ""},
      GOES_ON},
     "refused",
     NULL,
     "moved.masked"},
    {"nothing: the old place is asked again, and redirects again",
     {ASKED,
      REDIRECT,
      ACKED,
      {90.0, "INVITE " OLD, CLIENT "3", "e", {"e", NULL}, "1 INVITE", BY_SERVER},
      {90.1, "301 Moved Permanently", CLIENT "3", "e", {"e", "f"}, "1 INVITE", MOVED}},
     "lost",
     NULL,
     "moved.ignored"},
    {"nothing: the old place is asked again, and serves",
     {ASKED,
      REDIRECT,
      ACKED,
      {90.0, "INVITE " OLD, CLIENT "3", "e", {"e", NULL}, "1 INVITE", BY_SERVER},
      {93.1, "200 OK", CLIENT "3", "e", {"e", "f"}, "1 INVITE", ""}},
     "lost",
     "moved.ignored",
     "moved.not-followed"},
    {"nothing: the CANCEL crosses the redirect",
     {ASKED,
      REDIRECT,
      {0.105, "CANCEL " OLD, TOP, "c", {"a", NULL}, "1 CANCEL", ""},
      ACKED,
      GOES_ON},
     "cancelled",
     "moved.not-followed",
     NULL},
    {"nothing: a CANCEL after the ACK is without effect",
     {ASKED,
      REDIRECT,
      ACKED,
      {40.0, "CANCEL " OLD, TOP, "c", {"a", NULL}, "1 CANCEL", ""},
      {90.0, "OPTIONS sip:x@example.org", CLIENT "9", "o", {"o", NULL}, "1 OPTIONS", ""}},
     "lost",
     "answer.cancelled",
     "moved.not-followed"},
    {"nothing: a CANCEL of what was refused is without effect",
     {ASKED,
      REDIRECT,
      ACKED,
      FOLLOWED,
      {0.3, "403 Forbidden", NEXT, "c", {"a", "n"}, "2 INVITE", ""},
      {0.5, "CANCEL " NEW, NEXT, "c", {"a", NULL}, "2 CANCEL", ""},
      GOES_ON},
     "refused",
     NULL,
     "moved.target-refused"},
    {"nothing: what was acknowledged is another try with the same CSeq",
     {ASKED,
      TO_TWO,
      ACKED,
      FOLLOWED,
      SENT_AGAIN,
      {4.0, "INVITE sip:bob@198.51.100.31", CLIENT "3", "c", {"a", NULL}, "2 INVITE", ""},
      {4.1, "200 OK", CLIENT "3", "c", {"a", "n"}, "2 INVITE", ""},
      {4.2, "ACK sip:bob@198.51.100.31", CLIENT "4", "c", {"a", "n"}, "2 ACK", ""},
      GOES_ON},
     "answered",
     NULL,
     "moved.silent-target"},
    {"what the second place said: the 404 of the first is not the end",
     {ASKED,
      TO_TWO,
      ACKED,
      FOLLOWED,
      {0.3, "404 Not Found", NEXT, "c", {"a", "n"}, "2 INVITE", ""},
      {0.4, "INVITE sip:bob@198.51.100.31", CLIENT "3", "c", {"a", NULL}, "3 INVITE", ""},
      GOES_ON},
     "unknown?",
     "moved.all-failed",
     NULL},
    {"the request to the second place, which took it",
     {ASKED,
      TO_TWO,
      ACKED,
      FOLLOWED,
      {0.3, "404 Not Found", NEXT, "c", {"a", "n"}, "2 INVITE", ""},
      {0.5, "200 OK", CLIENT "3", "c", {"a", "n2"}, "3 INVITE", ""},
      GOES_ON},
     "answered?",
     "moved.gave-up",
     NULL},
    {"what the proxy told its caller, who acknowledges it",
     {{0.0, "INVITE " OLD, TOP, "c", {"a", NULL}, "1 INVITE", BY_SERVER},
      {0.05, "INVITE " OLD, PROXY("p") TOP, "c", {"a", NULL}, "1 INVITE", ""},
      {0.1, "301 Moved Permanently", PROXY("p") TOP, "c", {"a", "b"}, "1 INVITE", MOVED},
      {0.12, "ACK " OLD, TOP, "c", {"a", "x"}, "1 ACK", ""},
      {70.0, "OPTIONS sip:x@example.org", PROXY("o") TOP, "o", {"o", NULL}, "1 OPTIONS", ""}},
     "unknown?",
     "moved.not-followed",
     NULL},
    {"the request that the redirect answers: whose call it was",
     {REDIRECT,
      ACKED,
      FOLLOWED,
      {0.3, "403 Forbidden", NEXT, "c", {"a", "n"}, "2 INVITE", ""},
      GOES_ON},
     "refused?",
     NULL,
     NULL},
};

static char *outcome_of(const SfAnswer *answer)
{
    const SfOutcome outcome = sf_answer_outcome(answer);
    return g_strconcat(sf_outcome_name(outcome.kind), outcome.certain ? "" : "?", NULL);
}

static void hold(const Story *story, SfLedger *ledger)
{
    const SfAnswer *answer = sf_ledger_answers(ledger)->pdata[0];
    g_autofree char *outcome = outcome_of(answer);
    if (strcmp(outcome, story->outcome) != 0)
        fail_msg("%s: %s, not %s", story->what, outcome, story->outcome);
    if (story->silent && sf_answer_finding(answer, story->silent))
        fail_msg("%s: %s speaks", story->what, story->silent);
    if (story->speaks && !sf_answer_finding(answer, story->speaks))
        fail_msg("%s: %s is missing", story->what, story->speaks);
}

static void what_is_not_captured_is_not_lost(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(stories); i++) {
        SfLedger *ledger = sf_ledger_new();
        for (guint nth = 0; nth < G_N_ELEMENTS(stories[i].sent) && stories[i].sent[nth].start;
             nth++)
            add(ledger, nth + 1, &stories[i].sent[nth]);
        hold(&stories[i], ledger);
        sf_ledger_free(ledger);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_not_captured_is_not_lost)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
