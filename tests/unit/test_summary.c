// SPDX-License-Identifier: GPL-2.0-or-later
#include "want.h"

#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"
#include "analyzer/events/offer.h"
#include "problems/case_prefix.h"
#include "problems/moves.h"
#include "rehearsal.h"

static const SfProblem *only_problem(const SfSummary *summary)
{
    assert_int_equal(summary->problems->len, 1);
    return summary->problems->pdata[0];
}

static void equal_faults_are_one_problem(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse_421(rehearsal, 2, "203.0.113.5");
    rehearse_421(rehearsal, 12, "203.0.113.5");
    rehearse_421(rehearsal, 22, "203.0.113.9");
    rehearse_301(rehearsal, 32, "sip:bob@a.example", "sip:bob@b.example");
    g_autoptr(SfSummary) summary = rehearsal_summary(rehearsal);
    assert_int_equal(summary->problems->len, 2);
    assert_int_equal(summary->calls_met, 4);
    assert_int_equal(summary->answers[301], 1);
    assert_int_equal(summary->answers[421], 3);
    const SfProblem *problem = summary->problems->pdata[0]; /* WARN before NOTE */
    assert_string_equal(problem->root, "extension.required");
    assert_int_equal(problem->level, SF_WARN);
    assert_int_equal(problem->calls, 3);
    const GPtrArray *callers = sf_callers_sorted(problem->callers);
    assert_int_equal(callers->len, 2);
    assert_string_equal(((const SfTallied *)callers->pdata[0])->name, "203.0.113.5");
    assert_int_equal(((const SfTallied *)callers->pdata[0])->count, 2);
}

/* The redirect before a refusal was made elsewhere. */
static void the_server_is_who_made_what_the_problem_is_about(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse(rehearsal,
             "{'run':1,'frame':2,'status':302,'hop':1,'story':7,'case':'aaaa0000','method':"
             "'INVITE','src':'192.0.2.20:5060','dst':'192.0.2.10:5060','findings':[]}");
    rehearse(rehearsal,
             "{'run':1,'frame':5,'status':420,'hop':1,'story':7,'case':'aaaa0000','method':"
             "'INVITE','src':'192.0.2.30:5060','dst':'192.0.2.10:5060',"
             "'findings':[{'check':'extension.unsupported','severity':'warn','text':'t'}]}");
    g_autoptr(SfSummary) summary = rehearsal_summary(rehearsal);
    const SfProblem *problem = only_problem(summary);
    assert_int_equal(problem->status, 420);
    assert_string_equal(problem->server_address, "192.0.2.30");
}

static void hops_and_retries_are_one_call(void **state)
{
    Rehearsal *rehearsal = *state;
    /* The proxy's side comes first: the answer passes there first. */
    rehearse(
        rehearsal,
        "{'run':1,'frame':3,'status':421,'hop':2,'story':7,'case':'aaaa0000','method':'INVITE',"
        "'src':'192.0.2.30:5060','dst':'192.0.2.20:5060','server':'Asterisk PBX "
        "20','findings':[]}");
    rehearse(
        rehearsal,
        "{'run':1,'frame':4,'status':421,'hop':1,'story':7,'case':'aaaa0000','method':'INVITE',"
        "'src':'192.0.2.20:5060','dst':'192.0.2.10:5060','client':'phone',"
        "'findings':[{'check':'extension.required','severity':'warn','text':'t'}]}");
    rehearse(
        rehearsal,
        "{'run':1,'frame':8,'status':421,'hop':1,'story':7,'case':'aaaa0000','method':'INVITE',"
        "'src':'192.0.2.20:5060','dst':'192.0.2.10:5060','findings':[]}");
    g_autoptr(SfSummary) summary = rehearsal_summary(rehearsal);
    const SfProblem *problem = only_problem(summary);
    assert_int_equal(problem->calls, 1);
    assert_int_equal(sf_problem_example(problem)->frame, 4);
    /* The answer was made on the lowest hop; the caller is known on the highest one. */
    assert_string_equal(problem->server_address, "192.0.2.30");
    assert_string_equal(problem->server_product, "Asterisk PBX 20");
    const GPtrArray *callers = sf_callers_sorted(problem->callers);
    assert_int_equal(callers->len, 1);
    const SfTallied *caller = callers->pdata[0];
    assert_string_equal(caller->name, "192.0.2.10");
    assert_string_equal(caller->note, "phone");
    assert_int_equal(caller->count, 1);
}

