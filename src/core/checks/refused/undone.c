/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a client does what the tags that it lists stand for, and how the call ended where not. */
#include "core/checks/course.h"
#include "core/describe/facts.h"
#include "core/ledger/story/story.h"
#include "core/ledger/view.h"

#include <string.h>

/* The session's time is over, or the other side did not wait for that. */
static gboolean went_without_refresh(const SfAnswer *answer, const SfFollowup *followup)
{
    if (!followup->refresh.due || followup->refresh.done ||
        !sf_message_offers(followup->request, sf_text("timer")))
        return FALSE;
    return followup->refresh.ended ||
           (sf_view_has_come(answer->view, followup->refresh.due + 1) &&
            sf_view_is_whole(answer->view, followup->activity, followup->refresh.due));
}

/* Two repetitions: one may be due to a lost packet (RFC 3262 §3). */
#define COPIES_WITHOUT_PRACK 3

/* Seconds after which a server is to give up for want of PRACK: 64 * T1 (RFC 3262 §3). */
#define TIMEOUT 32

/* Who takes such a tag out of its list alone meets the 421 that this capture shows. */
static gboolean insists_on(const SfAnswer *answer, const char *tag)
{
    for (guint i = 0; i < answer->required->len; i++)
        if (sf_text_equal_nocase(g_array_index(answer->required, SfTag, i).tag, sf_text(tag)))
            return TRUE;
    return FALSE;
}

static SfFinding *report_not_done(const SfCheck *check, SfAnswer *answer, const char *variant,
                                  const char *tag, SfFramePart proof, guint times)
{
    SfFinding *finding = sf_report(check, answer, variant);
    sf_finding_set_proof(finding, proof.frame, proof.part);
    sf_finding_value(finding, "tag", sf_text(tag));
    sf_finding_number(finding, "other_frame", proof.frame);
    if (times > 0)
        sf_finding_number(finding, "times", times);
    sf_finding_fix(finding, "do-it");
    sf_finding_fix(finding, insists_on(answer, tag) ? "neither" : "unlist");
    return finding;
}

/* Where a PRACK would go, the capture shows what is sent: both legs of the one that asked are in
 * it, and it asks for no other place than that of the other messages (RFC 3262 §4, RFC 3261
 * §12.2.1.1). */
static gboolean would_show_prack(const SfAnswer *answer, const SfFollowup *retry)
{
    const SfAgent *agent = &answer->nearest->agent;
    SfUri contact;
    return (agent->asked_frame || agent->caller_frame) && retry->reliable.contact &&
           sf_uri_parse(sf_text(retry->reliable.contact), &contact, NULL) &&
           sf_host_equal(contact.host, retry->request->destination_address);
}

static void set_after(SfFinding *finding, const char *name, const SfFollowup *retry, gint64 time)
{
    sf_finding_take(finding, name,
                    sf_seconds((double)(time - retry->reliable.first_time) / (double)SF_SECOND));
}

/* Who has a caller of its own, and tells that one of a failure, gave up by itself; a caller that
 * hangs up is told 487 (RFC 3261 §9.2). */
static gboolean gave_up_itself(const SfFinding *finding)
{
    const char *told = sf_finding_own(finding, "caller_got");
    return told && strcmp(told, "487") != 0;
}

/* How the call ended, by whom, and after how long, as the frames have it. */
static void set_end(SfFinding *finding, const SfAnswer *answer, const SfFollowup *retry)
{
    const char *asker = answer->nearest->agent.caller;
    sf_tell_what_caller_got(finding, answer);
    if (retry->cancel_frame) {
        const gboolean is_own = gave_up_itself(finding);
        set_after(finding, is_own ? "gave_up_after" : "cancelled_after", retry, retry->cancel_time);
        sf_finding_number(finding, "followup_frame", retry->cancel_frame);
        if (is_own && asker)
            sf_finding_value(finding, "other", sf_text(asker));
    } else if (retry->status) {
        set_after(finding, "ended_after", retry, retry->status_time);
        sf_finding_number(finding, "followup_status", retry->status);
        sf_finding_number(finding, "followup_frame", retry->status_frame);
    } else {
        sf_finding_number(finding, "unseen_end", TIMEOUT);
    }
}

static void report_no_prack(const SfCheck *check, SfAnswer *answer, const SfFollowup *retry)
{
    const SfFramePart ringing = {retry->reliable.frame, retry->reliable.part};
    SfFinding *finding =
        report_not_done(check, answer, would_show_prack(answer, retry) ? "prack-here" : "prack",
                        "100rel", ringing, retry->reliable.copies);
    sf_finding_number(finding, "retry_frame", retry->request->frame);
    if (insists_on(answer, "100rel"))
        sf_finding_number(finding, "comes_back", answer->message->status);
    if (answer->offer_known && sf_tags_have(answer->missing, sf_text("100rel")))
        sf_finding_number(finding, "first_frame", answer->request->frame);
    set_end(finding, answer, retry);
}

static void report_no_refresh(const SfCheck *check, SfAnswer *answer, const SfFollowup *followup)
{
    const SfFramePart made = {followup->refresh.frame, followup->refresh.part};
    SfFinding *finding = report_not_done(check, answer, "refresh", "timer", made, 0);
    if (followup->refresh.ended)
        sf_finding_number(finding, "followup_frame", followup->refresh.ended);
}

void sf_check_extension_listed_not_done(const SfCheck *check, SfAnswer *answer)
{
    if (answer->message->status != 421 || !sf_answer_is_nearest(answer))
        return;
    for (guint i = 0; i < answer->followups->len; i++) {
        const SfFollowup *followup = answer->followups->pdata[i];
        if (followup->kind != SF_FOLLOWUP_RETRY)
            continue;
        if (followup->reliable.copies >= COPIES_WITHOUT_PRACK && !followup->prack_frame &&
            sf_message_offers(followup->request, sf_text("100rel"))) {
            report_no_prack(check, answer, followup);
            return;
        }
        if (went_without_refresh(answer, followup)) {
            report_no_refresh(check, answer, followup);
            return;
        }
    }
}
