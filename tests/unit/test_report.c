// SPDX-License-Identifier: GPL-2.0-or-later
#include "want.h"

#include <string.h>

#include "analyzer/cli/analysis/progress.h"
#include "analyzer/report/html/html_difference.h"
#include "analyzer/report/html/html_link.h"
#include "analyzer/report/words.h"
#include "rehearsal.h"

static void want_in(const char *report, const char *wanted)
{
    if (!strstr(report, wanted))
        fail_msg("'%s' is not in:\n%s", wanted, report);
}

static void want_not_in(const char *report, const char *unwanted)
{
    if (strstr(report, unwanted))
        fail_msg("'%s' is in:\n%s", unwanted, report);
}

/* ---- text ---- */

static void a_421_tells_what_to_change(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse_421(rehearsal, 4711, "203.0.113.5");
    rehearse_421(rehearsal, 4811, "203.0.113.5");
    g_autofree char *text = rehearsal_report(rehearsal, "text");
    static const char wanted[] =
        "1 problem, met by 2 of 5 calls.\n"
        "\n"
        "1 UNKNOWN  2 calls, end not known, 08:15                            problem 7c1e\n"
        "  198.51.100.10 (Asterisk PBX 22.1.0) answers 421 to INVITE and insists on\n"
        "  100rel. 203.0.113.5 (SIPp) does not offer it.\n"
        "  INVITE = the request that sets up a call. 421 = \"you must offer an extension\n"
        "  first\". 100rel = the caller confirms \"ringing\" and other answers on the way.\n"
        "  Supported = the header that lists the extensions a telephone can do. Require =\n"
        "  the header that lists the extensions the other side must do.\n"
        "    sent      Supported: replaces\n"
        "    answered  421, Require: 100rel\n"
        "  CHANGE At 198.51.100.10: set it.\n"
        "           the setting for 100rel: required -> supported\n"
        "  OR     If that cannot be done, at 203.0.113.5: offer it.\n"
        "         Price: a lot.\n"
        "  PROOF  INVITE in frame 4710, 421 in frame 4711; 1 call alike\n"
        "         wireshark -g 4711 'trunk a.pcapng'\n"
        "\n"
        "Unsure      2 calls: the end is not known, the captures do not show it. Ask at\n"
        "            the caller what became of them, or capture there, from before the\n"
        "            request until nothing more comes.\n"
        "Looked      1 capture, 20 frames, 10 SIP messages, 5 Call-IDs (of calls, 301 or\n"
        "            421), 2026-03-02 08:00-09:00 UTC, in 1.5 s.\n";
    if (!g_str_has_prefix(text, wanted))
        fail_msg("not:\n%s\nbut:\n%s", wanted, text);
}

static void a_setting_stands_on_a_line_of_its_own(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse(
        rehearsal,
        "{'run':1,'frame':4,'status':421,'story':1,'case':'aaaa0000','findings':[{'check':"
        "'extension.required','severity':'warn','fix':[{'side':'answering','what':'pjsip.conf',"
        "'old':'100rel=required','new':'100rel=no','source':'the manual','text':"
        "'At 198.51.100.10: pjsip.conf: 100rel=required -> 100rel=no. Then it works.'}]}]}");
    g_autofree char *text = rehearsal_report(rehearsal, "text");
    want_in(text, "  CHANGE At 198.51.100.10:\n"
                  "           pjsip.conf: 100rel=required -> 100rel=no\n"
                  "         Then it works.\n");
    want_not_in(text, "Source");
    rehearsal->verbose = TRUE;
    g_autofree char *verbose = rehearsal_report(rehearsal, "text");
    want_in(verbose, "Source: the manual");
}

#define REFUSED                                                                                    \
    "{'run':1,'frame':%u,'status':421,'method':'%s','story':%u,'case':'%s','outcome':{'is':'%s'}," \
    "'request':{'frame':1,'uri':'sip:carol@pbx1.example.net;user=phone'%s,'supported':[],"         \
    "'require':[]},'extension':{'required':['100rel']},'findings':[{'check':'extension.required'," \
    "'severity':'warn'}]}"
#define PARTIES ",\"from\":\"sip:alice@example.net:5070\",\"to\":\"sip:bob@example.net\""

/* With two problems, somebody has to know which call to try. */
static void a_refusal_tells_who_called_whom(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse(rehearsal, REFUSED, 4, "INVITE", 1, "aaaa0000", "lost", PARTIES);
    rehearse(rehearsal, REFUSED, 6, "INVITE", 2, "bbbb0000", "lost", "");
    rehearse(rehearsal, REFUSED, 8, "UPDATE", 3, "cccc0000", "went-on", PARTIES);
    rehearse(rehearsal, REFUSED, 10, "REGISTER", 4, "dddd0000", "lost", PARTIES);
    g_autofree char *text = rehearsal_report(rehearsal, "text");
    want_in(text, "\n    call      alice@example.net -> carol@pbx1.example.net\n");
    want_in(text, "\n    request   UPDATE of alice@example.net to bob@example.net\n");
    want_in(text, "\n    request   REGISTER of alice@example.net to bob@example.net\n");
    g_auto(GStrv) calls = g_strsplit(text, "\n    call  ", -1);
    want_number("who is not known", "rows", g_strv_length(calls) - 1, 1);
}

