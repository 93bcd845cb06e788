// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which frames prove a problem beside request, answer and what followed: those that its sentences
 * speak of, and who sent these to whom.
 */
#include "analyzer/report/proof/words_frames.h"

#include <string.h>

#include "analyzer/events/event_read.h"
#include "analyzer/events/examples.h"
#include "analyzer/events/members.h"
#include "analyzer/report/words.h"

/* More than these ends of frames are no help. */
#define MOST_ENDS   3
#define MOST_PLACES 8

char *sf_words_place(gint64 frame, gint64 line, const char *capture)
{
    g_autofree char *file = capture ? sf_words_value(capture) : NULL;
    return g_strdup_printf("%s %" G_GINT64_FORMAT "%s%s", line > 0 ? "line" : "frame",
                           line > 0 ? line : frame, file ? " of " : "", file ? file : "");
}

/* Of what an event tells: a message, or a frame that a finding names. Without a capture of its own
 * it lies in the event's; the example's is not named. */
static char *place_in(JsonObject *event, JsonObject *object, const SfProblem *problem)
{
    const char *own = sf_member_string(object, "capture");
    const char *capture = own ? own : sf_member_string(event, "capture");
    const gboolean is_same = g_strcmp0(capture, sf_problem_example(problem)->capture) == 0;
    return sf_words_place(sf_member_count(object, "frame"), sf_member_count(object, "line"),
                          is_same ? NULL : capture);
}

/* The sentence says it, and does not mean the frame of that number in another file. */
static gboolean mentions(const char *text, const char *place)
{
    const gsize length = strlen(place);
    const gboolean is_elsewhere = strstr(place, " of ") != NULL;
    for (const char *at = NULL; (at = sf_words_next_place(text, place, at)) != NULL;) {
        const gboolean ends = !g_ascii_isdigit(at[length]);
        const gboolean is_other = !is_elsewhere && g_str_has_prefix(at + length, " of ") &&
                                  !g_str_has_prefix(at + length, " of standard input");
        if (ends && !is_other)
            return TRUE;
    }
    return FALSE;
}

/* ---- The messages of the example's call ---- */

typedef struct {
    char *place;
    char *from; /* addresses; NULL: not told */
    char *to;
    gint64 frame;
    gint64 status; /* 0: a request */
    gboolean is_elsewhere;
} Message;

static void message_free(gpointer data)
{
    Message *message = data;
    g_free(message->place);
    g_free(message->from);
    g_free(message->to);
    g_free(message);
}

static char *end_of(JsonObject *object, const char *end)
{
    const char *there = sf_member_string(object, end);
    g_autofree char *address = there ? sf_address_of(there) : NULL;
    return address && *address ? g_steal_pointer(&address) : NULL; /* a log may not say it */
}

static void add_messages(GPtrArray *messages, JsonObject *event, const SfProblem *problem)
{
    JsonArray *array = sf_member_array(event, "messages");
    for (guint i = 0; array && i < json_array_get_length(array); i++) {
        JsonObject *object = json_array_get_object_element(array, i);
        const char *what = sf_member_string(object, "what");
        Message *message = g_new0(Message, 1);
        message->place = place_in(event, object, problem);
        message->from = end_of(object, "src");
        message->to = end_of(object, "dst");
        message->frame = sf_member_count(object, "frame");
        message->status = what ? g_ascii_strtoll(what, NULL, 10) : 0;
        message->is_elsewhere = strstr(message->place, " of ") != NULL;
        g_ptr_array_add(messages, message);
    }
}

GPtrArray *sf_words_messages(const SfProblem *problem)
{
    const GPtrArray *events = sf_problem_example_events(problem);
    GPtrArray *messages = g_ptr_array_new_with_free_func(message_free);
    for (guint i = 0; i < events->len; i++)
        add_messages(messages, events->pdata[i], problem);
    return messages;
}

/* ---- Where the answer was made ---- */

/* Whoever asked here got it at once, as another link of a chain: it was not passed on to here. */
static gboolean is_of_same_asker(const Message *message, const SfEvent *example)
{
    return message->to && g_strcmp0(message->to, example->caller_address) == 0;
}

