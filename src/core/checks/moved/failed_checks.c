/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tries that came to nothing: given up, all in vain, refused by the new place. */
#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/checks/moved/astray.h"
#include "core/checks/moved/rewritten.h"
#include "core/checks/moved/several.h"
#include "core/checks/moved/taken_along.h"
#include "core/checks/moved/tried.h"
#include "core/describe/absence.h"
#include "core/grammar/scope.h"
#include "core/ledger/followups/routing.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/view.h"

#include <string.h>

/* Places that are named with what they said; more help nobody. */
#define MOST_WHY_NOT 4

/* Who is busy or does not want the call is so at every gateway: nobody has to try them all. */
static gboolean does_not_want(const SfFollowup *last)
{
    return sf_followup_declines(last) && last->status != 480;
}

/* Some take the first one as it is listed, whatever q says. */
static gboolean is_first_listed(const SfAnswer *answer, const SfFollowup *followup)
{
    const SfTarget *first =
        answer->targets->len > 0 ? &g_array_index(answer->targets, SfTarget, 0) : NULL;
    const SfTarget *best = sf_answer_target(answer, 1);
    return first && best && first != best && followup->kind == SF_FOLLOWUP_TARGET &&
           sf_text_equal(sf_tried_target(followup)->entry.uri_text, first->entry.uri_text);
}

void sf_check_moved_gave_up(const SfCheck *check, SfAnswer *answer)
{
    const SfTries tries = sf_look_at_tries(answer);
    if (!sf_tries_may_be_judged(answer, &tries) || tries.ended || sf_count_untried(answer) == 0 ||
        does_not_want(tries.last) || !sf_absence_speaks(answer))
        return;
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_take(finding, "failed", sf_course_tried(answer, TRUE));
    sf_finding_take(finding, "untried", sf_course_untried(answer));
    if (tries.last && is_first_listed(answer, tries.last))
        sf_finding_value(finding, "listed", sf_text(sf_phrase("value", "listed-first")));
    sf_finding_fix(finding, "best-first");
    sf_finding_fix(finding, "try-next");
}

/* All that was to be tried was, or one said that no place will do. */
static gboolean is_over(SfAnswer *answer, const SfTries *tries)
{
    return sf_tries_may_be_judged(answer, tries) && (!tries->ended || tries->rejected) &&
           (sf_count_untried(answer) == 0 || tries->rejected);
}

/* The new request has the number, and not the route that was looked up for it. */
static gboolean leaves_route_out(const SfFollowup *last)
{
    SfUri asked;
    return last->kind == SF_FOLLOWUP_TARGET &&
           sf_uri_parse(last->request->request_uri, &asked, NULL) &&
           sf_uri_lacks_route(&asked, &sf_tried_target(last)->entry.uri);
}

/* Parameters that say how to get to an address, not what is wanted there. */
static gboolean says_the_way(SfText name)
{
    static const char *const names[] = {"transport", "maddr", "ttl", "method", "lr", "ob", "user"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (sf_text_equal_nocase(name, sf_text(names[i])))
            return TRUE;
    return FALSE;
}

/* It went to the address that was named, without these of its parameters: ";target=...;cause=486".
 * NULL: none. */
static GString *left_out(const SfFollowup *last)
{
    const SfUri *target = &sf_tried_target(last)->entry.uri;
    SfText rest = target->params;
    SfUri asked;
    if (last->kind != SF_FOLLOWUP_TARGET ||
        !sf_uri_parse(last->request->request_uri, &asked, NULL) ||
        !sf_text_equal(asked.user, target->user) || !sf_host_equal(asked.host, target->host))
        return NULL;
    g_autoptr(GString) found = g_string_new(NULL);
    SfParam own;
    for (SfParam param; sf_param_next(&rest, &param, NULL);) {
        g_autofree char *name = sf_text_dup(param.name);
        if (says_the_way(param.name) || sf_uri_param(&asked, name, &own))
            continue;
        const SfText written = sf_param_as_written(&param);
        g_string_append_c(found, ';');
        g_string_append_len(found, written.at, (gssize)written.length);
    }
    return found->len > 0 ? g_steal_pointer(&found) : NULL;
}

static gboolean leaves_parameters_out(const SfFollowup *last)
{
    g_autoptr(GString) parameters = left_out(last);
    return parameters != NULL;
}

/* What people can dial: also *21# and the like, which are no telephone's number. */
static gboolean is_dialled(SfText user)
{
    g_autofree char *text = sf_text_dup(user);
    const gsize sign = *text == '+' ? 1 : 0;
    return text[sign] && text[sign + strspn(text + sign, "0123456789*#")] == '\0';
}

static gboolean says_unknown(guint status)
{
    return status == 404 || status == 484 || status == 604;
}

/* It was sent on to another number, and whoever got it there does not know that one. Who sends
 * callers back to itself rather names a wrong place. */
static gboolean is_unknown_number(const SfAnswer *answer, const SfFollowup *last)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    SfUri old;
    if (best && sf_text_equal(best->entry.uri.host, answer->made_at->message->source_address))
        return FALSE;
    return best && answer->targets->len == 1 && says_unknown(last->status) &&
           is_dialled(best->entry.uri.user) &&
           !(sf_old_uri(answer->nearest, &old) && sf_text_equal(old.user, best->entry.uri.user));
}

