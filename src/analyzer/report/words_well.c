// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Calls that went well: which answers they met, and how they went on.
 */
#include <string.h>

#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"
#include "analyzer/report/proof/words_frames.h"
#include "analyzer/report/words.h"
#include "core/grammar/grammar.h"

/* Calls that went well, and which answers they met. */
typedef struct {
    GPtrArray *problems; /* SfProblem, lent */
    GPtrArray *codes;    /* owned strings, each once */
    guint64 calls;
    gboolean is_plain; /* they followed, or came back with what was asked for */
} Well;

static void well_clear(Well *well)
{
    g_ptr_array_unref(well->problems);
    g_ptr_array_unref(well->codes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Well, well_clear)

/* A request in a session, and a call that another branch answered, came through without that. */
static gboolean goes_as_usual(const SfProblem *problem, gboolean redirects)
{
    return problem->outcomes[SF_END_WENT_ON] == 0 &&
           (redirects ||
            (problem->outcomes[SF_END_RESCUED] == 0 && /* without doing as it was told */
             problem->detour.calls >= sf_problem_through(problem) &&
             problem->outcomes[SF_END_DECLINED] == 0 && problem->outcomes[SF_END_CANCELLED] == 0));
}

gboolean sf_words_all_as_usual(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++) {
        const SfProblem *problem = problems->pdata[i];
        if (!goes_as_usual(problem, problem->status / 100 == 3))
            return FALSE;
    }
    return TRUE;
}

/* Of redirects, or of refusals. */
static Well well_of(const SfSummary *summary, gboolean redirects)
{
    Well well = {g_ptr_array_new(), g_ptr_array_new_with_free_func(g_free), 0, TRUE};
    for (guint i = 0; i < summary->well->len; i++) {
        SfProblem *problem = summary->well->pdata[i];
        if ((problem->status / 100 == 3) != redirects)
            continue;
        char *code = g_strdup_printf("%" G_GINT64_FORMAT, problem->status);
        g_ptr_array_add(well.problems, problem);
        well.is_plain &= goes_as_usual(problem, redirects);
        if (g_ptr_array_find_with_equal_func(well.codes, code, g_str_equal, NULL))
            g_free(code);
        else
            g_ptr_array_add(well.codes, code);
    }
    well.calls = sf_summary_calls_of(summary, well.problems);
    return well;
}

/* "3 registrations got a 423 or 494"; NULL for none. */
static char *well_words(const Well *well)
{
    if (well->calls == 0)
        return NULL;
    g_autofree char *calls = sf_words_counted_of(well->problems, well->calls);
    g_autoptr(GPtrArray) codes = g_ptr_array_new();
    g_ptr_array_extend(codes, well->codes, NULL, NULL);
    g_ptr_array_add(codes, NULL);
    /* One call met them all. */
    g_autofree char *list =
        g_strjoinv(well->calls == 1 ? " and a " : " or ", (char **)codes->pdata);
    return g_strdup_printf("%s got a %s", calls, list);
}

/* Of forwardings that went well, so many are listed in the sentence. */
#define FORWARDS_LISTED 3

/* ": sip:a -> sip:b (when busy); ..."; "" where nobody forwards. */
static char *forwards_of(const SfSummary *summary)
{
    GString *words = g_string_new(NULL);
    guint all = 0;
    for (guint i = 0; i < summary->well->len; i++) {
        const GPtrArray *forwards =
            sf_tally_sorted(((const SfProblem *)summary->well->pdata[i])->forwards);
        for (guint k = 0; k < forwards->len; k++) {
            const SfTallied *forward = forwards->pdata[k];
            if (all++ >= FORWARDS_LISTED)
                continue;
            g_autofree char *shown = sf_words_value(forward->name);
            g_string_append_printf(words, "%s%s", all == 1 ? ": " : "; ", shown);
        }
    }
    if (all > FORWARDS_LISTED)
        g_string_append_printf(words, "; and %u more", all - FORWARDS_LISTED);
    return g_string_free(words, FALSE);
}

gboolean sf_words_all_went_on(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++) {
        const SfProblem *problem = problems->pdata[i];
        if (problem->outcomes[SF_END_WENT_ON] != problem->calls)
            return FALSE;
    }
    return problems->len > 0;
}

