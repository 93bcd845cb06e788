/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/ledger/followups/relation.h"

#include "core/describe/absence.h"
#include "core/ledger/followups/parties.h"
#include "core/ledger/followups/routing.h"
#include "core/ledger/limits.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/wants.h"

#include <string.h>

/* "Another way" is another call to the same user soon after: later it is just another call. */
#define RESCUE (30 * SF_SECOND)

gboolean sf_is_client_of(const SfAnswer *answer, const SfMessage *request)
{
    return sf_answer_is_client(answer, request->source_address);
}

static gboolean is_soon_after(const SfAnswer *answer, const SfMessage *request, gint64 window)
{
    return request->time - answer->latest <= window;
}

/* ---- which target ---- */

static gboolean same_user(const SfUri *a, const SfUri *b)
{
    g_autofree char *one = sf_uri_user_at_host(a);
    g_autofree char *other = sf_uri_user_at_host(b);
    /* Parameters of a number (trunk group, carrier) say how to reach it, not whom (RFC 3966 §5). */
    const gsize length = strcspn(one, "@;");
    return sf_text_is_present(a->user) && a->user.length > 0 && length == strcspn(other, "@;") &&
           strncmp(one, other, length) == 0;
}

/* What a client sends to a target: the URI without headers and method (RFC 3261 §19.1.5), on which
 * only then §19.1.4 is to be tried. */
static gboolean goes_to(const SfUri *request_uri, const SfTarget *target)
{
    SfUri wanted;
    g_autofree char *text = sf_uri_for_request(&target->entry.uri);
    return sf_uri_parse(sf_text(text), &wanted, NULL) && sf_uri_equal(request_uri, &wanted);
}

typedef gboolean (*TargetTest)(const SfUri *request_uri, const SfTarget *target);

static gboolean has_same_user(const SfUri *request_uri, const SfTarget *target)
{
    return same_user(request_uri, &target->entry.uri);
}

static gboolean has_same_number(const SfUri *request_uri, const SfTarget *target)
{
    return sf_uri_same_number(request_uri, &target->entry.uri);
}

static gboolean find_target(const SfAnswer *answer, const SfUri *uri, TargetTest fits, guint *index)
{
    for (guint i = 0; i < MIN(answer->targets->len, SF_MAX_COMPARED); i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank > 0 && fits(uri, target)) {
            *index = i;
            return TRUE;
        }
    }
    return FALSE;
}

gboolean sf_target_of_request(const SfAnswer *answer, const SfUri *request_uri, guint *index)
{
    return find_target(answer, request_uri, goes_to, index);
}

/* ---- who ---- */

static gboolean same_address(const SfAnswer *answer, const SfMessage *request, SfHeaderName name)
{
    SfUri one;
    SfUri other;
    return sf_message_address(answer->message, name, &one) &&
           sf_message_address(request, name, &other) && sf_uri_equal(&one, &other);
}

gboolean sf_has_same_caller(const SfAnswer *answer, const SfMessage *request)
{
    return same_address(answer, request, SF_HEADER_FROM);
}

gboolean sf_has_same_callee(const SfAnswer *answer, const SfMessage *request)
{
    return same_address(answer, request, SF_HEADER_TO);
}

static gboolean is_register(const SfMessage *message)
{
    return sf_text_equal(sf_message_method(message), sf_text("REGISTER"));
}

gboolean sf_request_about(const SfMessage *request, SfUri *uri)
{
    return is_register(request) ? sf_message_address(request, SF_HEADER_TO, uri)
                                : sf_uri_parse(request->request_uri, uri, NULL);
}

/* The address that was asked for. Where the request is not in the capture, it is that of To, which
 * says the same until somebody redirects (RFC 3261 §8.1.1.2). It is mostly written as @asked, the
 * Request-URI of the request at hand, is. */