static void a_301_tells_old_and_new(void **state)
{
    Rehearsal *rehearsal = *state;
    for (guint i = 0; i < 41; i++) {
        g_autofree char *old_uri = g_strdup_printf("sip:+4930555010%02u@old.example", i);
        g_autofree char *new_uri = g_strdup_printf("sip:+4930555010%02u@new.example", i);
        rehearse_301(rehearsal, 10 * i + 2, old_uri, new_uri);
    }
    g_autofree char *text = rehearsal_report(rehearsal, "text");
    want_in(text, "1 UNKNOWN  41 calls, end not known, 08:30");
    want_in(text, "  2001:db8::5 asks 2001:db8::20 for 41 addresses that have moved for good, as\n"
                  "  the 301s say.\n");
    want_in(text, "    old       sip:+4930555010NN@old.example\n"
                  "    new       sip:+4930555010NN@new.example\n");
    want_in(text, "The same for the 40 other addresses of the pattern");
    want_in(text, "301 in frame 2; 40 calls alike");
}

static void what_is_unknown_is_said(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearsal->total = "{'frames':2140000,'sip':3,'calls':0,'call_ids':0,'complete':false,'"
                       "coverage':{'encrypted':412,"
                       "'cut':1,'fragments':0,'dropped':7,'newer':2}}";
    rehearsal->unreadable = "x_07.pcap";
    rehearsal->stray = "notes.txt";
    rehearse(rehearsal,
             "{'run':1,'frame':4,'status':421,'story':1,'case':'aaaa0000','src':'192.0.2.1:5060',"
             "'extension':{'required':['100rel']},'findings':[{'check':'extension.required',"
             "'severity':'warn','text':'Capture the request too.'}],'outcome':{'is':'unknown'}}");
    g_autofree char *text = rehearsal_report(rehearsal, "text");
    want_in(text, "    sent      unknown: the request is not in these captures\n");
    want_in(text, "  Capture the request too.\n");
    want_in(text, "Unsure      1 request: the end is not known");
    want_in(text, "412 encrypted packets on SIP ports (give --keylog FILE, the");
    want_in(text, "7 packets dropped");
    want_in(text, "2 newer");
    want_in(text, "requests were open at once");
    want_not_in(text, "fragment");
    want_in(text, "Unreadable  x_07.pcap: cut short after frame 7.\n");
    want_in(text, "Not read    notes.txt (by name).\n");
    want_in(text, "2.1 M frames");
}

/* Where it went on by TLS, no better place helps without the keys. */
static void what_went_on_by_tls_needs_keys(void **state)
{
    static const char *const outcomes[] = {"", ",\"by_tls\":true"};
    for (guint by_tls = 0; by_tls < G_N_ELEMENTS(outcomes); by_tls++) {
        void (*want)(const char *, const char *) = by_tls ? want_in : want_not_in;
        Rehearsal rehearsal;
        rehearsal_init(&rehearsal);
        rehearse(&rehearsal,
                 "{'run':1,'frame':4,'status':301,'story':1,'case':'aaaa0000','method':'INVITE',"
                 "'outcome':{'is':'unknown'%s},'findings':[{'check':'moved.permanently','severity':"
                 "'warn'}]}",
                 outcomes[by_tls]);
        g_autofree char *text = rehearsal_report(&rehearsal, "text");
        want(text, "The capture does not show how the call ended. A new address is reached by TLS");
        want(text, "(--keylog FILE).");
        want(text, "by SSLKEYLOGFILE.");
        rehearsal_clear(&rehearsal);
    }
    (void)state;
}

static void nothing_found_is_not_nothing_there(void **state)
{
    Rehearsal *rehearsal = *state;
    g_autofree char *none = rehearsal_report(rehearsal, "text");
    want_in(none, "No 301 and no 421 in 10 SIP messages. Nothing to mend.\n");
    want_not_in(none, "Next");
    rehearsal->total =
        "{'frames':7,'sip':10,'calls':1,'call_ids':1,'codes':[301],'coverage':{},'relatives':"
        "[{'status':494,'method':'INVITE','count':1,'outcomes':{'lost':1}}]}";
    g_autofree char *beside = rehearsal_report(rehearsal, "text");
    want_in(beside, "No 301 in 10 SIP messages, but 494, a relative of it.\n");
    rehearsal->total = "{'frames':7,'sip':0,'calls':0,'call_ids':0,'coverage':{}}";
    g_autofree char *no_sip = rehearsal_report(rehearsal, "text");
    want_in(no_sip, "No SIP was found");
    want_in(no_sip, "--decode-as 'udp.port==5080,sip'");
    rehearsal->total = "{'frames':7,'sip':0,'calls':0,'coverage':{'encrypted':7}}";
    g_autofree char *encrypted = rehearsal_report(rehearsal, "text");
    want_in(encrypted, "No SIP could be read, so nothing can be said about");
    want_in(encrypted,
            "Unseen      7 encrypted packets on SIP ports (give --keylog FILE, the secrets");
    rehearsal->case_prefix = "7c1e";
    g_autofree char *no_case = rehearsal_report(rehearsal, "text");
    want_in(no_case, "No problem here whose name begins with 7c1e.");
    rehearsal->interrupted = TRUE;
    g_autofree char *partial = rehearsal_report(rehearsal, "text");
    assert_true(g_str_has_prefix(partial, "PARTIAL, 1 of 7 captures, stopped before the end."));
}

