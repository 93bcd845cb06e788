// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What was sent and answered, old and new, in rows: the same in every report for people.
 */
#include <string.h>

#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"
#include "analyzer/report/words.h"
#include "core/grammar/grammar.h"
#include "knowledge/knowledge.h"
#include "problems/moves.h"

#define NONE_GIVEN "none was given"

static void row_free(gpointer data)
{
    SfRow *row = data;
    g_free(row->value);
    g_free(row);
}

/* Takes @value, which is shown as it is. */
static SfRow *take_row(GPtrArray *rows, const char *label, char *value)
{
    SfRow *row = g_new0(SfRow, 1);
    row->label = label;
    row->value = value;
    g_ptr_array_add(rows, row);
    return row;
}

/* Two rows of which one is to take the place of the other. */
static void add_pair(GPtrArray *rows, const char *old_label, const char *old_value,
                     const char *new_label, const char *new_value)
{
    SfRow *row = take_row(rows, old_label, sf_words_value(old_value));
    row->becomes_next = new_value != NULL;
    take_row(rows, new_label, sf_words_value(new_value ? new_value : NONE_GIVEN));
}

/* ---- Who asked for whom ---- */

/* "8801@192.0.2.1": without what tells nobody anything; NULL where there is none. */
static char *party(const char *uri)
{
    SfUri parsed;
    if (!uri)
        return NULL;
    if (!sf_uri_parse(sf_text(uri), &parsed, NULL) || parsed.scheme == SF_SCHEME_OTHER)
        return sf_words_value(uri);
    g_autofree char *address = sf_uri_user_at_host(&parsed);
    return sf_words_value(address);
}

/* Of one that goes nowhere else than the To says: a registration, and a request in a session, whose
 * Request-URI is a place only. */
static gboolean is_to_meant(const SfEvent *example)
{
    return g_strcmp0(example->method, "REGISTER") == 0 || example->outcome == SF_END_WENT_ON;
}

/* " (1 of 12)": the others may be about somebody else. */
static char *one_of(const SfProblem *problem)
{
    if (problem->calls < 2)
        return g_strdup("");
    g_autofree char *number = sf_words_number(problem->calls);
    return g_strdup_printf(" (1 of %s)", number);
}

static gboolean goes(JsonObject *message, const char *from, const char *to)
{
    return g_strcmp0(sf_member_string(message, "src"), from) == 0 &&
           g_strcmp0(sf_member_string(message, "dst"), to) == 0;
}

/* Frame of the 2xx by which the call was up before the request in @frame, where the first INVITE,
 * from the other side, and its ACK are shown: who called is then that other one. 0: not shown. */
static gint64 called_back_since(JsonArray *messages, gint64 frame)
{
    const char *from = NULL;
    const char *to = NULL;
    gint64 final = 0;
    const guint n = messages ? json_array_get_length(messages) : 0;
    for (guint i = 0; i < n; i++) {
        JsonObject *message = json_array_get_object_element(messages, i);
        const char *what = sf_member_string(message, "what");
        const gint64 at = sf_member_count(message, "frame");
        if (!what || at >= frame)
            return 0;
        if (!from && !g_str_equal(what, "INVITE"))
            return 0;
        if (!from) {
            from = sf_member_string(message, "src");
            to = sf_member_string(message, "dst");
        } else if (g_ascii_isdigit(*what) && *what != '1' && goes(message, to, from)) {
            final = *what == '2' ? at : 0;
        } else if (g_str_equal(what, "ACK") && goes(message, from, to)) {
            return final;
        }
    }
    return 0;
}

/* TRUE where the request in @frame came from the one that was called. */
static gboolean is_by_called(JsonArray *messages, gint64 frame)
{
    JsonObject *first = json_array_get_object_element(messages, 0);
    for (guint i = 1; i < json_array_get_length(messages); i++) {
        JsonObject *message = json_array_get_object_element(messages, i);
        if (sf_member_count(message, "frame") == frame)
            return goes(message, sf_member_string(first, "dst"), sf_member_string(first, "src"));
    }
    return FALSE;
}

/* "alice@example.net -> bob@example.net (up since frame 3)": a request in a session may come from
 * the one that was called. FALSE: nothing shows that. */
