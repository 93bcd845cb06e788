/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the new addresses of a 301 lead: out of TLS, out of reach, to somebody else. */
#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/checks/moved/new_address.h"
#include "core/grammar/domain.h"
#include "core/grammar/scope.h"
#include "core/grammar/strings/string_hash.h"
#include "core/message/diversion.h"

/* ---- from protected to unprotected, and back ---- */

/* Where @old's scheme must not lead: a proxy to the other of sip and sips (RFC 5630 §5.3), nobody
 * to what has no TLS without telling its user (RFC 3261 §8.1.3.4). A mail address is no call. */
static gboolean is_unlike(SfScheme old, const SfTarget *target)
{
    const SfScheme scheme = target->entry.uri.scheme;
    if (old == SF_SCHEME_SIPS)
        return scheme == SF_SCHEME_SIP || scheme == SF_SCHEME_TEL;
    return old == SF_SCHEME_SIP && scheme == SF_SCHEME_SIPS;
}

/* A proxy that went there by itself keeps Call-ID and CSeq, and the Vias of those before it (RFC
 * 3261 §16.6). */
static gboolean is_recursion(const SfFollowup *followup)
{
    const SfMessage *answer = followup->answer->message;
    return followup->kind == SF_FOLLOWUP_TARGET && followup->request->cseq == answer->cseq &&
           sf_text_equal(followup->request->call_id, answer->call_id) &&
           followup->request->vias > 1;
}

static gboolean report_recursion(const SfCheck *check, SfAnswer *answer, SfScheme old)
{
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (!is_recursion(followup) || !is_unlike(old, sf_tried_target(followup)))
            continue;
        SfFinding *finding =
            sf_report(check, answer, old == SF_SCHEME_SIPS ? "recursed" : "upgraded");
        sf_finding_about(finding, sf_tried_target(followup));
        sf_finding_set_message(finding, followup->request);
        sf_finding_value(finding, "between", answer->message->destination_address);
        sf_finding_fix(finding, "hand-back");
        return TRUE;
    }
    return FALSE;
}

/* Its port is another with TLS, and nobody knows which. */
static GString *protected_address(const SfTarget *target)
{
    const SfText uri = target->entry.uri_text;
    const gsize scheme = strlen("sip:");
    if (target->entry.uri.scheme != SF_SCHEME_SIP || target->entry.uri.port)
        return g_string_new(sf_phrase("value", "with-sips"));
    GString *address = g_string_new("sips:");
    return g_string_append_len(address, uri.at + scheme, (gssize)(uri.length - scheme));
}

void sf_check_moved_insecure(const SfCheck *check, SfAnswer *answer)
{
    SfUri old;
    if (!sf_is_made_here(answer, 301) || !sf_old_uri(answer, &old) ||
        report_recursion(check, answer, old.scheme) || old.scheme != SF_SCHEME_SIPS)
        return;
    guint next = 0;
    for (const SfTarget *target; (target = sf_next_target(answer, &next)) != NULL;) {
        if (!is_unlike(old.scheme, target))
            continue;
        SfFinding *finding = sf_report(check, answer, NULL);
        sf_finding_about(finding, target);
        sf_finding_take_string(finding, "protected", protected_address(target));
        sf_finding_fix(finding, "protect");
        return;
    }
}

/* ---- out of reach ---- */

/* That it was not sent again is a sign for its outcome, but none of the place: what leads nowhere
 * is often given up at once. */
static gboolean shows_life(const SfFollowup *followup)
{
    return followup->status > 0 || followup->provisional_frame || followup->unseen_end.frame;
}

