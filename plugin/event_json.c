/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "event_json.h"

#include <wireshark.h>

#include <wsutil/json_dumper.h>

#include "facts.h"
#include "problem.h"
#include "story.h"

/* ---- members ---- */

static void add_string(json_dumper *json, const char *name, const char *value)
{
    if (!value)
        return;
    json_dumper_set_member_name(json, name);
    json_dumper_value_string(json, value);
}

/* Takes @owned over. */
static void add_owned(json_dumper *json, const char *name, char *owned)
{
    add_string(json, name, owned);
    g_free(owned);
}

static void add_text(json_dumper *json, const char *name, SfText text)
{
    if (text.length > 0)
        add_owned(json, name, sf_text_show(text));
}

static void add_number(json_dumper *json, const char *name, guint64 value)
{
    json_dumper_set_member_name(json, name);
    json_dumper_value_anyf(json, "%" G_GUINT64_FORMAT, value);
}

static void add_decimal(json_dumper *json, const char *name, double value)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    json_dumper_set_member_name(json, name);
    json_dumper_value_anyf(json, "%s", g_ascii_formatd(digits, sizeof digits, "%.9g", value));
}

static void add_bool(json_dumper *json, const char *name, gboolean value)
{
    json_dumper_set_member_name(json, name);
    json_dumper_value_anyf(json, "%s", value ? "true" : "false");
}

/* ISO 8601, UTC, truncated to microseconds; none where the calendar has no such day. */
static void add_time(json_dumper *json, const char *name, gint64 nanoseconds)
{
    static const gint64 second = 1000000000;
    gint64 seconds = nanoseconds / second;
    gint64 rest = nanoseconds % second;
    if (rest < 0) {
        rest += second;
        seconds--;
    }
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
    if (!time)
        return;
    g_autofree char *whole = g_date_time_format(time, "%Y-%m-%dT%H:%M:%S");
    add_owned(json, name, g_strdup_printf("%s.%06" G_GINT64_FORMAT "Z", whole, rest / 1000));
}

static void begin_object(json_dumper *json, const char *name)
{
    json_dumper_set_member_name(json, name);
    json_dumper_begin_object(json);
}

static void begin_array(json_dumper *json, const char *name)
{
    json_dumper_set_member_name(json, name);
    json_dumper_begin_array(json);
}

static void add_tags(json_dumper *json, const char *name, const GArray *tags)
{
    begin_array(json, name);
    for (guint i = 0; i < tags->len; i++) {
        g_autofree char *tag = sf_text_show(g_array_index(tags, SfTag, i).tag);
        json_dumper_value_string(json, tag);
    }
    json_dumper_end_array(json);
}

/* ---- the parts of an event ---- */

static void add_tokens(json_dumper *json, const char *name, const SfMessage *message,
                       SfHeaderName header_name)
{
    begin_array(json, name);
    const SfHeader *header;
    for (guint nth = 0; (header = sf_message_header(message, header_name, nth)) != NULL; nth++) {
        SfText rest = header->value;
        SfText token;
        SfFlaw flaw;
        while (sf_token_next(&rest, &token, &flaw)) {
            if (token.length == 0)
                continue;
            g_autofree char *shown = sf_text_show(token);
            json_dumper_value_string(json, shown);
        }
    }
    json_dumper_end_array(json);
}

static void add_request(json_dumper *json, const SfMessage *request)
{
    begin_object(json, "request");
    add_number(json, "frame", request->frame);
    add_text(json, "uri", request->request_uri);
    if (!request->cut) { /* else what it lists is not all */
        add_tokens(json, "supported", request, SF_HEADER_SUPPORTED);
        add_tokens(json, "require", request, SF_HEADER_REQUIRE);
    }
    json_dumper_end_object(json);
}

static void add_target(json_dumper *json, const SfTarget *target)
{
    json_dumper_begin_object(json);
    add_text(json, "uri", target->entry.uri_text);
    if (target->entry.display_name.length > 0)
        add_owned(json, "display_name", sf_text_show_quoted(target->entry.display_name));
    if (target->has_q)
        add_decimal(json, "q", target->q);
    if (target->has_expires)
        add_number(json, "expires", target->expires);
    add_number(json, "rank", target->rank);
    json_dumper_end_object(json);
}

static void add_moved(json_dumper *json, const SfAnswer *answer)
{
    g_autoptr(GPtrArray) targets = sf_answer_targets_by_rank(answer);
    begin_object(json, "moved");
    if (answer->request)
        add_text(json, "from", answer->request->request_uri);
    if (targets->len > 0 || !answer->message->cut) { /* else they are unknown */
        begin_array(json, "targets");
        for (guint i = 0; i < targets->len; i++)
            add_target(json, targets->pdata[i]);
        json_dumper_end_array(json);
    }
    add_number(json, "hops", sf_answer_hops(answer));
    g_autofree char *final = sf_answer_final(answer);
    if (final)
        add_text(json, "final", sf_text(final));
    json_dumper_end_object(json);
}