static gboolean old_or_to(const SfAnswer *answer, const SfUri *asked, SfUri *old)
{
    if (!answer->request)
        return sf_message_address(answer->message, SF_HEADER_TO, old);
    if (!sf_text_equal(answer->request->request_uri, asked->whole))
        return sf_old_uri(answer, old);
    *old = *asked;
    return TRUE;
}

static gboolean went_to_server(const SfAnswer *answer, const SfMessage *request)
{
    return sf_text_equal(answer->message->source_address, request->destination_address) ||
           (answer->request &&
            sf_text_equal(answer->request->destination_address, request->destination_address));
}

/* ---- which target, by where the request went ---- */

static gboolean has_same_host(const SfUri *request_uri, const SfTarget *target)
{
    return sf_host_equal(request_uri->host, target->entry.uri.host);
}

/* The request went to the very address that a target names, whatever its Request-URI says: by a
 * Route, or because the client only changed the server. */
static gboolean sent_to_target(const SfAnswer *answer, const SfMessage *request, guint *index)
{
    if (went_to_server(answer, request))
        return FALSE;
    for (guint i = 0; i < MIN(answer->targets->len, SF_MAX_COMPARED); i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank > 0 &&
            (sf_host_equal(target->entry.uri.host, request->destination_address) ||
             sf_answer_has_address(answer, i, request->destination_address))) {
            *index = i;
            return TRUE;
        }
    }
    return FALSE;
}

/* A registrar may have another port on the same machine. */
static gboolean sent_to_port_of_target(const SfAnswer *answer, const SfMessage *request,
                                       guint *index)
{
    const guint port = request->destination_port;
    if (port == answer->message->source_port)
        return FALSE;
    for (guint i = 0; i < MIN(answer->targets->len, SF_MAX_COMPARED); i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank > 0 && sf_uri_effective_port(&target->entry.uri) == port &&
            sf_host_equal(target->entry.uri.host, request->destination_address)) {
            *index = i;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean index_of_best(const SfAnswer *answer, guint *index)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    if (best)
        *index = (guint)(best - &g_array_index(answer->targets, SfTarget, 0));
    return best != NULL;
}

/* The target is the element that asked: it deals with that inside. */
static gboolean is_at_asker(const SfAnswer *answer, const SfTarget *target)
{
    return sf_host_equal(target->entry.uri.host, answer->message->destination_address);
}

typedef gboolean (*PlaceTest)(const SfAnswer *answer, const SfTarget *target);

static gboolean find_inside(const SfAnswer *answer, const SfUri *uri, PlaceTest is_there,
                            guint *index)
{
    for (guint i = 0; i < MIN(answer->targets->len, SF_MAX_COMPARED); i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank > 0 && same_user(uri, &target->entry.uri) && is_there(answer, target)) {
            *index = i;
            return TRUE;
        }
    }
    return FALSE;
}

/* ---- a look-up ---- */

static gboolean has_same_routing_number(const SfUri *request_uri, const SfTarget *target)
{
    SfText number;
    if (!sf_uri_routing_number(&target->entry.uri, &number))
        return FALSE;
    const SfUri routed = {.scheme = SF_SCHEME_SIP, .user = number};
    return same_user(request_uri, &routed);
}

/* The answer of a portability data base says by which number or carrier the call is to go, not to
 * whom: who dials on by a carrier of its own does as it was told. */
static gboolean goes_on_by_look_up(const SfAnswer *answer, const SfUri *uri, guint *index)
{
    return sf_is_routing_answer(answer) &&
           (find_target(answer, uri, has_same_user, index) ||
            find_target(answer, uri, has_same_routing_number, index));
}

/* ---- a redirect ---- */

/* A REGISTER keeps the domain in its Request-URI, or has the new registrar there (RFC 3261 §10.2);
 * what counts is that it is about the same user and goes to another server. */