static void calls_that_went_well_are_no_problem(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse(rehearsal,
             "{'run':1,'frame':4,'status':421,'story':1,'case':'aaaa0000','method':'INVITE',"
             "'outcome':{'is':'answered'},'detour':0.1,'findings':[{'check':'extension.required',"
             "'severity':'warn'}]}");
    g_autofree char *text = rehearsal_report(rehearsal, "text");
    want_in(text, "Nothing to mend. 1 call met a 421, and it went as it should.\n");
    want_in(text, "Well        1 call got a 421, came back");
}

/* What no follow-up shows is not said of it: a session that went on, another branch that answered.
 */
static void who_did_not_come_back_did_not(void **state)
{
    static const struct {
        const char *outcome;
        const char *more;
        const char *says;
    } rows[] = {{"went-on", ",\"unmet\":true",
                 "1 call got a 420, inside its session, which went on without what was"},
                {"went-on", "", "1 call got a 420, inside its session, which went on. Nothing"},
                {"answered", "", "1 call got a 420, and got through all the same."}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Rehearsal rehearsal;
        rehearsal_init(&rehearsal);
        rehearse(&rehearsal,
                 "{'run':1,'frame':4,'status':420,'story':1,'case':'aaaa0000','method':'INVITE',"
                 "'outcome':{'is':'%s'%s},'findings':[{'check':'extension.unsupported',"
                 "'severity':'warn'}]}",
                 rows[i].outcome, rows[i].more);
        g_autofree char *text = rehearsal_report(&rehearsal, "text");
        want_in(text, rows[i].says);
        rehearsal_clear(&rehearsal);
    }
    (void)state;
}

/* The text without its line breaks. */
static char *flat_report(const Rehearsal *rehearsal)
{
    g_autofree char *text = rehearsal_report(rehearsal, "text");
    g_auto(GStrv) words = g_strsplit_set(text, " \n", -1);
    GString *flat = g_string_new(NULL);
    for (char **word = words; *word; word++)
        if (**word)
            g_string_append_printf(flat, "%s ", *word);
    return g_string_free(flat, FALSE);
}

/* What only a SIM card can answer, no password does, and what goes inside IPsec nobody brings where
 * it can be seen; a capture that ends at the question does not show that nobody answered. */
