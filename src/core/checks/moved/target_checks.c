/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the new addresses of a 301 are. One finding a check: the first target names the pattern. */
#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/checks/moved/new_address.h"
#include "core/describe/absence.h"
#include "core/describe/client.h"
#include "core/describe/outcome.h"
#include "core/grammar/scan.h"
#include "core/grammar/strings/string_hash.h"
#include "core/ledger/followups/routing.h"
#include "core/ledger/story/chain.h"
#include "core/ledger/view.h"

#include <string.h>

/* Targets that are compared part by part with one address: each comparison looks at all of both,
 * and a stranger may send thousands. */
#define MOST_COMPARED 20

/* Addresses at fault that one text names; more help nobody. */
#define MOST_AT_FAULT 3

/* ---- the same address (rule 4 of the checks) ---- */

const SfTarget *sf_target_at_old(const SfAnswer *answer)
{
    SfUri old;
    if (!sf_old_uri(answer, &old))
        return NULL;
    g_autofree char *old_key = sf_uri_key(&old);
    guint next = 0;
    guint compared = 0;
    for (const SfTarget *target; (target = sf_next_target(answer, &next)) != NULL;) {
        g_autofree char *key = sf_uri_key(&target->entry.uri);
        if (strcmp(key, old_key) != 0)
            continue;
        if (sf_uri_same_place(&target->entry.uri, &old))
            return target;
        if (++compared == MOST_COMPARED)
            break;
    }
    return NULL;
}

/* A SIP target besides @one. */
static gboolean has_another(const SfAnswer *answer, const SfTarget *one)
{
    guint next = 0;
    for (const SfTarget *target; (target = sf_next_target(answer, &next)) != NULL;)
        if (target->entry.uri.scheme <= SF_SCHEME_SIPS &&
            !sf_uri_same_place(&target->entry.uri, &one->entry.uri))
            return TRUE;
    return FALSE;
}

/* The same address was asked for at another server, as something beside the Contact tells who knows
 * it, and served there: no circle. */
static gboolean was_served_elsewhere(SfAnswer *answer)
{
    sf_answer_may_change(answer); /* it may be served yet */
    if (answer->nearest->upstream.status / 100 == 2)
        return TRUE; /* by somebody whom the capture does not show */
    for (const SfAnswer *hop = answer; hop; hop = hop->above)
        for (guint i = 0; i < hop->followups->len; i++) {
            const SfFollowup *followup = hop->followups->pdata[i];
            if (followup->status / 100 == 2 &&
                !sf_text_equal(followup->request->destination_address,
                               answer->message->source_address))
                return TRUE;
        }
    return FALSE;
}

static gboolean is_telephone(const SfAnswer *answer)
{
    const SfHeader *product = sf_message_header(answer->message, SF_HEADER_SERVER, 0);
    if (!product)
        product = sf_message_header(answer->message, SF_HEADER_USER_AGENT, 0);
    g_autofree char *name = product ? sf_text_dup(product->value) : NULL;
    return g_strcmp0(sf_product_kind(name), "telephone") == 0;
}

/* A telephone has forwards, and no redirect of each number that it is asked for: where it had sent
 * the call on to another number at its own address before, that forward is the one that a person
 * finds. NULL: there is none. */
static const SfAnswer *forward_to_itself(const SfAnswer *answer)
{
    const SfAnswer *link = answer->nearest;
    for (guint links = 0; link->link.came_by && links < SF_MAX_LINKS; links++) {
        link = link->link.came_by->answer;
        const SfAnswer *made = link->made_at;
        if (!made->request ||
            !sf_text_equal(made->message->source_address, answer->message->source_address))
            return NULL;
        if (!sf_text_equal(made->request->request_uri, answer->request->request_uri))
            return is_telephone(answer) ? made : NULL;
    }
    return NULL;
}

