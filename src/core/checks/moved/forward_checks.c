/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a 300, 302, 305 and 380 say as a whole: the relatives of a 301. */
#include "core/checks/judged.h"
#include "core/checks/moved/new_address.h"
#include "core/describe/absence.h"
#include "core/describe/outcome.h"
#include "core/ledger/story/story.h"

/* Once a story, as moved.permanently. */
static gboolean is_first(const SfAnswer *answer, guint status)
{
    return answer->message->status == status && sf_story_first(answer->story, status) == answer;
}

static gboolean is_register(const SfAnswer *answer)
{
    return sf_text_equal(sf_message_method(answer->message), sf_text("REGISTER"));
}

static SfFinding *report_about(const SfCheck *check, SfAnswer *answer, const char *variant)
{
    const SfTarget *best = sf_answer_target(answer, 1);
    SfFinding *finding = sf_report(check, answer, variant);
    if (best)
        finding->place = best->place;
    return finding;
}

/* Who had got it asked nobody else in the end, and it was another element that told the caller of a
 * refusal: what is to be done with a redirect is asked of the one that had got it. */
static gboolean is_refused_elsewhere(SfAnswer *answer)
{
    sf_answer_is_nearest(answer); /* the caller may be told yet */
    return !answer->above && answer->upstream.is_elsewhere && answer->upstream.status >= 400 &&
           answer->upstream.status != 401 && answer->upstream.status != 407 &&
           answer->upstream.status != 487 && sf_answer_tries(answer) == 0;
}

static void tell_of_other_element(SfFinding *finding)
{
    const SfAnswer *answer = finding->answer;
    if (g_strcmp0(finding->variant, "elsewhere") != 0)
        return;
    sf_finding_value(finding, "between", answer->message->destination_address);
    sf_finding_number(finding, "followup_status", answer->upstream.status);
    sf_finding_number(finding, "other_frame", answer->upstream.frame);
}

static gboolean is_lost(SfAnswer *answer)
{
    sf_answer_may_change(answer); /* it may be served yet */
    return sf_outcome_is_loss(sf_answer_outcome(answer).kind);
}

void sf_check_moved_temporarily(const SfCheck *check, SfAnswer *answer)
{
    if (!is_first(answer, 302))
        return;
    const SfTarget *best = sf_answer_target(answer, 1);
    const char *variant = sf_redirect_kind(answer, best);
    if (!best)
        variant = answer->made_at->message->cut ? "cut" : "nowhere";
    else if (!answer->nearest->request)
        variant = "no-request";
    else if (is_register(answer))
        variant = "register";
    else if (!variant && is_refused_elsewhere(answer))
        variant = "elsewhere";
    SfFinding *finding = report_about(check, answer, variant);
    tell_of_other_element(finding);
    if (g_strcmp0(variant, "signed") == 0 && is_lost(answer))
        sf_finding_fix(finding, "own-route");
}

void sf_check_moved_choice(const SfCheck *check, SfAnswer *answer)
{
    if (!is_first(answer, 300))
        return;
    const char *kind = sf_redirect_kind(answer, sf_answer_target(answer, 1));
    sf_finding_fix(report_about(check, answer, kind), "choose-there");
}

/* A mobile network's first proxy sends a telephone to another one so (TS 24.229 §5.1.1.2.1): only
 * there does a registration ask for the agreement that IPsec is made of. */
static gboolean is_of_mobile_network(const SfAnswer *answer)
{
    const SfMessage *request = answer->nearest->request;
    return request && sf_message_offers(request, sf_text("sec-agree"));
}

void sf_check_moved_proxy(const SfCheck *check, SfAnswer *answer)
{
    if (!is_first(answer, 305))
        return;
    /* Only a user agent server may send it (RFC 3261 §21.3.4). */
    const SfTarget *best = sf_answer_target(answer, 1);
    const gboolean mobile = is_register(answer) && is_of_mobile_network(answer);
    const char *registrar = mobile ? "ims" : "registrar";
    const char *variant = is_register(answer) ? registrar : sf_redirect_kind(answer, best);
    SfFinding *finding = report_about(check, answer, variant);
    if (best && !mobile)
        sf_finding_fix(finding, "outbound-proxy");
}

void sf_check_moved_alternative(const SfCheck *check, SfAnswer *answer)
{
    if (!is_first(answer, 380))
        return;
    const SfHeader *type = sf_message_header(answer->message, SF_HEADER_CONTENT_TYPE, 0);
    const gboolean ims = sf_answer_asks_for_emergency_call(answer);
    const gboolean knows = sf_answer_goes_on_elsewhere(answer);
    const gboolean bare = !type && !answer->message->cut;
    SfFinding *finding = sf_report(check, answer,
                                   knows  ? "ims-known"
                                   : ims  ? "ims"
                                   : bare ? "bare"
                                          : NULL);
    if (type)
        sf_finding_value(finding, "value", type->value);
    if (ims && !knows)
        sf_finding_fix(finding, "emergency-route");
}
