/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a 301 says as a whole. */
#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/checks/moved/astray.h"
#include "core/checks/moved/new_address.h"
#include "core/describe/client.h"
#include "core/describe/facts.h"
#include "core/describe/facts/caution.h"
#include "core/describe/facts/target_facts.h"
#include "core/describe/outcome.h"
#include "core/grammar/invisible.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/story/story.h"

/* The same user at the same host, perhaps by another port or transport: nobody's address book is
 * wrong, but the setting that says where the server is (RFC 3261 §19.1.4 keeps them apart, people
 * do not). */
static gboolean keeps_address(const SfUri *old, const SfUri *target)
{
    g_autofree char *old_key = sf_uri_user_at_host(old);
    g_autofree char *new_key = sf_uri_user_at_host(target);
    return g_strcmp0(old_key, new_key) == 0;
}

/* The transport of the request, where the new address differs from the old in nothing else; NULL:
 * in something else. */
static const char *other_transport_of(const SfAnswer *answer, const SfUri *old, const SfUri *target)
{
    SfParam wanted;
    const SfTransport by = answer->request ? answer->request->transport : SF_TRANSPORT_UNKNOWN;
    if (by == SF_TRANSPORT_UNKNOWN || old->scheme != target->scheme || old->port != target->port ||
        !sf_host_equal(sf_uri_next_host(old), sf_uri_next_host(target)) ||
        !sf_uri_param(target, "transport", &wanted) ||
        sf_text_equal_nocase(wanted.value, sf_text(sf_transport_name(by))))
        return NULL;
    return sf_transport_name(by);
}

static gboolean differs_in_transport(const SfAnswer *answer, const SfTarget *best)
{
    SfUri old;
    return sf_old_uri(answer, &old) && keeps_address(&old, &best->entry.uri) &&
           other_transport_of(answer, &old, &best->entry.uri);
}

/* Digits, with a + in front or without: what no service code is. */
static gboolean is_telephone_number(SfText user)
{
    for (gsize i = 0; i < user.length; i++)
        if (!g_ascii_isdigit(user.at[i]) && (i > 0 || user.at[i] != '+'))
            return FALSE;
    return user.length > 0;
}

/* A number was given another one at the same server. A name or a user with parameters may be a
 * place inside that server, which nobody dials. */
static gboolean has_new_number(const SfAnswer *answer, const SfTarget *best)
{
    SfUri old;
    return sf_old_uri(answer, &old) && sf_host_equal(old.host, best->entry.uri.host) &&
           is_telephone_number(old.user) && is_telephone_number(best->entry.uri.user) &&
           !sf_text_equal(old.user, best->entry.uri.user);
}

/* Who was seen going there by the other transport, or to another number, was not served inside of
 * the server. */
static gboolean stays_inside(const char *kind, const SfAnswer *answer, const SfTarget *best)
{
    const gboolean is_of_call =
        !sf_text_equal(sf_message_method(answer->message), sf_text("REGISTER"));
    return g_strcmp0(kind, "inside") == 0 &&
           (sf_answer_tries(answer->nearest) == 0 ||
            (is_of_call && !differs_in_transport(answer, best) && !has_new_number(answer, best)));
}

/* It was seen to go on, perhaps for the user only, at an address of its own. */
static void tell_of_way_inside(SfFinding *finding)
{
    const GPtrArray *followups = finding->answer->nearest->followups;
    if (g_strcmp0(finding->variant, "inside") != 0)
        return;
    for (guint i = 0; i < followups->len; i++)
        if (sf_followup_heeds(followups->pdata[i])) {
            const SfFollowup *followup = followups->pdata[i];
            sf_finding_number(finding, "followup_frame", followup->request->frame);
            sf_finding_value(finding, "tried", followup->request->request_uri);
            return;
        }
}

