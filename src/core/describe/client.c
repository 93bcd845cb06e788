/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/describe/client.h"

#include "core/ledger/view.h"
#include "knowledge/knowledge.h"

#include <string.h>

/* The client made the request itself, and did not pass it on. */
static gboolean is_its_own(const SfAnswer *answer)
{
    const SfMessage *request = answer->request;
    return request && request->vias <= 1 &&
           !sf_senders_pass_names_on(answer->view->senders, request->source_address);
}

char *sf_answer_client_product(const SfAnswer *answer)
{
    const SfMessage *request = answer->request;
    const SfHeader *header =
        is_its_own(answer) ? sf_message_header(request, SF_HEADER_USER_AGENT, 0) : NULL;
    if (header && header->value.length > 0)
        return sf_text_show(header->value);
    const char *known = sf_answer_client_own_product(answer);
    if (!known && !sf_answer_is_passed_on(answer))
        known = answer->upstream.product;
    return known ? sf_text_show(sf_text(known)) : NULL;
}

char *sf_answer_client_account(const SfAnswer *answer)
{
    const SfMessage *request = answer->request;
    if (!is_its_own(answer) || request->transport != SF_TRANSPORT_UDP)
        return NULL;
    const SfHeader *contact = sf_message_header(request, SF_HEADER_CONTACT, 0);
    SfNameAddr own;
    if (!contact || !sf_name_addr_parse(contact->value, &own, NULL) || own.uri.user.length == 0 ||
        sf_host_equal(own.uri.host, request->source_address))
        return NULL;
    return sf_text_show(own.uri.user);
}

const char *sf_product_kind(const char *name)
{
    const char *product = name ? sf_product(name) : NULL;
    const char *whole = product ? sf_shelf_words(SF_SHELF_PRODUCTS, product, "variant_of") : NULL;
    product = whole ? whole : product;
    return product ? sf_shelf_words(SF_SHELF_PRODUCTS, product, "kind") : NULL;
}

const char *sf_answer_client_kind(const SfAnswer *answer)
{
    g_autofree char *name = sf_answer_client_product(answer);
    return sf_product_kind(name);
}

/* ---- names ---- */

static gboolean is_connection(SfTransport transport)
{
    return transport != SF_TRANSPORT_UDP && transport != SF_TRANSPORT_UNKNOWN;
}

/* An element is named by its address; its port counts where it is not the usual one, and where it
 * is the element's own and not that of one connection. */
static char *named(char *address_and_port, guint port, gboolean port_is_its_own)
{
    if (port_is_its_own && port != 5060 && port != 5061)
        return address_and_port;
    char *colon = strrchr(address_and_port, ':');
    if (colon)
        *colon = '\0';
    if (address_and_port[0] == '[') { /* [2001:db8::1] */
        memmove(address_and_port, address_and_port + 1, strlen(address_and_port));
        char *bracket = strchr(address_and_port, ']');
        if (bracket)
            *bracket = '\0';
    }
    return address_and_port;
}

/* Both sides run on one host: only their ports tell them apart. */
static gboolean is_on_one_host(const SfAnswer *answer)
{
    const SfText server = answer->made_at->message->source_address;
    return server.length > 0 &&
           sf_text_equal(server, answer->nearest->message->destination_address);
}

/* The request that got this message; NULL: it is none of these hops' answer, or not known. */
static const SfMessage *request_for(const SfAnswer *answer, const SfMessage *message)
{
    const SfAnswer *const hops[] = {answer, answer->nearest, answer->made_at};
    for (guint i = 0; i < G_N_ELEMENTS(hops); i++)
        if (hops[i]->message == message)
            return hops[i]->request;
    return NULL;
}

/* By a connection that the server opened itself, because that of the request was gone (RFC 3261
 * §18.2.2): its port is no server's. */
static gboolean is_by_own_connection(const SfMessage *answer, const SfMessage *request)
{
    return is_connection(answer->transport) && answer->source_port != request->destination_port &&
           sf_text_equal(answer->source_address, request->destination_address);
}

char *sf_named_source(const SfAnswer *answer, const SfMessage *message)
{
    const SfMessage *request = request_for(answer, message);
    const gboolean at_request = request && is_by_own_connection(message, request);
    const guint port = at_request ? request->destination_port : message->source_port;
    char *source = at_request ? sf_message_destination(request) : sf_message_source(message);
    return is_on_one_host(answer) ? source : named(source, port, TRUE);
}

char *sf_named_destination(const SfAnswer *answer, const SfMessage *message)
{
    const gboolean port_is_its_own = !is_connection(message->transport);
    char *destination = sf_message_destination(message);
    return is_on_one_host(answer) && port_is_its_own
               ? destination
               : named(destination, message->destination_port, port_is_its_own);
}

/* ---- neighbours ---- */

/* The one above the lowest Via: what the caller sent its request to. NULL: none. */
static char *first_on_the_way(const SfMessage *message)
{
    SfText first = SF_TEXT_NONE;
    SfText lowest = SF_TEXT_NONE;
    const SfHeader *header;
    for (guint nth = 0; (header = sf_message_header(message, SF_HEADER_VIA, nth)) != NULL; nth++) {
        SfText rest = header->value;
        SfVia via;
        while (sf_via_next(&rest, &via, NULL)) {
            first = lowest;
            lowest = via.sent_by;
        }
    }
    return sf_text_is_present(first) && first.length > 0 ? sf_text_show(first) : NULL;
}

/* A caller behind the one that asked talks with the first that it comes by. */
static char *peer_of_caller(const SfAnswer *answer)
{
    const SfMessage *got = answer->nearest->message;
    if (sf_answer_redirects(answer) || !sf_answer_is_passed_on(answer))
        return sf_named_source(answer, got);
    return got->vias == 2 ? sf_named_destination(answer, got) : first_on_the_way(got);
}

/* What it asked on: the hop on which it got the answer. */
static char *peer_between(const SfAnswer *answer, const char *between)
{
    const SfAnswer *hop = sf_answer_received(answer);
    for (guint hops = 0; between && hop && hops < SF_MAX_LINKS; hops++) {
        if (sf_text_equal(hop->message->destination_address, sf_text(between)))
            return sf_named_source(answer, hop->message);
        hop = sf_answer_hop_below(hop);
    }
    return NULL;
}

char *sf_peer_of(const SfAnswer *answer, const char *side, const char *between)
{
    const SfMessage *made = sf_answer_origin(answer)->message;
    if (made->source_address.length == 0) /* a log tells of no addresses */
        return NULL;
    if (strcmp(side, "answering") == 0)
        return sf_named_destination(answer, made);
    return strcmp(side, "caller") == 0 ? peer_of_caller(answer) : peer_between(answer, between);
}