/* The new address as it was probably meant: at the one that asked. */
static void tell_of_forward(SfFinding *finding, const SfAnswer *forward)
{
    const SfAnswer *answer = finding->answer;
    SfUri old;
    if (!sf_old_uri(answer, &old))
        return;
    g_autofree char *user = sf_text_dup(old.user);
    g_autofree char *asker = sf_text_dup(sf_answer_client(answer->nearest));
    const gboolean is_6 = strchr(asker, ':') != NULL;
    g_autofree char *meant =
        g_strdup_printf("sip:%s@%s%s%s", user, is_6 ? "[" : "", asker, is_6 ? "]" : "");
    sf_finding_value(finding, "earlier", forward->request->request_uri);
    sf_finding_value(finding, "better", sf_text(meant));
    sf_finding_number(finding, "first_frame", forward->message->frame);
}

/* The number that a look-up says to route by stood in the request already, which is the same: who
 * put it there is not to look it up again. NULL: there is none. */
static GString *what_was_looked_up(const SfTarget *target)
{
    SfText number;
    if (!sf_uri_routing_number(&target->entry.uri, &number))
        return NULL;
    GString *looked_up = g_string_new("rn=");
    g_autofree char *shown = sf_text_show(number);
    return g_string_append(looked_up, shown);
}

void sf_check_moved_self(const SfCheck *check, SfAnswer *answer)
{
    const SfTarget *target = sf_is_made_here(answer, 301) ? sf_target_at_old(answer) : NULL;
    if (!target || sf_is_signature(answer) || was_served_elsewhere(answer))
        return;
    const gboolean is_alone = !has_another(answer, target);
    const SfAnswer *forward = is_alone ? forward_to_itself(answer) : NULL;
    GString *looked_up = is_alone && !forward ? what_was_looked_up(target) : NULL;
    SfFinding *finding = sf_report(check, answer,
                                   forward     ? "forward"
                                   : looked_up ? "looked-up"
                                   : is_alone  ? NULL
                                               : "beside");
    sf_finding_about(finding, target);
    if (forward) {
        tell_of_forward(finding, forward);
        sf_finding_fix(finding, "right-forward");
        return;
    }
    sf_finding_value(finding, "old", answer->request->request_uri);
    sf_finding_fix(finding, looked_up ? "route-on" : "point-elsewhere");
    if (looked_up)
        sf_finding_take_string(finding, "parameters", looked_up);
}

static void append_uri_param(GString *out, const SfUri *uri, const char *name)
{
    SfParam param;
    g_string_append_c(out, ' ');
    if (sf_uri_param(uri, name, &param))
        for (gsize i = 0; i < param.value.length; i++)
            g_string_append_c(out, g_ascii_tolower(param.value.at[i]));
}

/* Targets that may be the same have the same slot: whatever makes them differ for certain is in. */
static char *slot_of(const SfUri *uri)
{
    g_autofree char *who = sf_uri_user_at_host(uri);
    GString *slot = g_string_new(NULL);
    g_string_append_printf(slot, "%d %s %u", uri->scheme, who, uri->port);
    append_uri_param(slot, uri, "transport");
    append_uri_param(slot, uri, "maddr");
    append_uri_param(slot, uri, "gr");
    return g_string_free(slot, FALSE);
}

void sf_check_moved_duplicate_target(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_made_here(answer, 301))
        return;
    g_autoptr(GHashTable) first = g_hash_table_new_full(sf_string_hash, g_str_equal, g_free, NULL);
    guint next = 0;
    guint compared = 0;
    for (const SfTarget *target; (target = sf_next_target(answer, &next)) != NULL;) {
        g_autofree char *slot = slot_of(&target->entry.uri);
        const SfTarget *twin = g_hash_table_lookup(first, slot);
        if (!twin) {
            g_hash_table_insert(first, g_steal_pointer(&slot), (gpointer)target);
            continue;
        }
        if (sf_uri_same_place(&twin->entry.uri, &target->entry.uri)) {
            SfFinding *finding = sf_report(check, answer, NULL);
            sf_finding_about(finding, target);
            sf_finding_value(finding, "value", twin->entry.whole);
            sf_finding_fix(finding, "remove-double");
            return;
        }
        if (++compared == MOST_COMPARED)
            return;
    }
}

/* ---- the caller ---- */