static void what_was_asked_for_is_told(void **state)
{
    static const struct {
        const char *more, *last, *proof, *unsure;
    } rows[] = {
        {",'for_sim':true,'secured':true", "00.000000", "(the answer of a SIM card is asked for",
         "asked for the answer of a SIM card"},
        {"", "00.000000", "(a password is asked for", "and the captures end with that"},
        {"", "02.000000", "(a password is asked for", "and the captures end soon after that"},
        {"", "40.000000", "(a password is asked for", "and no more is seen of it"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Rehearsal rehearsal;
        g_autofree char *more = g_strdelimit(g_strdup(rows[i].more), "'", '"');
        rehearsal_init(&rehearsal);
        g_autofree char *total =
            g_strdup_printf("{\"sip\":4,\"calls\":1,\"first\":\"2026-03-02T08:15:00.000000Z\","
                            "\"last\":\"2026-03-02T08:15:%sZ\",\"complete\":true,\"coverage\":{}}",
                            rows[i].last);
        rehearsal.total = total;
        rehearse(&rehearsal,
                 "{'run':1,'frame':2,'status':421,'story':1,'case':'aaaa0000','method':'REGISTER',"
                 "'src':'192.0.2.10:5060','dst':'203.0.113.5:5060',"
                 "'request':{'frame':1,'uri':'sip:a@example.net'},"
                 "'followups':[{'frame':3,'status':401,'status_frame':4%s}],"
                 "'messages':[{'frame':4,'time':'2026-03-02T08:15:00.000000Z'}],"
                 "'outcome':{'is':'challenged'},'findings':[{'check':'extension.required',"
                 "'severity':'warn','text':'x'}]}",
                 more);
        g_autofree char *flat = flat_report(&rehearsal);
        want_in(flat, rows[i].proof);
        want_in(flat, rows[i].unsure);
        rehearsal_clear(&rehearsal);
    }
}

/* An answer stands with the request that it answers, and what nobody can read is said to be there.
 */
static void a_proof_pairs_what_belongs_together(void **state)
{
    static const struct {
        const char *more;
        const char *says;
    } rows[] = {
        {"'followups':[{'frame':4,'status':200,'status_frame':10,'first_status':401,"
         "'first_status_frame':5,'latest_frame':7}],",
         "in frame 4, 401 in frame 5, again in frame 7, 200 in frame 10"},
        {"'followups':[{'frame':4,'unreachable_frame':5}],",
         "in frame 4, which got no answer but an ICMP error in frame 5"},
        {"'followups':[{'frame':4,'status':403,'status_frame':5,'phrase':'Not relaying'}],",
         "in frame 4, 403 \"Not relaying\" in frame 5"},
        {"'followups':[{'frame':4,'status':200,'status_frame':10}],",
         "in frame 4, 200 in frame 10"},
        {"'followups':[],'unread':{'frame':9,'by':'ipsec'},",
         "301 in frame 2, and goes on inside IPsec from frame 9 on"},
        {"'followups':[],'unread':{'frame':4,'by':'connection','to':'198.51.100.30'},",
         "and goes on by a connection to 198.51.100.30 from frame 4 on"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Rehearsal rehearsal;
        g_autofree char *more = g_strdelimit(g_strdup(rows[i].more), "'", '"');
        rehearsal_init(&rehearsal);
        rehearse(&rehearsal,
                 "{'run':1,'frame':2,'status':301,'story':1,'case':'aaaa0000','method':'INVITE',"
                 "'src':'192.0.2.10:5060','dst':'203.0.113.5:5060',"
                 "'request':{'frame':1,'uri':'sip:a@example.net','sent_to':'192.0.2.20:5060'},%s"
                 "'outcome':{'is':'answered'},'findings':[{'check':'moved.self',"
                 "'severity':'error','text':'x'}]}",
                 more);
        g_autofree char *flat = flat_report(&rehearsal);
        want_in(flat, rows[i].says);
        want_in(flat, "asked at 192.0.2.20:5060, and 192.0.2.10:5060 answered");
        rehearsal_clear(&rehearsal);
    }
    (void)state;
}

/* A call that met a 421 and then a 422 is one call. */
static void a_call_with_two_refusals_is_one(void **state)
{
    Rehearsal *rehearsal = *state;
    static const struct {
        guint status;
        const char *check;
    } met[] = {{421, "extension.required"}, {422, "interval.session-too-small"}};
    for (guint i = 0; i < G_N_ELEMENTS(met); i++)
        rehearse(rehearsal,
                 "{'run':1,'frame':%u,'status':%u,'story':1,'case':'aaaa000%u','method':'INVITE',"
                 "'outcome':{'is':'answered'},'detour':0.1,'findings':[{'check':'%s',"
                 "'severity':'warn'}]}",
                 4 + i, met[i].status, i, met[i].check);
    g_autofree char *text = rehearsal_report(rehearsal, "text");
    want_in(text, "1 call got a 421 and a 422, came back");
}

static void lost_calls_come_first(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse_421(rehearsal, 2, "203.0.113.5");
    rehearse(rehearsal,
             "{'run':1,'frame':22,'status':301,'story':900,'case':'bbbb0000','method':'REGISTER',"
             "'request':{'frame':21},'outcome':{'is':'lost'},'capture':'-','findings':[{'check':"
             "'moved.permanently','severity':'note','text':'t'}]}");
    g_autofree char *text = rehearsal_report(rehearsal, "text");
    want_in(text, "2 problems. They cost 1 registration. Mend them in this order, and try again\n"
                  "after each. Begin with problem 1 (1 registration lost).\n");
    want_in(text, "1 LOST     1 registration");
    want_in(text, "REGISTER in frame 21, 301 in frame 22 of standard input, and no new\n");
    want_not_in(text, "wireshark -g 22");
    want_in(text, "2 UNKNOWN  1 call, end not known");
}

static void a_keep_alive_costs_no_call(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse(rehearsal,
             "{'run':1,'frame':22,'status':421,'story':900,'case':'bbbb0000','method':'OPTIONS',"
             "'request':{'frame':21},'outcome':{'is':'lost','certain':true},'capture':'-',"
             "'findings':[{'check':'extension.required','severity':'warn','text':'t'}]}");
    g_autofree char *text = rehearsal_report(rehearsal, "text");
    want_in(text, "1 OPTIONS request (no calls).");
    want_not_in(text, "cost");
}

/* What is to be copied as a whole may be longer: an address, a command. */
static gboolean is_for_the_clipboard(const char *line)
{
    const char *at = line + strspn(line, " ");
    if (g_str_has_prefix(at, "wireshark ") || g_str_has_prefix(at, "sipfix "))
        return TRUE;
    return !strchr(at, ' ') && strstr(at, "sip:");
}

static void every_line_keeps_the_width(void **state)
{
    Rehearsal *rehearsal = *state;
    for (guint i = 0; i < 30; i++) {
        g_autofree char *caller = g_strdup_printf("203.0.113.%u", i);
        rehearse_421(rehearsal, 10 * i + 2, caller);
    }
    rehearse_301(rehearsal, 500, "sip:\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e@old.example",
                 "sip:a-name-that-is-much-too-long-to-stand-on-any-line-of-a-terminal@new.example");
    rehearsal->unreadable = "a folder/with a long name/and another one/and a file in it.pcapng";
    for (rehearsal->width = SF_WIDTH_LEAST; rehearsal->width < 130; rehearsal->width += 7) {
        g_autofree char *text = rehearsal_report(rehearsal, "text");
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        for (char **line = lines; *line; line++)
            if (sf_columns(*line) > rehearsal->width && !is_for_the_clipboard(*line))
                fail_msg("more than %u columns: %s", rehearsal->width, *line);
    }
}

static void colour_marks_what_counts(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse(rehearsal,
             "{'status':421,'frame':22,'method':'INVITE','case':'bbbb','story':7,'hop':1,"
             "'outcome':{'is':'lost'},'findings':[{'check':'extension.required',"
             "'severity':'warn','text':'t','fix':[{'side':'caller','text':'do it'}]}]}");
    g_autofree char *plain = rehearsal_report(rehearsal, "text");
    want_not_in(plain, "\x1b");
    rehearsal->colour = TRUE;
    g_autofree char *coloured = rehearsal_report(rehearsal, "text");
    want_in(coloured, "\x1b[1;31m1 LOST   \x1b[0m");
    want_in(coloured, "\x1b[1;32mCHANGE\x1b[0m");
}

static void verbose_names_the_check(void **state)
{
    Rehearsal *rehearsal = *state;
    for (guint i = 0; i < 9; i++) {
        g_autofree char *caller = g_strdup_printf("203.0.113.%u", i);
        rehearse_421(rehearsal, 10 * i + 2, caller);
    }
    g_autofree char *brief = rehearsal_report(rehearsal, "text");
    want_not_in(brief, "extension.required");
    want_in(brief, "and 4 more");
    rehearsal->verbose = TRUE;
    g_autofree char *verbose = rehearsal_report(rehearsal, "text");
    want_in(verbose, "CHECK  extension.required");
    want_in(verbose, "203.0.113.8: 1");
}

static void a_flood_of_problems_is_dammed(void **state)
{
    Rehearsal *rehearsal = *state;
    for (guint i = 1; i <= 60; i++)
        rehearse(rehearsal,
                 "{'run':1,'frame':%u,'status':421,'story':%u,'case':'aaaa%04x','findings':"
                 "[{'check':'extension.required','severity':'warn'}]}",
                 i, i, i);
    g_autofree char *brief = rehearsal_report(rehearsal, "text");
    want_in(brief, "Nothing to change. Worth knowing, met by 60 requests.");
    want_in(brief, "\n50 UNKNOWN ");
    want_not_in(brief, "\n51 UNKNOWN ");
    want_in(brief, "And 10 problems more; --verbose shows all.");
    rehearsal->verbose = TRUE;
    g_autofree char *verbose = rehearsal_report(rehearsal, "text");
    want_in(verbose, "\n60 UNKNOWN ");
    want_not_in(verbose, "problems more");
}

/* ---- ndjson ---- */

static void an_event_stays_what_it_is(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse(rehearsal,
             "{'capture':'a -0.90 \\\\\\' 1','q':0.9,'third':0.3333333333333333,'big':1e300,'n':-7,"
             "'id':9007199254740993,'text':'\\u009b\\u202e\\ud83d\\ude00\\udb40\\udc41"
             "\\u001b\xc3\xa4','list':[],'object':{},'yes':true}");
    g_autofree char *lines = rehearsal_report(rehearsal, "ndjson");
    want_in(lines, "{\"schema\":\"sipfix-end/1\",");
    g_autofree char *line = g_strndup(lines, strcspn(lines, "\n"));
    want_in(line, "\\u009b\\u202e\xf0\x9f\x98\x80\\udb40\\udc41\\u001b\xc3\xa4");
    want_in(
        line,
        "\"q\":0.9,\"third\":0.3333333333333333,\"big\":1e+300,\"n\":-7,\"id\":9007199254740993,");
    g_autoptr(JsonNode) got = json_from_string(line, NULL);
    g_autoptr(JsonNode) wanted = json_from_string(rehearsal->events->pdata[0], NULL);
    assert_non_null(got);
    assert_true(json_node_equal(got, wanted));
}

/* ---- A stranger's strings ---- */

static void rehearse_hostile(Rehearsal *rehearsal)
{
    static const char *const places[] = {
        "capture", "time",       "method", "call_id", "src",    "dst",
        "server",  "user_agent", "client", "case",    "reason", "transport",
    };
    GString *event = g_string_new("{'run':1,'frame':4,'status':421,'story':1,");
    for (guint i = 0; i < G_N_ELEMENTS(places); i++)
        g_string_append_printf(event, "'%s':'%%1$s',", places[i]);
    g_string_append(
        event, "'request':{'frame':3,'capture':'%1$s','supported':['%1$s'],'require':[]},"
               "'extension':{'required':['%1$s'],'missing':['%1$s']},"
               "'moved':{'from':'%1$s','final':'%1$s','targets':[{'uri':'%1$s','rank':1}]},"
               "'followups':[{'frame':9,'capture':'%1$s','status':200,'delay':1}],"
               "'findings':[{'check':'%1$s','severity':'error','text':'%1$s','reference':'%1$s',"
               "'fix':[{'side':'caller','at':'%1$s','product':'%1$s','what':'%1$s','old':'%1$s',"
               "'new':'%1$s','price':'%1$s','text':'%1$s','source':'%1$s'},"
               "{'side':'answering','at':'%1$s','product':'%1$s','what':'%1$s','old':'%1$s',"
               "'new':'%1$s','price':'%1$s','text':'%1$s','source':'%1$s'}]},"
               "{'check':'%1$s2','severity':'warn','text':'%1$s'},"
               "{'check':'moved.self','severity':'warn','text':'%1$s'}]}");
    g_auto(GStrv) parts = g_strsplit(g_strdelimit(event->str, "'", '"'), "%1$s", -1);
    g_ptr_array_add(rehearsal->events, g_strjoinv(HOSTILE_JSON, parts));
    g_string_free(event, TRUE);
    rehearsal->unreadable = "\x1b[2J<script>alert(1)</script>\xe2\x80\xae.pcap";
    rehearsal->stray = "\x1b[2J<script>alert(1)</script>\xe2\x80\xae.txt";
    rehearsal->verbose = TRUE;
}

/* No control but the line feed, no bidirectional override, no zero-width character. */
static void want_harmless(const char *report)
{
    for (const char *at = report; *at; at = g_utf8_next_char(at)) {
        const gunichar character = g_utf8_get_char(at);
        if (character != '\n' && !sf_is_harmless(character))
            fail_msg("character %04x after: %.80s", character, MAX(report, at - 80));
    }
}

static void a_terminal_is_not_obeyed(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse_hostile(rehearsal);
    g_autofree char *text = rehearsal_report(rehearsal, "text");
    want_harmless(text);
    want_in(text, "\\x1b[2J\\x07\\u009b31m");
    g_autofree char *lines = rehearsal_report(rehearsal, "ndjson");
    want_harmless(lines);
}

static void a_browser_is_not_obeyed(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse_hostile(rehearsal);
    g_autofree char *html = rehearsal_report(rehearsal, "html");
    want_harmless(html);
    const char *script = strstr(html, "<script");
    assert_ptr_equal(strstr(script, "<script>"), script); /* our own */
    want_not_in(script + 1, "<script");
    want_not_in(html, "href=\"\\");
    want_in(html, "&lt;script&gt;alert(1)&lt;/script&gt;");
    want_in(html, "content=\"default-src 'none'; style-src 'sha256-");
}

static void a_page_fetches_nothing(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse_421(rehearsal, 2, "203.0.113.5");
    rehearse_301(rehearsal, 12, "sip:bob@a.example", "sip:bob@b.example");
    g_autofree char *html = rehearsal_report(rehearsal, "html");
    static const char *const fetching[] = {" src=", "url(",    "@import",
                                           "<link", " style=", " onclick"};
    for (guint i = 0; i < G_N_ELEMENTS(fetching); i++)
        want_not_in(html, fetching[i]);
    want_in(html, "2 problems, met by 2 of 5 calls.");
    want_in(html, "href=\"https://www.rfc-editor.org/rfc/rfc3261#section-21.4.16\"");
    want_in(html, "<code>wireshark -g 2 &apos;trunk a.pcapng&apos;</code>");
}

static void want_hash(const char *html, const char *directive, const char *tag)
{
    g_autofree char *opening = g_strdup_printf("<%s>", tag);
    g_autofree char *closing = g_strdup_printf("</%s>", tag);
    const char *start = strstr(html, opening) + strlen(opening);
    const char *end = strstr(start, closing);
    guint8 digest[32];
    gsize length = sizeof digest;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)start, end - start);
    g_checksum_get_digest(checksum, digest, &length);
    g_autofree char *base64 = g_base64_encode(digest, length);
    g_autofree char *source = g_strdup_printf("%s 'sha256-%s';", directive, base64);
    want_in(html, source);
}

