/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What came after a 301: who followed it, in which order, where the chain went. */
#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/describe/facts.h"
#include "core/grammar/scope.h"
#include "core/ledger/followups/routing.h"
#include "core/ledger/view.h"
#include "core/message/diversion.h"

#include <string.h>

/* Judged on the hop from which nobody forwarded the answer (rule 2 of the checks). */
static gboolean is_judged_here(SfAnswer *answer)
{
    return sf_answer_redirects(answer) && sf_answer_is_nearest(answer);
}

static const SfTarget *target_of(const SfFollowup *followup)
{
    return &g_array_index(followup->answer->targets, SfTarget, followup->target);
}

/* A client that does not stop closes the circle with each further answer: one fault, one finding.
 */
static gboolean was_closed_before(const SfAnswer *answer)
{
    for (guint links = 0; answer->link.came_by && links < SF_MAX_LINKS; links++) {
        answer = answer->link.came_by->answer;
        if (sf_answer_closes_circle(answer, NULL))
            return TRUE;
    }
    return FALSE;
}

void sf_check_moved_loop(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer))
        return;
    const SfTarget *again = sf_answer_closes_circle(answer, NULL);
    if (!again || was_closed_before(answer))
        return;
    const guint index = (guint)(again - &g_array_index(answer->targets, SfTarget, 0));
    const gboolean tried_again =
        again->entry.uri.scheme <= SF_SCHEME_SIPS && !sf_target_is_untried(answer, index);
    SfFinding *finding = sf_report(check, answer, tried_again ? "tried-again" : NULL);
    finding->place = again->place;
    sf_finding_take(finding, "circle", sf_course_circle(answer, again));
    sf_finding_fix(finding, "break-circle");
    if (tried_again)
        sf_finding_fix(finding, "try-once");
}

/* For this call only: the user was busy just then, or did not answer. */
static gboolean is_of_the_moment(const SfAnswer *link)
{
    guint next = 0;
    SfForwarder forwarder;
    return sf_forwarder_next(link->message, SF_HEADER_DIVERSION, &next, &forwarder) &&
           sf_text_is_present(forwarder.reason) &&
           !sf_text_equal_nocase(forwarder.reason, sf_text("unconditional"));
}

static gboolean is_301(const SfAnswer *link)
{
    return link->message->status == 301;
}

/* @first: of a chain. */
static gboolean has_link(const SfAnswer *first, gboolean (*is_such)(const SfAnswer *),
                         gboolean such)
{
    const SfAnswer *link = first;
    for (guint links = 0; link && links < SF_MAX_LINKS; links++) {
        if (is_such(link) == such)
            return TRUE;
        link = sf_answer_next_link(link);
    }
    return FALSE;
}

/* What depends on the moment no redirect before it can spare anybody. */
static gboolean can_be_shortened(const SfAnswer *answer)
{
    return !has_link(answer, is_of_the_moment, TRUE);
}

/* What a later redirect says for this call only is not to be written into one for good. */
static gboolean is_for_good(const SfAnswer *answer)
{
    return !has_link(answer, is_301, FALSE);
}

void sf_check_moved_chain(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer) || answer->link.came_by || sf_answer_hops(answer) < 2 ||
        !can_be_shortened(answer))
        return;
    char *final = sf_answer_final(answer);
    if (!final)
        return; /* a circle has no end, and a check of its own */
    const SfFollowup *reached = sf_answer_reached(sf_answer_last_link(answer));
    if (!reached)
        sf_answer_may_change(answer); /* it may become a circle */
    const gboolean for_good = is_for_good(answer);
    SfFinding *finding = sf_report(check, answer, for_good ? NULL : "temporary");
    if (reached)
        sf_finding_set_proof(finding, reached->status_frame, reached->status_part);
    else
        sf_finding_set_message(finding, sf_answer_last_link(answer)->message);
    sf_finding_take(finding, "final", final);
    sf_finding_number(finding, "hops", sf_answer_hops(answer));
    sf_finding_take(finding, "chain", sf_course_chain(answer));
    if (for_good)
        sf_finding_fix(finding, "shorten");
}