static const char *by_method(SfText method)
{
    static const struct {
        const char *method;
        const char *variant;
    } methods[] = {{"REGISTER", "register"}, {"SUBSCRIBE", "subscribe"}, {"OPTIONS", "options"}};
    for (guint i = 0; i < G_N_ELEMENTS(methods); i++)
        if (sf_text_equal(method, sf_text(methods[i].method)))
            return methods[i].variant;
    return NULL;
}

/* Went to the new place, kept the domain, and was served or challenged there: the registrar, which
 * the Request-URI names (RFC 3261 §10.2), is the same, and only the first hop is another, as a
 * P-CSCF or an edge. The place is no other name of that domain where its host is written there. */
static gboolean keeps_registrar(const SfAnswer *answer, const SfFollowup *followup)
{
    SfUri old;
    SfUri asked;
    const SfMessage *request = followup->request;
    const gboolean is_served = followup->status / 100 == 2 || followup->status == 401 ||
                               followup->status == 407 || followup->secured;
    return is_served && followup->kind == SF_FOLLOWUP_TARGET && sf_old_uri(answer, &old) &&
           sf_uri_parse(request->request_uri, &asked, NULL) &&
           sf_host_equal(old.host, asked.host) &&
           !sf_text_equal(answer->message->source_address, request->destination_address);
}

/* NULL: it does not move the first hop alone. */
static const SfFollowup *kept_registration(const SfAnswer *answer, const SfTarget *best)
{
    SfUri old;
    if (!sf_text_equal(sf_message_method(answer->message), sf_text("REGISTER")) ||
        !sf_old_uri(answer, &old) || sf_host_equal(old.host, best->entry.uri.host))
        return NULL;
    for (guint i = 0; i < answer->followups->len; i++)
        if (keeps_registrar(answer, answer->followups->pdata[i]))
            return answer->followups->pdata[i];
    return NULL;
}

static gboolean moves_first_hop_only(const SfAnswer *answer, const SfTarget *best)
{
    return kept_registration(answer, best) != NULL;
}

/* Who was served there in the clear goes on asking the old first server each time. In a mobile
 * network (IPsec) a telephone looks its first server up anew, and nobody writes it down. */
static gboolean begins_at_old_server(const SfAnswer *answer, const SfTarget *best)
{
    const SfFollowup *kept = kept_registration(answer, best);
    return kept && kept->status / 100 == 2 &&
           !sf_message_header(kept->request, SF_HEADER_SECURITY_CLIENT, 0);
}

/* Whoever writes such an address down writes down a fault; NULL: it is none. */
static const char *doubt_of(const SfAnswer *answer, const SfTarget *best)
{
    if (sf_target_is_caller(answer, best))
        return "doubtful-caller";
    if (sf_target_is_out_of_reach(answer, best))
        return "doubtful-reach";
    return sf_answer_closes_circle(answer, NULL) ? "doubtful-circle" : NULL;
}

/* Answers of another branch that speak for the one who is dialled: he is reached by the same old
 * address. A 486 does not, as a proxy is to prefer a 3xx to it (RFC 3261 §16.7, step 6). */
static gboolean lives(guint status)
{
    return status / 100 == 2 || status == 600 || status == 603 || status == 607 || status == 608;
}

/* Whoever asked several places for what was dialled keeps the list of them, and one of the others
 * is alive. A caller that dials the new address instead asks for that place alone, and no longer
 * finds who answers at the others. */
static gboolean has_other_places(const SfAnswer *answer)
{
    const SfAnswer *nearest = answer->nearest;
    return lives(nearest->fork.status) || lives(nearest->fork.other);
}

/* Headers that each answer repeats of its request (RFC 3261 §8.2.6.2), and this one lacks; NULL:
 * none. */
static char *lacking_headers(const SfMessage *answer)
{
    static const SfHeaderName repeated[] = {SF_HEADER_VIA, SF_HEADER_FROM, SF_HEADER_TO,
                                            SF_HEADER_CALL_ID, SF_HEADER_CSEQ};
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(repeated); i++) {
        const SfHeader *header = sf_message_header(answer, repeated[i], 0);
        if (!header || !sf_text_is_present(header->value) || header->value.length == 0)
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "",
                                   sf_header_name(repeated[i]));
    }
    return names->len > 0 && !answer->cut ? g_strdup(names->str) : NULL;
}