/* The address is at who asked, which sent it out to somebody else: a telephone names its PBX, and
 * that has the rules for numbers and trunks. */
static gboolean was_sent_out(const SfAnswer *answer, const SfFollowup *last)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    const SfText asker = answer->nearest->message->destination_address;
    return best && sf_uri_is_at(&best->entry.uri, asker, 0, FALSE) &&
           sf_text_equal(last->request->source_address, asker) &&
           !sf_text_equal(last->request->destination_address, asker);
}

/* It went to the very host that the address names, and not as that says: to another port, or by UDP
 * where it names a transport with connections. NULL: no, or by a Route, which may know better. */
static const char *went_otherwise(const SfFollowup *last)
{
    const SfMessage *request = last->request;
    const SfUri *target = &sf_tried_target(last)->entry.uri;
    SfParam param;
    if (last->kind != SF_FOLLOWUP_TARGET || sf_message_header(request, SF_HEADER_ROUTE, 0) ||
        sf_uri_param(target, "maddr", &param) || !sf_host_is_literal(target->host) ||
        !sf_host_equal(target->host, request->destination_address))
        return NULL;
    if (sf_uri_param(target, "transport", &param) && request->transport == SF_TRANSPORT_UDP &&
        !sf_text_equal_nocase(param.value, sf_text("udp")))
        return "transport";
    return request->destination_port && sf_uri_effective_port(target) != request->destination_port
               ? "port"
               : NULL;
}

/* It went to the host that the address names, for a number of another form. */
static gboolean changed_number(const SfFollowup *last)
{
    const SfUri *target = &sf_tried_target(last)->entry.uri;
    SfUri asked;
    return last->kind == SF_FOLLOWUP_TARGET && says_unknown(last->status) &&
           sf_uri_parse(last->request->request_uri, &asked, NULL) &&
           sf_host_equal(asked.host, target->host) && is_dialled(target->user) &&
           is_dialled(asked.user) && !sf_text_equal(asked.user, target->user);
}

/* What may be the matter beside the address; NULL: nothing that shows. */
static const char *why_in_vain(const SfAnswer *answer, const SfFollowup *last)
{
    const char *otherwise = went_otherwise(last);
    if (otherwise)
        return otherwise;
    if (last->status && last->status != 408 && sf_followup_lacks_called(last))
        return "dropped";
    if (leaves_route_out(last))
        return "route-dropped";
    if (says_unknown(last->status) && leaves_parameters_out(last))
        return "parameters-dropped";
    if (sf_is_routing_answer(answer->made_at) && !sf_is_signature(answer->made_at))
        return "look-up";
    if (changed_number(last))
        return "number-changed";
    if (!is_unknown_number(answer, last))
        return NULL;
    return was_sent_out(answer, last) ? "number-sent-out" : "number";
}

/* Whoever took the request for the new place, where that is not the place. */
static void tell_of_way(SfFinding *finding, const SfAnswer *answer, const SfFollowup *last)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    const SfText by = sf_text(last->answered_by);
    if (best && last->answered_by && sf_followup_is_surely_not_at(last, by)) {
        sf_finding_value(finding, "other", by);
        return;
    }
    char *named = sf_answer_named(answer);
    if (named)
        sf_finding_take(finding, "reached", named);
}

/* The host itself says so: it was reached, whatever else is the matter. */
static void tell_of_port_closed(SfFinding *finding, const SfFollowup *followup)
{
    sf_finding_take(finding, "closed", sf_message_destination(followup->request));
    sf_finding_number(finding, "other_frame", followup->unreachable_frame);
}