static gboolean is_socket_of(const SfUri *uri, SfText address, guint port)
{
    return uri->scheme <= SF_SCHEME_SIPS && sf_host_equal(sf_uri_next_host(uri), address) &&
           sf_uri_effective_port(uri) == port;
}

static gboolean same_user(const SfUri *a, const SfUri *b)
{
    return sf_text_is_present(a->user) && sf_text_is_present(b->user) &&
           sf_escaped_compare(a->user, b->user, FALSE) == 0;
}

/* Where the client says that it can be reached. FALSE for an address that stands for more than the
 * client: a GRUU has its domain's name for a host (RFC 5627 §3.1). */
static gboolean contact_of(const SfMessage *request, SfUri *uri)
{
    const SfHeader *contact = sf_message_header(request, SF_HEADER_CONTACT, 0);
    SfText rest = contact ? contact->value : SF_TEXT_NONE;
    SfNameAddr entry;
    SfFlaw flaw;
    SfParam gr;
    if (!sf_name_addr_next(&rest, &entry, &flaw) || entry.wildcard ||
        (flaw.reason && !flaw.slight) || entry.uri.scheme > SF_SCHEME_SIPS)
        return FALSE;
    *uri = entry.uri;
    return !sf_uri_param(uri, "gr", &gr);
}

/* The port of a connection is the connection's own; nobody calls it. */
static gboolean came_from(const SfMessage *request, const SfUri *uri)
{
    return request->transport == SF_TRANSPORT_UDP &&
           is_socket_of(uri, request->source_address, request->source_port);
}

/* Where the client is to be found, as its request tells. */
typedef struct {
    const SfMessage *request;
    SfUri old;
    SfUri contact;
    gboolean has_contact;
    guint port; /* of the contact */
} Caller;

static gboolean find_caller(const SfAnswer *answer, Caller *caller)
{
    *caller = (Caller){.request = answer->request};
    if (!sf_old_uri(answer, &caller->old))
        return FALSE;
    caller->has_contact = contact_of(answer->request, &caller->contact);
    if (caller->has_contact)
        caller->port = sf_uri_effective_port(&caller->contact);
    return TRUE;
}

static gboolean is_caller(const SfUri *uri, const Caller *caller)
{
    const gboolean at_contact =
        caller->has_contact && is_socket_of(uri, caller->contact.host, caller->port);
    if (!at_contact && !came_from(caller->request, uri))
        return FALSE;
    /* Another user there may well be the right one: 100 at the one switch is 200 at the other now.
     */
    return same_user(uri, &caller->old) || (at_contact && same_user(uri, &caller->contact));
}

gboolean sf_target_is_caller(const SfAnswer *answer, const SfTarget *target)
{
    Caller caller;
    return find_caller(answer, &caller) && is_caller(&target->entry.uri, &caller);
}

/* Another user at the one that asked: it deals with that inside, unless what it told its own caller
 * shows that it came to nothing. Where it called that user by a trunk of its own, what that one
 * said tells why. */
static gboolean came_back_in_vain(const SfAnswer *answer, const SfTarget *target)
{
    return answer->nearest->agent.caller_status >= 300 && sf_target_is_of_asker(answer, target) &&
           sf_answer_tries(answer->nearest) == 0;
}

/* On one machine only the port tells who is who. */
static char *name_of_asker(const SfAnswer *answer)
{
    const SfMessage *request = answer->request;
    return sf_text_equal(request->source_address, request->destination_address)
               ? sf_message_source(request)
               : sf_text_dup(request->source_address);
}