static void add_extension(json_dumper *json, const SfAnswer *answer)
{
    begin_object(json, "extension");
    if (answer->required->len > 0 || !answer->message->cut) /* else it is unknown */
        add_tags(json, "required", answer->required);
    if (answer->offer_known) {
        add_tags(json, "offered", answer->offered);
        add_tags(json, "missing", answer->missing);
    }
    json_dumper_end_object(json);
}

static void add_followup(json_dumper *json, const SfFollowup *followup)
{
    json_dumper_begin_object(json);
    add_number(json, "frame", followup->request->frame);
    add_text(json, "uri", followup->request->request_uri);
    add_decimal(json, "delay", sf_followup_delay(followup));
    if (followup->status) {
        add_number(json, "status", followup->status);
        add_number(json, "status_frame", followup->status_frame);
    }
    if (followup->unreachable_frame)
        add_number(json, "unreachable_frame", followup->unreachable_frame);
    json_dumper_end_object(json);
}

/* What came after the answer. */
static void add_after(json_dumper *json, const SfAnswer *answer)
{
    begin_array(json, "followups");
    for (guint i = 0; i < answer->followups->len; i++)
        add_followup(json, answer->followups->pdata[i]);
    json_dumper_end_array(json);
    if (sf_text_equal(sf_message_method(answer->message), sf_text("INVITE")))
        add_bool(json, "acked", answer->ack_frame != 0);
    add_number(json, "retransmissions", answer->retransmissions);
    add_number(json, "duplicates", answer->duplicates);
    const SfOutcome outcome = sf_answer_outcome(answer);
    begin_object(json, "outcome");
    add_string(json, "is", sf_outcome_name(outcome.kind));
    add_bool(json, "certain", outcome.certain);
    json_dumper_end_object(json);
}

static void add_frame(json_dumper *json, guint32 frame)
{
    json_dumper_begin_object(json);
    add_number(json, "frame", frame);
    json_dumper_end_object(json);
}

static void add_parts(json_dumper *json, const guint32 *parts)
{
    begin_array(json, "parts");
    for (; *parts != 0; parts++)
        add_frame(json, *parts);
    json_dumper_end_array(json);
}

static void add_scene(json_dumper *json, const SfScene *scene)
{
    json_dumper_begin_object(json);
    add_number(json, "frame", scene->frame);
    add_time(json, "time", scene->time);
    add_string(json, "src", scene->source);
    add_string(json, "dst", scene->destination);
    add_string(json, "what", scene->what);
    if (scene->connection != SF_TRANSPORT_UNKNOWN)
        add_string(json, "connection", sf_transport_name(scene->connection));
    if (scene->parts)
        add_parts(json, scene->parts);
    json_dumper_end_object(json);
}

static void add_story(json_dumper *json, const SfStory *story)
{
    begin_array(json, "messages");
    for (guint i = 0; i < story->scenes->len; i++)
        add_scene(json, &g_array_index(story->scenes, SfScene, i));
    json_dumper_end_array(json);
}

/* None where there are none. */
static void add_frames(json_dumper *json, const char *name, const GArray *frames)
{
    if (frames->len == 0)
        return;
    begin_array(json, name);
    for (guint i = 0; i < frames->len; i++)
        add_frame(json, g_array_index(frames, guint32, i));
    json_dumper_end_array(json);
}

/* Frames beside those of the story, in the order of the capture, each once. */
static void add_proof(json_dumper *json, const SfStory *story)
{
    g_autoptr(GArray) frames = sf_story_proof(story);
    add_frames(json, "proof", frames);
}

static void add_fixes(json_dumper *json, const SfFinding *finding)
{
    g_autoptr(GPtrArray) fixes = sf_finding_fixes(finding);
    begin_array(json, "fix");
    for (guint i = 0; i < fixes->len; i++) {
        const SfFixWords *fix = fixes->pdata[i];
        json_dumper_begin_object(json);
        add_string(json, "side", fix->side);
        add_string(json, "at", fix->at);
        add_string(json, "product", fix->product);
        add_string(json, "what", fix->what);
        add_string(json, "old", fix->old_value);
        add_string(json, "new", fix->new_value);
        add_string(json, "price", fix->price);
        add_string(json, "text", fix->text);
        add_string(json, "source", fix->source);
        json_dumper_end_object(json);
    }
    json_dumper_end_array(json);
}

static void add_frames_named(json_dumper *json, const SfFinding *finding)
{
    g_autoptr(GArray) frames = sf_finding_frames(finding);
    add_frames(json, "frames", frames);
}

static void add_finding(json_dumper *json, const SfFinding *finding)
{
    json_dumper_begin_object(json);
    add_string(json, "check", finding->check->id);
    add_string(json, "severity", sf_severity_name(sf_check_severity(finding->check->id)));
    add_owned(json, "text", sf_finding_text(finding));
    add_owned(json, "why", sf_finding_why(finding));
    add_frames_named(json, finding);
    add_fixes(json, finding);
    add_string(json, "reference", sf_finding_reference(finding));
    json_dumper_end_object(json);
}

