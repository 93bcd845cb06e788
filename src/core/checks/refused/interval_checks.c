/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Times that are too short: of sessions (422), of registrations and subscriptions (423). And the
 * registrar that misses outbound at the first hop (439). */
#include "core/checks/course.h"
#include "core/checks/judged.h"
#include "core/describe/absence.h"
#include "core/ledger/view.h"
#include "core/ledger/wants.h"

static void set_interval(SfFinding *finding, const SfInterval *interval)
{
    if (interval->has_asked)
        sf_finding_number(finding, "asked", interval->asked);
    if (interval->has_minimum)
        sf_finding_number(finding, "minimum", interval->minimum);
}

/* The time of a binding is too short, though that of the header beside it is enough: what is set
 * may be the header's. */
static gboolean header_has_enough(const SfAnswer *answer, const SfInterval *interval,
                                  guint32 *beside)
{
    const SfHeader *header =
        answer->request ? sf_message_header(answer->request, SF_HEADER_EXPIRES, 0) : NULL;
    return answer->message->status == 423 && header && interval->has_asked &&
           sf_delta_seconds_parse(sf_text_trim(header->value), beside) &&
           *beside >= interval->minimum && interval->asked < interval->minimum;
}

/* It came back with enough, and did not get through: the interval is not the matter any more. */
static gboolean was_refused_otherwise(const SfFollowup *retry, guint status)
{
    return retry && retry->status / 100 != 2 && retry->status >= 300 && retry->status != status;
}

static const SfAnswer *refused_again(const SfAnswer *answer)
{
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        const SfAnswer *again = followup->refused_by;
        if (again && again != answer && again->message->status == answer->message->status)
            return again->nearest;
    }
    return NULL;
}

/* The last refusal of its kind: what the client brought in the end counts. */
static const SfAnswer *last_refusal(const SfAnswer *answer)
{
    const SfAnswer *last = answer;
    const SfAnswer *again = refused_again(answer);
    for (guint i = 0; again && i < SF_MAX_LINKS; i++) {
        last = again;
        again = refused_again(last);
    }
    return last;
}

static gboolean asks_for_enough(const SfInterval *interval)
{
    return interval->has_asked && interval->has_minimum && interval->asked >= interval->minimum;
}