gboolean sf_words_any_unmet(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++)
        if (((const SfProblem *)problems->pdata[i])->is_unmet)
            return TRUE;
    return FALSE;
}

static gboolean any_went_on(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++)
        if (((const SfProblem *)problems->pdata[i])->outcomes[SF_END_WENT_ON] > 0)
            return TRUE;
    return FALSE;
}

static const char *how_sessions_went_on(const Well *refused)
{
    const gboolean is_one = refused->calls == 1;
    if (sf_words_any_unmet(refused->problems))
        return is_one ? "inside its session, which went on without what was asked for"
                      : "inside their sessions, which went on without what was asked for";
    return is_one ? "inside its session, which went on" : "inside their sessions, which went on";
}

static gboolean are_of_intervals(const Well *refused)
{
    for (guint i = 0; i < refused->codes->len; i++)
        if (!g_str_equal(refused->codes->pdata[i], "422") &&
            !g_str_equal(refused->codes->pdata[i], "423"))
            return FALSE;
    return TRUE;
}

static gboolean is_between(JsonObject *message, const char *from, const char *to)
{
    const char *src = sf_member_string(message, "src");
    const char *dst = sf_member_string(message, "dst");
    g_autofree char *sender = src ? sf_address_of(src) : NULL;
    g_autofree char *receiver = dst ? sf_address_of(dst) : NULL;
    return g_strcmp0(sender, from) == 0 && g_strcmp0(receiver, to) == 0;
}

/* Of @taker, the 2xx is the first answer of that class to the only request that it got so far. */
static gboolean is_only_request(JsonArray *messages, guint end, const SfEvent *example,
                                const char *taker)
{
    guint asked = 0, others = 0;
    for (guint i = 0; i < end; i++) {
        JsonObject *message = json_array_get_object_element(messages, i);
        const char *what = sf_member_string(message, "what");
        if (!what || !is_between(message, example->caller_address, taker))
            continue;
        asked += g_strcmp0(what, example->method) == 0;
        others += g_strcmp0(what, example->method) != 0;
    }
    return asked > 0 && others == 0;
}

/* " 192.0.2.20 asked another one, 198.51.100.40, which took it: 200 in frame 6."; "" where it came
 * back itself, or nobody knows. */
static char *words_of_taker(const SfEvent *example)
{
    JsonArray *messages = sf_member_array(sf_event_object(example), "messages");
    if (example->n_followups > 0 || !example->caller_address)
        return g_strdup("");
    for (guint i = 0; messages && i < json_array_get_length(messages); i++) {
        JsonObject *message = json_array_get_object_element(messages, i);
        const char *what = sf_member_string(message, "what");
        const char *src = sf_member_string(message, "src");
        g_autofree char *taker = src ? sf_address_of(src) : NULL;
        if (!what || *what != '2' || !taker || g_strcmp0(taker, example->server_address) == 0 ||
            !is_between(message, taker, example->caller_address) ||
            !is_only_request(messages, i, example, taker))
            continue;
        g_autofree char *shown = sf_words_value(taker);
        const gint64 line = sf_member_count(message, "line");
        g_autofree char *place = sf_words_place(sf_member_count(message, "frame"), line,
                                                sf_member_string(message, "capture"));
        g_autofree char *caller = sf_words_value(example->caller_address);
        return g_strdup_printf(" %s asked another one, %s, which took it: %.3s in %s.", caller,
                               shown, what, place);
    }
    return g_strdup("");
}

/* The two numbers, where nothing but too few seconds was asked for; NULL: it is not so, or not
 * told. Lent. */
static JsonObject *interval_of(const Well *refused)
{
    const SfProblem *problem = refused->problems->len == 1 ? refused->problems->pdata[0] : NULL;
    JsonObject *interval =
        problem ? sf_member_object(sf_event_object(sf_problem_example(problem)), "interval") : NULL;
    const gboolean is_told = interval && !any_went_on(refused->problems) &&
                             problem->server_address && json_object_has_member(interval, "asked") &&
                             json_object_has_member(interval, "minimum");
    return is_told && sf_member_count(interval, "asked") < sf_member_count(interval, "minimum")
               ? interval
               : NULL;
}