static gboolean add_call_of_session(GPtrArray *rows, const SfEvent *example, JsonObject *request,
                                    const char *others)
{
    JsonArray *messages = sf_member_array(sf_event_object(example), "messages");
    const gint64 frame = sf_member_count(request, "frame");
    const gint64 since = frame > 0 ? called_back_since(messages, frame) : 0;
    const gboolean is_turned = since > 0 && is_by_called(messages, frame);
    g_autofree char *from = party(sf_member_string(request, "from"));
    g_autofree char *to = party(sf_member_string(request, "to"));
    if (since == 0 || !from || !to)
        return FALSE;
    take_row(rows, "call",
             g_strdup_printf("%s -> %s%s (up since frame %" G_GINT64_FORMAT
                             "; the %s in frame %" G_GINT64_FORMAT " is inside it)",
                             is_turned ? to : from, is_turned ? from : to, others, since,
                             example->method, frame));
    return TRUE;
}

/* "alice@example.net -> bob@example.net", as the call that is shown has it. Redirects tell it by
 * their addresses. */
static void add_parties(GPtrArray *rows, const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    JsonObject *request = sf_member_object(sf_event_object(example), "request");
    if (problem->status / 100 == 3 || !request)
        return;
    const char *to = sf_member_string(request, "to");
    g_autofree char *caller = party(sf_member_string(request, "from"));
    g_autofree char *called = party(is_to_meant(example) && to ? to : example->request_uri);
    g_autofree char *method = sf_words_method(problem);
    g_autofree char *others = one_of(problem);
    if (!caller || !called)
        return;
    if (add_call_of_session(rows, example, request, others))
        return;
    if (g_str_equal(method, "INVITE"))
        take_row(rows, g_strcmp0(problem->kind, "recording") == 0 ? "recording" : "call",
                 g_strdup_printf("%s -> %s%s", caller, called, others));
    else if (g_str_equal(caller, called))
        take_row(rows, "request", g_strdup_printf("%s of %s%s", method, caller, others));
    else
        take_row(rows, "request",
                 g_strdup_printf("%s of %s to %s%s", method, caller, called, others));
}

/* ---- What was sent ---- */

/* "Push notifications are enabled": a phrase of the server's own may tell why it answers so; ""
 * where it is the registered one. */
static char *own_phrase(const SfProblem *problem)
{
    const char *phrase = sf_member_string(sf_event_object(sf_problem_example(problem)), "reason");
    g_autofree char *code = g_strdup_printf("%" G_GINT64_FORMAT, problem->status);
    const char *registered = sf_shelf_words(SF_SHELF_CODES, code, "name");
    if (!phrase || !*phrase || !registered || g_ascii_strcasecmp(phrase, registered) == 0)
        return g_strdup("");
    g_autofree char *shown = sf_words_value(phrase);
    return g_strdup_printf(" \"%s\"", shown);
}

/* Where no other row tells of it. */
static void add_phrase(GPtrArray *rows, const SfProblem *problem)
{
    g_autofree char *phrase = own_phrase(problem);
    if (*phrase)
        take_row(rows, "answered",
                 g_strdup_printf("%" G_GINT64_FORMAT "%s", problem->status, phrase));
}

/* What a refusal requires is left out of the event only where the answer is cut before it. */
static const char *why_unknown(const SfProblem *problem)
{
    JsonObject *extension =
        sf_member_object(sf_event_object(sf_problem_example(problem)), "extension");
    return extension && !sf_member_array(extension, "required")
               ? "unknown: the answer is cut short, and its request was not found"
               : "unknown: the request is not in these captures";
}

/* The words of one header, where one of them is asked for. */
static void append_list(GString *text, const char *header, char **listed, char **required)
{
    gboolean is_asked_for = FALSE;
    for (char **word = listed; word && *word; word++)
        for (char **tag = required; *tag; tag++)
            is_asked_for |= g_ascii_strcasecmp(*word, *tag) == 0;
    if (!is_asked_for)
        return;
    g_autofree char *words = g_strjoinv(", ", listed);
    g_string_append_printf(text, "%s%s: %s", text->len > 0 ? "; " : "", header, words);
}

/* Nothing is missing: the two lists that show it. */
static void add_offered(GPtrArray *rows, const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    const gboolean is_offered =
        example->required && *example->required && (!example->missing || !*example->missing);
    g_autoptr(GString) text = g_string_new(NULL);
    if (problem->status != 421 || !is_offered ||
        g_strcmp0(problem->root, "extension.listed-not-done") == 0)
        return;
    append_list(text, "Supported", example->supported, example->required);
    append_list(text, "Require", example->require, example->required);
    if (text->len == 0)
        return;
    take_row(rows, "sent", sf_words_value(text->str));
    take_row(rows, "answered", sf_words_refusal(problem));
}