void sf_check_moved_followed(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer))
        return;
    const SfFollowup *first = sf_first_followup(answer, SF_FOLLOWUP_TARGET);
    if (!first)
        return;
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_set_message(finding, first->request);
    sf_finding_take(finding, "delay", sf_seconds(sf_followup_delay(first)));
    sf_finding_take(finding, "tried", sf_course_tried(answer, FALSE));
}

static guint count_untried(const SfAnswer *answer)
{
    guint untried = 0;
    for (guint i = 0; i < answer->targets->len; i++)
        untried += sf_target_is_untried(answer, i) ? 1 : 0;
    return untried;
}

static gboolean was_tried_by_a_fork(const SfAnswer *answer)
{
    for (guint i = 0; i < answer->targets->len; i++)
        if (g_array_index(answer->targets, SfTarget, i).tried_before)
            return TRUE;
    return FALSE;
}

/* Who asks the old place once more shows what it did in place of following. */
static gboolean did_not_follow(const SfAnswer *answer)
{
    return sf_absence_speaks(answer) || (sf_first_followup(answer, SF_FOLLOWUP_AGAIN) &&
                                         sf_answer_window_is_over(answer) && !answer->cancel.frame);
}

/* How it went on otherwise; NULL: not at all. */
static const char *what_came_instead(const SfAnswer *answer)
{
    const SfFollowup *again = sf_first_followup(answer, SF_FOLLOWUP_AGAIN);
    if (!again)
        return sf_first_followup(answer, SF_FOLLOWUP_OTHER_WAY) ? "other-way" : NULL;
    return again->status / 100 == 2 ? "again-served" : "again";
}

/* The client asked by IPv4, and is sent to IPv6, or the other way round. A name may have both. */
static gboolean changes_family(const SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    const SfText own = answer->message->destination_address;
    return best && sf_host_is_literal(best->entry.uri.host) && own.length > 0 &&
           (sf_text_find(best->entry.uri.host, ':') >= 0) != (sf_text_find(own, ':') >= 0);
}

static void add_families(SfFinding *finding)
{
    const gboolean came_by_6 =
        sf_text_find(finding->answer->message->destination_address, ':') >= 0;
    sf_finding_value(finding, "scope", sf_text(came_by_6 ? "IPv4" : "IPv6"));
    sf_finding_value(finding, "value", sf_text(came_by_6 ? "IPv6" : "IPv4"));
    sf_finding_fix(finding, "both-families");
}

static gboolean leads_to_nobody(const SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    return best && sf_target_is_nowhere(answer, best);
}

void sf_check_moved_not_followed(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer) || sf_answer_tries(answer) > 0 || answer->fork.status ||
        answer->upstream.status || was_tried_by_a_fork(answer) || count_untried(answer) == 0 ||
        sf_answer_in_dialog(answer) || sf_answer_stays_inside(answer) ||
        sf_answer_closes_circle(answer, NULL) || !did_not_follow(answer) || leads_to_nobody(answer))
        return;
    const char *instead = what_came_instead(answer);
    const gboolean is_other_family = !instead && changes_family(answer);
    SfFinding *finding = sf_report(check, answer, is_other_family ? "other-family" : instead);
    if (is_other_family)
        add_families(finding);
    const SfFollowup *again = sf_first_followup(answer, SF_FOLLOWUP_AGAIN);
    if (again) {
        sf_finding_number(finding, "followup_frame", again->request->frame);
        if (again->status)
            sf_finding_number(finding, "followup_status", again->status);
    }
    sf_finding_take(finding, "window", sf_seconds(sf_answer_window(answer)));
    sf_finding_fix(finding, "follow");
    if (answer->message->status != 301)
        return; /* nothing is to be written down */
    sf_finding_value(finding, "instead",
                     sf_text(sf_shelf_words(SF_SHELF_CHECKS, check->id, "instead")));
    sf_finding_fix(finding, "update");
}

