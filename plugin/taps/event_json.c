/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/taps/event_json.h"

#include "core/describe/absence.h"
#include "core/describe/cases.h"
#include "core/describe/client.h"
#include "core/describe/facts.h"
#include "core/describe/facts/forwarding.h"
#include "core/describe/facts/target_facts.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/story/story.h"
#include "core/ledger/wants.h"
#include "core/message/diversion.h"
#include "plugin/taps/json_members.h"

static void add_tags(GString *json, const char *name, const GArray *tags)
{
    sf_json_begin_array(json, name);
    for (guint i = 0; i < tags->len; i++)
        sf_json_text(json, NULL, g_array_index(tags, SfTag, i).tag);
    sf_json_end_array(json);
}

static void add_tokens(GString *json, const char *name, const SfMessage *message,
                       SfHeaderName header_name)
{
    sf_json_begin_array(json, name);
    const SfHeader *header;
    for (guint nth = 0; (header = sf_message_header(message, header_name, nth)) != NULL; nth++) {
        SfText rest = header->value;
        SfText token;
        SfFlaw flaw;
        while (sf_token_next(&rest, &token, &flaw))
            sf_json_text(json, NULL, token);
    }
    sf_json_end_array(json);
}

/* A balancer may be asked, and a node behind it answer by an address of its own: nobody who asked
 * knows that one. */
static void add_sent_to(GString *json, const SfMessage *request, const SfMessage *answer)
{
    if (request->destination_address.length == 0 || answer->source_address.length == 0 ||
        (sf_text_equal(request->destination_address, answer->source_address) &&
         request->destination_port == answer->source_port))
        return;
    g_autofree char *sent_to = sf_message_destination(request);
    sf_json_text(json, "sent_to", sf_text(sent_to));
}

/* The address in From or To; none where it cannot be read. */
static void add_party(GString *json, const char *key, const SfMessage *request, SfHeaderName name)
{
    const SfHeader *header = sf_message_header(request, name, 0);
    SfText rest = header ? header->value : SF_TEXT_NONE;
    SfNameAddr party;
    SfFlaw flaw;
    if (header && sf_name_addr_next(&rest, &party, &flaw) && (!flaw.reason || flaw.slight) &&
        party.uri_text.length > 0 && !party.wildcard)
        sf_json_text(json, key, party.uri_text);
}

/* Who asked for whom is shown only where words are. */
static void add_request(GString *json, const SfMessage *request, const SfMessage *answer,
                        gboolean in_words)
{
    sf_json_begin_object(json, "request");
    sf_json_number(json, "frame", request->frame);
    sf_json_text(json, "uri", request->request_uri);
    if (in_words) {
        add_party(json, "from", request, SF_HEADER_FROM);
        add_party(json, "to", request, SF_HEADER_TO);
    }
    add_sent_to(json, request, answer);
    if (!request->cut) { /* else what it lists is not all */
        add_tokens(json, "supported", request, SF_HEADER_SUPPORTED);
        add_tokens(json, "require", request, SF_HEADER_REQUIRE);
    }
    sf_json_end_object(json);
}

/* None where nothing speaks against it. */
static void add_refusals(GString *json, SfRefusals refusals)
{
    if (!refusals)
        return;
    sf_json_begin_array(json, "refusals");
    for (guint i = 0; i < SF_N_REFUSALS; i++)
        if (refusals & (1U << i))
            sf_json_string(json, NULL, sf_refusal_name(i));
    sf_json_end_array(json);
}

static void add_target(GString *json, const SfAnswer *answer, const SfTarget *target)
{
    const guint status = sf_target_status(answer, target);
    sf_json_begin_object(json, NULL);
    sf_json_text(json, "uri", target->entry.uri_text);
    if (target->entry.display_name.length > 0)
        sf_json_owned(json, "display_name", sf_text_show_quoted(target->entry.display_name));
    if (target->has_q)
        sf_json_decimal(json, "q", target->q);
    if (target->has_expires)
        sf_json_number(json, "expires", target->expires);
    sf_json_number(json, "rank", target->rank);
    if (status)
        sf_json_number(json, "status", status);
    add_refusals(json, sf_target_refusals(answer, target));
    sf_json_end_object(json);
}