/* No client takes it for an answer of its own, and nobody knows that any was asked for. */
static gboolean is_broken_and_unasked(const SfAnswer *answer)
{
    g_autofree char *lacking = lacking_headers(answer->message);
    return !answer->request && lacking;
}

static void tell_of_lacking(SfFinding *finding)
{
    if (g_strcmp0(finding->variant, "broken") == 0)
        sf_finding_take(finding, "headers", lacking_headers(finding->answer->message));
}

/* The same number at each of them, in an order of its own. */
static gboolean lists_routes(const SfAnswer *answer)
{
    SfUri old;
    g_autoptr(GPtrArray) ranked = sf_answer_targets_by_rank(answer);
    if (ranked->len < 2 || !sf_old_uri(answer, &old) || !sf_text_is_present(old.user))
        return FALSE;
    for (guint i = 0; i < ranked->len; i++) {
        const SfTarget *target = ranked->pdata[i];
        if (!target->has_q || !sf_text_equal(target->entry.uri.user, old.user))
            return FALSE;
    }
    const SfTarget *first = ranked->pdata[0], *last = ranked->pdata[ranked->len - 1];
    return first->q > last->q;
}

/* A redirect server that knows the ways to a number, and not who has moved: the first one was no
 * good just now, and the reserve took the call. Whoever writes one of them down loses the others.
 */
static gboolean is_list_of_routes(const SfAnswer *answer)
{
    return sf_target_out_of_order(answer) && lists_routes(answer);
}

/* Causes of Q.850 by which the telephone network tells of the person or telephone that was called:
 * whichever gateway the call takes, it is that one. */
static gboolean is_of_called_person(guint32 cause)
{
    return cause == 17 || cause == 18 || cause == 19 || cause == 21;
}

/* The first gateway of such a list reached the number, and who has that did not take the call:
 * nobody's fault, and the next gateway is rightly not tried. NULL: nothing shows that. */
static const SfFollowup *reached_the_number(const SfAnswer *answer)
{
    const SfFollowup *reached = NULL;
    if (!lists_routes(answer))
        return NULL;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (reached || followup->kind != SF_FOLLOWUP_TARGET || !sf_followup_declines(followup) ||
            !is_of_called_person(followup->cause))
            return NULL;
        reached = followup;
    }
    return reached;
}

static void tell_of_reached(SfFinding *finding)
{
    if (g_strcmp0(finding->variant, "routes-reached") != 0)
        return;
    const SfFollowup *reached = reached_the_number(finding->answer);
    sf_finding_quote(finding, reached);
    sf_finding_number(finding, "followup_status", reached->status);
    sf_finding_number(finding, "other_frame", reached->status_frame);
}

/* Answers after which nothing is to be written down; NULL: any other. */
static const char *nothing_to_change(const SfAnswer *answer, const SfTarget *best)
{
    SfUri old;
    if (!best)
        return answer->made_at->message->cut ? "cut" : "nowhere";
    if (is_broken_and_unasked(answer))
        return "broken";
    if (sf_answer_in_dialog(answer))
        return "in-dialog";
    const char *kind = sf_redirect_kind(answer, best);
    if (sf_answer_closes_circle(answer, NULL) && sf_answer_circle_is_over_hops(answer))
        return "doubtful-circle";
    if (g_strcmp0(kind, "signed") != 0 && sf_old_uri(answer, &old) &&
        sf_uri_same_place(&old, &best->entry.uri))
        return "self";
    if (stays_inside(kind, answer, best))
        return answer->fork.status / 100 == 2 ? "other-branch" : kind;
    if (kind && !g_str_equal(kind, "inside"))
        return kind;
    const char *doubt = doubt_of(answer, best);
    if (doubt)
        return doubt;
    if (moves_first_hop_only(answer, best))
        return begins_at_old_server(answer, best) ? "first-server" : "first-hop";
    if (sf_message_header(answer->made_at->message, SF_HEADER_DIVERSION, 0))
        return "forwarded";
    if (is_list_of_routes(answer))
        return "routes";
    if (reached_the_number(answer))
        return "routes-reached";
    /* Who has moved for good does not let it ring there first. */
    if (answer->made_at->rang_frame)
        return "rang";
    /* It was not needed, and cost nobody time. */
    return has_other_places(answer) && sf_answer_tries(answer->nearest) == 0 ? "other-places"
                                                                             : NULL;
}

