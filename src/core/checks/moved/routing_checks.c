/* SPDX-License-Identifier: GPL-2.0-or-later */
/* New addresses that are no SIP addresses: telephone numbers, and others; and a 301 that tells of a
 * route in the telephone network, where 302 fits (RFC 3398 §7.2.4.1). */
#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/checks/moved/new_address.h"
#include "core/describe/absence.h"
#include "core/describe/facts/target_facts.h"
#include "core/describe/outcome.h"
#include "core/grammar/scan.h"
#include "core/ledger/followups/followup.h"
#include "core/ledger/followups/routing.h"
#include "core/ledger/view.h"

/* ---- a route ---- */

/* Whoever asked took the route for this call, and got through: that is what such an answer is for,
 * whatever its code. */
static gboolean is_as_designed(const SfAnswer *answer)
{
    return sf_answer_outcome(answer).kind == SF_OUTCOME_ANSWERED;
}

void sf_check_moved_number_routing(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_made_here(answer, 301))
        return;
    const SfRouting routing = sf_routing_of(answer);
    if (!routing.target)
        return;
    const gboolean by_cause = !routing.parameters && sf_text_is_present(routing.cause);
    const char *variant = routing.parameters ? NULL : by_cause ? "cause" : "signed";
    const gboolean is_used = is_as_designed(answer);
    if (!is_used)
        sf_answer_may_change(answer); /* the call may be answered yet */
    SfFinding *finding = sf_report(check, answer, is_used ? "used" : variant);
    sf_finding_about(finding, routing.target);
    if (routing.parameters)
        sf_finding_take_string(finding, "parameters", routing.parameters);
    else if (by_cause)
        sf_finding_value(finding, "value", routing.cause);
    if (sf_target_is_of_asker(answer, routing.target))
        sf_finding_value(finding, "own", routing.target->entry.uri.host);
    if (!is_used)
        sf_finding_fix(finding, "temporary");
}

/* ---- other schemes ---- */

static const SfTarget *first_of_scheme(const SfAnswer *answer, SfScheme scheme)
{
    guint next = 0;
    for (const SfTarget *target; (target = sf_next_target(answer, &next)) != NULL;)
        if (target->entry.uri.scheme == scheme)
            return target;
    return NULL;
}

/* It holds where phone-context says (RFC 3966 §5.1.5). */
static gboolean is_local_number(const SfUri *uri)
{
    SfParam param;
    return !sf_has_at(uri->user, 0, '+') && !sf_uri_param(uri, "phone-context", &param);
}

/* "8005550177 has no + and country code, nor a phone-context; ...": what a number and the numbers
 * in its parameters need to be read by anybody but their maker (RFC 3966 §5.1.5, RFC 4694 §5).
 * NULL: nothing. To be freed with g_free(). */
static char *lacking_of_number(const SfUri *uri)
{
    static const char *const names[][2] = {{"rn", "rn-context"}, {"cic", "cic-context"}};
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
    if (is_local_number(uri)) {
        g_autofree char *number = sf_text_show(uri->user);
        g_ptr_array_add(parts, sf_phrase_with("number", "itself", "value", number, NULL));
    }
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        SfParam param, context;
        if (!sf_uri_param(uri, names[i][0], &param) || param.value.length == 0 ||
            sf_has_at(param.value, 0, '+') || sf_uri_param(uri, names[i][1], &context))
            continue;
        g_autofree char *value = sf_text_show(param.value);
        g_ptr_array_add(parts, sf_phrase_with("number", "parameter", "name", names[i][0], "value",
                                              value, "context", names[i][1], NULL));
    }
    if (parts->len == 0)
        return NULL;
    g_ptr_array_add(parts, NULL);
    return g_strjoinv("; ", (char **)parts->pdata);
}

/* A server that cannot read a number says so (RFC 3261 §21.4.1, §21.4.22). */
static const SfFollowup *refused_unread(const SfAnswer *answer)
{
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if ((followup->status == 400 || followup->status == 484) &&
            followup->kind == SF_FOLLOWUP_TARGET &&
            sf_tried_target(followup)->entry.uri.scheme == SF_SCHEME_TEL)
            return followup;
    }
    return NULL;
}