static void add_forwarder(GString *json, const SfForwarder *forwarder)
{
    sf_json_begin_object(json, NULL);
    sf_json_text(json, "uri", forwarder->uri);
    sf_json_text(json, "reason", forwarder->reason);
    if (forwarder->has_counter)
        sf_json_number(json, "counter", forwarder->counter);
    sf_json_text(json, "index", forwarder->index);
    sf_json_end_object(json);
}

/* Entries of one header that are told; a stranger may send hundreds. */
#define MAX_FORWARDERS 20

/* None where there are none. */
static void add_forwarders(GString *json, const char *key, const SfMessage *message,
                           SfHeaderName name)
{
    SfForwarder forwarder;
    guint next = 0;
    while (next < MAX_FORWARDERS && sf_forwarder_next(message, name, &next, &forwarder)) {
        if (next == 1)
            sf_json_begin_array(json, key);
        add_forwarder(json, &forwarder);
    }
    if (next > 0)
        sf_json_end_array(json);
}

/* A 302 says by itself that somebody forwards; the others where they tell why. */
static void add_forwarding(GString *json, const SfAnswer *answer)
{
    g_autofree char *why = sf_forward_why(answer);
    if (sf_text_equal(sf_message_method(answer->message), sf_text("REGISTER")) ||
        (!why && answer->message->status != 302))
        return;
    sf_json_owned(json, "forwarder", sf_forwarder(answer));
    sf_json_string(json, "why", why);
}

static void add_moved(GString *json, const SfAnswer *answer)
{
    g_autoptr(GPtrArray) targets = sf_answer_targets_by_rank(answer);
    sf_json_begin_object(json, "moved");
    if (answer->request)
        sf_json_text(json, "from", answer->request->request_uri);
    if (targets->len > 0 || !answer->message->cut) { /* else they are unknown */
        sf_json_begin_array(json, "targets");
        for (guint i = 0; i < targets->len; i++)
            add_target(json, answer, targets->pdata[i]);
        sf_json_end_array(json);
    }
    sf_json_number(json, "hops", sf_answer_hops(answer));
    g_autofree char *final = sf_answer_final(answer);
    if (final)
        sf_json_text(json, "final", sf_text(final));
    add_forwarding(json, answer);
    sf_json_end_object(json);
}

/* What a 420 does not know; what another refusal requires, and the client offered. */
static void add_extension(GString *json, const SfAnswer *answer)
{
    sf_json_begin_object(json, "extension");
    if (answer->message->status == 420) {
        if (answer->unsupported->len > 0 || !answer->message->cut) /* else it is unknown */
            add_tags(json, "unsupported", answer->unsupported);
        sf_json_end_object(json);
        return;
    }
    if (answer->required->len > 0 || !answer->message->cut) /* else it is unknown */
        add_tags(json, "required", answer->required);
    if (answer->offer_known) {
        add_tags(json, "offered", answer->offered);
        add_tags(json, "missing", answer->missing);
    }
    sf_json_end_object(json);
}

/* None where the message is not there, or has none. */
static void add_mechanisms(GString *json, const char *name, const SfMessage *message,
                           SfHeaderName header_name)
{
    const SfHeader *header;
    if (!message || !sf_message_header(message, header_name, 0))
        return;
    sf_json_begin_array(json, name);
    for (guint nth = 0; (header = sf_message_header(message, header_name, nth)) != NULL; nth++) {
        SfText rest = header->value;
        SfText entry;
        while (sf_list_next(&rest, &entry)) {
            g_autofree char *shown = sf_text_show(entry);
            sf_json_string(json, NULL, shown);
        }
    }
    sf_json_end_array(json);
}