/* The policy lets in this style sheet, this script and no other: the hashes are of the very bytes
 * between the tags. */
static void the_policy_names_style_and_script(void **state)
{
    g_autofree char *html = rehearsal_report(*state, "html");
    want_hash(html, "style-src", "style");
    want_hash(html, "script-src", "script");
}

static void a_page_can_be_borne(void **state)
{
    Rehearsal *rehearsal = *state;
    for (guint i = 1; i <= 1200; i++)
        rehearse(rehearsal,
                 "{'run':1,'frame':%u,'status':301,'story':%u,'case':'%08x','hop':1,"
                 "'dst':'192.0.2.1:5060','moved':{'from':'sip:%u@a.example'},"
                 "'findings':[{'check':'moved.permanently','severity':'warn'}]}",
                 i, i, i, i);
    g_autofree char *html = rehearsal_report(rehearsal, "html");
    g_auto(GStrv) sections = g_strsplit(html, "<article ", -1);
    want_number("1200 problems", "sections", g_strv_length(sections) - 1, 100);
    want_in(html, "1,100 problems more have no section here");
    want_in(html, "The first 1,000 of 1,200 are shown. All of them: <code>sipfix analyze --format "
                  "csv --table problems PATH...</code>");
    want_in(html, "<code>sipfix analyze --format csv --table answers PATH...</code>");
    want_in(html, "<code>sipfix routes --format csv PATH...</code>");
    want_not_in(html, "href=\"#case-00000065\""); /* the 101st: there is nothing to go to */
}