static void stories_of_two_runs_are_two_calls(void **state)
{
    Rehearsal *rehearsal = *state;
    for (guint run = 1; run <= 2; run++)
        rehearse(rehearsal,
                 "{'run':%u,'frame':4,'status':421,'story':1,'case':'aaaa0000','findings':"
                 "[{'check':'extension.required','severity':'warn'}]}",
                 run);
    g_autoptr(SfSummary) summary = rehearsal_summary(rehearsal);
    assert_int_equal(only_problem(summary)->calls, 2);
}

#define CHANGE                                                                                     \
    "{\"side\":\"caller\",\"what\":\"entry\",\"old\":\"a\",\"new\":\"b\",\"text\":\"Do.\"}"

/* @fix: a change, as JSON; "": nothing is to be changed. */
static void rehearse_outcome(Rehearsal *rehearsal, guint story, guint status, const char *outcome,
                             const char *check, const char *severity, const char *fix)
{
    rehearse(rehearsal,
             "{'run':1,'frame':%u,'status':%u,'story':%u,'case':'aaaa0000',"
             "'outcome':{'is':'%s','certain':true},'findings':[{'check':'%s','severity':'%s',"
             "'fix':[%s]}]}",
             story, status, story, outcome, check, severity, fix);
}

static void the_outcome_weighs_more_than_the_severity(void **state)
{
    (void)state;
    static const struct {
        const char *check;
        const char *severity;
        const char *outcomes[2];
        guint status;
        SfSeverity level;
    } rows[] = {
        {"extension.required", "warn", {"lost", "answered"}, 421, SF_ERROR},
        {"extension.required", "warn", {"refused", "unknown"}, 421, SF_ERROR},
        {"extension.required", "warn", {"answered", "answered"}, 421, SF_CHAT},
        {"extension.required", "warn", {"answered", "rescued"}, 421, SF_WARN},
        {"extension.required", "warn", {"unknown", "unknown"}, 421, SF_WARN},
        {"extension.required", "warn", {"unknown", "answered"}, 421, SF_WARN},
        {"extension.required", "warn", {"challenged", "answered"}, 421, SF_NOTE},
        {"extension.required", "warn", {"challenged", "unknown"}, 421, SF_WARN},
        {"extension.no-require", "error", {"answered", "answered"}, 421, SF_WARN},
        {"extension.no-require", "error", {"unknown", "unknown"}, 421, SF_ERROR},
        {"moved.permanently", "note", {"answered", "answered"}, 301, SF_WARN},
        {"moved.number-routing", "note", {"answered", "answered"}, 301, SF_NOTE},
        {"moved.permanently", "note", {"answered", "unknown"}, 301, SF_NOTE},
        {"moved.permanently", "note", {"cancelled", "unknown"}, 301, SF_NOTE},
        {"moved.permanently", "note", {"lost", "lost"}, 301, SF_ERROR},
        {"moved.no-contact", "error", {"cancelled", "unknown"}, 301, SF_ERROR},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Rehearsal rehearsal;
        const gboolean is_well = rows[i].level == SF_CHAT;
        rehearsal_init(&rehearsal);
        for (guint call = 0; call < 2; call++)
            rehearse_outcome(&rehearsal, call + 1, rows[i].status, rows[i].outcomes[call],
                             rows[i].check, rows[i].severity,
                             is_well ? "" : CHANGE); /* a 421 that was heeded */
        g_autoptr(SfSummary) summary = rehearsal_summary(&rehearsal);
        assert_int_equal(summary->well->len, is_well ? 1 : 0);
        assert_int_equal(summary->problems->len, is_well ? 0 : 1);
        assert_int_equal(sf_summary_level(summary), rows[i].level);
        rehearsal_clear(&rehearsal);
    }
}