/* Who moves has one new address, or a few telephones: so many are a list of something else. */
#define MANY 10

static gboolean names_many(const SfAnswer *answer)
{
    return sf_answer_target(answer, MANY) != NULL;
}

static gboolean has_bare_bytes(SfText address)
{
    for (gsize i = 0; i < address.length; i++)
        if ((guchar)address.at[i] >= 0x80)
            return TRUE;
    return FALSE;
}

/* What is wrong with the characters of an address: nobody sees them; or they are no plain ASCII,
 * and nobody can type them (RFC 3261 §25.1). NULL: it can be written down as it stands. */
static const char *fault_of_characters(SfText address)
{
    if (sf_text_has_invisible(address, SF_INVISIBLE_IN_ADDRESS))
        return "unseen";
    return has_bare_bytes(address) ? "bytes" : NULL;
}

/* Such an address nobody should copy. */
static void tell_of_characters(SfFinding *finding, const SfTarget *best)
{
    const SfMessage *request = finding->answer->request;
    const SfText target = best->entry.uri_text;
    if (!fault_of_characters(target) ||
        g_strcmp0(finding->variant, fault_of_characters(target)) != 0)
        return;
    g_autoptr(GArray) unseen = g_array_new(FALSE, FALSE, sizeof(gunichar));
    sf_invisible_note(unseen, target, SF_INVISIBLE_IN_ADDRESS);
    if (unseen->len > 0)
        sf_finding_take(finding, "unseen", sf_unseen_named(unseen));
    sf_finding_take_string(finding, "mended", sf_address_without_invisible(target));
    if (request && g_strcmp0(fault_of_characters(request->request_uri), finding->variant) == 0)
        sf_finding_take_string(finding, "earlier",
                               sf_address_without_invisible(request->request_uri));
}

/* Who asked only passed on what its caller had asked for, and followed the redirect itself, or
 * handed it back in such a way that it is no answer there. */
static gboolean is_asked_above(const SfAnswer *answer)
{
    const gboolean is_followed_below = answer->asked_above.frame && answer->upstream.status;
    return (is_followed_below || answer->sent_on.same_address) && answer->nearest == answer &&
           !has_other_places(answer);
}

static const char *who_has_to_change(const SfAnswer *answer, const SfTarget *best)
{
    SfUri old;
    const char *variant = by_method(sf_message_method(answer->message));
    const char *fault = fault_of_characters(best->entry.uri_text);
    if (names_many(answer))
        return "many";
    if (fault)
        return fault;
    if (variant)
        return variant;
    if (!sf_old_uri(answer, &old))
        return "no-request";
    if (best->entry.uri.scheme == SF_SCHEME_TEL)
        return "tel";
    if (!keeps_address(&old, &best->entry.uri))
        return is_asked_above(answer) ? "by-way" : NULL;
    return other_transport_of(answer, &old, &best->entry.uri) ? "transport" : "same-address";
}