static void tell_of_barrier(SfFinding *finding, const SfFollowup *followup)
{
    sf_finding_value(finding, "barrier", sf_text(followup->barrier));
    sf_finding_number(finding, "other_frame", followup->unreachable_frame);
}

/* A place that said no is to be mended itself, as no way there is. */
static void tell_of_refuser(SfFinding *finding, const SfAnswer *answer)
{
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (sf_followup_heeds(followup) && sf_followup_failed(followup) && followup->answered_by) {
            sf_finding_value(finding, "refuser", sf_text(followup->answered_by));
            return;
        }
    }
}

/* One that answered was reached. */
static void tell_of_silence(SfFinding *finding, const SfAnswer *answer)
{
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (!sf_followup_heeds(followup) || !sf_followup_failed(followup) || followup->heard)
            continue;
        if (followup->closed) {
            tell_of_port_closed(finding, followup);
            continue;
        }
        if (followup->barrier) {
            tell_of_barrier(finding, followup);
            return;
        }
        sf_finding_value(finding, "unreached", followup->request->request_uri);
        return;
    }
}

/* What each of these answers says of the place (RFC 3261 §21.4.5, §21.4.9, §21.4.11, §21.4.22,
 * §21.5.5, §21.6.3); NULL for any other. */
static char *what_it_says(guint status, const char *server)
{
    switch (status) {
    case 404:
        return sf_phrase_with("why-not", "unknown", "server", server, NULL);
    case 604:
        return sf_phrase_with("why-not", "nowhere", "server", server, NULL);
    case 410:
        return sf_phrase_with("why-not", "gone", "server", server, NULL);
    case 484:
        return sf_phrase_with("why-not", "incomplete", "server", server, NULL);
    case 478:
        return sf_phrase_with("why-not", "no-way", "server", server, NULL);
    case 408:
    case 504:
        return sf_phrase_with("why-not", "no-answer", "server", server, NULL);
    default:
        return NULL;
    }
}

/* Of each, by its own answer; where nobody answered, nobody can be said to. */
static void tell_why_not(SfFinding *finding, const SfAnswer *answer)
{
    char *all = NULL;
    guint n = 0;
    for (guint i = 0; i < answer->followups->len && n < MOST_WHY_NOT; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        const gboolean counts =
            sf_followup_heeds(followup) && followup->status && followup->answered_by;
        g_autofree char *one =
            counts ? what_it_says(followup->status, followup->answered_by) : NULL;
        if (!one || (all && strstr(all, one)))
            continue;
        char *longer = all ? sf_phrase_with("why-not", "also", "first", all, "next", one, NULL)
                           : g_strdup(one);
        g_free(all);
        all = longer;
        n++;
    }
    if (all)
        sf_finding_take(finding, "why_not", all);
}

/* The best new address holds inside its own network only, and the caller is outside. */
static void tell_of_reach(SfFinding *finding, const SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    if (!best)
        return;
    const SfText host = sf_uri_next_host(&best->entry.uri);
    const SfScope scope = sf_scope_of(host);
    if (!scope.words ||
        scope.reach >= sf_scope_of(answer->nearest->message->destination_address).reach)
        return;
    sf_finding_value(finding, "target_host", host);
    sf_finding_value(finding, "scope", sf_text(scope.words));
}

/* TRUE where the fault is in how the caller asked for the new address. */
static gboolean tell_of_fault_in_request(SfFinding *finding, const char *variant,
                                         const SfFollowup *last)
{
    SfUri asked;
    if (g_str_equal(variant, "number-changed") &&
        sf_uri_parse(last->request->request_uri, &asked, NULL)) {
        sf_finding_value(finding, "value", asked.user);
        sf_finding_value(finding, "dial_number", sf_tried_target(last)->entry.uri.user);
        sf_finding_fix(finding, "as-written");
        sf_finding_fix(finding, "other-form");
        return TRUE;
    }
    if (!g_str_equal(variant, "port") && !g_str_equal(variant, "transport"))
        return FALSE;
    sf_finding_take(finding, "sent_to", sf_message_destination(last->request));
    if (last->closed)
        sf_finding_number(finding, "other_frame", last->unreachable_frame);
    sf_finding_fix(finding, "as-named");
    sf_finding_fix(finding, "name-other");
    return TRUE;
}