static gboolean relate_register(const SfAnswer *answer, const SfMessage *request, const SfUri *uri,
                                SfRelation *relation)
{
    if (!same_address(answer, request, SF_HEADER_TO))
        return FALSE;
    relation->kind = SF_FOLLOWUP_TARGET;
    if (find_target(answer, uri, has_same_host, &relation->target) ||
        sent_to_target(answer, request, &relation->target) ||
        sent_to_port_of_target(answer, request, &relation->target))
        return TRUE;
    relation->likely = TRUE;
    if (!went_to_server(answer, request))
        return index_of_best(answer, &relation->target);
    relation->kind = SF_FOLLOWUP_AGAIN;
    relation->likely = FALSE;
    return TRUE;
}

/* The number of a target, written in another form, and sent to where that target is. */
static gboolean goes_to_number_there(const SfAnswer *answer, const SfMessage *request,
                                     const SfUri *uri, const SfUri *old, guint *index)
{
    const gboolean by_address = !went_to_server(answer, request);
    if (sf_host_equal(uri->host, old->host))
        return FALSE;
    for (guint i = 0; i < MIN(answer->targets->len, SF_MAX_COMPARED); i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        const SfText host = target->entry.uri.host;
        if (target->rank > 0 && sf_uri_same_number(uri, &target->entry.uri) &&
            (sf_host_equal(host, uri->host) ||
             (by_address && sf_host_equal(host, request->destination_address)))) {
            *index = i;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean relate_to_redirect(const SfAnswer *answer, const SfMessage *request,
                                   const SfUri *uri, gboolean new_request, SfRelation *relation)
{
    relation->kind = SF_FOLLOWUP_TARGET;
    if (sf_target_of_request(answer, uri, &relation->target) ||
        (new_request && sent_to_target(answer, request, &relation->target)))
        return TRUE;
    SfUri old;
    const gboolean knows_old = old_or_to(answer, uri, &old);
    if (new_request && knows_old && sf_uri_equal(uri, &old)) {
        relation->kind = SF_FOLLOWUP_AGAIN;
        return TRUE;
    }
    relation->likely = TRUE;
    /* A branch to where the target's user is registered, or for its number in another form. */
    if (!new_request)
        return knows_old && ((!same_user(uri, &old) &&
                              find_inside(answer, uri, sf_target_is_at_home, &relation->target)) ||
                             goes_to_number_there(answer, request, uri, &old, &relation->target));
    /* A back-to-back agent may take only the user part to a trunk of its own. */
    return find_target(answer, uri, has_same_user, &relation->target) ||
           goes_on_by_look_up(answer, uri, &relation->target);
}

/* ---- a refusal that names what it wants ---- */

static gboolean has_now(const SfAnswer *answer, const SfMessage *request, SfHeaderName name)
{
    return sf_message_header(request, name, 0) && !sf_message_header(answer->request, name, 0);
}

/* Everything was offered, and refused all the same: where the tag now stands in Supported too, or
 * the agreement that it names has begun, that is something else than the same once more. */
static gboolean offers_it_better(const SfAnswer *answer, const SfMessage *request)
{
    for (guint i = 0; i < MIN(answer->required->len, SF_MAX_COMPARED); i++) {
        const SfText tag = g_array_index(answer->required, SfTag, i).tag;
        if (sf_message_lists(request, SF_HEADER_SUPPORTED, tag) &&
            !sf_message_lists(answer->request, SF_HEADER_SUPPORTED, tag))
            return TRUE;
    }
    return has_now(answer, request, SF_HEADER_SECURITY_CLIENT) ||
           has_now(answer, request, SF_HEADER_SECURITY_VERIFY);
}

gboolean sf_brings_what_was_asked(const SfAnswer *answer, const SfMessage *request)
{
    if (answer->message->status != 421)
        return sf_want_is_met(answer, request);
    if (!answer->offer_known || answer->required->len == 0)
        return TRUE; /* nobody can tell what was missing */
    for (guint i = 0; i < MIN(answer->missing->len, SF_MAX_COMPARED); i++)
        if (!sf_message_offers(request, g_array_index(answer->missing, SfTag, i).tag))
            return FALSE;
    return answer->missing->len > 0 || offers_it_better(answer, request);
}

gboolean sf_is_news_each_time(const SfMessage *request)
{
    return sf_text_is_present(request->to_tag) &&
           (sf_text_equal(request->method, sf_text("INFO")) ||
            sf_text_equal(request->method, sf_text("MESSAGE")) ||
            sf_text_equal(request->method, sf_text("NOTIFY")));
}

static gboolean relate_to_refusal(const SfAnswer *answer, const SfMessage *request,
                                  gboolean new_request, SfRelation *relation)
{
    relation->kind =
        sf_brings_what_was_asked(answer, request) ? SF_FOLLOWUP_RETRY : SF_FOLLOWUP_AGAIN;
    /* A proxy that adds what is missing by itself keeps the CSeq (RFC 3261 §16.6); a branch of a
     * fork would say the same as the others. */
    if (relation->kind == SF_FOLLOWUP_RETRY)
        return new_request || (answer->offer_known && answer->missing->len > 0);
    return new_request && !sf_is_news_each_time(request);
}

/* ---- which answer ---- */

/* A request with the tags of a dialog is about that dialog (RFC 3261 §12.2.1.1): it follows up what
 * was refused inside it, and nothing else. */
static gboolean same_dialog(const SfAnswer *answer, const SfMessage *request)
{
    const SfMessage *asked = answer->request ? answer->request : answer->message;
    if (!answer->request && !sf_text_is_present(request->to_tag))
        return TRUE;
    if (!sf_text_is_present(request->to_tag))
        return !sf_text_is_present(asked->to_tag);
    /* Some keep the tag of the answer, though there is no dialog (RFC 3261 §8.1.3.4). */
    if (!sf_text_is_present(asked->to_tag))
        return sf_text_equal(answer->message->to_tag, request->to_tag) &&
               sf_text_equal(asked->from_tag, request->from_tag);
    return sf_text_equal(asked->to_tag, request->to_tag) &&
           sf_text_equal(asked->from_tag, request->from_tag);
}

/* A client may have several addresses, or change it on the way (another network, another
 * interface): its Call-ID and From tag tell that it is the same (RFC 3261 §8.1.1.3). */
static gboolean comes_from_elsewhere(const SfAnswer *answer, const SfMessage *request,
                                     const SfUri *uri, SfRelation *relation)
{
    relation->kind = SF_FOLLOWUP_TARGET;
    return sf_answer_redirects(answer) && request->vias <= 1 &&
           sf_text_is_present(request->from_tag) &&
           sf_text_equal(answer->message->from_tag, request->from_tag) &&
           !sf_text_equal(answer->message->source_address, request->source_address) &&
           sf_target_of_request(answer, uri, &relation->target);
}

/* Outside a dialog the From tag may be a new one: Asterisk gives each REGISTER its own. */
gboolean sf_relate_in_call(const SfAnswer *answer, const SfMessage *request, const SfUri *uri,
                           gint64 window, SfRelation *relation)
{
    const SfMessage *message = answer->message;
    if (!sf_text_equal(message->cseq_method, request->method) || !same_dialog(answer, request) ||
        answer->vias != request->vias || request->cseq < message->cseq ||
        !is_soon_after(answer, request, window))
        return FALSE;
    /* A recursing proxy keeps the CSeq (RFC 3261 §16.6), a client counts on (§8.1.3.4). */
    const gboolean new_request = request->cseq > message->cseq;
    if (!sf_is_client_of(answer, request))
        return new_request && comes_from_elsewhere(answer, request, uri, relation);
    if (!sf_answer_redirects(answer))
        return relate_to_refusal(answer, request, new_request, relation);
    if (is_register(request))
        return new_request && relate_register(answer, request, uri, relation);
    return relate_to_redirect(answer, request, uri, new_request, relation);
}

/* To be asked behind what times tell: the texts are seldom in the processor's cache. */
static gboolean is_rival(const SfAnswer *answer, const SfMessage *request)
{
    return sf_text_equal(answer->message->cseq_method, sf_message_method(request)) &&
           !sf_text_equal(answer->message->call_id, request->call_id);
}

static gboolean relate_register_call(const SfAnswer *answer, const SfMessage *request,
                                     const SfUri *uri, SfRelation *relation)
{
    if (sf_answer_redirects(answer))
        return relate_register(answer, request, uri, relation) &&
               relation->kind == SF_FOLLOWUP_TARGET;
    relation->kind = SF_FOLLOWUP_RETRY;
    return same_address(answer, request, SF_HEADER_TO) && sf_brings_what_was_asked(answer, request);
}

/* Who is sent on when it refreshes a subscription asks for a new one there: outside of that dialog
 * (RFC 3261 §8.1.3.4), so without its tag. */
static gboolean subscribes_anew(const SfAnswer *answer, const SfMessage *request, const SfUri *uri,
                                SfRelation *relation)
{
    relation->kind = SF_FOLLOWUP_TARGET;
    return sf_answer_redirects(answer) && sf_text_equal(request->method, sf_text("SUBSCRIBE")) &&
           !sf_text_is_present(request->to_tag) && same_address(answer, request, SF_HEADER_FROM) &&
           sf_target_of_request(answer, uri, &relation->target);
}

/* To the same user, soon, but neither to where the call was sent nor to where it was refused. */
static gboolean goes_another_way(const SfAnswer *answer, const SfMessage *request, const SfUri *uri,
                                 const SfUri *old, SfRelation *relation)
{
    relation->kind = SF_FOLLOWUP_OTHER_WAY;
    relation->likely = TRUE;
    return request->time - answer->message->time <= RESCUE &&
           (same_user(uri, old) || sf_uri_same_number(uri, old)) &&
           same_address(answer, request, SF_HEADER_FROM);
}

/* The user of a target, at the very place that it names: some write the address of a host where
 * its name stood. */
static gboolean asks_for_user_there(const SfAnswer *answer, const SfMessage *request,
                                    const SfUri *uri, guint *index)
{
    return sent_to_target(answer, request, index) &&
           same_user(uri, &g_array_index(answer->targets, SfTarget, *index).entry.uri);
}

/* A telephone that is asked for an emergency call (3GPP TS 24.229 §5.1.3.1) makes it in a call of
 * its own, mostly at another server. It may have another name there. */
static gboolean makes_emergency_call(const SfAnswer *answer, const SfMessage *request,
                                     const SfUri *uri, const SfUri *old)
{
    return request->time - answer->message->time <= RESCUE && sf_is_emergency_service(uri) &&
           sf_answer_asks_for_emergency_call(answer) &&
           (!sf_uri_equal(uri, old) || !went_to_server(answer, request)) &&
           (request->vias <= 1 || same_address(answer, request, SF_HEADER_FROM));
}

/* A back-to-back agent that has told its own caller of this redirect that the call came to nothing
 * calls for somebody else by then, where From names another. */
static gboolean is_done_with_caller(const SfAnswer *answer)
{
    const guint told = answer->nearest->agent.caller_status;
    return told >= 300 && told != 401 && told != 407;
}

static gboolean relate_call_to_redirect(const SfAnswer *answer, const SfMessage *request,
                                        const SfUri *uri, const SfUri *old, SfRelation *relation)
{
    const gboolean caller = same_address(answer, request, SF_HEADER_FROM);
    if (!caller && is_done_with_caller(answer))
        return FALSE;
    relation->kind = SF_FOLLOWUP_OTHER_WAY;
    if (makes_emergency_call(answer, request, uri, old))
        return TRUE;
    relation->kind = SF_FOLLOWUP_TARGET;
    relation->likely = !caller;
    if (sf_target_of_request(answer, uri, &relation->target))
        return TRUE;
    if (sf_uri_equal(uri, old))
        return FALSE; /* it takes no notice: moved.ignored */
    if (caller && asks_for_user_there(answer, request, uri, &relation->target))
        return TRUE;
    relation->likely = TRUE;
    if (goes_to_number_there(answer, request, uri, old, &relation->target) ||
        find_inside(answer, uri, is_at_asker, &relation->target) ||
        (caller && goes_on_by_look_up(answer, uri, &relation->target)))
        return TRUE;
    if (!same_user(uri, old) && !sf_uri_same_number(uri, old))
        return find_target(answer, uri, has_same_user, &relation->target) ||
               find_target(answer, uri, has_same_number, &relation->target);
    return caller && goes_another_way(answer, request, uri, old, relation);
}

/* The same address, or its number in another form, at the same server. */
static gboolean is_asked_again(const SfAnswer *answer, const SfMessage *request, const SfUri *uri,
                               const SfUri *old)
{
    return sf_uri_equal(uri, old) ||
           (sf_uri_same_number(uri, old) && sf_host_equal(uri->host, old->host) &&
            went_to_server(answer, request));
}

/* A call of its own: joined by client and user (the look-up's key), target, and caller. */
gboolean sf_relate_new_call(const SfAnswer *answer, const SfMessage *request, const SfUri *uri,
                            gint64 window, SfRelation *relation)
{
    SfUri old;
    if (!is_soon_after(answer, request, window) || !is_rival(answer, request) ||
        !old_or_to(answer, uri, &old))
        return FALSE;
    if (sf_answer_in_dialog(answer))
        return subscribes_anew(answer, request, uri, relation);
    if (is_register(request))
        return relate_register_call(answer, request, uri, relation);
    if (sf_answer_redirects(answer))
        return relate_call_to_redirect(answer, request, uri, &old, relation);
    if (!is_asked_again(answer, request, uri, &old))
        return goes_another_way(answer, request, uri, &old, relation);
    relation->kind = SF_FOLLOWUP_RETRY;
    return sf_brings_what_was_asked(answer, request) &&
           same_address(answer, request, SF_HEADER_FROM);
}

gboolean sf_relate_forwarded(const SfAnswer *answer, const SfMessage *request, const SfUri *uri,
                             const SfUri *forwarded, SfRelation *relation)
{
    SfUri old;
    const gint64 later = request->time - answer->message->time;
    if (later < 0 || later > RESCUE || sf_answer_redirects(answer) || !is_rival(answer, request) ||
        !old_or_to(answer, uri, &old) || sf_answer_in_dialog(answer))
        return FALSE;
    *relation = (SfRelation){.kind = SF_FOLLOWUP_OTHER_WAY, .likely = TRUE, .other_number = TRUE};
    return (same_user(forwarded, &old) || sf_uri_same_number(forwarded, &old)) &&
           !same_user(uri, &old) && !sf_uri_same_number(uri, &old) &&
           same_address(answer, request, SF_HEADER_FROM);
}

gboolean sf_relate_rescue(const SfAnswer *answer, const SfMessage *request, const SfUri *uri,
                          SfRelation *relation)
{
    SfUri old;
    const gint64 later = request->time - answer->message->time;
    if (later < 0 || later > RESCUE || !is_rival(answer, request) ||
        !old_or_to(answer, uri, &old) || sf_answer_in_dialog(answer))
        return FALSE;
    relation->kind = SF_FOLLOWUP_AGAIN;
    relation->likely = TRUE;
    if (is_register(request))
        return same_address(answer, request, SF_HEADER_TO) && went_to_server(answer, request);
    return same_address(answer, request, SF_HEADER_FROM) && sf_uri_equal(uri, &old);
}

/* ---- an answer whose request the capture lacks ---- */

gboolean sf_relate_orphan(const SfAnswer *answer, const SfMessage *orphan, gint64 window)
{
    return is_soon_after(answer, orphan, window) && orphan->time >= answer->message->time &&
           is_rival(answer, orphan) &&
           sf_text_equal(answer->message->destination_address, orphan->destination_address);
}

gboolean sf_called_address(const SfMessage *message, SfUri *uri)
{
    return sf_message_address(message, SF_HEADER_TO, uri);
}