/* How the tries of an answer went. */
typedef struct {
    guint failed;
    guint open; /* not known yet, cancelled, or redirected */
    gboolean
        ended; /* a 2xx, or a 6xx after which nothing more is to be tried (RFC 3261 §8.1.3.4) */
    gboolean rejected;     /* ended by a 6xx */
    guint declined;        /* failed by the user's own doing */
    guint nowhere;         /* failed because nobody is there */
    const SfFollowup *own; /* refused for a reason of the place's own; NULL: none */
    const SfFollowup *last;
} Tries;

/* The place was reached, and does not know whom to call (RFC 3261 §21.4.5, §21.4.11, §21.4.22,
 * §21.6.3), or could not reach anybody itself (§21.4.9, §21.5.5; 478 is what some proxies say). */
static gboolean leads_nowhere(const SfFollowup *followup)
{
    static const guint statuses[] = {0, 404, 408, 410, 478, 484, 504, 604};
    for (guint i = 0; i < G_N_ELEMENTS(statuses); i++)
        if (statuses[i] == followup->status)
            return TRUE;
    return FALSE;
}

static gboolean is_challenge(const SfFollowup *followup)
{
    return followup->status == 401 || followup->status == 407;
}

/* A call that was left at a challenge; where an agreement was named, it may go on inside IPsec. */
static gboolean was_left_challenged(const SfFollowup *followup)
{
    return !followup->secured && sf_text_equal(followup->request->method, sf_text("INVITE")) &&
           sf_view_window_is_over(followup->answer->view, followup->activity);
}

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

/* @place: where a request for the new address went. A name may stand for any address. */
static gboolean is_surely_not_at(const SfFollowup *followup, SfText place)
{
    const SfUri *target = &target_of(followup)->entry.uri;
    SfParam maddr;
    return sf_host_is_literal(target->host) && !sf_text_equal_nocase(target->host, place) &&
           !sf_uri_param(target, "maddr", &maddr);
}

/* It carries the new address, and was sent to the old server. */
static gboolean went_to_old_server(const SfFollowup *followup)
{
    const SfText sent_to = followup->request->destination_address;
    return sf_text_equal(sent_to, followup->answer->message->source_address) &&
           is_surely_not_at(followup, sent_to);
}

/* It went there by the Route that its sender had added for the old place, and was refused there:
 * the way to one is not the way to the other. NULL: no. */
static const SfHeader *stale_route(const SfFollowup *followup)
{
    const SfAnswer *answer = followup->answer;
    const SfHeader *route = sf_message_header(followup->request, SF_HEADER_ROUTE, 0);
    const gboolean refused = followup->status >= 300 && !sf_status_declines(followup->status);
    if (!route || !refused || !answer->adds_route || !went_to_old_server(followup))
        return NULL;
    const SfHeader *before = sf_message_header(answer->request, SF_HEADER_ROUTE, 0);
    return before && sf_text_equal(before->value, route->value) ? route : NULL;
}

/* The client's own proxy, and not the client, sent it to the old server, and that refused it. */
static gboolean was_led_astray(const SfFollowup *followup)
{
    if (!followup->passed_on.to || followup->status < 300)
        return FALSE;
    const SfText passed_on_to = sf_text(followup->passed_on.to);
    const SfText old = followup->answer->made_at->message->source_address;
    return sf_text_equal(old, passed_on_to) && is_surely_not_at(followup, passed_on_to);
}

/* A telephone number names no server, and this one had sent it away. */
static gboolean went_back_with_number(const SfFollowup *followup)
{
    const guint status = followup->status;
    return target_of(followup)->entry.uri.scheme == SF_SCHEME_TEL && status >= 300 &&
           !is_challenge(followup) && !sf_status_declines(status) && status != 487 &&
           !followup->redirected && followup->answer->made_at == followup->answer &&
           sf_text_equal(followup->request->destination_address,
                         followup->answer->message->source_address);
}

/* The target was never asked. Where the first request named that server by its address, it is no
 * outbound proxy. */