/* " To have 198.51.100.30 take such requests too, 1800 s or more must be asked for.": another one
 * took them, and while it does nobody has to; "" where it is not so. */
static char *words_on_first_choice(const Well *refused)
{
    JsonObject *interval = interval_of(refused);
    if (!interval || refused->is_plain)
        return g_strdup("");
    const SfProblem *problem = refused->problems->pdata[0];
    g_autofree char *taker = words_of_taker(sf_problem_example(problem));
    g_autofree char *server = sf_words_value(problem->server_address);
    return *taker ? g_strdup_printf(" To have %s take such requests too, %" G_GINT64_FORMAT
                                    " s or more must be asked for.",
                                    server, sf_member_count(interval, "minimum"))
                  : g_strdup("");
}

/* ": 198.51.100.30 takes 1800 s or more, and 600 s were asked for"; "" where nobody was left for
 * that, or it is not told. */
static char *left_for_interval(const Well *refused)
{
    JsonObject *interval = interval_of(refused);
    if (!interval)
        return g_strdup("");
    const SfProblem *problem = refused->problems->pdata[0];
    g_autofree char *server = sf_words_value(problem->server_address);
    return g_strdup_printf(
        ": %s takes %" G_GINT64_FORMAT " s or more, and %" G_GINT64_FORMAT " s were asked for%s",
        server, sf_member_count(interval, "minimum"), sf_member_count(interval, "asked"),
        refused->is_plain ? " at first" : "");
}

/* A 420 asks for less, all others of the family for more. */
static const char *how_they_came_back(const Well *refused)
{
    const gboolean for_less =
        g_ptr_array_find_with_equal_func(refused->codes, "420", g_str_equal, NULL);
    if (sf_words_all_went_on(refused->problems))
        return how_sessions_went_on(refused);
    if (!refused->is_plain)
        return any_went_on(refused->problems) ? "and got through, or went on, all the same"
                                              : "and got through all the same";
    /* Of an interval, whatever else it was to be said in. */
    if (!for_less && are_of_intervals(refused))
        return "came back with enough and got through";
    if (!for_less)
        return "came back with what was asked for and got through";
    return refused->codes->len == 1
               ? "came back without requiring what is not known there and got through"
               : "came back as was asked and got through";
}

/* How the callers went on, as the calls that are shown have it. */
typedef enum { TO_NEW_ADDRESS, TO_SAME_ADDRESS, BY_OWN_WAY, NOT_SEEN, N_WAYS_ON } WayOn;

static gboolean is_same_address(const char *one, const char *other)
{
    SfUri uris[2];
    if (!one || !other || !sf_uri_parse(sf_text(one), &uris[0], NULL) ||
        !sf_uri_parse(sf_text(other), &uris[1], NULL))
        return FALSE;
    g_autofree char *first = sf_uri_user_at_host(&uris[0]);
    g_autofree char *second = sf_uri_user_at_host(&uris[1]);
    return g_str_equal(first, second);
}

static const char *asked_address(const SfEvent *example)
{
    JsonObject *moved = sf_member_object(sf_event_object(example), "moved");
    return moved ? sf_member_string(moved, "from") : NULL;
}

/* A back-to-back agent may dial the number by a trunk of its own; a REGISTER names the domain. */
static WayOn way_on(const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    /* The Contact of a 305 is a proxy, and no address of anybody. */
    if (example->n_followups == 0 || problem->status == 305)
        return NOT_SEEN;
    /* By another way, or at the old place: not to what the answer names. */
    if (example->outcome == SF_END_RESCUED)
        return NOT_SEEN;
    if (g_strcmp0(example->method, "REGISTER") == 0 || !example->targets)
        return TO_NEW_ADDRESS;
    for (guint i = 0; i < example->targets->len; i++)
        if (is_same_address(g_array_index(example->targets, SfEventTarget, i).uri,
                            example->followup_uri))
            return is_same_address(asked_address(example), example->followup_uri) ? TO_SAME_ADDRESS
                                                                                  : TO_NEW_ADDRESS;
    return BY_OWN_WAY;
}

