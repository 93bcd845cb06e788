/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/checks/moved/astray.h"

#include "core/ledger/view.h"

/* A Route that the first request had as well, or that leads elsewhere; one to the old server that
 * only the follow-up has is the old address once more. */
static gboolean has_reason_to_go_there(const SfFollowup *followup)
{
    const SfHeader *route = sf_message_header(followup->request, SF_HEADER_ROUTE, 0);
    const SfMessage *before = followup->answer->request;
    SfNameAddr first;
    if (!route)
        return FALSE;
    return !before || sf_message_header(before, SF_HEADER_ROUTE, 0) ||
           !sf_name_addr_parse(route->value, &first, NULL) ||
           !sf_host_equal(first.uri.host, followup->answer->message->source_address);
}

gboolean sf_followup_is_surely_not_at(const SfFollowup *followup, SfText place)
{
    const SfUri *target = &sf_tried_target(followup)->entry.uri;
    SfParam maddr;
    return sf_host_is_literal(target->host) && !sf_text_equal_nocase(target->host, place) &&
           !sf_uri_param(target, "maddr", &maddr);
}

/* It carries the new address, and was sent to the old server. */
static gboolean went_to_old_server(const SfFollowup *followup)
{
    const SfText sent_to = followup->request->destination_address;
    return sf_text_equal(sent_to, followup->answer->message->source_address) &&
           sf_followup_is_surely_not_at(followup, sent_to);
}

const SfHeader *sf_followup_stale_route(const SfFollowup *followup)
{
    const SfAnswer *answer = followup->answer;
    const SfHeader *route = sf_message_header(followup->request, SF_HEADER_ROUTE, 0);
    const gboolean refused = followup->status >= 300 && !sf_followup_declines(followup);
    if (!route || !refused || !answer->adds_route || !went_to_old_server(followup))
        return NULL;
    const SfHeader *before = sf_message_header(answer->request, SF_HEADER_ROUTE, 0);
    return before && sf_text_equal(before->value, route->value) ? route : NULL;
}

gboolean sf_followup_was_led_astray(const SfFollowup *followup)
{
    if (!followup->passed_on.to || followup->status < 300)
        return FALSE;
    const SfText passed_on_to = sf_text(followup->passed_on.to);
    const SfText old = followup->answer->made_at->message->source_address;
    return sf_text_equal(old, passed_on_to) && sf_followup_is_surely_not_at(followup, passed_on_to);
}

gboolean sf_followup_went_back_with_number(const SfFollowup *followup)
{
    const guint status = followup->status;
    return sf_tried_target(followup)->entry.uri.scheme == SF_SCHEME_TEL && status >= 300 &&
           !sf_followup_is_challenge(followup) && !sf_status_declines(status) && status != 487 &&
           !followup->redirected && followup->answer->made_at == followup->answer &&
           sf_text_equal(followup->request->destination_address,
                         followup->answer->message->source_address);
}

gboolean sf_followup_went_astray(const SfFollowup *followup)
{
    const SfAnswer *answer = followup->answer;
    SfUri old;
    if (sf_followup_stale_route(followup) || sf_followup_was_led_astray(followup) ||
        sf_followup_went_back_with_number(followup))
        return TRUE;
    /* A proxy that handed the redirect on is the client's way to everywhere. */
    if (answer->made_at != answer || !went_to_old_server(followup) ||
        has_reason_to_go_there(followup))
        return FALSE;
    /* Where the first request named that server by its address, it is no outbound proxy. */
    return sf_answer_client_is_seen(answer) ||
           (followup->status >= 300 && sf_old_uri(answer, &old) &&
            sf_host_equal(old.host, followup->request->destination_address));
}