/* What its maker left out, and which refusal may be for that. */
static void tell_lacking(SfFinding *finding, const SfAnswer *answer, const SfTarget *target)
{
    g_autofree char *lacking = lacking_of_number(&target->entry.uri);
    if (!lacking)
        return;
    sf_finding_take(finding, "lacking", g_steal_pointer(&lacking));
    const SfFollowup *refused = refused_unread(answer->nearest);
    if (!refused)
        return;
    sf_finding_number(finding, "followup_status", refused->status);
    sf_finding_number(finding, "other_frame", refused->status_frame);
}

/* ENUM and number portability have been asked already where enumdi and npdi say so; where they
 * found a routing number, that is what counts (RFC 4694 §5). */
static const char *kind_of_number(const SfUri *uri)
{
    SfParam param;
    SfText rn;
    if (is_local_number(uri))
        return "local";
    if (sf_uri_routing_number(uri, &rn))
        return "by-rn";
    if (sf_uri_param(uri, "enumdi", &param) || sf_uri_param(uri, "npdi", &param))
        return "looked-up";
    return NULL;
}

/* What a data base says of the way, for whoever asked to take: nobody took it, so that is what
 * costs the call. FALSE: it did, or may yet. */
static gboolean report_route(const SfCheck *check, SfAnswer *answer, const SfTarget *target)
{
    const SfRouting routing = sf_routing_of(answer);
    g_autoptr(GString) parameters = routing.parameters;
    const SfAnswer *received = answer->nearest;
    if (!parameters || routing.target != target || sf_answer_tries(received) > 0)
        return FALSE;
    if (!sf_answer_window_is_over(received))
        sf_answer_may_change(answer); /* somebody may take it yet */
    if (!sf_absence_speaks(received))
        return FALSE;
    SfFinding *finding = sf_report(check, answer, "route");
    sf_finding_about(finding, target);
    sf_finding_value(finding, "parameters", sf_text(parameters->str));
    sf_finding_take(finding, "window", sf_seconds(sf_answer_window(received)));
    tell_lacking(finding, answer, target);
    sf_finding_fix(finding, "route");
    return TRUE;
}

/* The one that asked took the number over from its own caller, who dials it. */
static gboolean is_dialled_above(const SfAnswer *answer)
{
    const SfAgent *agent = &answer->nearest->agent;
    SfUri old;
    SfUri dialled;
    return agent->asked && agent->caller && sf_old_uri(answer, &old) &&
           sf_uri_parse(sf_text(agent->asked), &dialled, NULL) && old.user.length > 0 &&
           sf_escaped_compare(old.user, dialled.user, FALSE) == 0;
}

void sf_check_moved_tel(const SfCheck *check, SfAnswer *answer)
{
    const SfTarget *target =
        sf_is_made_here(answer, 301) ? first_of_scheme(answer, SF_SCHEME_TEL) : NULL;
    if (!target || report_route(check, answer, target))
        return;
    const char *kind = kind_of_number(&target->entry.uri);
    const gboolean is_leg = is_dialled_above(answer);
    const SfText context = sf_number_context(&target->entry.uri);
    if (!kind)
        kind = is_leg ? "leg" : sf_text_is_present(context) ? "within" : NULL;
    SfFinding *finding = sf_report(check, answer, kind);
    sf_finding_about(finding, target);
    tell_lacking(finding, answer, target);
    if (g_strcmp0(kind, "within") == 0)
        sf_finding_value(finding, "value", context);
    if (is_leg) {
        sf_finding_value(finding, "other", sf_text(answer->nearest->agent.caller));
        sf_finding_number(finding, "first_frame", answer->nearest->agent.asked_frame);
    }
    if (g_strcmp0(kind, "local") == 0)
        sf_finding_fix(finding, "globalise");
    else if (answer->request && !sf_answer_in_dialog(answer) && !sf_is_routing_answer(answer) &&
             sf_target_at_old(answer) != target) {
        sf_finding_fix(finding, "call-number");
        if (answer->message->status == 301)
            sf_finding_fix(finding, "dial-number");
    }
}

void sf_check_moved_not_sip(const SfCheck *check, SfAnswer *answer)
{
    const SfTarget *target =
        sf_is_made_here(answer, 301) ? first_of_scheme(answer, SF_SCHEME_OTHER) : NULL;
    if (!target)
        return;
    SfFinding *finding = sf_report(check, answer, NULL);
    sf_finding_about(finding, target);
    sf_finding_value(finding, "scheme", target->entry.uri.scheme_name);
    if (!first_of_scheme(answer, SF_SCHEME_SIP) && !first_of_scheme(answer, SF_SCHEME_SIPS))
        sf_finding_fix(finding, "add-sip");
}