/* A forwarding that went as its user wants it, and a registration that has a home. */
static void a_detour_that_may_stay_is_no_warning(void **state)
{
    (void)state;
    static const struct {
        const char *method;
        const char *fix;
    } rows[] = {{"INVITE", ""},
                {"REGISTER", "{\"side\":\"caller\",\"what\":\"registrar\",\"text\":\"Do.\"}"}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Rehearsal rehearsal;
        rehearsal_init(&rehearsal);
        rehearse(&rehearsal,
                 "{'run':1,'frame':4,'status':301,'story':1,'case':'aaaa0000','method':'%s',"
                 "'outcome':{'is':'answered','certain':true},'findings':"
                 "[{'check':'moved.permanently','severity':'note','fix':[%s]}]}",
                 rows[i].method, rows[i].fix);
        g_autoptr(SfSummary) summary = rehearsal_summary(&rehearsal);
        assert_int_equal(sf_summary_level(summary), SF_NOTE);
        rehearsal_clear(&rehearsal);
    }
}

static void the_proof_is_a_call_that_was_lost(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse_outcome(rehearsal, 1, 421, "answered", "extension.required", "warn", CHANGE);
    rehearse_outcome(rehearsal, 2, 421, "lost", "extension.required", "warn", CHANGE);
    rehearse_outcome(rehearsal, 3, 421, "unknown", "extension.required", "warn", CHANGE);
    g_autoptr(SfSummary) summary = rehearsal_summary(rehearsal);
    assert_int_equal(sf_problem_example(only_problem(summary))->frame, 2);
    assert_int_equal(summary->calls_lost, 1);
}