void sf_check_moved_to_caller(const SfCheck *check, SfAnswer *answer)
{
    Caller caller;
    if (!sf_is_made_here(answer, 301) || !find_caller(answer, &caller) ||
        answer->nearest->agent.caller_status / 100 == 2 || sf_is_routing_answer(answer))
        return;
    guint next = 0;
    for (const SfTarget *target; (target = sf_next_target(answer, &next)) != NULL;) {
        if (!is_caller(&target->entry.uri, &caller) && !came_back_in_vain(answer, target))
            continue;
        if (sf_uri_same_place(&target->entry.uri, &caller.old))
            return; /* moved.self says it better */
        const gboolean in_vain = came_back_in_vain(answer, target);
        if (answer->nearest->agent.caller_status == 0)
            sf_answer_may_change(answer); /* its own caller may be answered yet */
        SfFinding *finding = sf_report(check, answer, in_vain ? "in-vain" : NULL);
        sf_finding_about(finding, target);
        sf_finding_take(finding, "caller", name_of_asker(answer));
        if (in_vain)
            sf_finding_fix(finding, "leave-it");
        if (answer->nearest->agent.caller_status) {
            sf_finding_number(finding, "followup_status", answer->nearest->agent.caller_status);
            sf_finding_number(finding, "other_frame", answer->nearest->agent.caller_frame);
        }
        sf_finding_fix(finding, "untangle");
        return;
    }
}

static gboolean is_for_same_user(const SfTarget *target, const SfUri *old)
{
    return sf_text_is_present(old->user) && sf_text_is_present(target->entry.uri.user) &&
           sf_text_equal(old->user, target->entry.uri.user);
}

/* The old place served it when it was asked once more; NULL: it did not. */
static const SfFollowup *served_again(const SfAnswer *answer)
{
    const SfFollowup *again = sf_first_followup(answer->nearest, SF_FOLLOWUP_AGAIN);
    return again && again->status / 100 == 2 && again->status_frame ? again : NULL;
}

static void report_to_server(const SfCheck *check, SfAnswer *answer, const SfTarget *target,
                             gboolean is_same_user)
{
    const SfFollowup *served = served_again(answer);
    /* The server may take it there itself; the one that asked would have to ask anew, and did not.
     */
    const gboolean is_unseen = !served && sf_absence_speaks(answer->nearest);
    const char *variant = served         ? "served"
                          : is_unseen    ? "unseen"
                          : is_same_user ? "same-user"
                                         : NULL;
    SfFinding *finding = sf_report(check, answer, variant);
    sf_finding_about(finding, target);
    if (is_unseen) {
        sf_finding_take(finding, "window", sf_seconds(sf_answer_window(answer->nearest)));
        sf_finding_fix(finding, "follow");
        sf_finding_fix(finding, "take-there");
    }
    if (!served)
        return;
    sf_finding_number(finding, "followup_frame", served->request->frame);
    sf_finding_number(finding, "followup_status", served->status);
    sf_finding_number(finding, "other_frame", served->status_frame);
}

void sf_check_moved_to_server(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_made_here(answer, 301) || sf_answer_tries(answer->nearest) > 0 ||
        !sf_answer_leads_on_inside(answer))
        return;
    guint next = 0;
    for (const SfTarget *target; (target = sf_next_target(answer, &next)) != NULL;) {
        SfUri old;
        const gboolean has_old = sf_old_uri(answer, &old);
        if (!sf_target_is_of_server(answer, target) ||
            (has_old && sf_uri_same_place(&target->entry.uri, &old)))
            continue;
        sf_answer_may_change(answer); /* somebody may try a target yet */
        report_to_server(check, answer, target, has_old && is_for_same_user(target, &old));
        return;
    }
}

static gboolean has_user(const SfUri *uri)
{
    return sf_text_is_present(uri->user) && uri->user.length > 0;
}

/* The best other address, where it names a user, and nothing shows that it is out of reach. */
static const SfTarget *usable_beside(const SfAnswer *answer)
{
    for (guint rank = 1; rank <= MIN(answer->targets->len, MOST_COMPARED); rank++) {
        const SfTarget *target = sf_answer_target(answer, rank);
        if (!target)
            break;
        if (target->entry.uri.scheme <= SF_SCHEME_SIPS && has_user(&target->entry.uri) &&
            !sf_target_is_out_of_reach(answer, target))
            return target;
    }
    return NULL;
}

static char *with_semicolon(SfText param)
{
    g_autofree char *written = sf_text_show(param);
    return g_strconcat(";", written, NULL);
}