static gboolean went_astray(const SfFollowup *followup)
{
    const SfAnswer *answer = followup->answer;
    SfUri old;
    if (stale_route(followup) || was_led_astray(followup) || went_back_with_number(followup))
        return TRUE;
    /* A proxy that handed the redirect on is the client's way to everywhere. */
    if (answer->made_at != answer || !went_to_old_server(followup) ||
        has_reason_to_go_there(followup))
        return FALSE;
    return sf_answer_client_is_seen(answer) ||
           (followup->status >= 300 && sf_old_uri(answer, &old) &&
            sf_host_equal(old.host, followup->request->destination_address));
}

static gboolean has_own_reason(const SfFollowup *followup)
{
    if (!followup->status || leads_nowhere(followup) || went_astray(followup) ||
        followup->refused_by || sf_status_declines(followup->status))
        return FALSE;
    return !is_challenge(followup) || was_left_challenged(followup);
}

static Tries look_at_tries(const SfAnswer *answer)
{
    Tries tries = {0};
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind != SF_FOLLOWUP_TARGET)
            continue;
        tries.last = followup;
        tries.ended |= followup->status / 100 == 2 || followup->status / 100 == 6;
        tries.rejected |= followup->status / 100 == 6;
        tries.declined += sf_status_declines(followup->status) ? 1 : 0;
        if (!sf_followup_failed(followup)) {
            tries.open++;
            continue;
        }
        tries.failed++;
        if (has_own_reason(followup))
            tries.own = followup;
        else if (leads_nowhere(followup) && !went_astray(followup))
            tries.nowhere++;
    }
    return tries;
}

static gboolean may_be_judged(SfAnswer *answer, const Tries *tries)
{
    return is_judged_here(answer) && tries->failed > 0 && tries->open == 0 &&
           answer->cancel.frame == 0 && answer->fork.status == 0 && !answer->went_on.well;
}

/* Who is busy or does not want the call is so at every gateway: nobody has to try them all. */
static gboolean does_not_want(const SfFollowup *last)
{
    return sf_status_declines(last->status) && last->status != 480;
}

/* Some take the first one as it is listed, whatever q says. */
static gboolean is_first_listed(const SfAnswer *answer, const SfFollowup *followup)
{
    const SfTarget *first =
        answer->targets->len > 0 ? &g_array_index(answer->targets, SfTarget, 0) : NULL;
    const SfTarget *best = sf_answer_target(answer, 1);
    return first && best && first != best && followup->kind == SF_FOLLOWUP_TARGET &&
           sf_text_equal(target_of(followup)->entry.uri_text, first->entry.uri_text);
}

void sf_check_moved_gave_up(const SfCheck *check, SfAnswer *answer)
{
    const Tries tries = look_at_tries(answer);
    if (!may_be_judged(answer, &tries) || tries.ended || count_untried(answer) == 0 ||
        does_not_want(tries.last) || !sf_absence_speaks(answer))
        return;
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_take(finding, "failed", sf_course_tried(answer, TRUE));
    sf_finding_take(finding, "untried", sf_course_untried(answer));
    if (tries.last && is_first_listed(answer, tries.last))
        sf_finding_value(
            finding, "listed",
            sf_text("which stands first in the answer, though not with the highest q"));
    sf_finding_fix(finding, "best-first");
    sf_finding_fix(finding, "try-next");
}

/* ---- what an element between made of the new address ---- */

static GHashTable *places_of(const SfAnswer *answer)
{
    GHashTable *places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < answer->targets->len; i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank > 0)
            g_hash_table_add(places, sf_uri_key(&target->entry.uri));
    }
    return places;
}

/* The best of @answer that the hop below did not name; NULL: it named them all. */
static const SfTarget *new_target(const SfAnswer *answer, const SfAnswer *below)
{
    g_autoptr(GHashTable) places = places_of(below);
    for (guint rank = 1; g_hash_table_size(places) > 0 && rank <= answer->targets->len; rank++) {
        const SfTarget *target = sf_answer_target(answer, rank);
        g_autofree char *key = target ? sf_uri_key(&target->entry.uri) : NULL;
        if (target && !g_hash_table_contains(places, key))
            return target;
    }
    return NULL;
}