/* The caller is then that one, in all that is said here. */
static void tell_of_caller(SfFinding *finding)
{
    const SfAnswer *answer = finding->answer;
    const gboolean is_seen = answer->asked_above.frame > 0;
    const char *caller = is_seen ? answer->asked_above.caller : answer->sent_on.to;
    const char *product = is_seen ? answer->asked_above.product : answer->sent_on.product;
    const char *kind = sf_product_kind(product);
    const char *places = sf_shelf_words(SF_SHELF_KINDS, kind ? kind : "element", "places");
    if (g_strcmp0(finding->variant, "by-way") != 0)
        return;
    sf_finding_value(finding, "other", answer->message->destination_address);
    if (is_seen)
        sf_finding_number(finding, "first_frame", answer->asked_above.frame);
    sf_finding_value(finding, "caller", sf_text(caller));
    sf_finding_value(finding, "caller_product", sf_text(product ? product : ""));
    g_autofree char *shown = g_strdup_printf(" (%s)", places);
    sf_finding_value(finding, "caller_places", sf_text(shown));
    g_autofree char *from = sf_phrase_with("from", "itself", "caller", caller, NULL);
    sf_finding_value(finding, "from_caller", sf_text(from));
}

static void tell_of_transport(SfFinding *finding, const SfTarget *best)
{
    SfUri old;
    SfParam wanted;
    if (g_strcmp0(finding->variant, "transport") != 0 || !sf_old_uri(finding->answer, &old) ||
        !sf_uri_param(&best->entry.uri, "transport", &wanted))
        return;
    const char *now = other_transport_of(finding->answer, &old, &best->entry.uri);
    sf_finding_value(finding, "value", sf_text(now));
    sf_finding_value(finding, "parameters", wanted.value);
}

static void tell_of_referral(SfFinding *finding)
{
    const SfAgent *agent = &finding->answer->nearest->agent;
    if (g_strcmp0(finding->variant, "referred") != 0)
        return;
    sf_finding_value(finding, "other", sf_text(agent->caller));
    sf_finding_value(finding, "better", sf_text(agent->refer_to));
    sf_finding_number(finding, "other_frame", agent->refer_frame);
}

static void tell_of_other_places(SfFinding *finding)
{
    const SfAnswer *nearest = finding->answer->nearest;
    const gboolean is_taken = lives(nearest->fork.status);
    sf_finding_number(finding, "followup_status",
                      is_taken ? nearest->fork.status : nearest->fork.other);
    if (is_taken)
        sf_finding_number(finding, "other_frame", nearest->fork.frame);
}

static const char *fix_of(const char *variant)
{
    if (g_strcmp0(variant, "many") == 0)
        return "name-one";
    if (g_strcmp0(variant, "unseen") == 0)
        return "take-out";
    if (g_strcmp0(variant, "bytes") == 0)
        return "escape";
    return "update";
}

/* Who sends what is for the new address to the old place: a trial call from there fails like this
 * one until that is mended. */
static void tell_of_way_astray(SfFinding *finding)
{
    const SfAnswer *answer = finding->answer;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind != SF_FOLLOWUP_TARGET || followup->likely ||
            !sf_followup_went_astray(followup))
            continue;
        sf_finding_value(finding, "astray",
                         sf_followup_was_led_astray(followup) ? sf_text(followup->passed_on.by)
                                                              : followup->request->source_address);
        return;
    }
}