/* Where another address does name the user, this one can also be left out. */
static void report_user_lost(const SfCheck *check, SfAnswer *answer, const SfTarget *target)
{
    const SfTarget *usable = usable_beside(answer);
    SfFinding *finding = sf_report(check, answer, usable ? "beside" : NULL);
    SfParam lr;
    sf_finding_about(finding, target);
    sf_finding_fix(finding, "add-user");
    if (answer->message->status != 305 && sf_uri_param(&target->entry.uri, "lr", &lr))
        sf_finding_take(finding, "proxy_sign", with_semicolon(sf_param_as_written(&lr)));
    if (!usable)
        return;
    sf_answer_may_change(answer); /* it may turn out to be out of reach */
    sf_finding_value(finding, "usable", usable->entry.uri_text);
    sf_finding_fix(finding, "take-out");
}

void sf_check_moved_user_lost(const SfCheck *check, SfAnswer *answer)
{
    SfUri old;
    if (!sf_is_made_here(answer, 301) || !sf_old_uri(answer, &old) || !has_user(&old) ||
        sf_text_equal(sf_message_method(answer->message), sf_text("REGISTER")))
        return;
    guint next = 0;
    for (const SfTarget *target; (target = sf_next_target(answer, &next)) != NULL;) {
        const SfUri *uri = &target->entry.uri;
        if (uri->scheme > SF_SCHEME_SIPS || has_user(uri))
            continue;
        if (sf_target_is_out_of_reach(answer, target)) { /* a user more is of no use there */
            sf_answer_may_change(answer);
            continue;
        }
        report_user_lost(check, answer, target);
        return;
    }
}

/* ---- headers and parameters that an address brings along ---- */