/* A call of two answers among others, with the worse finding on the second. */
static void the_tale_is_of_the_example(void **state)
{
    Rehearsal *rehearsal = *state;
    static const struct {
        guint frame, story;
        const char *severity;
    } rows[] = {{2, 1, "note"}, {4, 2, "note"}, {5, 2, "error"}, {7, 1, "note"}, {9, 2, "note"}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        rehearse(rehearsal,
                 "{'run':1,'frame':%u,'status':301,'hop':1,'story':%u,'case':'aaaa0000',"
                 "'findings':[{'check':'moved.loop','severity':'%s'}]}",
                 rows[i].frame, rows[i].story, rows[i].severity);
    g_autoptr(SfSummary) summary = rehearsal_summary(rehearsal);
    const SfProblem *problem = only_problem(summary);
    assert_int_equal(sf_problem_example(problem)->frame, 5);
    assert_int_equal(sf_problem_example_events(problem)->len, 3);
    assert_int_equal(sf_member_count(sf_problem_example_events(problem)->pdata[0], "frame"), 5);
    assert_int_equal(sf_member_count(sf_problem_example_events(problem)->pdata[1], "frame"), 4);
    assert_int_equal(sf_member_count(sf_problem_example_events(problem)->pdata[2], "frame"), 9);
}

static void the_root_is_the_worst_finding(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse(rehearsal, "{'run':1,'frame':4,'status':301,'story':1,'case':'aaaa0000','findings':["
                        "{'check':'answer.no-request','severity':'note','text':'n'},"
                        "{'check':'moved.permanently','severity':'note','text':'p'},"
                        "{'check':'moved.followed','severity':'chat','text':'c'},"
                        "{'check':'moved.no-contact','severity':'error','text':'e'},"
                        "{'check':'moved.self','severity':'error','text':'s'}]}");
    g_autoptr(SfSummary) summary = rehearsal_summary(rehearsal);
    const SfProblem *problem = only_problem(summary);
    assert_string_equal(problem->root, "moved.no-contact");
    static const char *const folded[] = {"moved.self", "answer.no-request"};
    assert_int_equal(problem->folded->len, G_N_ELEMENTS(folded)); /* no chat, no "always" check */
    for (guint i = 0; i < G_N_ELEMENTS(folded); i++)
        assert_string_equal(((const SfFolded *)problem->folded->pdata[i])->check, folded[i]);
}

static void what_asks_for_the_same_change_is_not_told_again(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse(rehearsal, "{'run':1,'frame':4,'status':421,'story':1,'case':'aaaa0000','findings':["
                        "{'check':'extension.required','severity':'warn','fix':[{'at':'192.0.2.1',"
                        "'what':'100rel','old':'required','new':'supported','text':'Set it.'}]},"
                        "{'check':'extension.optional','severity':'note','fix':[{'at':'192.0.2.1',"
                        "'what':'100rel','old':'required','new':'supported','text':'Do so.'}]},"
                        "{'check':'extension.wrong-method','severity':'note','fix':[{"
                        "'at':'192.0.2.1','what':'100rel','old':'required','new':'off',"
                        "'text':'Off with it.'}]}]}");
    g_autoptr(SfSummary) summary = rehearsal_summary(rehearsal);
    const GPtrArray *folded = only_problem(summary)->folded;
    assert_int_equal(folded->len, 1);
    assert_string_equal(((const SfFolded *)folded->pdata[0])->check, "extension.wrong-method");
}

static void what_another_says_better_is_not_told(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse(rehearsal, "{'run':1,'frame':4,'status':301,'story':1,'case':'aaaa0000','findings':["
                        "{'check':'moved.self','severity':'error'},"
                        "{'check':'answer.not-acked','severity':'warn'},"
                        "{'check':'answer.retransmitted','severity':'note'}]}");
    g_autoptr(SfSummary) summary = rehearsal_summary(rehearsal);
    const GPtrArray *folded = only_problem(summary)->folded;
    assert_int_equal(folded->len, 1);
    assert_string_equal(((const SfFolded *)folded->pdata[0])->check, "answer.not-acked");
}

static void the_most_frequent_comes_first(void **state)
{
    Rehearsal *rehearsal = *state;
    for (guint i = 1; i <= 3; i++)
        rehearse(rehearsal,
                 "{'capture':'c%u','run':1,'frame':4,'status':301,'story':%u,'case':'aaaa0000',"
                 "'findings':[{'check':'moved.permanently','severity':'note'},"
                 "{'check':'%s','severity':'note'}]}",
                 i, i, i == 1 ? "moved.tel" : "moved.expires");
    g_autoptr(SfSummary) summary = rehearsal_summary(rehearsal);
    const GPtrArray *folded = only_problem(summary)->folded;
    assert_int_equal(folded->len, 2);
    const SfFolded *first = folded->pdata[0];
    assert_string_equal(first->check, "moved.expires");
    assert_int_equal(first->answers, 2);
    assert_string_equal(first->capture, "c2");
}

/* On two hops, and in two answers of one call: that is one call of two. */
static void what_a_call_has_twice_is_not_what_all_have(void **state)
{
    Rehearsal *rehearsal = *state;
    for (guint hop = 1; hop <= 2; hop++)
        rehearse(rehearsal,
                 "{'run':1,'frame':%u,'status':301,'hop':%u,'story':1,'call_id':'a',"
                 "'case':'aaaa0000','findings':[{'check':'moved.permanently','severity':'note'},"
                 "{'check':'moved.tel','severity':'note'}]}",
                 hop, hop);
    rehearse(rehearsal, "{'run':1,'frame':9,'status':301,'hop':1,'story':2,'call_id':'b',"
                        "'case':'aaaa0000',"
                        "'findings':[{'check':'moved.permanently','severity':'note'}]}");
    g_autoptr(SfSummary) summary = rehearsal_summary(rehearsal);
    const SfFolded *folded = only_problem(summary)->folded->pdata[0];
    assert_int_equal(only_problem(summary)->calls, 2);
    assert_int_equal(folded->answers, 2);
    assert_int_equal(folded->calls, 1);
    assert_int_equal(folded->frame, 1);
    g_autofree char *report = rehearsal_report(rehearsal, "text");
    assert_non_null(strstr(report, "In 1 of 2 (frame 1): "));
}

static void detours_are_measured(void **state)
{
    Rehearsal *rehearsal = *state;
    static const char *const detours[] = {"2.75", "0.625", "0.5", "3.5", "1.0"};
    for (guint i = 0; i < G_N_ELEMENTS(detours); i++)
        rehearse(rehearsal,
                 "{'run':1,'frame':%u,'status':301,'story':%u,'case':'aaaa0000',"
                 "'time':'2026-03-02T08:15:01.250000Z','outcome':{'is':'answered'},'detour':%s,"
                 "'findings':[{'check':'moved.permanently','severity':'note'}]}",
                 i + 1, i + 1, detours[i]);
    g_autoptr(SfSummary) summary = rehearsal_summary(rehearsal);
    const SfDetour *detour = &only_problem(summary)->detour;
    assert_int_equal(detour->calls, 5);
    assert_true(detour->median == 1);
    assert_true(detour->worst == 3.5);
}

/* A person waits for a call, and nobody for a registration; what served the call all the time is no
 * detour at all. */
static void a_detour_that_nobody_notices_costs_nothing(void **state)
{
    static const struct {
        const char *method;
        const char *more;
        SfFate fate;
    } rows[] = {{"INVITE", "\"detour\":0.002,\"outcome\":{\"is\":\"answered\"}", SF_FATE_WELL},
                {"INVITE", "\"detour\":0.05,\"outcome\":{\"is\":\"answered\"}", SF_FATE_SLOWER},
                {"REGISTER", "\"detour\":0.1,\"outcome\":{\"is\":\"answered\"}", SF_FATE_WELL},
                {"REGISTER", "\"detour\":17.3,\"outcome\":{\"is\":\"answered\"}", SF_FATE_SLOWER},
                {"INVITE", "\"outcome\":{\"is\":\"answered\"}", SF_FATE_SLOWER},
                {"INVITE", "\"outcome\":{\"is\":\"answered\",\"beside\":true}", SF_FATE_WELL},
                {"INVITE", "\"outcome\":{\"is\":\"rescued\",\"beside\":true}", SF_FATE_WELL},
                {"INVITE", "\"outcome\":{\"is\":\"rescued\"}", SF_FATE_SLOWER}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Rehearsal rehearsal;
        rehearsal_init(&rehearsal);
        rehearse(&rehearsal,
                 "{'run':1,'frame':4,'status':301,'story':1,'case':'aaaa0000','method':'%s',%s,"
                 "'findings':[{'check':'moved.permanently','severity':'note','fix':["
                 "{'side':'caller','what':'address book','text':'Do.'}]}]}",
                 rows[i].method, rows[i].more);
        g_autoptr(SfSummary) summary = rehearsal_summary(&rehearsal);
        if (sf_problem_fate(only_problem(summary)) != rows[i].fate)
            fail_msg("row %u", i);
        rehearsal_clear(&rehearsal);
    }
}

static void a_detour_may_be_unknown(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse(rehearsal,
             "{'run':1,'frame':1,'status':301,'story':1,'case':'aaaa0000',"
             "'time':'2026-03-02T08:15:01.250000Z','followups':[{'frame':9,'status':404}],"
             "'findings':[{'check':'moved.permanently','severity':'note'}]}");
    g_autoptr(SfSummary) summary = rehearsal_summary(rehearsal);
    assert_int_equal(only_problem(summary)->detour.calls, 0);
}

static void an_event_may_lack_everything(void **state)
{
    Rehearsal *rehearsal = *state;
    rehearse(rehearsal, "{}");
    rehearse(rehearsal, "{'case':'aaaa0000'}");
    rehearse(rehearsal,
             "{'case':'aaaa0000','findings':[{'check':'x'},7,null,{},[]],'status':'421'}");
    rehearse(rehearsal, "{'case':7,'frame':-1,'run':'x','src':[],'request':[],'moved':7,"
                        "'extension':{'missing':'100rel','required':[1,null]},'outcome':'lost',"
                        "'followups':[1,{}],'findings':{}}");
    g_autoptr(SfSummary) summary = rehearsal_summary(rehearsal);
    const SfProblem *problem = only_problem(summary);
    assert_string_equal(problem->root, "x");
    assert_int_equal(problem->level, SF_NOTE);
    g_autofree char *text = rehearsal_report(rehearsal, "text");
    g_autofree char *html = rehearsal_report(rehearsal, "html");
    assert_non_null(text);
    assert_non_null(html);
}

static void addresses_lose_their_port(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"198.51.100.20:5060", "198.51.100.20"}, {"[2001:db8::1]:5060", "2001:db8::1"},
        {"198.51.100.20", "198.51.100.20"},      {"2001:db8::1", "2001:db8::1"},
        {"[2001:db8::1", "[2001:db8::1"},        {"", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *got = sf_address_of(rows[i][0]);
        want_string(rows[i][0], got, rows[i][1]);
    }
}