/* Of several problems, what is true of all. */
static const char *how_they_went_on(const Well *redirected)
{
    static const char *const words[] = {
        [TO_NEW_ADDRESS] = "went on to the new address, and ",
        [TO_SAME_ADDRESS] = "went on for the address that was asked, which the answer names, and ",
        [BY_OWN_WAY] = "went on to the number that it names, by a way of their own, and ",
        [NOT_SEEN] = "and "};
    WayOn all = N_WAYS_ON;
    for (guint i = 0; i < redirected->problems->len; i++) {
        const WayOn way = way_on(redirected->problems->pdata[i]);
        all = all == N_WAYS_ON || all == way ? way : NOT_SEEN;
    }
    if (all == N_WAYS_ON || !redirected->is_plain)
        return words[NOT_SEEN];
    return all == BY_OWN_WAY && redirected->calls == 1
               ? "went on to the number that it names, by a way of its own, and "
               : words[all];
}

/* Where the message of a frame came from ("src") or went to ("dst"); NULL: it is not told. Lent. */
static const char *end_in_frame(const SfEvent *example, gint64 frame, const char *end)
{
    JsonArray *messages = sf_member_array(sf_event_object(example), "messages");
    for (guint i = 0; messages && i < json_array_get_length(messages); i++) {
        JsonNode *node = json_array_get_element(messages, i);
        JsonObject *message = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
        if (message && sf_member_count(message, "frame") == frame)
            return sf_member_string(message, end);
    }
    return NULL;
}

/* A challenge is none, and who is busy or does not want to is no server that is out. */
static gboolean is_failure(gint64 status)
{
    return status >= 400 && status != 401 && status != 407 && status != 480 && status != 486 &&
           status != 487 && status < 600;
}

/* The follow-up that failed before another one was answered; NULL: none. Lent. */
static JsonObject *failed_before(const SfEvent *example)
{
    JsonArray *followups = sf_member_array(sf_event_object(example), "followups");
    JsonObject *failed = NULL;
    for (guint i = 0; followups && i < json_array_get_length(followups); i++) {
        JsonNode *node = json_array_get_element(followups, i);
        JsonObject *followup = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
        const gint64 status = followup ? sf_member_count(followup, "status") : 0;
        if (status / 100 == 2)
            return failed;
        if (is_failure(status) && !failed)
            failed = followup;
    }
    return NULL;
}

/* " Another place had refused before: 198.51.100.31:5060, with 503 (frame 7)."; "" where none had:
 * of the calls that are shown, the first. Who hears that all went well does not look there. */
static char *words_of_failed(const Well *redirected)
{
    for (guint i = 0; i < redirected->problems->len; i++) {
        const SfEvent *example = sf_problem_example(redirected->problems->pdata[i]);
        JsonObject *failed = failed_before(example);
        const gint64 frame = failed ? sf_member_count(failed, "status_frame") : 0;
        const char *by = frame > 0 ? end_in_frame(example, frame, "src") : NULL;
        if (!by)
            continue;
        g_autofree char *place = sf_words_value(by);
        const gint64 line = sf_member_count(failed, "status_line");
        return g_strdup_printf(" Another place had refused before: %s, with %" G_GINT64_FORMAT
                               " (%s %" G_GINT64_FORMAT ").",
                               place, sf_member_count(failed, "status"),
                               line > 0 ? "line" : "frame", line > 0 ? line : frame);
    }
    return g_strdup("");
}

/* Where the follow-up goes, where no address that is told names that place; NULL: one does, or
 * nobody knows. */
static char *other_server(const SfEvent *example)
{
    const char *to =
        example->n_followups > 0 ? end_in_frame(example, example->followup_frame, "dst") : NULL;
    g_autofree char *address = to ? sf_address_of(to) : NULL;
    if (!address || g_strcmp0(address, example->server_address) == 0 ||
        (example->target && strstr(example->target, address)))
        return NULL;
    return sf_words_value(to);
}

/* " The request of frame 6 goes to 198.51.100.40:5060."; "" where an address or @proof tells it. */
static char *words_of_server(const SfEvent *example, const char *proof)
{
    g_autofree char *place = other_server(example);
    g_autofree char *address = place ? sf_address_of(place) : NULL;
    const gint64 line = example->followup_line;
    return place && !strstr(proof, address)
               ? g_strdup_printf(" The request of %s %" G_GINT64_FORMAT " goes to %s.",
                                 line > 0 ? "line" : "frame",
                                 line > 0 ? line : example->followup_frame, place)
               : g_strdup("");
}

