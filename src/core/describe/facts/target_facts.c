/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/describe/facts/target_facts.h"

#include "core/checks/judged.h"
#include "core/checks/moved/new_address.h"
#include "core/describe/outcome.h"
#include "core/grammar/chars.h"
#include "core/grammar/domain.h"
#include "core/ledger/followups/followup.h"
#include "core/ledger/view.h"

#include <string.h>

guint sf_target_status(const SfAnswer *answer, const SfTarget *target)
{
    guint status = 0;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind == SF_FOLLOWUP_TARGET && followup->status && status / 100 != 2 &&
            &g_array_index(answer->targets, SfTarget, followup->target) == target)
            status = followup->status;
    }
    return status;
}

/* The first try that shows the address to be right; NULL: none does. */
static const SfFollowup *served_by(const SfAnswer *answer, const SfTarget *target)
{
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind == SF_FOLLOWUP_TARGET &&
            (followup->status / 100 == 2 || sf_followup_declines(followup)) &&
            &g_array_index(answer->targets, SfTarget, followup->target) == target)
            return followup;
    }
    return NULL;
}

const SfLaterCall *sf_target_later_call(const SfAnswer *answer, const SfTarget *target)
{
    return sf_later_calls_find(answer->view->later_calls, sf_answer_received(answer), target);
}

/* The same of a call of its own. */
static const SfLaterCall *served_later(const SfAnswer *answer, const SfTarget *target)
{
    const SfLaterCall *later = sf_target_later_call(answer, target);
    const gboolean is_served =
        later && (later->status / 100 == 2 || sf_status_declines(later->status));
    return is_served ? later : NULL;
}

guint32 sf_target_served_frame(const SfAnswer *answer, const SfTarget *target)
{
    const SfFollowup *served = served_by(answer, target);
    if (served)
        return served->status_frame;
    const SfLaterCall *later = served_later(answer, target);
    return later ? later->status_frame : 0;
}

guint sf_target_served_status(const SfAnswer *answer, const SfTarget *target)
{
    const SfFollowup *served = served_by(answer, target);
    if (served)
        return served->status;
    const SfLaterCall *later = served_later(answer, target);
    return later ? later->status : 0;
}

const SfTarget *sf_target_to_dial(const SfAnswer *answer)
{
    for (guint rank = 1; rank <= answer->targets->len; rank++) {
        const SfTarget *target = sf_answer_target(answer, rank);
        if (target && sf_target_served_frame(answer, target))
            return target;
    }
    return sf_answer_target(answer, 1);
}

/* By another transport it is the same place to people. */
static gboolean is_same_place(const SfTarget *one, const SfTarget *other)
{
    const SfUri *first = &one->entry.uri;
    const SfUri *second = &other->entry.uri;
    return sf_text_equal(first->user, second->user) && sf_host_equal(first->host, second->host) &&
           first->port == second->port;
}

/* Answers of a server that knows nobody there, or no way to whom it knows. */
static gboolean is_nobodys(guint status)
{
    static const guint statuses[] = {404, 410, 416, 482, 483, 484, 485, 604};
    for (guint i = 0; i < G_N_ELEMENTS(statuses); i++)
        if (status == statuses[i])
            return TRUE;
    return status / 100 == 3;
}

/* One that was tried, and is no address of anybody, is none to choose. A try that was cancelled, as
 * by who asks several at once when another answers, tells nothing against its address, nor does a
 * gateway that has no line free just now: what answered in its place may be the reserve. */
static gboolean may_be_chosen(const SfAnswer *answer, const SfTarget *target)
{
    return !is_nobodys(sf_target_status(answer, target)) ||
           sf_target_served_frame(answer, target) != 0;
}

/* The first try that came to nothing, of one that may be chosen, where another place was reached;
 * NULL: there is none. */