/* ---- Words ---- */

static const char *const nothing[] = {NULL};
static const SfGlossaryTags no_tags = {nothing, nothing};

/* A number that a setting has, or that counts something, is no status code. */
static void status_codes_are_known_by_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *told; /* the code; NULL: none */
    } rows[] = {
        {"It got 600.", "600"},
        {"declined (603), not because of this 301", "603"},
        {"The 421 of it", "421"},
        {"answer 404 Not Found in place of the 301", "404"},
        {"a 486, or a 600", "486"},
        {"min-se 90 session-expires 600", NULL},
        {"SBCMinSE 600 -> SBCMinSE 480", NULL},
        {"<param name=\"session-timeout\" value=\"600\"/>", NULL},
        {"timers_sess_expires=600", NULL},
        {"The interval that it asks for; 600 by default", NULL},
        {"480 s", NULL},
        {"sip:200@example.net, sip:404:404@example.net", NULL},
        {"frame 404, port 480, line 481", NULL},
        {"1,200 calls and 404 calls", NULL},
        {"its own words: Warning: 305 itsp \"Attribute 404, see 403\", 301 b \"x\".", NULL},
        {"(Warning 305: not understood; a note)", NULL},
        {"It is warning 305", NULL},
        {"It gave Warning: 399 itsp \"no\". A 404 came", "404"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SfGlossary *glossary = sf_glossary_new();
        g_autofree char *told = sf_glossary_tell(glossary, rows[i].text, &no_tags);
        g_autofree char *begin = rows[i].told ? g_strconcat(rows[i].told, " = ", NULL) : NULL;
        sf_glossary_free(glossary);
        if (begin ? !told || !strstr(told, begin) : told && g_ascii_isdigit(*told))
            fail_msg("%s: %s", rows[i].text, told ? told : "nothing");
    }
}