/* Whether the target brought the call anywhere: it was answered or declined there, rang, or may
 * still be. */
static gboolean came_to_nothing(SfAnswer *answer, const SfTarget *target)
{
    const guint index = (guint)(target - &g_array_index(answer->targets, SfTarget, 0));
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind == SF_FOLLOWUP_TARGET && followup->target == index)
            return sf_followup_failed(followup) && !sf_status_declines(followup->status) &&
                   (!is_challenge(followup) || was_left_challenged(followup));
    }
    if (sf_answer_tries(answer) > 0)
        return FALSE;
    /* No client can go there; whether this one tried need not show. */
    if (sf_target_is_out_of_reach(answer, target)) {
        sf_answer_may_change(answer);
        return TRUE;
    }
    return sf_absence_speaks(answer) && sf_target_is_of_asker(answer, target);
}

/* A target that an element between put there, and that brought the call nowhere; NULL: none. */
static const SfTarget *rewritten_target(SfAnswer *answer)
{
    const SfAnswer *below = answer->message->cut ? NULL : sf_answer_hop_below(answer);
    const SfTarget *target = below ? new_target(answer, below) : NULL;
    return target && came_to_nothing(answer, target) ? target : NULL;
}

void sf_check_moved_contact_rewritten(const SfCheck *check, SfAnswer *answer)
{
    const SfTarget *target = is_judged_here(answer) ? rewritten_target(answer) : NULL;
    const SfAnswer *below = target ? sf_answer_hop_below(answer) : NULL;
    const SfTarget *was = below ? sf_answer_target(below, 1) : NULL;
    if (!was)
        return;
    SfFinding *finding = sf_report(check, answer, NULL);
    finding->place = target->place;
    sf_finding_value(finding, "between", answer->message->source_address);
    sf_finding_value(finding, "earlier", was->entry.uri_text);
    sf_finding_value(finding, "target", target->entry.uri_text);
    sf_finding_number(finding, "first_frame", below->message->frame);
    sf_finding_take(finding, "tried", sf_course_tried(answer, TRUE));
    sf_finding_fix(finding, "leave-contact");
    sf_finding_fix(finding, "follow-there");
}

/* ---- how it ended ---- */

/* All that was to be tried was, or one said that no place will do. */
static gboolean is_over(SfAnswer *answer, const Tries *tries)
{
    return may_be_judged(answer, tries) && (!tries->ended || tries->rejected) &&
           (count_untried(answer) == 0 || tries->rejected);
}

/* What a redirected request keeps (RFC 3261 §8.1.3.4); the Content-Type stands for the body. */
static const struct {
    SfHeaderName header;
    const char *variant;
    const char *name;
} kept[] = {{SF_HEADER_REPLACES, "replaces", "Replaces"},
            {SF_HEADER_JOIN, "replaces", "Join"},
            {SF_HEADER_HISTORY_INFO, NULL, "History-Info"},
            {SF_HEADER_DIVERSION, NULL, "Diversion"},
            {SF_HEADER_CONTENT_TYPE, "body", "the body"}};

static gboolean lost(const SfMessage *before, const SfMessage *after, SfHeaderName name)
{
    return sf_message_header(before, name, 0) && !sf_message_header(after, name, 0);
}

/* Of those that say for whom a call is: the first that the follow-up lacks; NULL: none. */
static const char *who_was_called(const SfFollowup *followup)
{
    const SfMessage *before = followup->answer->request;
    for (guint i = 0; before && i < G_N_ELEMENTS(kept); i++)
        if (!kept[i].variant && !followup->request->cut &&
            lost(before, followup->request, kept[i].header))
            return kept[i].name;
    return NULL;
}

/* What may be the matter beside the address; NULL: nothing that shows. */
static const char *why_in_vain(const SfAnswer *answer, const SfFollowup *last)
{
    if (last->status && last->status != 408 && who_was_called(last))
        return "dropped";
    return sf_is_routing_answer(answer->made_at) && !sf_is_signature(answer->made_at) ? "look-up"
                                                                                      : NULL;
}

