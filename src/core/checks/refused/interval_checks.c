/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Times that are too short: of sessions (422), of registrations and subscriptions (423). And the
 * registrar that misses outbound at the first hop (439). */
#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/ledger/wants.h"

static void set_interval(SfFinding *finding, const SfInterval *interval)
{
    if (interval->has_asked)
        sf_finding_number(finding, "asked", interval->asked);
    if (interval->has_minimum)
        sf_finding_number(finding, "minimum", interval->minimum);
}

/* It came back with enough, and did not get through: the interval is not the matter any more. */
static gboolean was_refused_otherwise(const SfFollowup *retry)
{
    return retry && retry->status / 100 != 2 && retry->status >= 300;
}

/* What came of it stands on the packet that shows it. */
static void report_after(const SfCheck *check, SfAnswer *answer, const SfInterval *interval)
{
    const SfFollowup *retry = sf_first_followup(answer, SF_FOLLOWUP_RETRY);
    const SfFollowup *again = retry ? NULL : sf_first_followup(answer, SF_FOLLOWUP_AGAIN);
    const SfFollowup *followup = retry ? retry : again;
    if (!followup || !interval->has_minimum || !interval->has_asked)
        return;
    SfFinding *finding = sf_report(check, answer, retry ? "mended" : "unchanged");
    sf_finding_set_message(finding, followup->request);
    set_interval(finding, interval);
    sf_finding_number(finding, "followup_frame", followup->request->frame);
    sf_finding_fix(finding, "longer");
}

/* Names the problem in place of the interval. */
static void report_other_reason(const SfCheck *check, SfAnswer *answer, const SfFollowup *retry,
                                const SfInterval *interval)
{
    const gboolean is_challenge = sf_followup_is_challenge(retry);
    SfFinding *finding = sf_report(check, answer, is_challenge ? "then-asked" : "then-refused");
    set_interval(finding, interval);
    sf_finding_number(finding, "followup_frame", retry->request->frame);
    sf_finding_number(finding, "followup_status", retry->status);
    sf_finding_number(finding, "other_frame", retry->status_frame);
    sf_finding_value(finding, "other", sf_text(retry->answered_by));
    sf_finding_quote(finding, retry);
    if (retry->unanswerable)
        sf_finding_value(finding, "headers", sf_text(sf_followup_challenge_header(retry)));
    if (!is_challenge)
        sf_finding_fix(finding, "other-reason");
}

/* No server may be asked to take a session of less than 90 s (RFC 4028 §5). */
#define LEAST_MIN_SE 90

static gboolean may_be_lowered(const SfInterval *interval, SfHeaderName minimum)
{
    return interval->has_asked && (minimum != SF_HEADER_MIN_SE || interval->asked >= LEAST_MIN_SE);
}

static void report_interval(const SfCheck *check, SfAnswer *answer, SfHeaderName minimum)
{
    const SfInterval interval = sf_answer_interval(answer);
    const SfHeader *header = sf_message_header(answer->message, minimum, 0);
    const gboolean enough = interval.has_asked && interval.asked >= interval.minimum;
    if (!interval.has_minimum && answer->message->cut)
        return;
    const SfFollowup *retry = sf_first_followup(answer, SF_FOLLOWUP_RETRY);
    if (interval.has_minimum && interval.has_asked && !enough && was_refused_otherwise(retry)) {
        report_other_reason(check, answer, retry, &interval);
        return;
    }
    const char *variant = !interval.has_minimum ? "no-minimum" : enough ? "enough" : NULL;
    SfFinding *finding = sf_report(check, answer, variant);
    if (header)
        finding->place = header->place;
    set_interval(finding, &interval);
    if (!interval.has_minimum) {
        sf_finding_fix(finding, "name-it");
        return;
    }
    if (!enough)
        sf_finding_fix(finding, "longer");
    if (may_be_lowered(&interval, minimum))
        sf_finding_fix(finding, "lower");
    if (!enough)
        report_after(check, answer, &interval);
}

void sf_check_interval_session_too_small(const SfCheck *check, SfAnswer *answer)
{
    if (answer->message->status == 422 && sf_answer_is_nearest(answer))
        report_interval(check, answer, SF_HEADER_MIN_SE);
}

void sf_check_interval_expires_too_brief(const SfCheck *check, SfAnswer *answer)
{
    if (answer->message->status == 423 && sf_answer_is_nearest(answer))
        report_interval(check, answer, SF_HEADER_MIN_EXPIRES);
}

/* ---- outbound ---- */

/* It is the first entry of Path that a registrar looks at (RFC 5626 §6). */
static gboolean first_of_path(const SfMessage *request, SfNameAddr *first)
{
    const SfHeader *header = sf_message_header(request, SF_HEADER_PATH, 0);
    if (!header)
        return FALSE;
    SfText rest = header->value;
    SfFlaw flaw;
    return sf_name_addr_next(&rest, first, &flaw) && !first->wildcard &&
           (!flaw.reason || flaw.slight);
}

void sf_check_outbound_first_hop(const SfCheck *check, SfAnswer *answer)
{
    if (answer->message->status != 439 || sf_answer_origin(answer) != answer)
        return;
    SfNameAddr first_hop;
    SfParam ob;
    const gboolean known = answer->offer_known;
    const gboolean has_path = known && first_of_path(answer->request, &first_hop);
    const char *variant = !known ? "no-request" : has_path ? "no-ob" : NULL;
    if (has_path && sf_uri_param(&first_hop.uri, "ob", &ob))
        return; /* it says that it can: the registrar has a reason of its own */
    SfFinding *finding = sf_report(check, answer, variant);
    if (has_path) {
        sf_finding_value(finding, "value", first_hop.uri_text);
        if (sf_text_is_present(first_hop.uri.host))
            sf_finding_value(finding, "between", first_hop.uri.host);
    }
    sf_finding_fix(finding, "switch-on");
    sf_finding_fix(finding, "without");
}
