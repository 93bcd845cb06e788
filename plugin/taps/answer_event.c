/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/taps/answer_event.h"

#include "core/describe/absence.h"
#include "core/describe/cases.h"
#include "core/describe/client.h"
#include "core/describe/facts.h"
#include "core/describe/facts/target_facts.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/story/story.h"
#include "plugin/taps/json_members.h"

/* The event's strings live in a chunk of its own. */

static const char *keep(const SfEvent *event, const char *text)
{
    return text ? g_string_chunk_insert(event->source, text) : NULL;
}

static const char *keep_owned(const SfEvent *event, char *owned)
{
    const char *kept = keep(event, owned);
    g_free(owned);
    return kept;
}

static const char *keep_text(const SfEvent *event, SfText text)
{
    return text.length > 0 ? keep_owned(event, sf_text_show(text)) : NULL;
}

static void release(gpointer chunk)
{
    g_string_chunk_free(chunk);
}

static const char *keep_product(const SfEvent *event, const SfMessage *message)
{
    const SfHeader *product = sf_message_product(message);
    return product ? keep_text(event, product->value) : NULL;
}

static void take_message(SfEvent *event, const SfMessage *message)
{
    event->run = 1;
    event->frame = message->frame;
    event->time = keep_owned(event, sf_iso_time(message->time));
    event->status = message->status;
    event->method = keep_text(event, sf_message_method(message));
    event->call_id = keep_text(event, sf_message_call_id(message));
    event->from_tag = keep_text(event, message->from_tag);
    event->to_tag = keep_text(event, message->to_tag);
    event->cseq = sf_message_has_cseq(message) ? message->cseq : 0;
    event->server = keep_product(event, message);
    if (sf_text_is_present(message->source_address))
        event->server_address = sf_text_show(message->source_address);
    if (sf_text_is_present(message->destination_address))
        event->caller_address = sf_text_show(message->destination_address);
    event->caller_port = message->destination_port;
    event->is_udp = message->transport == SF_TRANSPORT_UDP;
}

static void take_request(SfEvent *event, const SfMessage *request)
{
    if (!request)
        return;
    event->has_request = TRUE;
    event->request_frame = request->frame;
    event->request_uri = keep_text(event, request->request_uri);
    event->user_agent = keep_product(event, request);
}

static void take_targets(SfEvent *event, const SfAnswer *answer)
{
    g_autoptr(GPtrArray) targets = sf_answer_targets_by_rank(answer);
    for (guint i = 0; i < targets->len; i++) {
        const SfTarget *named = targets->pdata[i];
        const SfEventTarget target = {
            .uri = keep_text(event, named->entry.uri_text),
            .status = sf_target_status(answer, named),
            .refusals = sf_target_refusals(answer, named),
        };
        if (target.uri)
            g_array_append_val(event->targets, target);
    }
}

static void take_move(SfEvent *event, const SfAnswer *answer)
{
    if (!sf_answer_redirects(answer))
        return;
    take_targets(event, answer);
    g_autofree char *final = sf_answer_final(answer);
    event->old_uri = event->request_uri;
    if (event->targets->len > 0)
        event->target = g_array_index(event->targets, SfEventTarget, 0).uri;
    event->new_uri = final ? keep_text(event, sf_text(final)) : event->target;
}

static void take_fixes(const SfEvent *event, SfEventFinding *into, const GPtrArray *fixes)
{
    for (guint i = 0; i < fixes->len; i++) {
        const SfFixWords *words = fixes->pdata[i];
        const SfEventFix fix = {
            .side = keep(event, words->side),
            .at = keep(event, words->at),
            .product = keep(event, words->product),
            .what = keep(event, words->what),
            .old_value = keep(event, words->old_value),
            .new_value = keep(event, words->new_value),
            .price = keep(event, words->price),
            .text = keep(event, words->text),
            .source = keep(event, words->source),
        };
        if (fix.text)
            sf_event_finding_add_fix(into, &fix);
    }
}

static void take_findings(SfEvent *event, const SfAnswer *answer)
{
    const GPtrArray *findings = sf_answer_findings(answer);
    for (guint i = 0; i < findings->len; i++) {
        const SfFinding *finding = findings->pdata[i];
        SfEventFinding *taken =
            sf_event_finding_new(finding->check->id, sf_finding_severity(finding, FALSE));
        taken->text = keep_owned(event, sf_finding_text(finding));
        taken->reference = sf_finding_reference(finding);
        g_autoptr(GPtrArray) fixes = sf_finding_fixes(finding);
        taken->beforehand = keep_owned(event, sf_finding_beforehand(finding, fixes));
        take_fixes(event, taken, fixes);
        g_ptr_array_add(event->findings, taken);
    }
}

SfEvent *sf_answer_event(const SfAnswer *answer)
{
    SfEvent *event = sf_event_new(g_string_chunk_new(1024), release);
    const gint64 detour = sf_answer_detour(answer);
    take_message(event, answer->message);
    take_request(event, answer->request);
    take_move(event, answer);
    event->client = keep_owned(event, sf_answer_client_product(answer));
    event->account = keep_owned(event, sf_answer_client_account(answer));
    event->hop = sf_answer_hop(answer);
    event->n_followups = answer->followups->len;
    event->outcome = sf_call_end_named(sf_outcome_name(sf_answer_outcome(answer).kind));
    event->is_by_tls = event->outcome == SF_END_UNKNOWN && sf_answer_leads_into_tls(answer);
    event->is_served_beside = sf_answer_was_served_beside(answer);
    event->is_unmet = sf_answer_is_unmet(answer);
    event->detour = detour < 0 ? -1 : (double)detour / 1e9;
    event->case_id = keep_owned(event, sf_answer_case(answer));
    event->root = sf_answer_root_check(answer);
    event->story = answer->story ? answer->story->number : 0;
    take_findings(event, answer);
    return event;
}