static void what_is_counted_is_found_by_name(void **state)
{
    (void)state;
    SfTally *tally = sf_tally_new();
    sf_tally_add(tally, "a", NULL, 1);
    sf_tally_add(tally, "b", "first", 2);
    assert_null(sf_tally_find(tally, "c"));
    assert_string_equal(sf_tally_find(tally, "b")->note, "first");
    assert_ptr_equal(sf_tally_sorted(tally)->pdata[0], sf_tally_find(tally, "b"));
    sf_tally_add(tally, "a", "late", 2); /* the order is another one now */
    assert_ptr_equal(sf_tally_sorted(tally)->pdata[0], sf_tally_find(tally, "a"));
    assert_int_equal(sf_tally_find(tally, "a")->count, 3);
    sf_tally_free(tally);
}

static void want_moves(const char *const (*moves)[2], guint n, const char *wanted)
{
    SfTally *tally = sf_tally_new();
    for (guint i = 0; i < n; i++)
        sf_tally_add(tally, moves[i][0], moves[i][1], 1);
    g_autoptr(GPtrArray) grouped = sf_moves_group(tally);
    GString *got = g_string_new(NULL);
    for (guint i = 0; i < grouped->len; i++) {
        const SfMove *move = grouped->pdata[i];
        g_string_append_printf(got, "%s>%s*%u ", move->old_uri, move->new_uri ? move->new_uri : "-",
                               move->addresses);
    }
    want_string(moves[0][0], got->str, wanted);
    g_string_free(got, TRUE);
    sf_tally_free(tally);
}

