/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/describe/absence.h"

#include "core/ledger/story/chain.h"
#include "core/ledger/view.h"

/* ---- what silence means ---- */

static gboolean is_secure(const SfUri *uri)
{
    SfParam transport;
    return uri->scheme == SF_SCHEME_SIPS ||
           (sf_uri_param(uri, "transport", &transport) &&
            (sf_text_equal_nocase(transport.value, sf_text("tls")) ||
             sf_text_equal_nocase(transport.value, sf_text("wss"))));
}

/* The call itself was to be encrypted, and here it is to be read: with keys, or behind the element
 * that decrypts. */
static gboolean reads_encrypted(const SfAnswer *answer)
{
    SfUri old;
    return answer->message->transport == SF_TRANSPORT_TLS ||
           answer->message->transport == SF_TRANSPORT_WSS ||
           (answer->request && sf_uri_parse(answer->request->request_uri, &old, NULL) &&
            is_secure(&old));
}

/* A target by TLS: the follow-up would go unseen, also where a capture filter left it out. */
gboolean sf_answer_leads_into_tls(const SfAnswer *answer)
{
    if (sf_answer_attempt_failed(answer))
        return FALSE;
    if (!answer->view->encrypted && reads_encrypted(answer))
        return FALSE;
    for (guint i = 0; i < answer->targets->len; i++)
        if (is_secure(&g_array_index(answer->targets, SfTarget, i).entry.uri))
            return TRUE;
    return !sf_answer_redirects(answer) && answer->attempt.opened;
}

gboolean sf_answer_asks_for_emergency_call(const SfAnswer *answer)
{
    const SfText ims = sf_text("application/3gpp-ims+xml");
    const SfHeader *type = sf_message_header(answer->message, SF_HEADER_CONTENT_TYPE, 0);
    return answer->message->status == 380 && type &&
           sf_text_equal_nocase(sf_text_slice(type->value, 0, ims.length), ims);
}

gboolean sf_answer_goes_on_elsewhere(const SfAnswer *answer)
{
    const SfText sos = sf_text("urn:service:sos");
    const SfMessage *request = answer->nearest->request;
    return sf_answer_asks_for_emergency_call(answer) &&
           (!request ||
            sf_text_equal_nocase(sf_text_slice(request->request_uri, 0, sos.length), sos));
}

/* The one that asked, a back-to-back agent, dealt with it where nobody looked (a line of the
 * telephone network), or handed the redirect on to its own caller. */
gboolean sf_answer_is_dealt_with(const SfAnswer *answer)
{
    const guint told = answer->nearest->agent.caller_status;
    return told / 100 == 2 || told / 100 == 3;
}

/* Without the request nobody knows what was asked for, nor so what would follow it up. */
gboolean sf_absence_speaks(const SfAnswer *answer)
{
    return answer->request && !answer->went_on.frame && !sf_answer_goes_on_elsewhere(answer) &&
           !sf_answer_is_dealt_with(answer) && !sf_answer_caller_is_unseen(answer) &&
           sf_answer_window_is_over(answer) && sf_answer_client_is_seen(answer) &&
           !answer->message->cut && answer->cancel.frame == 0 &&
           sf_answer_received(answer) == answer && answer->ipsec_frame == 0 && !answer->had_ipsec &&
           answer->unseen_above == 0 && !sf_answer_leads_into_tls(answer);
}

/* RFC 3261 §17.1.1.1, §17.1.2.2: over UDP a request is sent again after pauses that double, other
 * than INVITE after 4 s at most (T2), and for 32 s in all. */
#define T2       (4 * SF_SECOND)
#define GIVEN_UP (32 * SF_SECOND)

gboolean sf_answer_stopped_asking(const SfAnswer *answer)
{
    const SfCopies *copies = &answer->copies;
    if (!copies->asked_again || !answer->request || copies->last < copies->asked_last ||
        answer->request->transport > SF_TRANSPORT_UDP)
        return FALSE;
    const gint64 twice = 2 * copies->asked_pause;
    const gboolean doubles =
        sf_text_equal(answer->message->cseq_method, sf_text("INVITE")) || twice < T2;
    const gint64 next = doubles ? twice : MAX(copies->asked_pause, T2);
    const gint64 due = copies->asked_last + next + next / 2;
    return due < answer->request->time + GIVEN_UP && sf_view_has_come(answer->view, due) &&
           sf_view_is_whole(answer->view, copies->asked_last, due);
}

/* ---- inside ---- */

/* Two elements on one machine are told by their ports only. */
static gboolean share_machine(const SfAnswer *answer)
{
    return sf_text_equal(answer->nearest->message->destination_address,
                         answer->made_at->message->source_address);
}

static gboolean is_contact_of_asker(const SfAnswer *asked, const SfUri *uri, gboolean port_counts)
{
    const SfHeader *contact =
        asked->request ? sf_message_header(asked->request, SF_HEADER_CONTACT, 0) : NULL;
    SfNameAddr own;
    return contact && sf_name_addr_parse(contact->value, &own, NULL) &&
           sf_text_is_present(own.uri.host) &&
           sf_uri_is_at(uri, own.uri.host, sf_uri_effective_port(&own.uri), port_counts);
}

static gboolean is_sip(const SfUri *uri)
{
    return uri->scheme <= SF_SCHEME_SIPS && sf_text_is_present(uri->host);
}

gboolean sf_target_is_of_asker(const SfAnswer *answer, const SfTarget *target)
{
    const SfMessage *received = answer->nearest->message;
    const SfUri *uri = &target->entry.uri;
    const gboolean port_counts = share_machine(answer);
    return is_sip(uri) && (sf_uri_is_at(uri, received->destination_address,
                                        received->destination_port, port_counts) ||
                           is_contact_of_asker(answer->nearest, uri, port_counts));
}

gboolean sf_target_is_of_server(const SfAnswer *answer, const SfTarget *target)
{
    const SfMessage *made = answer->made_at->message;
    const SfUri *uri = &target->entry.uri;
    return is_sip(uri) && !sf_target_is_of_asker(answer, target) &&
           sf_uri_is_at(uri, made->source_address, made->source_port, share_machine(answer));
}

/* Nobody calls a telephone that signs on: it goes to another port of its server itself. */
static gboolean is_to_sign_on(const SfAnswer *answer)
{
    return sf_text_equal(answer->message->cseq_method, sf_text("REGISTER"));
}

gboolean sf_answer_stays_inside(const SfAnswer *answer)
{
    guint inside = 0;
    if (is_to_sign_on(answer))
        return FALSE;
    for (guint i = 0; i < answer->targets->len; i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank == 0)
            continue;
        if (!sf_target_is_of_asker(answer, target) && !sf_target_is_of_server(answer, target))
            return FALSE;
        inside++;
    }
    return inside > 0;
}

gboolean sf_answer_leads_on_inside(const SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    const guint told = answer->nearest->agent.caller_status;
    const gboolean failed = told >= 400 && told != 401 && told != 407 && told != 487;
    return sf_answer_stays_inside(answer) &&
           !(failed && best && sf_target_is_of_server(answer, best) && sf_absence_speaks(answer));
}
