/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A request for the new address that was sent to the old server. */
#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/checks/moved/astray.h"

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

/* Neither asked for a way, and the first went where its address says: an outbound proxy would have
 * left no such trace, and nothing else hints at one. */
static gboolean went_by_address(const SfAnswer *answer)
{
    SfUri uri;
    const SfMessage *request = answer->request;
    return request && !sf_message_header(request, SF_HEADER_ROUTE, 0) && sf_old_uri(answer, &uri) &&
           sf_host_equal(sf_uri_next_host(&uri), request->destination_address);
}

static SfFinding *report_by_client(const SfCheck *check, SfAnswer *answer,
                                   const SfFollowup *followup)
{
    const gboolean is_number = sf_followup_went_back_with_number(followup);
    const SfHeader *route = sf_message_header(followup->request, SF_HEADER_ROUTE, 0);
    const gboolean is_fault = !route && went_by_address(answer);
    SfFinding *finding = sf_report(check, answer, is_number ? "number" : route ? "by-route" : NULL);
    sf_finding_set_message(finding, followup->request);
    sf_finding_number(finding, "followup_frame", followup->request->frame);
    sf_finding_value(finding, "sent_to", followup->request->destination_address);
    if (route)
        sf_finding_value(finding, "value", route->value);
    if (is_number) {
        sf_finding_fix(finding, "by-gateway");
        return finding;
    }
    sf_finding_fix(finding, is_fault ? "newer" : "next-hop");
    sf_finding_fix(finding, is_fault ? "next-hop" : "newer");
    return finding;
}

/* "403", or with what whoever answered made of it: 403 "Not relaying". */
static char *status_and_phrase(const SfFollowup *followup)
{
    g_autofree char *phrase = sf_text_show(sf_followup_own_phrase(followup));
    return *phrase ? g_strdup_printf("%u \"%s\"", followup->status, phrase)
                   : g_strdup_printf("%u", followup->status);
}

static void report_wrong_next_hop(const SfCheck *check, SfAnswer *answer,
                                  const SfFollowup *followup)
{
    const SfHeader *route = sf_followup_stale_route(followup);
    SfFinding *finding = NULL;
    if (route)
        finding = report_old_route(check, answer, followup, route);
    else if (sf_followup_was_led_astray(followup))
        finding = report_by_proxy(check, answer, followup);
    else
        finding = report_by_client(check, answer, followup);
    if (followup->status >= 300)
        sf_finding_take(finding, "followup_status", status_and_phrase(followup));
    sf_finding_quote(finding, followup);
}

void sf_check_moved_wrong_next_hop(const SfCheck *check, SfAnswer *answer)
{
    if (!sf_is_received_here(answer, 301))
        return;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind != SF_FOLLOWUP_TARGET || followup->likely ||
            !sf_followup_went_astray(followup))
            continue;
        report_wrong_next_hop(check, answer, followup);
        return;
    }
}