/* The three lists side by side: of a 494, and of a 421 that is about the same. */
static void add_agreement(GString *json, const SfAnswer *answer)
{
    sf_json_begin_object(json, "agreement");
    add_mechanisms(json, "server", answer->message, SF_HEADER_SECURITY_SERVER);
    add_mechanisms(json, "client", answer->request, SF_HEADER_SECURITY_CLIENT);
    add_mechanisms(json, "verify", answer->request, SF_HEADER_SECURITY_VERIFY);
    sf_json_end_object(json);
}

static void add_interval(GString *json, const SfAnswer *answer)
{
    const SfInterval interval = sf_answer_interval(answer);
    sf_json_begin_object(json, "interval");
    if (interval.has_asked)
        sf_json_number(json, "asked", interval.asked);
    if (interval.has_minimum)
        sf_json_number(json, "minimum", interval.minimum);
    sf_json_end_object(json);
}

/* What the answer is about. */
static void add_matter(GString *json, const SfAnswer *answer)
{
    const guint status = answer->message->status;
    if (sf_answer_redirects(answer))
        add_moved(json, answer);
    else if (status == 422 || status == 423)
        add_interval(json, answer);
    else
        add_extension(json, answer);
    if (status == 494 || (status == 421 && sf_tags_have(answer->required, sf_text("sec-agree"))))
        add_agreement(json, answer);
}

static void add_followup(GString *json, const SfFollowup *followup)
{
    sf_json_begin_object(json, NULL);
    sf_json_number(json, "frame", followup->request->frame);
    sf_json_text(json, "uri", followup->request->request_uri);
    sf_json_decimal(json, "delay", sf_followup_delay(followup));
    if (followup->status) {
        sf_json_number(json, "status", followup->status);
        sf_json_number(json, "status_frame", followup->status_frame);
        if (sf_followup_own_phrase(followup).length > 0)
            sf_json_text(json, "phrase", sf_followup_own_phrase(followup));
    }
    if (followup->latest) {
        if (followup->first.status) {
            sf_json_number(json, "first_status", followup->first.status);
            sf_json_number(json, "first_status_frame", followup->first.frame);
        }
        sf_json_number(json, "latest_frame", followup->latest->frame);
    }
    if (followup->for_sim)
        sf_json_bool(json, "for_sim", TRUE);
    if (followup->secured)
        sf_json_bool(json, "secured", TRUE);
    if (followup->unreachable_frame)
        sf_json_number(json, "unreachable_frame", followup->unreachable_frame);
    if (followup->other_number)
        sf_json_bool(json, "other_number", TRUE);
    sf_json_end_object(json);
}

/* @agent: that serves the caller by a call of its own; NULL: none does. */
static void add_served_by(GString *json, const char *by, guint status, guint32 frame,
                          const SfAgent *agent)
{
    sf_json_begin_object(json, "served");
    sf_json_string(json, "by", by);
    sf_json_number(json, "status", status);
    sf_json_number(json, "frame", frame);
    if (agent && agent->served_by.frame) {
        sf_json_number(json, "asked_frame", agent->served_by.asked_frame);
        sf_json_number(json, "answered_frame", agent->served_by.frame);
        sf_json_string(json, "uri", agent->served_by.uri);
    }
    sf_json_end_object(json);
}

/* What came well without a follow-up: another branch of a fork, the hop above, or the caller that
 * the one that asked did so for. */
static void add_served(GString *json, const SfAnswer *answer)
{
    const SfAnswer *judged = sf_answer_received(answer);
    const SfAgent *agent = &judged->agent;
    if (judged->fork.status / 100 == 2)
        add_served_by(json, "branch", judged->fork.status, judged->fork.frame, NULL);
    else if (judged->upstream.status / 100 == 2)
        add_served_by(json, "above", judged->upstream.status, judged->upstream.frame, NULL);
    else if (agent->caller_status / 100 == 2)
        add_served_by(json, "caller", agent->caller_status, agent->caller_frame, agent);
}