/* Whoever took the request for the new place, where that is not the place. */
static void tell_of_way(SfFinding *finding, const SfAnswer *answer, const SfFollowup *last)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    const SfText by = sf_text(last->answered_by);
    if (best && last->answered_by && is_surely_not_at(last, by))
        sf_finding_value(finding, "other", by);
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

static void report_all_failed(const SfCheck *check, SfAnswer *answer, const SfFollowup *last)
{
    const char *variant = why_in_vain(answer, last);
    SfFinding *finding = sf_report(check, answer, variant);
    if (last->status_frame)
        sf_finding_set_proof(finding, last->status_frame, last->status_part);
    sf_finding_take(finding, "failed", sf_course_tried(answer, TRUE));
    sf_finding_quote(finding, last);
    if (!variant) {
        tell_of_way(finding, answer, last);
        tell_of_reach(finding, answer);
        sf_finding_fix(finding, "correct-targets");
        return;
    }
    sf_finding_value(finding, "other",
                     last->answered_by ? sf_text(last->answered_by)
                                       : last->request->destination_address);
    if (g_str_equal(variant, "look-up")) {
        sf_finding_fix(finding, "route");
        return;
    }
    sf_finding_value(finding, "headers", sf_text(who_was_called(last)));
    sf_finding_number(finding, "followup_frame", last->request->frame);
    sf_finding_fix(finding, "keep");
    sf_finding_fix(finding, "correct-targets");
}

void sf_check_moved_all_failed(const SfCheck *check, SfAnswer *answer)
{
    const Tries tries = look_at_tries(answer);
    if (!is_over(answer, &tries) || tries.nowhere == 0 || tries.own || tries.declined > 0 ||
        rewritten_target(answer))
        return; /* what was tried in vain, the answering side had not named */
    report_all_failed(check, answer, tries.last);
}

/* "Not relaying": it is neither the caller's server nor that of the address called. */
static gboolean says_relay(const char *phrase)
{
    g_autofree char *small = g_ascii_strdown(phrase, -1);
    return strstr(small, "relay") != NULL;
}

/* A server in trouble says so with 500, 502 or 503 (RFC 3261 §21.5.1, §21.5.3, §21.5.4), though
 * some give these for whatever they do not want. */
static const char *kind_of_refusal(const SfFollowup *refused)
{
    const guint status = refused->status;
    if (is_challenge(refused))
        return "credentials";
    if (is_surely_not_at(refused, sf_text(refused->answered_by)))
        return "on-the-way";
    if (refused->phrase && says_relay(refused->phrase))
        return "relay";
    return status == 500 || status == 502 || status == 503 ? "trouble" : NULL;
}

static const char *fix_of_refusal(const char *variant)
{
    if (g_strcmp0(variant, "credentials") == 0)
        return "credentials";
    return g_strcmp0(variant, "relay") == 0 ? "serve" : "as-wanted";
}

void sf_check_moved_target_refused(const SfCheck *check, SfAnswer *answer)
{
    const Tries tries = look_at_tries(answer);
    const SfFollowup *refused = tries.own;
    if (!refused || !may_be_judged(answer, &tries) || (tries.ended && !tries.rejected))
        return;
    const char *variant = kind_of_refusal(refused);
    SfFinding *finding = sf_report(check, answer, variant);
    sf_finding_set_proof(finding, refused->status_frame, refused->status_part);
    sf_finding_value(finding, "other", sf_text(refused->answered_by));
    sf_finding_value(finding, "tried", refused->request->request_uri);
    sf_finding_number(finding, "followup_frame", refused->request->frame);
    sf_finding_number(finding, "followup_status", refused->status);
    sf_finding_number(finding, "other_frame", refused->status_frame);
    sf_finding_quote(finding, refused);
    const gboolean is_there =
        g_strcmp0(variant, "trouble") == 0 || g_strcmp0(variant, "relay") == 0;
    if (is_there)
        sf_finding_value(finding, "between", sf_text(refused->answered_by));
    if (g_strcmp0(variant, "trouble") == 0)
        sf_finding_fix(finding, "repair");
    sf_finding_fix(finding, fix_of_refusal(variant));
}