static void add_sent(GPtrArray *rows, const SfProblem *problem)
{
    if (problem->status == 421 && !sf_problem_example(problem)->has_request) {
        take_row(rows, "sent", g_strdup(why_unknown(problem)));
        return;
    }
    const SfTallied *sent = sf_words_sent(problem);
    if (!sent) {
        add_offered(rows, problem);
        return;
    }
    g_autofree char *refusal = sf_words_refusal(problem);
    g_autofree char *phrase = own_phrase(problem);
    if (sf_words_is_new_list(problem))
        add_pair(rows, "sent", sent->name, "wanted", sent->note);
    else
        take_row(rows, "sent", sf_words_value(sent->name));
    take_row(rows, "answered", g_strconcat(refusal, *phrase ? "," : "", phrase, NULL));
    const guint others = sf_tally_size(problem->sent) - 1;
    if (others == 0)
        return;
    g_autofree char *lists = sf_words_quantity(others, "other list was", "other lists were");
    take_row(rows, "", g_strdup_printf("and %s sent, which did not suffice either", lists));
}

/* The lists of a security agreement, side by side. */
static void add_agreement(GPtrArray *rows, const SfProblem *problem)
{
    static const struct {
        const char *key;
        const char *header;
        const char *row;
    } lists[] = {{"client", "Security-Client", "sent"},
                 {"server", "Security-Server", "answered"},
                 {"verify", "Security-Verify", "sent"}};
    JsonObject *event = sf_event_object(sf_problem_example(problem));
    JsonObject *agreement = sf_member_object(event, "agreement");
    for (guint i = 0; agreement && i < G_N_ELEMENTS(lists); i++) {
        JsonArray *entries = sf_member_array(agreement, lists[i].key);
        g_autoptr(GString) text = g_string_new(NULL);
        for (guint k = 0; entries && k < json_array_get_length(entries); k++)
            g_string_append_printf(text, "%s%s", k ? ", " : "",
                                   json_array_get_string_element(entries, k));
        g_autofree char *shown = text->len > 0
                                     ? g_strdup_printf("%s: %s", lists[i].header, text->str)
                                     : g_strdup_printf("no %s header", lists[i].header);
        if (text->len > 0 || i < 2) /* there is nothing to verify yet */
            take_row(rows, lists[i].row, sf_words_sentence(shown));
    }
}

static void add_seconds(GPtrArray *rows, const char *label, JsonObject *interval, const char *name)
{
    if (!json_object_has_member(interval, name))
        return;
    g_autofree char *number = sf_words_number((guint64)sf_member_count(interval, name));
    take_row(rows, label, g_strconcat(number, " s", NULL));
}

static void add_interval(GPtrArray *rows, const SfProblem *problem)
{
    JsonObject *interval =
        sf_member_object(sf_event_object(sf_problem_example(problem)), "interval");
    if (!interval)
        return;
    add_seconds(rows, "asked", interval, "asked");
    add_seconds(rows, "least", interval, "minimum");
}

/* ---- One address that moved, or one pattern ---- */

/* NULL where @uri names that host, so that nobody has to be told. */
static char *place_unless_told(const char *uri, const char *place)
{
    if (!uri || !place)
        return NULL;
    g_autofree char *address = sf_address_of(place);
    return strstr(uri, address) ? NULL : sf_words_value(place);
}

/* Where the message in that frame of the event's own capture went; NULL: it is not told. */
static const char *sent_to(JsonObject *event, gint64 frame)
{
    JsonArray *messages = sf_member_array(event, "messages");
    for (guint i = 0; messages && i < json_array_get_length(messages); i++) {
        JsonObject *message = json_array_get_object_element(messages, i);
        if (sf_member_count(message, "frame") == frame)
            return sf_member_string(message, "dst");
    }
    return NULL;
}

/* Where the example's best new address was asked: "192.0.2.5:5060"; NULL where that is not seen, or
 * the address says it anyway. */
