/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/describe/client.h"

#include "core/ledger/view.h"
#include "knowledge/knowledge.h"

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