/* One after the other: the second began when the first had ended. */
static gboolean is_after(const SfFollowup *second, const SfFollowup *first)
{
    return first->status && second->request->time >= first->status_time;
}

void sf_check_moved_order(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer))
        return;
    for (guint i = 1; i < answer->followups->len; i++) {
        const SfFollowup *first = answer->followups->pdata[i - 1];
        const SfFollowup *second = answer->followups->pdata[i];
        if (first->kind != SF_FOLLOWUP_TARGET || second->kind != SF_FOLLOWUP_TARGET ||
            !is_after(second, first))
            continue;
        const SfTarget *one = target_of(first);
        const SfTarget *other = target_of(second);
        if (!one->has_q || !other->has_q || one->q >= other->q)
            continue;
        SfFinding *finding = sf_report(check, answer, NULL);
        sf_finding_set_message(finding, second->request);
        sf_finding_value(finding, "tried", one->entry.uri_text);
        sf_finding_value(finding, "better", other->entry.uri_text);
        return;
    }
}

/* Branches without the cookie are no promise of being unique (RFC 3261 §8.1.1.7). */
static gboolean has_cookie(SfText branch)
{
    return g_ascii_strncasecmp(branch.at ? branch.at : "", "z9hG4bK", MIN(branch.length, 7)) == 0 &&
           branch.length > 7;
}

void sf_check_moved_same_branch(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_answer_redirects(answer) || !answer->request)
        return;
    const SfMessage *old = answer->request;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        const SfMessage *new = followup->request;
        if (followup->kind != SF_FOLLOWUP_TARGET || followup->constant_branch ||
            !has_cookie(new->branch) || !sf_text_equal(old->branch, new->branch) ||
            !sf_text_equal_nocase(old->sent_by, new->sent_by))
            continue;
        SfFinding *finding = sf_report(check, answer, NULL);
        sf_finding_set_message(finding, followup->request);
        sf_finding_number(finding, "followup_frame", followup->request->frame);
        sf_finding_value(finding, "branch", new->branch);
        sf_finding_fix(finding, "new-branch");
        return;
    }
}

/* The sender kept the Route of the old place. */
static SfFinding *report_old_route(const SfCheck *check, SfAnswer *answer,
                                   const SfFollowup *followup, const SfHeader *route)
{
    SfFinding *finding = sf_report(check, answer, "old-route");
    sf_finding_set_message(finding, followup->request);
    sf_finding_number(finding, "followup_frame", followup->request->frame);
    sf_finding_value(finding, "sent_to", followup->request->destination_address);
    sf_finding_value(finding, "between", followup->request->source_address);
    sf_finding_value(finding, "value", route->value);
    sf_finding_fix(finding, "drop-route");
    return finding;
}

/* Its proxy sent it there. */
static SfFinding *report_by_proxy(const SfCheck *check, SfAnswer *answer,
                                  const SfFollowup *followup)
{
    SfFinding *finding = sf_report(check, answer, "by-proxy");
    sf_finding_set_message(finding, followup->request);
    sf_finding_set_proof(finding, followup->passed_on.frame, followup->passed_on.part);
    sf_finding_number(finding, "followup_frame", followup->passed_on.frame);
    sf_finding_value(finding, "sent_to", sf_text(followup->passed_on.to));
    sf_finding_value(finding, "between", sf_text(followup->passed_on.by));
    sf_finding_fix(finding, "own-way");
    return finding;
}

static SfFinding *report_by_client(const SfCheck *check, SfAnswer *answer,
                                   const SfFollowup *followup)
{
    const gboolean is_number = went_back_with_number(followup);
    SfFinding *finding = sf_report(check, answer, is_number ? "number" : NULL);
    sf_finding_set_message(finding, followup->request);
    sf_finding_number(finding, "followup_frame", followup->request->frame);
    sf_finding_value(finding, "sent_to", followup->request->destination_address);
    sf_finding_fix(finding, is_number ? "by-gateway" : "next-hop");
    if (!is_number)
        sf_finding_fix(finding, "relay");
    return finding;
}

