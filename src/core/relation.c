/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relation.h"

#include <string.h>

/* "Another way" is another call to the same user soon after: later it is just another call. */
#define RESCUE (30 * SF_SECOND)

gboolean sf_is_client_of(const SfAnswer *answer, const SfMessage *request)
{
    return sf_text_equal(answer->message->destination_address, request->source_address);
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
    const gsize length = strcspn(one, "@");
    return sf_text_is_present(a->user) && a->user.length > 0 && length == strcspn(other, "@") &&
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

/* ---- which answer ---- */

static gboolean relate_to_redirect(const SfAnswer *answer, const SfUri *uri, gboolean new_request,
                                   SfRelation *relation)
{
    relation->kind = SF_FOLLOWUP_TARGET;
    if (sf_target_of_request(answer, uri, &relation->target))
        return TRUE;
    /* A back-to-back agent may take only the user part to a trunk of its own. */
    relation->likely = TRUE;
    SfUri old;
    const gboolean is_old = sf_old_uri(answer, &old) && sf_uri_equal(uri, &old);
    return new_request && !is_old && find_target(answer, uri, has_same_user, &relation->target);
}

/* Outside a dialog the From tag may be a new one: Asterisk gives each REGISTER its own. */
gboolean sf_relate_in_call(const SfAnswer *answer, const SfMessage *request, const SfUri *uri,
                           gint64 window, SfRelation *relation)
{
    const SfMessage *message = answer->message;
    if (!sf_text_equal(message->cseq_method, request->method) ||
        (sf_text_is_present(request->to_tag) &&
         !sf_text_equal(message->from_tag, request->from_tag)) ||
        !sf_is_client_of(answer, request) || answer->vias != request->vias ||
        request->cseq < message->cseq || !is_soon_after(answer, request, window))
        return FALSE;
    /* A recursing proxy keeps the CSeq (RFC 3261 §16.6), a client counts on (§8.1.3.4). */
    const gboolean new_request = request->cseq > message->cseq;
    if (sf_answer_redirects(answer))
        return relate_to_redirect(answer, uri, new_request, relation);
    relation->kind = SF_FOLLOWUP_RETRY;
    return new_request;
}

static gboolean same_caller(const SfAnswer *answer, const SfMessage *request)
{
    const SfHeader *one = sf_message_header(answer->message, SF_HEADER_FROM, 0);
    const SfHeader *other = sf_message_header(request, SF_HEADER_FROM, 0);
    SfNameAddr from;
    SfNameAddr from_now;
    return one && other && sf_name_addr_parse(one->value, &from, NULL) &&
           sf_name_addr_parse(other->value, &from_now, NULL) &&
           sf_uri_equal(&from.uri, &from_now.uri);
}

/* A call of its own: joined by client and user (the look-up's key), target, and caller. */
gboolean sf_relate_new_call(const SfAnswer *answer, const SfMessage *request, const SfUri *uri,
                            gint64 window, SfRelation *relation)
{
    SfUri old;
    if (!sf_text_equal(answer->message->cseq_method, request->method) ||
        sf_text_equal(answer->message->call_id, request->call_id) ||
        !is_soon_after(answer, request, window) || !sf_old_uri(answer, &old))
        return FALSE;
    const gboolean caller = same_caller(answer, request);
    const gboolean to_old = sf_uri_equal(uri, &old);
    relation->likely = !caller;
    if (sf_answer_redirects(answer)) {
        relation->kind = SF_FOLLOWUP_TARGET;
        if (sf_target_of_request(answer, uri, &relation->target))
            return TRUE;
        if (to_old)
            return FALSE; /* it takes no notice: moved.ignored */
        if (!same_user(uri, &old))
            return relate_to_redirect(answer, uri, TRUE, relation);
    } else if (to_old) {
        relation->kind = SF_FOLLOWUP_RETRY;
        return caller;
    }
    relation->kind = SF_FOLLOWUP_OTHER_WAY;
    relation->likely = TRUE;
    return caller && request->time - answer->message->time <= RESCUE && same_user(uri, &old);
}