/* Where it went on, as far as can be seen, inside what nobody decrypted. */
static void add_unread(GString *json, const SfAnswer *answer)
{
    /* Of one that a security agreement led to the first frame is not kept (attempts.c). */
    const gboolean is_connection =
        answer->attempt.opened && answer->attempt.asked && answer->followups->len == 0;
    if (!answer->ipsec_frame && !is_connection)
        return;
    sf_json_begin_object(json, "unread");
    sf_json_number(json, "frame",
                   answer->ipsec_frame ? answer->ipsec_frame : answer->attempt.asked);
    sf_json_string(json, "by", answer->ipsec_frame ? "ipsec" : "connection");
    if (!answer->ipsec_frame && answer->attempt.server)
        sf_json_text(json, "to", sf_text(answer->attempt.server));
    sf_json_end_object(json);
}

/* The next request for the same, where it follows nothing that the answer said. */
static void add_again(GString *json, const SfAnswer *answer)
{
    if (!answer->again)
        return;
    sf_json_begin_object(json, "again");
    sf_json_number(json, "frame", answer->again);
    sf_json_end_object(json);
}

/* What came after the answer. */
static void add_after(GString *json, const SfAnswer *answer)
{
    sf_json_begin_array(json, "followups");
    for (guint i = 0; i < answer->followups->len; i++)
        add_followup(json, answer->followups->pdata[i]);
    sf_json_end_array(json);
    add_served(json, answer);
    add_unread(json, answer);
    add_again(json, answer);
    if (sf_text_equal(sf_message_method(answer->message), sf_text("INVITE")))
        sf_json_bool(json, "acked", answer->ack.frame != 0);
    sf_json_number(json, "retransmissions", answer->copies.retransmissions);
    sf_json_number(json, "duplicates", answer->copies.duplicates);
    const SfOutcome outcome = sf_answer_outcome(answer);
    const gint64 detour = sf_answer_detour(answer);
    if (detour >= 0)
        sf_json_decimal(json, "detour", (double)detour / 1e9);
    sf_json_begin_object(json, "outcome");
    sf_json_string(json, "is", sf_outcome_name(outcome.kind));
    sf_json_bool(json, "certain", outcome.certain);
    if (outcome.kind == SF_OUTCOME_UNKNOWN && sf_answer_leads_into_tls(answer))
        sf_json_bool(json, "by_tls", TRUE);
    if (sf_answer_was_served_beside(answer))
        sf_json_bool(json, "beside", TRUE);
    if (sf_answer_is_unmet(answer))
        sf_json_bool(json, "unmet", TRUE);
    const SfText for_another = sf_answer_lost_for_another(answer);
    if (for_another.length > 0)
        sf_json_text(json, "for_another", for_another);
    sf_json_end_object(json);
}

static void add_frame(GString *json, guint32 frame)
{
    sf_json_begin_object(json, NULL);
    sf_json_number(json, "frame", frame);
    sf_json_end_object(json);
}

static void add_parts(GString *json, const guint32 *parts)
{
    sf_json_begin_array(json, "parts");
    for (; *parts != 0; parts++)
        add_frame(json, *parts);
    sf_json_end_array(json);
}

static void add_flow_message(GString *json, const SfFlowPacket *message)
{
    sf_json_begin_object(json, NULL);
    sf_json_number(json, "frame", message->spot.frame);
    sf_json_time(json, "time", message->time);
    sf_json_string(json, "src", message->source);
    sf_json_string(json, "dst", message->destination);
    sf_json_string(json, "what", message->what);
    if (message->connection != SF_TRANSPORT_UNKNOWN)
        sf_json_string(json, "connection", sf_transport_name(message->connection));
    if (message->parts)
        add_parts(json, message->parts);
    sf_json_end_object(json);
}

static void add_messages(GString *json, const SfAnswer *answer)
{
    sf_json_begin_array(json, "messages");
    for (guint i = 0; i < answer->messages->len; i++)
        add_flow_message(json, &g_array_index(answer->messages, SfFlowPacket, i));
    sf_json_end_array(json);
}