void sf_check_moved_permanently(const SfCheck *check, SfAnswer *answer)
{
    /* Once a story, also where no address is named. */
    if (sf_story_first(answer->story, 301) != answer)
        return;
    const SfTarget *best = sf_answer_target(answer, 1);
    const char *nothing = nothing_to_change(answer, best);
    if (best && sf_text_equal(sf_message_method(answer->message), sf_text("REGISTER")))
        sf_answer_may_change(answer); /* by where the follow-up goes */
    if (g_strcmp0(nothing, "inside") == 0 && differs_in_transport(answer, best))
        sf_answer_may_change(answer);
    if (g_strcmp0(nothing, "inside") == 0) {
        sf_answer_may_change(answer); /* it may send its own caller on yet */
        nothing = answer->nearest->agent.refer_to ? "referred" : nothing;
    }
    if (g_strcmp0(nothing, "broken") == 0)
        sf_answer_may_change(answer); /* its request may come yet */
    SfFinding *finding =
        sf_report(check, answer, nothing ? nothing : who_has_to_change(answer, best));
    tell_of_referral(finding);
    tell_of_lacking(finding);
    tell_of_reached(finding);
    tell_of_way_inside(finding);
    if (best)
        finding->place = best->place;
    if (answer->made_at->rang_frame)
        sf_finding_number(finding, "first_frame", answer->made_at->rang_frame);
    if (g_strcmp0(nothing, "other-branch") == 0)
        sf_finding_number(finding, "other_frame", answer->fork.frame);
    if (g_strcmp0(nothing, "other-places") == 0)
        tell_of_other_places(finding);
    if (nothing)
        return;
    tell_of_transport(finding, best);
    tell_of_characters(finding, best);
    tell_of_caller(finding);
    tell_of_way_astray(finding);
    sf_finding_fix(finding, fix_of(finding->variant));
}

/* ---- no Contact ---- */

/* The hop below named targets, this one has none: the element between took them (RFC 3261 §16.7
 * lets a proxy take away what it has tried, but then it has no 3xx left to pass on). */
static void report_taken(const SfCheck *check, SfAnswer *answer, const SfAnswer *lower)
{
    const SfTarget *best = sf_answer_target(lower, 1);
    if (!best)
        return;
    g_autofree char *targets = sf_fact(lower, NULL, "targets");
    SfFinding *finding = sf_report(check, answer, "taken");
    sf_finding_value(finding, "between", answer->message->source_address);
    sf_finding_value(finding, "target", best->entry.uri_text);
    sf_finding_value(finding, "targets", sf_text(targets));
    sf_finding_fix(finding, "keep-contact");
    sf_finding_fix(finding, "follow-there");
}

static gboolean has_wildcard(const SfAnswer *answer)
{
    for (guint i = 0; i < answer->targets->len; i++)
        if (g_array_index(answer->targets, SfTarget, i).entry.wildcard)
            return TRUE;
    return FALSE;
}

/* The first entry that cannot be read; NULL: there is none. */
static const SfTarget *first_flawed(const SfAnswer *answer)
{
    for (guint i = 0; i < answer->targets->len; i++)
        if (g_array_index(answer->targets, SfTarget, i).flaw.reason)
            return &g_array_index(answer->targets, SfTarget, i);
    return NULL;
}

void sf_check_moved_no_contact(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_answer_redirects(answer) || answer->message->cut || sf_answer_target(answer, 1))
        return;
    const SfAnswer *lower = sf_answer_hop_below(answer);
    if (lower) {
        report_taken(check, answer, lower);
        return;
    }
    if (has_wildcard(answer))
        return; /* moved.contact-wildcard says it better */
    const gboolean has_header = sf_message_header(answer->message, SF_HEADER_CONTACT, 0) != NULL;
    const SfTarget *flawed = first_flawed(answer);
    GString *mended = flawed ? sf_mended_entry(flawed) : NULL;
    SfFinding *finding = sf_report(check, answer,
                                   mended       ? "guessed"
                                   : has_header ? "unreadable"
                                                : NULL);
    if (mended)
        sf_finding_take_string(finding, "mended", mended);
    if (flawed)
        sf_finding_value(finding, "reason", sf_text(sf_phrase("flaw", flawed->flaw.reason)));
    const SfText entry = flawed ? flawed->entry.whole : sf_text("");
    sf_finding_value(finding, "entry", entry.length > 0 ? entry : sf_text("empty"));
    sf_finding_fix(finding, "add-contact");
}

/* ---- inside a dialog ---- */

void sf_check_moved_in_dialog(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_made_here(answer, 301) || !sf_answer_in_dialog(answer))
        return;
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_value(finding, "old", answer->request->request_uri);
    sf_finding_fix(finding, "new-contact");
}