static void addresses_that_move_together_are_one_line(void **state)
{
    (void)state;
    static const char *const numbers[][2] = {
        {"sip:+4930501@old", "sip:+4930501@new"},
        {"sip:+4930502@old", "sip:+4930502@new"},
        {"sip:+4930513@old", "sip:+4930513@new"},
    };
    want_moves(numbers, 3, "sip:+49305NN@old>sip:+49305NN@new*3 ");
    static const char *const names[][2] = {{"sip:ann@old", "sip:ann@new"},
                                           {"sip:bob@old", "sip:bob@new"},
                                           {"sip:eve@old", "sip:x@new"}};
    want_moves(names, 3, "sip:...@old>sip:...@new*2 sip:eve@old>sip:x@new*1 ");
    static const char *const lengths[][2] = {{"sip:1@old", "sip:1@new"},
                                             {"sip:22@old", "sip:22@new"}};
    want_moves(lengths, 2, "sip:...@old>sip:...@new*2 ");
    static const char *const odd[][2] = {
        {"sip:old", NULL}, {"tel:+49301", "sip:a@new"}, {"sip:a@b@c", "sip:a@d"}, {"", ""}};
    want_moves(odd, 4, "sip:old>-*1 tel:+49301>sip:a@new*1 sip:a@b@c>sip:a@d*1 >*1 ");
}