static const Message *made_of(const GPtrArray *messages, const SfProblem *problem)
{
    const SfEvent *example = sf_problem_example(problem);
    if (!problem->server_address ||
        g_strcmp0(example->server_address, problem->server_address) == 0)
        return NULL;
    for (guint i = 0; i < messages->len; i++) {
        const Message *message = messages->pdata[i];
        if (message->status == example->status &&
            g_strcmp0(message->from, problem->server_address) == 0)
            return message;
    }
    return NULL;
}

gboolean sf_words_is_out_of_order(const SfProblem *problem, const GPtrArray *messages)
{
    const SfEvent *example = sf_problem_example(problem);
    if (!example->has_request || example->request_capture || example->line > 0)
        return FALSE;
    const Message *found = made_of(messages, problem);
    const Message *made = found && is_of_same_asker(found, example) ? NULL : found;
    const gint64 first =
        made && !made->is_elsewhere ? MIN(made->frame, example->frame) : example->frame;
    return example->request_frame > first;
}

void sf_words_append_made(GString *proof, const SfProblem *problem, const GPtrArray *messages)
{
    const Message *made = made_of(messages, problem);
    if (!made)
        return;
    g_autofree char *server = sf_words_value(problem->server_address);
    if (is_of_same_asker(made, sf_problem_example(problem)))
        g_string_append_printf(proof, " (and from %s, %s)", server, made->place);
    else
        g_string_append_printf(proof, " (passed on; made by %s, %s)", server, made->place);
}

static const Message *message_in(const GPtrArray *messages, gint64 frame)
{
    for (guint i = 0; i < messages->len; i++) {
        const Message *message = messages->pdata[i];
        if (message->frame == frame && !message->is_elsewhere)
            return message;
    }
    return NULL;
}

/* Who passed it on got it just before, with the same status. */
void sf_words_append_end_made(GString *proof, const SfProblem *problem, const GPtrArray *messages)
{
    const SfEvent *example = sf_problem_example(problem);
    const Message *end = message_in(messages, example->followup_status_frame);
    const Message *made = NULL;
    if (!end || !end->from || example->followup_status < 300 || example->followup_status_capture)
        return;
    for (guint i = 0; i < messages->len; i++) {
        const Message *message = messages->pdata[i];
        if (message->status == end->status && !message->is_elsewhere && message->from &&
            message->frame < end->frame && message->frame > example->followup_frame &&
            g_strcmp0(message->to, end->from) == 0 && g_strcmp0(message->from, end->from) != 0)
            made = message;
    }
    if (!made)
        return;
    g_autofree char *server = sf_words_value(made->from);
    if (is_of_same_asker(made, sf_problem_example(problem)))
        g_string_append_printf(proof, " (and from %s, %s)", server, made->place);
    else
        g_string_append_printf(proof, " (passed on; made by %s, %s)", server, made->place);
}

/* A place that the server had asked as well answers later than what followed: that is the end then.
 */
void sf_words_append_late_answer(GString *proof, const SfProblem *problem,
                                 const GPtrArray *messages)
{
    const SfEvent *example = sf_problem_example(problem);
    if (example->outcome != SF_END_ANSWERED || example->followup_status < 300)
        return;
    for (guint i = 0; i < messages->len; i++) {
        const Message *message = messages->pdata[i];
        if (message->status / 100 != 2 || message->is_elsewhere ||
            message->frame <= example->frame || mentions(proof->str, message->place) ||
            g_strcmp0(message->from, example->server_address) != 0)
            continue;
        g_string_append_printf(proof, "; answered all the same: %" G_GINT64_FORMAT " in %s",
                               message->status, message->place);
        return;
    }
}

/* ---- What else the sentences speak of ---- */

static void take_place(GPtrArray *places, char *place, const char *proof)
{
    if (mentions(proof, place) ||
        g_ptr_array_find_with_equal_func(places, place, g_str_equal, NULL))
        g_free(place);
    else
        g_ptr_array_add(places, place);
}

/* Of a finding: the frame that proves it, and those that it names in what is @told. */
static void take_places(GPtrArray *places, const SfProblem *problem, JsonObject *finding,
                        const char *told, const char *proof)
{
    JsonObject *event = sf_event_object(sf_problem_example(problem));
    JsonArray *frames = sf_member_array(finding, "frames");
    for (guint i = 0; frames && i < json_array_get_length(frames); i++) {
        char *place = place_in(event, json_array_get_object_element(frames, i), problem);
        if (mentions(told, place))
            take_place(places, place, proof);
        else
            g_free(place);
    }
    const char *check = sf_member_string(finding, "check");
    if (g_strcmp0(check, sf_problem_root(problem)->check) == 0 &&
        sf_member_count(finding, "frame") > 0)
        take_place(places, place_in(event, finding, problem), proof);
}