static char *followed_at(const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    JsonObject *event = sf_event_object(example);
    JsonArray *followups = sf_member_array(event, "followups");
    for (guint i = 0; followups && i < json_array_get_length(followups); i++) {
        JsonObject *followup = json_array_get_object_element(followups, i);
        if (g_strcmp0(sf_member_string(followup, "uri"), example->target) == 0)
            return place_unless_told(example->target,
                                     sent_to(event, sf_member_count(followup, "frame")));
    }
    return NULL;
}

/* Of several new addresses so many are shown behind the best. */
#define OTHERS_SHOWN 8

/* " (q=0.9)", where the answer has it, of the one at that place of several; "". */
static char *q_of(const SfProblem *problem, guint place)
{
    JsonObject *moved = sf_member_object(sf_event_object(sf_problem_example(problem)), "moved");
    JsonArray *targets = moved ? sf_member_array(moved, "targets") : NULL;
    if (!targets || json_array_get_length(targets) < 2 || place >= json_array_get_length(targets))
        return g_strdup("");
    JsonObject *target = json_array_get_object_element(targets, place);
    char q[G_ASCII_DTOSTR_BUF_SIZE];
    return json_object_has_member(target, "q")
               ? g_strdup_printf(" (q=%s)",
                                 g_ascii_formatd(q, sizeof q, "%.3g",
                                                 json_object_get_double_member(target, "q")))
               : g_strdup("");
}

/* ", or to sip:bob@pbx3.example.net": what findings may speak of too; "" where there is one only.
 */
static char *or_to(const SfProblem *problem)
{
    const GArray *targets = sf_problem_example(problem)->targets;
    GString *words = g_string_new(NULL);
    for (guint i = 1; targets && i < targets->len && i <= OTHERS_SHOWN; i++) {
        g_autofree char *uri = sf_words_value(g_array_index(targets, SfEventTarget, i).uri);
        g_autofree char *q = q_of(problem, i);
        g_string_append_printf(words, ", or to %s%s", uri, q);
    }
    if (targets && targets->len > OTHERS_SHOWN + 1)
        g_string_append_printf(words, ", and %u more", targets->len - OTHERS_SHOWN - 1);
    return g_string_free(words, FALSE);
}

/* Of an answer that is not there whole, an event does not tell the addresses. */
static gboolean is_cut(const SfProblem *problem)
{
    JsonObject *moved = sf_member_object(sf_event_object(sf_problem_example(problem)), "moved");
    return !moved || !json_object_has_member(moved, "targets");
}

/* What the answer itself says; where it led in the end is another thing. */
static char *answer_words(const SfProblem *problem, const SfMove *move)
{
    const char *own = move->addresses == 1 ? sf_problem_example(problem)->target : NULL;
    const char *target = own ? own : move->new_uri;
    if (!target)
        return g_strdup_printf("%" G_GINT64_FORMAT ", and no %s", problem->status,
                               is_cut(problem) ? "whole address to be read"
                                               : "new address to go to");
    g_autofree char *shown = sf_words_value(target);
    g_autofree char *place = own ? followed_at(problem) : NULL;
    g_autofree char *others = own ? or_to(problem) : g_strdup("");
    g_autofree char *phrase = own ? own_phrase(problem) : g_strdup("");
    g_autofree char *q = own ? q_of(problem, 0) : g_strdup("");
    return g_strdup_printf("%" G_GINT64_FORMAT "%s, go to %s%s%s%s%s%s", problem->status, phrase,
                           shown, q, place ? " (asked at " : "", place ? place : "",
                           place ? ")" : "", others);
}

/* "sip:bob@pbx1.example.net (at 198.51.100.20:5060)": an engineer needs the address too. */
static char *asked_words(const SfProblem *problem, const SfMove *move)
{
    const SfEvent *example = sf_problem_example(problem);
    g_autofree char *place =
        place_unless_told(example->old_uri, sf_member_string(sf_event_object(example), "src"));
    g_autofree char *shown = sf_words_value(move->old_uri);
    return place && move->addresses == 1 ? g_strdup_printf("%s (at %s)", shown, place)
                                         : g_steal_pointer(&shown);
}

/* As the first change has it, which is about the example's address. */
static const char *new_words(const SfProblem *problem, const SfMove *move)
{
    const GArray *fixes = sf_problem_root(problem)->fixes;
    const char *own = g_array_index(fixes, SfEventFix, 0).new_value;
    return move->addresses == 1 && own ? own : move->new_uri;
}