/* TRUE where the number that the redirect names is not known where it went. */
static gboolean tell_of_number(SfFinding *finding, const char *variant, const SfAnswer *answer)
{
    if (!g_str_has_prefix(variant, "number"))
        return FALSE;
    sf_finding_value(finding, "dial_number", sf_answer_target(answer, 1)->entry.uri.user);
    sf_finding_fix(finding, "number");
    if (g_str_equal(variant, "number-sent-out"))
        sf_finding_fix(finding, "send-out");
    return TRUE;
}

static void report_all_failed(const SfCheck *check, SfAnswer *answer, const SfFollowup *last)
{
    const char *variant = why_in_vain(answer, last);
    SfFinding *finding = sf_report(check, answer, variant);
    if (last->status_frame)
        sf_finding_set_proof(finding, last->status_frame, last->status_part);
    sf_finding_take(finding, "failed", sf_course_tried(answer, TRUE));
    sf_finding_quote(finding, last);
    if (!variant) {
        tell_of_silence(finding, answer);
        tell_of_refuser(finding, answer);
        tell_why_not(finding, answer);
        tell_of_way(finding, answer, last);
        tell_of_reach(finding, answer);
        sf_finding_fix(finding, "correct-targets");
        return;
    }
    sf_finding_value(finding, "other",
                     last->answered_by ? sf_text(last->answered_by)
                                       : last->request->destination_address);
    sf_finding_number(finding, "followup_frame", last->request->frame);
    if (tell_of_fault_in_request(finding, variant, last) ||
        tell_of_number(finding, variant, answer))
        return;
    if (g_str_equal(variant, "look-up")) {
        sf_finding_fix(finding, "route");
        return;
    }
    if (g_str_equal(variant, "route-dropped")) {
        sf_finding_fix(finding, "whole-address");
        sf_finding_fix(finding, "gateway");
        return;
    }
    if (g_str_equal(variant, "parameters-dropped")) {
        sf_finding_take_string(finding, "parameters", left_out(last));
        sf_finding_fix(finding, "whole-address");
        sf_finding_fix(finding, "correct-targets");
        return;
    }
    sf_finding_value(finding, "headers", sf_text(sf_followup_lacks_called(last)));
    tell_why_not(finding, answer);
    sf_finding_fix(finding, "keep");
    sf_finding_fix(finding, "correct-targets");
}

/* It came to no request: no SIP tells of it. */
static gboolean found_no_way(SfAnswer *answer)
{
    return sf_is_received_here(answer, 301) && sf_answer_attempt_failed(answer) &&
           answer->followups->len == 0 && !answer->upstream.status && !answer->fork.status &&
           sf_answer_window_is_over(answer) && !answer->cancel.frame;
}

static gboolean has_address(const SfAnswer *answer, const SfTarget *target)
{
    const GArray *addresses = answer->attempt.addresses;
    for (guint i = 0; addresses && i < addresses->len; i++)
        if (&g_array_index(answer->targets, SfTarget,
                           g_array_index(addresses, SfTargetAddress, i).target) == target)
            return TRUE;
    return FALSE;
}

/* "TCP port 5060", and of which host: connections are noted to addresses, and to those that DNS
 * gave for a name (attempts.c). */
static void tell_of_port(SfFinding *finding, const SfAnswer *answer)
{
    for (guint rank = 1; rank <= answer->targets->len; rank++) {
        const SfTarget *target = sf_answer_target(answer, rank);
        const SfText host = target ? sf_uri_next_host(&target->entry.uri) : SF_TEXT_NONE;
        if (!target || (!sf_host_is_literal(host) && !has_address(answer, target)))
            continue;
        g_autofree char *port = g_strdup_printf("%u", sf_uri_effective_port(&target->entry.uri));
        sf_finding_take(finding, "place", sf_phrase_with("place", "port", "port", port, NULL));
        sf_finding_value(finding, "target_host", host);
        return;
    }
}

/* The address, where the 301 has a name for it. */
static void tell_of_server(SfFinding *finding, const SfAnswer *answer)
{
    const SfText server = sf_text(answer->attempt.server);
    const SfTarget *target = sf_answer_target(answer, 1);
    if (target && !sf_host_is_literal(sf_uri_next_host(&target->entry.uri)))
        sf_finding_value(finding, "sent_to", server);
    if (!answer->attempt.refused && !answer->attempt.alert.frame)
        sf_finding_value(finding, "unreached", server);
}