static void report_wrong_next_hop(const SfCheck *check, SfAnswer *answer,
                                  const SfFollowup *followup)
{
    const SfHeader *route = stale_route(followup);
    SfFinding *finding = NULL;
    if (route)
        finding = report_old_route(check, answer, followup, route);
    else if (was_led_astray(followup))
        finding = report_by_proxy(check, answer, followup);
    else
        finding = report_by_client(check, answer, followup);
    if (followup->status >= 300)
        sf_finding_number(finding, "followup_status", followup->status);
    sf_finding_quote(finding, followup);
}

void sf_check_moved_wrong_next_hop(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer))
        return;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind != SF_FOLLOWUP_TARGET || followup->likely || !went_astray(followup))
            continue;
        report_wrong_next_hop(check, answer, followup);
        return;
    }
}

void sf_check_moved_history_lost(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer) || !answer->request)
        return;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        /* A call of its own is another element's, which may well have its own mind. */
        if (followup->kind != SF_FOLLOWUP_TARGET || followup->request->cut ||
            !sf_text_equal(followup->request->call_id, answer->message->call_id))
            continue;
        for (guint k = 0; k < G_N_ELEMENTS(kept); k++) {
            if (!lost(answer->request, followup->request, kept[k].header))
                continue;
            SfFinding *finding = sf_report(check, answer, kept[k].variant);
            sf_finding_set_message(finding, followup->request);
            sf_finding_number(finding, "followup_frame", followup->request->frame);
            sf_finding_value(finding, "headers", sf_text(kept[k].name));
            sf_finding_fix(finding, "take-along");
            return;
        }
    }
}

static gboolean names(const SfAnswer *answer, const SfUri *uri)
{
    for (guint i = 0; i < answer->targets->len; i++) {
        const SfTarget *target = &g_array_index(answer->targets, SfTarget, i);
        if (target->rank > 0 && sf_uri_equal(&target->entry.uri, uri))
            return TRUE;
    }
    return FALSE;
}

void sf_check_moved_proxy_kept_contact(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_answer_redirects(answer) || !answer->above)
        return;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind != SF_FOLLOWUP_TARGET ||
            followup->request->cseq != answer->message->cseq ||
            followup->request->time > answer->above->message->time ||
            !names(answer->above, &target_of(followup)->entry.uri))
            continue;
        SfFinding *finding = sf_report(check, answer, NULL);
        sf_finding_set_message(finding, answer->above->message);
        sf_finding_value(finding, "between", answer->message->destination_address);
        sf_finding_fix(finding, "drop-tried");
        return;
    }
}

void sf_check_moved_ignored(const SfCheck *check, SfAnswer *answer)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    if (!is_judged_here(answer) || answer->repeated.n == 0)
        return;
    /* Who is sent to itself has nothing to write down; and where the old place later names another
     * address, it is for that place to say first which is right. */
    if (answer->contradicted || (best && sf_target_is_of_asker(answer, best)))
        return;
    if (sf_answer_may_be_contradicted(answer))
        sf_answer_may_change(answer);
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_set_proof(finding, answer->repeated.frame, answer->repeated.part);
    sf_finding_number(finding, "times", answer->repeated.n);
    sf_finding_fix(finding, "update");
}

void sf_check_moved_conflict(const SfCheck *check, SfAnswer *answer)
{
    if (!is_judged_here(answer) || !answer->conflict)
        return;
    const SfTarget *earlier = sf_answer_target(answer->conflict, 1);
    SfFinding *finding = sf_report(check, answer, NULL);
    if (earlier)
        sf_finding_value(finding, "earlier", earlier->entry.uri_text);
    sf_finding_number(finding, "other_frame", answer->conflict->message->frame);
    sf_finding_fix(finding, "temporary");
}