/* The addresses (sf_uri_key()) of which somebody saw a sign of life after this answer. */
static GHashTable *places_that_answered(const SfAnswer *answer)
{
    GHashTable *places = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    for (const SfAnswer *hop = answer; hop; hop = hop->above)
        for (guint i = 0; i < hop->followups->len; i++) {
            const SfFollowup *followup = hop->followups->pdata[i];
            if (followup->kind != SF_FOLLOWUP_TARGET || !shows_life(followup))
                continue;
            const SfTarget *target = &g_array_index(hop->targets, SfTarget, followup->target);
            g_hash_table_add(places, sf_uri_key(&target->entry.uri));
        }
    return places;
}

/* The widest reach that a target may lack: that of who asked and of where it asked, whichever is
 * narrower. */
static SfAccess reach_of_call(const SfAnswer *answer, const SfUri *old)
{
    const SfAccess caller = sf_scope_of(answer->message->destination_address).reach;
    const SfAccess asked = sf_scope_of(sf_uri_next_host(old)).reach;
    return MIN(caller, asked);
}

static gboolean has_answered(GHashTable *places, const SfUri *uri)
{
    g_autofree char *key = sf_uri_key(uri);
    return g_hash_table_contains(places, key);
}

/* What reach the targets need; FALSE where nothing can be said of it. */
static gboolean needed_reach(const SfAnswer *answer, SfAccess *reach)
{
    SfUri old;
    /* The client on the hop nearest the caller is the one that follows. Where it sends everything
     * by an outbound proxy, that one has to reach the target. */
    if (!sf_old_uri(answer->nearest, &old) ||
        sf_message_header(answer->nearest->request, SF_HEADER_ROUTE, 0))
        return FALSE;
    *reach = reach_of_call(answer->nearest, &old);
    return TRUE;
}

static gboolean is_websocket(SfText transport)
{
    return sf_text_equal_nocase(transport, sf_text("ws")) ||
           sf_text_equal_nocase(transport, sf_text("wss"));
}

/* A browser has no address of its own: it makes a name up, and who holds its connection finds it
 * all the same (RFC 7118 §5). */
static gboolean may_be_browser(const SfAnswer *answer, const SfUri *uri)
{
    const SfTransport by = answer->message->transport;
    SfParam transport;
    return by == SF_TRANSPORT_WS || by == SF_TRANSPORT_WSS ||
           (sf_uri_param(uri, "transport", &transport) && is_websocket(transport.value));
}

static SfScope scope_of_target(const SfAnswer *answer, const SfUri *uri)
{
    const SfScope scope = sf_scope_of(sf_uri_next_host(uri));
    if (scope.reach == SF_REACH_NOWHERE && may_be_browser(answer, uri))
        return (SfScope){SF_REACH_ANYWHERE, NULL};
    return scope;
}

gboolean sf_target_is_out_of_reach(const SfAnswer *answer, const SfTarget *target)
{
    SfAccess wanted;
    if (!needed_reach(answer, &wanted) ||
        scope_of_target(answer, &target->entry.uri).reach >= wanted)
        return FALSE;
    g_autoptr(GHashTable) answered = places_that_answered(answer->made_at);
    return !has_answered(answered, &target->entry.uri);
}

gboolean sf_target_is_nowhere(const SfAnswer *answer, const SfTarget *target)
{
    return scope_of_target(answer, &target->entry.uri).reach == SF_REACH_NOWHERE &&
           sf_target_is_out_of_reach(answer, target);
}

/* Diversion names, for the very user that was asked for, the host that the new address has: so that
 * is the answering element's own address inside, which it is asked by another from outside. */
static gboolean is_own_inside(const SfAnswer *answer, const SfUri *target, SfUri *old)
{
    SfForwarder forwarder;
    SfUri own;
    guint next = 0;
    return sf_old_uri(answer, old) &&
           sf_forwarder_next(answer->message, SF_HEADER_DIVERSION, &next, &forwarder) &&
           sf_uri_parse(forwarder.uri, &own, NULL) && own.user.length > 0 &&
           sf_text_equal(own.user, old->user) && sf_host_equal(own.host, target->host) &&
           !sf_host_equal(own.host, old->host);
}