/* The client asks for enough, and an element between made less of it. */
static gboolean is_changed_on_way(const SfAnswer *answer)
{
    const SfInterval above = sf_answer_interval(answer);
    const SfInterval below = sf_answer_interval(answer->made_at);
    return answer->made_at != answer && asks_for_enough(&above) && below.has_asked &&
           below.asked < above.minimum;
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

/* That one says of itself what is the matter. */
static gboolean is_explained_there(const SfFollowup *retry, guint status)
{
    const SfAnswer *other = retry->refused_by;
    return other && other->message->status != status && !sf_answer_redirects(other);
}

static gboolean brings_credentials(const SfMessage *request)
{
    return sf_message_header(request, SF_HEADER_AUTHORIZATION, 0) ||
           sf_message_header(request, SF_HEADER_PROXY_AUTHORIZATION, 0);
}

/* Names the problem in place of the interval. */
static void report_other_reason(const SfCheck *check, SfAnswer *answer, const SfFollowup *retry,
                                const SfInterval *interval)
{
    const gboolean is_challenge = sf_followup_is_challenge(retry);
    const gboolean is_dropped = is_challenge && !retry->unanswerable &&
                                brings_credentials(answer->request) &&
                                !brings_credentials(retry->request);
    SfFinding *finding = sf_report(check, answer,
                                   is_dropped     ? "then-dropped"
                                   : is_challenge ? "then-asked"
                                                  : "then-refused");
    if (is_dropped)
        sf_finding_number(finding, "first_frame", answer->request->frame);
    set_interval(finding, interval);
    sf_finding_number(finding, "followup_frame", retry->request->frame);
    sf_finding_number(finding, "followup_status", retry->status);
    sf_finding_number(finding, "other_frame", retry->status_frame);
    sf_finding_value(finding, "other", sf_text(retry->answered_by));
    sf_finding_quote(finding, retry);
    if (retry->unanswerable)
        sf_finding_value(finding, "headers", sf_text(sf_followup_challenge_header(retry)));
    if (is_challenge && !retry->unanswerable && !retry->secured && sf_absence_speaks(answer))
        sf_finding_take(finding, "window", sf_seconds(sf_answer_window(answer)));
    if (!is_challenge)
        sf_finding_fix(finding, "other-reason");
}

/* Names the problem in place of the client's interval. */
static void report_changed_on_way(const SfCheck *check, SfAnswer *answer, const SfAnswer *last)
{
    const SfMessage *below = last->made_at->request;
    const SfInterval interval = sf_answer_interval(last);
    const guint32 passed_on = sf_answer_interval(last->made_at).asked;
    const SfHeader *least = sf_message_header(below, SF_HEADER_MIN_SE, 0);
    guint32 seconds;
    SfFinding *finding = sf_report(check, answer, "changed");
    set_interval(finding, &interval);
    sf_finding_number(finding, "passed_on", passed_on);
    /* RFC 4028 §8.1 */
    if (answer->message->status == 422 && least &&
        sf_delta_seconds_parse(sf_text_trim(least->value), &seconds) && seconds > passed_on)
        sf_finding_number(finding, "value", seconds);
    sf_finding_number(finding, "first_frame", last->request->frame);
    sf_finding_number(finding, "other_frame", below->frame);
    sf_finding_value(finding, "between", below->source_address);
    sf_finding_fix(finding, "pass-on");
}

/* No server may be asked to take a session of less than 90 s (RFC 4028 §5). */
#define LEAST_MIN_SE 90

static gboolean may_be_lowered(const SfInterval *interval, SfHeaderName minimum)
{
    return interval->has_asked && (minimum != SF_HEADER_MIN_SE || interval->asked >= LEAST_MIN_SE);
}

/* TRUE where it is not the client's interval that is to be mended. */
static gboolean report_elsewhere(const SfCheck *check, SfAnswer *answer)
{
    const SfInterval interval = sf_answer_interval(answer);
    const SfFollowup *retry = sf_first_followup(answer, SF_FOLLOWUP_RETRY);
    const SfAnswer *last = last_refusal(answer);
    if (is_changed_on_way(last)) {
        report_changed_on_way(check, answer, last);
        return TRUE;
    }
    if (!interval.has_minimum || !interval.has_asked || asks_for_enough(&interval) ||
        !was_refused_otherwise(retry, answer->message->status))
        return FALSE;
    if (!is_explained_there(retry, answer->message->status))
        report_other_reason(check, answer, retry, &interval);
    return TRUE;
}

/* Who asks for no lifetime at all signs off, or wants one report: only one above 0 s may be too
 * brief (RFC 3261 §10.3, RFC 6665 §4.2.1.1, RFC 3903 §6). */
static gboolean asks_for_none(const SfAnswer *answer)
{
    const SfInterval interval = sf_answer_interval(answer);
    return answer->message->status == 423 && interval.has_asked && interval.asked == 0;
}

static void report_none(const SfCheck *check, SfAnswer *answer)
{
    SfFinding *finding = sf_report(check, answer, "none");
    const SfHeader *header = sf_message_header(answer->message, SF_HEADER_MIN_EXPIRES, 0);
    if (header)
        finding->place = header->place;
    const SfInterval interval = sf_answer_interval(answer);
    set_interval(finding, &interval);
    if (sf_text_equal(answer->message->cseq_method, sf_text("SUBSCRIBE")))
        sf_finding_value(finding, "one_report", sf_text(sf_phrase("value", "one-report")));
    sf_finding_fix(finding, "take-it");
}

static void report_interval(const SfCheck *check, SfAnswer *answer, SfHeaderName minimum)
{
    const SfInterval last = sf_answer_interval(last_refusal(answer));
    const gboolean enough = asks_for_enough(&last);
    const SfInterval interval = enough ? last : sf_answer_interval(answer);
    const SfHeader *header = sf_message_header(answer->message, minimum, 0);
    if ((!interval.has_minimum && answer->message->cut) || report_elsewhere(check, answer))
        return;
    guint32 beside = 0;
    const char *variant = !interval.has_minimum                           ? "no-minimum"
                          : enough                                        ? "enough"
                          : header_has_enough(answer, &interval, &beside) ? "contact"
                                                                          : NULL;
    SfFinding *finding = sf_report(check, answer, variant);
    if (header)
        finding->place = header->place;
    set_interval(finding, &interval);
    if (beside > 0)
        sf_finding_number(finding, "beside", beside);
    if (!interval.has_minimum) {
        sf_finding_fix(finding, "name-it");
        return;
    }
    sf_finding_fix(finding, enough ? "take-it" : "longer");
    if (!enough && may_be_lowered(&interval, minimum))
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
    if (answer->message->status != 423 || !sf_answer_is_nearest(answer))
        return;
    if (asks_for_none(answer))
        report_none(check, answer);
    else
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

/* The one that the client talks with, where another hop shows it, or no other is between. */
static SfText first_proxy(const SfAnswer *answer)
{
    if (answer->nearest != answer)
        return answer->nearest->message->source_address;
    return answer->vias == 2 ? answer->message->destination_address : SF_TEXT_NONE;
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
    const SfText proxy = first_proxy(answer);
    if (!has_path && sf_text_is_present(proxy))
        sf_finding_value(finding, "between", proxy);
    sf_finding_fix(finding, "switch-on");
    sf_finding_fix(finding, "without");
}