/* What an alert of TLS says (RFC 8446 §6.2, RFC 5246 §7.2.2). */
typedef struct {
    guint number;
    gboolean of_certificate; /* of the other side's, which is not accepted */
    const char *key;
} Alert;

static const Alert *alert_of(guint number)
{
    static const Alert alerts[] = {
        {40, FALSE, "agreement"}, {42, TRUE, "certificate"}, {43, TRUE, "certificate"},
        {44, TRUE, "revoked"},    {45, TRUE, "expired"},     {46, TRUE, "certificate"},
        {48, TRUE, "authority"},  {70, FALSE, "agreement"},  {71, FALSE, "agreement"},
        {112, FALSE, "name"},     {116, FALSE, "none-shown"}};
    static const Alert other = {0, FALSE, "other"};
    for (guint i = 0; i < G_N_ELEMENTS(alerts); i++)
        if (alerts[i].number == number)
            return &alerts[i];
    return &other;
}

static void report_alert(const SfCheck *check, SfAnswer *answer)
{
    const guint number = answer->attempt.alert.number;
    const gboolean by_client = answer->attempt.alert.by_client;
    const Alert *alert = alert_of(number);
    const gboolean distrusts = by_client && alert->of_certificate;
    g_autofree char *shown = g_strdup_printf("%u", number);
    SfFinding *finding = sf_report(check, answer, distrusts ? "alert-certificate" : "alert");
    sf_finding_number(finding, "first_frame", answer->attempt.asked);
    sf_finding_number(finding, "other_frame", answer->attempt.alert.frame);
    tell_of_port(finding, answer);
    tell_of_server(finding, answer);
    sf_finding_take(finding, "alert", sf_phrase_with("alert", alert->key, "number", shown, NULL));
    sf_finding_value(finding, "alert_by",
                     by_client ? sf_answer_client(answer) : sf_text(answer->attempt.server));
    sf_finding_fix(finding, distrusts ? "trust" : "tls");
    sf_finding_fix(finding, "correct-targets");
}

static void report_no_way(const SfCheck *check, SfAnswer *answer)
{
    const guint32 no_name = answer->attempt.no_name;
    SfFinding *finding = sf_report(check, answer, no_name ? "no-name" : "no-connection");
    if (!no_name) {
        sf_finding_number(finding, "first_frame", answer->attempt.asked);
        tell_of_port(finding, answer);
        tell_of_server(finding, answer);
    }
    if (no_name || answer->attempt.refused)
        sf_finding_number(finding, "other_frame", no_name ? no_name : answer->attempt.refused);
    sf_finding_fix(finding, "correct-targets");
}

void sf_check_moved_all_failed(const SfCheck *check, SfAnswer *answer)
{
    if (found_no_way(answer)) {
        if (answer->attempt.alert.frame)
            report_alert(check, answer);
        else
            report_no_way(check, answer);
        return;
    }
    const SfTries tries = sf_look_at_tries(answer);
    if (!is_over(answer, &tries) || tries.nowhere == 0 || tries.own || tries.declined > 0 ||
        sf_rewritten_target(answer))
        return; /* what was tried in vain, the answering side had not named */
    report_all_failed(check, answer, tries.last);
}

/* "Not relaying": it is neither the caller's server nor that of the address called. */
static gboolean says_relay(const char *phrase)
{
    g_autofree char *small = g_ascii_strdown(phrase, -1);
    return strstr(small, "relay") != NULL;
}

#define TOO_MANY_HOPS 483
/* Hardly any call comes by more elements than this. */
#define MANY_HOPS 20

/* How many elements the request may still pass (RFC 3261 §20.22). FALSE: it does not say. */
static gboolean hops_left(const SfFollowup *refused, guint32 *left)
{
    const SfHeader *header = sf_message_header(refused->request, SF_HEADER_MAX_FORWARDS, 0);
    return header && sf_delta_seconds_parse(header->value, left);
}

/* It came with few left, or used up many behind the new place. NULL: another code, or it does not
 * say how many there were. */
static const char *kind_of_hops(const SfFollowup *refused)
{
    guint32 left = 0;
    if (refused->status != TOO_MANY_HOPS || !hops_left(refused, &left))
        return NULL;
    return left < MANY_HOPS ? "few-hops" : "round";
}

/* A server in trouble says so with 500, 502 or 503 (RFC 3261 §21.5.1, §21.5.3, §21.5.4), though
 * some give these for whatever they do not want. */