/* " sip:T~1@192.0.2.49 is at 192.0.2.49 itself, and a 302 is for one call only: nothing to write
 * down."; "" where it is not so (RFC 3261 §21.3.3). */
static char *words_of_own_address(const SfEvent *example)
{
    SfUri target;
    if (example->status != 302 || !example->target || !example->server_address ||
        !sf_uri_parse(sf_text(example->target), &target, NULL) ||
        !sf_text_equal_nocase(target.host, sf_text(example->server_address)))
        return g_strdup("");
    g_autofree char *shown = sf_words_value(example->target);
    g_autofree char *server = sf_words_value(example->server_address);
    return g_strdup_printf(" %s is at %s itself, and a 302 is for one call only: nothing to write "
                           "down.",
                           shown, server);
}

/* Of the calls that went well so many are shown by their frames. */
#define WELL_SHOWN 3

/* " of b.pcap": where several captures were read, and no command names it. */
static char *of_capture(const SfReport *report, const SfEvent *example)
{
    if (report->reading->captures < 2 || !example->capture || report->anonymized)
        return g_strdup("");
    g_autofree char *capture = sf_words_value(example->capture);
    return g_strconcat(" of ", capture, NULL);
}

/* "INVITE of 203.0.113.5 for sip:bob@pbx1.example.net" */
static char *what_was_asked(const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    g_autofree char *method = sf_words_method(problem);
    g_autofree char *caller =
        example->caller_address ? sf_words_value(example->caller_address) : NULL;
    g_autofree char *uri = example->request_uri ? sf_words_value(example->request_uri) : NULL;
    return g_strconcat(method, caller ? " of " : "", caller ? caller : "", uri ? " for " : "",
                       uri ? uri : "", NULL);
}

/* " INVITE in frame 1, 421 in frame 2, sent again in frame 4, 200 in frame 8: 198.51.100.20 answers
 * 421, Require: 100rel, to INVITE of 203.0.113.5 for sip:bob@pbx1.example.net." */
static void append_shown(GString *words, const SfReport *report, const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    if (!example->server_address)
        return;
    g_autofree char *server = sf_words_value(example->server_address);
    g_autofree char *answer = sf_words_refusal(problem);
    g_autofree char *asked = what_was_asked(problem);
    g_autofree char *taker = words_of_taker(example);
    g_autofree char *proof =
        *taker ? sf_words_proof_of_answer(report, problem) : sf_words_proof(report, problem);
    g_autofree char *capture = of_capture(report, example);
    g_autofree char *place = words_of_server(example, proof);
    g_autofree char *own = words_of_own_address(example);
    g_string_append_printf(words, " %s%s: %s answers %s%s to %s.%s%s%s", proof, capture, server,
                           answer, strchr(answer, ',') ? "," : "", asked, place, taker, own);
}

/* Who hears that all went well, and doubts it, finds it by that. */
static void append_all_shown(GString *words, const SfReport *report, const Well *well)
{
    const guint n = well->problems->len;
    for (guint i = 0; i < MIN(n, WELL_SHOWN); i++)
        append_shown(words, report, well->problems->pdata[i]);
}

char *sf_words_well(const SfReport *report)
{
    g_auto(Well) refused = well_of(report->summary, FALSE);
    g_auto(Well) redirected = well_of(report->summary, TRUE);
    g_autofree char *back = well_words(&refused);
    g_autofree char *on = well_words(&redirected);
    g_autofree char *interval = left_for_interval(&refused);
    g_autofree char *first = words_on_first_choice(&refused);
    GString *words = g_string_new(NULL);
    if (back)
        g_string_append_printf(words, "%s, %s%s. Nothing to change.%s", back,
                               how_they_came_back(&refused), interval, first);
    append_all_shown(words, report, &refused);
    g_autofree char *forwards = forwards_of(report->summary);
    g_autofree char *failed = words_of_failed(&redirected);
    if (on)
        g_string_append_printf(words, "%s%s, %swent as %s should%s.%s", back ? " " : "", on,
                               how_they_went_on(&redirected), redirected.calls == 1 ? "it" : "they",
                               forwards, failed);
    append_all_shown(words, report, &redirected);
    return g_string_free(words, words->len == 0);
}