/* A tag that was listed anyway plays no part in a change; one that is to be added does. */
static void tags_are_told_that_a_change_needs(void **state)
{
    (void)state;
    static const char *const wanted[] = {"outbound", NULL};
    static const char *const offered[] = {"timer", "outbound", NULL};
    const SfGlossaryTags tags = {wanted, offered};
    SfGlossary *glossary = sf_glossary_new();
    g_autofree char *told =
        sf_glossary_tell(glossary, "sent Supported: timer, wants Supported: timer, path", &tags);
    g_autofree char *about = sf_glossary_tell(glossary, "Require: outbound", &tags);
    sf_glossary_free(glossary);
    want_in(told, "path = ");
    want_not_in(told, "timer = ");
    want_in(about, "outbound = ");
}

static void signs_that_are_escaped_are_told(void **state)
{
    (void)state;
    SfGlossary *glossary = sf_glossary_new();
    g_autofree char *told =
        sf_glossary_tell(glossary, "sip:bob@example.net?Route=%3csip:192.0.2.1", &no_tags);
    g_autofree char *percent = sf_glossary_tell(glossary, "100 % of it", &no_tags);
    sf_glossary_free(glossary);
    want_in(told, "%3C");
    assert_null(strstr(told, "%3E")); /* which does not stand there */
    assert_null(percent);
}

static void numbers_and_periods(void **state)
{
    (void)state;
    static const struct {
        guint64 n;
        const char *words;
    } numbers[] = {
        {0, "0"}, {999, "999"}, {1000, "1,000"}, {9310, "9,310"}, {1234567, "1,234,567"}};
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        g_autofree char *got = sf_words_number(numbers[i].n);
        want_string(numbers[i].words, got, numbers[i].words);
    }
    static const char *const periods[][3] = {
        {"2026-03-02T08:15:00.000769Z", "2026-03-02T09:15:00Z", "2026-03-02 08:15-09:15"},
        {"2026-03-02T08:15:00.000769Z", "2026-03-02T08:15:59Z", "2026-03-02 08:15"},
        {"2026-03-02T08:15:00Z", "2026-03-03T08:15:00Z", "2026-03-02 08:15 - 2026-03-03 08:15"},
        {"2026", "2026-03-03T08:15:00Z", NULL},
        {NULL, "2026-03-03T08:15:00Z", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(periods); i++) {
        g_autofree char *got = sf_words_period(periods[i][0], periods[i][1], TRUE);
        want_string(periods[i][0], got, periods[i][2]);
    }
}

static void products_by_name_and_version(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"Asterisk PBX 22.10.1+dfsg+~cs6.17.60671434-1", "Asterisk PBX 22.10.1"},
        {"kamailio (5.6.3 (x86_64/linux))", "kamailio 5.6.3"},
        {"baresip v1.0.0 (x86_64/linux)", "baresip v1.0.0"},
        {"FreeSWITCH-mod_sofia/1.10.11", "FreeSWITCH-mod_sofia/1.10.11"},
        {"3CX phone", "3CX phone"},
        {"Linphone-Desktop/5.2.4 (host) Debian GNU/Linux 12, Qt 5.15.8 LinphoneCore/5.3.47",
         "Linphone-Desktop/5.2.4"},
        {"Phone (host) 12, Qt 5", "Phone (host) 12"},
        {"PBX (test) 1.2", "PBX (test) 1.2"},
        {"SIPp", "SIPp"},
        {" (", " ("},
        {"", ""},
        {NULL, ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *got = sf_product_short(rows[i][0]);
        want_string(rows[i][1], got, rows[i][1]);
    }
}