static const char *kind_of_refusal(const SfFollowup *refused)
{
    const guint status = refused->status;
    if (refused->unanswerable)
        return "unanswerable";
    if (sf_followup_is_challenge(refused))
        return refused->asked_in ? "credentials-again" : "credentials";
    if (sf_followup_taken_for(refused))
        return sf_followup_taken_for(refused);
    const char *hops = kind_of_hops(refused);
    if (hops)
        return hops;
    const gboolean is_trouble = status == 500 || status == 502 || status == 503;
    if (sf_followup_is_surely_not_at(refused, sf_text(refused->answered_by)))
        return is_trouble ? "trouble-on-the-way" : "on-the-way";
    if (refused->phrase && says_relay(refused->phrase))
        return "relay";
    if (is_trouble)
        return "trouble";
    return refused->asked_in ? "account" : NULL;
}

static const char *fix_of_refusal(const char *variant)
{
    if (variant && g_str_has_prefix(variant, "credentials"))
        return "credentials";
    if (g_strcmp0(variant, "unanswerable") == 0)
        return "challenge";
    if (g_strcmp0(variant, "few-hops") == 0)
        return "more-hops";
    if (g_strcmp0(variant, "round") == 0)
        return "straighten";
    if (g_strcmp0(variant, "copy") == 0 || g_strcmp0(variant, "no-call") == 0)
        return "new-request";
    return g_strcmp0(variant, "relay") == 0 ? "serve" : "as-wanted";
}

/* Another place that was named for the same address before, and that took a call of the same client
 * by then: so it is hardly the call that is at fault. NULL: none. */
static const SfFollowup *taken_elsewhere(const SfAnswer *answer, const SfFollowup *refused)
{
    const SfAnswer *other = answer->conflict;
    if (!other || !sf_text_equal(sf_answer_client(other), sf_answer_client(answer)))
        return NULL;
    for (guint i = 0; i < other->followups->len; i++) {
        const SfFollowup *followup = other->followups->pdata[i];
        if (followup->kind == SF_FOLLOWUP_TARGET && followup->status / 100 == 2 &&
            !followup->likely && followup->status_time < refused->status_time &&
            followup->answered_by && g_strcmp0(followup->answered_by, refused->answered_by) != 0)
            return followup;
    }
    return NULL;
}

static gboolean is_mended_there(const char *variant)
{
    static const char *const there[] = {"trouble",
                                        "trouble-elsewhere",
                                        "trouble-on-the-way",
                                        "each-trouble",
                                        "relay",
                                        "unanswerable",
                                        "round",
                                        NULL};
    return variant && g_strv_contains(there, variant);
}

/* A REGISTER names the domain, wherever it goes (RFC 3261 §10.2). */
static SfText where_it_went(const SfFollowup *followup)
{
    return sf_text_equal(followup->request->method, sf_text("REGISTER"))
               ? sf_tried_target(followup)->entry.uri_text
               : followup->request->request_uri;
}

/* A place that takes calls of its customers alone goes by who calls, or who forwards. */
static void tell_who_calls(SfFinding *finding, const SfAnswer *answer, const SfFollowup *refused)
{
    const SfMessage *request = refused->request;
    const SfHeader *from = sf_message_header(request, SF_HEADER_FROM, 0);
    SfNameAddr caller;
    if (from && sf_name_addr_parse(from->value, &caller, NULL) &&
        sf_text_equal_nocase(caller.uri.user, sf_text("anonymous")))
        sf_finding_value(finding, "anonymous", caller.uri_text);
    else if (from && sf_name_addr_parse(from->value, &caller, NULL))
        sf_finding_value(finding, "calling", caller.uri_text);
    const SfHeader *diversion = sf_message_header(request, SF_HEADER_DIVERSION, 0);
    if (diversion && sf_text_is_present(diversion->value))
        sf_finding_value(finding, "carried", diversion->value);
    if (sf_message_header(answer->message, SF_HEADER_DIVERSION, 0) && !request->cut &&
        !sf_message_header(request, SF_HEADER_DIVERSION, 0) &&
        !sf_message_header(request, SF_HEADER_HISTORY_INFO, 0))
        sf_finding_value(finding, "dropped", sf_text("Diversion"));
}

/* Each of several places that failed, where none says that something particular is the matter: no
 * words, or that it is in trouble. To be told of in one. */