static void tell_of_own_inside(SfFinding *finding, const SfUri *target, const SfUri *old)
{
    SfUri meant = *target;
    meant.host = old->host;
    meant.port = old->port;
    g_autofree char *where = sf_uri_user_at_host(&meant);
    g_autofree char *uri = g_strconcat("sip:", where, NULL);
    sf_finding_value(finding, "other", old->host);
    sf_finding_value(finding, "better", sf_text(uri));
}

void sf_check_moved_private_target(const SfCheck *check, SfAnswer *answer)
{
    SfAccess wanted;
    if (!sf_is_made_here(answer, 301) || !needed_reach(answer, &wanted))
        return;
    g_autoptr(GHashTable) answered = places_that_answered(answer);
    guint next = 0;
    for (const SfTarget *target; (target = sf_next_target(answer, &next)) != NULL;) {
        const SfText host = sf_uri_next_host(&target->entry.uri);
        const SfScope scope = scope_of_target(answer, &target->entry.uri);
        if (scope.reach >= wanted || has_answered(answered, &target->entry.uri))
            continue;
        sf_answer_may_change(answer); /* somebody may answer there after all */
        SfUri old;
        const gboolean own = is_own_inside(answer, &target->entry.uri, &old);
        const char *variant = scope.reach == SF_REACH_NOWHERE ? scope.words
                              : scope.reach == SF_REACH_HOST  ? "loopback"
                              : own                           ? "inside"
                                                              : NULL;
        SfFinding *finding = sf_report(check, answer, variant);
        sf_finding_about(finding, target);
        sf_finding_value(finding, "target_host", host);
        sf_finding_value(finding, "scope", sf_text(scope.words));
        if (own)
            tell_of_own_inside(finding, &target->entry.uri, &old);
        sf_finding_fix(finding, "public-address");
        return;
    }
}

/* ---- to somebody else ---- */

/* Who forwards names itself in Diversion. */
static char *domain_of_forwarder(const SfMessage *message)
{
    SfForwarder forwarder;
    SfUri uri;
    guint next = 0;
    return sf_forwarder_next(message, SF_HEADER_DIVERSION, &next, &forwarder) &&
                   sf_uri_parse(forwarder.uri, &uri, NULL)
               ? sf_registrable_domain(uri.host)
               : NULL;
}

/* Whom the caller meant, before an element on the way looked its address up. */
static char *domain_of_called(const SfMessage *request)
{
    const SfHeader *to = sf_message_header(request, SF_HEADER_TO, 0);
    SfNameAddr address;
    return to && sf_header_is_whole(request, to) && sf_name_addr_parse(to->value, &address, NULL)
               ? sf_registrable_domain(address.uri.host)
               : NULL;
}

char *sf_old_domain(const SfAnswer *answer)
{
    SfUri old;
    if (!sf_old_uri(answer, &old))
        return NULL;
    if (!sf_host_is_literal(old.host))
        return sf_registrable_domain(old.host);
    char *domain = domain_of_forwarder(answer->message);
    return domain ? domain : domain_of_called(answer->request);
}

void sf_check_moved_foreign_domain(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_made_here(answer, 301))
        return;
    g_autofree char *old_domain = sf_old_domain(answer);
    if (!old_domain)
        return;
    guint next = 0;
    for (const SfTarget *target; (target = sf_next_target(answer, &next)) != NULL;) {
        g_autofree char *domain = sf_registrable_domain(target->entry.uri.host);
        if (!domain || g_str_equal(domain, old_domain))
            continue;
        const gboolean for_good = answer->message->status == 301;
        SfFinding *finding = sf_report(check, answer, for_good ? NULL : "temporary");
        sf_finding_about(finding, target);
        sf_finding_value(finding, "old_domain", sf_text(old_domain));
        sf_finding_value(finding, "target_domain", sf_text(domain));
        sf_finding_fix(finding, "allow-list");
        return;
    }
}