const SfFollowup *sf_target_out_of_order(const SfAnswer *answer)
{
    const SfFollowup *out = NULL;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind != SF_FOLLOWUP_TARGET)
            continue;
        if (out && followup->target != out->target && followup->status / 100 == 2)
            return out;
        const gboolean is_silent =
            followup->status == 0 && !followup->heard && sf_followup_is_silent(followup);
        if (!out && !followup->cancelled && !followup->redirected &&
            (is_silent || followup->status == 408 || followup->status / 100 == 5))
            out = followup;
    }
    return NULL;
}

GPtrArray *sf_targets_open(const SfAnswer *answer)
{
    g_autoptr(GPtrArray) ranked = sf_answer_targets_by_rank(answer);
    GPtrArray *open = g_ptr_array_new();
    for (guint i = 0; i < ranked->len; i++)
        if (may_be_chosen(answer, ranked->pdata[i]))
            g_ptr_array_add(open, ranked->pdata[i]);
    return open;
}

char *sf_targets_to_choose_from(const SfAnswer *answer)
{
    g_autoptr(GPtrArray) open = sf_targets_open(answer);
    gboolean are_several = FALSE;
    for (guint i = 0; i < open->len; i++)
        are_several |= !is_same_place(open->pdata[0], open->pdata[i]);
    return are_several ? sf_targets_named(open) : NULL;
}

SfText sf_number_context(const SfUri *uri)
{
    SfParam context;
    return !sf_has_at(uri->user, 0, '+') && sf_uri_param(uri, "phone-context", &context) &&
                   !sf_has_at(context.value, 0, '+')
               ? context.value
               : SF_TEXT_NONE;
}

const SfTarget *sf_target_number(const SfAnswer *answer, gboolean within)
{
    g_autoptr(GPtrArray) ranked = sf_answer_targets_by_rank(answer);
    for (guint i = 0; i < ranked->len; i++) {
        const SfTarget *target = ranked->pdata[i];
        const SfUri *uri = &target->entry.uri;
        if (uri->scheme == SF_SCHEME_TEL && may_be_chosen(answer, target) &&
            sf_text_is_present(sf_number_context(uri)) == within)
            return target;
    }
    return NULL;
}

static gboolean has_transport(const SfUri *uri, const char *name)
{
    SfParam transport;
    return sf_uri_param(uri, "transport", &transport) &&
           sf_escaped_compare(transport.value, sf_text(name), TRUE) == 0;
}

static gboolean is_protected(const SfUri *uri)
{
    return uri->scheme == SF_SCHEME_SIPS || has_transport(uri, "tls") || has_transport(uri, "wss");
}

static gboolean leaves_tls(const SfAnswer *answer, const SfUri *old, const SfUri *target)
{
    const SfTransport transport = answer->message->transport;
    if (is_protected(target))
        return FALSE;
    /* RFC 7118 §4: `transport=ws` stands for both, the scheme tells; few do so. */
    if (transport == SF_TRANSPORT_WSS)
        return !has_transport(target, "ws");
    return is_protected(old) || transport == SF_TRANSPORT_TLS;
}

static gboolean leaves_domain(const SfAnswer *answer, const SfUri *target)
{
    g_autofree char *one = sf_old_domain(answer);
    g_autofree char *other = sf_registrable_domain(target->host);
    return one && other && !g_str_equal(one, other);
}

SfRefusals sf_target_refusals(const SfAnswer *answer, const SfTarget *target)
{
    SfUri old;
    const SfUri *uri = &target->entry.uri;
    SfRefusals refusals = target->has_expires && target->expires > 0 ? SF_REFUSAL_EXPIRES : 0;
    if (target->rank == 0 || uri->scheme == SF_SCHEME_OTHER || !sf_old_uri(answer, &old))
        return refusals;
    if (leaves_tls(answer, &old, uri))
        refusals |= SF_REFUSAL_INSECURE;
    if (leaves_domain(answer, uri))
        refusals |= SF_REFUSAL_FOREIGN_DOMAIN;
    if (sf_target_is_nowhere(answer, target))
        refusals |= SF_REFUSAL_UNUSABLE;
    else if (sf_target_is_out_of_reach(answer, target))
        refusals |= SF_REFUSAL_PRIVATE;
    return refusals;
}