/* An event is bounded. */
static void add_left_out(GString *json, const SfAnswer *answer)
{
    if (answer->messages_left_out == 0 && answer->followups_left_out == 0)
        return;
    sf_json_begin_object(json, "left_out");
    if (answer->messages_left_out > 0)
        sf_json_number(json, "messages", answer->messages_left_out);
    if (answer->followups_left_out > 0)
        sf_json_number(json, "followups", answer->followups_left_out);
    sf_json_end_object(json);
}

/* None where there are none. */
static void add_frames(GString *json, const char *name, const GArray *frames)
{
    if (frames->len == 0)
        return;
    sf_json_begin_array(json, name);
    for (guint i = 0; i < frames->len; i++)
        add_frame(json, g_array_index(frames, guint32, i));
    sf_json_end_array(json);
}

/* Frames beside those of its messages, in the order of the capture, each once. */
static void add_proof(GString *json, const SfAnswer *answer)
{
    g_autoptr(GArray) frames = sf_answer_proof(answer);
    add_frames(json, "proof", frames);
}

/* What it was seen in. */
static void add_story(GString *json, const SfAnswer *answer)
{
    add_messages(json, answer);
    add_proof(json, answer);
    add_left_out(json, answer);
}

static void add_fixes(GString *json, const GPtrArray *fixes)
{
    sf_json_begin_array(json, "fix");
    for (guint i = 0; i < fixes->len; i++) {
        const SfFixWords *fix = fixes->pdata[i];
        sf_json_begin_object(json, NULL);
        sf_json_string(json, "side", fix->side);
        sf_json_string(json, "at", fix->at);
        sf_json_string(json, "product", fix->product);
        sf_json_string(json, "what", fix->what);
        sf_json_string(json, "old", fix->old_value);
        sf_json_string(json, "new", fix->new_value);
        sf_json_string(json, "price", fix->price);
        sf_json_string(json, "text", fix->text);
        sf_json_texts(json, "usual", fix->usual);
        sf_json_string(json, "source", fix->source);
        sf_json_end_object(json);
    }
    sf_json_end_array(json);
}

/* None where nothing is known. */
static void add_known(GString *json, const SfFinding *finding)
{
    g_autoptr(GPtrArray) known = sf_finding_known(finding);
    if (known->len == 0)
        return;
    sf_json_begin_array(json, "known");
    for (guint i = 0; i < known->len; i++) {
        const SfKnownWords *words = known->pdata[i];
        sf_json_begin_object(json, NULL);
        sf_json_string(json, "side", words->side);
        sf_json_string(json, "at", words->at);
        sf_json_string(json, "product", words->product);
        sf_json_string(json, "text", words->text);
        sf_json_string(json, "source", words->source);
        if (words->is_cause)
            sf_json_bool(json, "cause", TRUE);
        sf_json_end_object(json);
    }
    sf_json_end_array(json);
}

/* What the answers to "beforehand" lead to. */
static void add_decisions(GString *json, const SfFinding *finding, const GPtrArray *fixes)
{
    g_autoptr(GPtrArray) decisions = sf_finding_decisions(finding, fixes);
    if (decisions->len == 0)
        return;
    sf_json_begin_array(json, "decisions");
    for (guint i = 0; i < decisions->len; i++) {
        const SfDecision *decision = decisions->pdata[i];
        sf_json_begin_object(json, NULL);
        sf_json_string(json, "if", decision->when);
        if (decision->change > 0)
            sf_json_number(json, "fix", decision->change);
        sf_json_string(json, "then", decision->then);
        sf_json_end_object(json);
    }
    sf_json_end_array(json);
}

static void add_frames_named(GString *json, const SfFinding *finding)
{
    g_autoptr(GArray) frames = sf_finding_frames(finding);
    add_frames(json, "frames", frames);
}