static void links_lead_from_the_page_to_the_file(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {NULL, "evidence/a.pcapng", "evidence/a.pcapng"},
        {"report.html", "./evidence//a.pcapng", "evidence/a.pcapng"},
        {"/srv/www/report.html", "/srv/www/a.pcapng", "a.pcapng"},
        {"/srv/www/report.html", "/srv/evidence/a.pcapng", "../evidence/a.pcapng"},
        {"/report.html", "/evidence/a.pcapng", "evidence/a.pcapng"},
        {"x/report.html", "x/javascript:alert(1)", "javascript%3Aalert%281%29"},
        {"x/report.html", "x/a \"b\"<&\xff#?.pcapng", "a%20%22b%22%3C%26%FF%23%3F.pcapng"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *got = sf_html_link(rows[i][0], rows[i][1]);
        want_string(rows[i][1], got, rows[i][2]);
    }
    g_autofree char *of_two_slashes = sf_html_link("/srv/report.html", "//example.org/a.pcapng");
    assert_true(g_str_has_prefix(of_two_slashes, "../"));
}

static void what_differs_is_marked(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"Supported: timer, 100rel", "Supported: timer", "Supported: timer, <ins>100rel</ins>"},
        {"Supported: timer", "Supported: timer, 100rel", "Supported: timer"},
        {"sip:bob@pbx2.example.net", "sip:bob@pbx1.example.net",
         "sip:bob@<ins>pbx2.example.net</ins>"},
        {"sip:bob@a:5080;lr", "sip:bob@a:5060;lr", "sip:bob@a:<ins>5080</ins>;lr"},
        {"100rel=no", "100rel=required", "100rel=<ins>no</ins>"},
        {"x", "x", "x"},
        {"<b>", "", "<ins>&lt;b&gt;</ins>"},
        {"", "<b>", ""},
        {"a\xc3\xa4", "a\xc3\xb6", "<ins>a\xc3\xa4</ins>"},
        {"a, a, a", "a, a", "a, a, <ins>a</ins>"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        GString *html = g_string_new(NULL);
        sf_html_difference(html, rows[i][0], rows[i][1], "ins");
        g_autofree char *got = g_string_free(html, FALSE);
        want_string(rows[i][0], got, rows[i][2]);
    }
}

static void progress_in_one_line(void **state)
{
    (void)state;
    static const struct {
        SfProgressState state;
        double seconds;
        const char *line;
    } rows[] = {
        {{0, 1000, 0, 0}, 1, "[..........]   0 %  0 B, 0 files"},
        {{500, 1000, 1, 0}, 4, "[#####.....]  50 %  500 B, 125 B/s, 1 file, 4 s left"},
        {{100, 1000, 2, 1},
         100,
         "[#.........]  10 %  100 B, 1 B/s, 2 files, 1 problem, 15 min left"},
        {{400000000, 800000000, 21, 13},
         4,
         "[#####.....]  50 %  400.0 MB, 100.0 MB/s, 21 files, 13 problems, 4 s left"},
        {{2000, 1000, 2, 0}, 2, "[##########] 100 %  2.0 kB, 1.0 kB/s, 2 files, 0 s left"},
        {{2000, 0, 1, 2}, 3, "Reading, 3 s so far, 2 problems"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *got = sf_progress_line(&rows[i].state, rows[i].seconds, 100);
        want_string("progress", got, rows[i].line);
    }
    g_autofree char *narrow = sf_progress_line(&rows[1].state, 3, 30);
    assert_true(sf_columns(narrow) <= 30);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rehearsal_begin, rehearsal_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_421_tells_what_to_change),
        TEST(a_setting_stands_on_a_line_of_its_own),
        TEST(a_refusal_tells_who_called_whom),
        TEST(a_301_tells_old_and_new),
        TEST(what_is_unknown_is_said),
        TEST(what_went_on_by_tls_needs_keys),
        TEST(nothing_found_is_not_nothing_there),
        TEST(calls_that_went_well_are_no_problem),
        cmocka_unit_test(who_did_not_come_back_did_not),
        cmocka_unit_test(what_was_asked_for_is_told),
        cmocka_unit_test(a_proof_pairs_what_belongs_together),
        TEST(a_call_with_two_refusals_is_one),
        TEST(lost_calls_come_first),
        TEST(a_keep_alive_costs_no_call),
        TEST(every_line_keeps_the_width),
        TEST(colour_marks_what_counts),
        TEST(verbose_names_the_check),
        TEST(a_flood_of_problems_is_dammed),
        TEST(an_event_stays_what_it_is),
        TEST(a_terminal_is_not_obeyed),
        TEST(a_browser_is_not_obeyed),
        TEST(a_page_fetches_nothing),
        TEST(the_policy_names_style_and_script),
        TEST(a_page_can_be_borne),
        cmocka_unit_test(status_codes_are_known_by_their_place),
        cmocka_unit_test(tags_are_told_that_a_change_needs),
        cmocka_unit_test(signs_that_are_escaped_are_told),
        cmocka_unit_test(numbers_and_periods),
        cmocka_unit_test(products_by_name_and_version),
        cmocka_unit_test(links_lead_from_the_page_to_the_file),
        cmocka_unit_test(what_differs_is_marked),
        cmocka_unit_test(progress_in_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