/* Headers that a redirect should not set (RFC 3261 §19.1.5), and their compact forms. */
static gboolean is_unsafe(SfText name)
{
    static const char *const names[] = {"From",
                                        "f",
                                        "Call-ID",
                                        "i",
                                        "CSeq",
                                        "Via",
                                        "v",
                                        "Route",
                                        "Record-Route",
                                        "Accept",
                                        "Contact",
                                        "m",
                                        "Allow",
                                        "Accept-Encoding",
                                        "Accept-Language",
                                        "Organization",
                                        "Supported",
                                        "k",
                                        "User-Agent"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (sf_escaped_compare(name, sf_text(names[i]), TRUE) == 0)
            return TRUE;
    return FALSE;
}

/* The names of the headers that a URI brings along, the unsafe ones or the others, with commas;
 * NULL: none. */
static GString *headers_of(const SfUri *uri, gboolean unsafe)
{
    GString *list = g_string_new(NULL);
    SfText rest = uri->headers;
    SfParam header;
    while (sf_uri_header_next(&rest, &header))
        if (header.name.length > 0 && is_unsafe(header.name) == unsafe)
            sf_list_add(list, header.name);
    if (list->len > 0)
        return list;
    g_string_free(list, TRUE);
    return NULL;
}

static SfFinding *report_headers(const SfCheck *check, SfAnswer *answer, gboolean unsafe,
                                 const char *variant)
{
    if (!sf_is_made_here(answer, 301))
        return NULL;
    guint next = 0;
    for (const SfTarget *target; (target = sf_next_target(answer, &next)) != NULL;) {
        GString *headers = headers_of(&target->entry.uri, unsafe);
        if (!headers)
            continue;
        SfFinding *finding = sf_report(check, answer, variant);
        sf_finding_about(finding, target);
        sf_finding_take_string(finding, "headers", headers);
        return finding;
    }
    return NULL;
}

void sf_check_moved_uri_headers(const SfCheck *check, SfAnswer *answer)
{
    report_headers(check, answer, FALSE, NULL);
}

/* The request carries the Route that the address brought along. */
static gboolean takes_route(const SfMessage *request, const SfUri *uri)
{
    const SfHeader *route = sf_message_header(request, SF_HEADER_ROUTE, 0);
    SfText rest = uri->headers;
    SfParam header;
    while (route && sf_uri_header_next(&rest, &header)) {
        if (sf_escaped_compare(header.name, sf_text("Route"), TRUE) != 0)
            continue;
        g_autofree char *value =
            g_uri_unescape_segment(header.value.at, header.value.at + header.value.length, NULL);
        if (value && sf_text_equal(sf_text(value), sf_text_trim(route->value)))
            return TRUE;
    }
    return FALSE;
}

/* The try that was answered, where it went by the Route of the new address: then the call lives by
 * what RFC 3261 §19.1.5 warns of. NULL: none did. */
static const SfFollowup *answered_by_route(const SfAnswer *answer)
{
    const SfFollowup *reached = sf_answer_reached(sf_answer_received(answer));
    if (!reached)
        reached = sf_answer_reached(answer);
    const SfTarget *target =
        reached && reached->kind == SF_FOLLOWUP_TARGET ? sf_tried_target(reached) : NULL;
    return target && takes_route(reached->request, &target->entry.uri) ? reached : NULL;
}

void sf_check_moved_uri_headers_unsafe(const SfCheck *check, SfAnswer *answer)
{
    const SfFollowup *obeyed = answered_by_route(answer);
    SfFinding *finding = report_headers(check, answer, TRUE, obeyed ? "heeded" : NULL);
    if (!finding)
        return;
    if (!obeyed) {
        if (sf_escaped_compare(sf_text("Route"), sf_text(sf_finding_own(finding, "headers")),
                               TRUE) == 0)
            sf_answer_may_change(answer); /* a follow-up may go by it yet */
        sf_finding_fix(finding, "remove-headers");
        return;
    }
    sf_finding_number(finding, "followup_frame", obeyed->request->frame);
    sf_finding_number(finding, "other_frame", obeyed->status_frame);
    sf_finding_value(finding, "sent_to", obeyed->request->destination_address);
}

/* Not in a redirect's Contact: RFC 3261 §19.1.1, table 1. */
/* Parameters of those names in the address, as they are written; empty: none. */
static GString *misplaced_in(const SfUri *uri, const char *const *names, guint n_names)
{
    GString *found = g_string_new(NULL);
    for (guint i = 0; i < n_names && uri->scheme <= SF_SCHEME_SIPS; i++) {
        SfParam param;
        if (!sf_uri_param(uri, names[i], &param))
            continue;
        const SfText written = sf_param_as_written(&param);
        g_string_append_printf(found, ";%.*s", (int)MIN(written.length, G_MAXINT), written.at);
    }
    return found;
}

/* The finding is about the first address at fault; the others are named in it. */
static void add_misplaced(GString *parameters, GString *entries, guint n, const SfTarget *target,
                          SfText found)
{
    if (n >= MOST_AT_FAULT)
        return;
    sf_list_and(parameters);
    g_string_append_len(parameters, found.at, (gssize)found.length);
    sf_list_and(entries);
    g_string_append_len(entries, target->entry.uri_text.at, (gssize)target->entry.uri_text.length);
}

void sf_check_moved_uri_method(const SfCheck *check, SfAnswer *answer)
{
    static const char *const names[] = {"method", "lr"};
    if (!sf_is_made_here(answer, 301))
        return;
    /* The Contact of a 305 is a proxy (RFC 3261 §21.3.4). */
    const guint n_names = answer->message->status == 305 ? 1 : G_N_ELEMENTS(names);
    GString *parameters = g_string_new(NULL);
    GString *entries = g_string_new(NULL);
    const SfTarget *first = NULL;
    guint next = 0;
    guint n = 0;
    for (const SfTarget *target; (target = sf_next_target(answer, &next)) != NULL;) {
        g_autoptr(GString) found = misplaced_in(&target->entry.uri, names, n_names);
        if (found->len == 0)
            continue;
        add_misplaced(parameters, entries, n++, target, (SfText){found->str, found->len});
        first = first ? first : target;
    }
    if (first) {
        SfFinding *finding = sf_report(check, answer, n > 1 ? "several" : NULL);
        sf_finding_about(finding, first);
        sf_finding_value(finding, "parameters", (SfText){parameters->str, parameters->len});
        sf_finding_value(finding, "at_fault", (SfText){entries->str, entries->len});
        sf_finding_fix(finding, "remove-parameter");
    }
    g_string_free(parameters, TRUE);
    g_string_free(entries, TRUE);
}
