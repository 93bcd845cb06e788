// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/routes/redirect.h"

#include <string.h>

#include "core/grammar/domain.h"
#include "core/grammar/scope.h"

/* New addresses, and follow-ups, of one answer that are looked at: each is compared with each. */
#define MAX_ADDRESSES 64U

static guint looked_at(JsonArray *array)
{
    return array ? MIN(json_array_get_length(array), MAX_ADDRESSES) : 0;
}

/* ---- Addresses ---- */

/* As a request would carry it; NULL where it is no URI. */
static char *for_request(const char *written, SfUri *parts)
{
    SfUri whole;
    if (!written || !sf_uri_parse(sf_text(written), &whole, NULL))
        return NULL;
    char *uri = sf_uri_for_request(&whole);
    if (sf_uri_parse(sf_text(uri), parts, NULL))
        return uri;
    g_free(uri);
    return NULL;
}

static gboolean is_dialled(const SfUri *uri)
{
    return uri->scheme != SF_SCHEME_OTHER;
}

static SfText next_host(const SfUri *uri)
{
    SfParam maddr;
    return sf_uri_param(uri, "maddr", &maddr) && maddr.value.length > 0 ? maddr.value : uri->host;
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

/* ---- What two addresses say ---- */

static gboolean leaves_tls(const SfRedirect *redirect, const SfUri *target, const char *transport)
{
    if (is_protected(target))
        return FALSE;
    /* RFC 7118 §4: `transport=ws` stands for both, the scheme tells; few do so. */
    if (g_strcmp0(transport, "wss") == 0)
        return !has_transport(target, "ws");
    return is_protected(&redirect->old_parts) || g_strcmp0(transport, "tls") == 0;
}

static gboolean leaves_domain(const SfUri *old, const SfUri *target)
{
    g_autofree char *one = sf_registrable_domain(old->host);
    g_autofree char *other = sf_registrable_domain(target->host);
    return one && other && !g_str_equal(one, other);
}

/* As moved.private-target: neither the caller nor the old address reaches so little far. */
static gboolean is_out_of_reach(const SfRedirect *redirect, const SfNewAddress *target,
                                const char *caller)
{
    const SfAccess reach = sf_scope_of(next_host(&target->parts)).reach;
    return !target->heard && reach < sf_scope_of(sf_text(caller)).reach &&
           reach < sf_scope_of(next_host(&redirect->old_parts)).reach;
}

static SfRefusals judge(const SfRedirect *redirect, const SfNewAddress *target,
                        const SfEvent *event)
{
    SfRefusals refusals = 0;
    if (leaves_tls(redirect, &target->parts, sf_member_string(event->object, "transport")))
        refusals |= SF_REFUSAL_INSECURE;
    if (leaves_domain(&redirect->old_parts, &target->parts))
        refusals |= SF_REFUSAL_FOREIGN_DOMAIN;
    if (is_out_of_reach(redirect, target, event->caller_address))
        refusals |= SF_REFUSAL_PRIVATE;
    return refusals;
}

/* ---- What came of it ---- */

static void note_followup(SfNewAddress *target, JsonObject *followup)
{
    SfUri parts;
    g_autofree char *uri = for_request(sf_member_string(followup, "uri"), &parts);
    if (!uri || !sf_uri_equal(&parts, &target->parts))
        return;
    const gint64 status = sf_member_count(followup, "status");
    target->heard |= status > 0;
    target->answered |= status >= 200 && status < 300;
    target->redirected |= status >= 300 && status < 400;
}

static void note_followups(SfNewAddress *target, JsonObject *event)
{
    JsonArray *followups = sf_member_array(event, "followups");
    for (guint i = 0; i < looked_at(followups); i++) {
        JsonNode *node = json_array_get_element(followups, i);
        if (JSON_NODE_HOLDS_OBJECT(node))
            note_followup(target, json_node_get_object(node));
    }
}

static const SfNewAddress *choose(const GArray *targets)
{
    const SfNewAddress *chosen = NULL;
    for (guint i = 0; i < targets->len; i++) {
        const SfNewAddress *target = &g_array_index(targets, SfNewAddress, i);
        if (target->answered)
            return target;
        if (!chosen || (target->redirected && !chosen->redirected))
            chosen = target;
    }
    return chosen;
}

static SfRefusals refusals_of(const SfEvent *event)
{
    static const struct {
        const char *check;
        SfRefusals refusal;
    } told[] = {
        {"moved.in-dialog", SF_REFUSAL_IN_DIALOG},
        {"moved.number-routing", SF_REFUSAL_NUMBER_ROUTING},
        {"moved.to-caller", SF_REFUSAL_TO_CALLER},
        {"moved.expires", SF_REFUSAL_EXPIRES}, /* of the Expires header, see sf_redirect_read() */
    };
    SfRefusals refusals = 0;
    for (guint i = 0; i < event->findings->len; i++) {
        const SfEventFinding *finding = event->findings->pdata[i];
        for (guint k = 0; k < G_N_ELEMENTS(told); k++)
            if (g_str_equal(finding->check, told[k].check))
                refusals |= told[k].refusal;
    }
    return refusals;
}

/* ---- The whole ---- */

static void clear_target(gpointer data)
{
    g_free(((SfNewAddress *)data)->uri);
}

static void read_targets(SfRedirect *redirect, const SfEvent *event)
{
    JsonArray *targets =
        sf_member_array(sf_member_object(event->object, "moved"), "targets"); /* best first */
    for (guint i = 0; i < looked_at(targets); i++) {
        JsonNode *node = json_array_get_element(targets, i);
        if (!JSON_NODE_HOLDS_OBJECT(node))
            continue;
        SfNewAddress target = {0};
        target.uri =
            for_request(sf_member_string(json_node_get_object(node), "uri"), &target.parts);
        if (!target.uri || !is_dialled(&target.parts)) {
            g_free(target.uri);
            continue;
        }
        note_followups(&target, event->object);
        target.refusals = judge(redirect, &target, event);
        if (sf_member_count(json_node_get_object(node), "expires") > 0)
            target.refusals |= SF_REFUSAL_EXPIRES;
        g_array_append_val(redirect->targets, target);
    }
}

static gboolean any_expires(const GArray *targets)
{
    for (guint i = 0; i < targets->len; i++)
        if (g_array_index(targets, SfNewAddress, i).refusals & SF_REFUSAL_EXPIRES)
            return TRUE;
    return FALSE;
}

gboolean sf_redirect_read(SfRedirect *redirect, const SfEvent *event)
{
    *redirect = (SfRedirect){.targets = g_array_new(FALSE, FALSE, sizeof(SfNewAddress))};
    g_array_set_clear_func(redirect->targets, clear_target);
    if (event->status != 301)
        return FALSE;
    redirect->old_uri = for_request(event->old_uri, &redirect->old_parts);
    if (!redirect->old_uri)
        return TRUE;
    read_targets(redirect, event);
    redirect->chosen = choose(redirect->targets);
    redirect->refusals = refusals_of(event);
    if (any_expires(redirect->targets)) /* then the finding is about those only */
        redirect->refusals &= ~(SfRefusals)SF_REFUSAL_EXPIRES;
    return TRUE;
}

void sf_redirect_clear(SfRedirect *redirect)
{
    g_free(redirect->old_uri);
    g_array_unref(redirect->targets);
}