static void what_was_offered_and_what_was_wanted(void **state)
{
    (void)state;
    static const struct {
        const char *supported, *require, *missing; /* of the event, as JSON */
        const char *sent, *wanted;
    } rows[] = {
        {"[\"replaces\"]", "[]", "[\"100rel\"]", "Supported: replaces",
         "Supported: replaces, 100rel"},
        {"[]", "[]", "[\"100rel\",\"timer\"]", "nothing in Supported", "Supported: 100rel, timer"},
        {"[]", "[]", "[\"x-unheard-of\"]", "nothing in Supported", "Supported: x-unheard-of"},
        {"[\"path\"]", "[\"path\"]", "[\"explicitsub\"]", "Require: path",
         "Require: path, explicitsub"},
        {"[\"path\"]", "[]", "[\"timer\",\"explicitsub\"]",
         "Supported: path and nothing in Require",
         "Supported: path, timer and Require: explicitsub"},
        {"[]", "[]", "[\"sec-agree\"]", "nothing in Require",
         "Require: sec-agree and Proxy-Require: sec-agree"},
        {"[]", "[]", "[\"privacy\"]", NULL, "Proxy-Require: privacy"},
        {"[\"100rel\"]", "[]", "[]", NULL, NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *json = g_strdup_printf(
            "{\"status\":421,\"request\":{\"supported\":%s,\"require\":%s},\"extension\":"
            "{\"missing\":%s}}",
            rows[i].supported, rows[i].require, rows[i].missing);
        g_autoptr(SfEvent) event = sf_event_read_text(json, strlen(json));
        g_autofree char *sent = sf_offer_sent(event);
        g_autofree char *wanted = sf_offer_wanted(event);
        want_string(json, sent, rows[i].sent);
        want_string(json, wanted, rows[i].wanted);
    }
}

static void a_prefix_of_a_case(void **state)
{
    (void)state;
    static const char *const good[] = {"7c1e", "7C1E", "5d20c2aa"};
    static const char *const bad[] = {"", "7c1", "7c1g", "5d20c2aa0", "7c1e "};
    for (guint i = 0; i < G_N_ELEMENTS(good); i++)
        assert_null(sf_case_prefix_flaw(good[i]));
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *flaw = sf_case_prefix_flaw(bad[i]);
        assert_non_null(flaw);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rehearsal_begin, rehearsal_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(equal_faults_are_one_problem),
        TEST(the_server_is_who_made_what_the_problem_is_about),
        TEST(hops_and_retries_are_one_call),
        TEST(stories_of_two_runs_are_two_calls),
        cmocka_unit_test(the_outcome_weighs_more_than_the_severity),
        cmocka_unit_test(a_detour_that_may_stay_is_no_warning),
        cmocka_unit_test(a_detour_that_nobody_notices_costs_nothing),
        TEST(the_proof_is_a_call_that_was_lost),
        TEST(the_tale_is_of_the_example),
        TEST(the_root_is_the_worst_finding),
        TEST(what_asks_for_the_same_change_is_not_told_again),
        TEST(what_another_says_better_is_not_told),
        TEST(the_most_frequent_comes_first),
        TEST(what_a_call_has_twice_is_not_what_all_have),
        TEST(detours_are_measured),
        TEST(a_detour_may_be_unknown),
        TEST(an_event_may_lack_everything),
        cmocka_unit_test(addresses_lose_their_port),
        cmocka_unit_test(what_is_counted_is_found_by_name),
        cmocka_unit_test(addresses_that_move_together_are_one_line),
        cmocka_unit_test(what_was_offered_and_what_was_wanted),
        cmocka_unit_test(a_prefix_of_a_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