static void add_words(GString *json, const SfFinding *finding)
{
    g_autoptr(GPtrArray) fixes = sf_finding_fixes(finding);
    if (finding->frame != 0 && finding->frame != finding->answer->message->frame)
        sf_json_number(json, "frame", finding->frame);
    sf_json_owned(json, "text", sf_finding_text(finding));
    sf_json_owned(json, "why", sf_finding_why(finding));
    sf_json_owned(json, "headline", sf_finding_headline(finding));
    sf_json_owned(json, "beforehand", sf_finding_beforehand(finding, fixes));
    add_decisions(json, finding, fixes);
    add_frames_named(json, finding);
    add_fixes(json, fixes);
    add_known(json, finding);
    sf_json_string(json, "reference", sf_finding_reference(finding));
}

static void add_findings(GString *json, const SfAnswer *answer, gboolean in_words)
{
    const GPtrArray *findings = sf_answer_findings(answer);
    sf_json_begin_array(json, "findings");
    for (guint i = 0; i < findings->len; i++) {
        const SfFinding *finding = findings->pdata[i];
        sf_json_begin_object(json, NULL);
        sf_json_string(json, "check", finding->check->id);
        sf_json_string(json, "severity", sf_severity_name(sf_finding_severity(finding, FALSE)));
        if (in_words)
            add_words(json, finding);
        sf_json_end_object(json);
    }
    sf_json_end_array(json);
}

static void add_product(GString *json, const char *name, const SfMessage *message)
{
    const SfHeader *product = message ? sf_message_product(message) : NULL;
    if (product)
        sf_json_text(json, name, product->value);
}

static void add_message(GString *json, const SfMessage *message)
{
    const char *transport = sf_transport_name(message->transport);
    sf_json_number(json, "frame", message->frame);
    sf_json_time(json, "time", message->time);
    sf_json_number(json, "status", message->status);
    sf_json_text(json, "reason", message->reason_phrase);
    sf_json_text(json, "method", sf_message_method(message));
    sf_json_text(json, "call_id", sf_message_call_id(message));
    sf_json_text(json, "from_tag", message->from_tag);
    sf_json_text(json, "to_tag", message->to_tag);
    if (sf_message_has_cseq(message))
        sf_json_number(json, "cseq", message->cseq);
    if (sf_text_is_present(message->source_address))
        sf_json_owned(json, "src", sf_message_source(message));
    if (sf_text_is_present(message->destination_address))
        sf_json_owned(json, "dst", sf_message_destination(message));
    sf_json_string(json, "transport", *transport ? transport : NULL);
    add_product(json, "server", message);
}

/* The finding that names the case; it may stand on another hop of the same answer. */
static void add_root(GString *json, const SfAnswer *answer)
{
    sf_json_string(json, "root", sf_answer_root_check(answer));
}

/* With room for most. */
#define USUAL_LENGTH       8192
#define USUAL_BRIEF_LENGTH 2048

char *sf_event_json(const SfAnswer *answer, gboolean in_words)
{
    GString *json = g_string_sized_new(in_words ? USUAL_LENGTH : USUAL_BRIEF_LENGTH);
    sf_json_begin_object(json, NULL);
    sf_json_string(json, "schema", "sipfix-event/2");
    add_message(json, answer->message);
    add_product(json, "user_agent", answer->request);
    sf_json_owned(json, "client", sf_answer_client_product(answer));
    sf_json_owned(json, "account", sf_answer_client_account(answer));
    sf_json_number(json, "hop", sf_answer_hop(answer));
    if (answer->request)
        add_request(json, answer->request, answer->message, in_words);
    add_matter(json, answer);
    add_forwarders(json, "diversion", answer->message, SF_HEADER_DIVERSION);
    add_forwarders(json, "history_info", answer->message, SF_HEADER_HISTORY_INFO);
    add_after(json, answer);
    sf_json_owned(json, "case", sf_answer_case(answer));
    add_root(json, answer);
    if (answer->story && answer->story->number)
        sf_json_number(json, "story", answer->story->number);
    add_findings(json, answer, in_words);
    if (in_words)
        add_story(json, answer);
    else
        sf_json_bool(json, "brief", TRUE);
    sf_json_end_object(json);
    return sf_json_end_line(json);
}