static SfText product_of(const SfMessage *message, SfHeaderName name, SfHeaderName otherwise)
{
    const SfHeader *header = message ? sf_message_header(message, name, 0) : NULL;
    if (message && !header)
        header = sf_message_header(message, otherwise, 0);
    return header ? header->value : SF_TEXT_NONE;
}

static void add_message(json_dumper *json, const SfMessage *message)
{
    const char *transport = sf_transport_name(message->transport);
    add_number(json, "frame", message->frame);
    add_time(json, "time", message->time);
    add_number(json, "status", message->status);
    add_text(json, "reason", message->reason_phrase);
    add_text(json, "method", sf_message_method(message));
    add_text(json, "call_id", message->call_id);
    if (message->cseq_method.length > 0)
        add_number(json, "cseq", message->cseq);
    if (sf_text_is_present(message->source_address))
        add_owned(json, "src", sf_message_source(message));
    if (sf_text_is_present(message->destination_address))
        add_owned(json, "dst", sf_message_destination(message));
    add_string(json, "transport", *transport ? transport : NULL);
    /* User agents that answer often name themselves by User-Agent (RFC 3261 §20.35, §20.41). */
    add_text(json, "server", product_of(message, SF_HEADER_SERVER, SF_HEADER_USER_AGENT));
}

/* The finding that names the case; it may stand on another hop of the same answer. */
static void add_root(json_dumper *json, const SfAnswer *answer)
{
    const SfFinding *root = sf_answer_root(answer);
    add_string(json, "root", root ? root->check->id : NULL);
}

char *sf_event_json(const SfAnswer *answer)
{
    json_dumper json = {.output_string = g_string_new(NULL)};
    json_dumper_begin_object(&json);
    add_string(&json, "schema", "sipfix-event/1");
    add_message(&json, answer->message);
    add_text(&json, "user_agent",
             product_of(answer->request, SF_HEADER_USER_AGENT, SF_HEADER_USER_AGENT));
    add_owned(&json, "client", sf_answer_client_product(answer));
    add_number(&json, "hop", answer->hop);
    if (answer->request)
        add_request(&json, answer->request);
    if (sf_answer_redirects(answer))
        add_moved(&json, answer);
    else
        add_extension(&json, answer);
    add_after(&json, answer);
    add_owned(&json, "case", sf_answer_case(answer));
    add_root(&json, answer);
    if (answer->story && answer->story->number)
        add_number(&json, "story", answer->story->number);
    begin_array(&json, "findings");
    for (guint i = 0; i < answer->findings->len; i++)
        add_finding(&json, answer->findings->pdata[i]);
    json_dumper_end_array(&json);
    if (answer->story) {
        add_story(&json, answer->story);
        add_proof(&json, answer->story);
    }
    json_dumper_end_object(&json);
    json_dumper_finish(&json);
    return g_string_free(json.output_string, FALSE);
}

/* Where in "elements" the writing is. */
typedef struct {
    json_dumper *json;
    char *address;     /* of the object that is open; NULL: none */
    gboolean answered; /* the one in it */
} ElementsWriter;

static void end_element(ElementsWriter *writer)
{
    if (!writer->address)
        return;
    json_dumper_end_object(writer->json);
    json_dumper_end_object(writer->json);
    g_clear_pointer(&writer->address, g_free);
}

static void add_element(const char *address, gboolean answered, const char *method, guint64 count,
                        gpointer data)
{
    ElementsWriter *writer = data;
    const gboolean is_open = g_strcmp0(writer->address, address) == 0;
    if (!is_open) {
        end_element(writer);
        writer->address = g_strdup(address);
        begin_object(writer->json, address);
    } else if (writer->answered != answered) {
        json_dumper_end_object(writer->json);
    }
    if (!is_open || writer->answered != answered)
        begin_object(writer->json, answered ? "answered" : "asked");
    writer->answered = answered;
    add_number(writer->json, method, count);
}

static void add_elements(json_dumper *json, const SfElements *elements)
{
    ElementsWriter writer = {.json = json};
    begin_object(json, "elements");
    sf_elements_each(elements, add_element, &writer);
    end_element(&writer);
    json_dumper_end_object(json);
}

char *sf_run_json(const SfRun *run)
{
    json_dumper json = {.output_string = g_string_new(NULL)};
    json_dumper_begin_object(&json);
    add_string(&json, "schema", "sipfix-run/1");
    add_number(&json, "frames", run->frames);
    add_number(&json, "sip", run->sip);
    add_number(&json, "calls", run->calls);
    if (run->frames > 0) {
        add_time(&json, "first", run->first);
        add_time(&json, "last", run->last);
    }
    add_bool(&json, "complete", run->complete);
    begin_object(&json, "coverage");
    add_number(&json, "encrypted", run->encrypted);
    add_number(&json, "cut", run->cut);
    add_number(&json, "fragments", run->fragments);
    add_number(&json, "one_way", run->one_way);
    add_number(&json, "no_request", run->no_request);
    json_dumper_end_object(&json);
    add_elements(&json, run->elements);
    json_dumper_end_object(&json);
    json_dumper_finish(&json);
    return g_string_free(json.output_string, FALSE);
}