static void take_places_of_findings(GPtrArray *places, const SfProblem *problem, const char *told,
                                    const char *proof)
{
    JsonArray *findings = sf_member_array(sf_event_object(sf_problem_example(problem)), "findings");
    for (guint i = 0; findings && i < json_array_get_length(findings); i++)
        take_places(places, problem, json_array_get_object_element(findings, i), told, proof);
}

/* As an element, not in a SIP address. */
static gboolean is_named(const char *text, const char *address, gboolean as_element)
{
    const gsize length = strlen(address);
    for (const char *at = NULL; (at = sf_words_next_place(text, address, at)) != NULL;) {
        const char before = *(at == text ? " " : at - 1);
        const gboolean ends =
            !g_ascii_isalnum(at[length]) && !(at[length] == '.' && g_ascii_isdigit(at[length + 1]));
        const gboolean begins =
            as_element ? strchr(" (\n", before) != NULL : !g_ascii_isalnum(before) && before != '.';
        if (ends && begins)
            return TRUE;
    }
    return FALSE;
}

static gboolean is_end_of(const Message *message, const char *address)
{
    return g_strcmp0(message->from, address) == 0 || g_strcmp0(message->to, address) == 0;
}

static gboolean is_proved(const GPtrArray *messages, GPtrArray *places, const char *proof,
                          const char *address)
{
    for (guint i = 0; i < messages->len; i++) {
        const Message *message = messages->pdata[i];
        if (is_end_of(message, address) &&
            (mentions(proof, message->place) ||
             g_ptr_array_find_with_equal_func(places, message->place, g_str_equal, NULL)))
            return TRUE;
    }
    return FALSE;
}

/* The first message of each element that is named, and that no frame shows yet. */
static void take_places_of_elements(GPtrArray *places, const GPtrArray *messages, const char *told,
                                    const char *proof)
{
    for (guint i = 0; i < messages->len && places->len < MOST_PLACES; i++) {
        const Message *message = messages->pdata[i];
        const char *const ends[] = {message->from, message->to};
        for (guint end = 0; end < G_N_ELEMENTS(ends); end++)
            if (ends[end] && is_named(told, ends[end], TRUE) &&
                !is_proved(messages, places, proof, ends[end]))
                take_place(places, g_strdup(message->place), proof);
    }
}

void sf_words_append_further(GString *proof, const SfProblem *problem, const GPtrArray *messages,
                             const char *told)
{
    g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func(g_free);
    take_places_of_findings(places, problem, told, proof->str);
    take_places_of_elements(places, messages, told, proof->str);
    for (guint i = 0; i < places->len; i++)
        g_string_append_printf(proof, "%s%s",
                               i == 0                 ? "; see also "
                               : i + 1 == places->len ? " and "
                                                      : ", ",
                               (const char *)places->pdata[i]);
}

/* ---- Who sent them to whom ---- */

/* "; frame 1 goes to 192.0.2.90", where nothing tells of that address. */
static gboolean append_end(GString *proof, const Message *message, const char *address,
                           const char *verb, const char *told)
{
    if (!address || is_named(told, address, FALSE) || is_named(proof->str, address, FALSE))
        return FALSE;
    g_autofree char *shown = sf_words_value(address);
    g_string_append_printf(proof, "; %s %s %s", message->place, verb, shown);
    return TRUE;
}

void sf_words_append_ends(GString *proof, const GPtrArray *messages, const char *told)
{
    g_autofree char *places = g_strdup(proof->str);
    guint n = 0;
    for (guint i = 0; i < messages->len && n < MOST_ENDS; i++) {
        const Message *message = messages->pdata[i];
        if (!mentions(places, message->place))
            continue;
        n += append_end(proof, message, message->from, "comes from", told) ? 1 : 0;
        n += append_end(proof, message, message->to, "goes to", told) ? 1 : 0;
    }
}