static void add_only_move(GPtrArray *rows, const SfProblem *problem, const SfMove *move)
{
    if (sf_words_is_new_address(problem)) {
        add_pair(rows, "old", move->old_uri, "new", new_words(problem, move));
        if (move->addresses == 1)
            add_phrase(rows, problem);
    } else {
        take_row(rows, "asked", asked_words(problem, move));
        take_row(rows, "answered", answer_words(problem, move));
    }
    if (move->addresses == 1)
        return;
    g_autofree char *addresses = sf_words_quantity(move->addresses, "address", "addresses");
    take_row(rows, "", g_strdup_printf("(%s; each keeps its user part)", addresses));
}

/* ---- Several ---- */

/* Some of its addresses have moved for good, and others for one call only. */
static gboolean is_mixed(const SfProblem *problem)
{
    const GPtrArray *said = sf_tally_sorted(problem->said);
    for (guint i = 1; i < said->len; i++)
        if (g_strcmp0(((const SfTallied *)said->pdata[0])->note,
                      ((const SfTallied *)said->pdata[i])->note) != 0)
            return TRUE;
    return FALSE;
}

/* ", asked at 198.51.100.20"; "" where that is not known, or more than one address moved so, or the
 * new address is that at the end of a chain, which another place had named. */
static char *asked_at(const SfProblem *problem, const SfMove *move)
{
    const char *caller = sf_problem_example(problem)->caller_address;
    if (move->addresses != 1 || (g_str_equal(problem->root, "moved.chain") && !is_mixed(problem)))
        return g_strdup("");
    const SfTallied *place = sf_tally_find(problem->places, move->old_uri);
    /* At one machine with who asks, its address tells nothing: the ports of the moved do. */
    if (!place || !place->note || g_strcmp0(place->note, caller) == 0)
        return g_strdup("");
    return g_strdup_printf(", asked at %s", place->note);
}

static void add_move(GPtrArray *rows, const SfProblem *problem, const SfMove *move,
                     const char *label)
{
    g_autofree char *old_uri = sf_words_value(move->old_uri);
    g_autofree char *new_uri = sf_words_value(move->new_uri ? move->new_uri : NONE_GIVEN);
    g_autofree char *number = sf_words_number(move->addresses);
    g_autofree char *place = asked_at(problem, move);
    take_row(rows, label,
             move->addresses > 1
                 ? g_strdup_printf("%s -> %s (%s addresses)", old_uri, new_uri, number)
                 : g_strdup_printf("%s -> %s%s", old_uri, new_uri, place));
}

/* What an answer for one call only names is no move: where there are both, each row has its status.
 */
static const char *label_of(const SfProblem *problem, const SfMove *move, guint row)
{
    if (!is_mixed(problem))
        return row > 0 ? "" : problem->status == 301 ? "moved" : "for";
    const SfTallied *said = sf_tally_find(problem->said, move->old_uri);
    return said && said->note && !said->varies ? said->note : "for";
}

static guint add_moves(GPtrArray *rows, const SfProblem *problem, guint most)
{
    g_autoptr(GPtrArray) moves = sf_moves_group(problem->moves);
    if (problem->status / 100 != 3)
        return 0;
    if (moves->len == 1) {
        add_only_move(rows, problem, moves->pdata[0]);
        return 0;
    }
    for (guint i = 0; i < MIN(moves->len, most); i++)
        add_move(rows, problem, moves->pdata[i], label_of(problem, moves->pdata[i], i));
    return moves->len - MIN(moves->len, most);
}

/* The one that asked knows the address that it asked, and may know none of those behind it. */
static void add_other_place(GPtrArray *rows, const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    const char *server = sf_member_string(sf_event_object(example), "src");
    if (!example->sent_to || !server || sf_event_is_by_own_connection(example))
        return;
    g_autofree char *asked = sf_words_value(example->sent_to);
    g_autofree char *answered = sf_words_value(server);
    take_row(rows, "asked at", g_strdup_printf("%s, and %s answered", asked, answered));
}

GPtrArray *sf_words_rows(const SfProblem *problem, guint most_moves, guint *left_out)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func(row_free);
    add_parties(rows, problem);
    add_sent(rows, problem);
    add_agreement(rows, problem);
    add_interval(rows, problem);
    *left_out = add_moves(rows, problem, most_moves);
    add_other_place(rows, problem);
    return rows;
}