static const char *kind_of_each(const SfAnswer *answer, const SfTries *tries, guint places)
{
    const char *trouble = NULL;
    if (places == 0 || tries->declined > 0 || sf_count_untried(answer) > 0)
        return NULL;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        const char *kind = followup->kind == SF_FOLLOWUP_TARGET && followup->status
                               ? kind_of_refusal(followup)
                               : NULL;
        if (kind && !g_str_equal(kind, "trouble"))
            return NULL;
        trouble = kind ? "each-trouble" : trouble;
    }
    return trouble ? trouble : "each";
}

/* The first one that is in trouble, or that refused for a reason of its own. */
static const SfFollowup *first_of_each(const SfAnswer *answer, const SfTries *tries)
{
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind == SF_FOLLOWUP_TARGET && followup->status &&
            g_strcmp0(kind_of_refusal(followup), "trouble") == 0)
            return followup;
    }
    return tries->own_first;
}

static void tell_of_refusal(SfFinding *finding, const SfAnswer *answer, const SfFollowup *refused)
{
    guint32 left = 0;
    sf_finding_set_proof(finding, refused->status_frame, refused->status_part);
    sf_finding_value(finding, "other", sf_text(refused->answered_by));
    sf_finding_value(finding, "tried", where_it_went(refused));
    sf_finding_number(finding, "followup_frame", refused->request->frame);
    sf_finding_number(finding, "followup_status", refused->status);
    sf_finding_number(finding, "other_frame", refused->status_frame);
    sf_finding_quote(finding, refused);
    if (sf_answer_tries(answer) > 1)
        sf_finding_take(finding, "tried_all", sf_course_tried(answer, FALSE));
    tell_who_calls(finding, answer, refused);
    if (kind_of_hops(refused) && hops_left(refused, &left))
        sf_finding_number(finding, "hops_left", left);
}

static void tell_of_taken(SfFinding *finding, const SfFollowup *taken)
{
    sf_finding_value(finding, "earlier", sf_text(taken->answered_by));
    sf_finding_number(finding, "first_frame", taken->status_frame);
}

void sf_check_moved_target_refused(const SfCheck *check, SfAnswer *answer)
{
    const SfTries tries = sf_look_at_tries(answer);
    if (!tries.own || !sf_tries_may_be_judged(answer, &tries) || (tries.ended && !tries.rejected))
        return;
    const guint places = sf_places_that_failed(answer);
    const char *each = kind_of_each(answer, &tries, places);
    const SfFollowup *refused = each ? first_of_each(answer, &tries) : tries.own;
    const char *kind = each ? each : kind_of_refusal(refused);
    const SfFollowup *taken =
        g_strcmp0(kind, "trouble") == 0 ? taken_elsewhere(answer, refused) : NULL;
    const char *variant = taken ? "trouble-elsewhere" : kind;
    SfFinding *finding = sf_report(check, answer, variant);
    tell_of_refusal(finding, answer, refused);
    if (taken)
        tell_of_taken(finding, taken);
    if (each)
        sf_tell_of_places(finding, answer, places);
    else if (refused->asked_in)
        sf_finding_number(finding, "first_frame", refused->asked_in);
    if (refused->unanswerable)
        sf_finding_value(finding, "headers", sf_text(sf_followup_challenge_header(refused)));
    if (is_mended_there(variant))
        sf_finding_value(finding, "between", sf_text(refused->answered_by));
    if (variant && strstr(variant, "trouble"))
        sf_finding_fix(finding, "repair");
    if (g_strcmp0(variant, "account") == 0)
        sf_finding_fix(finding, "credentials");
    sf_finding_fix(finding, taken ? "leave-out" : fix_of_refusal(variant));
}

/* Nobody blames a place for less: a request is sent anew for the third time by then (RFC 3261
 * §17.1.1.2, timer A), nanoseconds. */
#define SILENT_FOR (3 * SF_SECOND / 2)

/* The next place that the same client tried, and that answered, which shows that the capture has
 * the answers that this client gets; NULL: none. */
static const SfFollowup *next_that_answered(const SfFollowup *silent, guint index)
{
    const GPtrArray *followups = silent->answer->followups;
    for (guint i = index + 1; i < followups->len; i++) {
        const SfFollowup *next = followups->pdata[i];
        if (next->kind == SF_FOLLOWUP_TARGET && next->target != silent->target && next->heard &&
            sf_text_equal(next->request->source_address, silent->request->source_address))
            return next;
    }
    return NULL;
}

/* It was waited for, and nothing came: until the client went on to the @next. */
static gboolean stayed_silent(const SfFollowup *followup, const SfFollowup *next)
{
    const gint64 asked = followup->request->time;
    if (followup->heard || !sf_followup_is_silent(followup) || followup->cancelled ||
        followup->redirected || followup->likely)
        return FALSE;
    return followup->unreachable_frame ||
           (next->request->time - asked >= SILENT_FOR &&
            sf_view_is_whole(followup->answer->view, asked, next->request->time));
}

/* It knows nobody of that name, and the next one took the request. */
static gboolean knows_nobody(const SfFollowup *followup, const SfFollowup *next)
{
    return (says_unknown(followup->status) || followup->status == 410) && next->status / 100 == 2 &&
           followup->answered_by && !followup->likely &&
           !sf_followup_is_surely_not_at(followup, sf_text(followup->answered_by));
}

static void report_unknown(const SfCheck *check, SfAnswer *answer, const SfFollowup *unknown,
                           const SfFollowup *next)
{
    SfFinding *finding = sf_report(check, answer, "unknown");
    sf_finding_set_proof(finding, unknown->status_frame, unknown->status_part);
    sf_finding_value(finding, "tried", sf_tried_target(unknown)->entry.uri_text);
    sf_finding_value(finding, "better", sf_tried_target(next)->entry.uri_text);
    sf_finding_value(finding, "other", sf_text(unknown->answered_by));
    sf_finding_number(finding, "first_frame", unknown->request->frame);
    sf_finding_number(finding, "other_frame", unknown->status_frame);
    sf_finding_number(finding, "followup_frame", next->request->frame);
    sf_finding_number(finding, "followup_status", unknown->status);
    sf_finding_quote(finding, unknown);
    sf_finding_fix(finding, "behind");
}

static void report_silent(const SfCheck *check, SfAnswer *answer, const SfFollowup *silent,
                          const SfFollowup *next)
{
    const double waited = (double)(next->request->time - silent->request->time) / 1e9;
    const char *variant = silent->closed              ? "closed"
                          : silent->unreachable_frame ? "unreachable"
                                                      : NULL;
    SfFinding *finding = sf_report(check, answer, variant);
    sf_finding_set_message(finding, next->request);
    sf_finding_value(finding, "tried", sf_tried_target(silent)->entry.uri_text);
    sf_finding_value(finding, "better", sf_tried_target(next)->entry.uri_text);
    sf_finding_number(finding, "first_frame", silent->request->frame);
    sf_finding_number(finding, "followup_frame", next->request->frame);
    if (silent->unreachable_frame)
        sf_finding_number(finding, "other_frame", silent->unreachable_frame);
    sf_finding_take(finding, "delay", sf_seconds(waited));
    sf_finding_fix(finding, "behind");
}

/* One of them took no connection, so no request went there, and another answered. */
static void report_no_connection(const SfCheck *check, SfAnswer *answer)
{
    const guint refused = answer->attempt.refused_target;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *next = answer->followups->pdata[i];
        if (next->kind != SF_FOLLOWUP_TARGET || !next->heard ||
            !sf_target_took_no_connection(answer, refused))
            continue;
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, refused);
        SfFinding *finding = sf_report(check, answer, "no-connection");
        sf_finding_set_message(finding, next->request);
        sf_finding_value(finding, "tried", target->entry.uri_text);
        sf_finding_value(finding, "better", sf_tried_target(next)->entry.uri_text);
        sf_finding_number(finding, "first_frame", answer->attempt.asked);
        sf_finding_number(finding, "other_frame", answer->attempt.refused);
        sf_finding_number(finding, "followup_frame", next->request->frame);
        sf_finding_fix(finding, "behind");
        return;
    }
}

void sf_check_moved_silent_target(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_received_here(answer, 301))
        return;
    if (answer->attempt.refused) {
        sf_answer_may_change(answer); /* it may be tried yet */
        report_no_connection(check, answer);
        return;
    }
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *silent = answer->followups->pdata[i];
        const SfFollowup *next =
            silent->kind == SF_FOLLOWUP_TARGET ? next_that_answered(silent, i) : NULL;
        if (next && knows_nobody(silent, next)) {
            report_unknown(check, answer, silent, next);
            return;
        }
        if (!next || !stayed_silent(silent, next))
            continue;
        sf_answer_may_change(answer); /* it may answer yet */
        report_silent(check, answer, silent, next);
        return;
    }
}
